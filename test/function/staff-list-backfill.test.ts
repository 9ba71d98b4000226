import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import {
  OrderAccess, OrderFields, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaffList, StaffListBackfillOptions,
} from '../../src';
import { withoutEffect } from '../support/iam/service-reference';
import { ACCOUNT, Call, isAllowed, REGION, TemplateIam } from '../support/iam/template-iam';
import { propertiesOf, resourcesOf } from '../support/orders-stack';

const STAFF_LIST: OrderProcessingApiProps = {
  routes: [OrderRoute.createOrder(), OrderRoute.listOrders({ staffList: OrderStaffList.byStatus({ shards: 8 }) })],
  access: OrderAccess.staff(new HttpIamAuthorizer()),
};

function shop(propsFor: (stack: Stack) => OrderProcessingApiProps = () => ({})) {
  const stack = new Stack(new App(), 'Shop', { env: { region: REGION } });
  return { stack, orders: new OrderProcessingApi(stack, 'Orders', { ...STAFF_LIST, ...propsFor(stack) }) };
}

function withBackfill(options?: StaffListBackfillOptions, propsFor?: (stack: Stack) => OrderProcessingApiProps) {
  const { stack, orders } = shop(propsFor);
  const backfill = orders.addStaffListBackfill(options);
  const template = Template.fromStack(stack);
  const functions = propertiesOf(template, 'AWS::Lambda::Function');
  return { stack, orders, backfill, template, function: functions.find(({ Description }) => Description === 'Puts old orders into the staff list')!, functions };
}

test('adds a function, a role with its policy and a log group to the template, and changes nothing else of it', () => {
  const before = resourcesOf(Template.fromStack(shop().stack));
  const after = resourcesOf(withBackfill().template);

  const added = Object.keys(after).filter((id) => !(id in before));
  // Logical ids are a contract.
  expect(Object.fromEntries(added.map((id) => [id, after[id].Type]))).toEqual({
    OrdersStaffListBackfillLogGroup7744429C: 'AWS::Logs::LogGroup',
    OrdersStaffListBackfillRoleAB2BE4DD: 'AWS::IAM::Role',
    OrdersStaffListBackfillRoleDefaultPolicyE86D6ABB: 'AWS::IAM::Policy',
    OrdersStaffListBackfillFunction458C4C4F: 'AWS::Lambda::Function',
  });
  expect(Object.fromEntries(Object.entries(after).filter(([id]) => !added.includes(id)))).toEqual(before);
});

test('the function has the code of the orders function, and a timeout above the time that it works', () => {
  const { function: own, functions: [orders, ...others] } = withBackfill();

  expect(others).toEqual([own]);
  expect(own.Code).toEqual(orders.Code);
  expect(own).toMatchObject({ Handler: 'index.handler', Runtime: 'nodejs24.x', Timeout: 120, MemorySize: 256, Architectures: ['arm64'] });
});

test('the settings file of the orders function is not in the code of the backfill', () => {
  const { function: own, functions: [orders] } = withBackfill({}, () => ({
    customFields: OrderFields.fromJsonSchema({ order: { type: 'object', properties: { gift: { type: 'boolean' } } } }),
  }));

  expect(own.Code).not.toEqual(orders.Code);
});

test('the function knows table, shards and rate', () => {
  const { function: own, orders, stack } = withBackfill({ writesPerSecond: 250 });

  expect(own.Environment).toEqual({
    Variables: {
      ORDERS_TABLE_NAME: stack.resolve(orders.table.tableName), STAFF_LIST: '{"shards":8}', STAFF_LIST_BACKFILL: '{"writesPerSecond":250}',
    },
  });
});

test.each([undefined, {}, { writesPerSecond: undefined }])('writes 100 orders per second with the options %j', (options) => {
  expect(withBackfill(options).function.Environment).toMatchObject({ Variables: { STAFF_LIST_BACKFILL: '{"writesPerSecond":100}' } });
});

test('a rate may be a token', () => {
  expect(() => withBackfill({ writesPerSecond: Lazy.number({ produce: () => 5 }) })).not.toThrow();
});

test('the function is in the VPC of the API, with its tracing and log settings', () => {
  const { function: own, backfill, stack } = withBackfill({}, (scope) => ({ vpc: new Vpc(scope, 'Vpc'), tracing: Tracing.ACTIVE }));

  expect(own).toMatchObject({
    VpcConfig: { SubnetIds: expect.any(Array) },
    TracingConfig: { Mode: 'Active' },
    LoggingConfig: { LogFormat: 'JSON', LogGroup: stack.resolve(backfill.logGroup.logGroupName) },
  });
});

