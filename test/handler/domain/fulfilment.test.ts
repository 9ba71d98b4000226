import {
  activeFulfilments, FulfillableOrder, FulfilledOrder, FulfilmentState, MAX_FULFILMENTS, MAX_KNOWN_CHANGES, NewFulfilment, refuseBesideFulfilments,
  StoredFulfilment, unpackedIn, withChangedFulfilment, withNewFulfilment,
} from '../../../src/handler/domain/fulfilment';
import { linesOf } from '../../../src/handler/domain/line-quantities';
import type { OrderStatus } from '../../../src/handler/domain/order-status';
import { Problem } from '../../../src/handler/domain/problem';
import { orderWith } from '../../support/handler/stream-records';

const AT = new Date('2026-03-01T12:00:00.123Z');
const BY = { kind: 'STAFF', id: 'clerk-1' } as const;
const NOW = { at: AT, by: BY };

/** Three pieces of one line and two of another. */
function orderOf(status: OrderStatus = 'CONFIRMED', fulfilments: readonly StoredFulfilment[] = []): FulfillableOrder {
  return orderWith('order-1', { items: [{ productId: 'a', quantity: 3, price: 1 }, { productId: 'b', quantity: 2, price: 1 }], status, fulfilments });
}

function requestOf(request: Partial<NewFulfilment> = {}): NewFulfilment {
  return { fulfilmentId: 'parcel-1', fingerprint: 'f-1', status: 'PACKED', ...request };
}

function parcel(status: FulfilmentState, items = [{ lineNumber: 1, quantity: 3 }, { lineNumber: 2, quantity: 2 }], fulfilmentId = 'parcel-1'): StoredFulfilment {
  return { fulfilmentId, status, items, statusHistory: [{ status, at: AT.toISOString() }], fingerprint: 'f-1' };
}

/** The order with what a change has made of it. */
function after(order: FulfillableOrder, changed: FulfilledOrder | undefined): FulfillableOrder {
  return { ...order, ...changed, status: changed?.status ?? order.status };
}

function problemOf(act: () => unknown): Pick<Problem, 'kind' | 'detail' | 'faults'> {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('there was no problem');
}

