import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CorsHttpMethod, HttpAuthorizer, HttpMethod, HttpNoneAuthorizer, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer, HttpLambdaAuthorizer, HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../../src';
import { ordersStack, templateOf, propertiesOf } from '../support/orders-stack';
import { accepts, failsFor, newStack, refusalOf, several } from '../support/refusals';

const open = () => OrderAccess.staff(new HttpNoneAuthorizer());

test('routes that erase allow DELETE, and need no Content-Type', () => {
  const { stack } = ordersStack({
    routes: [OrderRoute.eraseOrder()], access: OrderAccess.staff(new HttpIamAuthorizer()), corsPreflight: { allowHeaders: ['Authorization', 'X-Amz-Date', 'X-Amz-Security-Token', 'X-Amz-Content-Sha256'] },
  });
  Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: { AllowMethods: ['DELETE', 'OPTIONS'], ExposeHeaders: ['ETag', 'Retry-After'] } });
});

describe('corsPreflight', () => {
  const origins = 'corsPreflight.allowOrigins must contain \'*\' or origins such as \'https://shop.example.com\' (no path, no trailing slash), got';

  failsFor([
    ...[
      'https://shop.example.com/', 'https://shop.example.com/orders', 'https://shop.example.com?a=b', 'https://shop.example.com#top',
      'shop.example.com', 'https://', 'https://shop example.com', '//shop.example.com', 'null', '',
    ].map((origin) => ({ name: `the origin '${origin}'`, props: { corsPreflight: { allowOrigins: [origin] } }, message: `${origins} '${origin}'` })),
    {
      name: 'each bad origin among good ones',
      props: { corsPreflight: { allowOrigins: ['https://a.example.com', 'b.example.com', 'https://c.example.com/'] } },
      message: several([`${origins} 'b.example.com'`, `${origins} 'https://c.example.com/'`]),
    },
    ...['https://a:99999', 'https://user:pw@a.example.com', 'https://Shop.example.com', 'https://shop.example.com:443'].map((origin) => ({
      name: `the origin '${origin}', which no browser sends`, props: { corsPreflight: { allowOrigins: [origin] } }, message: `${origins} '${origin}'`,
    })),
    ...['capacitor://localhost', 'ionic://localhost', 'tauri://localhost', 'chrome-extension://abcdefgh', 'app://-', 'file:///', 'ws://a.example.com'].map((origin) => ({
      name: `the origin '${origin}', whose scheme API Gateway does not take`,
      props: { corsPreflight: { allowOrigins: [origin] } },
      message: `corsPreflight.allowOrigins must contain origins with https or http, since API Gateway accepts no other scheme, got '${origin}': send the requests of the app natively`,
    })),
    ...['https://*.example.com', 'http://*.example.com', 'https://shop-*.example.com', 'https://*:8443', 'http://localhost:*', 'https://*/'].map((origin) => ({
      name: `the origin '${origin}', whose wildcard API Gateway does not take`,
      props: { corsPreflight: { allowOrigins: [origin] } },
      message: `corsPreflight.allowOrigins must contain whole host names, since API Gateway supports only the wildcards '*', 'https://*' and 'http://*', got '${origin}'`,
    })),
    {
      name: 'an origin that is no text',
      props: { corsPreflight: { allowOrigins: [7 as unknown as string] } },
      message: `${origins} 7`,
    },
    {
      name: 'origins that are no list',
      props: { corsPreflight: { allowOrigins: 'https://shop.example.com' as unknown as string[] } },
      message: 'corsPreflight.allowOrigins must be a list of origins, got "https://shop.example.com"',
    },
    {
      name: 'methods without POST',
      props: { corsPreflight: { allowMethods: [CorsHttpMethod.GET] } },
      message: 'corsPreflight.allowMethods must include POST, got ["GET"]',
    },
    {
      name: 'methods without those of every route',
      props: { routes: OrderRoute.standard(), access: open(), corsPreflight: { allowMethods: [CorsHttpMethod.POST] } },
      message: 'corsPreflight.allowMethods must include GET and PATCH, got ["POST"]',
    },
    ...[undefined, ['*'], ['https://*'], ['http://*'], ['https://shop.example.com', '*'], ['https://shop.example.com', 'https://*']].map((allowOrigins) => ({
      name: `credentials with the origins ${JSON.stringify(allowOrigins) ?? 'of the default'}`,
      props: { corsPreflight: { allowCredentials: true, allowOrigins } },
      message: 'corsPreflight.allowCredentials needs named origins, since any web page could otherwise send requests with the credentials of its visitors, '
        + `got allowOrigins ${JSON.stringify(allowOrigins ?? ['*'])}`,
    })),
    {
      name: 'a maxAge over a day',
      props: { corsPreflight: { maxAge: Duration.seconds(86_401) } },
      message: 'corsPreflight.maxAge must be whole seconds from 0 to 86400, got 1 day 1 second',
    },
    {
      name: 'a maxAge of half a second',
      props: { corsPreflight: { maxAge: Duration.millis(500) } },
      message: 'corsPreflight.maxAge must be whole seconds from 0 to 86400, got 500 millis',
    },
  ]);

  test.each(['*', 'https://*', 'http://*', 'https://shop.example.com', 'http://localhost:3000', 'https://[::1]:8443', 'https://localhost', 'https://xn--bcher-kva.example'])('accepts the origin %s', (origin) => {
    accepts({ corsPreflight: { allowOrigins: [origin] } });
  });

  test.each([Duration.seconds(0), Duration.days(1)])('accepts a maxAge of %s', (maxAge) => {
    accepts({ corsPreflight: { maxAge } });
  });

  test('accepts any method, whatever the routes', () => {
    accepts({ routes: OrderRoute.standard(), access: open(), corsPreflight: { allowMethods: [CorsHttpMethod.ANY] } });
  });

  test('accepts methods without POST where no route has it', () => {
    accepts({ routes: [OrderRoute.getOrder()], access: open(), corsPreflight: { allowMethods: [CorsHttpMethod.GET] } });
  });

  test('accepts origins that are known only when the app is deployed', () => {
    accepts({ corsPreflight: { allowOrigins: [Token.asString({ Ref: 'Shop' }), `https://${Token.asString({ Ref: 'Shop' })}`], allowCredentials: true } });
    accepts({ corsPreflight: { allowOrigins: Token.asList({ Ref: 'Shops' }), allowCredentials: true } });
  });

  test('accepts credentials with named origins', () => {
    accepts({ corsPreflight: { allowCredentials: true, allowOrigins: ['https://shop.example.com'] } });
  });
});

