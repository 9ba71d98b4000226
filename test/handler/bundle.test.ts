/*
 * What ships, as Lambda runs it.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import { EnvironmentVariable, RouteRules, ROUTES as ALL_ROUTES } from '../../src/contract';
import { orderNumberOf } from '../../src/handler/domain/order-number';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { bundleOn, REQUEST_ID, Run, sumOf } from '../support/handler/bundle-process';
import { FakeDynamoDB, INTERNAL_ERROR, Item, THROTTLED, Trouble } from '../support/handler/fake-dynamodb';
import { ApiEvent, as, base64, getOrder, jwt, listOrders, MINIMAL_ORDER, patchOrder, postOrders } from '../support/handler/fixtures';
import { OTHER, OWNER, patch, STAFF, STORED } from '../support/handler/harness';
import { withServer } from '../support/handler/local-server';

const dynamoDB = new FakeDynamoDB();
const { start, run } = bundleOn(dynamoDB);

/** Handles the event in a process that is killed once the table holds what the event asked for, and has not said so. */
async function crash(event: unknown, isStored: () => boolean): Promise<void> {
  dynamoDB.troubleAlways('store-and-hang');
  const child = start([event]);
  const responses: unknown[] = [];
  child.on('message', (response) => responses.push(response));
  const killed = new Promise<string | null>((resolve) => child.on('close', (_, signal) => resolve(signal)));
  while (!isStored() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  expect(await killed).toBe('SIGKILL');
  expect(responses).toEqual([]);
  dynamoDB.troubleAlways(undefined);
}

function linesOf(stdout: string): Record<string, unknown>[] {
  return stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/** The table holds the owner's order. */
function storeOrder(table = dynamoDB): void {
  table.items.set(STORED.orderId, marshall(STORED) as unknown as Item);
}

describe('the bundle', () => {
  test('stores the order that the reference template documents', async () => {
    const { responses: [response] } = await run([postOrders(CURL_ORDER)]);

    expect(response.statusCode).toBe(200);
    const { orderId } = JSON.parse(response.body);
    expect(dynamoDB.requests.map(({ TableName }) => TableName)).toEqual(['orders-of-the-test']);
    expect(dynamoDB.items.get(orderId)).toMatchObject({
      orderId: { S: orderId },
      customerId: { S: 'customer123' },
      totalAmount: { N: '109.97' },
      currency: { S: 'USD' },
      status: { S: 'PROCESSING' },
      createdAt: { S: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) },
      updatedAt: { S: expect.stringMatching(/Z$/) },
    });
  });

  test('gives each order a UUID of its own', async () => {
    const { responses } = await run([postOrders(CURL_ORDER), postOrders(CURL_ORDER)]);

    const orderIds = responses.map(({ body }) => JSON.parse(body).orderId);
    expect(orderIds[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(orderIds[1]).not.toBe(orderIds[0]);
  });

  test.each([
    ['an object body', { body: CURL_ORDER }],
    ['a body in base64', postOrders(base64(JSON.stringify(CURL_ORDER)), { isBase64Encoded: true })],
    ['the order itself', CURL_ORDER],
  ])('stores an order that comes as %s', async (_, event) => {
    await run([event]);

    expect([...dynamoDB.items.values()]).toEqual([expect.objectContaining({ totalAmount: { N: '109.97' } })]);
  });

  test.each<[string, NodeJS.ProcessEnv, string | undefined]>([
    ['says where an order is, with a route that reads it', accessOf({ routes: ['POST /orders', 'GET /orders/{orderId}'] }), 'orders/order-1'],
    ['does not say so without one', accessOf({ routes: ['POST /orders', 'GET /orders'] }), undefined],
    ['does not say so of an API that takes orders and no more, of which it is told nothing', {}, undefined],
  ])('%s', async (_, environment, location) => {
    const { responses: [{ headers }] } = await run([postOrders({ ...CURL_ORDER, orderId: 'order-1' })], environment);

    expect(headers.Location).toBe(location);
  });

  test('takes the order of a customer who does not say who that is', async () => {
    const { customerId: _, ...order } = CURL_ORDER;
    const headers = { 'idempotency-key': 'key-1' };

    const { responses } = await run(
      [as(OWNER, postOrders(order, { headers })), as(OWNER, postOrders(CURL_ORDER, { headers }))], accessOf({ routes: ['POST /orders'], customerIdClaim: 'customer_id' }),
    );

    expect(responses.map((response) => response.headers['Idempotency-Replayed'])).toEqual([undefined, 'true']);
    expect([...dynamoDB.items.values()]).toEqual([expect.objectContaining({ customerId: { S: 'customer123' } })]);
  });

  test('answers a retry with the same order, and another order under the same key with 422', async () => {
    const headers = { 'idempotency-key': 'key-1' };

    const { responses: [first, retry, other] } = await run([
      postOrders(CURL_ORDER, { headers }),
      postOrders(CURL_ORDER, { headers }),
      postOrders({ ...CURL_ORDER, customerId: 'customer124' }, { headers }),
    ]);

    expect(retry.body).toBe(first.body);
    expect(retry.headers).toMatchObject({ 'Idempotency-Replayed': 'true' });
    expect(other.statusCode).toBe(422);
    expect(dynamoDB.items.size).toBe(1);
  });

  test('answers an order with a known orderId and other contents with 409', async () => {
    const { responses } = await run([
      postOrders({ ...CURL_ORDER, orderId: 'order-1' }),
      postOrders({ ...CURL_ORDER, orderId: 'order-1', customerId: 'customer124' }),
    ]);

    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 409]);
    expect(dynamoDB.items.get('order-1')?.customerId).toEqual({ S: 'customer123' });
  });

  test('writes one line of JSON for each request to standard output, and nothing else', async () => {
    const { stdout } = await run([postOrders({ ...CURL_ORDER, orderId: 'order-1' }), postOrders('not JSON')]);

    expect(stdout.endsWith('\n')).toBe(true);
    expect(linesOf(stdout)).toEqual([
      expect.objectContaining({ level: 'INFO', requestId: REQUEST_ID, status: 200, outcome: 'created', orderId: 'order-1', durationMs: expect.any(Number) }),
      expect.objectContaining({ level: 'WARN', requestId: REQUEST_ID, status: 400, outcome: 'malformed-request' }),
    ]);
  });

  test('answers on each route, from the order to its end', async () => {
    const { responses: [created, read, listed, confirmed, replayed, stale, missing] } = await run([
      postOrders({ ...MINIMAL_ORDER, orderId: 'order-1' }),
      getOrder('order-1'),
      listOrders('customerId=customer123&limit=1'),
      patch('CONFIRMED', { 'idempotency-key': 'key-1' }),
      patch('CONFIRMED', { 'idempotency-key': 'key-1' }),
      patch('SHIPPED'),
      getOrder('order-2'),
    ]);

    const statuses = [created, read, listed, confirmed, replayed, stale, missing].map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 412, 404]);
    expect(read.headers.ETag).toBe('"1"');
    expect(JSON.parse(read.body)).toMatchObject({ ...MINIMAL_ORDER, orderId: 'order-1', currency: 'USD', totalAmount: 10, status: 'PROCESSING' });
    expect(JSON.parse(listed.body)).toEqual({ orders: [JSON.parse(read.body)], nextCursor: expect.any(String) });
    expect(JSON.parse(confirmed.body)).toMatchObject({ status: 'CONFIRMED', version: 2, statusHistory: [{ status: 'PROCESSING' }, { status: 'CONFIRMED' }] });
    expect(replayed).toEqual({ ...confirmed, headers: { ...confirmed.headers, 'Idempotency-Replayed': 'true' } });
    expect(dynamoDB.requests.map(({ operation, TableName }) => [operation, TableName])).toEqual(
      ['PutItem', 'GetItem', 'Query', 'UpdateItem', 'UpdateItem', 'UpdateItem', 'GetItem'].map((operation) => [operation, 'orders-of-the-test']),
    );
  });

  test('tells callers apart by the rules of the environment', async () => {
    storeOrder();
    const mine = jwt({ sub: 'user-1', customer_id: 'customer123', scope: 'orders/admin' });

    const { responses } = await run(
      [as(OWNER, getOrder('order-1')), as(OTHER, getOrder('order-1')), as(undefined, getOrder('order-1')), as(OTHER, patch('CANCELLED')),
        as(OWNER, patch('CONFIRMED')), as(STAFF, patch('CONFIRMED')), as(OWNER, listOrders()), as(mine, listOrders('customerId=customer124')),
        as(undefined, postOrders(MINIMAL_ORDER)), as(OWNER, postOrders(MINIMAL_ORDER)), MINIMAL_ORDER],
      accessOf({ routes: ALL_ROUTES.map(({ routeKey }) => routeKey), customerIdClaim: 'customer_id', staff: [{ scope: 'orders/admin' }] }),
    );

    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 404, 403, 404, 403, 200, 200, 200, 403, 200, 200]);
  });

  test('lets guests order where the rules say so, beside customers', async () => {
    const rules = accessOf({ routes: ['POST /orders'] }, { routes: ['GET /orders/{orderId}'], customerIdClaim: 'customer_id' });

    const { responses } = await run([postOrders(MINIMAL_ORDER), getOrder('order-1'), as(OWNER, listOrders())], rules);

    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 403, 404]);
  });

  test('fails closed with a claim whose name is empty', async () => {
    storeOrder();

    const { responses: [response] } = await run([as(OWNER, getOrder('order-1'))], accessOf({ routes: ['GET /orders/{orderId}'], customerIdClaim: '' }));

    expect(response.statusCode).toBe(403);
  });

  test('fails to load with rules that cannot be read, and trusts nobody by accident', async () => {
    const { exitCode, stderr } = await run([postOrders(CURL_ORDER)], { ACCESS: '' });

    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('JSON');
  });

  test.each([['missing', undefined], ['empty', '']])('fails to load when ORDERS_TABLE_NAME is %s', async (_, tableName) => {
    const { exitCode, stderr } = await run([postOrders(CURL_ORDER)], { ORDERS_TABLE_NAME: tableName });

    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('the environment variable ORDERS_TABLE_NAME must be set');
  });
});

