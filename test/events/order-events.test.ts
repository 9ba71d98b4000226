import { App, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, ITable, StreamViewType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus, OnEventOptions } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ApplicationLogLevel, SystemLogLevel, Tracing } from 'aws-cdk-lib/aws-lambda';
import { DataIdentifier, DataProtectionPolicy, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { OrderAccess, OrderEnvironment, OrderEventType, OrderFields, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff } from '../../src';
import {
  EventsVariable, ORDER_CREATED, ORDER_ERASED, ORDER_FULFILMENT_UPDATED, ORDER_RETURNED, ORDER_STATUS_CHANGED,
} from '../../src/contract';
import { validateOrderEvents } from '../../src/events/event-settings';
import { eventOf } from '../../src/handler/domain/order-event';
import { inserted, orderWith, TABLE_ARN } from '../support/handler/stream-records';
import { nagFindingsIn } from '../support/nag-findings';
import { idOf, OrdersStack, ordersStack, propertiesOf, resourcesOf, subOf, templateOf } from '../support/orders-stack';
import { accepts, failsFor, newStack, refusalOf, several } from '../support/refusals';

const BUS_ARN = 'arn:aws:events:eu-central-1:111111111111:event-bus/shop';
const STREAM_ARN = `${TABLE_ARN}/stream/2026-03-01T00:00:00.000`;

/** The same table, of which the app knows just the name. */
const BY_NAME = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, TABLE_ARN.replace('arn:aws', '')]] };

function stackWithBus(props: OrderProcessingApiProps = {}): OrdersStack {
  const stack = newStack();
  return { stack, orders: new OrderProcessingApi(stack, 'Orders', { eventBus: EventBus.fromEventBusArn(stack, 'Bus', BUS_ARN), ...props }) };
}

function templateWithBus(props?: OrderProcessingApiProps): Template {
  return Template.fromStack(stackWithBus(props).stack);
}

/** What the construct adds to the template, by type. */
function added(template: Template, type: string): Record<string, unknown> {
  const [[, resource]] = Object.entries(resourcesOf(template)).filter(([id, { Type }]) => id.startsWith('OrdersOrderEvents') && Type === type);
  return { ...resource.Properties, ...resource };
}

const template = templateWithBus();

test('without a bus there is neither a stream nor anything that reads it', () => {
  const { stack, orders } = ordersStack();
  expect(orders.orderEvents).toBeUndefined();
  Template.fromStack(stack).hasResourceProperties('AWS::DynamoDB::GlobalTable', { StreamSpecification: Match.absent() });
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
});

test('a bus changes nothing else but that the table gets a stream of both images', () => {
  const before = templateOf().toJSON();
  const after = template.toJSON();
  const others = Object.entries(resourcesOf(template)).filter(([id]) => !id.startsWith('OrdersOrderEvents'));
  const { OrdersOrdersTable07F5E64F: { Properties: { StreamSpecification, ...table } } } = resourcesOf(template);

  expect(StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  const tableWithoutStream = { ...before.Resources.OrdersOrdersTable07F5E64F, Properties: table };
  expect({ ...Object.fromEntries(others), OrdersOrdersTable07F5E64F: tableWithoutStream }).toEqual(before.Resources);
  expect(after.Outputs).toEqual(before.Outputs);
});

describe('the role', () => {
  const statements = (added(template, 'AWS::IAM::Policy').PolicyDocument as { Statement: { Sid: string; Action: unknown; Resource: unknown }[] }).Statement;

  test('may do what publishing needs, each on exactly one thing', () => {
    expect(statements.map(({ Sid, Action, Resource }) => [Sid, Action, subOf(Resource)])).toEqual([
      [
        'ReadOrderStream',
        ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        '${OrdersOrdersTable07F5E64F.StreamArn}',
      ],
      ['PutOrderEvents', 'events:PutEvents', BUS_ARN],
      ['KeepWhatFailed', 'sqs:SendMessage', '${OrdersOrderEventsDeadLetterQueue0F6E848D.Arn}'],
      ['WriteOwnLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], '${OrdersOrderEventsLogGroup318745EE.Arn}'],
    ]);
  });

  test('has no other policy, and trusts Lambda alone', () => {
    expect(propertiesOf(template, 'AWS::IAM::Policy')).toHaveLength(2); // the other is that of the role that takes orders
    expect(added(template, 'AWS::IAM::Role')).toMatchObject({
      RoleName: 'ecommerce-orders-dev-events-role',
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }] },
    });
    expect(added(template, 'AWS::IAM::Role')).not.toHaveProperty('ManagedPolicyArns');
  });
});

