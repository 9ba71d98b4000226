import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpAuthorizer, HttpNoneAuthorizer, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer, HttpLambdaAuthorizer, HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Code, Function as LambdaFunction, IFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CustomerAccessOptions, OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff } from '../../src';
import { propertiesOf } from '../support/orders-stack';
import { accepts, failsFor, newStack, refusalOf, several } from '../support/refusals';

const { guests, customers, staff } = OrderAccess;

function newPool(...clients: string[]): HttpUserPoolAuthorizer {
  const stack = new Stack();
  return new HttpUserPoolAuthorizer('Pool', UserPool.fromUserPoolId(stack, 'Pool', 'eu-central-1_a1b2c3d4e'), {
    userPoolClients: clients.map((client) => UserPoolClient.fromUserPoolClientId(stack, client, client)),
  });
}

const { createOrder, eraseCustomer, eraseOrder, getOrder, listOrders, updateOrderStatus } = OrderRoute;

const jwt = new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });
const iam = new HttpIamAuthorizer();
const none = new HttpNoneAuthorizer();
const lambda = new HttpLambdaAuthorizer('Own', authorizerFunction(newStack()));

/** What an app calls its own authorizer is what the message must say. */
class CompanyIamAuthorizer extends HttpIamAuthorizer {}
class CompanyOpenAuthorizer extends HttpNoneAuthorizer {}

function authorizerFunction(stack: Stack): IFunction {
  return new LambdaFunction(stack, 'Authorizer', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ isAuthorized: false });'),
  });
}

/** An authorizer belongs to the first API that it is put on, so an API that is accepted needs one of its own. */
function newJwt(): HttpJwtAuthorizer {
  return new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });
}

function imported(authorizerType: string, stack = newStack()): IHttpRouteAuthorizer {
  return HttpAuthorizer.fromHttpAuthorizerAttributes(stack, 'Imported', { authorizerId: 'a1b2c3', authorizerType });
}

describe('erasure', () => {
  const notForCustomers = (operations: string) => (
    `access of OrderRoute.${operations}() must be OrderAccess.staff(authorizer) or have staff, since customers may not erase personal data, `
    + 'got OrderAccess.customers(authorizer) without staff'
  );

  failsFor([
    {
      name: 'guests',
      props: { routes: [eraseOrder()], access: guests() },
      message: 'access of OrderRoute.eraseOrder() must be OrderAccess.customers(authorizer) or OrderAccess.staff(authorizer), since guests may not read or change orders, got OrderAccess.guests()',
    },
    { name: 'customers only', props: { routes: [eraseOrder()], access: customers(jwt) }, message: notForCustomers('eraseOrder') },
    {
      name: 'customers only, on both routes',
      props: { routes: [...OrderRoute.standard(), eraseOrder(), eraseCustomer()], access: customers(jwt, { staff: [] }) },
      message: notForCustomers('eraseOrder() and OrderRoute.eraseCustomer'),
    },
    {
      name: 'orders of a customer that no index finds',
      props: { routes: [createOrder(), eraseCustomer()], access: staff(iam) },
      message: 'routes must contain OrderRoute.listOrders() for OrderRoute.eraseCustomer(), since its index finds the orders of a customer, '
        + 'got OrderRoute.createOrder() and OrderRoute.eraseCustomer()',
    },
  ]);

  test.each<{ name: string; props: () => OrderProcessingApiProps }>([
    { name: 'staff', props: () => ({ routes: [eraseOrder()], access: staff(iam) }) },
    { name: 'staff beside customers', props: () => ({ routes: [listOrders(), eraseCustomer()], access: customers(newJwt(), { staff: [OrderStaff.scope('orders/admin')] }) }) },
    { name: 'staff with an authorizer of its own', props: () => ({ routes: [...OrderRoute.standard(), eraseOrder({ access: staff(iam) })], access: customers(newJwt()) }) },
  ])('is for $name', ({ props }) => {
    accepts(props());
  });
});

