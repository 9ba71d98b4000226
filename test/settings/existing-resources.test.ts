import { App, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Attribute, AttributeType, GlobalSecondaryIndexPropsV2, ITable, ProjectionType, Table, TableEncryption, TableEncryptionV2, TableV2,
  TableV2MultiAccountReplica,
} from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import {
  AccountPrincipal, AnyPrincipal, CompositePrincipal, IRole, PolicyStatement, PrincipalBase, Role, ServicePrincipal, WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { DataIdentifier, DataProtectionPolicy, ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { OrderAccess, OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaffList } from '../../src';
import { inWords } from '../../src/props/validation';
import { idOf, propertiesOf, resourcesOf, subOf } from '../support/orders-stack';
import { newStack, refusalOf } from '../support/refusals';

const POLICY = 'AWS::IAM::Policy';
const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:111122223333:table/orders';

const orderId: Attribute = { name: 'orderId', type: AttributeType.STRING };
const customerIndex = {
  indexName: 'OrdersByCustomer',
  partitionKey: { name: 'customerId', type: AttributeType.STRING },
  sortKey: { name: 'createdAt', type: AttributeType.STRING },
};

function regionalStack(): Stack {
  return new Stack(new App(), 'Shop', { env: { region: 'eu-central-1', account: '111122223333' } });
}

interface Brought {
  readonly table: ITable;
  readonly role: IRole;
  readonly accessLogGroup: ILogGroup;
  readonly handlerLogGroup: ILogGroup;
}

function broughtTo(stack: Stack): Brought {
  return {
    table: new TableV2(stack, 'Table', { partitionKey: orderId, globalSecondaryIndexes: [customerIndex] }),
    role: newRole(stack),
    accessLogGroup: new LogGroup(stack, 'AccessLogs', { retention: RetentionDays.ONE_WEEK }),
    handlerLogGroup: new LogGroup(stack, 'HandlerLogs', { retention: RetentionDays.ONE_WEEK }),
  };
}

function newRole(stack: Stack): Role {
  return new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}

/** Every resource of a stack but those of the construct. */
function resourcesBeside(stack: Stack): Record<string, unknown> {
  return Object.fromEntries(Object.entries(resourcesOf(Template.fromStack(stack))).filter(([id]) => !id.startsWith('Orders')));
}

function typesIn(template: Template): string[] {
  return Object.entries(resourcesOf(template)).filter(([id]) => id.startsWith('Orders')).map(([, { Type }]) => Type);
}

interface Statement {
  readonly Sid?: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function statementsIn(template: Template): Statement[] {
  return propertiesOf(template, POLICY).flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement);
}

/** Actions and resources of all policies, as texts. */
function allowedIn(template: Template): string[] {
  return statementsIn(template).flatMap(({ Action, Resource }) => [Action].flat().map((action) => `${action} ${subOf(Resource)}`));
}

describe('what is brought', () => {
  const everyRoute = (): OrderProcessingApiProps => ({
    environment: OrderEnvironment.PROD,
    routes: OrderRoute.standard(),
    access: OrderAccess.staff(new HttpNoneAuthorizer()),
    tracing: Tracing.ACTIVE,
  });

  test('is left as it is: no statement, tag, removal policy or retention', () => {
    const [used, unused] = [regionalStack(), regionalStack()];
    new OrderProcessingApi(used, 'Orders', { ...broughtTo(used), ...everyRoute() });
    broughtTo(unused);
    expect(resourcesBeside(used)).toEqual(resourcesBeside(unused));
  });

  test('is made by nobody else: neither table and role nor log groups; the role gets a policy', () => {
    const stack = regionalStack();
    new OrderProcessingApi(stack, 'Orders', broughtTo(stack));
    expect(typesIn(Template.fromStack(stack)).sort()).toEqual([
      'AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Route', 'AWS::ApiGatewayV2::Stage',
      'AWS::IAM::Policy', 'AWS::Lambda::Function', 'AWS::Lambda::Permission',
    ]);
  });

  test('is what the API works with', () => {
    const stack = regionalStack();
    const brought = broughtTo(stack);
    const orders = new OrderProcessingApi(stack, 'Orders', brought);
    const template = Template.fromStack(stack);
    expect(orders).toMatchObject(brought);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Role: { 'Fn::GetAtt': [idOf(brought.role), 'Arn'] },
      Environment: { Variables: { ORDERS_TABLE_NAME: { Ref: idOf(brought.table) } } },
      LoggingConfig: { LogGroup: { Ref: idOf(brought.handlerLogGroup) } },
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', { AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': [idOf(brought.accessLogGroup), 'Arn'] } } });
    template.hasOutput('DynamoDBTableName', { Value: { Ref: idOf(brought.table) } });
  });

  test('may be imported', () => {
    const stack = regionalStack();
    new OrderProcessingApi(stack, 'Orders', {
      table: TableV2.fromTableName(stack, 'Table', 'orders'),
      role: Role.fromRoleName(stack, 'Role', 'orders-role'),
      accessLogGroup: LogGroup.fromLogGroupName(stack, 'AccessLogs', '/aws/vendedlogs/orders'),
      handlerLogGroup: LogGroup.fromLogGroupName(stack, 'HandlerLogs', '/orders/handler'),
      ...everyRoute(),
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { ORDERS_TABLE_NAME: 'orders' } },
      LoggingConfig: { LogGroup: '/orders/handler' },
    });
    expect(subOf(propertiesOf(template, 'AWS::Lambda::Function')[0].Role)).toBe('arn:${AWS::Partition}:iam::111122223333:role/orders-role');
  });
});