describe('the function', () => {
  const [publisher] = Object.values(resourcesOf(template)).filter(({ Properties }) => Properties.FunctionName === 'ecommerce-orders-dev-order-events');

  test('is ready to publish to the bus, with the source of the project', () => {
    expect(publisher.Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: 120,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: 'OrdersOrderEventsLogGroup318745EE' } },
      Environment: { Variables: { EVENT_BUS_ARN: BUS_ARN, EVENT_SOURCE: 'ecommerce-orders.orders', ENVIRONMENT: 'dev' } },
    });
    const { PERSONAL_DATA, ...always } = EventsVariable;
    expect(Object.keys((publisher.Properties.Environment as { Variables: object }).Variables).sort()).toEqual(Object.values(always).sort());
  });

  test('knows from a settings file which custom fields are personal, and differs in nothing else', () => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true); // the CDK says that it bundles
    const withFields = templateWithBus({ customFields: OrderFields.fromJsonSchema({ order: { type: 'object', properties: { gift: { type: 'boolean' } } } }) });
    const [function_] = Object.values(resourcesOf(withFields)).filter(({ Properties }) => Properties.FunctionName === 'ecommerce-orders-dev-order-events');

    expect(function_.Properties.Code).not.toEqual(publisher.Properties.Code);
    expect({ ...function_, Properties: { ...function_.Properties, Code: publisher.Properties.Code } }).toEqual(publisher);
  });

  test('waits for its role\'s permissions, as the mapping waits for it', () => {
    expect(publisher).toMatchObject({ DependsOn: ['OrdersOrderEventsRoleDefaultPolicy1AF97059', 'OrdersOrderEventsRoleCF1A2072'] });
    expect(added(template, 'AWS::Lambda::EventSourceMapping').FunctionName).toEqual({ Ref: 'OrdersOrderEventsPublisher87CDC2CE' });
  });

  test('leaves an asynchronous invocation that failed in the same queue', () => {
    expect(publisher.Properties.DeadLetterConfig).toEqual({ TargetArn: { 'Fn::GetAtt': ['OrdersOrderEventsDeadLetterQueue0F6E848D', 'Arn'] } });
  });
});

describe('the mapping of the stream', () => {
  const mapping = added(template, 'AWS::Lambda::EventSourceMapping');

  test('reads the whole stream, in order for each order, and delivers again from the first failure on', () => {
    expect(mapping).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': ['OrdersOrdersTable07F5E64F', 'StreamArn'] },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 10,
      ParallelizationFactor: 4,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
    });
  });

  test('tries for half of the time that the stream keeps a record, then leaves it in the queue', () => {
    expect(mapping).toMatchObject({
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 12 * 3_600,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['OrdersOrderEventsDeadLetterQueue0F6E848D', 'Arn'] } } },
    });
  });

  test('lets through what was placed and what was changed, whatever the item is, so that what is no order is told of', () => {
    const { Filters } = mapping.FilterCriteria as { Filters: { Pattern: string }[] };
    expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
      { eventName: ['INSERT', 'MODIFY'] },
    ]);
  });
});

