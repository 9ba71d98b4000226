import { marshall } from '@aws-sdk/util-dynamodb';
import { newOrder } from '../../src/handler/domain/order';
import { createdAtOrderIdOf, statusShardOf } from '../../src/handler/domain/status-shard';
import { ErasingStore } from '../../src/handler/erasing-store';
import { clientFor, FakeDynamoDB, Item, THROTTLED } from '../support/handler/fake-dynamodb';
import { FULL_ORDER, MINIMAL_ORDER } from '../support/handler/fixtures';
import { stored, WHOLE_AMOUNTS } from '../support/handler/legacy-orders';

const MORNING = new Date('2025-03-30T08:00:00Z');
const EVENING = new Date('2025-03-30T20:00:00Z');
const LATER = new Date('2025-03-31T20:00:00Z');

const dynamoDB = new FakeDynamoDB();
let store: ErasingStore;

beforeAll(async () => {
  await dynamoDB.start();
  store = new ErasingStore(clientFor(dynamoDB.endpoint), 'orders');
});

beforeEach(() => dynamoDB.reset());

afterAll(() => dynamoDB.stop());

function put(orderId: string, change: object = {}): void {
  dynamoDB.items.set(orderId, marshall({ ...newOrder(FULL_ORDER, orderId, MORNING), ...change }, { removeUndefinedValues: true }) as unknown as Item);
}

function operations(): string[] {
  return dynamoDB.requests.map(({ operation }) => operation);
}

/** Another caller's change, right before the next request of ours is answered, if it is a write. */
function beforeTheNextWrite(change: () => void, times = 1): void {
  const items = dynamoDB.items;
  const get = items.get.bind(items);
  let left = times;
  jest.spyOn(items, 'get').mockImplementation((key) => {
    if (dynamoDB.requests.at(-1)?.operation === 'PutItem' && left > 0) {
      left -= 1;
      change();
    }
    return get(key);
  });
}

afterEach(() => jest.restoreAllMocks());

describe('erase', () => {
  test('writes the order anew, under the version that was read', async () => {
    put('order-1');

    await expect(store.erase('order-1', EVENING)).resolves.toMatchObject({ result: 'erased', order: { orderId: 'order-1', version: 2, erasedAt: EVENING.toISOString() } });

    const [read, write] = dynamoDB.requests;
    expect(read).toMatchObject({ operation: 'GetItem', ConsistentRead: true });
    expect(write).toMatchObject({ operation: 'PutItem', ConditionExpression: '#version = :version AND attribute_not_exists(#shard)', ExpressionAttributeValues: { ':version': { N: '1' } } });
    expect(dynamoDB.items.get('order-1')).not.toHaveProperty('metadata');
    expect(dynamoDB.items.get('order-1')).not.toHaveProperty('requestFingerprint');
  });

  test('answers with no order where there is none', async () => {
    await expect(store.erase('order-1', EVENING)).resolves.toBeUndefined();
    expect(operations()).toEqual(['GetItem']);
  });

  test('writes nothing a second time, and answers the same', async () => {
    put('order-1');
    const first = await store.erase('order-1', EVENING);
    const item = dynamoDB.items.get('order-1');

    await expect(store.erase('order-1', LATER)).resolves.toEqual({ ...first, result: 'replayed' });
    expect(operations()).toEqual(['GetItem', 'PutItem', 'GetItem']);
    expect(dynamoDB.items.get('order-1')).toBe(item);
  });

  test('loses no change that comes in between', async () => {
    put('order-1');
    const changed = { version: 2, status: 'CONFIRMED', statusHistory: [{ status: 'PROCESSING', at: MORNING.toISOString() }, { status: 'CONFIRMED', at: EVENING.toISOString() }] };
    beforeTheNextWrite(() => put('order-1', changed));

    await expect(store.erase('order-1', LATER)).resolves.toMatchObject({ result: 'erased', order: { ...changed, version: 3 } });
    expect(operations()).toEqual(['GetItem', 'PutItem', 'PutItem']);
  });

  test.each([
    ['an order of the table', () => put('order-1')],
    ['an order of the template', () => {
      dynamoDB.items.set('order-1', stored(WHOLE_AMOUNTS, { orderId: { S: 'order-1' } }) as unknown as Item);
    }],
    ['an order whose shard is another one by now', () => put('order-1', { statusShard: statusShardOf('PROCESSING', 'order-1', 1) })],
  ])('loses no key of an index that the backfill writes in between, to %s', async (_, putOrder) => {
    putOrder();
    const { createdAt } = dynamoDB.items.get('order-1')!;
    const keys = { statusShard: { S: statusShardOf('PROCESSING', 'order-1', 32) }, createdAtOrderId: { S: createdAtOrderIdOf(createdAt.S as string, 'order-1')! } };
    beforeTheNextWrite(() => dynamoDB.items.set('order-1', { ...dynamoDB.items.get('order-1')!, ...keys }));

    await expect(store.erase('order-1', EVENING)).resolves.toMatchObject({ result: 'erased', order: { version: 2 } });
    expect(dynamoDB.items.get('order-1')).toMatchObject({ ...keys, erasedAt: { S: EVENING.toISOString() } });
  });

  test('gives up when the order is changed again and again', async () => {
    put('order-1');
    let version = 1;
    beforeTheNextWrite(() => put('order-1', { version: version += 1 }), Infinity);

    await expect(store.erase('order-1', EVENING)).rejects.toMatchObject({ kind: 'store-unavailable' });
  });

  test('does not bring back an order that is deleted in between', async () => {
    put('order-1');
    beforeTheNextWrite(() => dynamoDB.items.delete('order-1'));

    await expect(store.erase('order-1', EVENING)).resolves.toBeUndefined();
    expect(dynamoDB.items.size).toBe(0);
  });

  test('takes a write whose answer was lost for made', async () => {
    put('order-1');
    const patient = new ErasingStore(clientFor(dynamoDB.endpoint, { maxAttempts: 2 }), 'orders');
    await patient.get('order-1');
    dynamoDB.troubleOnce({ answerAfterMs: 0 }, 'store-and-drop-the-answer');

    await expect(patient.erase('order-1', EVENING)).resolves.toMatchObject({ order: { version: 2, erasedAt: EVENING.toISOString() } });
  });

  test('erases an order of the template, which has no version', async () => {
    dynamoDB.items.set('old-3', stored(WHOLE_AMOUNTS, { orderId: { S: 'old-3' } }) as unknown as Item);

    await expect(store.erase('old-3', EVENING)).resolves.toMatchObject({ result: 'erased', order: { version: 2, statusHistory: [{ status: 'PROCESSING' }] } });
    expect(dynamoDB.requests[1].ConditionExpression).toBe('attribute_exists(#key) AND attribute_not_exists(#version) AND attribute_not_exists(#shard)');
  });

  test('does not bring back an order of the template either', async () => {
    dynamoDB.items.set('old-3', stored(WHOLE_AMOUNTS, { orderId: { S: 'old-3' } }) as unknown as Item);
    beforeTheNextWrite(() => dynamoDB.items.delete('old-3'));

    await expect(store.erase('old-3', EVENING)).resolves.toBeUndefined();
    expect(dynamoDB.items.size).toBe(0);
  });
});

