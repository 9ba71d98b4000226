import { marshall } from '@aws-sdk/util-dynamodb';
import { cursorOf, OrderPosition } from '../../src/handler/domain/cursor';
import { newOrder } from '../../src/handler/domain/order';
import type { OrderStatus } from '../../src/handler/domain/order-status';
import { statusShardOf } from '../../src/handler/domain/status-shard';
import { FulfillingStore } from '../../src/handler/fulfilling-store';
import type { StatusChange } from '../../src/handler/order-store';
import { readStaffListRequest } from '../../src/handler/request/staff-list-request';
import { StaffListStore } from '../../src/handler/staff-list-store';
import { clientFor, FakeDynamoDB, Item, THROTTLED } from '../support/handler/fake-dynamodb';
import { MINIMAL_ORDER } from '../support/handler/fixtures';

const MORNING = new Date('2025-03-30T08:00:00.000Z');
const EVENING = new Date('2025-03-30T20:00:00.000Z');

const dynamoDB = new FakeDynamoDB();

beforeAll(() => dynamoDB.start());

beforeEach(() => dynamoDB.reset());

afterAll(() => dynamoDB.stop());

const storeWith = (shards: number, readShards?: number) => (
  new StaffListStore(clientFor(dynamoDB.endpoint), 'orders', { staffList: { shards, readShards } })
);
const orderOf = (orderId: string, at = MORNING) => newOrder(MINIMAL_ORDER as never, orderId, at);
const put = <T extends { readonly orderId: string }>(order: T) => (
  dynamoDB.items.set(order.orderId, marshall(order, { removeUndefinedValues: true }) as unknown as Item)
);
const change = (orderId: string, status: OrderStatus, more: Partial<StatusChange> = {}): StatusChange => (
  { orderId, status, expectedVersion: 'any', changeId: `to-${status}`, at: EVENING, ...more }
);
const keysOf = (orderId: string) => {
  const { statusShard, createdAtOrderId } = dynamoDB.items.get(orderId)!;
  return { statusShard: statusShard?.S, createdAtOrderId: createdAtOrderId?.S };
};
const page = (store: StaffListStore, query: string) => store.listByStatus(readStaffListRequest(new URLSearchParams(query), { identity: 'sub:staff' }));
const idsOf = async (store: StaffListStore, query: string) => (await page(store, query)).orders.map(({ orderId }) => orderId);