describe('the queue for what failed', () => {
  test('is encrypted, keeps messages as long as SQS does, and takes none in the clear', () => {
    expect(added(template, 'AWS::SQS::Queue')).toMatchObject({
      QueueName: 'ecommerce-orders-dev-order-events-failed',
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 3_600,
    });
    expect(added(template, 'AWS::SQS::QueuePolicy').PolicyDocument).toMatchObject({
      Statement: [{ Effect: 'Deny', Action: 'sqs:*', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    });
  });
});

describe('props of the API hold for what publishes events too', () => {
  const kept = templateWithBus({
    projectName: 'shop', environmentSuffix: 'blue', environment: OrderEnvironment.PROD, logRetention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.RETAIN,
  });

  test('names, source and environment', () => {
    expect(added(kept, 'AWS::Lambda::Function')).toMatchObject({
      FunctionName: 'shop-blue-order-events',
      Environment: { Variables: { EVENT_SOURCE: 'shop.orders', ENVIRONMENT: 'prod' } },
    });
    expect(added(kept, 'AWS::Logs::LogGroup')).toMatchObject({ LogGroupName: '/aws/lambda/shop-blue-order-events', RetentionInDays: 7 });
  });

  test('removalPolicy, of log group and queue', () => {
    for (const type of ['AWS::Logs::LogGroup', 'AWS::SQS::Queue']) {
      expect(added(kept, type)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(added(template, type)).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    }
  });

  test('generatedNames leaves every name to CloudFormation', () => {
    const generated = templateWithBus({ generatedNames: true });
    expect(added(generated, 'AWS::Lambda::Function')).not.toHaveProperty('FunctionName');
    expect(added(generated, 'AWS::IAM::Role')).not.toHaveProperty('RoleName');
    expect(added(generated, 'AWS::Logs::LogGroup')).not.toHaveProperty('LogGroupName');
    expect(added(generated, 'AWS::SQS::Queue')).not.toHaveProperty('QueueName');
  });

  test('the tags, on all that can carry them', () => {
    const tags = expect.arrayContaining([{ Key: 'Project', Value: 'shop' }, { Key: 'Environment', Value: 'prod' }]);
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup', 'AWS::SQS::Queue', 'AWS::Lambda::EventSourceMapping']) {
      expect([type, added(kept, type).Tags]).toEqual([type, tags]);
    }
  });
});

test('a key encrypts queue and log group too, and the role may use it by SQS and DynamoDB alone', () => {
  const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1' } });
  new OrderProcessingApi(stack, 'Orders', { eventBus: EventBus.fromEventBusArn(stack, 'Bus', BUS_ARN), encryptionKey: new Key(stack, 'Key') });
  const encrypted = Template.fromStack(stack);
  const { Statement: granted } = added(encrypted, 'AWS::IAM::Policy').PolicyDocument as { Statement: { Sid: string; Action: unknown; Condition?: unknown }[] };
  const via = (service: string) => ({ StringEquals: { 'kms:ViaService': `${service}.eu-central-1.amazonaws.com` } });

  expect(subOf(added(encrypted, 'AWS::SQS::Queue').KmsMasterKeyId)).toBe('${Key961B73FD.Arn}');
  expect(subOf(added(encrypted, 'AWS::Logs::LogGroup').KmsKeyId)).toBe('${Key961B73FD.Arn}');
  expect(granted.filter(({ Condition }) => Condition).map(({ Sid, Action, Condition }) => [Sid, Action, Condition])).toEqual([
    ['UseTableKey', ['kms:Decrypt', 'kms:DescribeKey'], via('dynamodb')],
    ['UseQueueKey', ['kms:Decrypt', 'kms:GenerateDataKey'], via('sqs')],
  ]);
});

test('everything that is made is a member', () => {
  const { stack, orders } = stackWithBus();
  const { eventBus, source, handler, role, logGroup, deadLetterQueue } = orders.orderEvents!;
  const resolved = [handler.functionName, role.roleName, logGroup.logGroupName, deadLetterQueue.queueName].map((name) => subOf(stack.resolve(name)));

  expect(eventBus.eventBusArn).toBe(BUS_ARN);
  expect(source).toBe('ecommerce-orders.orders');
  expect(resolved).toEqual([
    '${OrdersOrderEventsPublisher87CDC2CE}', '${OrdersOrderEventsRoleCF1A2072}', '${OrdersOrderEventsLogGroup318745EE}', '${OrdersOrderEventsDeadLetterQueue0F6E848D.QueueName}',
  ]);
});

describe('the pattern of a rule', () => {
  const source = ['ecommerce-orders.orders'];

  test('has source and table of the API, and the types that it names', () => {
    const { stack, orders: { orderEvents, table } } = stackWithBus();
    const resources = [{ 'Fn::GetAtt': [idOf(table), 'Arn'] }];

    expect(stack.resolve(orderEvents!.pattern())).toEqual({ source, resources });
    expect(stack.resolve(orderEvents!.pattern(OrderEventType.STATUS_CHANGED))).toEqual({ source, resources, detailType: ['OrderStatusChanged'] });
  });

  test.each<{ kind: string; table: (stack: Stack) => ITable; expected: unknown }>([
    {
      kind: 'made by the app',
      table: (stack) => new Table(stack, 'Table', { partitionKey: { name: 'orderId', type: AttributeType.STRING }, stream: StreamViewType.NEW_AND_OLD_IMAGES }),
      expected: { 'Fn::GetAtt': ['TableCD117FA1', 'Arn'] },
    },
    { kind: 'imported by its ARN', table: (stack) => Table.fromTableAttributes(stack, 'Table', { tableArn: TABLE_ARN, tableStreamArn: STREAM_ARN }), expected: TABLE_ARN },
    { kind: 'imported by its name', table: (stack) => Table.fromTableAttributes(stack, 'Table', { tableName: 'orders', tableStreamArn: STREAM_ARN }), expected: BY_NAME },
    { kind: 'a TableV2 imported by its name', table: (stack) => TableV2.fromTableAttributes(stack, 'Table', { tableName: 'orders', tableStreamArn: STREAM_ARN }), expected: BY_NAME },
  ])('has the ARN of a table that is $kind, which is what the events have', ({ table, expected }) => {
    const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1', account: '111111111111' } });
    const orders = new OrderProcessingApi(stack, 'Orders', { eventBus: EventBus.fromEventBusArn(stack, 'Bus', BUS_ARN), table: table(stack) });
    expect(stack.resolve(orders.orderEvents!.pattern().resources)).toEqual([expected]);
    expect(eventOf(inserted(orderWith('order-1'), { eventSourceARN: STREAM_ARN }), { environment: 'dev', personalData: false })!.tableArn).toBe(TABLE_ARN);
  });
});

describe.each([
  { method: 'onEvent', detailType: undefined },
  { method: 'onOrderCreated', detailType: ['OrderCreated'] },
  { method: 'onOrderStatusChanged', detailType: ['OrderStatusChanged'] },
  { method: 'onOrderErased', detailType: ['OrderErased'] },
  { method: 'onOrderFulfilmentUpdated', detailType: ['OrderFulfilmentUpdated'] },
  { method: 'onOrderReturned', detailType: ['OrderReturned'] },
] as const)('$method', ({ method, detailType }) => {
  const RULE = 'AWS::Events::Rule';
  const own = { source: ['ecommerce-orders.orders'], resources: [{ 'Fn::GetAtt': ['OrdersOrdersTable07F5E64F', 'Arn'] }], ...detailType && { 'detail-type': detailType } };

  test('makes a rule on the bus, for what its options say', () => {
    const { stack, orders } = stackWithBus();
    const queue = new Queue(stack, 'Queue');
    const rule = orders[method]('Rule', { ruleName: 'orders', description: 'for the warehouse', target: new SqsQueue(queue) });

    expect(rule.node.path).toBe('Shop/Orders/Rule');
    expect(propertiesOf(Template.fromStack(stack), RULE)).toMatchObject([{
      EventBusName: 'shop',
      EventPattern: own,
      Name: 'orders',
      Description: 'for the warehouse',
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': [idOf(queue), 'Arn'] } }],
    }]);
  });

  test('needs no options: targets and patterns can be added to the rule', () => {
    const { stack, orders } = stackWithBus();
    const rule = orders[method]('Rule');
    rule.addTarget(new SqsQueue(new Queue(stack, 'Queue')));
    rule.addEventPattern({ detail: { order: { currency: ['EUR'] } } });
    expect(propertiesOf(Template.fromStack(stack), RULE)).toMatchObject([{ EventPattern: { ...own, detail: { order: { currency: ['EUR'] } } }, Targets: [{}] }]);
  });

  test('is narrowed by what eventPattern adds', () => {
    const { stack, orders } = stackWithBus();
    const narrower = { account: ['111111111111'], detail: { order: { totalAmount: [{ numeric: ['>', 100] }] } } };
    orders[method]('Rule', { eventPattern: narrower });
    expect(propertiesOf(Template.fromStack(stack), RULE)).toMatchObject([{ EventPattern: { ...own, ...narrower } }]);
  });

  test.each(['source', 'resources', 'detailType', 'detail-type'])('fails for an eventPattern with %s, by which the rule would match more', (field) => {
    const { stack, orders } = stackWithBus();
    expect(() => orders[method]('Rule', { eventPattern: { [field]: ['other'], detail: {} } }))
      .toThrow(`[Shop/Orders] ${method} must get an eventPattern without source, resources and detailType, which it sets itself, got ${field}`);
    Template.fromStack(stack).resourceCountIs(RULE, 0);
  });

  test('makes the rule in the stack of its target with crossStackScope', () => {
    const { stack, orders } = stackWithBus();
    const warehouse = new Stack(stack.node.root as App, 'Warehouse');
    const queue = new Queue(warehouse, 'Queue');
    const rule = orders[method]('Rule', { target: new SqsQueue(queue), crossStackScope: warehouse });

    expect(Stack.of(rule)).toBe(warehouse);
    Template.fromStack(stack).resourceCountIs(RULE, 0);
    expect(propertiesOf(Template.fromStack(warehouse), RULE)).toMatchObject([{
      EventBusName: 'shop',
      EventPattern: { ...own, resources: [{ 'Fn::ImportValue': expect.stringContaining('OrdersOrdersTable') }] },
      Targets: [{ Arn: { 'Fn::GetAtt': [idOf(queue), 'Arn'] } }],
    }]);
    expect(stack.dependencies).toEqual([]);
  });

  test('takes null for no options, from plain JavaScript', () => {
    const { stack, orders } = stackWithBus();
    orders[method]('Rule', null as unknown as undefined);
    expect(propertiesOf(Template.fromStack(stack), RULE)).toMatchObject([{ EventPattern: own }]);
  });

  test.each<[unknown, string]>([
    ['all', `${method} must get options such as { target: new LambdaFunction(handler) }, got "all"`],
    [[], `${method} must get options such as { target: new LambdaFunction(handler) }, got a list`],
    [{ eventPatern: { detail: {} } },
      `${method} must only have the options crossStackScope, description, eventPattern, ruleName, target, got eventPatern (did you mean eventPattern?)`],
    [{ target: 'arn' }, `${method} must get a target such as new LambdaFunction(handler), got "arn"`],
  ])('fails for %j, from plain JavaScript', (options, message) => {
    const { stack, orders } = stackWithBus();
    expect(() => orders[method]('Rule', options as OnEventOptions)).toThrow(`[Shop/Orders] ${message}`);
    Template.fromStack(stack).resourceCountIs(RULE, 0);
  });

  test('fails with a list of all that is wrong with its options', () => {
    const { orders } = stackWithBus();
    expect(() => orders[method]('Rule', { target: 'arn', eventPattern: { source: ['x'] } } as unknown as OnEventOptions)).toThrow(`[Shop/Orders] ${several([
      `${method} must get a target such as new LambdaFunction(handler), got "arn"`,
      `${method} must get an eventPattern without source, resources and detailType, which it sets itself, got source`,
    ], 'options')}`);
  });

  test('fails without eventBus', () => {
    expect(() => ordersStack().orders[method]('Rule')).toThrow(`[Shop/Orders] ${method} needs eventBus, since without it no events are published`);
  });

  test('fails for a bus of another account, where the rule would be on one of the same name here', () => {
    const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1', account: '222222222222' } });
    const orders = new OrderProcessingApi(stack, 'Orders', { eventBus: EventBus.fromEventBusArn(stack, 'Bus', BUS_ARN) });
    expect(() => orders[method]('Rule')).toThrow(
      `[Shop/Orders] ${method} needs an eventBus in the account of the stack, '222222222222', got one in '111111111111': create the rule in that account`,
    );
  });
});

test('OrderEventType holds the detail types that the function publishes', () => {
  expect(Object.values(OrderEventType)).toEqual([ORDER_CREATED, ORDER_STATUS_CHANGED, ORDER_ERASED, ORDER_FULFILMENT_UPDATED, ORDER_RETURNED]);
});

test.each(Object.values(OrderEnvironment))('order events pass cdk-nag\'s AwsSolutions pack in %s', (environment) => {
  const { stack } = stackWithBus({
    environment,
    routes: OrderRoute.standard(),
    access: OrderAccess.customers(new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] }), { staff: [OrderStaff.scope('orders/admin')] }),
    corsPreflight: { allowOrigins: ['https://shop.example.com'] }, // else there is a warning of ours in PROD
  });
  expect(nagFindingsIn(stack)).toEqual([]);
});

