/*
 * Values that the CDK CLI looks up: it synthesizes, is told what is missing, looks it up and synthesizes again. In the first round a dummy
 * stands for the value.
 */
import { App, Aws, CfnDynamicReference, CfnDynamicReferenceService, CfnParameter, Duration, Fn, SecretValue, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { IGrantable, IRole, PrincipalWithConditions, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { OrderAccess, OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff } from '../../src';
import { resourcesOf } from '../support/orders-stack';

type PropsIn = (stack: Stack) => OrderProcessingApiProps;

const PATH = '/shops/a-rather-long-path/that-leads-to-our/book-shop';
const lookup = (stack: Stack) => StringParameter.valueFromLookup(stack, PATH);

/** What the CLI would be told that is missing. */
function missingFor(propsIn: PropsIn): string[] {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-central-1' } });
  new OrderProcessingApi(stack, 'Orders', propsIn(stack));
  return (app.synth().manifest.missing ?? []).map(({ key }) => key);
}

/** The stack once the CLI has looked up what the first round was told to be missing. */
function lookedUp(propsIn: PropsIn, value: unknown): Template {
  const context = Object.fromEntries(missingFor(propsIn).map((key) => [key, value]));
  const stack = new Stack(new App({ context }), 'Shop', { env: { account: '111122223333', region: 'eu-central-1' } });
  new OrderProcessingApi(stack, 'Orders', propsIn(stack));
  return Template.fromStack(stack);
}

/** Each with a value that is right, one that is wrong, and what refuses it. */
const TEXTS: [string, PropsIn, string, string, RegExp][] = [
  ['projectName', (stack) => ({ projectName: lookup(stack) }), 'book-shop', 'Book Shop', /^\[Shop\/Orders\] projectName must .*, got 'Book Shop'$/],
  ['a part of projectName', (stack) => ({ projectName: `the-${lookup(stack)}` }), 'shop', 'p'.repeat(60), /projectName and the name of environment must have at most 47 characters together, /],
  ['environmentSuffix', (stack) => ({ environmentSuffix: lookup(stack) }), 'blue', 'Blue', /environmentSuffix must .*, got 'Blue'$/],
  ['outputPrefix', (stack) => ({ outputPrefix: lookup(stack) }), 'Books', '1', /outputPrefix must .*, got '1'$/],
  ['the name of an environment', (stack) => ({ environment: OrderEnvironment.custom(lookup(stack), OrderEnvironment.DEV) }), 'uat', 'prod', /environment must have a name of its own/],
  ['an origin', (stack) => ({ corsPreflight: { allowOrigins: [lookup(stack)] } }), 'https://shop.example.com', 'shop', /allowOrigins must .*, got 'shop'$/],
  ['a part of an origin', (stack) => ({ corsPreflight: { allowOrigins: [`https://${lookup(stack)}`] } }), 'shop.example.com', 'a/b', /allowOrigins must .*, got 'https:\/\/a\/b'$/],
  [
    'a path of the domain',
    (stack) => ({ domainMapping: { domainName: { domainNameRef: { domainName: 'api.example.com' } } as never, mappingKey: `${lookup(stack)}/v1` } }),
    'shop', '/', /domainMapping\.mappingKey must .*, got "\/\/v1"$/,
  ],
  ['a replica', (stack) => ({ replicas: [{ region: lookup(stack) }] }), 'eu-west-1', 'Dublin', /replicas\[0\]\.region must .*, got "Dublin"$/],
  [
    'a group of staff',
    (stack) => ({ access: OrderAccess.customers(jwt(), { staff: [OrderStaff.cognitoGroup(lookup(stack)), OrderStaff.scope(lookup(stack)), OrderStaff.claim(lookup(stack), 'x')] }) }),
    'staff', 'a b', /staff of access must be identified by /,
  ],
  ['the claim of customers', (stack) => ({ access: OrderAccess.customers(jwt(), { customerIdClaim: lookup(stack) }) }), 'uid', 'iss', /customerIdClaim of access must .*, got 'iss'$/],
  ['a scope', (stack) => ({ access: OrderAccess.staff(jwt(), { authorizationScopes: [lookup(stack)] }) }), 'orders/admin', 'a b', /authorizationScopes of access must .*, got "a b"$/],
];

function jwt(): HttpJwtAuthorizer {
  return new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });
}