describe('a role of our own reaches', () => {
  test('a brought table by exact ARNs', () => {
    const stack = regionalStack();
    new OrderProcessingApi(stack, 'Orders', { table: Table.fromTableArn(stack, 'Table', TABLE_ARN), routes: OrderRoute.standard(), access: OrderAccess.staff(new HttpNoneAuthorizer()) });
    expect(allowedIn(Template.fromStack(stack)).filter((allowed) => allowed.startsWith('dynamodb:'))).toEqual([
      `dynamodb:PutItem ${TABLE_ARN}`, `dynamodb:GetItem ${TABLE_ARN}`, `dynamodb:Query ${TABLE_ARN}/index/OrdersByCustomer`, `dynamodb:UpdateItem ${TABLE_ARN}`,
    ]);
  });

  test.each<{ kind: string; make: (stack: Stack, encryptionKey: Key) => ITable }>([
    { kind: 'Table', make: (stack, encryptionKey) => new Table(stack, 'Table', { partitionKey: orderId, encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }) },
    { kind: 'TableV2', make: (stack, key) => new TableV2(stack, 'Table', { partitionKey: orderId, encryption: TableEncryptionV2.customerManagedKey(key) }) },
    { kind: 'imported table', make: (stack, encryptionKey) => TableV2.fromTableAttributes(stack, 'Table', { tableName: 'orders', encryptionKey }) },
  ])('the key that a $kind has', ({ make }) => {
    const stack = regionalStack();
    const key = new Key(stack, 'Key');
    new OrderProcessingApi(stack, 'Orders', { table: make(stack, key) });
    expect(allowedIn(Template.fromStack(stack))).toEqual(expect.arrayContaining([`kms:Decrypt \${${idOf(key)}.Arn}`]));
  });

  test('a brought log group', () => {
    const stack = regionalStack();
    const handlerLogGroup = new LogGroup(stack, 'HandlerLogs');
    new OrderProcessingApi(stack, 'Orders', { handlerLogGroup });
    expect(allowedIn(Template.fromStack(stack))).toContain(`logs:PutLogEvents \${${idOf(handlerLogGroup)}.Arn}`);
  });
});

