import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpAuthorizer, HttpNoneAuthorizer, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer, HttpLambdaAuthorizer, HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function as LambdaFunction, IFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../../src';
import { accessVariables, resolveRoutes } from '../../src/api/route-settings';
import { propertiesOf } from '../support/orders-stack';
import { accepts, failsFor, newStack, refusalOf } from '../support/refusals';

const jwt = new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });
const iam = new HttpIamAuthorizer();
const none = new HttpNoneAuthorizer();
const lambda = new HttpLambdaAuthorizer('Own', authorizerFunction(newStack()));

const { createOrder, getOrder, listOrders, updateOrderStatus } = OrderRoute;

/** What an app calls its own authorizer is what the message must say. */
class CompanyIamAuthorizer extends HttpIamAuthorizer {}
class CompanyLambdaAuthorizer extends HttpLambdaAuthorizer {}
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

describe('routes', () => {
  const unguarded = (operation: string) => (
    `routes: OrderRoute.${operation}() lets callers see or change orders, so it must have an authorizer: `
    + 'set authorizer, or pass new HttpNoneAuthorizer() to leave it open on purpose'
  );

  failsFor([
    { name: 'none', props: { routes: [] }, message: 'routes must hold at least one route, such as OrderRoute.createOrder(), got []' },
    {
      name: 'none, whatever the authorizer',
      props: { routes: [], authorizer: jwt },
      message: 'routes must hold at least one route, such as OrderRoute.createOrder(), got []',
    },
    {
      name: 'a route that is there twice',
      props: { routes: [createOrder(), createOrder()] },
      message: 'routes must hold each route once, got OrderRoute.createOrder() more than once',
    },
    {
      name: 'a route that is there twice with different authorizers',
      props: { routes: [getOrder({ authorizer: jwt }), createOrder(), getOrder({ authorizer: iam })] },
      message: 'routes must hold each route once, got OrderRoute.getOrder() more than once',
    },
    {
      name: 'each route that is there twice',
      props: { routes: [...OrderRoute.standard(), createOrder(), listOrders()], authorizer: jwt },
      message: 'routes must hold each route once, got OrderRoute.createOrder() more than once; routes must hold each route once, got OrderRoute.listOrders() more than once',
    },
    { name: 'getOrder without an authorizer', props: { routes: [getOrder()] }, message: unguarded('getOrder') },
    { name: 'listOrders without an authorizer', props: { routes: [listOrders()] }, message: unguarded('listOrders') },
    { name: 'updateOrderStatus without an authorizer', props: { routes: [updateOrderStatus()] }, message: unguarded('updateOrderStatus') },
    {
      name: 'an authorizer that is undefined, as jsii languages send it',
      props: { routes: [getOrder({ authorizer: undefined })], authorizer: undefined },
      message: unguarded('getOrder'),
    },
    {
      name: 'every open route but the one that takes orders',
      props: { routes: OrderRoute.standard() },
      message: ['getOrder', 'listOrders', 'updateOrderStatus'].map(unguarded).join('; '),
    },
    {
      name: 'an open route beside guarded ones',
      props: { routes: [createOrder({ authorizer: jwt }), getOrder({ authorizer: jwt }), listOrders()] },
      message: unguarded('listOrders'),
    },
  ]);

  // What a compiler would refuse, and plain JavaScript sends.
  test.each([
    { name: 'the name of a route', routes: ['getOrder'] },
    { name: 'a list in the list', routes: [OrderRoute.standard()] },
    { name: 'a route that is not in a list', routes: createOrder() },
    { name: 'a hole', routes: [undefined] },
  ])('fails for $name', ({ routes }) => {
    expect(refusalOf({ routes: routes as unknown as OrderRoute[] }))
      .toBe('Error: [Shop/Orders] routes must be a list of routes such as [OrderRoute.createOrder()] or OrderRoute.standard(), got something else');
  });

  test('fails for an imported authorizer that lets everybody in: that is not said on purpose', () => {
    const authorizer = HttpAuthorizer.fromHttpAuthorizerAttributes(newStack(), 'Imported', { authorizerId: 'a1b2c3', authorizerType: 'NONE' });
    expect(refusalOf({ routes: [getOrder()], authorizer })).toBe(`Error: [Shop/Orders] ${unguarded('getOrder')}`);
  });

  test('fails for an imported authorizer of a type that a route does not know', () => {
    const authorizer = HttpAuthorizer.fromHttpAuthorizerAttributes(newStack(), 'Imported', { authorizerId: 'a1b2c3', authorizerType: 'REQUEST' });
    expect(refusalOf({ authorizer })).toBe('Error: [Shop/Orders] authorizer of OrderRoute.createOrder() must be of one of the types '
      + 'AWS_IAM, CUSTOM, JWT, NONE, got an imported authorizer of the type REQUEST');
  });

  test.each([
    { kind: 'HttpJwtAuthorizer', make: (): IHttpRouteAuthorizer => newJwt() },
    { kind: 'HttpUserPoolAuthorizer', make: (): IHttpRouteAuthorizer => new HttpUserPoolAuthorizer('Customers', new UserPool(newStack(), 'Pool')) },
    { kind: 'HttpLambdaAuthorizer', make: (): IHttpRouteAuthorizer => new HttpLambdaAuthorizer('Own', authorizerFunction(newStack())) },
  ])('fails for an $kind that another API has already', ({ kind, make }) => {
    const authorizer = make();
    new OrderProcessingApi(newStack(), 'Orders', { authorizer });
    expect(refusalOf({ routes: OrderRoute.standard(), authorizer }))
      .toBe(`Error: [Shop/Orders] authorizer must be made for this API alone, got ${kind} that another API has already: make one for each`);
  });

  test('accepts an imported authorizer on two APIs', () => {
    const authorizer = HttpAuthorizer.fromHttpAuthorizerAttributes(newStack(), 'Imported', { authorizerId: 'a1b2c3', authorizerType: 'JWT' });
    accepts({ routes: OrderRoute.standard(), authorizer });
    accepts({ routes: OrderRoute.standard(), authorizer });
  });

  test.each<{ name: string; props: OrderProcessingApiProps }>([
    { name: 'routes that are open on purpose', props: { routes: OrderRoute.standard(), authorizer: none } },
    { name: 'one route that is open on purpose', props: { routes: [getOrder({ authorizer: none })] } },
    { name: 'an open createOrder beside guarded reads', props: { routes: [createOrder(), getOrder({ authorizer: newJwt() })] } },
    { name: 'reads without createOrder', props: { routes: [getOrder(), listOrders()], authorizer: newJwt() } },
  ])('accepts $name', ({ props }) => {
    accepts(props);
  });

  test('are put in the order of the contract, with who may call them', () => {
    const routes = [listOrders({ authorizer: none }), getOrder({ authorizationScopes: ['orders/read'] }), createOrder()];
    expect(resolveRoutes({ routes, authorizer: jwt, authorizationScopes: ['orders/write'] })).toEqual([
      { route: expect.objectContaining({ operationId: 'createOrder' }), authorizer: jwt, authorizationScopes: ['orders/write'] },
      { route: expect.objectContaining({ operationId: 'getOrder' }), authorizer: jwt, authorizationScopes: ['orders/read'] },
      { route: expect.objectContaining({ operationId: 'listOrders' }), authorizer: none, authorizationScopes: undefined },
    ]);
  });

  test('are createOrder alone, open, when the app says nothing', () => {
    expect(resolveRoutes({})).toEqual([{ route: expect.objectContaining({ operationId: 'createOrder' }) }]);
  });
});