describe('eventBus', () => {
  failsFor([{
    name: 'a project whose source would be one of AWS',
    props: { projectName: 'aws', eventBus: EventBus.fromEventBusArn(newStack(), 'Bus', BUS_ARN) },
    message: 'projectName must not be \'aws\' with eventBus, since AWS reserves the event source \'aws.orders\'',
  }]);

  test('fails for a bus of another region', () => {
    const stack = new Stack(new App(), 'Shop', { env: { region: 'us-east-1', account: '111111111111' } });
    expect(refusalOf({ eventBus: EventBus.fromEventBusArn(stack, 'Bus', BUS_ARN) }, stack))
      .toBe('Error: [Shop/Orders] eventBus must be in the region of the stack, \'us-east-1\', got one in \'eu-central-1\': a rule of a bus in this region can forward events to it');
  });

  test('accepts a bus of the region, of another account too, and where either region is not known', () => {
    const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1', account: '222222222222' } });
    expect(() => new OrderProcessingApi(stack, 'Orders', { eventBus: EventBus.fromEventBusArn(stack, 'Bus', BUS_ARN) })).not.toThrow();
    accepts({ eventBus: EventBus.fromEventBusArn(newStack(), 'Bus', BUS_ARN) });
    accepts({ eventBus: EventBus.fromEventBusArn(newStack(), 'Bus', `arn:aws:events:${Aws.REGION}:111111111111:event-bus/shop`) });
  });

  test('accepts the project aws without a bus', () => {
    accepts({ projectName: 'aws' });
  });
});

