/*
 * The sample app on a local AWS, seen from outside: deployed by the CDK CLI, called over HTTP, its table
 * read with an AWS client. The tests tell one story and run in order.
 */
import { ApiGatewayV2Client, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import { CloudWatchLogsClient, DescribeLogGroupsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { SampleApp, SampleOutputs } from '../../tools/local/sample-app';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { metricsIn } from '../support/handler/embedded-metrics';

const app = new SampleApp(ENDPOINT);
const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);
const lambda = new LambdaClient(CLIENT_SETTINGS);

let outputs: SampleOutputs;
let url: string;

beforeAll(async () => {
  await bootstrapOnce();
  outputs = await app.deploy();
  url = app.ordersUrl(outputs);
});

describe('the reference template\'s examples', () => {
  test('its curl order is accepted, and stored with its total exactly', async () => {
    const response = await post(CURL_ORDER);

    expect(response.status).toBe(200);
    const answer = await response.json() as CreatedOrder;
    expect(answer).toEqual({ message: 'Order processed successfully', orderId: expect.any(String), status: 'PROCESSING', orderNumber: expect.any(String) });
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: outputs.DynamoDBTableName, Key: { orderId: { S: answer.orderId } } }));
    expect(Item?.totalAmount).toEqual({ N: '109.97' });
  });

  test('its programmatic test passes', async () => {
    const response = await post({
      customerId: 'test-customer',
      items: [{ productId: 'test-product', quantity: 1, price: 99.99 }],
      totalAmount: 99.99,
    });

    expect(response.status).toBe(200);
    const orderData = await response.json() as CreatedOrder;
    expect(orderData).toHaveProperty('orderId');
    expect(orderData.status).toBe('PROCESSING');
    const table = DynamoDBDocumentClient.from(dynamodb);
    const item = await table.send(new GetCommand({ TableName: outputs.DynamoDBTableName, Key: { orderId: orderData.orderId } }));
    expect(item).toHaveProperty('Item');
    expect(item.Item?.status).toBe('PROCESSING');
  });
});

describe('an order is stored exactly once', () => {
  test('the same request sent twice with one Idempotency-Key makes one order and two equal answers', async () => {
    const order = orderOf('sent-twice');
    const first = await post(order, { 'Idempotency-Key': 'sent-twice' });
    const second = await post(order, { 'Idempotency-Key': '"sent-twice"' });

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await second.text()).toBe(await first.text());
    expect([first, second].map(({ headers }) => headers.get('Idempotency-Replayed'))).toEqual([null, 'true']);
    expect(await countOrdersOf('sent-twice')).toBe(1);
  });

  test('50 requests sent at once with one Idempotency-Key make one order and 50 equal answers', async () => {
    const responses = await Promise.all(Array.from({ length: 50 }, () => postUntilAnswered(orderOf('fifty'), { 'Idempotency-Key': 'fifty' })));

    expect(responses.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(new Set(await Promise.all(responses.map((response) => response.text()))).size).toBe(1);
    // On a busy machine even the first answer can be a replay: of a write whose answer was lost, which the SDK has sent again.
    expect(responses.filter(({ headers }) => !headers.has('Idempotency-Replayed')).length).toBeLessThanOrEqual(1);
    expect(await countOrdersOf('fifty')).toBe(1);
  });

  test('fails with 422 when an Idempotency-Key comes back with another order', async () => {
    await post(orderOf('first-customer'), { 'Idempotency-Key': 'reused' });
    const response = await post(orderOf('second-customer'), { 'Idempotency-Key': 'reused' });

    expect(await problemOf(response)).toMatchObject({ status: 422, type: expect.stringMatching(/idempotency-key-reused$/) });
    expect(await countOrdersOf('second-customer')).toBe(0);
  });

  test('fails with 409 when an orderId comes back with another order, and keeps the first', async () => {
    await post({ ...orderOf('first-owner'), orderId: 'order-1' });
    const response = await post({ ...orderOf('second-owner'), orderId: 'order-1' });

    expect(await problemOf(response)).toMatchObject({ status: 409, type: expect.stringMatching(/order-exists$/) });
    expect(await countOrdersOf('first-owner')).toBe(1);
  });
});

describe('what is wrong with a request is said in a problem document', () => {
  test.each([
    { fault: 'malformed JSON', body: '{"customerId": ', status: 400, detail: /must be JSON/ },
    { fault: 'an empty body', body: '', status: 400, detail: /must have a body/ },
    { fault: 'a body that is no object', body: '[]', status: 400, detail: /must be a JSON object/ },
    { fault: 'a wrong type', body: JSON.stringify({ ...CURL_ORDER, customerId: 1 }), status: 422, pointer: '#/customerId' },
    { fault: 'an unknown field', body: JSON.stringify({ ...CURL_ORDER, coupon: 'X' }), status: 422, pointer: '#/coupon' },
    { fault: 'a body over the limit', body: JSON.stringify({ ...CURL_ORDER, metadata: { note: 'x'.repeat(1_048_576) } }), status: 413, detail: /at most 1048576/ },
  ])('fails with $status on $fault', async ({ body, status, detail, pointer }) => {
    const problem = await problemOf(await post(body));

    expect(problem.status).toBe(status);
    if (detail) expect(problem.detail).toMatch(detail);
    if (pointer) expect(problem.errors).toEqual([{ detail: expect.any(String), pointer }]);
  });

  test('fails with 415 on another content type', async () => {
    const problem = await problemOf(await post('customerId=1', { 'Content-Type': 'application/x-www-form-urlencoded' }));

    expect(problem).toMatchObject({ status: 415, detail: expect.stringMatching(/application\/json/) });
  });
});