describe('authorizationScopes', () => {
  const malformed = (scope: string) => `authorizationScopes of OrderRoute.createOrder() must be OAuth scopes such as 'orders/read', got '${scope}'`;
  const unknownTo = (authorizer: string, operation = 'createOrder') => (
    `authorizationScopes of OrderRoute.${operation}() need a JWT or user pool authorizer, got ${authorizer}`
  );

  failsFor([
    ...['', ' ', 'orders read', 'orders"read', 'orders\\read', 'größe', 'orders/read\n', '\u007f'].map((scope) => ({
      name: `the scope ${JSON.stringify(scope)}`, props: { authorizer: jwt, authorizationScopes: [scope] }, message: malformed(scope),
    })),
    {
      name: 'each malformed scope among good ones',
      props: { authorizer: jwt, authorizationScopes: ['orders/read', 'a b', 'orders/write', ''] },
      message: `${malformed('a b')}; ${malformed('')}`,
    },
    {
      name: 'a malformed scope of a route',
      props: { routes: [createOrder({ authorizer: jwt, authorizationScopes: ['a b'] })] },
      message: malformed('a b'),
    },
    {
      name: 'more scopes than a route can have',
      props: { authorizer: jwt, authorizationScopes: Array.from({ length: 11 }, (_, index) => `orders/${index}`) },
      message: 'authorizationScopes of OrderRoute.createOrder() must be at most 10, got 11',
    },
    {
      name: 'scopes that are no list',
      props: { authorizer: jwt, authorizationScopes: 'orders/read' as unknown as string[] },
      message: 'authorizationScopes of OrderRoute.createOrder() must be a list of OAuth scopes such as [\'orders/read\'], got "orders/read"',
    },
    {
      name: 'scopes that no route asks for',
      props: { routes: [getOrder({ authorizer: iam })], authorizationScopes: ['orders/read'] },
      message: 'authorizationScopes must be asked for by a route, got ["orders/read"] while each route has scopes or an authorizer of its own',
    },
    {
      name: 'scopes with an imported authorizer that knows none',
      props: {
        authorizer: HttpAuthorizer.fromHttpAuthorizerAttributes(newStack(), 'Imported', { authorizerId: 'a1b2c3', authorizerType: 'CUSTOM' }),
        authorizationScopes: ['orders/write'],
      },
      message: unknownTo('an imported authorizer of the type CUSTOM'),
    },
    { name: 'scopes without an authorizer', props: { authorizationScopes: ['orders/write'] }, message: unknownTo('none') },
    { name: 'HttpNoneAuthorizer', props: { authorizer: none, authorizationScopes: ['orders/write'] }, message: unknownTo('HttpNoneAuthorizer') },
    { name: 'HttpIamAuthorizer', props: { authorizer: iam, authorizationScopes: ['orders/write'] }, message: unknownTo('HttpIamAuthorizer') },
    { name: 'HttpLambdaAuthorizer', props: { authorizer: lambda, authorizationScopes: ['orders/write'] }, message: unknownTo('HttpLambdaAuthorizer') },
    {
      name: 'a subclass of HttpIamAuthorizer',
      props: { authorizer: new CompanyIamAuthorizer(), authorizationScopes: ['orders/write'] },
      message: unknownTo('CompanyIamAuthorizer'),
    },
    {
      name: 'a subclass of HttpLambdaAuthorizer',
      props: { authorizer: new CompanyLambdaAuthorizer('Own', authorizerFunction(newStack())), authorizationScopes: ['orders/write'] },
      message: unknownTo('CompanyLambdaAuthorizer'),
    },
    {
      name: 'a subclass of HttpNoneAuthorizer',
      props: { authorizer: new CompanyOpenAuthorizer(), authorizationScopes: ['orders/write'] },
      message: unknownTo('CompanyOpenAuthorizer'),
    },
    {
      name: 'scopes of a route whose own authorizer knows none',
      props: { routes: [createOrder(), getOrder({ authorizer: iam, authorizationScopes: ['orders/read'] })], authorizer: jwt },
      message: unknownTo('HttpIamAuthorizer', 'getOrder'),
    },
    {
      name: 'scopes of a route where the authorizer of the API knows none',
      props: { routes: [createOrder(), getOrder({ authorizationScopes: ['orders/read'] })], authorizer: lambda },
      message: unknownTo('HttpLambdaAuthorizer', 'getOrder'),
    },
  ]);

  test.each(['orders/read', 'openid', 'https://shop.example.com/orders.read', 'orders:read', '!', '[]', '~'])('accepts the scope %s', (scope) => {
    accepts({ authorizer: newJwt(), authorizationScopes: [scope] });
  });

  test.each<{ kind: string; make: (stack: Stack) => IHttpRouteAuthorizer }>([
    { kind: 'no scope with HttpIamAuthorizer', make: () => iam },
    { kind: 'no scope with HttpNoneAuthorizer', make: () => none },
    { kind: 'no scope with HttpLambdaAuthorizer', make: (stack) => new HttpLambdaAuthorizer('Own', authorizerFunction(stack)) },
  ])('accepts $kind', ({ make }) => {
    const stack = newStack();
    expect(() => new OrderProcessingApi(stack, 'Orders', { authorizer: make(stack), authorizationScopes: [] })).not.toThrow();
  });

  test('accepts a token, and hands it on', () => {
    const stack = newStack();
    new OrderProcessingApi(stack, 'Orders', {
      authorizer: newJwt(),
      authorizationScopes: [new CfnParameter(stack, 'Scope').valueAsString, `orders ${Lazy.string({ produce: () => 'read' })}`],
    });
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Route', { AuthorizationScopes: [{ Ref: 'Scope' }, 'orders read'] });
  });

  test('accepts a list that is a token, and hands it on', () => {
    const stack = newStack();
    const authorizationScopes = new CfnParameter(stack, 'Scopes', { type: 'CommaDelimitedList' }).valueAsList;
    new OrderProcessingApi(stack, 'Orders', { authorizer: newJwt(), authorizationScopes });
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Route', { AuthorizationScopes: { Ref: 'Scopes' } });
  });
});

