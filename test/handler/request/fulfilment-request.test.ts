import { readDetailedStatusRequest } from '../../../src/handler/request/detailed-status-request';
import { readFulfilmentChange, readFulfilmentRequest, readReturnRequest } from '../../../src/handler/request/fulfilment-request';
import { pointersOf, problemOf } from '../../support/handler/fixtures';

const LINES = [{ lineNumber: 1, quantity: 2 }, { lineNumber: 2, quantity: 1 }];
const TRACKING = { carrier: 'Post', trackingNumber: 'RR1', trackingUrl: 'https://post.example/RR1' };

test('a fulfilment is PACKED unless it says so otherwise, and of all that is left unless it names items', () => {
  expect(readFulfilmentRequest({})).toEqual({ status: 'PACKED' });
  expect(readFulfilmentRequest({ status: 'SHIPPED', items: LINES, ...TRACKING })).toEqual({ status: 'SHIPPED', items: LINES, ...TRACKING });
});

test.each<[string, unknown, string[]]>([
  ['items that are none', { items: [] }, ['#/items']],
  ['items that are no list', { items: LINES[0] }, ['#/items']],
  ['quantities that are no whole numbers from 1', { items: [{ lineNumber: 0, quantity: 1.5 }, { lineNumber: '1', quantity: 0 }] },
    ['#/items/0/lineNumber', '#/items/0/quantity', '#/items/1/lineNumber', '#/items/1/quantity']],
  ['a line twice', { items: [LINES[0], LINES[1], LINES[0]] }, ['#/items/2/lineNumber']],
  ['members that there are not', { items: [{ ...LINES[0], sku: 'x' }], note: 'x' }, ['#/items/0/sku', '#/note']],
  ['a status that none begins with', { status: 'DELIVERED' }, ['#/status']],
  ['null', { status: null, carrier: null }, ['#/status', '#/carrier']],
  ['blank and too long texts', { carrier: ' ', trackingNumber: 'x'.repeat(129) }, ['#/carrier', '#/trackingNumber']],
  ['a control character', { carrier: 'Po\nst' }, ['#/carrier']],
])('fails for a fulfilment with %s, with each fault', (_, body, pointers) => {
  const problem = problemOf(() => readFulfilmentRequest(body));

  expect(problem.kind).toBe('validation-failed');
  expect(pointersOf(problem.faults as never).sort()).toEqual([...pointers].sort());
});

test.each(['javascript:alert(1)', 'ftp://x.example/1', '//x.example', 'https://', 'https:///a', 'https://?a', 'https://:80/', 'https://x.example:99999/', 'http://1.2.3.4.5/', 'a text', '', `https://x.example/${'y'.repeat(500)}`, 7])(
  'fails for the tracking URL %s, which no browser should follow', (trackingUrl) => {
    expect(problemOf(() => readFulfilmentRequest({ trackingUrl })).faults).toEqual([expect.objectContaining({ pointer: '#/trackingUrl' })]);
  },
);

test('a change can have empty texts, which remove what they name, and a new fulfilment cannot', () => {
  const empty = { carrier: '', trackingNumber: '', trackingUrl: '' };

  expect(readFulfilmentChange(empty)).toEqual(empty);
  expect(pointersOf(problemOf(() => readFulfilmentRequest(empty)).faults as never).sort()).toEqual(['#/carrier', '#/trackingNumber', '#/trackingUrl']);
  expect(pointersOf(problemOf(() => readFulfilmentChange({ status: '', carrier: ' ', trackingUrl: ' ' })).faults as never).sort()).toEqual(['#/carrier', '#/status', '#/trackingUrl']);
});

test('a change of a fulfilment has something to change', () => {
  expect(readFulfilmentChange({ status: 'CANCELLED' })).toEqual({ status: 'CANCELLED' });
  expect(readFulfilmentChange(TRACKING)).toEqual(TRACKING);
  expect(problemOf(() => readFulfilmentChange({})).faults).toEqual([{ detail: expect.stringContaining('must have at least one of status'), pointer: '#' }]);
  expect(problemOf(() => readFulfilmentChange({ items: LINES, status: 'LOST' })).faults).toHaveLength(2);
});

test.each(['null', '[]', '"x"', '1'])('fails as malformed for the body %s', (json) => {
  for (const read of [readFulfilmentRequest, readFulfilmentChange, readReturnRequest]) {
    expect(problemOf(() => read(JSON.parse(json))).kind).toBe('malformed-request');
  }
});

test('a return has items, and a refund from 0 on', () => {
  const full = { items: LINES, refundAmount: 0, reason: 'customer', note: 'too small' };
  expect(readReturnRequest(full)).toEqual(full);
  expect(readReturnRequest({ items: LINES })).toEqual({ items: LINES });
  for (const refundAmount of [-1, '1', 1e20, null]) expect(problemOf(() => readReturnRequest({ items: LINES, refundAmount })).faults).toHaveLength(1);
  expect(pointersOf(problemOf(() => readReturnRequest({ reason: 'bored', note: '' })).faults as never).sort()).toEqual(['#/items', '#/note', '#/reason']);
});

describe('a change of status with a reason', () => {
  const staff = { identity: 'sub:clerk-1' };
  const customer = { identity: 'customer:ada', customerId: 'ada' };

  test('has the reason and the note, each in its place, so that no two changes are alike', () => {
    const valuesOf = (body: object) => JSON.stringify(Object.values(readDetailedStatusRequest(body, staff)));

    expect(readDetailedStatusRequest({ status: 'CANCELLED', reason: 'customer' }, customer)).toEqual({ status: 'CANCELLED', reason: 'customer' });
    expect(readDetailedStatusRequest({ status: 'CONFIRMED', reason: 'staff', note: 'x' }, staff)).toEqual({ status: 'CONFIRMED', reason: 'staff', note: 'x' });
    expect(valuesOf({ status: 'CANCELLED', reason: 'fraud' })).not.toBe(valuesOf({ status: 'CANCELLED', note: 'fraud' }));
  });

  test('fails for who says who made it', () => {
    expect(problemOf(() => readDetailedStatusRequest({ status: 'CONFIRMED', by: { kind: 'IAM' } }, staff)).faults).toEqual([expect.objectContaining({ pointer: '#/by' })]);
  });

  test('fails for a reason that there is not and a note of too many characters, and repeats no note', () => {
    const { faults } = problemOf(() => readDetailedStatusRequest({ status: 'CONFIRMED', reason: 'Fraud', note: 'Ada'.repeat(167) }, staff));

    expect(pointersOf(faults as never)).toEqual(['#/reason', '#/note']);
    expect(JSON.stringify(faults)).not.toContain('AdaAda');
  });

  test.each([[{ reason: 'fraud' }, 'reason'], [{ note: 'hello' }, 'note'], [{ reason: 'customer', note: 'hello' }, 'note']])('of a customer fails with %j', (details, word) => {
    expect(problemOf(() => readDetailedStatusRequest({ status: 'CANCELLED', ...details }, customer))).toMatchObject({ kind: 'forbidden', detail: expect.stringContaining(word) });
  });
});