describe('a table that the app brings', () => {
  const key = { partitionKey: { name: 'orderId', type: AttributeType.STRING } };
  const faultsOf = (table: (stack: Stack) => ITable, withBus = true) => {
    const stack = newStack();
    return validateOrderEvents(stack, 'shop', { eventBus: withBus ? EventBus.fromEventBusArn(stack, 'Bus', BUS_ARN) : undefined, table: table(stack) });
  };
  const { NEW_AND_OLD_IMAGES, NEW_IMAGE } = StreamViewType;

  test.each<[string, (stack: Stack) => ITable, string]>([
    ['no stream', (stack) => new Table(stack, 'Table', key), 'none'],
    ['no stream, of a TableV2', (stack) => new TableV2(stack, 'Table', key), 'none'],
    ['no stream, imported', (stack) => Table.fromTableArn(stack, 'Table', 'arn:aws:dynamodb:eu-central-1:111111111111:table/orders'), 'none'],
    ['a stream without old images', (stack) => new Table(stack, 'Table', { ...key, stream: NEW_IMAGE }), 'one of NEW_IMAGE'],
    ['a stream without old images, of a TableV2', (stack) => new TableV2(stack, 'Table', { ...key, dynamoStream: NEW_IMAGE }), 'one of NEW_IMAGE'],
  ])('fails with %s', (_, table, got) => {
    expect(faultsOf(table)).toEqual([`table must have a stream of NEW_AND_OLD_IMAGES for eventBus, got ${got}`]);
  });

  test.each<[string, (stack: Stack) => ITable]>([
    ['a stream of both images', (stack) => new Table(stack, 'Table', { ...key, stream: NEW_AND_OLD_IMAGES })],
    ['a stream of both images, of a TableV2', (stack) => new TableV2(stack, 'Table', { ...key, dynamoStream: NEW_AND_OLD_IMAGES })],
    ['a stream of both images, which its replicas need, of a TableV2', (stack) => (
      new TableV2(new Stack(stack, 'Frankfurt', { env: { region: 'eu-central-1' } }), 'Table', { ...key, replicas: [{ region: 'eu-west-1' }] })
    )],
    ['a stream, imported', (stack) => Table.fromTableAttributes(stack, 'Table', {
      tableArn: 'arn:aws:dynamodb:eu-central-1:111111111111:table/orders',
      tableStreamArn: 'arn:aws:dynamodb:eu-central-1:111111111111:table/orders/stream/2026-03-01T00:00:00.000',
    })],
  ])('is accepted with %s', (_, table) => {
    expect(faultsOf(table)).toEqual([]);
  });

  test('needs no stream without a bus', () => {
    expect(faultsOf((stack) => new Table(stack, 'Table', key), false)).toEqual([]);
  });
});