describe('guests', () => {
  const notForGuests = (operations: string, got: string) => (
    `access of OrderRoute.${operations}() must be OrderAccess.customers(authorizer) or OrderAccess.staff(authorizer), since guests may not read or change orders, got ${got}`
  );

  failsFor([
    { name: 'getOrder without access', props: { routes: [getOrder()] }, message: notForGuests('getOrder', 'none') },
    { name: 'listOrders without access', props: { routes: [listOrders()] }, message: notForGuests('listOrders', 'none') },
    { name: 'updateOrderStatus without access', props: { routes: [updateOrderStatus()] }, message: notForGuests('updateOrderStatus', 'none') },
    {
      name: 'access that is undefined, as jsii languages send it',
      props: { routes: [getOrder({ access: undefined })], access: undefined },
      message: notForGuests('getOrder', 'none'),
    },
    {
      name: 'every route but the one that takes orders',
      props: { routes: OrderRoute.standard(), access: guests() },
      message: notForGuests('getOrder(), OrderRoute.listOrders() and OrderRoute.updateOrderStatus', 'OrderAccess.guests()'),
    },
    {
      name: 'a route that is theirs beside others that are not',
      props: { routes: [createOrder(), getOrder({ access: guests() }), listOrders()], access: customers(jwt) },
      message: notForGuests('getOrder', 'OrderAccess.guests()'),
    },
  ]);

  test.each<{ name: string; props: () => OrderProcessingApiProps }>([
    { name: 'alone', props: () => ({ access: guests() }) },
    { name: 'beside customers', props: () => ({ routes: [createOrder({ access: guests() }), getOrder()], access: customers(newJwt()) }) },
    { name: 'beside staff', props: () => ({ routes: [createOrder({ access: guests() }), getOrder(), listOrders()], access: staff(iam) }) },
    { name: 'by default beside customers', props: () => ({ routes: [createOrder(), getOrder({ access: customers(newJwt()) })] }) },
  ])('place orders $name', ({ props }) => {
    accepts(props());
  });
});

