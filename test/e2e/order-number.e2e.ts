/*
 * Finding an order by its number, on a local AWS: the index, the role of the function and the extended bundle together.
 */
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff } from '../../src';
import { apiUrl } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bootstrapOnce, ENDPOINT } from '../support/e2e/local-aws';
import { OrdersClient } from '../support/e2e/orders-client';

const ORDER = { orderId: 'order-1', customerId: 'customer-1', items: [{ productId: 'prod1', quantity: 1, price: 10 }] };

let issuer: TokenIssuer;
let stack: DeployedStack;
let customer: OrdersClient;
let staff: OrdersClient;
let orderNumber: string;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  await bootstrapOnce();
  stack = await DeployedStack.deploy('NumberShop', (scope) => {
    const access = OrderAccess.customers(new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] }), { staff: [OrderStaff.cognitoGroup('staff')] });
    new OrderProcessingApi(scope, 'Orders', {
      projectName: 'number-shop',
      routes: [OrderRoute.createOrder(), OrderRoute.getOrder(), OrderRoute.listOrders({ byOrderNumber: true }), OrderRoute.eraseOrder()],
      access,
    });
  });
  const url = apiUrl(ENDPOINT, stack.outputs.ApiGatewayId, '/dev/orders');
  customer = new OrdersClient(url, await issuer.sign({ sub: 'customer-1' }));
  staff = new OrdersClient(url, await issuer.sign({ 'sub': 'staff-1', 'cognito:groups': ['staff'] }));
  orderNumber = JSON.parse((await customer.place(ORDER)).text).orderNumber;
});

afterAll(async () => {
  await issuer.stop();
  await stack.destroy();
});

test('staff finds an order by its number, in lower case and in groups', async () => {
  for (const typed of [orderNumber, orderNumber.toLowerCase().replace(/(.{4})/g, '$1-')]) {
    const { status, text } = await staff.list({ orderNumber: typed });
    expect({ status, ...JSON.parse(text) }).toEqual({ status: 200, orders: [expect.objectContaining({ orderId: 'order-1', orderNumber })] });
  }
});

test('staff is told when the number is mistyped, and gets an empty list for another', async () => {
  const mistyped = orderNumber.slice(0, -1) + (orderNumber.endsWith('0') ? '1' : '0');
  expect(await staff.list({ orderNumber: mistyped })).toMatchObject({ status: 400, text: expect.stringContaining('mistyped') });
  expect(await staff.list({ orderNumber: '1EB60M8AWD0P4' })).toMatchObject({ status: 200, text: '{"orders":[]}' });
});

test('the customer is refused, and lists their own orders', async () => {
  expect(await customer.list({ orderNumber })).toMatchObject({ status: 403 });
  expect(JSON.parse((await customer.list()).text).orders).toHaveLength(1);
});

test('an erased order is still found by its number', async () => {
  expect((await staff.call('DELETE', '/order-1/personal-data')).status).toBe(200);
  expect(JSON.parse((await staff.list({ orderNumber })).text).orders).toEqual([expect.objectContaining({ orderId: 'order-1', erasedAt: expect.any(String) })]);
});