describe('writes', () => {
  test('an order is stored with its keys, and is otherwise the same', async () => {
    await expect(storeWith(4).create(orderOf('order-1'))).resolves.toBe('created');

    expect(dynamoDB.items.get('order-1')).toEqual(marshall({
      ...orderOf('order-1'), statusShard: statusShardOf('PROCESSING', 'order-1', 4), createdAtOrderId: '2025-03-30T08:00:00.000Z#order-1',
    }, { removeUndefinedValues: true }));
  });

  test('without the list, neither an order nor a change has keys', async () => {
    const store = new StaffListStore(clientFor(dynamoDB.endpoint), 'orders');
    await store.create(orderOf('order-1'));
    await store.changeStatus(change('order-1', 'CONFIRMED'));

    expect(dynamoDB.items.get('order-1')).toMatchObject({ status: { S: 'CONFIRMED' } });
    expect(keysOf('order-1')).toEqual({});
  });

  test('a change of status moves the order within the index, in one write', async () => {
    const store = storeWith(4);
    await store.create(orderOf('order-1'));

    await expect(store.changeStatus(change('order-1', 'CONFIRMED'))).resolves.toMatchObject({ result: 'changed', order: { status: 'CONFIRMED', version: 2 } });
    expect(keysOf('order-1')).toEqual({ statusShard: statusShardOf('CONFIRMED', 'order-1', 4), createdAtOrderId: '2025-03-30T08:00:00.000Z#order-1' });
    expect(dynamoDB.requests.map(({ operation }) => operation)).toEqual(['PutItem', 'UpdateItem']);
  });

  test('an order from before the index gets both keys with its next change, in one write', async () => {
    put(orderOf('order-1'));

    await expect(storeWith(4).changeStatus(change('order-1', 'CONFIRMED'))).resolves.toMatchObject({ result: 'changed', order: { version: 2 } });
    expect(keysOf('order-1')).toEqual({ statusShard: statusShardOf('CONFIRMED', 'order-1', 4), createdAtOrderId: '2025-03-30T08:00:00.000Z#order-1' });
  });

  test('an order of the template gets them too', async () => {
    put({ orderId: 'order-1', customerId: 'customer123', items: [], currency: 'USD', totalAmount: '10', status: 'PROCESSING', createdAt: '2025-03-30T08:00:00.123456', updatedAt: '2025-03-30T08:00:00.123456' });

    await storeWith(4).changeStatus(change('order-1', 'CONFIRMED'));
    expect(keysOf('order-1').createdAtOrderId).toBe('2025-03-30T08:00:00.123Z#order-1');
  });

  test('an order whose time is none changes its status, and is not listed', async () => {
    put({ ...orderOf('order-1'), createdAt: 'yesterday' });

    await expect(storeWith(4).changeStatus(change('order-1', 'CONFIRMED'))).resolves.toMatchObject({ result: 'changed' });
    expect(keysOf('order-1').createdAtOrderId).toBeUndefined();
  });

  test('a refusal of a change of an order from before the index has its reason', async () => {
    put(orderOf('order-1'));

    await expect(storeWith(4).changeStatus(change('order-1', 'DELIVERED'))).resolves.toMatchObject({ result: 'refused', order: { status: 'PROCESSING' } });
    await expect(storeWith(4).changeStatus(change('order-1', 'CONFIRMED', { expectedVersion: 7 }))).resolves.toMatchObject({ result: 'refused', order: { version: 1 } });
    await expect(storeWith(4).changeStatus(change('order-1', 'CANCELLED', { customerId: 'other' }))).resolves.toMatchObject({ result: 'refused' });
    await expect(storeWith(4).changeStatus(change('order-2', 'CONFIRMED'))).resolves.toEqual({ result: 'refused', order: undefined });
    expect(dynamoDB.items.get('order-1')).toEqual(marshall(orderOf('order-1'), { removeUndefinedValues: true }));
  });

  test('a change whose answer was lost is known again, also of an order from before the index', async () => {
    put(orderOf('order-1'));
    const store = new StaffListStore(clientFor(dynamoDB.endpoint, { maxAttempts: 2 }), 'orders', { staffList: { shards: 4 } });
    dynamoDB.troubleOnce({ answerAfterMs: 0 }, 'store-and-drop-the-answer');

    await expect(store.changeStatus(change('order-1', 'CONFIRMED'))).resolves.toMatchObject({ result: 'replayed', order: { version: 2 } });
  });

  test('a cancellation that gives stock back moves the order in its transaction, with keys or without', async () => {
    const store = new StaffListStore(clientFor(dynamoDB.endpoint), 'orders', { staffList: { shards: 4 }, stock: { tableName: 'stock', quantityAttribute: 'available' } });
    dynamoDB.stock.set('prod1', { productId: { S: 'prod1' }, available: { N: '5' } });
    const order = newOrder({ ...MINIMAL_ORDER, items: [{ productId: 'prod1', quantity: 1, price: 10 }] } as never, 'order-1', MORNING);
    await store.create(order);
    put({ ...order, orderId: 'order-2', stockTaken: [{ productId: 'prod1', quantity: 1 }], modelVersion: 2 });

    for (const orderId of ['order-1', 'order-2']) {
      await expect(store.changeStatus(change(orderId, 'CANCELLED'))).resolves.toMatchObject({ result: 'changed' });
      expect(keysOf(orderId)).toEqual({ statusShard: statusShardOf('CANCELLED', orderId, 4), createdAtOrderId: `2025-03-30T08:00:00.000Z#${orderId}` });
    }
    expect(dynamoDB.stock.get('prod1')).toMatchObject({ available: { N: '6' } });
  });

  test('a status that follows from fulfilments moves the order in the same write, with keys or without', async () => {
    const store = new FulfillingStore(clientFor(dynamoDB.endpoint), 'orders', { staffList: { shards: 4 }, hasFulfilments: true });
    await store.create(orderOf('order-1'));
    put(orderOf('order-2'));

    for (const orderId of ['order-1', 'order-2']) {
      const edit = { orderId, expectedVersion: 'any' as const, changeId: 'confirmed', at: EVENING, apply: () => ({ status: 'CONFIRMED' as const, fulfilmentStatus: 'PARTIAL' }) };
      await expect(store.edit(edit)).resolves.toMatchObject({ result: 'changed' });
      expect(keysOf(orderId)).toEqual({ statusShard: statusShardOf('CONFIRMED', orderId, 4), createdAtOrderId: `2025-03-30T08:00:00.000Z#${orderId}` });
    }
    await expect(store.changeStatus(change('order-2', 'CANCELLED'))).resolves.toMatchObject({ result: 'changed' });
    expect(keysOf('order-2').statusShard).toBe(statusShardOf('CANCELLED', 'order-2', 4));
  });

  test('an order that was erased keeps its keys', async () => {
    const store = storeWith(4);
    await store.create(orderOf('order-1'));
    const keys = keysOf('order-1');
    await store.erase('order-1', EVENING);

    expect(keysOf('order-1')).toEqual(keys);
    await expect(store.erase('order-1', EVENING)).resolves.toMatchObject({ result: 'replayed' });
    await expect(page(store, 'status=PROCESSING')).resolves.toMatchObject({ orders: [{ orderId: 'order-1', erasedAt: EVENING.toISOString() }] });
  });

  test('what another program has written under the names of the keys is erased', async () => {
    put({ ...orderOf('order-1'), statusShard: 'Ada', createdAtOrderId: '2025-03-30T08:00:00.000Z#Ada' });
    await storeWith(4).erase('order-1', EVENING);

    expect(keysOf('order-1')).toEqual({});
  });
});