const jwt = (identitySource?: string[]) => new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'], identitySource });
const lambda = (stack: Stack, identitySource?: string[]) => new HttpLambdaAuthorizer('Guard', LambdaFunction.fromFunctionName(stack, 'Guard', 'guard'), { identitySource });

const OF_TEMPLATE = ['Content-Type', 'X-Amz-Date', 'Authorization', 'X-Api-Key'];

describe('the headers that browsers may send by default', () => {
  const headersOf = (template: Template) => (propertiesOf(template, 'AWS::ApiGatewayV2::Api')[0].CorsConfiguration as { AllowHeaders: string[] }).AllowHeaders;
  const SIGNED = [...OF_TEMPLATE, 'Idempotency-Key', 'X-Amz-Security-Token', 'X-Amz-Content-Sha256'];

  test('are those of the one-line app without an authorizer', () => {
    expect(headersOf(templateOf())).toEqual([...OF_TEMPLATE, 'Idempotency-Key']);
  });

  test('are all that a SigV4 client sends where the API asks IAM', () => {
    expect(headersOf(templateOf({ access: OrderAccess.staff(new HttpIamAuthorizer()) }))).toEqual(SIGNED);
  });

  test('are all that a SigV4 client sends where one route asks IAM', () => {
    const routes = [OrderRoute.createOrder(), OrderRoute.getOrder({ access: OrderAccess.staff(new HttpIamAuthorizer()) })];
    expect(headersOf(templateOf({ routes }))).toEqual(SIGNED);
  });

  test.each<[string, IHttpRouteAuthorizer, string[]]>([
    ['IAM', new HttpIamAuthorizer(), SIGNED],
    ['a token in a header of its own', jwt(['$request.header.X-Token']), [...OF_TEMPLATE, 'Idempotency-Key', 'X-Token']],
    ['a token in a header that is there, in other letters', jwt(['$request.header.authorization']), [...OF_TEMPLATE, 'Idempotency-Key']],
    ['nothing', new HttpNoneAuthorizer(), [...OF_TEMPLATE, 'Idempotency-Key']],
  ])('are those of a route that is added, which asks for %s', (_, authorizer, headers) => {
    const { stack, orders } = ordersStack();
    orders.addRoutes({ path: '/health', methods: [HttpMethod.GET], integration: new HttpUrlIntegration('Elsewhere', 'https://shop.example.com'), authorizer });
    expect(headersOf(Template.fromStack(stack))).toEqual(headers);
  });

  test('are those in which an authorizer looks for a token', () => {
    expect(headersOf(templateOf({ access: OrderAccess.customers(jwt(['$request.header.X-Token'])) }))).toEqual([...OF_TEMPLATE, 'Idempotency-Key', 'X-Token']);
    const { stack } = ordersStack();
    new OrderProcessingApi(stack, 'Guarded', {
      projectName: 'guarded',
      outputs: false,
      access: OrderAccess.customers(lambda(stack, ['$request.header.X-Shop', '$request.querystring.token', '$context.stage']), { customerIdClaim: 'sub' }),
    });
    const [, guarded] = propertiesOf(Template.fromStack(stack), 'AWS::ApiGatewayV2::Api');
    expect(guarded.CorsConfiguration).toMatchObject({ AllowHeaders: [...OF_TEMPLATE, 'Idempotency-Key', 'X-Shop'] });
  });
});

