/*
 * A shop with stock on a local AWS, with the permissions that the construct gives: what is sold, what is given back, and what the role needs for it.
 */
import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff, OrderStock } from '../../src';
import { apiUrl } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { statementsOf, withoutStatement } from '../support/e2e/iam';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { Answer, OrdersClient } from '../support/e2e/orders-client';

const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);

let issuer: TokenIssuer;
let stack: DeployedStack;
let ada: OrdersClient;
let staff: OrdersClient;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  await bootstrapOnce();
  stack = await DeployedStack.deploy('StockShop', (scope) => {
    const stock = new TableV2(scope, 'Stock', { partitionKey: { name: 'productId', type: AttributeType.STRING }, removalPolicy: RemovalPolicy.DESTROY });
    const orders = new OrderProcessingApi(scope, 'Orders', {
      projectName: 'stock-shop',
      stock: OrderStock.fromTable(stock, { quantityAttribute: 'onHand' }),
      routes: [
        OrderRoute.createOrder(), OrderRoute.getOrder(), OrderRoute.listOrders({ byOrderNumber: true }), OrderRoute.updateOrderStatus(),
        OrderRoute.eraseOrder(),
      ],
      access: OrderAccess.customers(new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] }), {
        staff: [OrderStaff.scope('orders/admin')],
      }),
    });
    new CfnOutput(scope, 'StockName', { value: stock.tableName });
    new CfnOutput(scope, 'RoleName', { value: orders.role.roleName });
  });
  ada = await clientOf({ sub: 'ada' });
  staff = await clientOf({ sub: 'staff-1', scope: 'orders/admin' });
});

afterAll(async () => {
  await stack.destroy();
  await issuer.stop();
});

beforeEach(() => setStock('mug', 3));

test('an order takes its pieces, and the next one learns how many are left', async () => {
  expect((await ada.place(orderOf(['mug', 1], ['mug', 1]))).status).toBe(200);

  const refused = await ada.place(orderOf(['mug', 2]));

  expect([refused.status, JSON.parse(refused.text)]).toEqual([409, expect.objectContaining({
    type: 'urn:problem-type:order-processing:out-of-stock',
    errors: [{ pointer: '#/items/0/quantity', detail: 'must be at most 1, since no more are left', available: 1 }],
  })]);
  expect(await leftOf('mug')).toBe(1);
});

test('a retry gets the first answer, also after the last piece was sold', async () => {
  const key = { 'Idempotency-Key': randomUUID() };
  const first = await ada.place(orderOf(['mug', 3]), key);

  const retry = await ada.place(orderOf(['mug', 3]), key);

  expect([first.status, retry.status, retry.text, retry.headers['idempotency-replayed']]).toEqual([200, 200, first.text, 'true']);
  expect(await leftOf('mug')).toBe(0);
});

test('a customer who cancels gives back, once', async () => {
  const orderId = orderIdOf(await ada.place(orderOf(['mug', 2])));

  const cancelled = await ada.setStatus(orderId, 'CANCELLED', { 'If-Match': '"1"' });

  expect([cancelled.status, cancelled.headers.etag, JSON.parse(cancelled.text)]).toEqual([200, '"2"', expect.objectContaining({ status: 'CANCELLED', version: 2 })]);
  expect(JSON.parse((await ada.get(orderId)).text)).toEqual(JSON.parse(cancelled.text));
  expect((await ada.setStatus(orderId, 'CANCELLED', { 'If-Match': '*' })).status).toBe(409);
  expect(await leftOf('mug')).toBe(3);
});

test('staff cancels an order that was confirmed and erased, and it gives back', async () => {
  const orderId = orderIdOf(await ada.place(orderOf(['mug', 2])));
  await staff.setStatus(orderId, 'CONFIRMED', { 'If-Match': '*' });
  await staff.call('DELETE', `/${orderId}/personal-data`);

  expect((await staff.setStatus(orderId, 'CANCELLED', { 'If-Match': '*' })).status).toBe(200);
  expect(await leftOf('mug')).toBe(3);
});