describe('a brought role', () => {
  const propsIn = (stack: Stack): OrderProcessingApiProps => ({
    routes: OrderRoute.standard(),
    access: OrderAccess.staff(new HttpNoneAuthorizer()),
    encryptionKey: new Key(stack, 'Key'),
    vpc: new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false }),
    tracing: Tracing.ACTIVE,
  });
  const ROLE_ARN = 'arn:aws:iam::111122223333:role/orders-role';

  /** What our own role has. */
  function ownStatements(): Statement[] {
    const stack = regionalStack();
    new OrderProcessingApi(stack, 'Orders', propsIn(stack));
    return statementsIn(Template.fromStack(stack));
  }

  /** The one policy that a template must have, and the role that it is on; the function must wait for it. */
  function policyIn(template: Template): { statements: Statement[]; roles: unknown; name: string } {
    const [[id, { Properties: { PolicyName, Roles } }], ...others] = Object.entries(resourcesOf(template)).filter(([, { Type }]) => Type === POLICY);
    expect(others).toEqual([]);
    template.hasResource('AWS::Lambda::Function', { DependsOn: Match.arrayWith([id]) });
    return { statements: statementsIn(template), roles: Roles, name: JSON.stringify(PolicyName) };
  }

  test('gets what our own role has, and the function waits for it', () => {
    const stack = regionalStack();
    const role = newRole(stack);
    new OrderProcessingApi(stack, 'Orders', { ...propsIn(stack), role });
    expect(policyIn(Template.fromStack(stack))).toMatchObject({ statements: ownStatements(), roles: [{ Ref: idOf(role) }] });
  });

  test('gets it when it is imported', () => {
    const stack = regionalStack();
    new OrderProcessingApi(stack, 'Orders', { ...propsIn(stack), role: Role.fromRoleArn(stack, 'Role', ROLE_ARN) });
    expect(policyIn(Template.fromStack(stack))).toMatchObject({ statements: ownStatements(), roles: ['orders-role'] });
  });

  test.each<{ kind: string; make: (stack: Stack) => IRole; roles: unknown }>([
    { kind: 'made', make: newRole, roles: [{ 'Fn::ImportValue': expect.any(String) }] },
    { kind: 'imported', make: (stack) => Role.fromRoleArn(stack, 'Role', ROLE_ARN), roles: ['orders-role'] },
  ])('gets it where it is $kind in another stack, which does not wait for this one', ({ make, roles }) => {
    const app = new App();
    const env = { region: 'eu-central-1', account: '111122223333' };
    const [platform, shop] = [new Stack(app, 'Platform', { env }), new Stack(app, 'Shop', { env })];
    new OrderProcessingApi(shop, 'Orders', { ...propsIn(shop), role: make(platform) });
    expect(policyIn(Template.fromStack(shop))).toMatchObject({ statements: ownStatements(), roles });
    expect(platform.dependencies).toEqual([]);
  });

  test('gets what each of two APIs needs', () => {
    const stack = regionalStack();
    const role = newRole(stack);
    for (const name of ['retail', 'wholesale']) new OrderProcessingApi(stack, name, { projectName: name, outputPrefix: name, role });
    const policies = propertiesOf(Template.fromStack(stack), POLICY);
    expect(policies.map(({ Roles }) => Roles)).toEqual([[{ Ref: idOf(role) }], [{ Ref: idOf(role) }]]);
    expect(new Set(policies.map(({ PolicyName }) => JSON.stringify(PolicyName))).size).toBe(2);
    expect(allowedIn(Template.fromStack(stack)).filter((allowed) => allowed.startsWith('dynamodb:PutItem'))).toHaveLength(2);
  });

  test('gets a policy whose name no other stack has, in whatever region: the second of one name would replace the first', () => {
    const stack = regionalStack();
    new OrderProcessingApi(stack, 'Orders', { role: Role.fromRoleArn(stack, 'Role', ROLE_ARN) });
    expect(policyIn(Template.fromStack(stack)).name).toContain('AWS::StackId');
  });

  test.each<{ kind: string; make: (stack: Stack) => IRole }>([
    { kind: 'by withoutPolicyUpdates()', make: (stack) => newRole(stack).withoutPolicyUpdates() },
    { kind: 'imported as one that is not mutable', make: (stack) => Role.fromRoleArn(stack, 'Role', ROLE_ARN, { mutable: false }) },
  ])('that takes no policies gets none, $kind', ({ make }) => {
    const stack = regionalStack();
    new OrderProcessingApi(stack, 'Orders', { ...propsIn(stack), role: make(stack) });
    const template = Template.fromStack(stack);
    template.resourceCountIs(POLICY, 0);
    expect(JSON.stringify(template)).not.toContain('OrdersRolePolicy'); // nor does the function wait for one
  });

  test('that takes no policies leaves it to grants.orderProcessing to hand over the same', () => {
    const stack = regionalStack();
    const role = newRole(stack);
    const orders = new OrderProcessingApi(stack, 'Orders', { ...propsIn(stack), role: role.withoutPolicyUpdates() });
    expect(orders.grants.orderProcessing(role).success).toBe(true);
    expect(statementsIn(Template.fromStack(stack))).toEqual(ownStatements().map(({ Sid, ...statement }) => statement));
  });
});

