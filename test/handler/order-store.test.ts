import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientFor, FakeDynamoDB, INTERNAL_ERROR, THROTTLED, Trouble } from './fake-dynamodb';
import { FULL_ORDER } from './fixtures';
import { CURL_ORDER } from '../../local/curl-order';
import { newOrder, Order, OrderRequest } from '../../src/handler/order';
import { OrderStore } from '../../src/handler/order-store';

const TABLE_NAME = 'orders';
const MORNING = new Date('2025-03-30T08:00:00Z');
const EVENING = new Date('2025-03-30T20:00:00Z');

let dynamoDB: FakeDynamoDB;
let store: OrderStore;

beforeAll(async () => {
  dynamoDB = await FakeDynamoDB.start();
  store = new OrderStore(clientFor(dynamoDB.endpoint), TABLE_NAME);
});

beforeEach(() => dynamoDB.reset());

afterAll(() => dynamoDB.stop());

function order(orderId = 'order-1', request: OrderRequest = CURL_ORDER, now = MORNING): Order {
  return newOrder(request, orderId, now);
}

/** The store, with a client that tries twice. */
function tryingTwice(): OrderStore {
  return new OrderStore(clientFor(dynamoDB.endpoint, { maxAttempts: 2 }), TABLE_NAME);
}

describe('an order with a new id', () => {
  test('is created', async () => {
    await expect(store.create(order())).resolves.toBe('created');
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

  test('takes one request to the table', async () => {
    await store.create(order());

    expect(dynamoDB.requests).toHaveLength(1);
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

describe('when the SDK tries again', () => {
  test('after a lost answer, the order is a replay and no conflict', async () => {
    dynamoDB.troubleOnce('store-and-drop-the-answer');

    await expect(tryingTwice().create(order())).resolves.toBe('replayed');
    expect(dynamoDB.items.size).toBe(1);
  });

  test.each<[string, Trouble]>([
    ['throttling', THROTTLED],
    ['an error of the server', INTERNAL_ERROR],
    ['a connection that was reset', 'reset'],
  ])('after %s, the order is created', async (_, trouble) => {
    dynamoDB.troubleOnce(trouble);

    await expect(tryingTwice().create(order())).resolves.toBe('created');
  });
});

describe('fails as unavailable', () => {
  const unavailable = {
    name: 'Problem',
    kind: 'store-unavailable',
    detail: 'try again in a moment; with an Idempotency-Key or an orderId the order is stored once',
  };

  test.each([
    ['InternalServerError', 500],
    ['ServiceUnavailable', 503],
    ['ProvisionedThroughputExceededException', 400],
    ['RequestLimitExceeded', 400],
    ['ThrottlingException', 400],
    ['ReplicatedWriteConflictException', 400],
  ])('when DynamoDB answers %s', async (error, status) => {
    dynamoDB.troubleAlways({ error, status });

    await expect(store.create(order())).rejects.toMatchObject({ ...unavailable, cause: { name: error } });
  });

  test('when DynamoDB throttles each try', async () => {
    dynamoDB.troubleAlways(THROTTLED);

    await expect(tryingTwice().create(order())).rejects.toMatchObject(unavailable);
    expect(dynamoDB.requests).toHaveLength(2);
  });

  test('when DynamoDB does not answer in time', async () => {
    dynamoDB.troubleAlways('hang');
    const client = clientFor(dynamoDB.endpoint, { requestHandler: { requestTimeout: 50, throwOnRequestTimeout: true } });

    await expect(new OrderStore(client, TABLE_NAME).create(order())).rejects.toMatchObject(unavailable);
  });

  /*
   * The errors of real sockets are in bundle.test.ts: jest runs tests in a realm of its own, in which the
   * SDK does not recognise them as errors.
   */
  test.each([
    ['the socket reports ECONNREFUSED', { code: 'ECONNREFUSED' }],
    ['the socket reports ECONNRESET', { code: 'ECONNRESET' }],
    ['the socket reports EPIPE', { code: 'EPIPE' }],
    ['the socket reports ETIMEDOUT', { code: 'ETIMEDOUT' }],
    ['no connection is made in time', { name: 'TimeoutError' }],
  ])('when %s', async (_, properties) => {
    const broken = { send: () => Promise.reject(Object.assign(new Error('socket'), properties)) } as unknown as DynamoDBDocumentClient;

    await expect(new OrderStore(broken, TABLE_NAME).create(order())).rejects.toMatchObject({ ...unavailable, cause: properties });
  });
});

describe('fails with the error as it is', () => {
  test.each([
    ['ResourceNotFoundException', 400],
    ['AccessDeniedException', 400],
    ['ValidationException', 400],
    ['UnrecognizedClientException', 400],
  ])('when DynamoDB answers %s, which no second try mends', async (error, status) => {
    dynamoDB.troubleAlways({ error, status });

    await expect(store.create(order())).rejects.toMatchObject({ name: error, message: `fake ${error}` });
  });
});
