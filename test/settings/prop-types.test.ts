/*
 * What a compiler would refuse, and plain JavaScript sends: a sentence in place of an error somewhere inside of the CDK.
 */
import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { OrderAccess, OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderRouteOptions } from '../../src';
import { ordersStack } from '../support/orders-stack';
import { accepts, newStack, refusalOf, several } from '../support/refusals';

const refused = (props: unknown) => refusalOf(props as OrderProcessingApiProps).replace('Error: [Shop/Orders] ', '');

test.each<[string, unknown, string]>([
  ['table', 'my-table', 'a table such as TableV2.fromTableName(scope, id, name), got "my-table"'],
  ['role', 'arn:aws:iam::111122223333:role/orders', 'a role such as Role.fromRoleArn(scope, id, arn), got "arn:aws:iam::111122223333:role/orders"'],
  ['role', '', 'a role such as Role.fromRoleArn(scope, id, arn), got ""'],
  ['accessLogGroup', [], 'a log group such as LogGroup.fromLogGroupName(scope, id, name), got a list'],
  ['handlerLogGroup', {}, 'a log group such as LogGroup.fromLogGroupName(scope, id, name), got another object'],
  ['encryptionKey', null, 'a key such as Key.fromKeyArn(scope, id, arn), got null'],
  ['eventBus', 'default', 'a bus such as EventBus.fromEventBusName(scope, id, name), got "default"'],
  ['vpc', new Stack(), 'a VPC such as Vpc.fromLookup(scope, id, { vpcId }), got the object Stack'],
  ['dataProtectionPolicy', 'policy', 'a policy such as new DataProtectionPolicy({ identifiers }), got "policy"'],
  ['vpcSubnets', 'private', 'an object such as { subnetType: SubnetType.PRIVATE_ISOLATED }, got "private"'],
  ['corsPreflight', 'https://shop.example.com', 'an object such as { allowOrigins: [\'https://shop.example.com\'] }, got "https://shop.example.com"'],
  ['throttle', 100, 'an object such as { rateLimit: 100, burstLimit: 50 }, got 100'],
  ['alarms', new Topic(newStack(), 'OnCall'), 'an object such as { actions: [new SnsAction(topic)] }, got the object Topic'],
  ['alarms', new SnsAction(new Topic(newStack(), 'OnCall')), 'an object such as { actions: [new SnsAction(topic)] }, got the object SnsAction'],
  ['provisionedConcurrency', 5, 'an object such as { minCapacity: 1 }, got 5'],
  ['securityGroups', 'sg-1', 'a list such as [SecurityGroup.fromSecurityGroupId(scope, id, groupId)], got "sg-1"'],
  ['outputs', 'false', 'true or false, got "false"'],
  ['dashboard', 1, 'true or false, got 1'],
  ['generatedNames', {}, 'true or false, got another object'],
  ['deletionProtection', () => true, 'true or false, got a function'],
  ['projectName', 0, "a text such as 'shop', got 0"],
  ['outputPrefix', 1n, "a text such as 'shop', got 1"],
])('%s fails for %j', (prop, value, expected) => {
  expect(refused({ [prop]: value })).toBe(`${prop} must be ${expected}`);
});

test.each([['null', null], ['a text', 'book-shop']])('the props themselves fail when they are %s', (_, props) => {
  expect(refused(props)).toBe(`the props must be an object such as { projectName: 'book-shop' }, got ${JSON.stringify(props)}`);
});

test('all that are of another type fail in one message', () => {
  expect(refused({ table: 'a', outputs: 'no' })).toMatch(/^2 errors in the props:\n- table must be .*\n- outputs must be true or false, got "no"$/);
});

test('a construct whose class jsii does not know is named by its path', () => {
  const stack = newStack();
  const imported = Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'] });
  const shop = new (class Shop extends Construct {})(stack, 'Shop');
  expect(refusalOf({ table: imported, role: shop } as unknown as OrderProcessingApiProps, stack)).toBe(`Error: [Shop/Orders] ${several([
    "table must be a table such as TableV2.fromTableName(scope, id, name), got the construct 'Shop/Vpc'",
    "role must be a role such as Role.fromRoleArn(scope, id, arn), got the construct 'Shop/Shop'",
  ])}`);
});

describe('names that are no props', () => {
  const only = 'the props must only have names of OrderProcessingApiProps, got';

  test('fail, each with the prop that is probably meant', () => {
    expect(refused({ projectname: 'shop', enviroment: OrderEnvironment.PROD, dashbord: true, timeOut: Duration.seconds(5), stage: 'prod' })).toBe(
      `${only} projectname (did you mean projectName?), enviroment (did you mean environment?), dashbord (did you mean dashboard?), timeOut (did you mean timeout?), stage`,
    );
  });

  test('fail for the props of a stack, which are not for it', () => {
    expect(refused({ env: { region: 'eu-central-1' }, memorySize: 512 })).toBe(`${only} env`);
  });

  test('have their values in the same error, under the name that is meant', () => {
    expect(refused({ memorysize: 1, dashbord: 'yes' })).toBe(several([
      `${only} memorysize (did you mean memorySize?), dashbord (did you mean dashboard?)`,
      'dashboard must be true or false, got "yes"',
      'memorySize must be a whole number from 128 to 10240 MiB, got 1',
    ]));
  });

  test('and none of them when they have no value', () => {
    accepts({ enviroment: undefined } as OrderProcessingApiProps);
  });
});