describe.each(TEXTS)('%s that is looked up', (_, propsIn, right, wrong, refusal) => {
  test('is left to the CDK CLI to look up', () => {
    expect(missingFor(propsIn)).toEqual([expect.stringMatching(/^ssm:account=111122223333:parameterName=/)]);
  });

  test('is what was found in the next round', () => {
    expect(JSON.stringify(lookedUp(propsIn, right).toJSON())).toContain(right);
    expect(JSON.stringify(lookedUp(propsIn, right).toJSON())).not.toContain('dummy-value-for-');
  });

  test('fails when what was found is wrong', () => {
    expect(() => lookedUp(propsIn, wrong)).toThrow(refusal);
  });
});

const number = (stack: Stack) => Number(lookup(stack));

describe.each<[string, PropsIn, string, string, RegExp]>([
  ['memorySize', (stack) => ({ memorySize: number(stack) }), '512', '1', /memorySize must .*, got 1$/],
  ['timeout', (stack) => ({ timeout: Duration.seconds(number(stack)) }), '20', '1000', /timeout must .*, got /],
  ['reservedConcurrentExecutions', (stack) => ({ reservedConcurrentExecutions: number(stack) }), '77', '0', /reservedConcurrentExecutions must .*, got 0$/],
  ['throttle', (stack) => ({ throttle: { rateLimit: number(stack), burstLimit: number(stack) } }), '321', '0', /throttle\.rateLimit must .*, got 0/],
  ['alarms', (stack) => ({ alarms: { functionErrors: number(stack), nothingAcceptedFor: Duration.minutes(number(stack)), latencyP99: Duration.millis(number(stack)) } }), '42', '0', /alarms\.functionErrors must .*, got 0/],
])('a number of %s that is looked up', (_, propsIn, right, wrong, refusal) => {
  test('is no number before, and passes', () => {
    expect(missingFor(propsIn)).toHaveLength(1);
  });

  test('is checked when it is known', () => {
    expect(JSON.stringify(lookedUp(propsIn, right).toJSON())).toContain(right);
    expect(() => lookedUp(propsIn, wrong)).toThrow(refusal);
  });
});

test('fails as ever for what is no number where nothing is looked up', () => {
  expect(() => missingFor(() => ({ memorySize: Number(undefined) }))).toThrow(/memorySize must be a whole number .*, got NaN$/);
  expect(() => missingFor(() => ({ timeout: Duration.seconds(Number(undefined)) }))).toThrow(/timeout must be whole seconds /);
});

test('fails as ever for what is wrong and known while something else is looked up', () => {
  expect(() => missingFor((stack) => ({ projectName: lookup(stack), memorySize: 1 }))).toThrow(/^\[Shop\/Orders\] memorySize must be a whole number .*, got 1$/);
});

test('two instances whose names and prefixes are looked up do not clash before they are known', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-central-1' } });
  for (const name of ['books', 'music']) {
    const [projectName, outputPrefix] = ['name', 'prefix'].map((what) => StringParameter.valueFromLookup(stack, `/${name}/${what}`));
    new OrderProcessingApi(stack, name, { projectName, outputPrefix });
  }
  expect(app.synth().manifest.missing).toHaveLength(4);
});

test('a default of a lookup is checked, since it may stay', () => {
  const withDefault = (value: string): PropsIn => (stack) => ({ projectName: StringParameter.valueFromLookup(stack, PATH, value) });
  expect(missingFor(withDefault('book-shop'))).toHaveLength(1);
  expect(() => missingFor(withDefault('Book Shop'))).toThrow(/projectName must /);
});

test('what is brought by a lookup or by a looked-up name is left to the CLI', () => {
  expect(missingFor((stack) => ({
    vpc: Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-0a1b2c3d' }),
    securityGroups: [SecurityGroup.fromLookupById(stack, 'Group', 'sg-0a1b2c3d')],
    encryptionKey: Key.fromLookup(stack, 'Key', { aliasName: 'alias/orders' }),
    accessLogGroup: LogGroup.fromLogGroupName(stack, 'AccessLogs', lookup(stack)),
    eventBus: EventBus.fromEventBusName(stack, 'Bus', lookup(stack)),
    routes: [OrderRoute.createOrder()],
  })).map((key) => key.split(':')[0]).sort()).toEqual(['key-provider', 'security-group', 'ssm', 'vpc-provider']);
});