describe('an authorizer', () => {
  const claimless = (authorizer: string, prop = 'access') => (
    `${prop} for customers needs a JWT, user pool or Lambda authorizer, which identifies the customer, got ${authorizer}`
  );
  const missing = (got: string) => `access must have an authorizer such as new HttpJwtAuthorizer(id, issuer, { jwtAudience }), got ${got}`;

  failsFor([
    { name: 'customers behind IAM', props: { access: customers(iam) }, message: claimless('HttpIamAuthorizer') },
    { name: 'customers behind a subclass of IAM', props: { access: customers(new CompanyIamAuthorizer()) }, message: claimless('CompanyIamAuthorizer') },
    { name: 'customers whom nobody proves', props: { access: customers(none) }, message: claimless('HttpNoneAuthorizer') },
    { name: 'customers behind a subclass of none', props: { access: customers(new CompanyOpenAuthorizer()) }, message: claimless('CompanyOpenAuthorizer') },
    { name: 'customers behind an imported one that is open', props: { access: customers(imported('NONE')) }, message: claimless('an imported authorizer of the type NONE') },
    {
      name: 'customers of one route behind IAM',
      props: { routes: [createOrder(), getOrder({ access: customers(iam) })], access: customers(jwt) },
      message: claimless('HttpIamAuthorizer', 'access of OrderRoute.getOrder()'),
    },
    {
      name: 'staff behind an imported one that lets everybody in, which nobody said on purpose',
      props: { access: staff(imported('NONE')) },
      message: 'access for staff needs an authorizer that only accepts staff, or new HttpNoneAuthorizer() to make it public, got an imported authorizer of the type NONE',
    },
    {
      name: 'an imported one of a type that a route does not know',
      props: { access: staff(imported('REQUEST')) },
      message: 'access must have an authorizer of one of the types AWS_IAM, CUSTOM, JWT, NONE, got an imported authorizer of the type REQUEST',
    },
    // What a compiler would refuse, and plain JavaScript sends.
    { name: 'none for customers', props: { access: customers(undefined as unknown as IHttpRouteAuthorizer) }, message: missing('none') },
    { name: 'none for staff', props: { access: staff(undefined as unknown as IHttpRouteAuthorizer) }, message: missing('none') },
    { name: 'null', props: { access: staff(null as unknown as IHttpRouteAuthorizer) }, message: missing('null') },
    { name: 'a text', props: { access: customers('Jwt' as unknown as IHttpRouteAuthorizer) }, message: missing('"Jwt"') },
    { name: 'a user pool', props: { access: customers(new UserPool(newStack(), 'Pool') as unknown as IHttpRouteAuthorizer) }, message: missing('the object UserPool') },
    {
      name: 'an authorizer in place of access',
      props: { access: jwt as unknown as OrderAccess },
      message: 'access must be an OrderAccess such as OrderAccess.guests() or OrderAccess.customers(authorizer), got the object HttpJwtAuthorizer',
    },
    {
      name: 'the name of access in place of it, on a route',
      props: { routes: [createOrder({ access: 'staff' as unknown as OrderAccess })] },
      message: 'access of OrderRoute.createOrder() must be an OrderAccess such as OrderAccess.guests() or OrderAccess.customers(authorizer), got "staff"',
    },
  ]);

  test.each<{ kind: string; make: (stack: Stack) => IHttpRouteAuthorizer; options?: CustomerAccessOptions }>([
    { kind: 'HttpJwtAuthorizer', make: newJwt },
    { kind: 'HttpUserPoolAuthorizer', make: (stack) => new HttpUserPoolAuthorizer('Customers', new UserPool(stack, 'Pool')) },
    { kind: 'HttpLambdaAuthorizer', make: (stack) => new HttpLambdaAuthorizer('Own', authorizerFunction(stack)), options: { customerIdClaim: 'customerId' } },
    { kind: 'an imported JWT authorizer', make: (stack) => imported('JWT', stack) },
    { kind: 'an imported Lambda authorizer', make: (stack) => imported('CUSTOM', stack), options: { customerIdClaim: 'customerId' } },
  ])('$kind tells customers apart on every route', ({ make, options }) => {
    const stack = newStack();
    expect(() => new OrderProcessingApi(stack, 'Orders', { routes: OrderRoute.standard(), access: customers(make(stack), options) })).not.toThrow();
  });

  test.each<{ kind: string; make: () => IHttpRouteAuthorizer }>([
    { kind: 'HttpJwtAuthorizer', make: newJwt },
    { kind: 'HttpIamAuthorizer', make: () => iam },
    { kind: 'HttpNoneAuthorizer', make: () => none },
  ])('$kind lets staff in on every route', ({ make }) => {
    accepts({ routes: OrderRoute.standard(), access: staff(make()) });
  });

  test.each([
    { kind: 'HttpJwtAuthorizer', make: (): IHttpRouteAuthorizer => newJwt() },
    { kind: 'HttpUserPoolAuthorizer', make: (): IHttpRouteAuthorizer => new HttpUserPoolAuthorizer('Customers', new UserPool(newStack(), 'Pool')) },
    { kind: 'HttpLambdaAuthorizer', make: (): IHttpRouteAuthorizer => new HttpLambdaAuthorizer('Own', authorizerFunction(newStack())) },
  ])('fails for an $kind that another API has already, once for all routes', ({ kind, make }) => {
    const authorizer = make();
    new OrderProcessingApi(newStack(), 'Orders', { access: staff(authorizer) });
    expect(refusalOf({ routes: [createOrder({ access: staff(authorizer) }), getOrder()], access: staff(authorizer) }))
      .toBe(`Error: [Shop/Orders] access must have an authorizer that no other API uses, got ${kind} of another API: create one for each API`);
  });

  test('that is imported serves two APIs', () => {
    const authorizer = imported('JWT');
    accepts({ routes: OrderRoute.standard(), access: customers(authorizer) });
    accepts({ routes: OrderRoute.standard(), access: customers(authorizer) });
  });

  test('that is on several routes serves customers on one and staff on another', () => {
    const authorizer = newJwt();
    accepts({ routes: [createOrder({ access: customers(authorizer) }), getOrder({ access: staff(authorizer) })] });
  });
});