describe('a new fulfilment', () => {
  test('has what is asked for, who made it, and no effect on the status of an order that is not all shipped', () => {
    const items = [{ lineNumber: 1, quantity: 2 }];

    expect(withNewFulfilment(orderOf(), requestOf({ items, carrier: 'Post' }), NOW)).toEqual({
      fulfilments: [{
        fulfilmentId: 'parcel-1', fingerprint: 'f-1', status: 'PACKED', carrier: 'Post', items, statusHistory: [{ status: 'PACKED', at: AT.toISOString(), by: BY }],
      }],
      fulfilmentStatus: 'UNFULFILLED',
    });
  });

  test('has all that is in no other one, when it names no items', () => {
    const order = orderOf('CONFIRMED', [parcel('SHIPPED', [{ lineNumber: 1, quantity: 2 }]), parcel('CANCELLED', [{ lineNumber: 2, quantity: 2 }], 'parcel-2')]);

    expect(withNewFulfilment(order, requestOf({ fulfilmentId: 'parcel-3' }), NOW)!.fulfilments[2].items).toEqual([{ lineNumber: 1, quantity: 1 }, { lineNumber: 2, quantity: 2 }]);
  });

  test('that is shipped at once with all of the order makes it SHIPPED', () => {
    expect(withNewFulfilment(orderOf(), requestOf({ status: 'SHIPPED' }), NOW)).toMatchObject({ fulfilmentStatus: 'FULFILLED', status: 'SHIPPED' });
  });

  test('is recognised when it is sent again, whatever has become of it and of the order', () => {
    expect(withNewFulfilment(orderOf('DELIVERED', [parcel('DELIVERED')]), requestOf(), NOW)).toBeUndefined();
  });

  test('under the key of another one is refused', () => {
    expect(problemOf(() => withNewFulfilment(orderOf('CONFIRMED', [parcel('PACKED')]), requestOf({ fingerprint: 'f-2' }), NOW)).kind).toBe('idempotency-key-reused');
  });

  test.each(['PROCESSING', 'SHIPPED', 'DELIVERED', 'CANCELLED'] as const)('of an order that is %s is refused', (status) => {
    expect(problemOf(() => withNewFulfilment(orderOf(status), requestOf(), NOW))).toMatchObject({
      kind: 'transition-not-allowed', detail: `the order must be CONFIRMED to be packed, got ${status}`,
    });
  });

  test('of more than is left is refused, with each line and what is left of it', () => {
    const order = orderOf('CONFIRMED', [parcel('PACKED', [{ lineNumber: 1, quantity: 2 }])]);
    const items = [{ lineNumber: 1, quantity: 2 }, { lineNumber: 2, quantity: 2 }, { lineNumber: 3, quantity: 1 }];

    expect(problemOf(() => withNewFulfilment(order, requestOf({ fulfilmentId: 'parcel-2', items }), NOW))).toMatchObject({
      kind: 'exceeds-order',
      faults: [
        { detail: 'must be at most 1, since no more of the line is left to pack, got 2', pointer: '#/items/0/quantity', available: 1 },
        { detail: 'must be a line of the order, 1 to 2, got 3', pointer: '#/items/2/lineNumber' },
      ],
    });
  });

  test('of an order without any quantity is refused with what to do instead', () => {
    for (const items of [[{ quantity: 'two' }], [null], ['mug'], [], 'mug', undefined]) {
      expect(problemOf(() => withNewFulfilment({ ...orderOf(), items } as unknown as FulfillableOrder, requestOf(), NOW))).toMatchObject({
        kind: 'exceeds-order', detail: 'no line of the order has a quantity, so that none can be packed: set the status of the order when it is sent',
      });
    }
  });

  test('never ships all of an order of which a line has no quantity', () => {
    const order = { ...orderOf(), items: [{ productId: 'a', quantity: 'two' }, { productId: 'b', quantity: 1 }] } as unknown as FulfillableOrder;
    const made = withNewFulfilment(order, requestOf({ status: 'SHIPPED' }), NOW)!;

    expect(made).toMatchObject({ fulfilments: [{ items: [{ lineNumber: 2, quantity: 1 }] }], fulfilmentStatus: 'PARTIAL' });
    expect(made).not.toHaveProperty('status');
  });

  test('of an order that is all packed is refused', () => {
    expect(problemOf(() => withNewFulfilment(orderOf('CONFIRMED', [parcel('PACKED')]), requestOf({ fulfilmentId: 'parcel-2' }), NOW)).kind).toBe('exceeds-order');
  });

  test('beyond the most that an order may have is refused', () => {
    const cancelled = Array.from({ length: MAX_FULFILMENTS }, (_, index) => parcel('CANCELLED', [{ lineNumber: 1, quantity: 1 }], `parcel-${index}`));

    expect(problemOf(() => withNewFulfilment(orderOf('CONFIRMED', cancelled), requestOf({ fulfilmentId: 'more' }), NOW)).detail)
      .toBe('an order must have at most 50 fulfilments with 500 items together, also cancelled ones, got 51 with 52');
  });

  test('of a line that another program has stored without a number of pieces has nothing of it', () => {
    const order = { ...orderOf(), items: [{ productId: 'a', quantity: 'two' as never, price: 1 }, { productId: 'b', quantity: 2, price: 1 }] };

    expect(withNewFulfilment(order, requestOf(), NOW)!.fulfilments[0].items).toEqual([{ lineNumber: 2, quantity: 2 }]);
  });
});

