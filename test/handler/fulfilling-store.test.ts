import { marshall } from '@aws-sdk/util-dynamodb';
import { withNewFulfilment } from '../../src/handler/domain/fulfilment';
import { newOrder, Order } from '../../src/handler/domain/order';
import { Problem } from '../../src/handler/domain/problem';
import { statusShardOf } from '../../src/handler/domain/status-shard';
import { EditedAttributes, FulfillingOptions, FulfillingStore, OrderEdit } from '../../src/handler/fulfilling-store';
import { clientFor, FakeDynamoDB, Item, THROTTLED } from '../support/handler/fake-dynamodb';
import { FULL_ORDER } from '../support/handler/fixtures';
import { stored, WHOLE_AMOUNTS } from '../support/handler/legacy-orders';

const MORNING = new Date('2026-03-30T08:00:00Z');
const EVENING = new Date('2026-03-30T20:00:00Z');
const CLERK = { kind: 'STAFF', id: 'clerk-1' } as const;
const PARCEL = { fulfilmentId: 'parcel-1', fingerprint: 'f-1', status: 'PACKED' } as const;

const dynamoDB = new FakeDynamoDB();

beforeAll(() => dynamoDB.start());

beforeEach(() => dynamoDB.reset());

afterEach(() => jest.restoreAllMocks());

afterAll(() => dynamoDB.stop());

function storeWith(options: FulfillingOptions = { hasFulfilments: true }, maxAttempts = 1): FulfillingStore {
  return new FulfillingStore(clientFor(dynamoDB.endpoint, { maxAttempts }), 'orders', options);
}

function put(change: object = {}): void {
  const order = { ...newOrder(FULL_ORDER, 'order-1', MORNING), status: 'CONFIRMED', version: 2, ...change };
  dynamoDB.items.set('order-1', marshall(order, { removeUndefinedValues: true }) as unknown as Item);
}

function editOf(edit: Partial<OrderEdit> = {}): OrderEdit {
  return { orderId: 'order-1', expectedVersion: 'any', changeId: 'c-1', at: EVENING, by: CLERK, apply: pack, ...edit };
}

function pack(order: Order): EditedAttributes | undefined {
  return withNewFulfilment(order, PARCEL, { at: EVENING, by: CLERK }) as EditedAttributes | undefined;
}

/** What others do right before a write of ours is answered. */
function beforeTheNextWrite(change: () => void, times = 1): void {
  const get = dynamoDB.items.get.bind(dynamoDB.items);
  let left = times;
  jest.spyOn(dynamoDB.items, 'get').mockImplementation((key) => {
    if (dynamoDB.requests.at(-1)?.operation === 'UpdateItem' && left > 0) {
      left -= 1;
      change();
    }
    return get(key);
  });
}

const operations = () => dynamoDB.requests.map(({ operation }) => operation);

describe('an order of the template whose status somebody has set by means of their own', () => {
  const CONFIRMED_AT = '2025-10-01T08:30:00.123461Z';
  const BEFORE = [{ status: 'PROCESSING', at: '2025-10-01T08:30:00.123456Z' }, { status: 'CONFIRMED', at: CONFIRMED_AT }];

  beforeEach(() => {
    dynamoDB.items.set('order-1', stored(WHOLE_AMOUNTS, { orderId: { S: 'order-1' }, status: { S: 'CONFIRMED' } }) as unknown as Item);
  });

  test('keeps the time of that status in its history, through each edit', async () => {
    const store = storeWith();

    expect((await store.edit(editOf())).order!.statusHistory).toEqual(BEFORE);
    expect((await store.edit(editOf({ changeId: 'c-2', apply: () => ({ returns: [] }) }))).order!.statusHistory).toEqual(BEFORE);
    const shipped = await store.edit(editOf({ changeId: 'c-3', apply: () => ({ status: 'SHIPPED' }) }));
    expect(shipped.order!.statusHistory).toEqual([...BEFORE, { status: 'SHIPPED', at: EVENING.toISOString() }]);
  });

  test.each([
    ['an edit', () => storeWith().edit(editOf({ apply: () => ({ status: 'SHIPPED' }) }))],
    ['a change of the status', () => storeWith().changeStatus({ orderId: 'order-1', status: 'SHIPPED', expectedVersion: 'any', changeId: 'c-1', at: EVENING })],
  ])('keeps it, too, when %s brings the order on at once', async (_, change) => {
    expect((await change()).order!.statusHistory).toEqual([...BEFORE, { status: 'SHIPPED', at: EVENING.toISOString() }]);
  });
});