describe('one error has all faults: that of a name or type beside', () => {
  const ofValue = 'memorySize must be a whole number from 128 to 10240 MiB, got 1';
  const inSubnets = { vpcSubnets: { onePerAz: true }, securityGroups: [] };
  const network = 'a VPC such as Vpc.fromLookup(scope, id, { vpcId }), got "vpc-1"';
  const options = {
    alarms: 'actions, serverErrorPercent, minServerErrors, latencyP99, functionErrors, functionThrottles, tableThrottles, nothingAcceptedFor',
    throttle: 'rateLimit, burstLimit',
    corsPreflight: 'allowCredentials, allowHeaders, allowMethods, allowOrigins, exposeHeaders, maxAge',
    provisionedConcurrency: 'minCapacity, maxCapacity, utilizationTarget',
  };
  const only = (prop: keyof typeof options, got: string) => `${prop} must only have the options ${options[prop]}, got ${got}`;

  test.each<[string, object, readonly string[]]>([
    ['the value of another prop', { dashboard: 'yes' }, ['dashboard must be true or false, got "yes"']],
    ['the value of the misspelt option', { alarms: { serverErrorPercnt: 101 } },
      [only('alarms', 'serverErrorPercnt (did you mean serverErrorPercent?)'), 'alarms.serverErrorPercent must be a number above 0 and at most 100, got 101']],
    ['the value of another option', { alarms: { threshold: 1, tableThrottles: 0 } },
      [only('alarms', 'threshold'), 'alarms.tableThrottles must be a whole number from 1 to 1000000 in five minutes, got 0']],
    ['a needed option that is misspelt', { throttle: { ratelimit: 5, burstLimit: 0 } },
      [only('throttle', 'ratelimit (did you mean rateLimit?)'), 'throttle.burstLimit must be a whole number from 1 to 2147483647 requests, got 0']],
  ])('%s', (_, props, faults) => {
    expect(refused({ ...props, memorySize: 1 }).split('\n- ').slice(1).sort()).toEqual([...faults, ofValue].sort());
  });

  test.each<[string, object, readonly string[]]>([
    ['a needed option that is missing', { throttle: { rate: 5, burstLimit: 0 } }, [only('throttle', 'rate (did you mean rateLimit?)'),
      'throttle.burstLimit must be a whole number from 1 to 2147483647 requests, got 0']],
    ['a needed option that has another name', { provisionedConcurrency: { environments: 5 } }, [only('provisionedConcurrency', 'environments')]],
    ['origins under another name, beside credentials', { corsPreflight: { domains: ['https://shop.example.com'], allowCredentials: true } }, [only('corsPreflight', 'domains')]],
    ['subnets of a VPC of another type', { vpc: 'vpc-1', ...inSubnets }, [`vpc must be ${network}`]],
    ['a retention for the log group of events, of which the bus has another type', {
      eventBus: 'shop', personalDataInEvents: true, logRetention: 30, accessLogGroup: LogGroup.fromLogGroupName(newStack(), 'Access', 'a'), handlerLogGroup: LogGroup.fromLogGroupName(newStack(), 'Function', 'b'),
    }, ['eventBus must be a bus such as EventBus.fromEventBusName(scope, id, name), got "shop"']],
  ])('and no fault that only follows from it: %s', (_, props, faults) => {
    expect(refused({ ...props, memorySize: 1 }).split('\n- ').slice(1).sort()).toEqual([...faults, ofValue].sort());
  });

  test.each([['names', { generatedNames: 'yes' }, 'generatedNames'], ['outputs', { outputs: 'no' }, 'outputs']])('nor one of %s that another instance has', (_, props, prop) => {
    const { stack } = ordersStack();
    expect(() => new OrderProcessingApi(stack, 'Other', { projectName: prop === 'outputs' ? 'other' : undefined, outputPrefix: prop === 'outputs' ? undefined : 'Other', ...props } as never))
      .toThrow(new Error(`[Shop/Other] ${prop} must be true or false, got ${JSON.stringify(Object.values(props)[0])}`));
  });
});

test.each<[string, unknown, string]>([
  ['allowOrigins', {}, 'corsPreflight.allowOrigins must be a list of origins, got {}'],
  ['allowMethods', {}, 'corsPreflight.allowMethods must be a list such as [CorsHttpMethod.POST] that is known at synth, got another object'],
  ['allowHeaders', 'X-Token', 'corsPreflight.allowHeaders must be a list of header names, got "X-Token"'],
  ['exposeHeaders', 'ETag', 'corsPreflight.exposeHeaders must be a list of header names, got "ETag"'],
  ['allowCredentials', '', 'corsPreflight.allowCredentials must be true or false, got ""'],
])('corsPreflight.%s fails for %j', (field, value, message) => {
  expect(refused({ corsPreflight: { [field]: value } })).toBe(message);
});

