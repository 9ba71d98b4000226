import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpAuthorizer, HttpNoneAuthorizer, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer, HttpLambdaAuthorizer, HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { User } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderRouteOptions } from '../../src';
import { OperationId, ROUTES } from '../../src/contract';
import { propertiesOf, subOf } from '../support/orders-stack';
import { newStack, refusalOf } from '../support/refusals';

const AUTHORIZER = 'AWS::ApiGatewayV2::Authorizer';
const OPEN = { AuthorizationType: 'NONE' };

/** The routes' factories by their names, as an app calls them. */
const FACTORIES = ROUTES.map(({ operationId, routeKey }) => ({ operationId, routeKey }));

/** The first four, to which later ones are not added. */
const STANDARD = FACTORIES.slice(0, 4);

/** All routes, of which one has access of its own. */
function routesOf(operationId: OperationId, access: OrderAccess): OrderRoute[] {
  return FACTORIES.map((each) => OrderRoute[each.operationId](each.operationId === operationId ? { access } : {}));
}

function jwtAuthorizer(id = 'Jwt'): HttpJwtAuthorizer {
  return new HttpJwtAuthorizer(id, `https://${id.toLowerCase()}.example.com`, { jwtAudience: ['orders'] });
}

function authorizerFunction(stack: Stack): LambdaFunction {
  return new LambdaFunction(stack, 'Authorizer', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ isAuthorized: false });'),
  });
}

function templateWith(propsOf: (stack: Stack) => OrderProcessingApiProps): Template {
  const stack = newStack();
  new OrderProcessingApi(stack, 'Orders', propsOf(stack));
  return Template.fromStack(stack);
}

/** Who may call each route, by its route key; an authorizer of the stack by the name that it has at AWS. */
function accessByRoute(template: Template): Record<string, object> {
  const authorizers = template.findResources(AUTHORIZER);
  return Object.fromEntries(propertiesOf(template, 'AWS::ApiGatewayV2::Route').map(({ RouteKey, AuthorizationType, AuthorizerId, AuthorizationScopes }) => {
    const reference = (AuthorizerId as { Ref?: string } | undefined)?.Ref;
    const authorizer = reference === undefined ? AuthorizerId : authorizers[reference].Properties.Name;
    return [RouteKey, {
      AuthorizationType,
      ...authorizer !== undefined && { authorizer },
      ...AuthorizationScopes !== undefined && { AuthorizationScopes },
    }];
  }));
}

describe('a route', () => {
  test.each([
    { operationId: 'createOrder', method: 'POST', path: '/orders' },
    { operationId: 'getOrder', method: 'GET', path: '/orders/{orderId}' },
    { operationId: 'listOrders', method: 'GET', path: '/orders' },
    { operationId: 'updateOrderStatus', method: 'PATCH', path: '/orders/{orderId}' },
    { operationId: 'eraseOrder', method: 'DELETE', path: '/orders/{orderId}/personal-data' },
    { operationId: 'eraseCustomer', method: 'DELETE', path: '/orders/personal-data' },
  ] as const)('$operationId is $method $path', ({ operationId, method, path }) => {
    expect(OrderRoute[operationId]()).toMatchObject({ operationId, method, path, access: undefined });
  });

  test.each(FACTORIES)('$operationId keeps its options', ({ operationId }) => {
    const options: OrderRouteOptions = { access: OrderAccess.staff(jwtAuthorizer()) };
    expect(OrderRoute[operationId](options)).toMatchObject(options);
  });

  test('is one of the four standard ones, which standard() makes with the same options', () => {
    const options: OrderRouteOptions = { access: OrderAccess.staff(jwtAuthorizer()) };
    expect(OrderRoute.standard(options)).toEqual(STANDARD.map(({ operationId }) => OrderRoute[operationId](options)));
    expect(OrderRoute.standard()).toEqual(STANDARD.map(({ operationId }) => OrderRoute[operationId]()));
  });
});

