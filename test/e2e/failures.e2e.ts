/*
 * What docs/guide/failures.md says of broken parts, on a local AWS: a shop in production whose function, table and stack are taken away. What
 * other tests show is named on the page. The tests tell one story and run in order.
 */
import { once } from 'node:events';
import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteTableCommand, DynamoDBClient, ListTablesCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteFunctionConcurrencyCommand, GetFunctionConfigurationCommand, LambdaClient, PutFunctionConcurrencyCommand, UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps } from '../../src';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { pageAt } from '../../tools/shared/markdown';
import { blocksOf } from '../support/docs/markdown';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { GuideApp } from '../support/e2e/guide-app';
import { bootstrapOnce, CLIENT_SETTINGS } from '../support/e2e/local-aws';
import { Answer, OrdersClient } from '../support/e2e/orders-client';

const PAGE = pageAt('docs/guide/failures.md');
const FUNCTION = { FunctionName: 'ecommerce-orders-prod-order-processor' };
const TABLE = { TableName: 'ecommerce-orders-prod-orders' };

const lambda = new LambdaClient(CLIENT_SETTINGS);
const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);
const logs = new CloudWatchLogsClient(CLIENT_SETTINGS);

let shop: DeployedStack;
let client: OrdersClient;

beforeAll(async () => {
  await bootstrapOnce();
  await deployShop();
});

afterAll(() => shop?.destroy());

test('while the function is throttled, the answer is API Gateway\'s own, and a retry is accepted afterwards', async () => {
  await lambda.send(new PutFunctionConcurrencyCommand({ ...FUNCTION, ReservedConcurrentExecutions: 0 }));
  const refused = await place('throttled');
  await lambda.send(new DeleteFunctionConcurrencyCommand(FUNCTION));

  expect([refused.status >= 400, typeOf(refused)]).toEqual([true, undefined]); // which status, the local AWS decides otherwise than AWS
  expect((await place('throttled')).status).toBe(200);
});

describe('while DynamoDB', () => {
  test('throttles: 503 store-unavailable with Retry-After, and a retry is accepted', async () => {
    const throttling = (_: unknown, response: Parameters<RequestListener>[1]) => {
      response.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.0' });
      response.end('{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}');
    };
    const answer = await withDynamoDb(throttling, () => place('table-throttled'));

    expect([answer.status, typeOf(answer), answer.headers['retry-after']]).toEqual([503, 'store-unavailable', '1']);
    expect((await place('table-throttled')).status).toBe(200);
  });

  test('is silent: 503 store-unavailable before the function\'s timeout', async () => {
    const answer = await withDynamoDb(() => undefined, () => place('table-silent'));

    expect([answer.status, typeOf(answer)]).toEqual([503, 'store-unavailable']);
  });

  test('is silent for longer than the function\'s timeout: the answer is API Gateway\'s own', async () => {
    const answer = await withDynamoDb(() => undefined, () => place('timed-out'), 2);

    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(typeOf(answer)).toBeUndefined();
  });
});

describe('a production stack', () => {
  test('that is destroyed leaves its table, and the app of the page goes on with the orders', async () => {
    await place('kept');
    await shop.destroy();
    expect(await tables()).toContain(TABLE.TableName);

    const again = await new GuideApp(PAGE.path).deploy('ShopAgain');
    client = new OrdersClient(again.ordersUrl);
    const retry = await place('kept');
    expect([retry.status, retry.headers['idempotency-replayed']]).toEqual([200, 'true']);

    await again.destroy();
    expect(await tables()).toContain(TABLE.TableName);
  });

  test('under another project name begins without orders, and a retry places the order again', async () => {
    await deleteTable(TABLE.TableName);
    await deployShop();
    await place('before');
    await deployShop({ projectName: 'corner-shop' });

    const retry = await place('before');
    expect([retry.status, retry.headers['idempotency-replayed']]).toEqual([200, undefined]);
  });

  test('whose table is deleted answers 500 internal-error, and the log has the reason', async () => {
    await deleteTable('corner-shop-prod-orders');
    const answer = await place('no-table');

    expect([answer.status, typeOf(answer)]).toEqual([500, 'internal-error']);
    const [, requestId] = /urn:uuid:([^"]+)/.exec(answer.text)!;
    expect(await logLineOf(requestId)).toContain('ResourceNotFoundException');
  });
});

test('settings that AWS would refuse fail at synth, with the message of the page', () => {
  const [{ code }] = blocksOf(PAGE).filter(({ language }) => language === 'text');
  const synth = () => new OrderProcessingApi(new Stack(new App(), 'Shop'), 'Orders', { memorySize: 64, timeout: Duration.minutes(20) });

  expect(synth).toThrow(code.trim().replace(/^Error: /, ''));
});

async function deployShop(props: OrderProcessingApiProps = {}): Promise<void> {
  shop = await DeployedStack.deploy('FailingShop', (stack) => {
    new OrderProcessingApi(stack, 'Orders', { environment: OrderEnvironment.PROD, ...props });
  });
  client = new OrdersClient(shop.ordersUrl);
}

/** Places an order with an idempotency key, as a retry does again. */
function place(key: string): Promise<Answer> {
  return client.place(CURL_ORDER, { 'Idempotency-Key': `failures-${key}` });
}

/** The kind of a problem document; an answer of API Gateway has none. */
function typeOf({ text }: Answer): string | undefined {
  return /urn:problem-type:order-processing:([\w-]+)/.exec(text)?.[1];
}

async function tables(): Promise<string[]> {
  return (await dynamodb.send(new ListTablesCommand({}))).TableNames!;
}

async function deleteTable(TableName: string): Promise<void> {
  await dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  await dynamodb.send(new DeleteTableCommand({ TableName }));
}

/** What the function has logged of a request; the local AWS needs a moment. */
async function logLineOf(requestId: string): Promise<string | undefined> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/corner-shop-prod-order-processor' }));
    const line = events.find(({ message }) => message?.startsWith('{') && message.includes(requestId));
    if (line) return line.message;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return undefined;
}

/** Does something while the function finds another DynamoDB. */
async function withDynamoDb<T>(listener: RequestListener, work: () => Promise<T>, timeout?: number): Promise<T> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { Environment, Timeout } = await lambda.send(new GetFunctionConfigurationCommand(FUNCTION));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const Variables = { ...Environment!.Variables, AWS_ENDPOINT_URL_DYNAMODB: endpoint };
  await lambda.send(new UpdateFunctionConfigurationCommand({ ...FUNCTION, Environment: { Variables }, Timeout: timeout ?? Timeout }));
  try {
    return await work();
  } finally {
    await lambda.send(new UpdateFunctionConfigurationCommand({ ...FUNCTION, Environment, Timeout }));
    server.closeAllConnections();
    server.close();
  }
}