test.each<[string, PropsIn]>([
  ['a parameter of the stack', (stack) => ({ projectName: new CfnParameter(stack, 'Name').valueAsString })],
  ['an import', () => ({ projectName: Fn.importValue('ProjectName') })],
  ['a part of another value', () => ({ projectName: Fn.select(0, Fn.split('-', Aws.STACK_NAME)) })],
  ['a dynamic reference', (stack) => ({ projectName: new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/shop/name').toString(), environmentSuffix: StringParameter.valueForStringParameter(stack, '/a') })],
  ['a dynamic reference that is written out', () => ({ projectName: '{{resolve:ssm:/shop/name}}', corsPreflight: { allowOrigins: ['https://{{resolve:ssm:/shop/host}}'] } })],
  ['a secret', () => ({ environmentSuffix: SecretValue.secretsManager('shop').unsafeUnwrap() })],
])('%s is left to CloudFormation', (_, propsIn) => {
  expect(missingFor(propsIn)).toEqual([]);
});

test('a dynamic reference that is written out reaches CloudFormation as it is', () => {
  const stack = new Stack(new App(), 'Shop');
  new OrderProcessingApi(stack, 'Orders', { projectName: '{{resolve:ssm:/shop/name}}' });
  expect(resourcesOf(Template.fromStack(stack)).OrdersOrderProcessor555E19DA.Properties.FunctionName).toBe('{{resolve:ssm:/shop/name}}-dev-order-processor');
});

describe('a role that is looked up', () => {
  const reporting = (scope: Stack) => Role.fromLookup(scope, 'Reporting', { roleName: 'reporting' });
  const arn = (account: string) => [{ Arn: `arn:aws:iam::${account}:role/reporting` }];

  /** Grants to the role, which is looked up in the stack itself or in another one. */
  function grantTo(wrapped: (role: IRole) => IGrantable, context?: Record<string, unknown>, place: 'own' | 'other' = 'own'): App {
    const app = new App({ context });
    const env = { account: '111122223333', region: 'eu-central-1' };
    const stack = new Stack(app, 'Shop', { env });
    const role = reporting(place === 'own' ? stack : new Stack(app, 'Elsewhere', { env }));
    const { grants } = new OrderProcessingApi(stack, 'Orders', { access: OrderAccess.staff(new HttpIamAuthorizer()) });
    for (const method of ['invoke', 'readOrders', 'manageOrders', 'orderProcessing'] as const) grants[method](wrapped(role));
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
    return app;
  }

  const foundFor = (app: App, account: string) => Object.fromEntries((app.synth().manifest.missing ?? []).map(({ key }) => [key, arn(account)]));

  test('is left to the CDK CLI to look up, and in the next round the one that the function runs with', () => {
    const propsIn: PropsIn = (stack) => ({ role: reporting(stack) });
    expect(missingFor(propsIn)).toEqual([expect.stringMatching(/^cc-api-provider:/)]);
    expect(JSON.stringify(resourcesOf(lookedUp(propsIn, arn('111122223333'))))).toContain('arn:aws:iam::111122223333:role/reporting');
    expect(() => lookedUp(propsIn, arn('999999999999'))).toThrow("role must be in the account of the stack, '111122223333', got one in '999999999999'");
    expect(() => lookedUp(propsIn, arn('123456789012'))).toThrow("role must be in the account of the stack, '111122223333', got one in '123456789012'");
  });

  test.each<[string, (role: IRole) => IGrantable]>([
    ['itself', (role) => role],
    ['with conditions', (role) => new PrincipalWithConditions(role, {})],
  ])('gets the grants in the next round: %s', (_, wrapped) => {
    for (const place of ['own', 'other'] as const) {
      const found = foundFor(grantTo(wrapped, undefined, place), '111122223333');
      expect(Object.keys(found)).toHaveLength(1);
      expect(grantTo(wrapped, found, place).synth().manifest.missing).toBeUndefined();
      expect(() => grantTo(wrapped, foundFor(grantTo(wrapped, undefined, place), '123456789012'), place)).toThrow(/needs a grantee in the account of the stack, '111122223333', got .* in '123456789012'/);
    }
  });
});
