import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { User } from 'aws-cdk-lib/aws-iam';
import { OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff, OrderStaffList, StaffListOptions } from '../../src';
import { propertiesOf, templateOf } from '../support/orders-stack';
import { newStack, refusalOf } from '../support/refusals';

const staff = () => OrderAccess.staff(new HttpIamAuthorizer());
const login = () => new HttpJwtAuthorizer('Login', 'https://login.example.com', { jwtAudience: ['orders'] });

function listing(options?: StaffListOptions, props: OrderProcessingApiProps = {}): OrderProcessingApiProps {
  return { routes: [OrderRoute.listOrders({ staffList: OrderStaffList.byStatus(options) })], access: staff(), ...props };
}

function variableOf(template: Template): unknown {
  const functions = propertiesOf(template, 'AWS::Lambda::Function') as { Environment?: { Variables: Record<string, unknown> } }[];
  return functions.map(({ Environment }) => Environment?.Variables.STAFF_LIST).find((value) => value !== undefined);
}

test('the list by status adds an index, a call and a variable, and nothing without it', () => {
  const template = templateOf(listing());
  const other = templateOf({ routes: [OrderRoute.listOrders()], access: staff() });

  const [{ GlobalSecondaryIndexes: indexes }] = propertiesOf(template, 'AWS::DynamoDB::GlobalTable');
  expect(indexes).toEqual([
    expect.objectContaining({ IndexName: 'OrdersByCustomer' }),
    expect.objectContaining({
      IndexName: 'OrdersByStatus',
      KeySchema: [{ AttributeName: 'statusShard', KeyType: 'HASH' }, { AttributeName: 'createdAtOrderId', KeyType: 'RANGE' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: expect.arrayContaining(['status', 'customerId']) },
    }),
  ]);
  expect(variableOf(template)).toBe('{"shards":4}');
  const [{ PolicyDocument: { Statement: statements } }] = propertiesOf(template, 'AWS::IAM::Policy') as { PolicyDocument: { Statement: { Sid: string }[] } }[];
  expect(statements.find(({ Sid }) => Sid === 'ListOrdersByStatus')).toEqual({
    Sid: 'ListOrdersByStatus',
    Effect: 'Allow',
    Action: 'dynamodb:Query',
    Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.any(String), 'Arn'] }, '/index/OrdersByStatus']] },
  });
  expect(JSON.stringify(other.toJSON())).not.toMatch(/STAFF_LIST|OrdersByStatus|ListOrdersByStatus/);
});

test.each<[StaffListOptions, string]>([
  [{ shards: 1 }, '{"shards":1}'],
  [{ shards: 32 }, '{"shards":32}'],
  [{ readShards: 5 }, '{"shards":4,"readShards":5}'],
  [{ shards: 16, readShards: 32 }, '{"shards":16,"readShards":32}'],
  [{ shards: undefined, readShards: undefined }, '{"shards":4}'],
])('the function gets the shards of %j', (options, variable) => {
  expect(variableOf(templateOf(listing(options)))).toBe(variable);
});

test('shards that are known only at deployment are refused, since no list could be read with some of their values', () => {
  const stack = new Stack(new App(), 'Shop');
  const shards = new CfnParameter(stack, 'Shards', { type: 'Number' }).valueAsNumber;
  const refusal = 'of OrderStaffList.byStatus() must be known at synth, since the list cannot be read with every number, got a token';

  expect(() => new OrderProcessingApi(stack, 'Orders', listing({ shards }))).toThrow(`shards ${refusal}`);
  expect(() => new OrderProcessingApi(stack, 'Others', listing({ readShards: shards }))).toThrow(`readShards ${refusal}`);
});

test('readOrders may query the index', () => {
  const stack = newStack();
  new OrderProcessingApi(stack, 'Orders', listing()).grants.readOrders(new User(stack, 'Reader'));

  const [{ PolicyDocument: document }] = propertiesOf(Template.fromStack(stack), 'AWS::IAM::Policy');
  expect(JSON.stringify(document)).toContain('/index/OrdersByStatus');
});

test('the dashboard shows what the index consumes', () => {
  const bodyOf = (props: OrderProcessingApiProps) => JSON.stringify(propertiesOf(templateOf({ ...props, dashboard: true }), 'AWS::CloudWatch::Dashboard'));

  expect(bodyOf(listing())).toContain('writes of the index by status');
  expect(bodyOf({ routes: [OrderRoute.listOrders()], access: staff() })).not.toContain('OrdersByStatus');
});

test('customers beside staff are accepted', () => {
  expect(() => templateOf(listing({}, { access: OrderAccess.customers(login(), { staff: [OrderStaff.cognitoGroup('staff')] }) }))).not.toThrow();
});

test('fails for customers without staff', () => {
  expect(refusalOf(listing({}, { access: OrderAccess.customers(login()) }))).toBe(
    'Error: [Shop/Orders] access of OrderRoute.listOrders() must be OrderAccess.staff(authorizer) or have staff for staffList, '
    + 'since customers may not list the orders of others, got OrderAccess.customers(authorizer) without staff',
  );
});

test.each<[StaffListOptions, string]>([
  [{ shards: 3 }, 'shards of OrderStaffList.byStatus() must be 1, 2, 4, 8, 16 or 32, got 3'],
  [{ shards: 64 }, 'shards of OrderStaffList.byStatus() must be 1, 2, 4, 8, 16 or 32, got 64'],
  [{ shards: '4' as never }, 'shards of OrderStaffList.byStatus() must be 1, 2, 4, 8, 16 or 32, got "4"'],
  [{ shards: [4] as never }, 'shards of OrderStaffList.byStatus() must be 1, 2, 4, 8, 16 or 32, got a list'],
  [{ readShards: 33 }, 'readShards of OrderStaffList.byStatus() must be a whole number from 2 to 32 shards, got 33'],
  [{ readShards: 4.5 }, 'readShards of OrderStaffList.byStatus() must be a whole number from 2 to 32 shards, got 4.5'],
  [{ readShards: 4 }, 'readShards of OrderStaffList.byStatus() must be above shards, which is 4, or left out, got 4'],
  [{ shards: 32, readShards: 8 }, 'readShards of OrderStaffList.byStatus() must be above shards, which is 32, or left out, got 8'],
  [{ shard: 4 } as never, 'OrderStaffList.byStatus() must only have the options shards, readShards, got shard (did you mean shards?)'],
  [4 as never, 'OrderStaffList.byStatus() must have options such as { shards: 4 }, got 4'],
])('fails with %j', (options, message) => {
  expect(refusalOf(listing(options))).toBe(`Error: [Shop/Orders] ${message}`);
});

test('fails with both numbers of shards wrong, and names both', () => {
  expect(refusalOf(listing({ shards: 5, readShards: 40 }))).toMatch(/shards of .* got 5\n.*readShards of .* got 40/);
});

test.each([
  ['true', true, 'true'],
  ['null', null, 'null'],
  ['its options', { shards: 4 }, 'another object'],
])('fails with %s in place of a list', (_, staffList, got) => {
  expect(refusalOf({ routes: [OrderRoute.listOrders({ staffList: staffList as never })], access: staff() })).toBe(
    `Error: [Shop/Orders] OrderRoute.listOrders() must have the staffList OrderStaffList.byStatus(), got ${got}`,
  );
});

test('fails on another route', () => {
  expect(refusalOf({ routes: [OrderRoute.getOrder({ staffList: OrderStaffList.byStatus() } as never)], access: staff() })).toContain('staffList');
});
