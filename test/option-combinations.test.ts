/*
 * Every option together with every other one: a combination synthesizes, or is refused by a message of ours. Whoever
 * adds a prop gives it values here: the compiler asks for them.
 */
import { readFileSync } from 'node:fs';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DomainMappingOptions, DomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, ProjectionType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { IVpc, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ApplicationLogLevel, SystemLogLevel, Tracing } from 'aws-cdk-lib/aws-lambda';
import { DataIdentifier, DataProtectionPolicy, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { OrderAccess, OrderApiDeployment, OrderEnvironment, OrderFields, OrderPrices, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff, OrderStock } from '../src';
import { resourcesOf } from './support/orders-stack';
import { Combination, pairsIn, pairsOf, pairwise } from './support/pairwise';
import { lossesBetween } from './support/replacements';

type Prop = keyof OrderProcessingApiProps;

/** Which of its values each prop takes, as far as that is said. */
type Choices = Partial<Combination<Prop>>;

/** The values that each prop is tried with, besides being left out. */
type Values = { readonly [P in keyof Required<OrderProcessingApiProps>]: readonly ((stack: Stack) => OrderProcessingApiProps[P])[] };

const VALUES: Values = {
  projectName: [() => 'book-shop'],
  environment: [() => OrderEnvironment.STAGING, () => OrderEnvironment.PROD],
  environmentSuffix: [() => 'pr-42'],
  generatedNames: [() => true],
  removalPolicy: [() => RemovalPolicy.DESTROY, () => RemovalPolicy.RETAIN],
  deletionProtection: [() => true, () => false],
  encryptionKey: [
    (stack) => new Key(stack, 'Key'),
    (stack) => Key.fromKeyArn(stack, 'ImportedKey', 'arn:aws:kms:eu-central-1:111122223333:key/a1b2c3'),
  ],
  replicas: [
    () => [{ region: 'eu-west-1' }],
    (stack) => [{ region: 'eu-west-1', encryptionKey: Key.fromKeyArn(stack, 'ReplicaKey', 'arn:aws:kms:eu-west-1:111122223333:key/a1b2c3') }],
  ],
  table: [tableOfTheApp, (stack) => TableV2.fromTableName(stack, 'ImportedTable', 'orders')],
  role: [(stack) => new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })],
  accessLogGroup: [(stack) => new LogGroup(stack, 'AccessLogs')],
  handlerLogGroup: [(stack) => LogGroup.fromLogGroupName(stack, 'HandlerLogs', 'orders')],
  memorySize: [() => 1024],
  timeout: [() => Duration.seconds(10)],
  reservedConcurrentExecutions: [() => 100],
  vpc: [vpcIn],
  vpcSubnets: [() => ({ subnetType: SubnetType.PRIVATE_ISOLATED })],
  securityGroups: [(stack) => [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0a1b2c3d')]],
  logRetention: [() => RetentionDays.ONE_DAY, () => RetentionDays.INFINITE],
  dataProtectionPolicy: [() => new DataProtectionPolicy({ identifiers: [DataIdentifier.EMAILADDRESS] })],
  applicationLogLevel: [() => ApplicationLogLevel.DEBUG, () => ApplicationLogLevel.WARN],
  systemLogLevel: [() => SystemLogLevel.WARN],
  tracing: [() => Tracing.ACTIVE, () => Tracing.DISABLED],
  corsPreflight: [() => ({ allowOrigins: [] }), () => ({ allowOrigins: ['https://shop.example.com'], allowCredentials: true })],
  throttle: [() => ({ rateLimit: 100, burstLimit: 50 })],
  domainMapping: [domainIn, (stack) => ({ ...domainIn(stack), mappingKey: 'shop/v1' })],
  disableExecuteApiEndpoint: [() => true],
  routes: [
    () => OrderRoute.standard(),
    () => [OrderRoute.createOrder({ access: OrderAccess.guests() }), OrderRoute.getOrder({ access: OrderAccess.staff(new HttpIamAuthorizer()) })],
  ],
  access: [
    () => OrderAccess.customers(jwtAuthorizer(), { customerIdClaim: 'sub', staff: [OrderStaff.scope('orders/admin')], authorizationScopes: ['orders/write', 'orders/admin'] }),
    () => OrderAccess.staff(new HttpIamAuthorizer()),
  ],
  customFields: [
    () => OrderFields.fromJsonSchema({ order: { type: 'object', properties: { giftWrap: { type: 'boolean' } } } }),
    () => OrderFields.fromJsonSchema({ item: { type: 'object', properties: { size: { enum: ['S', 'M'] } }, required: ['size'] } }),
  ],
  prices: [
    () => OrderPrices.fromCaller(),
    (stack) => OrderPrices.fromTable(TableV2.fromTableName(stack, 'Products', 'products'), { currency: 'EUR' }),
    () => OrderPrices.signedQuotes({ keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: 'pricing' }], audience: 'orders' }),
  ],
  stock: [(stack) => OrderStock.fromTable(TableV2.fromTableName(stack, 'Stock', 'stock'))],
  businessMetrics: [() => false],
  alarms: [
    (stack) => ({ actions: [new SnsAction(new Topic(stack, 'OnCall'))], serverErrorPercent: 5 }),
    () => ({ nothingAcceptedFor: Duration.hours(1) }),
  ],
  provisionedConcurrency: [() => ({ minCapacity: 1 }), () => ({ minCapacity: 2, maxCapacity: 10, utilizationTarget: 0.5 })],
  deployment: [() => OrderApiDeployment.canary(), () => OrderApiDeployment.allAtOnce()],
  eventBus: [(stack) => new EventBus(stack, 'Bus'), (stack) => EventBus.fromEventBusName(stack, 'ImportedBus', 'shop')],
  personalDataInEvents: [() => true],
  dashboard: [() => true],
  outputs: [() => false],
  outputPrefix: [() => 'Wholesale'],
};

