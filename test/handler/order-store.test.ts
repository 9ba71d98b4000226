import { newOrder, Order, OrderRequest } from '../../src/handler/domain/order';
import { OrderStatus } from '../../src/handler/domain/order-status';
import { OrderStore, StatusChange } from '../../src/handler/order-store';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { clientFor, FakeDynamoDB } from '../support/handler/fake-dynamodb';
import { FULL_ORDER, NEXT_STATUSES, STATUSES, TRANSITIONS } from '../support/handler/fixtures';

const TABLE_NAME = 'orders';
const MORNING = new Date('2025-03-30T08:00:00Z');
const EVENING = new Date('2025-03-30T20:00:00Z');

const dynamoDB = new FakeDynamoDB();
let store: OrderStore;

beforeAll(async () => {
  await dynamoDB.start();
  store = new OrderStore(clientFor(dynamoDB.endpoint), TABLE_NAME);
});

beforeEach(() => dynamoDB.reset());

afterAll(() => dynamoDB.stop());

function order(orderId = 'order-1', request: OrderRequest = CURL_ORDER, now = MORNING): Order {
  return newOrder(request, orderId, now);
}

/** The change, sent as of the evening and for version 1, unless told otherwise. */
function change(status: OrderStatus, more: Partial<StatusChange> = {}): StatusChange {
  return { orderId: 'order-1', status, expectedVersion: 1, changeId: 'change-1', at: EVENING, ...more };
}

describe('an order with a new id', () => {
  test('is created', async () => {
    await expect(store.create(order())).resolves.toBe('created');
  });

  test('keeps metadata whose key an object has by nature', async () => {
    await store.create(order('order-1', { ...CURL_ORDER, metadata: { constructor: 'Ada', toString: 'text' } as unknown as Record<string, string> }));

    expect(dynamoDB.items.get('order-1')?.metadata).toEqual({ M: { constructor: { S: 'Ada' }, toString: { S: 'text' } } });
  });

  test('is stored in the table with exact numbers', async () => {
    await store.create(order());

    expect(dynamoDB.requests[0].TableName).toBe(TABLE_NAME);
    expect(dynamoDB.items.get('order-1')).toEqual({
      orderId: { S: 'order-1' },
      customerId: { S: 'customer123' },
      items: {
        L: [
          { M: { productId: { S: 'prod1' }, quantity: { N: '2' }, price: { N: '29.99' } } },
          { M: { productId: { S: 'prod2' }, quantity: { N: '1' }, price: { N: '49.99' } } },
        ],
      },
      totalAmount: { N: '109.97' },
      currency: { S: 'USD' },
      status: { S: 'PROCESSING' },
      statusHistory: { L: [{ M: { status: { S: 'PROCESSING' }, at: { S: '2025-03-30T08:00:00.000Z' } } }] },
      createdAt: { S: '2025-03-30T08:00:00.000Z' },
      updatedAt: { S: '2025-03-30T08:00:00.000Z' },
      version: { N: '1' },
      requestFingerprint: { S: order().requestFingerprint },
    });
  });

  test('is stored with its optional fields, empty texts too', async () => {
    await store.create(order('order-1', FULL_ORDER));

    expect(dynamoDB.items.get('order-1')).toMatchObject({
      shippingAmount: { N: '4.99' },
      taxAmount: { N: '7' },
      discountAmount: { N: '5' },
      metadata: { M: { channel: { S: 'web' }, note: { S: '' } } },
    });
  });

  test.each([
    [0.1, '0.1'],
    [0, '0'],
    [-0, '0'],
    [9_999_999_999_999.99, '9999999999999.99'],
    [999_999_999_999_999, '999999999999999'],
    [0.0001, '0.0001'],
  ])('is stored with the amount %d as the decimal %s', async (amount, decimal) => {
    await store.create(order('order-1', { ...CURL_ORDER, totalAmount: amount }));

    expect(dynamoDB.items.get('order-1')?.totalAmount).toEqual({ N: decimal });
  });

  test('takes one request to the table, whose condition is that the id is new', async () => {
    await store.create(order());

    expect(dynamoDB.requests).toEqual([{
      operation: 'PutItem',
      TableName: TABLE_NAME,
      Item: dynamoDB.items.get('order-1'),
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': 'orderId' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }]);
  });
});

describe('an order with a known id', () => {
  test('is a replay when the same request made both', async () => {
    await store.create(order());

    await expect(store.create(order())).resolves.toBe('replayed');
  });

  test('is a conflict when another request made it', async () => {
    await store.create(order());

    await expect(store.create(order('order-1', FULL_ORDER))).resolves.toBe('conflict');
  });

  test.each([
    ['the same request', CURL_ORDER],
    ['another request', FULL_ORDER],
  ])('leaves the stored order as it was when it comes from %s', async (_, request) => {
    await store.create(order());
    const stored = dynamoDB.items.get('order-1');

    await store.create(order('order-1', request, EVENING));

    expect(dynamoDB.items.get('order-1')).toBe(stored);
  });

  test('is a replay even when the stored order has come further since', async () => {
    await store.create(order());
    Object.assign(dynamoDB.items.get('order-1')!, { status: { S: 'SHIPPED' }, version: { N: '3' } });

    await expect(store.create(order())).resolves.toBe('replayed');
  });

  test('is a conflict when the stored order has no fingerprint', async () => {
    dynamoDB.items.set('order-1', { orderId: { S: 'order-1' } });

    await expect(store.create(order())).resolves.toBe('conflict');
  });

  test('is a conflict when the table does not say what it holds', async () => {
    dynamoDB.troubleAlways('refuse-without-the-old-item');

    await expect(store.create(order())).resolves.toBe('conflict');
  });

  test('takes one request to the table', async () => {
    await store.create(order());
    dynamoDB.requests.length = 0;

    await store.create(order());

    expect(dynamoDB.requests).toHaveLength(1);
  });

  test('is created once when the same request comes many times at once', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => store.create(order())));

    expect(results.filter((result) => result === 'created')).toHaveLength(1);
    expect(results.filter((result) => result === 'replayed')).toHaveLength(19);
  });
});