describe('corsPreflight.allowHeaders', () => {
  const withHeaders = (...allowHeaders: string[]): OrderProcessingApiProps => ({ corsPreflight: { allowHeaders } });
  const ofAccess = (access: OrderAccess, ...allowHeaders: string[]): OrderProcessingApiProps => ({ access, ...withHeaders(...allowHeaders) });
  const ofOrders = ['Content-Type', 'Idempotency-Key'];

  failsFor([
    { name: 'none', props: withHeaders(), message: 'corsPreflight.allowHeaders must include Content-Type and Idempotency-Key, got []' },
    { name: 'those of orders missing', props: withHeaders('X-Tenant'), message: 'corsPreflight.allowHeaders must include Content-Type and Idempotency-Key, got ["X-Tenant"]' },
    {
      name: 'those of changes missing',
      props: { routes: OrderRoute.standard(), access: open(), ...withHeaders(...ofOrders) },
      message: 'corsPreflight.allowHeaders must include If-Match, got ["Content-Type","Idempotency-Key"]',
    },
    {
      name: 'that of a token missing',
      props: ofAccess(OrderAccess.customers(jwt()), ...ofOrders),
      message: 'corsPreflight.allowHeaders must include Authorization, got ["Content-Type","Idempotency-Key"]',
    },
    {
      name: 'that in which an authorizer looks for a token missing',
      props: ofAccess(OrderAccess.customers(jwt(['$request.header.X-Token'])), ...ofOrders, 'Authorization'),
      message: 'corsPreflight.allowHeaders must include X-Token, got ["Content-Type","Idempotency-Key","Authorization"]',
    },
    {
      name: 'those of a signature missing',
      props: ofAccess(OrderAccess.staff(new HttpIamAuthorizer()), ...ofOrders),
      message: 'corsPreflight.allowHeaders must include Authorization, X-Amz-Date and X-Amz-Security-Token, got ["Content-Type","Idempotency-Key"]',
    },
    {
      name: 'those of one route\'s signature missing',
      props: { routes: [OrderRoute.createOrder(), OrderRoute.getOrder({ access: OrderAccess.staff(new HttpIamAuthorizer()) })], ...withHeaders(...ofOrders, 'authorization') },
      message: 'corsPreflight.allowHeaders must include X-Amz-Date and X-Amz-Security-Token, got ["Content-Type","Idempotency-Key","authorization"]',
    },
    {
      name: 'what is no header',
      props: withHeaders(...ofOrders, 'X Tenant', '', 'X-Tenant:'),
      message: several(['X Tenant', '', 'X-Tenant:'].map((name) => `corsPreflight.allowHeaders must contain header names such as 'X-Trace-Id', got "${name}"`)),
    },
    {
      name: 'exposed what is no header',
      props: { corsPreflight: { exposeHeaders: [7 as unknown as string] } },
      message: 'corsPreflight.exposeHeaders must contain header names such as \'X-Trace-Id\', got 7',
    },
  ]);

  test('fails without that of a user pool or a Lambda authorizer', () => {
    const stack = newStack();
    const missing = 'Error: [Shop/Orders] corsPreflight.allowHeaders must include Authorization, got ["Content-Type","Idempotency-Key"]';
    expect(refusalOf(ofAccess(OrderAccess.customers(new HttpUserPoolAuthorizer('Accounts', new UserPool(stack, 'Pool'))), ...ofOrders), stack)).toBe(missing);
    const other = newStack();
    expect(refusalOf(ofAccess(OrderAccess.customers(lambda(other), { customerIdClaim: 'id' }), ...ofOrders), other)).toBe(missing);
  });

  test.each<[string, () => OrderProcessingApiProps]>([
    ['any header', () => withHeaders('*')],
    ['any header beside the one that a wildcard leaves out', () => ofAccess(OrderAccess.staff(new HttpIamAuthorizer()), '*', 'authorization')],
    ['the headers in other letters', () => withHeaders('content-type', 'IDEMPOTENCY-KEY')],
    ['AWS\'s usual list beside the routes\' own', () => ofAccess(OrderAccess.staff(new HttpIamAuthorizer()), ...OF_TEMPLATE, 'X-Amz-Security-Token', 'Idempotency-Key')],
    ['one that is known only when the app is deployed', () => withHeaders(Token.asString({ Ref: 'Header' }))],
    ['a list that is known only when the app is deployed', () => ({ corsPreflight: { allowHeaders: Token.asList({ Ref: 'Headers' }) } })],
    ['no header of a body where no route takes one', () => ({ routes: [OrderRoute.getOrder()], access: open(), corsPreflight: { allowHeaders: [] } })],
    ['none of an authorizer that reads the query', () => ofAccess(OrderAccess.customers(jwt(['$request.querystring.token'])), ...ofOrders)],
    ['any header that is exposed, or none', () => ({ corsPreflight: { exposeHeaders: [] } })],
  ])('may be %s', (_, props) => {
    accepts(props());
  });

  test('may lack what an imported authorizer asks for, which nobody knows at synth', () => {
    const stack = newStack();
    const imported = HttpAuthorizer.fromHttpAuthorizerAttributes(stack, 'Imported', { authorizerId: 'a1b2c3', authorizerType: 'JWT' });
    expect(() => new OrderProcessingApi(stack, 'Orders', ofAccess(OrderAccess.customers(imported), ...ofOrders))).not.toThrow();
  });

  test('must have the header Authorization beside a wildcard, which does not cover it', () => {
    const leftOut = ": '*' does not cover Authorization";
    const access = OrderAccess.staff(new HttpIamAuthorizer());
    expect(refusalOf(ofAccess(access, '*'))).toBe(`Error: [Shop/Orders] corsPreflight.allowHeaders must include Authorization, got ["*"]${leftOut}`);
    const { orders } = ordersStack(withHeaders('*'));
    expect(() => orders.addRoutes({
      path: '/health', methods: [HttpMethod.POST], integration: new HttpUrlIntegration('Elsewhere', 'https://shop.example.com'), authorizer: new HttpIamAuthorizer(),
    })).toThrow(`[Shop/Orders] corsPreflight.allowHeaders must include Authorization for the route /health, got ["*"]${leftOut}`);
  });

  test('must name each header with credentials, with which a wildcard covers none', () => {
    const corsPreflight = { allowHeaders: ['*', 'Content-Type'], allowCredentials: true, allowOrigins: ['https://shop.example.com'] };
    expect(refusalOf({ corsPreflight })).toBe(
      'Error: [Shop/Orders] corsPreflight.allowHeaders must include Idempotency-Key, got ["*","Content-Type"]: with allowCredentials \'*\' covers no header',
    );
  });

  test.each(['Cookie', 'origin', 'Host', 'User-Agent', 'Accept-Language', 'Sec-Fetch-Site'])('need not have %s, which browsers send by themselves', (header) => {
    const stack = newStack();
    const access = OrderAccess.customers(lambda(stack, [`$request.header.${header}`]), { customerIdClaim: 'id' });
    expect(() => new OrderProcessingApi(stack, 'Orders', ofAccess(access, ...ofOrders))).not.toThrow();
    const other = newStack();
    new OrderProcessingApi(other, 'Orders', { access: OrderAccess.customers(lambda(other, [`$request.header.${header}`]), { customerIdClaim: 'id' }) });
    const [byDefault] = propertiesOf(Template.fromStack(other), 'AWS::ApiGatewayV2::Api');
    expect(byDefault.CorsConfiguration).toMatchObject({ AllowHeaders: [...OF_TEMPLATE, 'Idempotency-Key'] });
  });

  test('fails for an added route whose authorizer asks for another', () => {
    const { orders } = ordersStack(withHeaders(...ofOrders));
    const add = (authorizer: IHttpRouteAuthorizer) => () => orders.addRoutes({
      path: '/health', methods: [HttpMethod.POST], integration: new HttpUrlIntegration('Elsewhere', 'https://shop.example.com'), authorizer,
    });
    expect(add(new HttpIamAuthorizer())).toThrow(
      '[Shop/Orders] corsPreflight.allowHeaders must include Authorization, X-Amz-Date and X-Amz-Security-Token for the route /health, got ["Content-Type","Idempotency-Key"]',
    );
    expect(add(new HttpNoneAuthorizer())).not.toThrow();
  });
});

describe('a number token in corsPreflight, from plain JavaScript', () => {
  const token = Token.asNumber({ Ref: 'Origins' });

  test.each<[string, unknown, string]>([
    ['allowOrigins', token, 'be a list of origins'],
    ['allowHeaders', token, 'be a list of header names'],
    ['exposeHeaders', token, 'be a list of header names'],
    ['allowOrigins', ['https://shop.example.com', token], "contain '*' or origins such as 'https://shop.example.com' (no path, no trailing slash)"],
    ['allowHeaders', ['Content-Type', token], "contain header names such as 'X-Trace-Id'"],
    ['exposeHeaders', [token], "contain header names such as 'X-Trace-Id'"],
  ])('fails as %s, or in it', (field, value, accepted) => {
    expect(refusalOf({ corsPreflight: { [field]: value } as never })).toBe(`Error: [Shop/Orders] corsPreflight.${field} must ${accepted}, got a number token`);
  });

  test('fails as allowMethods', () => {
    expect(refusalOf({ corsPreflight: { allowMethods: token as unknown as CorsHttpMethod[] } })).toContain('corsPreflight.allowMethods must be a list');
  });
});
