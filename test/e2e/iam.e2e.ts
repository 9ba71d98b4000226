/*
 * What the grants of the construct allow, and that they allow nothing else: calls of the API, and of its table past it.
 */
import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { User } from 'aws-cdk-lib/aws-iam';
import { OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff } from '../../src';
import { Credentials } from '../../tools/local/root-credentials';
import { apiUrl } from '../../tools/local/sample-app';
import { signedHeaders } from '../../tools/local/signed-request';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { UserKeys } from '../support/e2e/iam';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { Answer, OrdersClient } from '../support/e2e/orders-client';

const ORDER = { customerId: 'customer-1', items: [{ productId: 'prod1', quantity: 1, price: 10 }] };

const keys = new UserKeys();

let issuer: TokenIssuer;
let stack: DeployedStack;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  await bootstrapOnce();
  stack = await DeployedStack.deploy('Iam', (scope) => {
    addShop(scope, 'Customers', {
      routes: OrderRoute.standard(),
      access: OrderAccess.customers(new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] }), {
        staff: [OrderStaff.cognitoGroup('staff')],
      }),
    });
    const orders = addShop(scope, 'Counter', {
      routes: [
        OrderRoute.createOrder({ access: OrderAccess.guests() }), OrderRoute.getOrder(), OrderRoute.listOrders(), OrderRoute.updateOrderStatus(),
      ],
      access: OrderAccess.staff(new HttpIamAuthorizer()),
    });
    const backOffice = addShop(scope, 'BackOffice', { routes: OrderRoute.standard(), access: OrderAccess.staff(new HttpIamAuthorizer()) });
    const granted = addUser(scope, 'Granted');
    for (const { grants } of [orders, backOffice]) grants.invoke(granted);
    addUser(scope, 'Other');
    backOffice.grants.readOrders(addUser(scope, 'Reader'));
    backOffice.grants.manageOrders(addUser(scope, 'Manager'));
    backOffice.grants.orderProcessing(addUser(scope, 'Processor'));
    new CfnOutput(scope, 'Table', { value: backOffice.table.tableName });
  });
});

afterAll(async () => {
  await issuer.stop();
  await keys.delete();
  await stack.destroy();
});

test('a customer and staff do with tokens what the role allows the function', async () => {
  const customer = new OrdersClient(urlOf('Customers'), await issuer.sign({ sub: 'customer-1' }));
  const staff = new OrdersClient(urlOf('Customers'), await issuer.sign({ 'sub': 'staff-1', 'cognito:groups': ['staff'] }));

  expect((await customer.place({ ...ORDER, orderId: 'mine' })).status).toBe(200);
  expect((await customer.get('mine')).status).toBe(200);
  expect((await customer.list()).status).toBe(200);
  expect((await staff.setStatus('mine', 'CONFIRMED', { 'If-Match': '"1"' })).status).toBe(200);
});

