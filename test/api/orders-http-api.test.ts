/*
 * Routes of the app's own beside those for orders.
 */
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AddRoutesOptions, CfnRoute, CorsHttpMethod, HttpMethod, HttpNoneAuthorizer, HttpRoute, HttpRouteIntegration, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { OrderAccess, OrderEnvironment, OrderProcessingApiProps } from '../../src';
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

describe('CORS', () => {
  const corsMethodsOf = (template: Template) => (propertiesOf(template, 'AWS::ApiGatewayV2::Api')[0].CorsConfiguration as { AllowMethods: string[] } | undefined)?.AllowMethods;

  test('allows the methods of added routes', () => {
    expect(corsMethodsOf(withRoute({}, { methods: [HttpMethod.PUT, HttpMethod.POST] }))).toEqual(['POST', 'OPTIONS', 'PUT']);
  });

  test('allows every method by its name for a route of any method, as browsers know no * with credentials', () => {
    expect(corsMethodsOf(withRoute({}, { methods: undefined }))?.sort()).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
  });

  test('stays off', () => {
    expect(corsMethodsOf(withRoute({ corsPreflight: { allowOrigins: [] } }))).toBeUndefined();
  });

  test('keeps the methods that the app has named', () => {
    const allowMethods = [CorsHttpMethod.POST, CorsHttpMethod.GET];
    expect(corsMethodsOf(withRoute({ corsPreflight: { allowMethods } }))).toEqual(['POST', 'GET']);
    expect(corsMethodsOf(withRoute({ corsPreflight: { allowMethods: [CorsHttpMethod.ANY] } }))).toEqual(['*']);
  });

  test('fails for a method that is not among those that the app has named', () => {
    expect(() => withRoute({ corsPreflight: { allowMethods: [CorsHttpMethod.POST] } }, { methods: [HttpMethod.GET, HttpMethod.PUT] })).toThrow(
      '[Shop/Orders/HttpApi] corsPreflight.allowMethods must include GET and PUT for the route /health, got ["POST"]',
    );
  });
});

test('addRoutes fails for a route that the API has already', () => {
  const { orders } = ordersStack();
  expect(() => orders.addRoutes({ ...health(), path: '/orders', methods: [HttpMethod.POST] }))
    .toThrow('[Shop/Orders/HttpApi] addRoutes must name a route that the API does not have yet, got POST /orders');
});

describe('PROD warns of open routes', () => {
  const warningsOf = ({ stack }: OrdersStack) => (
    Annotations.fromStack(stack).findWarning('/Shop/Orders', Match.stringLikeRegexp('.*')).map(({ entry }) => String(entry.data))
  );
  const shop = (access: OrderAccess | undefined, environment = OrderEnvironment.PROD) => (
    ordersStack({ environment, access, corsPreflight: { allowOrigins: [] } })
  );
  const warning = (routes: string) => (
    `anybody may call ${routes} in PROD: give addRoutes an authorizer, new HttpNoneAuthorizer() when that is meant [ack: cdk-order-processing-api:unauthenticatedApi]`
  );
  const ofOrders = 'anybody may call POST /orders in PROD: set access, to OrderAccess.guests() when that is meant [ack: cdk-order-processing-api:unauthenticatedApi]';

  test('that were added while nobody has said who may call', () => {
    const made = shop(undefined);
    made.orders.addRoutes(health());
    expect(warningsOf(made)).toEqual([ofOrders, warning('GET /health')]);
  });

  test('that were put on the API behind the back of the construct, by L2 or L1, in this stack or another', () => {
    const made = shop(OrderAccess.guests());
    const { httpApi } = made.orders;
    const elsewhere = new Stack(made.stack.node.root as App, 'Elsewhere');
    const options = { httpApi, integration: integration(), authorizer: new HttpNoneAuthorizer() };
    new HttpRoute(made.stack, 'Own', { ...options, routeKey: HttpRouteKey.with('/own', HttpMethod.GET) });
    new HttpRoute(elsewhere, 'Other', { ...options, routeKey: HttpRouteKey.with('/other', HttpMethod.GET) });
    new CfnRoute(made.stack, 'Raw', { apiId: httpApi.apiId, routeKey: 'GET /raw' });
    expect(warningsOf(made)).toEqual([warning('GET /own, GET /raw, GET /other')]);
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

  test('but not of one behind its back that has the authorizer of the API, or is on another API', () => {
    const made = shop(OrderAccess.staff(new HttpIamAuthorizer()));
    new HttpRoute(made.stack, 'Own', { httpApi: made.orders.httpApi, integration: integration(), routeKey: HttpRouteKey.with('/own', HttpMethod.GET) });
    new CfnRoute(made.stack, 'Raw', { apiId: 'a1b2c3', routeKey: 'GET /raw' });
    expect(warningsOf(made)).toEqual([]);
  });

  test('and no other environment does', () => {
    const made = shop(undefined, OrderEnvironment.STAGING);
    made.orders.addRoutes(health());
    expect(warningsOf(made)).toEqual([]);
  });
});