describe('customerIdClaim', () => {
  const malformed = (claim: string) => `customerIdClaim must be the name of a claim such as 'sub', of 1 to 128 printable ASCII characters, got '${claim}'`;
  const claimless = (operation: string, authorizer: string) => (
    `customerIdClaim needs a JWT, user pool or Lambda authorizer on OrderRoute.${operation}(), got ${authorizer}`
  );
  const unproven = 'customerIdClaim needs an authorizer that proves the claim, got none, and customerIdClaim \'sub\'';

  failsFor([
    ...['', 'customer id', 'größe', 'sub\n', '\u007f', 's'.repeat(129)].map((customerIdClaim) => ({
      name: JSON.stringify(customerIdClaim).slice(0, 20), props: { authorizer: jwt, customerIdClaim }, message: malformed(customerIdClaim),
    })),
    { name: 'no authorizer at all', props: { customerIdClaim: 'sub' }, message: unproven },
    { name: 'guests alone', props: { customerIdClaim: 'sub', authorizer: none }, message: unproven },
    { name: 'HttpIamAuthorizer', props: { customerIdClaim: 'sub', authorizer: iam }, message: claimless('createOrder', 'HttpIamAuthorizer') },
    {
      name: 'a subclass of HttpIamAuthorizer',
      props: { customerIdClaim: 'sub', authorizer: new CompanyIamAuthorizer() },
      message: claimless('createOrder', 'CompanyIamAuthorizer'),
    },
    {
      name: 'each route behind HttpIamAuthorizer',
      props: { customerIdClaim: 'sub', routes: [createOrder(), getOrder(), listOrders({ authorizer: jwt })], authorizer: iam },
      message: `${claimless('createOrder', 'HttpIamAuthorizer')}; ${claimless('getOrder', 'HttpIamAuthorizer')}`,
    },
    ...([['getOrder', getOrder], ['listOrders', listOrders], ['updateOrderStatus', updateOrderStatus]] as const).map(([operation, route]) => ({
      name: `${operation} that is open on purpose`,
      props: { customerIdClaim: 'sub', routes: [createOrder(), route({ authorizer: none })], authorizer: jwt },
      message: claimless(operation, 'HttpNoneAuthorizer'),
    })),
    {
      name: 'a subclass of HttpNoneAuthorizer',
      props: { customerIdClaim: 'sub', routes: [createOrder(), getOrder({ authorizer: new CompanyOpenAuthorizer() })], authorizer: jwt },
      message: claimless('getOrder', 'CompanyOpenAuthorizer'),
    },
  ]);

  test.each(['sub', 'cognito:username', 'https://shop.example.com/customer', '!', '~', 's'.repeat(128)])('accepts %s', (customerIdClaim) => {
    accepts({ authorizer: newJwt(), customerIdClaim });
  });

  test.each<{ kind: string; make: (stack: Stack) => IHttpRouteAuthorizer }>([
    { kind: 'HttpJwtAuthorizer', make: newJwt },
    { kind: 'HttpUserPoolAuthorizer', make: (stack) => new HttpUserPoolAuthorizer('Customers', new UserPool(stack, 'Pool')) },
    { kind: 'HttpLambdaAuthorizer', make: (stack) => new HttpLambdaAuthorizer('Own', authorizerFunction(stack)) },
    {
      kind: 'an imported authorizer',
      make: (stack) => HttpAuthorizer.fromHttpAuthorizerAttributes(stack, 'Imported', { authorizerId: 'a1b2c3', authorizerType: 'JWT' }),
    },
  ])('accepts $kind on every route', ({ make }) => {
    const stack = newStack();
    expect(() => new OrderProcessingApi(stack, 'Orders', { customerIdClaim: 'sub', routes: OrderRoute.standard(), authorizer: make(stack) })).not.toThrow();
  });

  test.each([
    { name: 'without an authorizer', create: createOrder() },
    { name: 'with HttpNoneAuthorizer', create: createOrder({ authorizer: none }) },
  ])('accepts guests on createOrder $name, beside reads that are guarded', ({ create }) => {
    accepts({ customerIdClaim: 'sub', routes: [create, getOrder({ authorizer: newJwt() })] });
  });

  test('accepts a token, and hands it on', () => {
    const stack = newStack();
    const [customerIdClaim, adminScope] = ['Claim', 'Scope'].map((id) => new CfnParameter(stack, id).valueAsString);
    new OrderProcessingApi(stack, 'Orders', { authorizer: newJwt(), customerIdClaim, adminScope: `orders ${adminScope}` });
    const [{ Environment }] = propertiesOf(Template.fromStack(stack), 'AWS::Lambda::Function');
    expect(Environment).toMatchObject({
      Variables: { CUSTOMER_ID_CLAIM: { Ref: 'Claim' }, ADMIN_SCOPE: { 'Fn::Join': ['', ['orders ', { Ref: 'Scope' }]] } },
    });
  });
});