describe('guests beside staff behind IAM:', () => {
  beforeAll(async () => {
    expect((await new OrdersClient(urlOf('Counter')).place({ ...ORDER, orderId: 'sold' })).status).toBe(200);
  });

  test('who was granted reads and changes what a guest has ordered', async () => {
    const answers = await callEveryRead(await keys.of('Granted'));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('who was granted nothing is answered 403', async () => {
    const answers = await callEveryRead(await keys.of('Other'));

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  });

  test('who signs with somebody else\'s secret is answered 403', async () => {
    const answers = await callEveryRead({ ...await keys.of('Granted'), secretAccessKey: 'guessed' });

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  });

  test('who does not sign is answered 403', async () => {
    expect((await new OrdersClient(urlOf('Counter')).get('sold')).status).toBe(403);
  });
});

test('a back office behind IAM places and reads orders when it was granted, and nobody else does', async () => {
  const place = async (user: string) => signed(await keys.of(user), 'POST', urlOf('BackOffice'), {}, { ...ORDER, orderId: user });

  expect((await place('Granted')).status).toBe(200);
  expect((await signed(await keys.of('Granted'), 'GET', `${urlOf('BackOffice')}/Granted`)).status).toBe(200);
  expect((await place('Other')).status).toBe(403);
  expect((await new OrdersClient(urlOf('BackOffice')).place(ORDER)).status).toBe(403);
});

describe('past the API', () => {
  const key = { orderId: { S: 'read' } };
  const byCustomer = {
    IndexName: 'OrdersByCustomer', KeyConditionExpression: 'customerId = :id', ExpressionAttributeValues: { ':id': { S: 'customer-1' } },
  };
  const NOTHING = { GetItem: false, Query: false, UpdateItem: false, PutItem: false, DeleteItem: false, Scan: false, QueryTable: false };

  test.each([
    ['who was granted readOrders reads', 'Reader', { ...NOTHING, GetItem: true, Query: true }],
    ['who was granted manageOrders reads and changes', 'Manager', { ...NOTHING, GetItem: true, Query: true, UpdateItem: true }],
    ['who was granted orderProcessing does what the function does', 'Processor', { ...NOTHING, GetItem: true, Query: true, UpdateItem: true, PutItem: true }],
    ['who was granted calls of the API alone does nothing', 'Granted', NOTHING],
    ['who was granted nothing does nothing', 'Other', NOTHING],
  ])('%s', async (_, user, allowed) => {
    expect(await allowedCalls(user)).toEqual(allowed);
  });

  async function allowedCalls(user: string): Promise<Record<string, boolean>> {
    const client = new DynamoDBClient({ ...CLIENT_SETTINGS, credentials: await keys.of(user) });
    const TableName = stack.outputs.Table;
    const calls = {
      GetItem: () => client.send(new GetItemCommand({ TableName, Key: key })),
      Query: () => client.send(new QueryCommand({ TableName, ...byCustomer })),
      UpdateItem: () => client.send(new UpdateItemCommand({ TableName, Key: key })),
      PutItem: () => client.send(new PutItemCommand({ TableName, Item: key })),
      DeleteItem: () => client.send(new DeleteItemCommand({ TableName, Key: key })),
      Scan: () => client.send(new ScanCommand({ TableName })),
      QueryTable: () => client.send(new QueryCommand({
        TableName, KeyConditionExpression: 'orderId = :id', ExpressionAttributeValues: { ':id': { S: 'read' } },
      })),
    };
    const results: Record<string, boolean> = {};
    for (const [name, call] of Object.entries(calls)) results[name] = await isAllowed(call);
    return results;
  }

  async function isAllowed(call: () => Promise<unknown>): Promise<boolean> {
    try {
      await call();
      return true;
    } catch (error) {
      if ((error as Error).name === 'AccessDeniedException') return false;
      throw error;
    }
  }
});

function addShop(scope: Stack, id: string, props: OrderProcessingApiProps): OrderProcessingApi {
  const orders = new OrderProcessingApi(scope, id, { projectName: id.toLowerCase(), outputs: false, ...props });
  new CfnOutput(scope, `${id}Id`, { value: orders.httpApi.apiId });
  return orders;
}

function addUser(scope: Stack, id: string): User {
  return new User(scope, id, { userName: id });
}

/** Where the local AWS has an API. */
function urlOf(id: string): string {
  return apiUrl(ENDPOINT, stack.outputs[`${id}Id`], '/dev/orders');
}

async function callEveryRead(credentials: Credentials): Promise<Answer[]> {
  const call = (method: string, path: string, extra = {}, body?: object) => signed(credentials, method, urlOf('Counter') + path, extra, body);
  return [
    await call('GET', '/sold'),
    await call('GET', '?customerId=customer-1'),
    await call('PATCH', '/sold', { 'if-match': '*' }, { status: 'CONFIRMED' }),
  ];
}

async function signed(credentials: Credentials, method: string, url: string, extra = {}, content?: object): Promise<Answer> {
  const body = content && JSON.stringify(content);
  const headers = { 'content-type': 'application/json', ...extra };
  const { origin, pathname, search } = new URL(url);
  const signature = await signedHeaders(credentials, { service: 'execute-api', region: CLIENT_SETTINGS.region, method, url, headers, body });
  return new OrdersClient(origin + pathname).call(method, search, { headers: signature, body });
}