describe('the role, as an evaluator of IAM that is not ours has it,', () => {
  const { template } = withBackfill({}, (stack) => ({ encryptionKey: new Key(stack, 'Key') }));
  const iam = new TemplateIam(resourcesOf(template));
  const TABLE = iam.arnOf('AWS::DynamoDB::GlobalTable');
  const KEY = iam.arnOf('AWS::KMS::Key');
  const statements = iam.statementsOf(iam.idOf('AWS::IAM::Role', 'Backfill'));
  const through = (service: string) => ({ 'kms:ViaService': `${service}.${REGION}.amazonaws.com` });
  const stream = iam.arnOf('AWS::Logs::LogGroup', 'Backfill').replace(/:\*$/, ':log-stream:2026');
  const may = (call: Call) => isAllowed({
    principal: iam.arnOf('AWS::IAM::Role', 'Backfill'), identity: statements, resourcePolicy: call.resource === KEY ? iam.policyOf('AWS::KMS::Key') : undefined, ...call,
  });

  test.each<Call>([
    { action: 'dynamodb:Scan', resource: TABLE },
    { action: 'dynamodb:UpdateItem', resource: TABLE },
    { action: 'kms:Decrypt', resource: KEY, context: through('dynamodb') },
    { action: 'kms:DescribeKey', resource: KEY, context: through('dynamodb') },
    { action: 'logs:CreateLogStream', resource: stream },
    { action: 'logs:PutLogEvents', resource: stream },
  ])('allows $action on $resource', async (call) => {
    expect(await may(call)).toBe(true);
  });

  test.each<Call>([
    ...['GetItem', 'PutItem', 'DeleteItem', 'Query', 'BatchWriteItem'].map((name) => ({ action: `dynamodb:${name}`, resource: TABLE })),
    { action: 'dynamodb:Scan', resource: `${TABLE}/index/OrdersByStatus` },
    { action: 'dynamodb:UpdateItem', resource: `${TABLE}-2` },
    { action: 'kms:Decrypt', resource: KEY },
    { action: 'kms:GenerateDataKey', resource: KEY, context: through('dynamodb') },
    { action: 'logs:PutLogEvents', resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:other:log-stream:1` },
  ])('does not allow $action on $resource', async (call) => {
    expect(await may(call)).toBe(false);
  });

  test('has no permission without effect', async () => {
    const permissions = statements.map(({ Action, Resource, Condition = {} }) => (
      { actions: [Action].flat(), resources: [Resource!].flat(), conditionKeys: Object.values(Condition).flatMap(Object.keys) }
    ));
    expect((await Promise.all(permissions.map(withoutEffect))).flat()).toEqual([]);
  });
});

describe('fails', () => {
  test.each<[string, OrderProcessingApiProps]>([
    ['without listOrders', { routes: undefined, access: undefined }],
    ['with a list that is not by status', { routes: OrderRoute.standard() }],
  ])('%s', (_, props) => {
    expect(() => withBackfill({}, () => props)).toThrow(
      '[Shop/Orders] addStaffListBackfill needs OrderRoute.listOrders({ staffList: OrderStaffList.byStatus() }) among the routes, got none',
    );
  });

  test('when it is called twice', () => {
    const { orders } = withBackfill();
    expect(() => orders.addStaffListBackfill()).toThrow('[Shop/Orders] addStaffListBackfill must be called once for each API');
  });

  test.each([0, -1, 1_001, 1.5, NaN, '100'])('with a rate of %j', (writesPerSecond) => {
    expect(() => withBackfill({ writesPerSecond: writesPerSecond as number })).toThrow(
      '[Shop/Orders] addStaffListBackfill.writesPerSecond must be a whole number from 1 to 1000 writes, got ',
    );
  });

  test('with an option that is misspelt', () => {
    expect(() => withBackfill({ writesPerSeconds: 5 } as StaffListBackfillOptions)).toThrow(
      '[Shop/Orders] addStaffListBackfill must only have the options writesPerSecond, got writesPerSeconds (did you mean writesPerSecond?)',
    );
  });

  test('with options that are none', () => {
    expect(() => withBackfill(100 as never)).toThrow('[Shop/Orders] addStaffListBackfill must have options such as { writesPerSecond: 100 }, got ');
  });
});
