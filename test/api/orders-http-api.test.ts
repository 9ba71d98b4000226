/*
 * Routes of the app's own beside those for orders.
 */
import { Annotations as Added, App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  AddRoutesOptions, CfnRoute, CorsHttpMethod, HttpMethod, HttpNoneAuthorizer, HttpRoute, HttpRouteAuthorizerConfig,
  HttpRouteIntegration, HttpRouteKey, IHttpRouteAuthorizer, ThrottleSettings,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { OrderAccess, OrderEnvironment, OrderPrices, OrderProcessingApi, OrderProcessingApiProps } from '../../src';
import { OrdersStack, ordersStack, propertiesOf, resourcesOf } from '../support/orders-stack';

/** Made anew for each API, as an integration belongs to one. */
function health(): AddRoutesOptions {
  return { path: '/health', methods: [HttpMethod.GET], integration: integration() };
}

function integration(): HttpRouteIntegration {
  return new HttpUrlIntegration('Elsewhere', 'https://shop.example.com/health');
}

const jwt = () => new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });

function withRoute(props: OrderProcessingApiProps, options: Partial<AddRoutesOptions> = {}): Template {
  const { stack, orders } = ordersStack(props);
  orders.addRoutes({ ...health(), ...options });
  return Template.fromStack(stack);
}

/** How the route that was added is guarded. */
function guardOf(template: Template): object {
  const { AuthorizationType, AuthorizationScopes } = propertiesOf(template, 'AWS::ApiGatewayV2::Route').find(({ RouteKey }) => RouteKey === 'GET /health')!;
  return { AuthorizationType, AuthorizationScopes };
}

describe('addRoutes', () => {
  test.each<{ name: string; props: OrderProcessingApiProps; guard: object }>([
    { name: 'nobody in particular', props: {}, guard: { AuthorizationType: 'NONE' } },
    { name: 'guests', props: { access: OrderAccess.guests() }, guard: { AuthorizationType: 'NONE' } },
    { name: 'customers', props: { access: OrderAccess.customers(jwt()) }, guard: { AuthorizationType: 'JWT' } },
    {
      name: 'staff with a scope',
      props: { access: OrderAccess.staff(jwt(), { authorizationScopes: ['orders/admin'] }) },
      guard: { AuthorizationType: 'JWT', AuthorizationScopes: ['orders/admin'] },
    },
    { name: 'staff behind IAM', props: { access: OrderAccess.staff(new HttpIamAuthorizer()) }, guard: { AuthorizationType: 'AWS_IAM' } },
  ])('lets in whom the API lets in: $name', ({ props, guard }) => {
    expect(guardOf(withRoute(props))).toEqual(guard);
  });

  test('takes an authorizer of its own, without the scopes of the API', () => {
    const access = OrderAccess.customers(jwt(), { authorizationScopes: ['orders/read'] });
    expect(guardOf(withRoute({ access }, { authorizer: new HttpIamAuthorizer() }))).toEqual({ AuthorizationType: 'AWS_IAM' });
  });

  test('takes scopes of its own', () => {
    const access = OrderAccess.customers(jwt(), { authorizationScopes: ['orders/read'] });
    expect(guardOf(withRoute({ access }, { authorizationScopes: ['health'] }))).toEqual({ AuthorizationType: 'JWT', AuthorizationScopes: ['health'] });
  });

  test('returns a route for each method', () => {
    const routes = ordersStack().orders.addRoutes({ ...health(), methods: [HttpMethod.GET, HttpMethod.PUT] });
    expect(routes.map(({ path }) => path)).toEqual(['/health', '/health']);
  });

  test('leaves the resources for orders as they are', () => {
    const props = { corsPreflight: { allowOrigins: [] } };
    const before = resourcesOf(Template.fromStack(ordersStack(props).stack));
    expect(resourcesOf(withRoute(props))).toMatchObject(before);
  });
});

const corsMethodsOf = (template: Template) => (propertiesOf(template, 'AWS::ApiGatewayV2::Api')[0].CorsConfiguration as { AllowMethods: string[] } | undefined)?.AllowMethods;