describe('alarms', () => {
  const topic = (stack: Stack) => Topic.fromTopicArn(stack, 'OnCall', 'arn:aws:sns:eu-central-1:111111111111:on-call');
  const withAlarms = stackWithBus({ alarms: { actions: [new SnsAction(topic(newStack()))] } });
  const alarmTemplate = Template.fromStack(withAlarms.stack);
  const alarms = Object.entries(resourcesOf(alarmTemplate)).filter(([id]) => id.startsWith('OrdersAlarmsEvents')).map(([, { Properties }]) => Properties);

  test('ring when events are late, given up or skipped', () => {
    const shown = alarms.map((alarm) => [alarm.AlarmName, alarm.Namespace, subOf(alarm.MetricName), alarm.Statistic, alarm.Threshold, alarm.Period]);
    expect(shown).toEqual([
      ['ecommerce-orders-dev-orders-events-late', 'AWS/Lambda', 'IteratorAge', 'Maximum', 900_000, 300],
      ['ecommerce-orders-dev-orders-events-dead-letters', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum', 1, 300],
      ['ecommerce-orders-dev-orders-events-skipped', 'OrderProcessingApi', '${OrdersOrderEventsPublisher87CDC2CE}-skipped', 'Sum', 1, 300],
    ]);
  });

  test('look at the function and the queue of this API', () => {
    const [late, deadLetters] = alarms;
    expect(late.Dimensions).toEqual([{ Name: 'FunctionName', Value: { Ref: 'OrdersOrderEventsPublisher87CDC2CE' } }]);
    expect(deadLetters.Dimensions).toEqual([{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['OrdersOrderEventsDeadLetterQueue0F6E848D', 'QueueName'] } }]);
  });

  test('count the lines that say that a record was skipped', () => {
    expect(propertiesOf(alarmTemplate, 'AWS::Logs::MetricFilter')).toEqual([{
      FilterPattern: '{ $.outcome = "skipped" }',
      LogGroupName: { Ref: 'OrdersOrderEventsLogGroup318745EE' },
      MetricTransformations: [{
        MetricNamespace: 'OrderProcessingApi',
        MetricName: { 'Fn::Join': ['', [{ Ref: 'OrdersOrderEventsPublisher87CDC2CE' }, '-skipped']] },
        MetricValue: '1',
      }],
    }]);
  });

  test('run the actions, stay silent without data, and say what to do', () => {
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        AlarmActions: ['arn:aws:sns:eu-central-1:111111111111:on-call'],
        OKActions: ['arn:aws:sns:eu-central-1:111111111111:on-call'],
        TreatMissingData: 'notBreaching',
        AlarmDescription: expect.stringMatching(/Look for|redrive/),
      });
    }
  });

  test('are among those of the API', () => {
    expect(withAlarms.orders.alarms!.all).toHaveLength(propertiesOf(alarmTemplate, 'AWS::CloudWatch::Alarm').length);
  });

  test('are not there without the prop, and for events not without a bus', () => {
    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    template.resourceCountIs('AWS::Logs::MetricFilter', 0);
    expect(JSON.stringify(templateOf({ alarms: {} }))).not.toContain('IteratorAge');
  });
});