describe('a field that is misspelt, and would be passed over in silence, fails in', () => {
  const guests = OrderAccess.guests();

  test.each<[string, unknown, string]>([
    ['corsPreflight', { allowedOrigins: ['https://shop.example.com'] },
      'corsPreflight must only have the options allowCredentials, allowHeaders, allowMethods, allowOrigins, exposeHeaders, maxAge, got allowedOrigins (did you mean allowOrigins?)'],
    ['throttle', { rateLimit: 1, burstLimit: 1, limit: 1 }, 'throttle must only have the options rateLimit, burstLimit, got limit'],
    ['alarms', { action: [], latency: Duration.seconds(1) },
      'alarms must only have the options actions, serverErrorPercent, minServerErrors, latencyP99, functionErrors, functionThrottles, '
        + 'tableThrottles, nothingAcceptedFor, got action (did you mean actions?), latency (did you mean latencyP99?)'],
    ['provisionedConcurrency', { minCapacity: 1, max: 2 }, 'provisionedConcurrency must only have the options minCapacity, maxCapacity, utilizationTarget, got max (did you mean maxCapacity?)'],
    ['replicas', [{ region: 'eu-west-1', key: 1 }], 'replicas[0] must only have the options region, encryptionKey, got key'],
  ])('%s', (prop, value, message) => {
    const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1' } });
    expect(refusalOf({ [prop]: value } as OrderProcessingApiProps, stack)).toBe(`Error: [Shop/Orders] ${message}`);
  });

  test.each<[string, unknown, string]>([
    ['a route', { acces: guests }, 'OrderRoute.createOrder() must only have the options access, got acces (did you mean access?)'],
    ['a route, where the access stands in place of the options', guests,
      'OrderRoute.createOrder() must have options such as { access: OrderAccess.staff(authorizer) }, got the object OrderAccess'],
    ['a route, where the options are a text', 'guests', 'OrderRoute.createOrder() must have options such as { access: OrderAccess.staff(authorizer) }, got "guests"'],
  ])('the options of %s', (_, options, message) => {
    expect(refused({ routes: [OrderRoute.createOrder(options as OrderRouteOptions)] })).toBe(message);
  });

  test('and one that has no value is none', () => {
    const throttle = { rateLimit: 1, burstLimit: 1, limit: undefined };
    accepts({ throttle, routes: [OrderRoute.createOrder(null as never)] } as OrderProcessingApiProps);
  });

  test.each(['corsPreflight', 'alarms', 'throttle'])('and a token in place of %s, whose fields nobody could read', (prop) => {
    expect(refused({ [prop]: Lazy.any({ produce: () => ({}) }) })).toMatch(new RegExp(`^${prop} must be an object such as .*, got a token$`));
  });
});

const login = () => new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });
const circular: Record<string, unknown> = { rateLimit: 1 };
circular.burstLimit = circular;

test.each<[string, unknown, string]>([
  ['customers of null', { access: OrderAccess.customers(null as never) },
    'access must have an authorizer such as new HttpJwtAuthorizer(id, issuer, { jwtAudience }), got null'],
  ['a data protection policy that is none', { dataProtectionPolicy: { identifiers: [] } },
    'dataProtectionPolicy must be a policy such as new DataProtectionPolicy({ identifiers }), got another object'],
  ['a large whole number in a value', { throttle: { rateLimit: 1, burstLimit: [1n] } },
    'throttle.burstLimit must be a whole number from 1 to 2147483647 requests, got ["1"]'],
  ['a symbol in a value', { access: OrderAccess.customers(login(), { authorizationScopes: Symbol('a') } as never) },
    "authorizationScopes of access must be a list of OAuth scopes such as ['orders/read'], got Symbol(a)"],
  ['an object in itself', { throttle: circular }, 'throttle.burstLimit must be a whole number from 1 to 2147483647 requests, got another object'],
])('%s fails with a sentence, where no compiler has looked', (_, props, message) => {
  expect(refused(props)).toBe(message);
});

test.each([['a text', ['sg-1'], '"sg-1"'], ['null', [null], 'null']])('a security group that is %s fails', (_, securityGroups, got) => {
  const stack = newStack();
  const vpc = new Vpc(stack, 'Vpc');
  expect(refusalOf({ vpc, securityGroups } as unknown as OrderProcessingApiProps, stack)).toBe(
    `Error: [Shop/Orders] securityGroups must contain security groups such as SecurityGroup.fromSecurityGroupId(scope, id, groupId), got ${got}`,
  );
});

test('null in alarms is like none', () => {
  accepts({ alarms: { nothingAcceptedFor: null, actions: null } } as unknown as OrderProcessingApiProps);
});

test('null keeps the default, as some languages send what is left out', () => {
  const corsPreflight = { allowOrigins: null, maxAge: null };
  accepts({ projectName: null, memorySize: null, timeout: null, outputs: null, corsPreflight } as unknown as OrderProcessingApiProps);
});

test('an authorizer is no prop type of ours: access says what it got', () => {
  expect(refused({ access: new HttpNoneAuthorizer() })).toMatch(/got the object HttpNoneAuthorizer$/);
});
