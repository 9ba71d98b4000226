/*
 * The stacks that validators of templates look at: the sample app's, and those in which the construct makes or is given everything that
 * it can make and be given.
 */
import { App, Duration, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer, HttpLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { DataIdentifier, DataProtectionPolicy, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { HardenedShopStack } from '../../../examples/typescript/hardened-shop-stack';
import { OrderAccountsStack } from '../../../examples/typescript/order-accounts-stack';
import { OrderBackOfficeStack } from '../../../examples/typescript/order-back-office-stack';
import { OrderCatalogueStack } from '../../../examples/typescript/order-catalogue-stack';
import { OrderEngravingStack } from '../../../examples/typescript/order-engraving-stack';
import { OrderFulfilmentStack } from '../../../examples/typescript/order-fulfilment-stack';
import { OrderShopStack } from '../../../examples/typescript/order-shop-stack';
import { OrderAccess, OrderApiDeployment, OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff } from '../../../src';
import { SHOPS } from '../shops';

const LOGIN = { issuer: 'https://auth.example.com', audience: 'orders' };
const LEAN = { analyticsReporting: false, treeMetadata: false, context: { 'aws:cdk:disable-asset-staging': true } };
const ENVIRONMENTS = { Dev: OrderEnvironment.DEV, Staging: OrderEnvironment.STAGING, Prod: OrderEnvironment.PROD };

type Templates = Readonly<Record<string, object>>;

/** Stacks that say nothing of their region, by their names. */
export function templatesForAnyRegion(): Templates {
  return templatesOf([
    ...Object.entries(ENVIRONMENTS).map(([name, environment]) => stackWith(`OneLine${name}`, () => ({ environment }))),
    ...Object.entries(SHOPS).map(([name, addShop]) => filled(name, addShop)),
    new OrderShopStack(app(), 'OrderShop', { environmentSuffix: 'pr-42', allowedOrigin: 'https://shop.example.com' }),
    new OrderAccountsStack(app(), 'OrderAccounts', LOGIN),
    new OrderFulfilmentStack(app(), 'OrderFulfilment', LOGIN),
    new OrderEngravingStack(app(), 'OrderEngraving'),
    new OrderCatalogueStack(app(), 'OrderCatalogue'),
    new OrderBackOfficeStack(app(), 'OrderBackOffice', LOGIN),
    stackWith('AllOfItsOwn', allOfItsOwn),
    stackWith('AllBrought', allBrought),
    stackWith('LambdaAuthorizer', (stack) => ({ routes: OrderRoute.standard(), access: OrderAccess.customers(lambdaAuthorizer(stack), { customerIdClaim: 'customerId' }), generatedNames: true })),
  ]);
}

/** The same of stacks that are of one region: a key of a table and replicas need one. */
export function templatesFor(region: string, replicaRegion: string): Templates {
  const env = { region };
  return templatesOf([
    new HardenedShopStack(app(), 'HardenedShop', { env, issuer: LOGIN.issuer, boundaryName: 'workload-boundary' }),
    networked(env),
    stackWith('AllOfItsOwnEncrypted', (stack) => ({
      ...allOfItsOwn(stack),
      encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
      replicas: [{ region: replicaRegion, encryptionKey: Key.fromKeyArn(stack, 'ReplicaKey', keyArn(stack, replicaRegion)) }],
    }), { env }),
  ]);
}

function app(): App {
  return new App(LEAN);
}

function templatesOf(stacks: readonly Stack[]): Templates {
  return Object.fromEntries(stacks.map((stack) => [stack.node.id, Template.fromStack(stack).toJSON()]));
}

function filled(name: string, fill: (stack: Stack) => unknown, props?: StackProps): Stack {
  const stack = new Stack(app(), name, props);
  fill(stack);
  return stack;
}

function stackWith(name: string, propsFor: (stack: Stack) => OrderProcessingApiProps, props?: StackProps): Stack {
  return filled(name, (stack) => new OrderProcessingApi(stack, 'Orders', propsFor(stack)), props);
}

function networked(env: StackProps['env']): Stack {
  const network = new Stack(app(), 'Network', { env });
  const vpc = Vpc.fromVpcAttributes(network, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: [`${env!.region}a`, `${env!.region}b`],
    isolatedSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-1a2b3c4d5e6f70819'],
  });
  return new HardenedShopStack(network.node.root, 'NetworkedShop', { env, issuer: LOGIN.issuer, vpc, tracing: Tracing.ACTIVE });
}

/** Every resource that the construct makes when it is asked for everything. */
function allOfItsOwn(stack: Stack): OrderProcessingApiProps {
  const certificate = Certificate.fromCertificateArn(stack, 'Certificate', stack.formatArn({ service: 'acm', resource: 'certificate', resourceName: '0a1b2c3d-0000-4000-8000-0123456789ab' }));
  return {
    projectName: 'book-shop',
    environment: OrderEnvironment.PROD,
    environmentSuffix: 'blue',
    deletionProtection: true,
    memorySize: 512,
    timeout: Duration.seconds(20),
    reservedConcurrentExecutions: 100,
    dataProtectionPolicy: new DataProtectionPolicy({ identifiers: [DataIdentifier.EMAILADDRESS] }),
    tracing: Tracing.ACTIVE,
    corsPreflight: { allowOrigins: ['https://shop.example.com'], allowCredentials: true },
    throttle: { rateLimit: 100, burstLimit: 50 },
    domainMapping: { domainName: new DomainName(stack, 'Domain', { domainName: 'api.example.com', certificate }), mappingKey: 'shop/v1' },
    disableExecuteApiEndpoint: true,
    routes: [
      OrderRoute.createOrder({ access: OrderAccess.guests() }),
      OrderRoute.getOrder(),
      OrderRoute.listOrders(),
      OrderRoute.updateOrderStatus({ access: OrderAccess.staff(new HttpIamAuthorizer()) }),
    ],
    access: OrderAccess.customers(new HttpJwtAuthorizer('Login', LOGIN.issuer, { jwtAudience: [LOGIN.audience] }), { staff: [OrderStaff.scope('orders/admin')] }),
    alarms: { actions: [new SnsAction(new Topic(stack, 'OnCall', { enforceSSL: true }))], nothingAcceptedFor: Duration.hours(1) },
    provisionedConcurrency: { minCapacity: 2, maxCapacity: 10, utilizationTarget: 0.5 },
    deployment: OrderApiDeployment.canary(),
    eventBus: new EventBus(stack, 'Bus'),
    dashboard: true,
    outputPrefix: 'Wholesale',
  };
}

/** Whatever can be the app's is the app's. */
function allBrought(stack: Stack): OrderProcessingApiProps {
  const table = new TableV2(stack, 'Table', {
    partitionKey: { name: 'orderId', type: AttributeType.STRING },
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    globalSecondaryIndexes: [{
      indexName: 'OrdersByCustomer',
      partitionKey: { name: 'customerId', type: AttributeType.STRING },
      sortKey: { name: 'createdAt', type: AttributeType.STRING },
    }],
  });
  const eventBus = new EventBus(stack, 'Bus');
  new Rule(stack, 'Placed', { eventBus, eventPattern: { detailType: ['OrderCreated'] }, targets: [new SqsQueue(new Queue(stack, 'Warehouse', { retentionPeriod: Duration.days(14) }))] });
  return {
    table,
    role: new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')] }),
    accessLogGroup: new LogGroup(stack, 'AccessLogs'),
    handlerLogGroup: new LogGroup(stack, 'HandlerLogs'),
    eventBus,
    routes: OrderRoute.standard(),
    access: OrderAccess.staff(new HttpIamAuthorizer()),
  };
}

function lambdaAuthorizer(stack: Stack): HttpLambdaAuthorizer {
  const authorizer = new LambdaFunction(stack, 'Authorizer', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => ({});') });
  return new HttpLambdaAuthorizer('ByLambda', authorizer);
}

function keyArn(stack: Stack, region: string): string {
  return stack.formatArn({ service: 'kms', region, account: '111122223333', resource: 'key', resourceName: '0a1b2c3d-0000-4000-8000-0123456789ab' });
}