describe.each<{ kind: string; make: (stack: Stack) => IHttpRouteAuthorizer; access: object; made?: string }>([
  { kind: 'HttpJwtAuthorizer', make: () => jwtAuthorizer(), access: { AuthorizationType: 'JWT', authorizer: 'Jwt' }, made: 'JWT' },
  {
    kind: 'HttpUserPoolAuthorizer',
    make: (stack) => new HttpUserPoolAuthorizer('Customers', new UserPool(stack, 'Pool')),
    access: { AuthorizationType: 'JWT', authorizer: 'Customers' },
    made: 'JWT',
  },
  { kind: 'HttpIamAuthorizer', make: () => new HttpIamAuthorizer(), access: { AuthorizationType: 'AWS_IAM' } },
  {
    kind: 'HttpLambdaAuthorizer',
    make: (stack) => new HttpLambdaAuthorizer('Own', authorizerFunction(stack)),
    access: { AuthorizationType: 'CUSTOM', authorizer: 'Own' },
    made: 'REQUEST',
  },
  { kind: 'HttpNoneAuthorizer', make: () => new HttpNoneAuthorizer(), access: OPEN },
  {
    kind: 'an imported JWT authorizer',
    make: (stack) => HttpAuthorizer.fromHttpAuthorizerAttributes(stack, 'Imported', { authorizerId: 'a1b2c3', authorizerType: 'JWT' }),
    access: { AuthorizationType: 'JWT', authorizer: 'a1b2c3' },
  },
  {
    kind: 'an imported Lambda authorizer',
    make: (stack) => HttpAuthorizer.fromHttpAuthorizerAttributes(stack, 'Imported', { authorizerId: 'd4e5f6', authorizerType: 'CUSTOM' }),
    access: { AuthorizationType: 'CUSTOM', authorizer: 'd4e5f6' },
  },
])('$kind', ({ make, access, made }) => {
  test.each(FACTORIES)('on $operationId guards that route alone', ({ operationId, routeKey }) => {
    const template = templateWith((stack) => ({
      routes: routesOf(operationId, OrderAccess.staff(make(stack))),
      access: OrderAccess.staff(new HttpNoneAuthorizer()),
    }));
    expect(accessByRoute(template)).toEqual({ ...Object.fromEntries(FACTORIES.map((each) => [each.routeKey, OPEN])), [routeKey]: access });
  });

  test.each(FACTORIES)('of the API guards every route but $operationId, which has its own', ({ operationId, routeKey }) => {
    const template = templateWith((stack) => ({
      routes: routesOf(operationId, OrderAccess.staff(jwtAuthorizer('Staff'))),
      access: OrderAccess.staff(make(stack)),
    }));
    expect(accessByRoute(template)).toEqual({
      ...Object.fromEntries(FACTORIES.map((each) => [each.routeKey, access])),
      [routeKey]: { AuthorizationType: 'JWT', authorizer: 'Staff' },
    });
  });

  test('of the API is made once for all routes', () => {
    const template = templateWith((stack) => ({ routes: OrderRoute.standard(), access: OrderAccess.staff(make(stack)) }));
    expect(propertiesOf(template, AUTHORIZER).map(({ AuthorizerType }) => AuthorizerType)).toEqual(made === undefined ? [] : [made]);
    expect(accessByRoute(template)).toEqual(Object.fromEntries(STANDARD.map((each) => [each.routeKey, access])));
  });
});

test('a Lambda authorizer may be invoked by API Gateway for that authorizer alone', () => {
  const template = templateWith((stack) => ({ access: OrderAccess.staff(new HttpLambdaAuthorizer('Own', authorizerFunction(stack))) }));
  const sources = propertiesOf(template, 'AWS::Lambda::Permission').map(({ SourceArn }) => subOf(SourceArn));
  expect(sources).toEqual([expect.stringMatching(/\/dev\/POST\/orders$/), expect.stringMatching(/\/authorizers\/\$\{\w+\}$/)]);
});

