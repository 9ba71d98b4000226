import { cursorOf } from '../../../src/handler/domain/cursor';
import type { Caller } from '../../../src/handler/request/caller';
import { readListRequest } from '../../../src/handler/request/list-request';
import { problemOf } from '../../support/handler/fixtures';

const STAFF: Caller = { identity: 'sub:staff' };
const CUSTOMER: Caller = { identity: 'customer:customer123', customerId: 'customer123' };
const POSITION = { createdAt: '2025-03-30T01:59:59.123Z', orderId: 'order-1' };
const CURSOR = cursorOf(POSITION);

const read = (query: string, caller = STAFF) => readListRequest(new URLSearchParams(query), caller);
const faultsOf = (query: string, caller = STAFF) => {
  const problem = problemOf(() => read(query, caller));
  expect(problem.kind).toBe('invalid-parameters');
  return problem.faults;
};

describe('a list', () => {
  test('is of 20 orders from the newest on, unless the query says otherwise', () => {
    expect(read('customerId=customer123')).toEqual({ customerId: 'customer123', limit: 20, after: undefined });
  });

  test('goes on where the page before ended', () => {
    expect(read(`customerId=customer123&limit=5&cursor=${CURSOR}`)).toEqual({ customerId: 'customer123', limit: 5, after: POSITION });
  });

  test.each([
    ['1', 1],
    ['9', 9],
    ['10', 10],
    ['99', 99],
    ['100', 100],
  ])('may have the limit %s', (text, limit) => {
    expect(read(`customerId=c&limit=${text}`).limit).toBe(limit);
  });

  test.each(['', '0', '-1', '+1', '101', '1000', '1e1', '1e400', '1.0', '0x10', '01', '%31%00', '1%20', ' ', 'NaN', 'Infinity', 'ten', '١', '9'.repeat(400)])(
    'fails for the limit "%s"',
    (text) => {
      expect(faultsOf(`customerId=c&limit=${text}`)).toEqual([{ detail: expect.stringMatching(/^must be a whole number from 1 to 100, got "[^"]{0,41}"$/), parameter: 'limit' }]);
    },
  );

  test.each(['', 'hello', '%00', `${CURSOR}=`, `${CURSOR}%00`, `${CURSOR}+`, '%FF', '%', 'W10'])('fails for the cursor "%s"', (text) => {
    expect(faultsOf(`customerId=c&cursor=${text}`)).toEqual([{ detail: expect.stringMatching(/^must be the nextCursor of the page before, unchanged, got "[^"]{0,41}"$/), parameter: 'cursor' }]);
  });

  test('fails with every fault of the query at once', () => {
    expect(faultsOf('limit=0&cursor=x&page=2')).toEqual([
      { detail: 'is not a known parameter; known are customerId, limit, cursor', parameter: 'page' },
      { detail: 'is required: only a caller who is a customer may leave it out', parameter: 'customerId' },
      expect.objectContaining({ parameter: 'limit' }),
      expect.objectContaining({ parameter: 'cursor' }),
    ]);
  });
});

describe('the customer', () => {
  test('must be named by a caller who is trusted with all', () => {
    expect(faultsOf('')).toEqual([{ detail: 'is required: only a caller who is a customer may leave it out', parameter: 'customerId' }]);
  });

  test('is the caller when the caller is a customer', () => {
    expect(read('', CUSTOMER).customerId).toBe('customer123');
  });

  test('may be named by the customer as well', () => {
    expect(read('customerId=customer123', CUSTOMER).customerId).toBe('customer123');
  });

  test.each([
    ['spaces', 'customerId=a+b%20c', 'a b c'],
    ['a plus', 'customerId=a%2Bb', 'a+b'],
    ['an ampersand', 'customerId=a%26limit%3D5', 'a&limit=5'],
    ['letters beyond ASCII', 'customerId=gr%C3%B6%C3%9Fe%F0%9F%9B%92', 'größe\u{1F6D2}'],
    ['a percent sign', 'customerId=100%25', '100%'],
    ['a percent sign that begins no escape', 'customerId=100%', '100%'],
    ['a name that every object has', 'customerId=__proto__', '__proto__'],
  ])('may have %s', (_, query, customerId) => {
    expect(read(query).customerId).toBe(customerId);
  });

  test.each([
    ['nothing', '', 'a blank string'],
    ['white space', '%20+', 'a blank string'],
    ['a NUL', 'a%00', 'U+0000 at character 2'],
    ['a line break', 'a%0D%0Ab', 'U+000D at character 2'],
    ['a line separator', 'a%E2%80%A8b', 'U+2028 at character 2'],
    ['256 characters', 'c'.repeat(256), '256 characters'],
  ])('fails for %s, without a word of what else it holds', (_, text, got) => {
    expect(faultsOf(`customerId=${text}`)).toEqual([
      { detail: `must be a string of 1 to 255 characters, not blank, with no control characters, got ${got}`, parameter: 'customerId' },
    ]);
  });

  test.each(['customer124', 'Customer123', 'customer123%20', 'constructor'])('fails as forbidden when a customer asks for %s', (customerId) => {
    expect(problemOf(() => read(`customerId=${customerId}`, CUSTOMER))).toMatchObject({
      kind: 'forbidden',
      detail: 'customers may only list their own orders: leave customerId out, or send your own',
      faults: [],
    });
  });

  test('of a cursor that somebody else got is still the caller', () => {
    expect(read(`cursor=${CURSOR}`, CUSTOMER)).toEqual({ customerId: 'customer123', limit: 20, after: POSITION });
  });
});
