import { cursorOf } from '../../../src/handler/domain/cursor';
import type { OrderStatus } from '../../../src/handler/domain/order-status';
import type { Caller } from '../../../src/handler/request/caller';
import { asksForStaffList, readStaffListRequest } from '../../../src/handler/request/staff-list-request';
import { problemOf } from '../../support/handler/fixtures';

const STAFF: Caller = { identity: 'sub:staff' };
const CUSTOMER: Caller = { identity: 'customer:customer123', customerId: 'customer123' };

const asks = (query: string, caller = STAFF) => asksForStaffList(new URLSearchParams(query), caller);
const read = (query: string, caller = STAFF) => readStaffListRequest(new URLSearchParams(query), caller);
const faultsOf = (query: string) => problemOf(() => read(query)).faults;

const at = (createdAt: string, orderId = 'order-1', status: OrderStatus = 'CONFIRMED', sort = 'newest') => cursorOf({ createdAt, orderId }, [status, sort]);

test.each(['status=CONFIRMED', 'createdFrom=x', 'createdTo=x', 'sort=oldest', '', 'limit=5'])('staff asks for the list with "%s"', (query) => {
  expect(asks(query)).toBe(true);
});

test('staff asks for the list of a customer with customerId', () => {
  expect(asks('customerId=customer123&limit=5')).toBe(false);
});

test('a customer asks for their own orders without the parameters of the list', () => {
  expect(asks('', CUSTOMER)).toBe(false);
  expect(asks('limit=5&cursor=abc', CUSTOMER)).toBe(false);
});

test('a status alone has the newest twenty orders of all times', () => {
  expect(read('status=CONFIRMED')).toEqual({
    status: 'CONFIRMED', createdFrom: 0, createdTo: Date.UTC(9999, 11, 31, 23, 59, 59, 999), sort: 'newest', limit: 20, after: undefined,
  });
});

test('all parameters are read', () => {
  expect(read(`status=SHIPPED&createdFrom=2026-07-31T00:00:00%2B02:00&createdTo=2026-08-01T00:00:00Z&sort=oldest&limit=100&cursor=${at('2026-07-31T10:00:00.000Z', 'order-1', 'SHIPPED', 'oldest')}`)).toEqual({
    status: 'SHIPPED',
    createdFrom: Date.UTC(2026, 6, 30, 22),
    createdTo: Date.UTC(2026, 7, 1),
    sort: 'oldest',
    limit: 100,
    after: { createdAt: '2026-07-31T10:00:00.000Z', orderId: 'order-1' },
  });
});

test.each([
  ['2026-07-31T09:30:00Z', Date.UTC(2026, 6, 31, 9, 30)],
  ['2026-07-31t09:30:00.5z', Date.UTC(2026, 6, 31, 9, 30, 0, 500)],
  ['2026-07-31T09:30:00.123000Z', Date.UTC(2026, 6, 31, 9, 30, 0, 123)],
  ['2026-07-31T09:30:00.123001Z', Date.UTC(2026, 6, 31, 9, 30, 0, 124)],
  ['2026-07-31T09:30:00.9999Z', Date.UTC(2026, 6, 31, 9, 30, 1)],
  ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
  ['0001-01-01T00:00:00Z', 0],
])('the time %s is read', (text, time) => {
  expect(read(`status=CONFIRMED&createdFrom=${text}`).createdFrom).toBe(time);
});

test('a range that ends after all texts of times ends with them', () => {
  expect(new Date(read('status=CONFIRMED&createdTo=9999-12-31T23:59:59-01:00').createdTo).toISOString()).toBe('9999-12-31T23:59:59.999Z');
});

test('fails without a status, and says that a customer may stand in its place', () => {
  expect(faultsOf('limit=5')).toEqual([{ detail: 'is required, unless customerId lists the orders of one customer', parameter: 'status' }]);
});