describe('authorizationScopes', () => {
  const malformed = (scope: string) => `authorizationScopes of access must be OAuth scopes such as 'orders/read', got ${JSON.stringify(scope)}`;
  const unknownTo = (authorizer: string, prop = 'access') => `authorizationScopes of ${prop} needs a JWT or user pool authorizer, got ${authorizer}`;
  const asking = (authorizer: IHttpRouteAuthorizer, ...authorizationScopes: string[]) => ({ access: staff(authorizer, { authorizationScopes }) });

  failsFor([
    ...['', ' ', 'orders read', 'orders"read', 'orders\\read', 'größe', 'orders/read\n', '\u007f'].map((scope) => ({
      name: `the scope ${JSON.stringify(scope)}`, props: asking(jwt, scope), message: malformed(scope),
    })),
    {
      name: 'each malformed scope among good ones',
      props: asking(jwt, 'orders/read', 'a b', 'orders/write', ''),
      message: several([malformed('a b'), malformed('')]),
    },
    {
      name: 'a malformed scope of customers on a route',
      props: { routes: [createOrder({ access: customers(jwt, { authorizationScopes: ['a b'] }) })] },
      message: malformed('a b').replace('access', 'access of OrderRoute.createOrder()'),
    },
    {
      name: 'more scopes than a route can have',
      props: asking(jwt, ...Array.from({ length: 11 }, (_, index) => `orders/${index}`)),
      message: 'authorizationScopes of access must be at most 10, got 11',
    },
    {
      name: 'scopes that are no list',
      props: { access: staff(jwt, { authorizationScopes: 'orders/read' as unknown as string[] }) },
      message: 'authorizationScopes of access must be a list of OAuth scopes such as [\'orders/read\'], got "orders/read"',
    },
    { name: 'HttpNoneAuthorizer', props: asking(none, 'orders/write'), message: unknownTo('HttpNoneAuthorizer') },
    { name: 'HttpIamAuthorizer', props: asking(iam, 'orders/write'), message: unknownTo('HttpIamAuthorizer') },
    { name: 'HttpLambdaAuthorizer', props: asking(lambda, 'orders/write'), message: unknownTo('HttpLambdaAuthorizer') },
    { name: 'a subclass of HttpIamAuthorizer', props: asking(new CompanyIamAuthorizer(), 'orders/write'), message: unknownTo('CompanyIamAuthorizer') },
    { name: 'an imported Lambda authorizer', props: asking(imported('CUSTOM'), 'orders/write'), message: unknownTo('an imported authorizer of the type CUSTOM') },
    {
      name: 'a route\'s own access that knows none',
      props: { routes: [createOrder(), getOrder({ access: staff(iam, { authorizationScopes: ['orders/read'] }) })], access: customers(jwt) },
      message: unknownTo('HttpIamAuthorizer', 'access of OrderRoute.getOrder()'),
    },
  ]);

  test.each(['orders/read', 'openid', 'https://shop.example.com/orders.read', 'orders:read', '!', '[]', '~'])('accepts the scope %s', (scope) => {
    accepts(asking(newJwt(), scope));
  });

  test('accepts no scope with whatever authorizer', () => {
    accepts(asking(iam));
    accepts(asking(none));
  });

  test('accepts a token, and hands it on', () => {
    const stack = newStack();
    new OrderProcessingApi(stack, 'Orders', asking(newJwt(), new CfnParameter(stack, 'Scope').valueAsString, `orders ${Lazy.string({ produce: () => 'read' })}`));
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Route', { AuthorizationScopes: [{ Ref: 'Scope' }, 'orders read'] });
  });

  test('accepts a list that is a token, and hands it on', () => {
    const stack = newStack();
    const authorizationScopes = new CfnParameter(stack, 'Scopes', { type: 'CommaDelimitedList' }).valueAsList;
    new OrderProcessingApi(stack, 'Orders', { access: customers(newJwt(), { authorizationScopes }) });
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Route', { AuthorizationScopes: { Ref: 'Scopes' } });
  });
});

describe('customerIdClaim', () => {
  const malformed = (claim: string) => `customerIdClaim of access must be the name of a claim such as 'sub', of 1 to 128 printable ASCII characters, got ${JSON.stringify(claim)}`;
  const missing = (authorizer: string) => `customerIdClaim of access must be the field with the customer id in the context of the Lambda authorizer, got none with ${authorizer}`;

  failsFor([
    ...[
      'iss', 'aud', 'scope', 'scp', 'cognito:groups', 'roles', 'email_verified', 'iat', 'exp', 'nbf', 'auth_time', 'client_id', 'azp', 'cid', 'appid', 'acr', 'amr', 'tid',
      'jti', 'uti', 'event_id', 'origin_jti', 'at_hash', 'nonce', 'sid', 'version',
    ].map((customerIdClaim) => ({
      name: `${customerIdClaim}, which several customers have alike or which differs in each token`,
      props: { access: customers(jwt, { customerIdClaim }) },
      message: `customerIdClaim of access must be a claim that identifies a single customer, such as 'sub', got '${customerIdClaim}'`,
    })),
    ...['', 'customer id', 'größe', 'sub\n', '\u007f', 's'.repeat(129)].map((customerIdClaim) => ({
      name: JSON.stringify(customerIdClaim).slice(0, 20), props: { access: customers(jwt, { customerIdClaim }) }, message: malformed(customerIdClaim),
    })),
    { name: 'none with a Lambda authorizer', props: { access: customers(lambda) }, message: missing('HttpLambdaAuthorizer') },
    { name: 'none with an imported Lambda authorizer', props: { access: customers(imported('CUSTOM')) }, message: missing('an imported authorizer of the type CUSTOM') },
  ]);

  test.each(['sub', 'cognito:username', 'https://shop.example.com/customer', '!', '~', 's'.repeat(128)])('accepts %s', (customerIdClaim) => {
    accepts({ access: customers(newJwt(), { customerIdClaim }) });
  });

  test('with a token is not refused for the length of its placeholder', () => {
    accepts({ access: customers(newJwt(), { customerIdClaim: `${'s'.repeat(120)}${Lazy.string({ produce: () => 'ub' })}` }) });
  });
});

