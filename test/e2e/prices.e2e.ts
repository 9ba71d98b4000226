/*
 * Two APIs with one products table on a local AWS, with the permissions that the construct gives: for customers and staff, and for guests. The shop
 * changes, removes and spoils its products while orders are placed and retried.
 */
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { OrderAccess, OrderPrices, OrderProcessingApi, OrderRoute, OrderStaff } from '../../src';
import { apiUrl } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { Answer, OrdersClient } from '../support/e2e/orders-client';

const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);
const lambda = new LambdaClient(CLIENT_SETTINGS);

let issuer: TokenIssuer;
let stack: DeployedStack;
let customer: OrdersClient;
let staff: OrdersClient;
let guest: OrdersClient;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  await bootstrapOnce();
  stack = await DeployedStack.deploy('Prices', (scope) => {
    const products = new TableV2(scope, 'Products', { partitionKey: { name: 'productId', type: AttributeType.STRING }, removalPolicy: RemovalPolicy.DESTROY });
    const prices = OrderPrices.fromTable(products, { currency: 'EUR', activeAttribute: 'active', nameAttribute: 'name' });
    const login = new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] });
    const access = OrderAccess.customers(login, { staff: [OrderStaff.scope('orders/admin')] });
    new OrderProcessingApi(scope, 'Orders', { projectName: 'priced-shop', prices, routes: OrderRoute.standard(), access, removalPolicy: RemovalPolicy.DESTROY });
    new OrderProcessingApi(scope, 'GuestOrders', {
      projectName: 'guest-shop', prices, access: OrderAccess.guests(), outputPrefix: 'Guest', removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnOutput(scope, 'ProductsTable', { value: products.tableName });
  });
  const ordersUrl = (prefix = '') => apiUrl(ENDPOINT, stack.outputs[`${prefix}ApiGatewayId`], new URL(stack.outputs[`${prefix}ApiGatewayEndpoint`]).pathname);
  customer = new OrdersClient(ordersUrl(), await issuer.sign({ sub: 'customer-1' }));
  staff = new OrdersClient(ordersUrl(), await issuer.sign({ sub: 'staff-1', scope: 'orders/admin' }));
  guest = new OrdersClient(ordersUrl('Guest'));
});

afterAll(async () => {
  await stack?.destroy();
  await issuer.stop();
});

beforeEach(async () => {
  await stock('shirt', { price: { N: '19.99' } });
  await stock('mug', { price: { S: '8.50' } });
});

async function stock(productId: string, attributes: PutItemCommand['input']['Item']): Promise<void> {
  const Item = { productId: { S: productId }, active: { BOOL: true }, name: { S: `A ${productId}` }, cost: { N: '2' }, ...attributes };
  await dynamodb.send(new PutItemCommand({ TableName: stack.outputs.ProductsTable, Item }));
}

async function remove(productId: string): Promise<void> {
  await dynamodb.send(new DeleteItemCommand({ TableName: stack.outputs.ProductsTable, Key: { productId: { S: productId } } }));
}

/** A change of its configuration makes Lambda start new environments. */
async function restart(): Promise<void> {
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: stack.outputs.LambdaFunctionName, Description: 'restarted' }));
}

const problemIn = ({ status, text }: Answer) => ({ status, ...JSON.parse(text) });

const CART = { items: [{ productId: 'shirt', quantity: 2 }, { productId: 'mug', quantity: 1 }, { productId: 'shirt', quantity: 1 }] };

test('an order of ids and quantities has the prices, names and total of the shop', async () => {
  const { orderId } = JSON.parse((await customer.place(CART)).text);
  const order = JSON.parse((await customer.get(orderId)).text);

  expect(order).toMatchObject({
    items: [
      { productId: 'shirt', quantity: 2, price: 19.99, name: 'A shirt' },
      { productId: 'mug', quantity: 1, price: 8.5, name: 'A mug' },
      { productId: 'shirt', quantity: 1, price: 19.99, name: 'A shirt' },
    ],
    currency: 'EUR',
    totalAmount: 68.47,
    priceSource: 'TABLE',
  });
});

test.each<[string, () => Promise<void>]>([
  ['the price has changed', () => stock('shirt', { price: { N: '29.99' } })],
  ['the product is gone', () => remove('shirt')],
  ['the product is not for sale', () => stock('shirt', { price: { N: '19.99' }, active: { BOOL: false } })],
  ['the shop has spoiled the product', () => stock('shirt', { price: { S: 'n/a' } })],
  ['the function has started anew', restart],
])('a retry after %s gets the first answer, and there is one order', async (name, change) => {
  const key = { 'Idempotency-Key': `key of ${name}` };
  const customerId = `customer of ${name}`;
  const first = await staff.place({ ...CART, customerId }, key);
  await change();
  const again = await staff.place({ ...CART, customerId }, key);

  expect(again).toMatchObject({ status: 200, text: first.text });
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect(JSON.parse((await staff.list({ customerId })).text).orders).toMatchObject([{ totalAmount: 68.47 }]);
});