test('nobody sees what an order has taken', async () => {
  const orderId = orderIdOf(await ada.place(orderOf(['mug', 1])));

  expect(JSON.parse((await staff.get(orderId)).text)).not.toHaveProperty('stockTaken');
});

test('an order is still found by its number', async () => {
  const { orderNumber, orderId } = JSON.parse((await ada.place(orderOf(['mug', 1]))).text);

  expect(JSON.parse((await staff.list({ orderNumber })).text)).toMatchObject({ orders: [{ orderId }] });
});

test('a product that is not in the stock table is a fault of the shop, and the order can be cancelled when it is gone', async () => {
  expect([(await ada.place(orderOf(['pen', 1]))).status]).toEqual([500]);
  const orderId = orderIdOf(await ada.place(orderOf(['mug', 1])));
  await dynamodb.send(new DeleteItemCommand({ TableName: stack.outputs.StockName, Key: { productId: { S: 'mug' } } }));

  expect((await ada.setStatus(orderId, 'CANCELLED', { 'If-Match': '*' })).status).toBe(200);
  expect(await leftOf('mug')).toBeUndefined();
});

describe('without its statement', () => {
  /** In which statuses an order ends that is placed, one that comes again, one for which too little is left, and one that is cancelled. */
  async function statuses(): Promise<Record<string, number>> {
    await setStock('mug', 3);
    const placed = await ada.place({ ...orderOf(['mug', 1]), orderId: randomUUID() });
    const tooMany = await ada.place({ ...orderOf(['mug', 9]), orderId: randomUUID() });
    const cancelled = await ada.setStatus(cancellable.pop()!, 'CANCELLED', { 'If-Match': '*' });
    return { placed: placed.status, tooMany: tooMany.status, cancelled: cancelled.status };
  }

  const ALL = { placed: 200, tooMany: 409, cancelled: 200 };
  const cancellable: string[] = [];

  beforeAll(async () => {
    await setStock('mug', 9);
    for (let i = 0; i < 9; i++) cancellable.push(orderIdOf(await ada.place(orderOf(['mug', 1]))));
  });

  test('none, all of it works', async () => {
    expect(await statuses()).toEqual(ALL);
  });

  test.each([
    ['ChangeStock', { placed: 500, tooMany: 500, cancelled: 500 }],
    ['ReadStock', { tooMany: 500 }],
    ['ReadOrdersToCancel', {}], // GetOrders allows it too
  ])('%s just what needs it fails', async (sid, failing) => {
    await expect(withoutStatement(stack.outputs.RoleName, sid, statuses)).resolves.toEqual({ ...ALL, ...failing });
  });

  test('there are no others', async () => {
    expect(await statementsOf(stack.outputs.RoleName)).toEqual(expect.arrayContaining(['ChangeStock', 'ReadStock', 'RecogniseRetries', 'ReadOrdersToCancel']));
  });
});

function orderOf(...lines: [productId: string, quantity: number][]): { readonly items: object[] } {
  return { items: lines.map(([productId, quantity]) => ({ productId, quantity, price: 10 })) };
}

function orderIdOf({ status, text }: Answer): string {
  expect([status, text]).toEqual([200, text]);
  return JSON.parse(text).orderId;
}

async function setStock(productId: string, onHand: number): Promise<void> {
  const Item = { productId: { S: productId }, onHand: { N: String(onHand) } };
  await dynamodb.send(new PutItemCommand({ TableName: stack.outputs.StockName, Item }));
}

async function leftOf(productId: string): Promise<number | undefined> {
  const Key = { productId: { S: productId } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: stack.outputs.StockName, Key, ConsistentRead: true }));
  return Item && Number(Item.onHand.N);
}

async function clientOf(claims: object): Promise<OrdersClient> {
  return new OrdersClient(apiUrl(ENDPOINT, stack.outputs.ApiGatewayId, '/dev/orders'), await issuer.sign({ ...claims }));
}
