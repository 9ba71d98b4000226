import { Duration } from 'aws-cdk-lib';
import { CorsHttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { OrderRoute } from '../../src';
import { accepts, failsFor } from '../support/refusals';

describe('corsPreflight', () => {
  const origins = 'corsPreflight.allowOrigins must hold \'*\' or origins such as \'https://shop.example.com\' (no path, no trailing slash), got';

  failsFor([
    ...[
      'https://shop.example.com/', 'https://shop.example.com/orders', 'https://shop.example.com?a=b', 'https://shop.example.com#top',
      'shop.example.com', 'https://', 'https://shop example.com', '//shop.example.com', 'null', '',
    ].map((origin) => ({ name: `the origin '${origin}'`, props: { corsPreflight: { allowOrigins: [origin] } }, message: `${origins} '${origin}'` })),
    {
      name: 'each bad origin among good ones',
      props: { corsPreflight: { allowOrigins: ['https://a.example.com', 'b.example.com', 'https://c.example.com/'] } },
      message: `${origins} 'b.example.com'; ${origins} 'https://c.example.com/'`,
    },
    ...['https://a:99999', 'https://user:pw@a.example.com', 'https://Shop.example.com', 'https://shop.example.com:443'].map((origin) => ({
      name: `the origin '${origin}', which no browser sends`, props: { corsPreflight: { allowOrigins: [origin] } }, message: `${origins} '${origin}'`,
    })),
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
      props: { routes: OrderRoute.standard(), authorizer: new HttpNoneAuthorizer(), corsPreflight: { allowMethods: [CorsHttpMethod.POST] } },
      message: 'corsPreflight.allowMethods must include GET and PATCH, got ["POST"]',
    },
    {
      name: 'credentials with the default of any origin',
      props: { corsPreflight: { allowCredentials: true } },
      message: 'corsPreflight.allowCredentials needs named origins, browsers refuse it with \'*\', got allowOrigins ["*"]',
    },
    {
      name: 'credentials with any origin besides a named one',
      props: { corsPreflight: { allowCredentials: true, allowOrigins: ['https://shop.example.com', '*'] } },
      message: 'corsPreflight.allowCredentials needs named origins, browsers refuse it with \'*\', got allowOrigins ["https://shop.example.com","*"]',
    },
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

  test.each(['*', 'https://shop.example.com', 'http://localhost:3000', 'https://[::1]:8443', 'capacitor://localhost'])('accepts the origin %s', (origin) => {
    accepts({ corsPreflight: { allowOrigins: [origin] } });
  });

  test.each([Duration.seconds(0), Duration.days(1)])('accepts a maxAge of %s', (maxAge) => {
    accepts({ corsPreflight: { maxAge } });
  });

  test('accepts any method, whatever the routes', () => {
    accepts({ routes: OrderRoute.standard(), authorizer: new HttpNoneAuthorizer(), corsPreflight: { allowMethods: [CorsHttpMethod.ANY] } });
  });

  test('accepts methods without POST where no route has it', () => {
    accepts({ routes: [OrderRoute.getOrder()], authorizer: new HttpNoneAuthorizer(), corsPreflight: { allowMethods: [CorsHttpMethod.GET] } });
  });

  test('accepts credentials with named origins', () => {
    accepts({ corsPreflight: { allowCredentials: true, allowOrigins: ['https://shop.example.com'] } });
  });
});