test('a price that no longer holds is refused with the one that holds, and the order is placed with that one under the same key', async () => {
  const key = { 'Idempotency-Key': 'a price that changes' };
  const asked = (price: number) => customer.place({ items: [{ productId: 'shirt', quantity: 1, price }] }, key);
  await stock('shirt', { price: { N: '21' } });

  const refusal = problemIn(await asked(19.99));
  expect(refusal).toMatchObject({ status: 409, type: 'urn:problem-type:order-processing:price-changed', errors: [{ pointer: '#/items/0/price', price: 21 }] });
  expect(await asked(refusal.errors[0].price)).toMatchObject({ status: 200 });
});

describe.each<[string, () => OrdersClient, object]>([
  ['a customer', () => customer, {}],
  ['a guest', () => guest, { customerId: 'guest-1' }],
])('%s who tries to get a price that nobody of the shop decided', (_, client, who) => {
  test.each<[string, object, number]>([
    ['a price of 0', { items: [{ productId: 'shirt', quantity: 1, price: 0 }] }, 409],
    ['one of two lines at a price of 0', { items: [{ productId: 'shirt', quantity: 1 }, { productId: 'shirt', quantity: 1, price: 0 }] }, 409],
    ['a product that is not there', { items: [{ productId: 'gift', quantity: 1, price: 0 }] }, 409],
    ['a total of 0', { ...CART, totalAmount: 0 }, 409],
    ['a discount', { ...CART, discountAmount: 68.47 }, 422],
    ['a discount in parts', { ...CART, discountAmount: 1, discounts: [{ code: 'FREE', amount: 1 }] }, 422],
    ['a discount on a line', { items: [{ productId: 'shirt', quantity: 1, discountAmount: 19.99 }] }, 422],
    ['shipping', { ...CART, shippingAmount: 0 }, 422],
    ['taxes', { ...CART, taxAmount: 0, taxIncluded: true }, 422],
    ['another currency', { ...CART, currency: 'JPY' }, 422],
    ['a source of prices', { ...CART, priceSource: 'STAFF' }, 422],
    ['a body inside of the body', { body: CART, ...CART }, 422],
  ])('fails with %s', async (__, body, status) => {
    expect(problemIn(await client().place({ ...who, ...body }))).toMatchObject({ status });
  });
});

test('a guest gets the prices of the shop', async () => {
  expect(await guest.place({ ...CART, customerId: 'guest-1' })).toMatchObject({ status: 200 });
});

test('staff and direct invocations may set prices and amounts', async () => {
  const own = { customerId: 'customer-2', items: [{ productId: 'shirt', quantity: 1, price: 15 }, { productId: 'mug', quantity: 1 }], discountAmount: 3.5, shippingAmount: 4 };
  expect(await staff.place(own)).toMatchObject({ status: 200 });
  await lambda.send(new InvokeCommand({ FunctionName: stack.outputs.GuestLambdaFunctionName, Payload: Buffer.from(JSON.stringify(own)) }));

  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: stack.outputs.GuestDynamoDBTableName }));
  const [direct] = Items.filter(({ customerId }) => customerId.S === 'customer-2');
  expect(direct).toMatchObject({ totalAmount: { N: '24' }, priceSource: { S: 'STAFF' } });
  expect(JSON.parse((await staff.list({ customerId: 'customer-2' })).text).orders).toMatchObject([{ totalAmount: 24, priceSource: 'STAFF' }]);
});

test.each<[string, PutItemCommand['input']['Item']]>([
  ['no price', {}],
  ['a price that is no number', { price: { S: 'n/a' } }],
  ['a negative price', { price: { N: '-1' } }],
  ['a price with too many digits', { price: { N: '0.1234567' } }],
  ['a name that is none', { price: { N: '1' }, name: { S: ' ' } }],
])('fails with 500 for a product with %s, and places nothing', async (_, attributes) => {
  await stock('spoiled', attributes);

  const answer = await customer.place({ orderId: 'order-of-spoiled', items: [{ productId: 'spoiled', quantity: 1 }] });

  expect(problemIn(answer)).toMatchObject({ status: 500, type: 'urn:problem-type:order-processing:product-misconfigured', errors: [{ pointer: '#/items/0/productId' }] });
  expect(await customer.get('order-of-spoiled')).toMatchObject({ status: 404 });
});