function vpcIn(stack: Stack): IVpc {
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d',
    availabilityZones: ['eu-central-1a'],
    privateSubnetIds: ['subnet-0a1b2c3d'],
    isolatedSubnetIds: ['subnet-1a2b3c4d'],
  });
}

function jwtAuthorizer(): HttpJwtAuthorizer {
  return new HttpJwtAuthorizer('Jwt', 'https://auth.example.com', { jwtAudience: ['orders'] });
}

function domainIn(stack: Stack): DomainMappingOptions {
  const attributes = { name: 'api.example.com', regionalDomainName: 'd-1.example.com', regionalHostedZoneId: 'Z1' };
  return { domainName: DomainName.fromDomainNameAttributes(stack, 'Domain', attributes) };
}

/** Props that say nothing without another one, which then takes the first of its values. */
const NEEDS: Partial<Record<Prop, Prop>> = {
  vpcSubnets: 'vpc',
  securityGroups: 'vpc',
  disableExecuteApiEndpoint: 'domainMapping',
  routes: 'access',
  personalDataInEvents: 'eventBus',
};

function tableOfTheApp(stack: Stack): Table {
  const table = new Table(stack, 'Table', { partitionKey: { name: 'orderId', type: AttributeType.STRING } });
  table.addGlobalSecondaryIndex({
    indexName: 'OrdersByCustomer',
    partitionKey: { name: 'customerId', type: AttributeType.STRING },
    sortKey: { name: 'createdAt', type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
  return table;
}

const LEFT_OUT = 0;
const SIZES = Object.fromEntries(Object.entries(VALUES).map(([prop, values]) => [prop, values.length + 1])) as Record<Prop, number>;
const COMBINATIONS = pairwise(SIZES).map(withNeeds);

/** Logical ids that no combination may move: what is never brought, and is there whatever the routes are. */
const ALWAYS_THERE = ['OrdersOrderProcessor555E19DA', 'OrdersHttpApiB144261E', 'OrdersStage55A61187'];

/** Nothing that a template would show: neither tree.json nor a copy of the bundle for each of hundreds of apps. */
const LEAN = { analyticsReporting: false, treeMetadata: false, context: { 'aws:cdk:disable-asset-staging': true } };

/** What synthesis makes of a combination: nothing to say, or the message that refuses it. */
function refusalOf(combination: Choices): string | undefined {
  const stack = new Stack(new App(LEAN), 'Shop', { env: { region: 'eu-central-1' } }); // replicas and keys of tables need a region
  try {
    new OrderProcessingApi(stack, 'Orders', propsOf(combination, stack));
  } catch (error) {
    return (error as Error).message;
  }
  // From here on a fault is one of ours: what we have accepted must become a template.
  expect(Object.keys(resourcesOf(Template.fromStack(stack)))).toEqual(expect.arrayContaining(ALWAYS_THERE));
  pairsIn(combination).forEach((pair) => synthesized.add(pair));
  return undefined;
}

function propsOf(combination: Choices, stack: Stack): OrderProcessingApiProps {
  const chosen = (Object.entries(combination) as [Prop, number][]).filter(([, value]) => value !== LEFT_OUT);
  return Object.fromEntries(chosen.map(([prop, value]) => [prop, VALUES[prop][value - 1](stack)]));
}

function withNeeds<Chosen extends Choices>(combination: Chosen): Chosen {
  const needed = (Object.keys(NEEDS) as Prop[])
    .filter((prop) => (combination[prop] ?? LEFT_OUT) !== LEFT_OUT)
    .map((prop) => NEEDS[prop]!)
    .filter((prop) => (combination[prop] ?? LEFT_OUT) === LEFT_OUT);
  return needed.length === 0 ? combination : withNeeds({ ...combination, ...Object.fromEntries(needed.map((prop) => [prop, 1])) });
}

function aloneWithNeeds(pair: string): Choices {
  return withNeeds(Object.fromEntries(pair.split(' ').map((part) => part.split('=')).map(([prop, value]) => [prop, Number(value)])) as Choices);
}

function shown(combination: Choices): string {
  return Object.entries(combination).filter(([, value]) => value !== LEFT_OUT).map(([prop, value]) => `${prop}=${value}`).join(' ');
}

const OURS = /^\[Shop\/Orders\] /;
const synthesized = new Set<string>(); // the pairs that came up in a combination that was not refused

test.each(COMBINATIONS.map((combination) => [shown(combination), combination] as const))('%s synthesizes or is refused by us', (_name, combination) => {
  expect(refusalOf(combination) ?? '[Shop/Orders] ').toMatch(OURS);
});

/** A refused combination hides the other pairs in it; so each pair that was seen in no other is tried on its own. */
test('each pair that was only seen refused synthesizes on its own, or is refused by us', () => {
  const hidden = pairsOf(SIZES).filter((pair) => !synthesized.has(pair)).map(aloneWithNeeds);
  // A pair with a prop that is left out is the same as that with any other one.
  for (const [name, combination] of new Map(hidden.map((each) => [shown(each), each]))) {
    expect({ name, refusal: refusalOf(combination) ?? '[Shop/Orders] ' }).toEqual({ name, refusal: expect.stringMatching(OURS) });
  }
});

test('each value of each prop synthesizes in some combination', () => {
  const values = Object.entries(SIZES).flatMap(([prop, size]) => Array.from({ length: size }, (_, value) => `${prop}=${value}`));
  const seen = new Set([...synthesized].flatMap((pair) => pair.split(' ')));
  expect(values.filter((value) => !seen.has(value))).toEqual([]);
});

/** What the documentation of a prop says, where a change of it makes a resource anew or takes one out of the stack. */
const REPLACES = /deployed stack replaces/;
const REMOVES = /leaves? the stack/;

describe('a prop that is set, changed or taken away on a running stack', () => {
  const DOCS = readFileSync('src/props/order-processing-api-props.ts', 'utf8');
  const docOf = (prop: Prop) => DOCS.slice(0, DOCS.indexOf(`readonly ${prop}?:`)).split('/**').pop()!.replace(/\s+\*\s+/g, ' ');

  /** What else the stack has: alone a prop could say nothing, and with everything it might be refused. */
  const STACKS: readonly Choices[] = [{}, { eventBus: 1 }, { encryptionKey: 2 }];

  const templateWith = (choices: Choices): Template[] => {
    const stack = new Stack(new App(LEAN), 'Shop', { env: { region: 'eu-central-1' } });
    try {
      new OrderProcessingApi(stack, 'Orders', propsOf(withNeeds(choices), stack));
    } catch {
      return []; // refused
    }
    return [Template.fromStack(stack)];
  };

  const lossesOf = (prop: Prop) => {
    const needed = NEEDS[prop] === undefined ? {} : { [NEEDS[prop]]: 1 }; // also there when the prop is not
    const changes = STACKS.flatMap((others) => {
      const templates = Array.from({ length: SIZES[prop] }, (_, value) => templateWith({ ...needed, ...others, [prop]: value })).flat();
      return templates.flatMap((before) => templates.filter((after) => after !== before).map((after) => lossesBetween(before, after, 'Orders')));
    });
    const unique = (types: string[]) => [...new Set(types)].sort();
    const [replaced, removed] = (['replaced', 'removed'] as const).map((loss) => unique(changes.flatMap((change) => change[loss])));
    return { replaced, removed, tried: changes.length };
  };

  test.each(Object.keys(VALUES) as Prop[])('%s leaves what holds data and the API\'s address as they are, or its documentation says what becomes of them', (prop) => {
    const { replaced, removed, tried } = lossesOf(prop);
    expect(tried).toBeGreaterThanOrEqual(2);
    expect({ replaced, says: REPLACES.test(docOf(prop)) }).toEqual({ replaced, says: replaced.length > 0 });
    expect({ removed, says: REMOVES.test(docOf(prop)) }).toEqual({ removed, says: removed.length > 0 });
  });

  test('the guide names the props that replace something or take it away, and no others', () => {
    const guide = readFileSync('docs/guide/names.md', 'utf8').split('## What a change replaces')[1].split('\n## ')[0];
    const named = (Object.keys(VALUES) as Prop[]).filter((prop) => new RegExp(`^\\|.*\`${prop}\`.*\\|.*\\|$`, 'm').test(guide));
    expect(named).toEqual((Object.keys(VALUES) as Prop[]).filter((prop) => REPLACES.test(docOf(prop)) || REMOVES.test(docOf(prop))));
  });
});