describe('callerIdClaim', () => {
  const malformed = (claim: unknown) => `callerIdClaim of access must be the name of a claim such as 'sub', of 1 to 128 printable ASCII characters, got ${JSON.stringify(claim)}`;
  const alike = (claim: string) => `callerIdClaim of access must be a claim that identifies a single caller, such as 'sub', got '${claim}'`;
  const nameless = (authorizer: string) => `callerIdClaim of access needs a JWT, user pool or Lambda authorizer, got ${authorizer}`;

  failsFor([
    ...['', 'partner id', 'größe', 'p'.repeat(129)].map((callerIdClaim) => ({
      name: JSON.stringify(callerIdClaim).slice(0, 20), props: { access: staff(lambda, { callerIdClaim }) }, message: malformed(callerIdClaim),
    })),
    { name: 'a number, as plain JavaScript sends it', props: { access: staff(lambda, { callerIdClaim: 7 as unknown as string }) }, message: malformed(7) },
    ...['iss', 'aud', 'scope', 'cognito:groups', 'iat', 'exp', 'auth_time', 'jti', 'uti', 'event_id', 'origin_jti', 'nonce', 'sid'].map((callerIdClaim) => ({
      name: `${callerIdClaim}, which several callers have alike or which differs in each token`, props: { access: staff(lambda, { callerIdClaim }) }, message: alike(callerIdClaim),
    })),
    { name: 'one with IAM, which knows its callers', props: { access: staff(iam, { callerIdClaim: 'sub' }) }, message: nameless('HttpIamAuthorizer') },
    { name: 'one with nobody asked who they are', props: { access: staff(none, { callerIdClaim: 'sub' }) }, message: nameless('HttpNoneAuthorizer') },
    {
      name: 'one of customers without staff, where it would have no effect',
      props: { access: customers(jwt, { callerIdClaim: 'client_id' }) },
      message: "callerIdClaim of access needs staff, since customers are identified by customerIdClaim, got 'client_id'",
    },
  ]);

  test.each<[string, () => OrderAccess]>([
    ['staff with a Lambda authorizer', () => staff(imported('CUSTOM'), { callerIdClaim: 'partner' })],
    ['staff with tokens', () => staff(newJwt(), { callerIdClaim: 'client_id' })],
    ['machines with tokens of another provider', () => staff(newJwt(), { callerIdClaim: 'azp' })],
    ['staff among customers', () => customers(newJwt(), { callerIdClaim: 'username', staff: [OrderStaff.cognitoGroup('staff')] })],
    ['a claim that is a token', () => staff(newJwt(), { callerIdClaim: Lazy.string({ produce: () => 'client_id' }) })],
  ])('is accepted for %s', (_, access) => {
    accepts({ access: access() });
  });
});