test('a browser of any origin may send an order with an Idempotency-Key', async () => {
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      'Origin': 'https://shop.example.com',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type,idempotency-key',
    },
  });

  expect(preflight.ok).toBe(true);
  expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(preflight.headers.get('Access-Control-Allow-Headers')).toMatch(/idempotency-key/i);
});

test('a direct invocation takes the order itself', async () => {
  const { Payload } = await lambda.send(new InvokeCommand({
    FunctionName: outputs.LambdaFunctionName,
    Payload: JSON.stringify({ ...orderOf('direct'), orderId: 'direct-1' }),
  }));

  expect(JSON.parse(Payload!.transformToString())).toMatchObject({ statusCode: 200 });
  expect(await countOrdersOf('direct')).toBe(1);
});

test('the function logs one JSON line for a request, with its metrics and without who the customer is', async () => {
  await post({ ...orderOf('customer-in-no-log'), orderId: 'logged-1' });

  const logs = new CloudWatchLogsClient(CLIENT_SETTINGS);
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${outputs.LambdaFunctionName}` }));
  const lines = events.map(({ message = '' }) => message.trim());
  const [line, ...more] = lines.filter((text) => text.includes('logged-1')).map((text) => JSON.parse(text));
  expect(line).toMatchObject({ level: 'INFO', outcome: 'created', status: 200, orderId: 'logged-1', requestId: expect.any(String) });
  expect(more).toEqual([]);
  expect(lines.join()).not.toContain('customer-in-no-log');
  // Under the name that the metrics of the template look for.
  const dimensions = { FunctionName: outputs.LambdaFunctionName };
  expect(metricsIn(line)).toEqual([
    expect.objectContaining({ metric: 'OrdersAccepted', value: 1, dimensions }),
    expect.objectContaining({ metric: 'OrderValue', dimensions: { ...dimensions, Currency: 'USD' } }),
  ]);
});

test('another deployment with a changed prop updates in place and keeps the orders', async () => {
  await post({ ...orderOf('kept'), orderId: 'kept-1' });

  const after = await app.deploy({ memorySize: '512' });

  expect(after).toEqual(outputs);
  const { MemorySize } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: outputs.LambdaFunctionName }));
  expect(MemorySize).toBe(512);
  expect(await countOrdersOf('kept')).toBe(1);
});

test('destroying the stack leaves nothing of it', async () => {
  expect(await namesInTheAccount()).toEqual([
    '/aws/lambda/ecommerce-orders-dev-order-processor',
    '/aws/vendedlogs/apigateway/ecommerce-orders-dev-orders-api',
    'ecommerce-orders-dev-lambda-role',
    'ecommerce-orders-dev-order-processor',
    'ecommerce-orders-dev-orders',
    'ecommerce-orders-dev-orders-api',
  ]);

  await app.destroy();

  expect(await namesInTheAccount()).toEqual([]);
});

function post(order: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof order === 'string' ? order : JSON.stringify(order),
  });
}

/** As a client does whom a busy machine has answered 503: the same again. */
async function postUntilAnswered(order: object, headers: Record<string, string>): Promise<Response> {
  for (;;) {
    const response = await post(order, headers);
    if (response.status !== 503) return response;
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(response.headers.get('Retry-After'))));
  }
}

function orderOf(customerId: string) {
  return { customerId, items: [{ productId: 'prod1', quantity: 1, price: 10 }] };
}

interface CreatedOrder {
  readonly message: string;
  readonly orderId: string;
  readonly status: string;
}

interface ProblemDocument {
  readonly type: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: { detail: string; pointer: string }[];
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  const problem = await response.json() as ProblemDocument;
  expect(problem.status).toBe(response.status);
  return problem;
}

async function countOrdersOf(customerId: string): Promise<number> {
  const { Count } = await dynamodb.send(new ScanCommand({
    TableName: outputs.DynamoDBTableName,
    FilterExpression: 'customerId = :customerId',
    ExpressionAttributeValues: { ':customerId': { S: customerId } },
    ConsistentRead: true,
  }));
  return Count!;
}

/** The names of the stack's resources that are there. */
async function namesInTheAccount(): Promise<string[]> {
  const [tables, functions, roles, apis, logGroups] = await Promise.all([
    dynamodb.send(new ListTablesCommand({})),
    lambda.send(new ListFunctionsCommand({})),
    new IAMClient(CLIENT_SETTINGS).send(new ListRolesCommand({})),
    new ApiGatewayV2Client(CLIENT_SETTINGS).send(new GetApisCommand({})),
    new CloudWatchLogsClient(CLIENT_SETTINGS).send(new DescribeLogGroupsCommand({})),
  ]);
  const names = [
    ...tables.TableNames ?? [],
    ...functions.Functions?.map(({ FunctionName }) => FunctionName) ?? [],
    ...roles.Roles?.map(({ RoleName }) => RoleName) ?? [],
    ...apis.Items?.map(({ Name }) => Name) ?? [],
    ...logGroups.logGroups?.map(({ logGroupName }) => logGroupName) ?? [],
  ];
  return names.filter((name) => name !== undefined).filter((name) => name.includes('ecommerce-orders-dev')).sort();
}
