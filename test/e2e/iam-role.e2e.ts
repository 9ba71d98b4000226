/*
 * What a function may do is what its role allows: each statement is taken away, and just what needs it fails.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Effect, ManagedPolicy, PermissionsBoundary, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../../src';
import { newOrder } from '../../src/handler/domain/order';
import { apiUrl } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bind, statementsOf, withoutStatement } from '../support/e2e/iam';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { OrdersClient } from '../support/e2e/orders-client';

const ORDER = { customerId: 'customer-1', items: [{ productId: 'prod1', quantity: 1, price: 10 }] };

const ALLOWED = { createOrder: 200, getOrder: 200, listOrders: 200, updateOrderStatus: 200 };

let issuer: TokenIssuer;
let stack: DeployedStack;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  await bootstrapOnce();
  stack = await DeployedStack.deploy('IamRole', (scope) => {
    addShop(scope, 'Own');
    const boundary = new ManagedPolicy(scope, 'Boundary', {
      statements: [
        new PolicyStatement({ actions: ['*'], resources: ['*'] }),
        new PolicyStatement({ effect: Effect.DENY, actions: ['dynamodb:UpdateItem'], resources: ['*'] }),
      ],
    });
    PermissionsBoundary.of(addShop(scope, 'Bounded')).apply(boundary);
    new CfnOutput(scope, 'BoundaryArn', { value: boundary.managedPolicyArn });
    addShop(scope, 'Brought', { role: roleIn(scope, 'BroughtRole') });
    addShop(scope, 'Empty', { role: roleIn(scope, 'EmptyRole').withoutPolicyUpdates() });
    const ready = roleIn(scope, 'ReadyRole');
    addShop(scope, 'Ready', { role: ready.withoutPolicyUpdates() }).grants.orderProcessing(ready);
  });
});

afterAll(async () => {
  await issuer.stop();
  await stack.destroy();
});

test('the function does what its role allows', async () => {
  expect(await statusesOf('Own')).toEqual(ALLOWED);
});

describe('without its statement', () => {
  test.each([
    ['CreateOrders', { createOrder: 500 }],
    ['GetOrders', { getOrder: 500 }],
    ['ListOrders', { listOrders: 500 }],
    ['UpdateOrders', { updateOrderStatus: 500 }],
    ['WriteOwnLogs', {}], // which the local AWS writes without being asked
  ])('%s that route fails and no other', async (sid, failing) => {
    await expect(withoutStatement(stack.outputs.OwnRoleName, sid, () => statusesOf('Own'))).resolves.toEqual({ ...ALLOWED, ...failing });
  });

  test('there are no others', async () => {
    expect(await statementsOf(stack.outputs.OwnRoleName)).toEqual(['CreateOrders', 'GetOrders', 'ListOrders', 'UpdateOrders', 'WriteOwnLogs']);
  });
});

test('a permissions boundary takes away what it denies', async () => {
  // The CloudFormation of the local AWS leaves out what test/permissions-boundary.test.ts finds in the template.
  await bind(stack.outputs.BoundedRoleName, stack.outputs.BoundaryArn);

  expect(await statusesOf('Bounded')).toEqual({ ...ALLOWED, updateOrderStatus: 500 });
});

test('a brought role gets what the function needs', async () => {
  expect(await statusesOf('Brought')).toEqual(ALLOWED);
});

test('a brought role that takes no policies is left without', async () => {
  expect(await statusesOf('Empty')).toEqual({ createOrder: 500, getOrder: 500, listOrders: 500, updateOrderStatus: 500 });
});

test('grants.orderProcessing gives it what the function needs', async () => {
  expect(await statusesOf('Ready')).toEqual(ALLOWED);
});

function addShop(scope: Stack, id: string, props: OrderProcessingApiProps = {}): OrderProcessingApi {
  const login = new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] });
  const orders = new OrderProcessingApi(scope, id, {
    projectName: id.toLowerCase(), outputs: false, routes: OrderRoute.standard(), access: OrderAccess.staff(login), ...props,
  });
  new CfnOutput(scope, `${id}Id`, { value: orders.httpApi.apiId });
  new CfnOutput(scope, `${id}RoleName`, { value: orders.role.roleName });
  new CfnOutput(scope, `${id}Table`, { value: orders.table.tableName });
  return orders;
}

function roleIn(scope: Stack, id: string): Role {
  return new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}

/** What each route of a shop answers; an order to read and to change is in its table already. */
async function statusesOf(shop: string): Promise<Record<string, number>> {
  const client = new OrdersClient(apiUrl(ENDPOINT, stack.outputs[`${shop}Id`], '/dev/orders'), await issuer.sign({ sub: 'staff-1' }));
  const orderId = await storeOrder(stack.outputs[`${shop}Table`]);
  const answers = {
    createOrder: await client.place(ORDER),
    getOrder: await client.get(orderId),
    listOrders: await client.list({ customerId: ORDER.customerId }),
    updateOrderStatus: await client.setStatus(orderId, 'CONFIRMED', { 'If-Match': '*' }),
  };
  return Object.fromEntries(Object.entries(answers).map(([route, { status }]) => [route, status]));
}

/** As root, whom nobody denies anything. */
async function storeOrder(tableName: string): Promise<string> {
  const order = newOrder({ ...ORDER, currency: 'USD', totalAmount: 10 }, randomUUID(), new Date());
  await DynamoDBDocumentClient.from(new DynamoDBClient(CLIENT_SETTINGS)).send(new PutCommand({ TableName: tableName, Item: order }));
  return order.orderId;
}
