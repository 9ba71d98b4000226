/*
 * The four calls of the store when DynamoDB fails: what is tried again, what is told as unavailable, and what
 * became of a write whose answer was lost.
 */
import { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { newOrder } from '../../src/handler/domain/order';
import { OrderStore, StatusChange } from '../../src/handler/order-store';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { clientFor, FakeDynamoDB, INTERNAL_ERROR, THROTTLED, Trouble } from '../support/handler/fake-dynamodb';
import { withServer } from '../support/handler/local-server';

const STORED = newOrder(CURL_ORDER, 'order-1', new Date('2025-03-30T08:00:00Z'));
const CHANGE: StatusChange = { orderId: 'order-1', status: 'CONFIRMED', expectedVersion: 1, changeId: 'change-1', at: new Date('2025-03-30T20:00:00Z') };

interface World {
  readonly dynamoDB: FakeDynamoDB;
  readonly store: (config?: DynamoDBClientConfig) => OrderStore;
  /** The store, with a client that tries twice. */
  readonly tryingTwice: () => OrderStore;
}

/** A table of the test's own that holds one order: while one test waits, others go on. */
function withOrder(test: (world: World) => Promise<void>): Promise<void> {
  return withServer(new FakeDynamoDB(), async (dynamoDB) => {
    const store = (config: DynamoDBClientConfig = {}) => new OrderStore(clientFor(dynamoDB.endpoint, config), 'orders');
    await store().create(STORED);
    dynamoDB.requests.length = 0;
    await test({ dynamoDB, store, tryingTwice: () => store({ maxAttempts: 2 }) });
  });
}

interface Call {
  readonly call: string;
  readonly send: (store: OrderStore) => Promise<unknown>;
  /** What comes back when nothing fails. */
  readonly result: unknown;
}

const CALLS: Call[] = [
  { call: 'create', send: (to) => to.create({ ...STORED, orderId: 'order-2' }), result: 'created' },
  { call: 'get', send: (to) => to.get('order-1'), result: STORED },
  { call: 'list', send: (to) => to.list({ customerId: STORED.customerId, limit: 20 }), result: { orders: [STORED] } },
  { call: 'changeStatus', send: (to) => to.changeStatus(CHANGE), result: expect.objectContaining({ result: 'changed' }) },
];

function ofEachCall<T>(cases: readonly (readonly [string, T])[]) {
  return CALLS.flatMap(({ call, send, result }) => cases.map(([name, fault]) => ({ call, send, result, name, fault })));
}

const UNAVAILABLE = {
  name: 'Problem',
  kind: 'store-unavailable',
  detail: 'retry after the seconds of Retry-After, with the same Idempotency-Key or orderId: the request takes effect once',
};

describe('when the SDK tries again', () => {
  test.concurrent.each(ofEachCall<Trouble>([
    ['throttling', THROTTLED],
    ['an error of the server', INTERNAL_ERROR],
    ['a connection that was reset', 'reset'],
  ]))('after $name, $call does what it was to do', ({ send, result, fault }) => withOrder(async ({ dynamoDB, tryingTwice }) => {
    dynamoDB.troubleOnce(fault);

    await expect(send(tryingTwice())).resolves.toEqual(result);
    expect(dynamoDB.requests).toHaveLength(2);
  }));

  test.concurrent('after a lost answer, a new order is a replay and no conflict', () => withOrder(async ({ dynamoDB, tryingTwice }) => {
    dynamoDB.troubleOnce('store-and-drop-the-answer');

    await expect(tryingTwice().create({ ...STORED, orderId: 'order-2' })).resolves.toBe('replayed');
    expect([...dynamoDB.items.keys()]).toEqual(['order-1', 'order-2']);
  }));

  test.concurrent('after a lost answer, a change is a replay and not refused, and is made once', () => withOrder(async ({ dynamoDB, tryingTwice }) => {
    dynamoDB.troubleOnce('store-and-drop-the-answer');

    await expect(tryingTwice().changeStatus(CHANGE)).resolves.toMatchObject({
      result: 'replayed',
      order: { status: 'CONFIRMED', version: 2, statusHistory: [{ status: 'PROCESSING' }, { status: 'CONFIRMED' }] },
    });
    expect(dynamoDB.items.get('order-1')?.version).toEqual({ N: '2' });
  }));

  test.concurrent('after a lost answer, a change for whatever version is made once', () => withOrder(async ({ dynamoDB, tryingTwice }) => {
    dynamoDB.troubleOnce('store-and-drop-the-answer');

    await expect(tryingTwice().changeStatus({ ...CHANGE, expectedVersion: 'any' })).resolves.toMatchObject({ result: 'replayed', order: { version: 2 } });
  }));

  test.concurrent('after a silence in which a change was made, it is a replay', () => withOrder(async ({ dynamoDB, store }) => {
    dynamoDB.troubleOnce('store-and-hang');
    const impatient = store({ maxAttempts: 2, requestHandler: { requestTimeout: 2_000, throwOnRequestTimeout: true } });

    await expect(impatient.changeStatus(CHANGE)).resolves.toMatchObject({ result: 'replayed', order: { version: 2 } });
  }));

  test.concurrent('after a change that was made and answered with an error, it is a replay when the client sends it again', () => withOrder(async ({ dynamoDB, store }) => {
    dynamoDB.troubleOnce('store-and-drop-the-answer');

    await expect(store().changeStatus(CHANGE)).rejects.toThrow();
    await expect(store().changeStatus(CHANGE)).resolves.toMatchObject({ result: 'replayed', order: { version: 2 } });
  }));
});

describe('fails as unavailable', () => {
  test.concurrent.each(ofEachCall<number>([
    ['InternalServerError', 500],
    ['ServiceUnavailable', 503],
    ['ProvisionedThroughputExceededException', 400],
    ['RequestLimitExceeded', 400],
    ['ThrottlingException', 400],
    ['ReplicatedWriteConflictException', 400],
    ['TransactionConflictException', 400],
    ['TransactionInProgressException', 400],
    ['RequestTimeoutException', 408],
    ['BandwidthLimitExceeded', 429],
    ['InternalFailure', 500],
  ]))('when DynamoDB answers $call with $name', ({ send, name, fault }) => withOrder(async ({ dynamoDB, store }) => {
    dynamoDB.troubleAlways({ error: name, status: fault });

    await expect(send(store())).rejects.toMatchObject({ ...UNAVAILABLE, cause: { name } });
  }));

  test.concurrent.each(CALLS)('when DynamoDB throttles each try of $call', ({ send }) => withOrder(async ({ dynamoDB, tryingTwice }) => {
    dynamoDB.troubleAlways(THROTTLED);

    await expect(send(tryingTwice())).rejects.toMatchObject(UNAVAILABLE);
    expect(dynamoDB.requests).toHaveLength(2);
  }));

  test.concurrent.each(CALLS)('when DynamoDB does not answer $call in time', ({ send }) => withOrder(async ({ dynamoDB, store }) => {
    dynamoDB.troubleAlways('hang');

    await expect(send(store({ requestHandler: { requestTimeout: 50, throwOnRequestTimeout: true } }))).rejects.toMatchObject(UNAVAILABLE);
  }));

  /*
   * The errors of real sockets are in bundle.test.ts: jest runs tests in a realm of its own, in which the
   * SDK does not recognise them as errors.
   */
  test.each(ofEachCall<object>([
    ['the socket reports ECONNREFUSED', { code: 'ECONNREFUSED' }],
    ['the socket reports ECONNRESET', { code: 'ECONNRESET' }],
    ['the socket reports EPIPE', { code: 'EPIPE' }],
    ['the socket reports ETIMEDOUT', { code: 'ETIMEDOUT' }],
    ['the name of the table\'s host is not found', { code: 'ENOTFOUND' }],
    ['the names of hosts cannot be asked for', { code: 'EAI_AGAIN' }],
    ['no way leads to the table\'s host', { code: 'EHOSTUNREACH' }],
    ['no way leads to the table\'s network', { code: 'ENETUNREACH' }],
    ['an error has one of these for its cause', { cause: { cause: { code: 'ECONNRESET' } } }],
    ['a signature was on its way for too long', { name: 'InvalidSignatureException', message: 'Signature expired: 20260101T000000Z is now earlier than …' }],
    ['no connection is made in time', { name: 'TimeoutError' }],
    ['the answer is no JSON', { name: 'SyntaxError', $response: { statusCode: 502 } }],
    ['the answer is no JSON, and says that there were too many requests', { name: 'SyntaxError', $response: { statusCode: 429 } }],
  ]))('when $name, in $call', async ({ send, fault }) => {
    const broken = { send: () => Promise.reject(Object.assign(new Error('socket'), fault)) } as unknown as DynamoDBDocumentClient;

    await expect(send(new OrderStore(broken, 'orders'))).rejects.toMatchObject({ ...UNAVAILABLE, cause: fault });
  });
});

describe('fails with the error as it is', () => {
  test.concurrent.each(ofEachCall<number>([
    ['ResourceNotFoundException', 400],
    ['AccessDeniedException', 400],
    ['ValidationException', 400],
    ['UnrecognizedClientException', 400],
    ['ExpiredTokenException', 400],
    ['InvalidSignatureException', 400],
    ['ItemCollectionSizeLimitExceededException', 400],
    ['KMSAccessDeniedException', 400],
    ['KMSInvalidStateException', 400],
  ]))('when DynamoDB answers $call with $name, which no second try mends', ({ send, name, fault }) => withOrder(async ({ dynamoDB, tryingTwice }) => {
    dynamoDB.troubleAlways({ error: name, status: fault });

    await expect(send(tryingTwice())).rejects.toMatchObject({ name, message: `fake ${name}` });
    expect(dynamoDB.requests).toHaveLength(1);
  }));
});

test('a change for which an order has no room is a 422 with a fault, as each 422 has', async () => {
  const full = Object.assign(new Error('Item size to update has exceeded the maximum allowed size'), { name: 'ValidationException' });
  const store = new OrderStore({ send: () => Promise.reject(full) } as unknown as DynamoDBDocumentClient, 'orders');

  await expect(store.changeStatus(CHANGE)).rejects.toMatchObject({
    kind: 'validation-failed', faults: [{ detail: expect.stringContaining('must leave the order at most 400 KB'), pointer: '#' }], cause: full,
  });
});