test('a customerIdClaim with a token is not refused for the length of its placeholder', () => {
  accepts({ authorizer: newJwt(), customerIdClaim: `${'s'.repeat(120)}${Lazy.string({ produce: () => 'ub' })}` });
});

describe('adminScope', () => {
  failsFor([
    ...['', 'orders admin', 'orders"admin', 'größe', 'orders/admin\n'].map((adminScope) => ({
      name: JSON.stringify(adminScope),
      props: { authorizer: jwt, customerIdClaim: 'sub', adminScope },
      message: `adminScope must be an OAuth scope such as 'orders/admin', got '${adminScope}'`,
    })),
    {
      name: 'no customerIdClaim',
      props: { authorizer: jwt, adminScope: 'orders/admin' },
      message: 'adminScope needs customerIdClaim, since without it every caller sees every order, got adminScope \'orders/admin\' alone',
    },
  ]);

  test('is accepted beside customerIdClaim', () => {
    accepts({ authorizer: newJwt(), customerIdClaim: 'sub', adminScope: 'orders/admin' });
  });
});

describe('what the function is told', () => {
  const guest = createOrder();
  const signedIn = createOrder({ authorizer: jwt });
  const read = getOrder({ authorizer: jwt });

  test.each<{ name: string; props: OrderProcessingApiProps; variables: Record<string, string> }>([
    { name: 'nothing without a claim', props: { routes: [guest, read] }, variables: {} },
    { name: 'the claim', props: { routes: [signedIn, read], customerIdClaim: 'sub' }, variables: { CUSTOMER_ID_CLAIM: 'sub' } },
    {
      name: 'the claim and the scope of staff',
      props: { routes: [signedIn], customerIdClaim: 'sub', adminScope: 'orders/admin' },
      variables: { CUSTOMER_ID_CLAIM: 'sub', ADMIN_SCOPE: 'orders/admin' },
    },
    {
      name: 'that guests may order, without an authorizer',
      props: { routes: [guest, read], customerIdClaim: 'sub' },
      variables: { CUSTOMER_ID_CLAIM: 'sub', GUEST_ORDERS: 'true' },
    },
    {
      name: 'that guests may order, with HttpNoneAuthorizer in place of that of the API',
      props: { routes: [createOrder({ authorizer: none }), getOrder()], authorizer: jwt, customerIdClaim: 'sub' },
      variables: { CUSTOMER_ID_CLAIM: 'sub', GUEST_ORDERS: 'true' },
    },
    {
      name: 'nothing of guests where the authorizer of the API guards createOrder',
      props: { routes: [guest, read], authorizer: jwt, customerIdClaim: 'sub' },
      variables: { CUSTOMER_ID_CLAIM: 'sub' },
    },
    {
      name: 'nothing of guests where another route is open',
      props: { routes: [signedIn, getOrder({ authorizer: none })], customerIdClaim: 'sub' },
      variables: { CUSTOMER_ID_CLAIM: 'sub' },
    },
    { name: 'nothing of guests without createOrder', props: { routes: [read], customerIdClaim: 'sub' }, variables: { CUSTOMER_ID_CLAIM: 'sub' } },
  ])('is $name', ({ props, variables }) => {
    expect(accessVariables(props, resolveRoutes(props))).toEqual(variables);
  });
});

test('fails for all faults in one message, beside those of other props', () => {
  expect(refusalOf({
    memorySize: 1,
    routes: [createOrder({ authorizer: iam, authorizationScopes: ['a b'] }), getOrder(), getOrder()],
    customerIdClaim: 'customer id',
    adminScope: 'orders admin',
  }).split('; ')).toEqual([
    'Error: [Shop/Orders] memorySize must be a whole number from 128 to 10240 MiB, got 1',
    'routes must hold each route once, got OrderRoute.getOrder() more than once',
    'authorizationScopes of OrderRoute.createOrder() must be OAuth scopes such as \'orders/read\', got \'a b\'',
    'authorizationScopes of OrderRoute.createOrder() need a JWT or user pool authorizer, got HttpIamAuthorizer',
    'customerIdClaim needs a JWT, user pool or Lambda authorizer on OrderRoute.createOrder(), got HttpIamAuthorizer',
    expect.stringMatching(/^routes: OrderRoute\.getOrder\(\) lets callers see or change orders/),
    'customerIdClaim must be the name of a claim such as \'sub\', of 1 to 128 printable ASCII characters, got \'customer id\'',
    'adminScope must be an OAuth scope such as \'orders/admin\', got \'orders admin\'',
  ]);
});
