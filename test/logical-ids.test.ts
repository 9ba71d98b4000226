/*
 * Logical ids are a contract: a stack in the field that gets another one replaces the resource, and with
 * the table its orders. Whoever has to change this table writes a migration, not a test.
 */
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DomainName, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ApplicationLogLevel, SystemLogLevel, Tracing } from 'aws-cdk-lib/aws-lambda';
import { DataIdentifier, DataProtectionPolicy, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { OrderAccess, OrderAlarmOptions, OrderApiDeployment, OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff, OrderStaffList } from '../src';
import { outputsOf, resourcesOf, templateOf } from './support/orders-stack';

const LOGICAL_IDS = {
  OrdersOrdersTable07F5E64F: 'AWS::DynamoDB::GlobalTable',
  OrdersHandlerLogGroupA9F13DC7: 'AWS::Logs::LogGroup',
  OrdersLambdaRoleA178531C: 'AWS::IAM::Role',
  OrdersLambdaRoleDefaultPolicy71EB7D9F: 'AWS::IAM::Policy',
  OrdersOrderProcessor555E19DA: 'AWS::Lambda::Function',
  OrdersHttpApiB144261E: 'AWS::ApiGatewayV2::Api',
  OrdersHttpApiPOSTordersOrdersIntegration0A96A2C4: 'AWS::ApiGatewayV2::Integration',
  OrdersHttpApiPOSTordersInvokePermission584DBA45: 'AWS::Lambda::Permission',
  OrdersHttpApiPOSTorders4612A01B: 'AWS::ApiGatewayV2::Route',
  OrdersAccessLogGroup4E77399C: 'AWS::Logs::LogGroup',
  OrdersStage55A61187: 'AWS::ApiGatewayV2::Stage',
};

/** What the further routes add: their integration is that of POST /orders. */
const FURTHER_IDS = {
  OrdersHttpApiGETordersorderId07F30D84: 'AWS::ApiGatewayV2::Route',
  OrdersHttpApiGETordersorderIdInvokePermission79AD530C: 'AWS::Lambda::Permission',
  OrdersHttpApiGETorders6E3D1968: 'AWS::ApiGatewayV2::Route',
  OrdersHttpApiGETordersInvokePermission83C4778E: 'AWS::Lambda::Permission',
  OrdersHttpApiPATCHordersorderIdEC99EE41: 'AWS::ApiGatewayV2::Route',
  OrdersHttpApiPATCHordersorderIdInvokePermission69D6BED5: 'AWS::Lambda::Permission',
};

/** What an authorizer adds. The end of its id is the one that the app gave it. */
const AUTHORIZER_IDS = { OrdersHttpApiJwtB86586AB: 'AWS::ApiGatewayV2::Authorizer' };

/** What a VPC adds where no security groups are given, and what a domain adds. */
const SECURITY_GROUP_IDS = { OrdersSecurityGroup2E5456CF: 'AWS::EC2::SecurityGroup' };
const DOMAIN_IDS = { OrdersApiMapping43B22D90: 'AWS::ApiGatewayV2::ApiMapping' };

/** What `alarms` add, and `deployment` but the last. */
const ALARM_IDS = {
  OrdersAlarmsServerErrors99D3732D: 'AWS::CloudWatch::Alarm',
  OrdersAlarmsLatencyDAF5D6FA: 'AWS::CloudWatch::Alarm',
  OrdersAlarmsFunctionErrorsFE9FBBE6: 'AWS::CloudWatch::Alarm',
  OrdersAlarmsFunctionThrottlesD842BB83: 'AWS::CloudWatch::Alarm',
  OrdersAlarmsTableThrottles508CF5D6: 'AWS::CloudWatch::Alarm',
  OrdersAlarmsNothingAccepted00DE7616: 'AWS::CloudWatch::Alarm',
};

/** What an event bus adds: all of it below OrderEvents. */
const EVENT_IDS = {
  OrdersOrderEventsLogGroup318745EE: 'AWS::Logs::LogGroup',
  OrdersOrderEventsDeadLetterQueue0F6E848D: 'AWS::SQS::Queue',
  OrdersOrderEventsDeadLetterQueuePolicy9EEE272F: 'AWS::SQS::QueuePolicy',
  OrdersOrderEventsRoleCF1A2072: 'AWS::IAM::Role',
  OrdersOrderEventsRoleDefaultPolicy1AF97059: 'AWS::IAM::Policy',
  OrdersOrderEventsPublisher87CDC2CE: 'AWS::Lambda::Function',
  OrdersOrderEventsStream95193BD1: 'AWS::Lambda::EventSourceMapping',
};

/** What `provisionedConcurrency` and `deployment` share: the alias, and the version that it stands for. */
const ALIAS_IDS = {
  'OrdersLiveAlias8AFE551D': 'AWS::Lambda::Alias',
  'OrdersOrderProcessorCurrentVersionC94386CF<hash>': 'AWS::Lambda::Version',
};

/** What `provisionedConcurrency` adds where it scales. */
const SCALING_IDS = {
  OrdersLiveAliasAliasScalingTargetE493A148: 'AWS::ApplicationAutoScaling::ScalableTarget',
  OrdersLiveAliasAliasScalingTargetTracking1CA93A75: 'AWS::ApplicationAutoScaling::ScalingPolicy',
};

const DEPLOYMENT_IDS = {
  OrdersDeploymentsApplicationE9BE55E0: 'AWS::CodeDeploy::Application',
  OrdersDeploymentsConfig998DBF0C: 'AWS::CodeDeploy::DeploymentConfig',
  OrdersDeployments5D987F97: 'AWS::CodeDeploy::DeploymentGroup',
  OrdersDeploymentsRole7FFAC5BA: 'AWS::IAM::Role',
};

/** What `alarms` add to that. */
const EVENT_ALARM_IDS = {
  OrdersAlarmsEventsLate8A9FA867: 'AWS::CloudWatch::Alarm',
  OrdersAlarmsEventsDeadLettersE525FD7F: 'AWS::CloudWatch::Alarm',
  OrdersAlarmsEventsSkipped31BCC913: 'AWS::CloudWatch::Alarm',
  OrdersOrderEventsLogGroupSkipped411EA3C2: 'AWS::Logs::MetricFilter',
};

const jwt = () => new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });

/** Open to anybody. */
const open = () => OrderAccess.staff(new HttpNoneAuthorizer());

/** What `dashboard` adds. */
const DASHBOARD_IDS = { OrdersDashboardDCB9EDE5: 'AWS::CloudWatch::Dashboard' };

const allAlarms = (): OrderAlarmOptions => ({
  actions: [new SnsAction(Topic.fromTopicArn(new Stack(), 'OnCall', 'arn:aws:sns:us-east-1:111111111111:on-call'))],
  nothingAcceptedFor: Duration.hours(1),
});

/** Made anew for each stack, as an authorizer belongs to the first API that it is put on. */
const everyProp = (): OrderProcessingApiProps => ({
  projectName: 'shop',
  environment: OrderEnvironment.PROD,
  environmentSuffix: 'blue',
  generatedNames: true,
  removalPolicy: RemovalPolicy.RETAIN,
  deletionProtection: true,
  memorySize: 512,
  timeout: Duration.seconds(10),
  logRetention: RetentionDays.ONE_WEEK,
  corsPreflight: { allowOrigins: [] },
  throttle: { rateLimit: 100, burstLimit: 50 },
  routes: OrderRoute.standard(),
  access: OrderAccess.customers(jwt(), { authorizationScopes: ['orders/write'], customerIdClaim: 'sub', staff: [OrderStaff.scope('orders/admin')] }),
  businessMetrics: true,
  alarms: allAlarms(),
  dashboard: true,
  outputs: true,
  outputPrefix: 'Wholesale',
});

function typesById(props?: OrderProcessingApiProps): Record<string, string> {
  return Object.fromEntries(Object.entries(resourcesOf(templateOf(props))).map(([id, { Type }]) => [withoutHash(id, Type), Type]));
}

/** A version is immutable: another one has another logical id, which ends in a hash of what it is made of. */
function withoutHash(id: string, type: string): string {
  return type === 'AWS::Lambda::Version' ? id.replace(/[0-9a-f]{32}$/, '<hash>') : id;
}