describe('who may assume a brought role', () => {
  test.each<[string, () => PrincipalBase, string]>([
    ['another service', () => new ServicePrincipal('ecs-tasks.amazonaws.com'), '[{"Service":"ecs-tasks.amazonaws.com"}]'],
    ['an account', () => new AccountPrincipal('111122223333'), '[{"AWS":{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":iam::111122223333:root"]]}}]'],
    ['several', () => new CompositePrincipal(new ServicePrincipal('ecs-tasks.amazonaws.com'), new ServicePrincipal('edgelambda.amazonaws.com')),
      '[{"Service":"ecs-tasks.amazonaws.com"},{"Service":"edgelambda.amazonaws.com"}]'],
    ['whoever signs in', () => new WebIdentityPrincipal('cognito-identity.amazonaws.com'), '[{"Federated":"cognito-identity.amazonaws.com"}]'],
  ])('fails where it is %s alone', (_, principal, trusted) => {
    const message = `Error: [Shop/Orders] role must have a trust policy that allows lambda.amazonaws.com, such as assumedBy: new ServicePrincipal('lambda.amazonaws.com'), got one that trusts ${trusted}`;
    const roleIn = (stack: Stack) => new Role(stack, 'Role', { assumedBy: principal() });
    const [stack, other] = [newStack(), newStack()];
    expect(refusalOf({ role: roleIn(stack) }, stack)).toBe(message);
    expect(refusalOf({ role: roleIn(other).withoutPolicyUpdates() }, other)).toBe(message);
  });

  test.each<[string, () => PrincipalBase]>([
    ['Lambda', () => new ServicePrincipal('lambda.amazonaws.com')],
    ['Lambda under a condition', () => new ServicePrincipal('lambda.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': '111122223333' } } })],
    ['Lambda among others', () => new CompositePrincipal(new ServicePrincipal('ecs-tasks.amazonaws.com'), new ServicePrincipal('lambda.amazonaws.com'))],
    ['anybody', () => new AnyPrincipal()],
    ['somebody who is known only when the app is deployed', () => new ServicePrincipal(Token.asString({ Ref: 'Service' }))],
  ])('may be %s', (_, principal) => {
    const stack = newStack();
    expect(() => new OrderProcessingApi(stack, 'Orders', { role: new Role(stack, 'Role', { assumedBy: principal() }) })).not.toThrow();
  });

  test('may be told by a statement that is added', () => {
    const stack = newStack();
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    role.assumeRolePolicy!.addStatements(new PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new ServicePrincipal('lambda.amazonaws.com')] }));
    expect(() => new OrderProcessingApi(stack, 'Orders', { role })).not.toThrow();
  });
});

