/*
 * Who is a customer and who is staff, told by real tokens of an issuer on loopback and by a Lambda authorizer, on a local AWS:
 * what reaches the function is what API Gateway makes of a token's lists and numbers.
 */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { HttpJwtAuthorizer, HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff } from '../../src';
import { apiUrl } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bootstrapOnce, ENDPOINT } from '../support/e2e/local-aws';
import { OrdersClient } from '../support/e2e/orders-client';

/** Lets everybody in, with what the caller says as the context. */
const TRUSTING_AUTHORIZER = `exports.handler = async ({ headers }) => ({
  isAuthorized: true,
  context: JSON.parse(Buffer.from(headers.authorization.replace('Bearer ', ''), 'base64url').toString()),
});`;

let issuer: TokenIssuer;
let stack: DeployedStack;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  await bootstrapOnce();
  stack = await DeployedStack.deploy('Access', (scope) => {
    addApi(scope, 'Tokens', OrderAccess.customers(new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] }), {
      staff: [OrderStaff.cognitoGroup('staff'), OrderStaff.claim('roles', 'shop-staff'), OrderStaff.scope('orders/admin')],
    }));
    addApi(scope, 'Contexts', OrderAccess.customers(lambdaAuthorizer(scope), {
      customerIdClaim: 'customerId',
      staff: [OrderStaff.claim('groups', 'staff'), OrderStaff.claim('level', '7')],
    }));
  });
  await withToken({ sub: 'owner' }).then((owner) => owner.place({ ...orderOf('owner'), orderId: 'owned' }));
  await withContext({ customerId: 'owner' }).place({ ...orderOf('owner'), orderId: 'owned' });
});

afterAll(async () => {
  await stack.destroy();
  await issuer.stop();
});

describe('with a token, staff is who', () => {
  test.each<[string, object]>([
    ['is in one group', { 'cognito:groups': ['staff'] }],
    ['is in several groups', { 'cognito:groups': ['customers', 'staff', 'shoppers'] }],
    ['is in a group that came as a text', { 'cognito:groups': 'staff' }],
    ['has the role', { roles: ['shop-staff'] }],
    ['has the role as a text', { roles: 'shop-staff' }],
    ['has the scope', { scope: 'openid orders/admin' }],
    ['has the scope in a list', { scp: ['openid', 'orders/admin'] }],
  ])('%s', async (_, claims) => {
    expect((await (await withToken({ sub: 'somebody', ...claims })).get('owned')).status).toBe(200);
  });

  test.each<[string, object]>([
    ['is in no group', {}],
    ['is in an empty list of groups', { 'cognito:groups': [] }],
    ['is in other groups', { 'cognito:groups': ['shop-staff', 'staffers', 'Staff'] }],
    ['is in a group x staff', { 'cognito:groups': ['x staff'] }],
    ['is in a group x staff, told as a text', { 'cognito:groups': 'x staff' }],
    ['has the name of the group as a role and as a scope', { roles: ['staff'], scope: 'staff' }],
    ['has longer scopes', { scope: 'orders/administrator my-orders/admin' }],
  ])('is not who %s', async (_, claims) => {
    expect((await (await withToken({ sub: 'somebody', ...claims })).get('owned')).status).toBe(404);
  });

  test('a customer in the group of staff has the same idempotency keys as without it', async () => {
    const key = { 'Idempotency-Key': 'promoted' };
    const first = await (await withToken({ sub: 'promoted' })).place(orderOf('promoted'), key);
    const retry = await (await withToken({ 'sub': 'promoted', 'cognito:groups': ['staff'] })).place(orderOf('promoted'), key);

    expect(first.status).toBe(200);
    expect(retry.text).toBe(first.text);
    expect(retry.headers['idempotency-replayed']).toBe('true');
  });

  test('who is neither staff nor a customer is answered 403', async () => {
    expect((await (await withToken({ sub: undefined })).get('owned')).status).toBe(403);
  });
});

describe('with a Lambda authorizer, staff is who', () => {
  test.each<[string, object]>([
    ['is in a list', { groups: ['customers', 'staff'] }],
    ['is in a text', { groups: 'staff' }],
    ['has the number', { level: 7 }],
  ])('%s', async (_, context) => {
    expect((await withContext({ customerId: 'somebody', ...context }).get('owned')).status).toBe(200);
  });

  test.each<[string, object]>([
    ['is in other lists', { groups: ['x staff', 'shop-staff'] }],
    ['is in a list in a list', { groups: [['staff']] }],
    ['has another number', { level: 77 }],
  ])('is not who %s', async (_, context) => {
    expect((await withContext({ customerId: 'somebody', ...context }).get('owned')).status).toBe(404);
  });

  test('a customer may be a number', async () => {
    const placed = await withContext({ customerId: 4711 }).place({ ...orderOf('4711'), orderId: 'numbered' });

    expect(placed.status).toBe(200);
    expect((await withContext({ customerId: '4711' }).get('numbered')).status).toBe(200);
    expect((await withContext({ customerId: 471 }).get('numbered')).status).toBe(404);
  });

  test('who is neither staff nor a customer is answered 403', async () => {
    expect((await withContext({ customerId: ['owner'] }).get('owned')).status).toBe(403);
    expect((await withContext({}).get('owned')).status).toBe(403);
  });
});

function addApi(scope: Stack, id: string, access: OrderAccess): void {
  const orders = new OrderProcessingApi(scope, id, { projectName: id.toLowerCase(), routes: OrderRoute.standard(), access, outputs: false });
  new CfnOutput(scope, `${id}Id`, { value: orders.httpApi.apiId });
}

function lambdaAuthorizer(scope: Stack): HttpLambdaAuthorizer {
  const handler = new LambdaFunction(scope, 'Authorizer', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline(TRUSTING_AUTHORIZER) });
  return new HttpLambdaAuthorizer('Context', handler, { responseTypes: [HttpLambdaResponseType.SIMPLE] });
}

async function withToken(claims: object): Promise<OrdersClient> {
  return new OrdersClient(urlOf('Tokens'), await issuer.sign({ ...claims }));
}

function withContext(context: object): OrdersClient {
  return new OrdersClient(urlOf('Contexts'), Buffer.from(JSON.stringify(context)).toString('base64url'));
}

/** Where the local AWS has an API. */
function urlOf(id: string): string {
  return apiUrl(ENDPOINT, stack.outputs[`${id}Id`], '/dev/orders');
}

function orderOf(customerId: string): object {
  return { customerId, items: [{ productId: 'prod1', quantity: 1, price: 10 }] };
}