test('the one-line example has these logical ids and no others', () => {
  expect(typesById()).toEqual(LOGICAL_IDS);
});

test('no prop moves a logical id', () => {
  expect(typesById(everyProp())).toMatchObject(LOGICAL_IDS);
});

test('the further routes add these logical ids and no others', () => {
  expect(typesById({ routes: OrderRoute.standard(), access: open() })).toEqual({ ...LOGICAL_IDS, ...FURTHER_IDS });
});

test('an authorizer adds its own logical id, made of the id that it was given, and no other', () => {
  const routes = OrderRoute.standard();
  expect(typesById({ routes, access: OrderAccess.staff(jwt()) })).toEqual({ ...LOGICAL_IDS, ...FURTHER_IDS, ...AUTHORIZER_IDS });
});

test('claim and scopes add no logical id', () => {
  const { alarms, dashboard, ...props } = everyProp();

  expect(typesById(props)).toEqual({ ...LOGICAL_IDS, ...FURTHER_IDS, ...AUTHORIZER_IDS });
});

test('alarms add these logical ids and no others', () => {
  expect(typesById({ alarms: allAlarms() })).toEqual({ ...LOGICAL_IDS, ...ALARM_IDS });
});

test('the list by status adds an alarm where there are alarms, and nothing else', () => {
  const listing = (staffList?: OrderStaffList) => typesById({ alarms: {}, routes: [OrderRoute.listOrders({ staffList })], access: open() });

  expect(listing(OrderStaffList.byStatus())).toEqual({ ...listing(), OrdersAlarmsStaffListThrottlesB1A8E356: 'AWS::CloudWatch::Alarm' });
});

test('a dashboard adds this logical id and no other', () => {
  expect(typesById({ dashboard: true })).toEqual({ ...LOGICAL_IDS, ...DASHBOARD_IDS });
});

test('businessMetrics add no logical id', () => {
  expect(typesById({ businessMetrics: false })).toEqual(LOGICAL_IDS);
});

test('provisioned concurrency adds these logical ids and no others', () => {
  expect(typesById({ provisionedConcurrency: { minCapacity: 1 } })).toEqual({ ...LOGICAL_IDS, ...ALIAS_IDS });
  expect(typesById({ provisionedConcurrency: { minCapacity: 1, maxCapacity: 2 } })).toEqual({ ...LOGICAL_IDS, ...ALIAS_IDS, ...SCALING_IDS });
});

test('a deployment strategy adds these logical ids and no others, whichever it is', () => {
  const { OrdersAlarmsNothingAccepted00DE7616, ...alarmIds } = ALARM_IDS;
  for (const deployment of [OrderApiDeployment.canary(), OrderApiDeployment.linear(), OrderApiDeployment.allAtOnce()]) {
    expect(typesById({ deployment })).toEqual({ ...LOGICAL_IDS, ...ALIAS_IDS, ...DEPLOYMENT_IDS, ...alarmIds });
  }
});

test('the order in which the routes are listed moves no logical id', () => {
  const routes = OrderRoute.standard().reverse();
  expect(typesById({ routes, access: OrderAccess.staff(jwt()) })).toEqual({ ...LOGICAL_IDS, ...FURTHER_IDS, ...AUTHORIZER_IDS });
});

test('without POST /orders the integration stands with the first route that is there', () => {
  expect(typesById({ routes: [OrderRoute.getOrder(), OrderRoute.listOrders()], access: open() }))
    .toMatchObject({ OrdersHttpApiGETordersorderIdOrdersIntegration48E62DB5: 'AWS::ApiGatewayV2::Integration' });
});

test('an authorizer on the one-line example leaves its logical ids where they are', () => {
  expect(typesById({ access: OrderAccess.customers(jwt()) })).toEqual({ ...LOGICAL_IDS, ...AUTHORIZER_IDS });
});

