/*
 * What ships, as Lambda runs it.
 */
import { BundleProcess, REQUEST_ID, Run } from './bundle-process';
import { FakeDynamoDB, INTERNAL_ERROR, THROTTLED, Trouble } from './fake-dynamodb';
import { base64, postOrders } from './fixtures';
import { CURL_ORDER } from '../../local/curl-order';

let bundle: BundleProcess;
let dynamoDB: FakeDynamoDB;

beforeAll(async () => {
  bundle = new BundleProcess();
  dynamoDB = await FakeDynamoDB.start();
});

beforeEach(() => dynamoDB.reset());

afterAll(async () => {
  await dynamoDB.stop();
  bundle.remove();
});

function run(events: unknown[], environment: NodeJS.ProcessEnv = {}): Promise<Run> {
  return bundle.run(events, { AWS_ENDPOINT_URL: dynamoDB.endpoint, ...environment });
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
    expect(stdout.trimEnd().split('\n').map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 'INFO', requestId: REQUEST_ID, status: 200, outcome: 'created', orderId: 'order-1', durationMs: expect.any(Number) }),
      expect.objectContaining({ level: 'WARN', requestId: REQUEST_ID, status: 400, outcome: 'malformed-request' }),
    ]);
  });

  test.each([['missing', undefined], ['empty', '']])('fails to load when ORDERS_TABLE_NAME is %s', async (_, tableName) => {
    const { exitCode, stderr } = await run([postOrders(CURL_ORDER)], { ORDERS_TABLE_NAME: tableName });

    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('the environment variable ORDERS_TABLE_NAME must be set');
  });
});

describe('when DynamoDB fails, the bundle', () => {
  test.each<[string, Trouble]>([
    ['an answer that was lost after the order was stored', 'store-and-drop-the-answer'],
    ['a connection that was reset', 'reset'],
    ['throttling', THROTTLED],
    ['an error of the server', INTERNAL_ERROR],
  ])('tries again after %s, and stores the order once', async (_, trouble) => {
    dynamoDB.troubleOnce(trouble);

    const { responses: [response] } = await run([postOrders(CURL_ORDER)]);

    expect(response.statusCode).toBe(200);
    expect(dynamoDB.requests).toHaveLength(2);
    expect(dynamoDB.items.size).toBe(1);
  });

  test.each<[string, Trouble, string]>([
    ['throttles', THROTTLED, 'ProvisionedThroughputExceededException'],
    ['has an error', INTERNAL_ERROR, 'InternalServerError'],
    ['resets the connection', 'reset', 'TimeoutError'],
  ])('answers 503 after three tries when it %s each time', async (_, trouble, errorName) => {
    dynamoDB.troubleAlways(trouble);

    const { responses: [response], stdout } = await run([postOrders(CURL_ORDER)]);

    expect(response).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
    expect(dynamoDB.requests).toHaveLength(3);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'store-unavailable', error: { name: errorName } });
  });

  test('answers 503 when nobody listens', async () => {
    const gone = await FakeDynamoDB.start();
    await gone.stop();

    const { responses: [response] } = await run([postOrders(CURL_ORDER)], { AWS_ENDPOINT_URL: gone.endpoint });

    expect(response.statusCode).toBe(503);
  });

  test('answers 503 well before the 30 s of API Gateway when it stays silent', async () => {
    dynamoDB.troubleAlways('hang');

    const { responses: [response], stdout } = await run([postOrders(CURL_ORDER)]);

    expect(response.statusCode).toBe(503);
    expect(JSON.parse(stdout).durationMs).toBeLessThan(15_000);
  }, 30_000);

  test('answers 500 and tries once when the table is missing', async () => {
    dynamoDB.troubleAlways({ error: 'ResourceNotFoundException', status: 400 });

    const { responses: [response], stdout } = await run([postOrders(CURL_ORDER)]);

    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('ResourceNotFoundException');
    expect(dynamoDB.requests).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { name: 'ResourceNotFoundException', message: 'fake ResourceNotFoundException' } });
  });
});