test('what an app itself grants to the function goes to the role that was brought', () => {
  const stack = regionalStack();
  const orders = new OrderProcessingApi(stack, 'Orders', { role: newRole(stack) });
  new Bucket(stack, 'Receipts').grantPut(orders.handler);
  expect(allowedIn(Template.fromStack(stack)).filter((allowed) => allowed.startsWith('s3:'))).not.toEqual([]);
});

describe('a table\'s keys', () => {
  const listing = (table: ITable): OrderProcessingApiProps => (
    { table, routes: [OrderRoute.listOrders()], access: OrderAccess.staff(new HttpNoneAuthorizer()) }
  );
  const keys = 'table must have the partition key \'orderId\' (S) and no sort key, got ';
  const index = 'table must have the index \'OrdersByCustomer\' with partition key \'customerId\' (S) and sort key \'createdAt\' (S) and the projection ALL '
    + 'for OrderRoute.listOrders(), got ';

  test.each<{ name: string; table: (stack: Stack) => ITable; got: string }>([
    {
      name: 'another partition key',
      table: (stack) => new TableV2(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } }),
      got: `${keys}partition key 'id' (S)`,
    },
    {
      name: 'a partition key that is no string',
      table: (stack) => new Table(stack, 'Table', { partitionKey: { name: 'orderId', type: AttributeType.NUMBER } }),
      got: `${keys}partition key 'orderId' (N)`,
    },
    {
      name: 'a sort key',
      table: (stack) => new Table(stack, 'Table', { partitionKey: orderId, sortKey: { name: 'createdAt', type: AttributeType.BINARY } }),
      got: `${keys}partition key 'orderId' (S) and sort key 'createdAt' (B)`,
    },
  ])('fail with $name', ({ table, got }) => {
    const stack = regionalStack();
    expect(refusalOf({ table: table(stack) }, stack)).toBe(`Error: [Shop/Orders] ${got}`);
  });

  test.each<{ name: string; table: (stack: Stack) => ITable; got: string }>([
    { name: 'no index', table: (stack) => new TableV2(stack, 'Table', { partitionKey: orderId }), got: 'none of that name' },
    {
      name: 'an index of another name',
      table: (stack) => new TableV2(stack, 'Table', { partitionKey: orderId, globalSecondaryIndexes: [{ ...customerIndex, indexName: 'ByCustomer' }] }),
      got: 'none of that name',
    },
    {
      name: 'an index without its sort key',
      table: (stack) => new TableV2(stack, 'Table', { partitionKey: orderId, globalSecondaryIndexes: [{ ...customerIndex, sortKey: undefined }] }),
      got: 'one with partition key \'customerId\' (S) and the projection ALL',
    },
    {
      name: 'an index of the keys alone',
      table: (stack) => {
        const table = new Table(stack, 'Table', { partitionKey: orderId });
        table.addGlobalSecondaryIndex({ ...customerIndex, projectionType: ProjectionType.KEYS_ONLY });
        return table;
      },
      got: 'one with partition key \'customerId\' (S) and sort key \'createdAt\' (S) and the projection KEYS_ONLY',
    },
  ])('fail for listing with $name', ({ table, got }) => {
    const stack = regionalStack();
    expect(refusalOf(listing(table(stack)), stack)).toBe(`Error: [Shop/Orders] ${index}${got}`);
  });

  test.each<{ kind: string; table: (stack: Stack) => ITable }>([
    { kind: 'a TableV2 that has the index', table: (stack) => new TableV2(stack, 'Table', { partitionKey: orderId, globalSecondaryIndexes: [customerIndex] }) },
    {
      kind: 'a Table that has the index',
      table: (stack) => {
        const table = new Table(stack, 'Table', { partitionKey: orderId });
        table.addGlobalSecondaryIndex(customerIndex);
        return table;
      },
    },
    { kind: 'an imported table', table: (stack) => Table.fromTableName(stack, 'Table', 'orders') },
    {
      kind: 'a replica of another account\'s table, which has the keys of that one',
      table: (stack) => new TableV2MultiAccountReplica(stack, 'Table', {
        replicaSourceTable: TableV2.fromTableArn(stack, 'Source', 'arn:aws:dynamodb:eu-west-1:444455556666:table/orders'),
      }),
    },
  ])('are accepted of $kind', ({ table }) => {
    const stack = regionalStack();
    expect(() => new OrderProcessingApi(stack, 'Orders', listing(table(stack)))).not.toThrow();
  });

  const numberIndex = { indexName: 'OrdersByNumber', partitionKey: { name: 'orderNumber', type: AttributeType.STRING } };
  const finding = (table: ITable): OrderProcessingApiProps => (
    { table, routes: [OrderRoute.listOrders({ byOrderNumber: true })], access: OrderAccess.staff(new HttpNoneAuthorizer()) }
  );

  test.each<{ name: string; indexes: GlobalSecondaryIndexPropsV2[]; got: string }>([
    { name: 'no index by number', indexes: [customerIndex], got: 'none of that name' },
    {
      name: 'an index by number with a sort key',
      indexes: [customerIndex, { ...numberIndex, sortKey: orderId }],
      got: 'one with partition key \'orderNumber\' (S) and sort key \'orderId\' (S)',
    },
  ])('fail for byOrderNumber with $name', ({ indexes, got }) => {
    const stack = regionalStack();
    expect(refusalOf(finding(new TableV2(stack, 'Table', { partitionKey: orderId, globalSecondaryIndexes: indexes })), stack)).toBe(
      'Error: [Shop/Orders] table must have the index \'OrdersByNumber\' with partition key \'orderNumber\' (S) and no sort key for byOrderNumber of OrderRoute.listOrders(), '
      + `got ${got}`,
    );
  });

  test.each([ProjectionType.KEYS_ONLY, ProjectionType.ALL])('are accepted with an index by number of the projection %s', (projectionType) => {
    const stack = regionalStack();
    const table = new TableV2(stack, 'Table', { partitionKey: orderId, globalSecondaryIndexes: [customerIndex, { ...numberIndex, projectionType }] });
    expect(() => new OrderProcessingApi(stack, 'Orders', finding(table))).not.toThrow();
  });

  const statusIndex = {
    indexName: 'OrdersByStatus',
    partitionKey: { name: 'statusShard', type: AttributeType.STRING },
    sortKey: { name: 'createdAtOrderId', type: AttributeType.STRING },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: [
      'status', 'customerId', 'currency', 'totalAmount', 'createdAt', 'updatedAt', 'version', 'modelVersion', 'erasedAt', 'priceSource', 'reference',
      'purchaseOrderNumber', 'fulfilmentStatus', 'paymentStatus',
    ],
  };
  const listingByStatus = (table: ITable): OrderProcessingApiProps => (
    { table, routes: [OrderRoute.listOrders({ staffList: OrderStaffList.byStatus() })], access: OrderAccess.staff(new HttpNoneAuthorizer()) }
  );

  test.each<{ name: string; indexes: GlobalSecondaryIndexPropsV2[]; got: string }>([
    { name: 'no index by status', indexes: [customerIndex], got: 'none of that name' },
    {
      name: 'an index by status without a sort key',
      indexes: [customerIndex, { ...statusIndex, sortKey: undefined }],
      got: 'one with partition key \'statusShard\' (S)',
    },
    {
      name: 'an index by status that lacks attributes',
      indexes: [customerIndex, { ...statusIndex, nonKeyAttributes: statusIndex.nonKeyAttributes.slice(2) }],
      got: 'one without status and customerId',
    },
  ])('fail for staffList with $name', ({ indexes, got }) => {
    const stack = regionalStack();
    expect(refusalOf(listingByStatus(new TableV2(stack, 'Table', { partitionKey: orderId, globalSecondaryIndexes: indexes })), stack)).toBe(
      'Error: [Shop/Orders] table must have the index \'OrdersByStatus\' with partition key \'statusShard\' (S) and sort key \'createdAtOrderId\' (S) and the attributes '
      + 'status, customerId, currency, totalAmount, createdAt, updatedAt, version, modelVersion, erasedAt, priceSource, reference, purchaseOrderNumber, fulfilmentStatus '
      + `and paymentStatus for staffList of OrderRoute.listOrders(), got ${got}`,
    );
  });

  test.each([
    ['these attributes', statusIndex],
    ['all attributes', { ...statusIndex, projectionType: ProjectionType.ALL, nonKeyAttributes: undefined }],
    ['more attributes', { ...statusIndex, nonKeyAttributes: [...statusIndex.nonKeyAttributes, 'locale'] }],
  ])('are accepted with an index by status of %s', (_, given) => {
    const stack = regionalStack();
    const table = new TableV2(stack, 'Table', { partitionKey: orderId, globalSecondaryIndexes: [customerIndex, given] });
    expect(() => new OrderProcessingApi(stack, 'Orders', listingByStatus(table))).not.toThrow();
  });

  test('need no index where nothing is listed', () => {
    const stack = regionalStack();
    expect(() => new OrderProcessingApi(stack, 'Orders', { table: new Table(stack, 'Table', { partitionKey: orderId }) })).not.toThrow();
  });
});