describe('what the API\'s function gets, the one that publishes events gets too:', () => {
  const vpcOf = (stack: Stack) => Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'], privateSubnetIds: ['subnet-1'] });
  const statementsWith = (props: OrderProcessingApiProps) => (
    (added(templateWithBus(props), 'AWS::IAM::Policy').PolicyDocument as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid)
  );

  test('the VPC, with a security group of its own and a role that lets Lambda join', () => {
    const props = { vpc: vpcOf(newStack()) };
    const joined = templateWithBus(props);
    expect(added(joined, 'AWS::Lambda::Function').VpcConfig).toEqual({
      SubnetIds: ['subnet-1'],
      SecurityGroupIds: [{ 'Fn::GetAtt': ['OrdersOrderEventsSecurityGroupC4603534', 'GroupId'] }],
    });
    expect(added(joined, 'AWS::EC2::SecurityGroup')).toMatchObject({
      GroupDescription: 'The function that publishes order events',
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', Description: 'EventBridge', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }],
    });
    expect(statementsWith(props)).toEqual(expect.arrayContaining(['DescribeNetwork', 'CreateNetworkInterfaces', 'ManageNetworkInterfaces', 'DenyNetworkToFunctionCode']));
  });

  test.each([Tracing.ACTIVE, Tracing.PASS_THROUGH])('traces: %s', (tracing) => {
    expect(added(templateWithBus({ tracing }), 'AWS::Lambda::Function').TracingConfig).toEqual({ Mode: tracing });
    expect(statementsWith({ tracing })).toContain('SendTraces');
  });

  test('no traces by default', () => {
    expect(added(template, 'AWS::Lambda::Function')).not.toHaveProperty('TracingConfig');
  });

  test('log levels', () => {
    const quiet = templateWithBus({ applicationLogLevel: ApplicationLogLevel.WARN, systemLogLevel: SystemLogLevel.DEBUG });
    expect(added(quiet, 'AWS::Lambda::Function').LoggingConfig).toMatchObject({ ApplicationLogLevel: 'WARN', SystemLogLevel: 'DEBUG' });
  });

  test('data protection', () => {
    const masked = templateWithBus({
      dataProtectionPolicy: new DataProtectionPolicy({ identifiers: [DataIdentifier.IPADDRESS] }),
    });
    expect(added(masked, 'AWS::Logs::LogGroup')).toHaveProperty('DataProtectionPolicy');
  });
});