describe('staff among customers', () => {
  const withStaff = (...members: OrderStaff[]) => ({ access: customers(jwt, { staff: members }) });
  const value = (got: unknown) => `staff of access must be identified by a value of 1 to 128 characters without white space, since API Gateway separates the values of a list by spaces, got ${JSON.stringify(got)}`;
  const claim = (got: unknown) => `staff of access must be identified by the name of a claim such as 'roles', of 1 to 128 printable ASCII characters, got ${JSON.stringify(got)}`;
  const scope = (got: unknown) => `staff of access must be identified by an OAuth scope such as 'orders/admin', of at most 128 characters, got ${JSON.stringify(got)}`;
  const everybody = (got: string) => `staff of access must be identified by a scope that customers do not have, such as 'orders/admin', got '${got}', which every caller has`;
  const notAList = (got: string) => `staff of access must be a list such as [OrderStaff.cognitoGroup('staff')], got ${got}`;

  failsFor([
    ...['', ' ', 'x staff', 'staff\t', 'staff\n', 'a\u00a0b', 's'.repeat(129)].map((name) => ({
      name: `the group ${JSON.stringify(name).slice(0, 20)}`, props: withStaff(OrderStaff.cognitoGroup(name)), message: value(name),
    })),
    { name: 'a value with white space', props: withStaff(OrderStaff.claim('roles', 'shop staff')), message: value('shop staff') },
    ...['', 'my roles', 'rôles', 'r'.repeat(129)].map((name) => ({
      name: `the claim ${JSON.stringify(name).slice(0, 20)}`, props: withStaff(OrderStaff.claim(name, 'staff')), message: claim(name),
    })),
    ...['', 'orders admin', 'orders"admin', 'größe', 'orders/admin\n', 's'.repeat(129)].map((name) => ({
      name: `the scope ${JSON.stringify(name).slice(0, 20)}`, props: withStaff(OrderStaff.scope(name)), message: scope(name),
    })),
    ...['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'aws.cognito.signin.user.admin'].map((name) => ({
      name: `the scope ${name}, which everybody holds who signs in`, props: withStaff(OrderStaff.scope(name)), message: everybody(name),
    })),
    ...['scope', 'scp'].flatMap((name) => ['openid', 'email', 'aws.cognito.signin.user.admin'].map((held) => ({
      name: `the scope ${held} in the claim ${name}, which everybody holds who signs in`, props: withStaff(OrderStaff.claim(name, held)), message: everybody(held),
    }))),
    ...['scope', 'scp'].map((name) => ({
      name: `a scope in the claim ${name}, which is asked of every caller`,
      props: { access: customers(jwt, { authorizationScopes: ['orders'], staff: [OrderStaff.claim(name, 'orders')] }) },
      message: 'authorizationScopes of access must include a scope for customers besides those of staff, got ["orders"]',
    })),
    ...['aud', 'client_id'].map((name) => ({
      name: `the claim ${name} with the audience of every caller`,
      props: withStaff(OrderStaff.claim(name, 'orders')),
      message: 'staff of access must be identified by an audience that customers do not have, got ["orders"], while the authorizer accepts only ["orders"]',
    })),
    {
      name: 'each of the clients of a user pool',
      props: { access: customers(newPool('web', 'desk'), { staff: [OrderStaff.claim('aud', 'web'), OrderStaff.claim('client_id', 'desk')] }) },
      message: 'staff of access must be identified by an audience that customers do not have, got ["web","desk"], while the authorizer accepts only ["web","desk"]',
    },
    ...[['orders'], ['orders', 'orders'], ['orders', 'orders/admin']].map((authorizationScopes) => ({
      name: `${JSON.stringify(authorizationScopes)} asked of every caller, each of which makes staff`,
      props: { access: customers(jwt, { authorizationScopes, staff: [OrderStaff.scope('orders'), OrderStaff.scope('orders/admin')] }) },
      message: `authorizationScopes of access must include a scope for customers besides those of staff, got ${JSON.stringify(authorizationScopes)}`,
    })),
    ...['iss', 'token_use', 'email_verified', 'exp'].map((name) => ({
      name: `the claim ${name}, which is the same for everybody`,
      props: withStaff(OrderStaff.claim(name, 'access')),
      message: `staff of access must be identified by a claim in which customers differ from staff, such as 'roles', got '${name}'`,
    })),
    {
      name: 'every fault of every member',
      props: withStaff(OrderStaff.claim('my roles', ''), OrderStaff.scope('openid')),
      message: several([claim('my roles'), value(''), everybody('openid')]),
    },
    {
      name: 'more members than fit into the function\'s environment',
      props: withStaff(...Array.from({ length: 11 }, (_, index) => OrderStaff.cognitoGroup(`staff-${index}`))),
      message: 'staff of access must be at most 10 rules, got 11',
    },
    // What a compiler would refuse, and plain JavaScript sends.
    { name: 'a group that is no text', props: withStaff(OrderStaff.cognitoGroup(7 as unknown as string)), message: value(7) },
    { name: 'the name of a group in place of a member', props: withStaff('staff' as unknown as OrderStaff), message: notAList('one with "staff"') },
    { name: 'a member that is in no list', props: { access: customers(jwt, { staff: OrderStaff.scope('orders/admin') as unknown as OrderStaff[] }) }, message: notAList('the object OrderStaff') },
  ]);

  test.each<[string, OrderStaff]>([
    ['a group', OrderStaff.cognitoGroup('shop-staff')],
    ['another audience', OrderStaff.claim('aud', 'desk')],
    ['a scope in a claim', OrderStaff.claim('scp', 'orders/admin')],
    ['a group of any script', OrderStaff.cognitoGroup('Personal-Zürich')],
    ['a group of 128 characters of any script', OrderStaff.cognitoGroup('\u{1F6D2}'.repeat(128))],
    ['a role', OrderStaff.claim('https://shop.example.com/roles', 'admin')],
    ['a scope', OrderStaff.scope('orders/admin')],
  ])('is told by %s', (_, member) => {
    accepts({ access: customers(newJwt(), { staff: [member] }) });
  });

  test('is told by a scope that is one of several that are asked for', () => {
    accepts({ access: customers(newJwt(), { authorizationScopes: ['orders/use', 'orders/admin'], staff: [OrderStaff.scope('orders/admin')] }) });
  });

  test('may be nobody', () => {
    accepts({ access: customers(newJwt(), { staff: [] }) });
    accepts({ access: customers(newPool('web', 'desk'), { staff: [OrderStaff.claim('client_id', 'desk')] }) });
  });
});