test('fails with all faults at once', () => {
  expect(faultsOf('status=confirmed&createdFrom=2026-07-31T09:30:00&createdTo=2026-07-31T09:30:00 02:00&sort=up&limit=101&cursor=abc&page=2')).toEqual([
    { detail: 'is not a known parameter; known are status, createdFrom, createdTo, sort, limit, cursor', parameter: 'page' },
    { detail: 'must be one of PROCESSING, CONFIRMED, SHIPPED, DELIVERED, CANCELLED, got "confirmed"', parameter: 'status' },
    { detail: 'must be a time of RFC 3339 with a zone, such as 2026-07-31T09:30:00Z, got "2026-07-31T09:30:00"', parameter: 'createdFrom' },
    { detail: 'must be a time of RFC 3339 with a zone, such as 2026-07-31T09:30:00Z, got "2026-07-31T09:30:00 02:00": in a query, + is written %2B', parameter: 'createdTo' },
    { detail: 'must be one of newest, oldest, got "up"', parameter: 'sort' },
    { detail: 'must be a whole number from 1 to 100, got "101"', parameter: 'limit' },
    { detail: 'must be the nextCursor of the page before, unchanged, beside the same other parameters, got "abc"', parameter: 'cursor' },
  ]);
});

test.each([
  'createdFrom=2026-07-31T09:30:00Z&createdTo=2026-07-31T09:30:00Z',
  'createdFrom=2026-07-31T09:30:00Z&createdTo=2026-07-31T10:30:00%2B02:00',
  'createdFrom=2026-07-31T09:30:00Z&createdTo=2026-07-31T09:29:59.9999Z', // no order has a time in between
])('fails with a range that is empty: %s', (range) => {
  expect(faultsOf(`status=CONFIRMED&${range}`)).toEqual([{ detail: 'must be at least a millisecond before createdTo, got "2026-07-31T09:30:00Z"', parameter: 'createdFrom' }]);
});

test.each([
  ['before the range', at('2026-07-30T23:59:59.999Z')],
  ['at its end', at('2026-08-01T00:00:00.000Z')],
  ['of a time that is none', at('2026-99-30T23:59:59.999Z')],
  ['of an order of the template', at('2026-07-31T10:00:00.123456')],
  ['of another status', at('2026-07-31T10:00:00.000Z', 'order-1', 'SHIPPED')],
  ['of the other direction', at('2026-07-31T10:00:00.000Z', 'order-1', 'CONFIRMED', 'oldest')],
  ['of the list of a customer', cursorOf({ createdAt: '2026-07-31T10:00:00.000Z', orderId: 'order-1' })],
  ['with an id that is too long', at('2026-07-31T10:00:00.000Z', 'a'.repeat(901))],
])('fails with a cursor %s', (_, cursor) => {
  expect(faultsOf(`status=CONFIRMED&createdFrom=2026-07-31T00:00:00Z&createdTo=2026-08-01T00:00:00Z&cursor=${cursor}`)).toMatchObject([{ parameter: 'cursor' }]);
});

test('a cursor at the beginning of the range is in it', () => {
  expect(read(`status=CONFIRMED&createdFrom=2026-07-31T00:00:00Z&cursor=${at('2026-07-31T00:00:00.000Z')}`).after).toBeDefined();
});

test('fails beside a customer, with all faults', () => {
  expect(faultsOf('customerId=customer123&status=CONFIRMED&createdFrom=x&createdTo=y&sort=z&page=2')).toEqual([
    { detail: 'is not a known parameter; known are customerId, limit, cursor, status, createdFrom, createdTo, sort', parameter: 'page' },
    ...Object.entries({ status: 'CONFIRMED', createdFrom: 'x', createdTo: 'y', sort: 'z' }).map(([parameter, text]) => (
      { detail: `must be left out beside customerId, got "${text}"`, parameter }
    )),
  ]);
});

test.each(['status=CONFIRMED', 'sort=up', 'customerId=customer123&createdTo=x'])('fails for a customer with %s', (query) => {
  expect(asks(query, CUSTOMER)).toBe(true);
  expect(problemOf(() => read(query, CUSTOMER))).toMatchObject({ kind: 'forbidden', faults: [] });
});