describe('unerasedOf', () => {
  test('has the orders of the customer that are not erased, page by page', async () => {
    for (const orderId of ['a', 'b', 'c', 'd']) put(orderId);
    put('other', { customerId: 'somebody-else' });
    await store.erase('b', EVENING);
    dynamoDB.pageSize = 2;

    const first = await store.unerasedOf(FULL_ORDER.customerId);
    const second = await store.unerasedOf(FULL_ORDER.customerId, first.next);

    expect([...first.orderIds, ...second.orderIds].sort()).toEqual(['a', 'c', 'd']);
  });

  test('has none of a customer without orders', async () => {
    await expect(store.unerasedOf('nobody')).resolves.toEqual({ orderIds: [] });
  });
});

test.each<[string, () => Promise<unknown>, number]>([
  ['erase, when it reads', () => store.erase('order-1', EVENING), 0],
  ['erase, when it writes', () => store.erase('order-1', EVENING), 1],
  ['unerasedOf', () => store.unerasedOf('customer'), 0],
])('fails as unavailable in %s, when DynamoDB throttles', async (_, send, after) => {
  put('order-1');
  dynamoDB.troubleOnce(...Array.from({ length: after }, () => ({ answerAfterMs: 0 })), THROTTLED);

  await expect(send()).rejects.toMatchObject({ name: 'Problem', kind: 'store-unavailable' });
});

describe('create, under the id of an erased order', () => {
  test('knows it for one, and writes nothing', async () => {
    const order = newOrder(MINIMAL_ORDER as never, 'order-1', MORNING);
    await store.create(order);
    await store.erase('order-1', EVENING);

    await expect(store.create(order)).resolves.toBe('erased');
    expect(dynamoDB.items.get('order-1')).toHaveProperty('erasedAt');
  });

  test('knows its own retry also where another program has written erasedAt', async () => {
    const order = newOrder(MINIMAL_ORDER as never, 'order-1', MORNING);
    put('order-1', { requestFingerprint: order.requestFingerprint, erasedAt: 'theirs' });

    await expect(store.create(order)).resolves.toBe('replayed');
  });
});