describe('a prop about what is brought', () => {
  const TABLE_ALONE = ['table'] as const;
  const LOGS = ['accessLogGroup', 'handlerLogGroup'] as const;
  const ALL = [...TABLE_ALONE, ...LOGS];

  test.each<{ prop: keyof OrderProcessingApiProps; value: unknown; beside: readonly (keyof Brought)[]; got: string }>([
    { prop: 'deletionProtection', value: false, beside: TABLE_ALONE, got: 'false' },
    {
      prop: 'replicas',
      value: [{ region: 'eu-west-1', encryptionKey: new Key(new Stack(new App(), 'Keys'), 'Key') }],
      beside: TABLE_ALONE,
      got: '[{"region":"eu-west-1","encryptionKey":"Keys/Key"}]',
    },
    { prop: 'logRetention', value: RetentionDays.ONE_DAY, beside: LOGS, got: '1' },
    {
      prop: 'dataProtectionPolicy',
      value: new DataProtectionPolicy({ identifiers: [DataIdentifier.IPADDRESS] }),
      beside: LOGS,
      got: 'a DataProtectionPolicy',
    },
    { prop: 'removalPolicy', value: RemovalPolicy.RETAIN, beside: ALL, got: '"retain"' },
  ])('fails: $prop beside $beside', ({ prop, value, beside, got }) => {
    const stack = regionalStack();
    const brought = broughtTo(stack);
    const props = Object.fromEntries(beside.map((each) => [each, brought[each]]));
    expect(refusalOf({ ...props, [prop]: value }, stack))
      .toBe(`Error: [Shop/Orders] ${prop} must be left out beside ${inWords(beside)}, since existing resources are not changed, got ${got}`);
  });

  test('fails: encryptionKey beside everything that it would encrypt', () => {
    const stack = regionalStack();
    expect(refusalOf({ ...broughtTo(stack), encryptionKey: new Key(stack, 'Key') }, stack)).toBe(
      'Error: [Shop/Orders] encryptionKey must be left out beside table, accessLogGroup and handlerLogGroup, since existing resources are not changed, got Shop/Key',
    );
  });

  test.each([
    { prop: 'logRetention', value: RetentionDays.ONE_DAY, brought: 'accessLogGroup' },
    { prop: 'removalPolicy', value: RemovalPolicy.RETAIN, brought: 'table' },
    { prop: 'replicas', value: [], brought: 'table' },
  ] as const)('is accepted while something is left for it: $prop beside $brought', ({ prop, value, brought }) => {
    const stack = regionalStack();
    expect(() => new OrderProcessingApi(stack, 'Orders', { [brought]: broughtTo(stack)[brought], [prop]: value })).not.toThrow();
  });

  test('is accepted beside eventBus, whose log group and queue it is about', () => {
    const stack = regionalStack();
    const dataProtectionPolicy = new DataProtectionPolicy({ identifiers: [DataIdentifier.EMAILADDRESS] });
    const props = { logRetention: RetentionDays.ONE_DAY, dataProtectionPolicy, removalPolicy: RemovalPolicy.RETAIN, encryptionKey: new Key(stack, 'Key') };
    const table = TableV2.fromTableAttributes(stack, 'Streaming', { tableName: 'orders', tableStreamArn: `${TABLE_ARN}/stream/1` });
    expect(() => new OrderProcessingApi(stack, 'Orders', { ...broughtTo(stack), ...props, table, eventBus: new EventBus(stack, 'Bus') })).not.toThrow();
  });

  test('a key and a table of the app need no region when the table is brought: only log groups are encrypted', () => {
    const stack = new Stack(new App(), 'Shop');
    new OrderProcessingApi(stack, 'Orders', { table: new Table(stack, 'Table', { partitionKey: orderId }), encryptionKey: new Key(stack, 'Key') });
    const template = Template.fromStack(stack);
    template.resourcePropertiesCountIs('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue() }, 2);
    expect(allowedIn(template).filter((allowed) => allowed.startsWith('kms:'))).toEqual([]);
  });
});

describe('something of another place', () => {
  const away = 'eu-west-1';
  const stranger = '444455556666';

  test.each<{ name: string; props: (stack: Stack) => OrderProcessingApiProps; message: string }>([
    {
      name: 'a table of another region',
      props: (stack) => ({ table: Table.fromTableArn(stack, 'Table', `arn:aws:dynamodb:${away}:111122223333:table/orders`) }),
      message: "table must be in the region of the stack, 'eu-central-1', got one in 'eu-west-1'",
    },
    {
      name: 'a table of another account',
      props: (stack) => ({ table: Table.fromTableArn(stack, 'Table', `arn:aws:dynamodb:eu-central-1:${stranger}:table/orders`) }),
      message: "table must be in the account of the stack, '111122223333', got one in '444455556666'",
    },
    {
      name: 'a role of another account',
      props: (stack) => ({ role: Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${stranger}:role/orders`) }),
      message: "role must be in the account of the stack, '111122223333', got one in '444455556666'",
    },
    {
      name: 'an access log group of another region',
      props: (stack) => ({ accessLogGroup: LogGroup.fromLogGroupArn(stack, 'Logs', `arn:aws:logs:${away}:111122223333:log-group:orders`) }),
      message: "accessLogGroup must be in the region of the stack, 'eu-central-1', got one in 'eu-west-1'",
    },
    {
      name: 'a handler log group of another account',
      props: (stack) => ({ handlerLogGroup: LogGroup.fromLogGroupArn(stack, 'Logs', `arn:aws:logs:eu-central-1:${stranger}:log-group:orders`) }),
      message: "handlerLogGroup must be in the account of the stack, '111122223333', got one in '444455556666'",
    },
  ])('fails: $name', ({ props, message }) => {
    const stack = regionalStack();
    expect(refusalOf(props(stack), stack)).toBe(`Error: [Shop/Orders] ${message}`);
  });

  test('is not asked of a stack whose place is not known at synth', () => {
    const stack = new Stack(new App(), 'Shop');
    const table = Table.fromTableArn(stack, 'Table', TABLE_ARN);
    expect(() => new OrderProcessingApi(stack, 'Orders', { table })).not.toThrow();
  });

  test('a role has no region', () => {
    const app = new App();
    const role = newRole(new Stack(app, 'Roles', { env: { region: away, account: '111122223333' } }));
    const stack = new Stack(app, 'Shop', { env: { region: 'eu-central-1', account: '111122223333' } });
    expect(() => new OrderProcessingApi(stack, 'Orders', { role })).not.toThrow();
  });
});

test('raises no warning', () => {
  const stack = regionalStack();
  new OrderProcessingApi(stack, 'Orders', broughtTo(stack));
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});