describe('get', () => {
  test('gives the order as it was stored', async () => {
    await store.create(order('order-1', FULL_ORDER));

    await expect(store.get('order-1')).resolves.toEqual(order('order-1', FULL_ORDER));
  });

  test('gives nothing when there is no such order', async () => {
    await expect(store.get('order-2')).resolves.toBeUndefined();
  });

  test('takes one request to the table, which sees what was written the moment before', async () => {
    await store.get('order-1');

    expect(dynamoDB.requests).toEqual([{ operation: 'GetItem', TableName: TABLE_NAME, Key: { orderId: { S: 'order-1' } }, ConsistentRead: true }]);
  });
});

describe('list', () => {
  const at = (hour: number) => new Date(MORNING.getTime() + hour * 3_600_000);
  const idsOf = ({ orders }: { orders: readonly Order[] }) => orders.map(({ orderId }) => orderId);

  beforeEach(async () => {
    await store.create(order('order-1', CURL_ORDER, at(1)));
    await store.create(order('order-3', CURL_ORDER, at(3)));
    await store.create(order('order-2', CURL_ORDER, at(2)));
    await store.create(order('other', { ...CURL_ORDER, customerId: 'customer124' }, at(2)));
    dynamoDB.requests.length = 0;
  });

  test('gives the orders of one customer as they were stored, newest first', async () => {
    const page = await store.list({ customerId: 'customer123', limit: 20 });

    expect(page).toEqual({ orders: [order('order-3', CURL_ORDER, at(3)), order('order-2', CURL_ORDER, at(2)), order('order-1', CURL_ORDER, at(1))], next: undefined });
  });

  test('gives no orders and no position for a customer without any', async () => {
    await expect(store.list({ customerId: 'nobody', limit: 20 })).resolves.toEqual({ orders: [], next: undefined });
  });

  test('says where a page ends, by time and id alone', async () => {
    expect((await store.list({ customerId: 'customer123', limit: 2 })).next).toEqual({ createdAt: at(2).toISOString(), orderId: 'order-2' });
  });

  test('goes on from there', async () => {
    const { next } = await store.list({ customerId: 'customer123', limit: 2 });
    const page = await store.list({ customerId: 'customer123', limit: 2, after: next });

    expect(idsOf(page)).toEqual(['order-1']);
    expect(page.next).toBeUndefined();
  });

  test('takes one request to the index, and nothing but one customer\'s part of it', async () => {
    await store.list({ customerId: 'customer123', limit: 7 });

    expect(dynamoDB.requests).toEqual([{
      operation: 'Query',
      TableName: TABLE_NAME,
      IndexName: 'OrdersByCustomer',
      KeyConditionExpression: '#customer = :customer',
      ExpressionAttributeNames: { '#customer': 'customerId' },
      ExpressionAttributeValues: { ':customer': { S: 'customer123' } },
      ScanIndexForward: false,
      Limit: 7,
    }]);
  });

  test('puts the customer into the position, whatever else a forged one holds', async () => {
    const forged = { createdAt: '9999', orderId: 'other', customerId: 'customer124' };

    const page = await store.list({ customerId: 'customer123', limit: 20, after: forged });

    expect(dynamoDB.requests[0].ExclusiveStartKey).toEqual({ createdAt: { S: '9999' }, orderId: { S: 'other' }, customerId: { S: 'customer123' } });
    expect(idsOf(page)).toEqual(['order-3', 'order-2', 'order-1']);
  });
});