describe.each([1, 4, 32])('a list with %i shards', (shards) => {
  const placed = Array.from({ length: 57 }, (_, index) => ({
    orderId: `order-${String(index).padStart(2, '0')}`, at: new Date(MORNING.getTime() + Math.floor(index / 3)), // three in a millisecond
  }));
  const oldest = placed.map(({ orderId }) => orderId);
  const newest = [...oldest].reverse();
  let store: StaffListStore;

  beforeEach(async () => {
    store = storeWith(shards);
    await Promise.all(placed.map(({ orderId, at }) => store.create(orderOf(orderId, at))));
  });

  const nextOf = (position: OrderPosition, query: string) => {
    const { status, sort } = readStaffListRequest(new URLSearchParams(query), { identity: 'sub:staff' });
    return `&cursor=${cursorOf(position, [status, sort])}`;
  };
  const allPages = async (query: string, reader = store) => {
    const pages: string[][] = [];
    for (let next = ''; next !== 'end';) {
      const { orders, next: position } = await page(reader, `${query}${next}`);
      pages.push(orders.map(({ orderId }) => orderId));
      next = position ? nextOf(position, query) : 'end';
    }
    return pages;
  };

  test.each([['newest', newest], ['oldest', oldest]])('has all orders once, the %s first, in pages of any size', async (sort, expected) => {
    for (const limit of shards > 4 ? [7, 57] : [1, 2, 7, 19, 57, 100]) {
      const pages = await allPages(`status=PROCESSING&sort=${sort}&limit=${limit}`);
      expect(pages.flat()).toEqual(expected);
      expect(pages.slice(0, -1).every(({ length }) => length === limit)).toBe(true);
      expect(pages).toHaveLength(Math.ceil(expected.length / limit)); // none is empty
    }
  });

  test('has the orders of a range, from its beginning to before its end', async () => {
    await expect(idsOf(store, 'status=PROCESSING&sort=oldest&createdFrom=2025-03-30T08:00:00.001Z&createdTo=2025-03-30T08:00:00.003Z')).resolves.toEqual(oldest.slice(3, 9));
  });

  test('goes on after the shards were raised, or were lowered and are still read', async () => {
    const { orders, next } = await page(store, 'status=PROCESSING&limit=10');
    for (const other of [storeWith(32), storeWith(1, 32)]) {
      const rest = await idsOf(other, `status=PROCESSING&limit=100${nextOf(next!, 'status=PROCESSING')}`);
      expect([...orders.map(({ orderId }) => orderId), ...rest]).toEqual(newest);
    }
  });

  test('has no order whose status an older version has changed without the key', async () => {
    for (const orderId of oldest.slice(10, 40)) dynamoDB.items.set(orderId, { ...dynamoDB.items.get(orderId)!, status: { S: 'CONFIRMED' } });

    expect((await allPages('status=PROCESSING&sort=oldest&limit=5')).flat()).toEqual([...oldest.slice(0, 10), ...oldest.slice(40)]);
    await expect(idsOf(store, 'status=CONFIRMED')).resolves.toEqual([]);
  });

  test('has no order whose key another program has written', async () => {
    put({ ...orderOf('theirs'), statusShard: statusShardOf('PROCESSING', 'theirs', shards), createdAtOrderId: '2025-03-30T09:00:00.000Z#another' });

    expect((await allPages('status=PROCESSING&limit=20')).flat()).toEqual(newest);
  });
});