describe('CORS', () => {
  test('allows the methods of added routes', () => {
    expect(corsMethodsOf(withRoute({}, { methods: [HttpMethod.PUT, HttpMethod.POST] }))).toEqual(['POST', 'OPTIONS', 'PUT']);
  });

  test('allows every method by its name for a route of any method, which is a route for each but OPTIONS: preflight requests are API Gateway\'s to answer', () => {
    const template = withRoute({}, { methods: undefined });
    expect(corsMethodsOf(template)?.sort()).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
    const routes = propertiesOf(template, 'AWS::ApiGatewayV2::Route').map(({ RouteKey }) => String(RouteKey)).filter((key) => key.endsWith('/health'));
    expect(routes.sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'].map((method) => `${method} /health`));
  });

  test('takes null for the methods like none, as some languages send what is left out', () => {
    expect(corsMethodsOf(withRoute({ corsPreflight: { allowMethods: null as never } }))).toEqual(['POST', 'OPTIONS', 'GET']);
  });

  test('needs no method for a route of OPTIONS', () => {
    expect(corsMethodsOf(withRoute({ corsPreflight: { allowMethods: [CorsHttpMethod.POST] } }, { methods: [HttpMethod.OPTIONS] }))).toEqual(['POST']);
  });

  test('stays off, and any method is one route', () => {
    const off = withRoute({ corsPreflight: { allowOrigins: [] } }, { methods: undefined });
    expect(propertiesOf(off, 'AWS::ApiGatewayV2::Route').map(({ RouteKey }) => RouteKey)).toEqual(['POST /orders', 'ANY /health']);
    expect(corsMethodsOf(withRoute({ corsPreflight: { allowOrigins: [] } }))).toBeUndefined();
  });

  test('keeps the methods that the app has named', () => {
    const allowMethods = [CorsHttpMethod.POST, CorsHttpMethod.GET];
    expect(corsMethodsOf(withRoute({ corsPreflight: { allowMethods } }))).toEqual(['POST', 'GET']);
    expect(corsMethodsOf(withRoute({ corsPreflight: { allowMethods: [CorsHttpMethod.ANY] } }))).toEqual(['*']);
  });

  test('fails for a method that is not among those that the app has named', () => {
    expect(() => withRoute({ corsPreflight: { allowMethods: [CorsHttpMethod.POST] } }, { methods: [HttpMethod.GET, HttpMethod.PUT] })).toThrow(
      '[Shop/Orders] corsPreflight.allowMethods must include GET and PUT for the route /health, got ["POST"]',
    );
  });
});

describe('addRoutes fails', () => {
  const refused = (options: unknown, props: OrderProcessingApiProps = {}) => {
    const { orders } = ordersStack(props);
    try {
      orders.addRoutes(options as AddRoutesOptions);
    } catch (error) {
      return (error as Error).message;
    }
    return 'not refused';
  };

  test.each<[string, () => unknown, string]>([
    ['a route that the API has already', () => ({ ...health(), path: '/orders', methods: [HttpMethod.POST] }), 'addRoutes must get a route that the API does not have yet, got POST /orders'],
    ['any method of a path of which the API has one', () => ({ ...health(), path: '/orders', methods: undefined }), 'addRoutes must get a route that the API does not have yet, got POST /orders'],
    ['scopes that nobody asks for', () => ({ ...health(), authorizationScopes: ['health'] }), 'authorizationScopes of addRoutes needs a JWT or user pool authorizer, got none'],
    ['malformed scopes', () => ({ ...health(), authorizer: jwt(), authorizationScopes: ['a b'] }), 'authorizationScopes of addRoutes must be OAuth scopes such as \'orders/read\', got "a b"'],
    // What a compiler would refuse, and plain JavaScript sends.
    ['nothing', () => undefined, 'addRoutes must get a path and an integration, got none'],
    ['a path without a slash', () => ({ ...health(), path: 'health' }), 'addRoutes must get a path that begins with a slash, such as \'/health\', got "health"'],
    ['a method that is in no list', () => ({ ...health(), methods: 'GET' }), 'addRoutes must get a list of methods, each once, such as [HttpMethod.GET], got "GET"'],
    ['no method', () => ({ ...health(), methods: [] }), 'addRoutes must get a list of methods, each once, such as [HttpMethod.GET], got []'],
    ['a method twice', () => ({ ...health(), methods: ['GET', 'GET'] }), 'addRoutes must get a list of methods, each once, such as [HttpMethod.GET], got ["GET","GET"]'],
    ['a method in other letters', () => ({ ...health(), methods: ['get'] }), 'addRoutes must get a list of methods, each once, such as [HttpMethod.GET], got ["get"]'],
    ['no integration', () => ({ ...health(), integration: undefined }), 'addRoutes must get an integration such as new HttpLambdaIntegration(id, handler), got none'],
    ['scopes under a misspelt name', () => ({ ...health(), authorizer: jwt(), authorizationScope: ['health'] }),
      'addRoutes must only have the options path, methods, integration, authorizer, authorizationScopes, got authorizationScope (did you mean authorizationScopes?)'],
    ['a user pool in place of an authorizer', () => ({ ...health(), authorizer: UserPool.fromUserPoolId(new Stack(), 'Pool', 'eu-central-1_a1b2c3d4e') }),
      'addRoutes must get an authorizer such as new HttpIamAuthorizer(), or none to use that of the API, got a user pool: put it into HttpUserPoolAuthorizer'],
    ['access in place of an authorizer', () => ({ ...health(), authorizer: OrderAccess.guests() }), 'addRoutes must get an authorizer such as new HttpIamAuthorizer(), or none to use that of the API, got the object OrderAccess'],
  ])('for %s', (_, options, message) => {
    expect(refused(options())).toBe(`[Shop/Orders] ${message}`);
  });

  test('for an authorizer that another API has', () => {
    const authorizer = jwt();
    ordersStack({ access: OrderAccess.staff(authorizer) });
    expect(refused({ ...health(), authorizer }))
      .toBe('[Shop/Orders] addRoutes must get an authorizer that no other API uses, got HttpJwtAuthorizer of another API: create one for each API');
  });

  test('and leaves CORS as it was', () => {
    const { stack, orders } = ordersStack();
    expect(() => orders.addRoutes({ ...health(), path: 'nope', methods: [HttpMethod.DELETE] })).toThrow();
    expect(corsMethodsOf(Template.fromStack(stack))).toEqual(['POST', 'OPTIONS']);
  });
});

describe('an authorizer of somebody\'s own that is bound as NONE fails', () => {
  const openSesame = (): IHttpRouteAuthorizer => ({ bind: () => ({ authorizationType: 'NONE' }) });
  class OpenSesame implements IHttpRouteAuthorizer {
    public bind(): HttpRouteAuthorizerConfig {
      return { authorizationType: 'NONE' };
    }
  }
  const message = (route: string, name: string) => (
    `[Shop/Orders] the authorizer of ${route} must authenticate callers, or be new HttpNoneAuthorizer() to make the route public, got ${name} with the authorization type NONE`
  );

  test.each<[string, () => OrderAccess]>([
    ['customers', () => OrderAccess.customers(new OpenSesame())],
    ['staff', () => OrderAccess.staff(new OpenSesame())],
  ])('for %s', (_, access) => {
    expect(() => ordersStack({ access: access() })).toThrow(message('POST /orders', 'OpenSesame'));
  });

  test('for a route that is added', () => {
    expect(() => withRoute({}, { authorizer: new OpenSesame() })).toThrow(message('GET /health', 'OpenSesame'));
    expect(() => withRoute({}, { authorizer: openSesame() })).toThrow(message('GET /health', 'Object'));
  });

  test('and one that asks is taken', () => {
    const asking: IHttpRouteAuthorizer = { bind: () => ({ authorizationType: 'CUSTOM', authorizerId: 'a1b2c3' }) };
    expect(guardOf(withRoute({}, { authorizer: asking }))).toMatchObject({ AuthorizationType: 'CUSTOM' });
  });
});

test('addRoutes takes one authorizer for several routes, and that of the API by its name, with its scopes', () => {
  const [own, other] = [jwt(), new HttpJwtAuthorizer('Other', 'https://other.example.com', { jwtAudience: ['health'] })];
  const { stack, orders } = ordersStack({ access: OrderAccess.staff(own, { authorizationScopes: ['orders/admin'] }) });
  for (const path of ['/a', '/b']) orders.addRoutes({ ...health(), path, authorizer: other });
  orders.addRoutes({ ...health(), authorizer: own });
  expect(guardOf(Template.fromStack(stack))).toEqual({ AuthorizationType: 'JWT', AuthorizationScopes: ['orders/admin'] });
});

describe('PROD warns of open routes', () => {
  const warningsOf = ({ stack }: OrdersStack) => (
    Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('.*')).map(({ entry }) => String(entry.data))
  );
  const modest: ThrottleSettings = { rateLimit: 100, burstLimit: 50 };
  const shop = (access: OrderAccess | undefined, environment = OrderEnvironment.PROD, throttle = modest) => (
    ordersStack({ environment, access, corsPreflight: { allowOrigins: [] }, throttle, prices: OrderPrices.fromCaller() })
  );
  const warning = (routes: string) => (
    `anybody may call ${routes} in PROD: set authorizer of the route, to new HttpNoneAuthorizer() if it is meant to be public [ack: cdk-order-processing-api::unauthenticatedApi]`
  );
  const ofOrders = 'anybody may call POST /orders in PROD: set access, to OrderAccess.guests() if it is meant to be public [ack: cdk-order-processing-api::unauthenticatedApi]';

  test('that were added while nobody has said who may call', () => {
    const made = shop(undefined);
    made.orders.addRoutes(health());
    expect(warningsOf(made)).toEqual([ofOrders, warning('GET /health')]);
  });

  const behind = (scope: Stack, path: string, { httpApi }: OrderProcessingApi, authorizer?: IHttpRouteAuthorizer) => (
    new HttpRoute(scope, `Own${path}`, { httpApi, integration: integration(), routeKey: HttpRouteKey.with(path, HttpMethod.GET), authorizer })
  );

  test('that were put on the API behind the back of the construct, by L2 or L1, in this stack or another', () => {
    const made = shop(undefined);
    behind(made.stack, '/own', made.orders);
    behind(new Stack(made.stack.node.root as App, 'Elsewhere'), '/other', made.orders);
    new CfnRoute(made.stack, 'Raw', { apiId: made.orders.httpApi.apiId, routeKey: 'GET /raw' });
    expect(warningsOf(made)).toEqual([ofOrders, warning('GET /own, GET /raw, GET /other')]);
  });

  test('until an app acknowledges that they are meant', () => {
    const made = shop(undefined);
    made.orders.addRoutes(health());
    Added.of(made.orders).acknowledgeWarning('cdk-order-processing-api::unauthenticatedApi', 'decided in a review');
    expect(warningsOf(made)).toEqual([]);
  });

  test.each<{ name: string; make: () => OrderAccess; options?: object }>([
    { name: 'that is open on purpose', make: () => OrderAccess.customers(jwt()), options: { authorizer: new HttpNoneAuthorizer() } },
    { name: 'for guests, as the API is', make: () => OrderAccess.guests() },
    { name: 'behind the authorizer of the API', make: () => OrderAccess.staff(new HttpIamAuthorizer()) },
  ])('but not of an added route $name', ({ make, options }) => {
    const made = shop(make());
    made.orders.addRoutes({ ...health(), ...options });
    expect(warningsOf(made)).toEqual([]);
  });

  test('but not of one behind its back that has the authorizer of the API, is open on purpose, or is on another API', () => {
    const made = shop(OrderAccess.staff(new HttpIamAuthorizer()));
    behind(made.stack, '/own', made.orders);
    behind(made.stack, '/open', made.orders, new HttpNoneAuthorizer());
    new CfnRoute(made.stack, 'Raw', { apiId: 'a1b2c3', routeKey: 'GET /raw' });
    expect(warningsOf(made)).toEqual([]);
  });

  describe('that can use up the quota of the account,', () => {
    const atQuota = (routes: string) => expect.stringMatching(`^anybody may call ${routes} in PROD 10,000 times per second, .* \\[ack: cdk-order-processing-api::throttleAtAccountQuota\\]$`);
    const ofAccount = { rateLimit: 10_000, burstLimit: 5_000 };

    test('also where they are open on purpose, and by whatever they were put on the API', () => {
      const made = shop(OrderAccess.customers(jwt()), OrderEnvironment.PROD, ofAccount);
      made.orders.addRoutes({ ...health(), authorizer: new HttpNoneAuthorizer() });
      behind(made.stack, '/own', made.orders, new HttpNoneAuthorizer());
      expect(warningsOf(made)).toEqual([atQuota('GET /health, GET /own')]);
    });

    test('once, where those for orders are among them', () => {
      const made = shop(OrderAccess.guests(), OrderEnvironment.PROD, ofAccount);
      made.orders.addRoutes(health());
      expect(warningsOf(made)).toEqual([atQuota('POST /orders')]);
    });

    test('until an app acknowledges that it is meant', () => {
      const made = shop(OrderAccess.customers(jwt()), OrderEnvironment.PROD, ofAccount);
      made.orders.addRoutes({ ...health(), authorizer: new HttpNoneAuthorizer() });
      Added.of(made.orders).acknowledgeWarning('cdk-order-processing-api::throttleAtAccountQuota', 'a firewall counts');
      expect(warningsOf(made)).toEqual([]);
    });
  });

  test('and no other environment does', () => {
    const made = shop(undefined, OrderEnvironment.STAGING);
    made.orders.addRoutes(health());
    expect(warningsOf(made)).toEqual([]);
  });
});