describe('changeStatus', () => {
  beforeEach(async () => {
    await store.create(order());
    dynamoDB.requests.length = 0;
  });

  const has = (fields: Record<string, unknown>) => Object.assign(dynamoDB.items.get('order-1')!, fields);

  test('gives the order as it is now, and stores it so', async () => {
    const { result, order: changed } = await store.changeStatus(change('CONFIRMED'));

    expect(result).toBe('changed');
    expect(changed).toEqual({
      ...order(),
      status: 'CONFIRMED',
      statusHistory: [{ status: 'PROCESSING', at: MORNING.toISOString() }, { status: 'CONFIRMED', at: EVENING.toISOString() }],
      updatedAt: EVENING.toISOString(),
      version: 2,
      changeId: 'change-1',
    });
    await expect(store.get('order-1')).resolves.toEqual(changed);
  });

  test('begins the history of an order that was stored without one', async () => {
    delete dynamoDB.items.get('order-1')!.statusHistory;

    expect((await store.changeStatus(change('CONFIRMED'))).order?.statusHistory).toEqual([{ status: 'CONFIRMED', at: EVENING.toISOString() }]);
  });

  test.each(TRANSITIONS)('from %s to %s is made: %s', async (from, to, isAllowed) => {
    has({ status: { S: from } });

    const { result, order: found } = await store.changeStatus(change(to));

    expect(result).toBe(isAllowed ? 'changed' : 'refused');
    expect(found).toMatchObject(isAllowed ? { status: to, version: 2 } : { ...order(), status: from });
    expect(dynamoDB.items.get('order-1')).toMatchObject(isAllowed ? { status: { S: to } } : { status: { S: from }, version: { N: '1' } });
  });

  test('of an order that is not there is refused, and makes none', async () => {
    await expect(store.changeStatus(change('CONFIRMED', { orderId: 'order-2', expectedVersion: 'any' }))).resolves.toEqual({ result: 'refused', order: undefined });
    expect([...dynamoDB.items.keys()]).toEqual(['order-1']);
  });

  test.each([[0], [2], [11]])('for version %d of an order that is at version 1 is refused', async (expectedVersion) => {
    await expect(store.changeStatus(change('CONFIRMED', { expectedVersion }))).resolves.toEqual({ result: 'refused', order: order() });
  });

  test('for whatever version is made', async () => {
    has({ version: { N: '7' } });

    await expect(store.changeStatus(change('CONFIRMED', { expectedVersion: 'any' }))).resolves.toMatchObject({ result: 'changed', order: { version: 8 } });
  });

  test('of another customer\'s order is refused', async () => {
    await expect(store.changeStatus(change('CANCELLED', { customerId: 'customer124' }))).resolves.toEqual({ result: 'refused', order: order() });
  });

  test('of the customer\'s own order is made', async () => {
    await expect(store.changeStatus(change('CANCELLED', { customerId: 'customer123' }))).resolves.toMatchObject({ result: 'changed' });
  });

  test('that was made already is a replay, with the order as it was answered', async () => {
    const first = await store.changeStatus(change('CONFIRMED'));

    await expect(store.changeStatus(change('CONFIRMED', { at: MORNING }))).resolves.toEqual({ result: 'replayed', order: first.order });
  });

  test('that somebody else made is refused', async () => {
    await store.changeStatus(change('CONFIRMED'));

    await expect(store.changeStatus(change('CONFIRMED', { changeId: 'change-2' }))).resolves.toMatchObject({ result: 'refused', order: { version: 2 } });
  });

  test('is refused without an order when the table does not say what it holds', async () => {
    dynamoDB.troubleAlways('refuse-without-the-old-item');

    await expect(store.changeStatus(change('CONFIRMED'))).resolves.toEqual({ result: 'refused', order: undefined });
  });

  test('is made once when many come at once', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => store.changeStatus(change('CONFIRMED', { changeId: `change-${index}` }))));

    expect(results.filter(({ result }) => result === 'changed')).toHaveLength(1);
    expect(dynamoDB.items.get('order-1')).toMatchObject({ version: { N: '2' }, statusHistory: { L: [expect.anything(), expect.anything()] } });
  });

  const CHANGED = { ':status': { S: 'CANCELLED' }, ':none': { L: [] }, ':now': { S: EVENING.toISOString() }, ':one': { N: '1' }, ':change': { S: 'change-1' } };
  const NAMES = { '#key': 'orderId', '#status': 'status', '#history': 'statusHistory', '#updated': 'updatedAt', '#version': 'version', '#change': 'changeId' };

  test('takes one request to the table, whose condition is status, version and customer', async () => {
    await store.changeStatus(change('CANCELLED', { customerId: 'customer123' }));

    expect(dynamoDB.requests).toEqual([{
      operation: 'UpdateItem',
      TableName: TABLE_NAME,
      Key: { orderId: { S: 'order-1' } },
      UpdateExpression: 'SET #status = :status, #history = list_append(if_not_exists(#history, :none), :entry), '
        + '#updated = :now, #version = if_not_exists(#version, :one) + :one, #change = :change',
      ConditionExpression: 'attribute_exists(#key) AND #status IN (:source0, :source1) AND (#version = :version OR attribute_not_exists(#version)) AND #customer = :customer',
      ExpressionAttributeNames: { ...NAMES, '#customer': 'customerId' },
      ExpressionAttributeValues: {
        ...CHANGED,
        ':entry': { L: [{ M: { status: { S: 'CANCELLED' }, at: { S: EVENING.toISOString() } } }] },
        ':source0': { S: 'PROCESSING' },
        ':source1': { S: 'CONFIRMED' },
        ':version': { N: '1' },
        ':customer': { S: 'customer123' },
      },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }]);
  });

  test('has no condition on the version or the customer when it does not depend on them', async () => {
    await store.changeStatus(change('SHIPPED', { expectedVersion: 'any' }));

    expect(dynamoDB.requests[0]).toMatchObject({
      ConditionExpression: 'attribute_exists(#key) AND #status IN (:source0)',
      ExpressionAttributeNames: NAMES,
    });
    expect(Object.keys(dynamoDB.requests[0].ExpressionAttributeValues!)).not.toEqual(expect.arrayContaining([':version']));
    expect(Object.keys(dynamoDB.requests[0].ExpressionAttributeValues!)).not.toEqual(expect.arrayContaining([':customer']));
  });

  test.each(STATUSES)('names and gives each value that its expressions use, and no other: to %s', async (status) => {
    await store.changeStatus(change(status, { customerId: 'customer123' }));

    const { UpdateExpression, ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = dynamoDB.requests[0];
    const used = (form: RegExp) => [...new Set(`${UpdateExpression} ${ConditionExpression}`.match(form))].sort();
    expect(Object.keys(ExpressionAttributeNames!).sort()).toEqual(used(/#\w+/g));
    expect(Object.keys(ExpressionAttributeValues!).sort()).toEqual(used(/:\w+/g));
  });

  test.each(STATUSES)('is tied to the statuses from which %s can follow, and to one that no order has when there is none', async (status) => {
    await store.changeStatus(change(status));

    const sources = Object.entries(dynamoDB.requests[0].ExpressionAttributeValues!).filter(([name]) => name.startsWith(':source')).map(([, value]) => value.S);
    const before = STATUSES.filter((each) => NEXT_STATUSES[each].includes(status));
    expect(sources).toEqual(before.length > 0 ? before : ['']);
  });
});