describe('options, as plain JavaScript sends them:', () => {
  const unknown = (known: string, got: string) => `access must only have the options ${known}, got ${got}`;

  failsFor([
    {
      name: 'a misspelt one of staff',
      props: { access: staff(jwt, { authorisationScopes: ['orders/admin'] } as object) },
      message: unknown('authorizationScopes, callerIdClaim', 'authorisationScopes'),
    },
    { name: 'one of customers for staff', props: { access: staff(jwt, { customerIdClaim: 'sub' } as object) }, message: unknown('authorizationScopes, callerIdClaim', 'customerIdClaim') },
    {
      name: 'a misspelt one of customers',
      props: { access: customers(jwt, { stuff: [OrderStaff.cognitoGroup('staff')] } as object) },
      message: unknown('authorizationScopes, callerIdClaim, customerIdClaim, staff', 'stuff'),
    },
    {
      name: 'a list in place of options',
      props: { access: staff(jwt, ['orders/admin'] as object) },
      message: 'access must have options such as { authorizationScopes: [\'orders/read\'] }, got a list',
    },
  ]);

  test('null is like none', () => {
    accepts({ routes: [createOrder(null as never)], access: customers(newJwt(), null as never) });
    accepts({ access: staff(newJwt(), null as never) });
  });
});

describe('rules that do not fit into the function\'s environment', () => {
  const members = (name: string, letter = 's') => Array.from({ length: 10 }, (_, index) => OrderStaff.claim(`${name}${index}`, letter.repeat(126)));
  const each = () => [createOrder, getOrder, listOrders].map((route, index) => route({ access: customers(jwt, { staff: members(`role-${index}-`) }) }));

  test('fail: ten members of staff on each of three routes', () => {
    expect(refusalOf({ routes: each() })).toMatch(/access and routes must have at most 3000 bytes of access rules in the environment of the function, got \d{4}$/);
  });

  test('are counted in bytes, and once for all routes that have them alike', () => {
    const alike = (letter: string) => ({ routes: OrderRoute.standard(), access: customers(newJwt(), { staff: members('role-', letter) }) });
    accepts(alike('s'));
    expect(refusalOf(alike('\u4e2d'))).toMatch(/at most 3000 bytes of access rules in the environment of the function, got \d{4}$/);
  });
});

