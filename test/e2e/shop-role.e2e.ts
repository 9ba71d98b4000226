/*
 * The role of an API that takes prices and stock from tables allows each call that its function makes, and no other. The extended bundle that ships
 * handles requests against deployed tables, through a proxy that writes down every call with what AWS tells IAM of it.
 */
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { OrderAccess, OrderPrices, OrderProcessingApi, OrderRoute, OrderStaff, OrderStock } from '../../src';
import { EXTENDED_FOLDER } from '../../tools/build/bundle';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bootstrapOnce, CLIENT_SETTINGS } from '../support/e2e/local-aws';
import { handle, RecordedCall, RecordingProxy } from '../support/e2e/recorded-calls';
import { ApiEvent, as, jwt, patchOrder, postOrders } from '../support/handler/fixtures';
import { isAllowed, Statement, TemplateIam } from '../support/iam/template-iam';

const PRODUCTS = 'role-shop-products';

/** Lambda's own calls, which the proxy does not see. */
const OF_LAMBDA = 'WriteOwnLogs';

const ada = jwt({ sub: 'ada' });
const staff = jwt({ sub: 'staff-1', scope: 'orders/admin' });
const order = (orderId: string, quantity: number, productId = 'mug', price?: number) => (
  as(ada, postOrders({ orderId, items: [{ productId, quantity, price }] }))
);
const change = (orderId: string, status: string, caller = ada) => as(caller, patchOrder(orderId, { status }, { 'if-match': '*' }));

interface RouteRun {
  readonly route: OrderRoute;
  /** Each way through the route, and the status in which it ends. */
  readonly ways: readonly (readonly [way: string, event: ApiEvent, status: number])[];
}

const RUNS: readonly RouteRun[] = [
  {
    route: OrderRoute.createOrder(),
    ways: [
      ['a new order', order('role-1', 2), 200],
      ['the same again', order('role-1', 2), 200],
      ['another under its id', order('role-1', 1), 409],
      ['a price that does not hold', order('role-2', 1, 'mug', 1), 409],
      ['a product that does not exist', order('role-2', 1, 'gift'), 409],
      ['more than there is', order('role-2', 9), 409],
    ],
  },
  {
    route: OrderRoute.updateOrderStatus(),
    ways: [
      ['confirmed', change('role-1', 'CONFIRMED', staff), 200],
      ['cancelled by its customer', change('role-1', 'CANCELLED'), 200],
      ['cancelled again', change('role-1', 'CANCELLED', staff), 409],
    ],
  },
];

let stack: DeployedStack;

beforeAll(async () => {
  await bootstrapOnce();
  stack = await DeployedStack.deploy('RoleShop', (scope) => fill(scope, RUNS.map(({ route }) => route)));
  await new DynamoDBClient(CLIENT_SETTINGS).send(new PutItemCommand({
    TableName: PRODUCTS, Item: { productId: { S: 'mug' }, price: { N: '8.50' }, available: { N: '3' } },
  }));
});

afterAll(() => stack.destroy());

function fill(scope: Stack, routes: OrderRoute[]): void {
  const products = new TableV2(scope, 'Products', {
    tableName: PRODUCTS, partitionKey: { name: 'productId', type: AttributeType.STRING }, removalPolicy: RemovalPolicy.DESTROY,
  });
  new OrderProcessingApi(scope, 'Orders', {
    projectName: 'role-shop',
    prices: routes.some(({ operationId }) => operationId === 'createOrder') ? OrderPrices.fromTable(products, { currency: 'EUR' }) : undefined,
    stock: OrderStock.fromTable(products),
    routes,
    access: OrderAccess.customers(new HttpJwtAuthorizer('Login', 'https://auth.example.com', { jwtAudience: ['orders'] }), { staff: [OrderStaff.scope('orders/admin')] }),
  });
}

/** IAM of the same stack with one route. */
function iamOf(route: OrderRoute): TemplateIam {
  const scope = new Stack(new App(), 'RoleShop');
  fill(scope, [route]);
  return new TemplateIam(Template.fromStack(scope).toJSON().Resources);
}

/** What the function calls of DynamoDB when it goes each way. */
async function recordedCalls(ways: RouteRun['ways']): Promise<RecordedCall[]> {
  const FunctionName = stack.outputs.LambdaFunctionName;
  const { Environment } = await new LambdaClient(CLIENT_SETTINGS).send(new GetFunctionConfigurationCommand({ FunctionName }));
  const proxy = await RecordingProxy.start();
  const statuses = await handle(ways.map(([, event]) => event), Environment!.Variables!, proxy.endpoint, EXTENDED_FOLDER).finally(() => proxy.stop());
  expect(ways.map(([way], index) => [way, statuses[index]])).toEqual(ways.map(([way,, status]) => [way, status]));
  return proxy.calls;
}

test.each(RUNS.map((run) => ({ ...run, name: run.route.operationId })))('the role of $name allows each call of its function, and needs each of its statements for it', async ({ route, ways }) => {
  const iam = iamOf(route);
  const principal = iam.arnOf('AWS::IAM::Role', 'LambdaRole');
  const statements = iam.statementsOf(iam.idOf('AWS::IAM::Role', 'LambdaRole')).filter(({ Sid }) => Sid !== OF_LAMBDA);
  const calls = await recordedCalls(ways);
  /** The actions of calls that statements do not allow. */
  const refusedBy = async (identity: readonly Statement[]) => {
    const answers = await Promise.all(calls.map(async ({ action, resource, context }) => (
      await isAllowed({ principal, identity, action, resource: tableNamed(resource, iam), context }) ? [] : [action]
    )));
    return [...new Set(answers.flat())].sort();
  };

  expect(await refusedBy(statements)).toEqual([]);
  const needed = await Promise.all(statements.map(async ({ Sid }) => [Sid, await refusedBy(statements.filter((other) => other.Sid !== Sid))]));
  expect(needed).toEqual(statements.map(({ Sid, Action }) => [Sid, [Action].flat().sort()]));
});

function tableNamed(name: string, iam: TemplateIam): string {
  return iam.arnOf('AWS::DynamoDB::GlobalTable', 'Products').replace(PRODUCTS, name);
}