describe('what keeps the API safe', () => {
  const elsewhere = new Stack(new App(), 'Elsewhere');
  const vpc = Vpc.fromVpcAttributes(elsewhere, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'], privateSubnetIds: ['subnet-1'] });
  const domainName = DomainName.fromDomainNameAttributes(elsewhere, 'Domain', { name: 'api.example.com', regionalDomainName: 'd-1', regionalHostedZoneId: 'Z1' });

  test('a VPC adds a security group', () => {
    expect(typesById({ vpc })).toEqual({ ...LOGICAL_IDS, ...SECURITY_GROUP_IDS });
  });

  test('a VPC with security groups adds no logical id', () => {
    expect(typesById({ vpc, securityGroups: [SecurityGroup.fromSecurityGroupId(elsewhere, 'Group', 'sg-1')] })).toEqual(LOGICAL_IDS);
  });

  test.each([undefined, 'shop/v1'])('a domain adds a mapping, at the path %s too', (mappingKey) => {
    expect(typesById({ domainMapping: { domainName, mappingKey }, disableExecuteApiEndpoint: true })).toEqual({ ...LOGICAL_IDS, ...DOMAIN_IDS });
  });

  test('concurrency, data protection, traces and log levels add no logical id', () => {
    expect(typesById({
      reservedConcurrentExecutions: 50,
      dataProtectionPolicy: new DataProtectionPolicy({ identifiers: [DataIdentifier.IPADDRESS] }),
      tracing: Tracing.ACTIVE,
      applicationLogLevel: ApplicationLogLevel.INFO,
      systemLogLevel: SystemLogLevel.WARN,
    })).toEqual(LOGICAL_IDS);
  });
});

describe('in a stack of a known region', () => {
  const stackWith = (propsFor: (stack: Stack) => OrderProcessingApiProps) => {
    const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1' } });
    new OrderProcessingApi(stack, 'Orders', propsFor(stack));
    return Object.fromEntries(Object.entries(resourcesOf(Template.fromStack(stack))).map(([id, { Type }]) => [id, Type]));
  };

  test('a key and replicas add no logical id', () => {
    expect(stackWith((stack) => ({
      encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111122223333:key/a1b2c3'),
      replicas: [{ region: 'eu-west-1', encryptionKey: Key.fromKeyArn(stack, 'ReplicaKey', 'arn:aws:kms:eu-west-1:111122223333:key/a1b2c3') }],
    }))).toEqual(LOGICAL_IDS);
  });

  test('a table, a role and log groups that are brought take away those of our own, and move no other; the role gets a policy', () => {
    const taken = ['OrdersTable07F5E64F', 'HandlerLogGroupA9F13DC7', 'LambdaRoleA178531C', 'LambdaRoleDefaultPolicy71EB7D9F', 'AccessLogGroup4E77399C'];
    const others = Object.fromEntries(Object.entries(LOGICAL_IDS).filter(([id]) => !taken.includes(id.replace(/^Orders/, ''))));
    expect(Object.keys(others)).toHaveLength(6);
    expect(stackWith((stack) => ({
      table: TableV2.fromTableName(stack, 'Table', 'orders'),
      role: Role.fromRoleName(stack, 'Role', 'orders'),
      accessLogGroup: LogGroup.fromLogGroupName(stack, 'AccessLogs', 'orders-access'),
      handlerLogGroup: LogGroup.fromLogGroupName(stack, 'HandlerLogs', 'orders-handler'),
    }))).toEqual({ ...others, OrdersRolePolicyAA094712: 'AWS::IAM::Policy' });
  });
});

describe('an event bus', () => {
  const eventBus = EventBus.fromEventBusName(new Stack(), 'Bus', 'shop');

  test('adds these logical ids and no others', () => {
    expect(typesById({ eventBus })).toEqual({ ...LOGICAL_IDS, ...EVENT_IDS });
  });

  test('adds alarms to those that there are', () => {
    expect(typesById({ eventBus, alarms: allAlarms() }))
      .toEqual({ ...LOGICAL_IDS, ...ALARM_IDS, ...EVENT_IDS, ...EVENT_ALARM_IDS });
  });
});

test('the outputs have the keys of the reference template', () => {
  expect(Object.keys(outputsOf(templateOf())).sort()).toEqual([
    'ApiGatewayEndpoint', 'ApiGatewayId', 'DynamoDBTableName', 'LambdaFunctionArn', 'LambdaFunctionName',
  ]);
});