describe('when DynamoDB fails, the bundle', () => {
  const ROUTES: [string, ApiEvent][] = [
    ['createOrder', postOrders(CURL_ORDER)],
    ['getOrder', getOrder('order-1')],
    ['listOrders', listOrders('customerId=customer123')],
    ['updateOrderStatus', patch('CONFIRMED')],
  ];

  beforeEach(() => storeOrder());

  /** A table of a concurrent test's own, which holds the owner's order, and its bundle. */
  function onTable(test: (table: FakeDynamoDB, runOnIt: (events: unknown[]) => Promise<Run>) => Promise<void>): Promise<void> {
    return withServer(new FakeDynamoDB(), (table) => {
      storeOrder(table);
      return test(table, (events) => run(events, { AWS_ENDPOINT_URL: table.endpoint }));
    });
  }

  // The longest first: five at a time run side by side.
  test.concurrent.each<[string, Trouble]>([
    ['stays silent', 'hang'],
    ['falls silent in the middle of an answer', 'answer-in-part-and-hang'],
  ])('answers 503 on each route well before the 30 s of API Gateway when it %s', (_, trouble) => onTable(async (table, runOnIt) => {
    table.troubleAlways(trouble);

    const runs = await Promise.all(ROUTES.map(([, event]) => runOnIt([event])));

    for (const { responses: [response], waits } of runs) {
      expect(response.statusCode).toBe(503);
      expect(sumOf(waits)).toBeLessThan(12_000);
    }
  }));

  test.concurrent.each(ROUTES)('tries again after throttling, an error of the server and a connection that was reset: %s', async (_, event) => {
    for (const trouble of [[THROTTLED, INTERNAL_ERROR], ['reset']] as Trouble[][]) {
      await onTable(async (table, runOnIt) => {
        table.troubleOnce(...trouble);

        const { responses: [response] } = await runOnIt([event]);

        expect(response.statusCode).toBe(200);
        expect(response.headers).not.toHaveProperty('Idempotency-Replayed');
        expect(table.requests).toHaveLength(trouble.length + 1);
      });
    }
  });

  test('tries again after an answer that was lost when the order was stored, and stores it once', async () => {
    dynamoDB.troubleOnce('store-and-drop-the-answer');

    const { responses: [response] } = await run([postOrders({ ...CURL_ORDER, orderId: 'order-2' })]);

    expect(response).toMatchObject({ statusCode: 200, headers: { 'Idempotency-Replayed': 'true' } });
    expect([...dynamoDB.items.keys()]).toEqual(['order-1', 'order-2']);
  });

  test('tries again after an answer that was lost when the order was changed, and changes it once', async () => {
    dynamoDB.troubleOnce('store-and-drop-the-answer');

    const { responses: [response] } = await run([patch('CONFIRMED')]);

    expect(response).toMatchObject({ statusCode: 200, headers: { 'ETag': '"2"', 'Idempotency-Replayed': 'true' } });
    expect(dynamoDB.items.get('order-1')).toMatchObject({ version: { N: '2' }, statusHistory: { L: [expect.anything(), expect.anything()] } });
  });

  test.concurrent.each<[string, Trouble, string]>([
    ['throttles', THROTTLED, 'ProvisionedThroughputExceededException'],
    ['has an error', INTERNAL_ERROR, 'InternalServerError'],
    ['resets the connection', 'reset', 'Error'],
  ])('answers 503 on each route after three tries when it %s each time', (_, trouble, errorName) => onTable(async (table, runOnIt) => {
    table.troubleAlways(trouble);

    const { responses, stdout, waits } = await runOnIt(ROUTES.map(([, event]) => event));

    for (const response of responses) expect(response).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
    expect(table.requests.map(({ operation }) => operation)).toEqual(['PutItem', 'GetItem', 'Query', 'UpdateItem'].flatMap((each) => [each, each, each]));
    for (const line of linesOf(stdout)) expect(line).toMatchObject({ outcome: 'store-unavailable', error: { name: errorName } });
    expect(waits).toHaveLength(2 * ROUTES.length);
    expect(Math.max(...waits)).toBeLessThan(2_000);
  }));

  test('answers 503 on each route when nobody listens', async () => {
    const gone = await new FakeDynamoDB().start();
    await gone.stop();

    const { responses } = await run(ROUTES.map(([, event]) => event), { AWS_ENDPOINT_URL: gone.endpoint });

    expect(responses.map(({ statusCode }) => statusCode)).toEqual([503, 503, 503, 503]);
  });

  test.each(['EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EPROTO', 'ENETDOWN', 'EAI_FAIL', 'EMFILE'])(
    'answers 503 on each route when the network says %s',
    async (code) => {
      // Before a connection is made Node.js asks for the address of the host, which is where this network fails.
      const network = `
        require('node:dns').lookup = (host, options, callback) => {
          process.nextTick(callback, Object.assign(new Error('lookup ' + host), { code: '${code}', syscall: 'getaddrinfo' }));
        };
      `;
      const { responses, stdout } = await run(ROUTES.map(([, event]) => event), { AWS_ENDPOINT_URL: 'http://table.invalid' }, network);

      for (const response of responses) expect(response).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
      for (const line of linesOf(stdout)) expect(line).toMatchObject({ outcome: 'store-unavailable', error: { message: 'lookup table.invalid' } });
    },
  );

  test.each(['TransactionConflictException', 'ReplicatedWriteConflictException', 'TransactionInProgressException'])(
    'answers 503 on each route when somebody else is about to write the order: %s',
    async (error) => {
      dynamoDB.troubleAlways({ error, status: 400 });

      const { responses } = await run(ROUTES.map(([, event]) => event));

      for (const response of responses) expect(response).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
    },
    30_000,
  );

  test('places an order that met somebody else\'s transaction when the client sends it again', async () => {
    dynamoDB.troubleOnce({ error: 'TransactionConflictException', status: 400 });
    const order = postOrders(CURL_ORDER, { headers: { 'idempotency-key': 'key-1' } });

    const { responses } = await run([order, order]);

    expect(responses.map(({ statusCode }) => statusCode)).toEqual([503, 200]);
    expect(dynamoDB.items.size).toBe(2);
  });

  test.concurrent('waits on each route for a table that is slow', () => onTable(async (table, runOnIt) => {
    table.troubleAlways({ answerAfterMs: 1_000 });

    const runs = await Promise.all(ROUTES.map(([, event]) => runOnIt([event])));

    expect(runs.map(({ responses: [{ statusCode }] }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(table.requests).toHaveLength(4);
  }));

  test.each(['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'KMSAccessDeniedException'])('answers 500 on each route and tries once for %s', async (error) => {
    dynamoDB.troubleAlways({ error, status: 400 });

    const { responses, stdout } = await run(ROUTES.map(([, event]) => event));

    for (const response of responses) {
      expect(response.statusCode).toBe(500);
      expect(response.body).not.toContain(error);
    }
    expect(dynamoDB.requests).toHaveLength(4);
    for (const line of linesOf(stdout)) expect(line).toMatchObject({ error: { name: error, message: `fake ${error}` } });
  });
});

describe('a crash after the write and before the answer', () => {
  const KEY = { 'idempotency-key': 'key-1' };
  const order = (headers: Record<string, string>) => postOrders(CURL_ORDER, { headers });

  test('and then a retry by idempotency key gives the answer of the first order, and makes no second one', async () => {
    await crash(order(KEY), () => dynamoDB.items.size === 1);

    const { responses: [retry, other] } = await run([order(KEY), order({ 'idempotency-key': 'key-2' })]);

    const [orderId] = dynamoDB.items.keys();
    expect(retry).toMatchObject({ statusCode: 200, headers: { 'Idempotency-Replayed': 'true' } });
    expect(JSON.parse(retry.body)).toMatchObject({ orderId });
    // But for its own id, the answer of an order that nothing happened to.
    expect(JSON.parse(retry.body)).toEqual({ ...JSON.parse(other.body), orderId, orderNumber: orderNumberOf(orderId) });
    expect(dynamoDB.items.size).toBe(2);
  });

  test('and then a retry by orderId gives the answer of the first order', async () => {
    const event = postOrders({ ...CURL_ORDER, orderId: 'order-1' });
    await crash(event, () => dynamoDB.items.size === 1);

    const { responses: [retry] } = await run([event]);

    expect(retry).toMatchObject({ statusCode: 200, headers: { 'Idempotency-Replayed': 'true' } });
    expect(JSON.parse(retry.body)).toEqual({ message: 'Order processed successfully', orderId: 'order-1', status: 'PROCESSING', orderNumber: 'BF21PJ9CMV64Y' });
    expect(dynamoDB.items.size).toBe(1);
  });

  test.each(['"1"', '*'])('of a change and then a retry by idempotency key gives the changed order, changed once, with the If-Match %s', async (ifMatch) => {
    storeOrder();
    const event = patchOrder('order-1', { status: 'CONFIRMED' }, { ...KEY, 'if-match': ifMatch });
    await crash(event, () => dynamoDB.items.get('order-1')?.version.N === '2');
    const stored = dynamoDB.items.get('order-1');

    const { responses: [retry, read] } = await run([event, getOrder('order-1')]);

    expect(retry).toMatchObject({ statusCode: 200, headers: { 'ETag': '"2"', 'Idempotency-Replayed': 'true' } });
    expect(retry.body).toBe(read.body);
    expect(dynamoDB.items.get('order-1')).toBe(stored);
  });

  test('of a change and then a retry without an idempotency key tells that the order has changed', async () => {
    storeOrder();
    await crash(patch('CONFIRMED'), () => dynamoDB.items.get('order-1')?.version.N === '2');

    const { responses: [retry] } = await run([patch('CONFIRMED')]);

    expect(retry.statusCode).toBe(412);
    expect(dynamoDB.items.get('order-1')?.version).toEqual({ N: '2' });
  });
});

/** The environment as the construct writes it. */
function accessOf(...rules: RouteRules[]): NodeJS.ProcessEnv {
  return { [EnvironmentVariable.ACCESS]: JSON.stringify(rules) };
}