describe('a change of a fulfilment', () => {
  test('keeps what it does not name, and adds to its history', () => {
    const changed = withChangedFulfilment(orderOf('CONFIRMED', [parcel('PACKED')]), { fulfilmentId: 'parcel-1', changeId: 'c-1', status: 'SHIPPED', trackingNumber: '1' }, NOW);

    expect(changed).toMatchObject({ status: 'SHIPPED', fulfilmentStatus: 'FULFILLED' });
    expect(changed!.fulfilments).toEqual([{
      ...parcel('PACKED'),
      status: 'SHIPPED',
      trackingNumber: '1',
      changeIds: ['c-1'],
      statusHistory: [{ status: 'PACKED', at: AT.toISOString() }, { status: 'SHIPPED', at: AT.toISOString(), by: BY }],
    }]);
  });

  test('removes what it has an empty text for', () => {
    const tracked = { ...parcel('SHIPPED'), carrier: 'Post', trackingNumber: '1', trackingUrl: 'https://post.example/1' };
    const changed = withChangedFulfilment(orderOf('SHIPPED', [tracked]), { fulfilmentId: 'parcel-1', changeId: 'c-1', trackingNumber: '', trackingUrl: '' }, NOW);

    expect(changed!.fulfilments).toEqual([{ ...parcel('SHIPPED'), carrier: 'Post', changeIds: ['c-1'] }]);
  });

  test('makes the order DELIVERED when the last parcel is, and not before', () => {
    const parcels = [parcel('SHIPPED', [{ lineNumber: 1, quantity: 3 }], 'one'), parcel('SHIPPED', [{ lineNumber: 2, quantity: 2 }], 'two')];
    const first = after(orderOf('SHIPPED', parcels), withChangedFulfilment(orderOf('SHIPPED', parcels), { fulfilmentId: 'two', changeId: 'c-1', status: 'DELIVERED' }, NOW));
    const second = withChangedFulfilment(first, { fulfilmentId: 'one', changeId: 'c-2', status: 'DELIVERED' }, NOW);

    expect([first.status, second!.status]).toEqual(['SHIPPED', 'DELIVERED']);
  });

  test('gives the pieces of a cancelled one back to be packed', () => {
    const order = orderOf('CONFIRMED', [parcel('PACKED')]);
    const cancelled = after(order, withChangedFulfilment(order, { fulfilmentId: 'parcel-1', changeId: 'c-1', status: 'CANCELLED' }, NOW));

    expect(linesOf(unpackedIn(cancelled))).toEqual([{ lineNumber: 1, quantity: 3 }, { lineNumber: 2, quantity: 2 }]);
    expect(activeFulfilments(cancelled)).toEqual([]);
  });

  test('is recognised when it is sent again', () => {
    const order = orderOf('SHIPPED', [{ ...parcel('SHIPPED'), changeIds: ['c-1'] }]);

    expect(withChangedFulfilment(order, { fulfilmentId: 'parcel-1', changeId: 'c-1', status: 'SHIPPED' }, NOW)).toBeUndefined();
  });

  test('is recognised after other changes too, so that a late retry brings back no old tracking number', () => {
    let order = orderOf('CONFIRMED', [parcel('PACKED')]);
    const track = (trackingNumber: string) => withChangedFulfilment(order, { fulfilmentId: 'parcel-1', changeId: `c-${trackingNumber}`, trackingNumber }, NOW);
    for (let change = 1; change <= MAX_KNOWN_CHANGES + 1; change++) order = after(order, track(String(change)));

    expect(order.fulfilments![0].changeIds).toHaveLength(MAX_KNOWN_CHANGES);
    expect([track('2'), track(String(MAX_KNOWN_CHANGES + 1))]).toEqual([undefined, undefined]);
    expect(track('1')).toBeDefined(); // too long ago
  });

  test('of one that there is not is refused', () => {
    expect(problemOf(() => withChangedFulfilment(orderOf(), { fulfilmentId: 'parcel-1', changeId: 'c-1' }, NOW)).kind).toBe('fulfilment-not-found');
  });

  test.each<[FulfilmentState, FulfilmentState, string]>([
    ['PACKED', 'DELIVERED', 'the next status must be SHIPPED or CANCELLED'],
    ['PACKED', 'PACKED', 'the next status must be SHIPPED or CANCELLED'],
    ['SHIPPED', 'CANCELLED', 'the next status must be DELIVERED'],
    ['DELIVERED', 'SHIPPED', 'no status can follow'],
    ['CANCELLED', 'PACKED', 'no status can follow'],
  ])('from %s to %s is refused', (from, to, expected) => {
    expect(problemOf(() => withChangedFulfilment(orderOf('CONFIRMED', [parcel(from)]), { fulfilmentId: 'parcel-1', changeId: 'c-1', status: to }, NOW)))
      .toMatchObject({ kind: 'transition-not-allowed', detail: `the fulfilment is ${from}: ${expected}, got ${to}` });
  });
});