describe('an edit', () => {
  test('reads the order consistently, and is written under the version that was read, with nothing but its attributes', async () => {
    put();

    await expect(storeWith().edit(editOf())).resolves.toMatchObject({ result: 'changed', order: { status: 'CONFIRMED', version: 3, updatedAt: EVENING.toISOString(), fulfilments: [PARCEL] } });

    const [read, write] = dynamoDB.requests;
    expect(read).toMatchObject({ operation: 'GetItem', ConsistentRead: true });
    expect(write).toMatchObject({
      operation: 'UpdateItem',
      UpdateExpression: 'SET #version = :next, #updated = :now, #fulfilments = :fulfilments, #fulfilmentStatus = :fulfilmentStatus',
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version', '#updated': 'updatedAt', '#fulfilments': 'fulfilments', '#fulfilmentStatus': 'fulfilmentStatus' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  test('that brings the order to a status is a change of it, with who made it and its place in the staff list', async () => {
    put();
    const store = storeWith({ hasFulfilments: true, staffList: { shards: 4 } });

    const edited = await store.edit(editOf({ apply: () => ({ status: 'SHIPPED', fulfilmentStatus: 'FULFILLED' }) }));

    expect(edited).toMatchObject({
      result: 'changed',
      order: { status: 'SHIPPED', version: 3, changeId: 'c-1', fulfilmentStatus: 'FULFILLED', statusChanges: [{ status: 'SHIPPED', by: CLERK }] },
    });
    expect(dynamoDB.items.get('order-1')).toMatchObject({
      statusShard: { S: statusShardOf('SHIPPED', 'order-1', 4) },
      createdAtOrderId: { S: `${MORNING.toISOString()}#order-1` },
    });
    expect(dynamoDB.requests[1].ConditionExpression).toContain('#version = :version');
  });

  test('whose answer was lost is known again, also under another version than it expects', async () => {
    put();
    const store = storeWith({ hasFulfilments: true }, 2);
    await store.get('order-1');
    dynamoDB.troubleOnce({ answerAfterMs: 0 }, 'store-and-drop-the-answer');

    await expect(store.edit(editOf({ expectedVersion: 2 }))).resolves.toMatchObject({ result: 'replayed', order: { version: 3, fulfilments: [PARCEL] } });
    expect(dynamoDB.items.get('order-1')!.version).toEqual({ N: '3' });
  });

  test('is made on what others have written in between', async () => {
    put();
    beforeTheNextWrite(() => put({ version: 3, items: [{ productId: 'other', quantity: 7, price: 1 }] }));

    await expect(storeWith().edit(editOf())).resolves.toMatchObject({ result: 'changed', order: { version: 4, fulfilments: [{ items: [{ lineNumber: 1, quantity: 7 }] }] } });
    expect(operations()).toEqual(['GetItem', 'UpdateItem', 'UpdateItem']);
  });

  test('of the version that it expects is refused when others are faster', async () => {
    put();
    beforeTheNextWrite(() => put({ version: 3 }));

    await expect(storeWith().edit(editOf({ expectedVersion: 2 }))).resolves.toMatchObject({ result: 'refused', order: { version: 3 } });
  });

  test('of another version is refused for that, and not for what the order has become', async () => {
    put({ status: 'CANCELLED', version: 3 });

    await expect(storeWith().edit(editOf({ expectedVersion: 2 }))).resolves.toMatchObject({ result: 'refused', order: { version: 3 } });
    await expect(storeWith().edit(editOf())).rejects.toMatchObject({ kind: 'transition-not-allowed' });
    expect(operations()).toEqual(['GetItem', 'GetItem']);
  });

  test.each(['fulfilment-not-found', 'idempotency-key-reused', 'validation-failed'] as const)('says %s whatever the version is, since no version changes that', async (kind) => {
    put();
    const apply = () => { throw new Problem(kind, 'it is so'); };

    await expect(storeWith().edit(editOf({ expectedVersion: 1, apply }))).rejects.toMatchObject({ kind });
  });

  test('of no order is refused, and so is one of an order that is deleted in between', async () => {
    await expect(storeWith().edit(editOf())).resolves.toEqual({ result: 'refused' });

    put();
    beforeTheNextWrite(() => dynamoDB.items.delete('order-1'));
    await expect(storeWith().edit(editOf())).resolves.toEqual({ result: 'refused' });
    expect(dynamoDB.items.size).toBe(0);
  });

  test('ends with the signal while others change the order again and again', async () => {
    put();
    let version = 2;
    beforeTheNextWrite(() => put({ version: version += 1 }), Infinity);

    await expect(storeWith().edit(editOf(), AbortSignal.timeout(150))).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('says "later" when the table does', async () => {
    put();
    dynamoDB.troubleOnce({ answerAfterMs: 0 }, THROTTLED);

    await expect(storeWith().edit(editOf())).rejects.toMatchObject({ kind: 'store-unavailable' });
  });

  test('of an order of the template begins its version, and does not bring back one that is deleted', async () => {
    dynamoDB.items.set('order-1', stored(WHOLE_AMOUNTS, { orderId: { S: 'order-1' }, status: { S: 'CONFIRMED' } }) as unknown as Item);

    await expect(storeWith().edit(editOf({ expectedVersion: 1 }))).resolves.toMatchObject({
      result: 'changed', order: { version: 2, statusHistory: [{ status: 'PROCESSING' }, { status: 'CONFIRMED' }], fulfilments: [{ items: [{ lineNumber: 1, quantity: 2 }, { lineNumber: 2, quantity: 1 }] }] },
    });
    expect(dynamoDB.requests[1].ConditionExpression).toBe('attribute_exists(#key) AND (#version = :version OR attribute_not_exists(#version))');
  });
});

describe('a change of status', () => {
  const change = (status: 'CONFIRMED' | 'SHIPPED' | 'CANCELLED', more = {}) => ({ orderId: 'order-1', status, expectedVersion: 'any' as const, changeId: 'c-9', at: EVENING, ...more });
  const parcel = (status = 'PACKED') => ({ ...PARCEL, status, items: [{ lineNumber: 1, quantity: 1 }], statusHistory: [] });

  test('is one write without fulfilments', async () => {
    put({ fulfilments: [parcel()] });

    await expect(storeWith({}).changeStatus(change('SHIPPED'))).resolves.toMatchObject({ result: 'changed' });
    expect(operations()).toEqual(['UpdateItem']);
  });

  test.each(['SHIPPED', 'CANCELLED'] as const)('to %s is refused beside a parcel, and is not beside a cancelled one', async (status) => {
    put({ fulfilments: [parcel()] });
    await expect(storeWith().changeStatus(change(status))).rejects.toMatchObject({ kind: 'transition-not-allowed', detail: expect.stringContaining('needs all fulfilments of the order') });

    put({ fulfilments: [parcel('CANCELLED')] });
    await expect(storeWith().changeStatus(change(status))).resolves.toMatchObject({ result: 'changed', order: { status } });
  });

  test('is refused when a parcel is packed in between', async () => {
    put();
    beforeTheNextWrite(() => put({ version: 3, fulfilments: [parcel()] }));

    await expect(storeWith().changeStatus(change('CANCELLED'))).rejects.toMatchObject({ kind: 'transition-not-allowed' });
    expect(dynamoDB.items.get('order-1')!.status).toEqual({ S: 'CONFIRMED' });
  });

  test('is tried again when others have changed something else in between', async () => {
    put();
    beforeTheNextWrite(() => put({ version: 3 }));

    await expect(storeWith().changeStatus(change('CANCELLED'))).resolves.toMatchObject({ result: 'changed', order: { status: 'CANCELLED', version: 4 } });
  });

  test('of another version is not made, also when the order comes to that version with a parcel in between', async () => {
    put();
    beforeTheNextWrite(() => put({ version: 3, fulfilments: [parcel()] }));

    await expect(storeWith().changeStatus(change('CANCELLED', { expectedVersion: 3 }))).resolves.toMatchObject({ result: 'refused' });
    expect(dynamoDB.items.get('order-1')!.status).toEqual({ S: 'CONFIRMED' });
  });

  test('is known again beside parcels that came after it', async () => {
    put({ changeId: 'c-9', fulfilments: [parcel()], version: 5 });

    await expect(storeWith().changeStatus(change('CONFIRMED', { expectedVersion: 1 }))).resolves.toMatchObject({ result: 'replayed', order: { version: 5 } });
  });

  test('of a customer who asks for the order of another says nothing of its parcels', async () => {
    put({ fulfilments: [parcel()] });

    await expect(storeWith().changeStatus(change('CANCELLED', { customerId: 'somebody-else' }))).resolves.toMatchObject({ result: 'refused' });
  });

  test('whose answer was lost is known again', async () => {
    put();
    const store = storeWith({ hasFulfilments: true }, 2);
    await store.get('order-1');
    dynamoDB.troubleOnce({ answerAfterMs: 0 }, 'store-and-drop-the-answer');

    await expect(store.changeStatus(change('CANCELLED'))).resolves.toMatchObject({ result: 'replayed', order: { status: 'CANCELLED', version: 3 } });
  });

  test('of an order with something of another program under the name of the fulfilments is made', async () => {
    put({ fulfilments: 'by van' });

    await expect(storeWith().changeStatus(change('CANCELLED'))).resolves.toMatchObject({ result: 'changed' });
  });
});
