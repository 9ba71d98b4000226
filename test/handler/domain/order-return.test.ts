import { MAX_RETURNS, NewReturn, ReturnableOrder, StoredReturn, withNewReturn } from '../../../src/handler/domain/order-return';
import type { OrderStatus } from '../../../src/handler/domain/order-status';
import { Problem } from '../../../src/handler/domain/problem';
import { orderWith } from '../../support/handler/stream-records';

const AT = new Date('2026-03-01T12:00:00.123Z');
const NOW = { at: AT, by: { kind: 'STAFF', id: 'clerk-1' } } as const;

function orderOf(status: OrderStatus, fields: Partial<ReturnableOrder> = {}): ReturnableOrder {
  return orderWith('order-1', { items: [{ productId: 'a', quantity: 3, price: 10 }], totalAmount: 30, status, ...fields });
}

function requestOf(request: Partial<NewReturn> = {}): NewReturn {
  return { returnId: 'return-1', fingerprint: 'f-1', items: [{ lineNumber: 1, quantity: 1 }], ...request };
}

function earlier(quantity: number, refundAmount?: number): StoredReturn {
  return { ...requestOf({ returnId: `return-${quantity}-${refundAmount}`, items: [{ lineNumber: 1, quantity }] }), refundAmount, at: AT.toISOString() };
}

function problemOf(order: ReturnableOrder, request: NewReturn): Pick<Problem, 'kind' | 'detail' | 'faults'> {
  try {
    withNewReturn(order, request, NOW);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('there was no problem');
}

test('of an order that was delivered without fulfilments, each piece may come back', () => {
  const request = requestOf({ items: [{ lineNumber: 1, quantity: 3 }], refundAmount: 30, reason: 'customer', note: 'broken' });

  expect(withNewReturn(orderOf('DELIVERED'), request, NOW)).toEqual({ returns: [{ ...request, at: AT.toISOString(), by: NOW.by }] });
});

test('with fulfilments, what they have delivered may come back, whatever the status of the order', () => {
  const fulfilment = { fulfilmentId: 'p', status: 'DELIVERED', items: [{ lineNumber: 1, quantity: 2 }], statusHistory: [], fingerprint: 'f' } as const;
  const order = orderOf('CONFIRMED', { fulfilments: [fulfilment, { ...fulfilment, fulfilmentId: 'q', status: 'SHIPPED', items: [{ lineNumber: 1, quantity: 1 }] }] });

  expect(withNewReturn(order, requestOf({ items: [{ lineNumber: 1, quantity: 2 }] }), NOW)!.returns).toHaveLength(1);
  expect(problemOf(order, requestOf({ items: [{ lineNumber: 1, quantity: 3 }] })).faults).toMatchObject([{ available: 2 }]);
});

test.each(['PROCESSING', 'CONFIRMED', 'SHIPPED', 'CANCELLED'] as const)('of an order that is %s nothing comes back', (status) => {
  expect(problemOf(orderOf(status), requestOf())).toMatchObject({ kind: 'exceeds-order', faults: [{ pointer: '#/items/0/quantity', available: 0 }] });
});

test.each([[[null]], [['mug']], ['mug'], [undefined]])('of an order whose items are %j nothing comes back', (items) => {
  expect(problemOf({ ...orderOf('DELIVERED'), items } as never, requestOf())).toMatchObject({ kind: 'exceeds-order', faults: [expect.anything()] });
});

test('all returns together are no more than was delivered', () => {
  expect(problemOf(orderOf('DELIVERED', { returns: [earlier(2)] }), requestOf({ items: [{ lineNumber: 1, quantity: 2 }] }))).toMatchObject({
    kind: 'exceeds-order', faults: [{ detail: 'must be at most 1, since no more of the line was delivered and has not come back, got 2' }],
  });
});

test('all refunds together are no more than the total, to the cent', () => {
  const order = orderOf('DELIVERED', { returns: [earlier(1, 10.1), earlier(1, 10.2)] });

  expect(withNewReturn(order, requestOf({ refundAmount: 9.7 }), NOW)).toBeDefined();
  expect(problemOf(order, requestOf({ refundAmount: 9.71 }))).toMatchObject({
    kind: 'exceeds-order', faults: [{ detail: 'must be at most 9.7, what is left of the total, got 9.71', pointer: '#/refundAmount' }],
  });
});

test('too many pieces and too high a refund are told at once', () => {
  const request = requestOf({ items: [{ lineNumber: 1, quantity: 4 }], refundAmount: 9_999 });

  expect(problemOf(orderOf('DELIVERED'), request)).toMatchObject({
    kind: 'exceeds-order', detail: 'the request has 2 faults', faults: [{ pointer: '#/items/0/quantity' }, { pointer: '#/refundAmount' }],
  });
});

test('a refund has the digits of the currency of the order', () => {
  expect(problemOf(orderOf('DELIVERED'), requestOf({ refundAmount: 0.001 }))).toMatchObject({ kind: 'validation-failed', faults: [{ pointer: '#/refundAmount' }] });
});

test('without a total in its currency, an order has no refund', () => {
  expect(problemOf(orderOf('DELIVERED', { currency: 'XYZ' }), requestOf({ refundAmount: 1 })).kind).toBe('validation-failed');
});

test('a return is recognised when it is sent again, and refused under its key with other contents', () => {
  const order = orderOf('DELIVERED', { returns: [{ ...requestOf(), at: AT.toISOString() }] });

  expect(withNewReturn(order, requestOf(), NOW)).toBeUndefined();
  expect(problemOf(order, requestOf({ fingerprint: 'f-2' })).kind).toBe('idempotency-key-reused');
});

test('an order has so many returns at most', () => {
  const returns = Array.from({ length: MAX_RETURNS }, (_, index) => ({ ...earlier(1), returnId: String(index), items: [] }));

  expect(problemOf(orderOf('DELIVERED', { returns }), requestOf()).detail).toBe('an order must have at most 50 returns, got 51');
});
