/*
 * A shop with prices from a table and with stock on a local AWS, whose tables do not answer for a while. The function has so short a timeout that its
 * deadline ends the calls, before their own bounds do.
 */
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { OrderAccess, OrderPrices, OrderProcessingApi, OrderStock } from '../../src';
import { deadlineOf } from '../../src/handler/deadline';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { DynamoDbProxy } from '../support/e2e/dynamodb-proxy';
import { bootstrapOnce, CLIENT_SETTINGS } from '../support/e2e/local-aws';
import { Answer, OrdersClient } from '../support/e2e/orders-client';

const TIMEOUT_SECONDS = 4;

const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);

let proxy: DynamoDbProxy;
let stack: DeployedStack;
let guest: OrdersClient;

beforeAll(async () => {
  await bootstrapOnce();
  proxy = await DynamoDbProxy.start();
  stack = await DeployedStack.deploy('SilentTables', (scope) => {
    const table = (id: string) => new TableV2(scope, id, { partitionKey: { name: 'productId', type: AttributeType.STRING }, removalPolicy: RemovalPolicy.DESTROY });
    const [products, stock] = [table('Products'), table('Stock')];
    const { handler } = new OrderProcessingApi(scope, 'Orders', {
      projectName: 'silent-shop',
      prices: OrderPrices.fromTable(products, { currency: 'EUR' }),
      stock: OrderStock.fromTable(stock),
      access: OrderAccess.guests(),
      timeout: Duration.seconds(TIMEOUT_SECONDS),
    });
    handler.addEnvironment('AWS_ENDPOINT_URL_DYNAMODB', proxy.url);
    new CfnOutput(scope, 'ProductsName', { value: products.tableName });
    new CfnOutput(scope, 'StockName', { value: stock.tableName });
  });
  guest = new OrdersClient(stack.ordersUrl);
  await put(stack.outputs.ProductsName, { price: { N: '8.50' } });
});

afterAll(async () => {
  await stack?.destroy();
  proxy?.stop();
});

beforeEach(async () => {
  await put(stack.outputs.StockName, { available: { N: '9' } });
  expect(await place('of an environment that has started')).toMatchObject({ status: 200 });
  await put(stack.outputs.StockName, { available: { N: '9' } });
});

describe.each([
  ['products table', 'BatchGetItem'],
  ['stock table', 'TransactWriteItems'],
])('while the %s is silent', (table, operation) => {
  const key = `while the ${table} is silent`;

  test('an order is 503 within the deadline and not placed, and its retry places it once', async () => {
    const [refused, durationMs] = await timed(() => proxy.whileSilent(operation, 'of the table', () => place(key)));

    expectUnavailable(refused);
    expect(durationMs).toBeGreaterThanOrEqual(deadlineOf(TIMEOUT_SECONDS));
    expect([await ordersOf(key), await left()]).toEqual([0, 9]);

    expect(await place(key)).toMatchObject({ status: 200 });
    expect(await place(key)).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } });
    expect([await ordersOf(key), await left()]).toEqual([1, 6]);
  });
});

test('an order whose transaction gets no answer is 503 within the deadline, and its retry is told that it was placed', async () => {
  const key = 'an answer that is lost';
  const refused = await proxy.whileSilent('TransactWriteItems', 'after the table has answered', () => place(key));

  expectUnavailable(refused);
  expect(await place(key)).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } });
  expect([await ordersOf(key), await left()]).toEqual([1, 6]);
});

test('an order for which too little is left is 503 within the deadline while the stock cannot be read, and its retry is refused', async () => {
  const key = 'a stock that cannot be read';
  await put(stack.outputs.StockName, { available: { N: '1' } });
  const refused = await proxy.whileSilent('BatchGetItem', 'of the table', () => place(key));

  expectUnavailable(refused);
  expect(await place(key)).toMatchObject({ status: 409 });
  expect([await ordersOf(key), await left()]).toEqual([0, 1]);
});

/** Under a key that is the customer's too: so it tells the orders apart. */
function place(key: string): Promise<Answer> {
  return guest.place({ customerId: key, items: [{ productId: 'mug', quantity: 3 }] }, { 'Idempotency-Key': key });
}

/** An answer of ours: the function's timeout has not ended it. */
function expectUnavailable({ status, headers, text }: Answer): void {
  expect([status, headers['retry-after'], JSON.parse(text).type]).toEqual([503, '1', 'urn:problem-type:order-processing:store-unavailable']);
}

async function timed<T>(work: () => Promise<T>): Promise<[result: T, durationMs: number]> {
  const startedAt = performance.now();
  return [await work(), performance.now() - startedAt];
}

async function put(TableName: string, attributes: PutItemCommand['input']['Item']): Promise<void> {
  await dynamodb.send(new PutItemCommand({ TableName, Item: { productId: { S: 'mug' }, ...attributes } }));
}

async function left(): Promise<number> {
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: stack.outputs.StockName, Key: { productId: { S: 'mug' } }, ConsistentRead: true }));
  return Number(Item!.available.N);
}

async function ordersOf(customerId: string): Promise<number> {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: stack.outputs.DynamoDBTableName, ConsistentRead: true }));
  return Items.filter((item) => item.customerId.S === customerId).length;
}