describe('authorizationScopes', () => {
  /** The scopes of each route, by its operation. */
  function scopesOf(propsOf: (stack: Stack) => OrderProcessingApiProps): Partial<Record<OperationId, unknown>> {
    const access = accessByRoute(templateWith(propsOf)) as Record<string, { AuthorizationScopes?: unknown }>;
    return Object.fromEntries(ROUTES.flatMap(({ operationId, routeKey }) => {
      const scopes = access[routeKey]?.AuthorizationScopes;
      return scopes === undefined ? [] : [[operationId, scopes]];
    }));
  }

  const asking = (authorizationScopes: string[], authorizer: IHttpRouteAuthorizer = jwtAuthorizer()) => (
    OrderAccess.staff(authorizer, { authorizationScopes })
  );

  test('of the API are asked for on every route', () => {
    expect(scopesOf(() => ({ routes: OrderRoute.standard(), access: asking(['orders/read', 'orders/write']) }))).toEqual({
      createOrder: ['orders/read', 'orders/write'],
      getOrder: ['orders/read', 'orders/write'],
      listOrders: ['orders/read', 'orders/write'],
      updateOrderStatus: ['orders/read', 'orders/write'],
    });
  });

  test('of customers are asked for as those of staff', () => {
    expect(scopesOf(() => ({ access: OrderAccess.customers(jwtAuthorizer(), { authorizationScopes: ['orders/write'] }) }))).toEqual({ createOrder: ['orders/write'] });
  });

  test.each(FACTORIES)('of $operationId are asked for there alone, with the authorizer of the API', ({ operationId }) => {
    const authorizer = jwtAuthorizer();
    const routes = routesOf(operationId, asking(['orders/own'], authorizer));
    expect(scopesOf(() => ({ routes, access: OrderAccess.staff(authorizer) }))).toEqual({ [operationId]: ['orders/own'] });
  });

  test('of a route stand in place of those of the API', () => {
    const routes = [OrderRoute.getOrder({ access: asking(['staff'], jwtAuthorizer('Staff')) }), OrderRoute.updateOrderStatus()];
    expect(scopesOf(() => ({ routes, access: asking(['orders/write']) }))).toEqual({ getOrder: ['staff'], updateOrderStatus: ['orders/write'] });
  });

  test.each<{ kind: string; make: () => OrderAccess }>([
    { kind: 'tokens that need none', make: () => OrderAccess.staff(jwtAuthorizer('Staff')) },
    { kind: 'tokens that need none of a list', make: () => asking([], jwtAuthorizer('Staff')) },
    { kind: 'IAM', make: () => OrderAccess.staff(new HttpIamAuthorizer()) },
    { kind: 'nobody in particular', make: () => OrderAccess.staff(new HttpNoneAuthorizer()) },
  ])('of the API are not asked for by a route for $kind', ({ make }) => {
    const routes = [OrderRoute.getOrder(), OrderRoute.updateOrderStatus({ access: make() })];
    expect(scopesOf(() => ({ routes, access: asking(['orders/read']) }))).toEqual({ getOrder: ['orders/read'] });
  });

  test('of the API are not asked of guests', () => {
    const routes = [OrderRoute.createOrder({ access: OrderAccess.guests() }), OrderRoute.getOrder()];
    expect(scopesOf(() => ({ routes, access: asking(['orders/read']) }))).toEqual({ getOrder: ['orders/read'] });
  });

  test.each<{ kind: string; make: (stack: Stack) => IHttpRouteAuthorizer }>([
    { kind: 'a user pool authorizer', make: (stack) => new HttpUserPoolAuthorizer('Customers', new UserPool(stack, 'Pool')) },
    {
      kind: 'an imported JWT authorizer',
      make: (stack) => HttpAuthorizer.fromHttpAuthorizerAttributes(stack, 'Imported', { authorizerId: 'a1b2c3', authorizerType: 'JWT' }),
    },
  ])('are asked for with $kind', ({ make }) => {
    expect(scopesOf((stack) => ({ access: asking(['orders/write'], make(stack)) }))).toEqual({ createOrder: ['orders/write'] });
  });
});

describe('byOrderNumber', () => {
  const staff = () => OrderAccess.staff(new HttpIamAuthorizer());
  const finding = { routes: [OrderRoute.listOrders({ byOrderNumber: true })], access: staff() };

  test('adds an index, two calls and a variable, and nothing without it', () => {
    const template = templateWith(() => finding);
    const other = templateWith(() => ({ routes: [OrderRoute.listOrders({ byOrderNumber: false })], access: staff() }));

    const [{ GlobalSecondaryIndexes: indexes }] = propertiesOf(template, 'AWS::DynamoDB::GlobalTable');
    expect(indexes).toEqual([
      expect.objectContaining({ IndexName: 'OrdersByCustomer' }),
      expect.objectContaining({ IndexName: 'OrdersByNumber', Projection: { ProjectionType: 'KEYS_ONLY' } }),
    ]);
    expect(JSON.stringify(template.toJSON())).toMatch(/"ORDER_NUMBERS":"true"/);
    expect(JSON.stringify(template.toJSON())).toMatch(/FindOrdersByNumber.*GetFoundOrders/);
    expect(JSON.stringify(other.toJSON())).not.toMatch(/ORDER_NUMBERS|OrdersByNumber/);
  });

  test('lets readOrders query the index', () => {
    const stack = newStack();
    const orders = new OrderProcessingApi(stack, 'Orders', finding);
    orders.grants.readOrders(new User(stack, 'Reader'));

    const [{ PolicyDocument: document }] = propertiesOf(Template.fromStack(stack), 'AWS::IAM::Policy');
    expect(JSON.stringify(document)).toContain('/index/OrdersByNumber');
  });

  test('fails for customers without staff', () => {
    const access = OrderAccess.customers(jwtAuthorizer());
    expect(refusalOf({ routes: [OrderRoute.listOrders({ byOrderNumber: true })], access })).toContain(
      'access of OrderRoute.listOrders() must be OrderAccess.staff(authorizer) or have staff for byOrderNumber, since customers may not find orders by their number',
    );
  });

  test('fails with another value than true and false, and on another route', () => {
    expect(refusalOf({ routes: [OrderRoute.listOrders({ byOrderNumber: 'yes' as never })], access: staff() })).toContain('must have byOrderNumber true or false, got "yes"');
    expect(refusalOf({ routes: [OrderRoute.getOrder({ byOrderNumber: true } as never)], access: staff() })).toContain('byOrderNumber');
  });
});