describe('calls', () => {
  test('each shard is read in small pages, side by side', async () => {
    await page(storeWith(4), 'status=CONFIRMED&limit=20');

    expect(dynamoDB.requests).toHaveLength(4);
    expect(dynamoDB.requests.map(({ ExpressionAttributeValues: values }) => values![':statusShard'].S).sort()).toEqual([0, 1, 2, 3].map((shard) => `CONFIRMED#0${shard}`));
    expect(dynamoDB.requests[0]).toMatchObject({ IndexName: 'OrdersByStatus', Limit: 12, ScanIndexForward: false });
    expect(dynamoDB.requests[0]).not.toHaveProperty('ExclusiveStartKey');
  });

  test('many entries of another status, one after another, are read in pages that grow', async () => {
    const store = storeWith(1);
    await Promise.all(Array.from({ length: 300 }, (_, index) => store.create(orderOf(`order-${index}`))));
    for (const [orderId, item] of dynamoDB.items) dynamoDB.items.set(orderId, { ...item, status: { S: 'CONFIRMED' } });
    dynamoDB.requests.length = 0;

    await expect(page(store, 'status=PROCESSING&limit=1')).resolves.toEqual({ orders: [], next: undefined });
    expect(dynamoDB.requests.map(({ Limit }) => Limit)).toEqual([2, 4, 8, 16, 32, 64, 128, 256]);
  });

  test('fails as unavailable when DynamoDB throttles one of the shards', async () => {
    dynamoDB.troubleOnce({ answerAfterMs: 0 }, THROTTLED);

    await expect(page(storeWith(4), 'status=CONFIRMED')).rejects.toMatchObject({ name: 'Problem', kind: 'store-unavailable' });
  });

  test('the calls end with the signal', async () => {
    dynamoDB.troubleAlways('hang');
    const request = readStaffListRequest(new URLSearchParams('status=CONFIRMED'), { identity: 'sub:staff' });

    await expect(storeWith(4).listByStatus(request, AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('an index that is not there yet', () => {
  test.each([
    'The table does not have the specified index: OrdersByStatus',
    'Cannot read from backfilling global secondary index: OrdersByStatus',
  ])('fails as being built: %s', async (message) => {
    const failing = { send: () => Promise.reject(Object.assign(new Error(message), { name: 'ValidationException' })) };
    const store = new StaffListStore(failing as never, 'orders', { staffList: { shards: 4 }, hasNumbers: true });

    await expect(page(store, 'status=CONFIRMED')).rejects.toMatchObject({ name: 'Problem', kind: 'index-building' });
    await expect(store.withNumber('1EB60M8AWD0P4')).rejects.toMatchObject({ name: 'Problem', kind: 'index-building' });
  });

  test('fails as it does for another reason', async () => {
    const failing = { send: () => Promise.reject(Object.assign(new Error('not valid'), { name: 'ValidationException' })) };

    await expect(page(new StaffListStore(failing as never, 'orders', { staffList: { shards: 1 } }), 'status=CONFIRMED')).rejects.toThrow('not valid');
  });
});