describe('what the function is told', () => {
  const CREATE = 'POST /orders';
  const READ = 'GET /orders/{orderId}';
  const LIST = 'GET /orders';

  const told = (props: OrderProcessingApiProps, stack = newStack()): unknown => {
    new OrderProcessingApi(stack, 'Orders', props);
    const [{ Environment }] = propertiesOf(Template.fromStack(stack), 'AWS::Lambda::Function');
    return (Environment as { Variables: Record<string, unknown> }).Variables.ACCESS;
  };
  const rules = (props: OrderProcessingApiProps): unknown => JSON.parse(String(told(props)));

  test.each<[string, OrderProcessingApiProps]>([
    ['guests', { access: guests() }],
    ['nobody in particular', {}],
    ['staff', { access: staff(iam) }],
    ['staff beside guests', { routes: [createOrder({ access: guests() }), listOrders(), updateOrderStatus()], access: staff(iam) }],
  ])('is nothing while all callers are trusted and no order can be read: %s', (_, props) => {
    expect(told(props)).toBeUndefined();
  });

  test('is which routes there are where an order can be read, though all callers are trusted', () => {
    expect(rules({ routes: OrderRoute.standard(), access: staff(iam) })).toEqual([{ routes: [CREATE, READ, LIST, 'PATCH /orders/{orderId}'] }]);
    expect(rules({ routes: [createOrder({ access: guests() }), getOrder()], access: staff(iam) })).toEqual([{ routes: [CREATE, READ] }]);
  });

  test('is the claim, once for all routes', () => {
    expect(rules({ routes: [createOrder(), getOrder()], access: customers(newJwt()) })).toEqual([{ routes: [CREATE, READ], customerIdClaim: 'sub' }]);
  });

  test('is who is staff', () => {
    const members = [OrderStaff.cognitoGroup('staff'), OrderStaff.claim('roles', 'admin'), OrderStaff.scope('orders/admin')];
    expect(rules({ access: customers(newJwt(), { customerIdClaim: 'customer_id', staff: members }) })).toEqual([{
      routes: [CREATE],
      customerIdClaim: 'customer_id',
      staff: [{ claim: 'cognito:groups', value: 'staff' }, { claim: 'roles', value: 'admin' }, { scope: 'orders/admin' }],
    }]);
  });

  test('is by which field callers are told apart, on each route for itself', () => {
    const routes = [createOrder({ access: staff(imported('CUSTOM'), { callerIdClaim: 'partner' }) }), getOrder()];
    expect(rules({ routes, access: staff(iam) })).toEqual([{ routes: [CREATE], callerIdClaim: 'partner' }, { routes: [READ] }]);
    expect(rules({ access: customers(newJwt(), { callerIdClaim: 'username', staff: [OrderStaff.cognitoGroup('staff')] }) })).toEqual([
      { routes: [CREATE], customerIdClaim: 'sub', callerIdClaim: 'username', staff: [{ claim: 'cognito:groups', value: 'staff' }] },
    ]);
  });

  test('is which routes trust whoever they let in, when there are customers on others', () => {
    const routes = [createOrder({ access: guests() }), getOrder(), listOrders({ access: staff(iam) })];
    expect(rules({ routes, access: customers(newJwt()) })).toEqual([{ routes: [CREATE, LIST] }, { routes: [READ], customerIdClaim: 'sub' }]);
  });

  test('is the rule of each route', () => {
    const authorizer = newJwt();
    const routes = [createOrder({ access: customers(authorizer, { customerIdClaim: 'customer_id' }) }), getOrder({ access: customers(authorizer) })];
    expect(rules({ routes })).toEqual([{ routes: [CREATE], customerIdClaim: 'customer_id' }, { routes: [READ], customerIdClaim: 'sub' }]);
  });

  test('is resolved where it is a token', () => {
    const stack = newStack();
    const [claim, group] = ['Claim', 'Group'].map((id) => new CfnParameter(stack, id).valueAsString);
    const access = told({ access: customers(newJwt(), { customerIdClaim: claim, staff: [OrderStaff.cognitoGroup(`shop ${group}`)] }) }, stack);
    expect(access).toEqual({
      'Fn::Join': ['', [
        '[{"routes":["POST /orders"],"customerIdClaim":"', { Ref: 'Claim' }, '","staff":[{"claim":"cognito:groups","value":"shop ', { Ref: 'Group' }, '"}]}]',
      ]],
    });
  });

  test('keeps what would end a JSON text', () => {
    expect(rules({ access: customers(newJwt(), { customerIdClaim: '"\\' }) })).toEqual([{ routes: [CREATE], customerIdClaim: '"\\' }]);
  });
});

test('fails for all faults in one message, beside those of other props', () => {
  expect(refusalOf({
    memorySize: 1,
    routes: [createOrder({ access: staff(lambda, { authorizationScopes: ['a b'] }) }), getOrder(), getOrder()],
    access: customers(iam, { customerIdClaim: 'customer id', staff: [OrderStaff.cognitoGroup('x staff')] }),
  }).split('\n')).toEqual([
    'Error: [Shop/Orders] 7 errors in the props:',
    '- memorySize must be a whole number from 128 to 10240 MiB, got 1',
    '- routes must contain each route once, got OrderRoute.getOrder() more than once',
    expect.stringMatching(/^- access for customers needs a JWT, user pool or Lambda authorizer/),
    expect.stringMatching(/^- customerIdClaim of access must be the name of a claim/),
    expect.stringMatching(/^- staff of access must be identified by a value/),
    expect.stringMatching(/^- authorizationScopes of access of OrderRoute\.createOrder\(\) must be OAuth scopes/),
    expect.stringMatching(/^- authorizationScopes of access of OrderRoute\.createOrder\(\) needs a JWT/),
  ]);
});