describe('beside fulfilments', () => {
  const [one, two] = [[{ lineNumber: 1, quantity: 1 }], [{ lineNumber: 2, quantity: 1 }]];
  const orderIn = (...states: FulfilmentState[]) => orderOf('CONFIRMED', states.map((state, index) => parcel(state, index === 0 ? one : two, `parcel-${index}`)));

  test.each<[OrderStatus, FulfilmentState[], string]>([
    ['SHIPPED', ['PACKED'], 'SHIPPED needs all fulfilments of the order to be SHIPPED or DELIVERED, got 1 that is PACKED'],
    ['SHIPPED', ['SHIPPED', 'PACKED'], 'SHIPPED needs all fulfilments of the order to be SHIPPED or DELIVERED, got 1 that is PACKED'],
    ['DELIVERED', ['PACKED', 'SHIPPED'], 'DELIVERED needs all fulfilments of the order to be DELIVERED, got 2 that are PACKED and SHIPPED'],
    ['CANCELLED', ['PACKED'], 'CANCELLED needs all fulfilments of the order to be CANCELLED, got 1 that is PACKED: cancel what is packed first'],
    ['CANCELLED', ['SHIPPED'], 'CANCELLED needs all fulfilments of the order to be CANCELLED, got 1 that is SHIPPED: what is sent cannot be called off, so set SHIPPED when no more is sent'],
  ])('nobody sets %s while they are %j', (status, states, detail) => {
    expect(problemOf(() => refuseBesideFulfilments(orderIn(...states), status))).toMatchObject({ kind: 'transition-not-allowed', detail });
  });

  test.each<[OrderStatus, FulfilmentState[]]>([
    ['SHIPPED', ['SHIPPED']], ['SHIPPED', ['SHIPPED', 'DELIVERED']], ['SHIPPED', ['SHIPPED', 'CANCELLED']], ['DELIVERED', ['DELIVERED', 'DELIVERED']],
  ])('an order of which a part is never sent is ended by %s when they are %j', (status, states) => {
    expect(() => refuseBesideFulfilments(orderIn(...states), status)).not.toThrow();
  });

  test('of an order that another program has cancelled, a parcel can only be cancelled', () => {
    const order = orderOf('CANCELLED', [parcel('PACKED')]);
    const change = (status: FulfilmentState) => withChangedFulfilment(order, { fulfilmentId: 'parcel-1', changeId: 'c-1', status }, NOW);

    expect(problemOf(() => change('SHIPPED')).detail).toBe('the order is CANCELLED: its fulfilments can only be CANCELLED, got SHIPPED');
    expect(change('CANCELLED')!.fulfilments[0].status).toBe('CANCELLED');
  });

  test('what another program has stored under their name is not overwritten', () => {
    for (const fulfilments of [['DHL'], { open: 1 }, [{ fulfilmentId: 'theirs' }]]) {
      const order = { ...orderOf(), fulfilments } as never;
      expect(() => withNewFulfilment(order, requestOf(), NOW)).toThrow('another program has written the attribute fulfilments of this order');
      expect(activeFulfilments(order)).toEqual([]);
    }
  });

  test('of an erased order a request with the same id is a retry, whatever its body', () => {
    const { fingerprint: _, ...erased } = parcel('SHIPPED');

    expect(withNewFulfilment(orderOf('SHIPPED', [erased]), requestOf({ fingerprint: 'f-2' }), NOW)).toBeUndefined();
  });

  test('that are all cancelled, or none, each status may be set', () => {
    for (const order of [orderOf(), orderOf('CONFIRMED', [parcel('CANCELLED')])]) refuseBesideFulfilments(order, 'CANCELLED');
  });
});
