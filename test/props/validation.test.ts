import { Aws, CfnParameter, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CorsHttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../../src';
import { madeIn, propertiesOf, subOf } from '../support/orders-stack';
import { accepts, failsFor, newStack, refusalOf } from '../support/refusals';

/** The template of an instance whose props are made of the stack's own parameters. */
function templateWith(propsOf: (stack: Stack) => OrderProcessingApiProps): Template {
  const stack = newStack();
  new OrderProcessingApi(stack, 'Orders', propsOf(stack));
  return Template.fromStack(stack);
}

function numberParameter(stack: Stack, id = 'Parameter'): number {
  return new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
}

describe('environment', () => {
  failsFor([
    {
      name: 'a token',
      props: { environment: Aws.STACK_NAME as OrderEnvironment },
      message: 'environment must be known at synth, since it sets defaults, got a token',
    },
    {
      name: '\'production\'',
      props: { environment: 'production' as string as OrderEnvironment },
      message: 'environment must be one of dev, staging, prod, got \'production\'',
    },
    {
      name: 'another case',
      props: { environment: 'PROD' as string as OrderEnvironment },
      message: 'environment must be one of dev, staging, prod, got \'PROD\'',
    },
    {
      name: 'the name of a member of every object',
      props: { environment: 'constructor' as string as OrderEnvironment },
      message: 'environment must be one of dev, staging, prod, got \'constructor\'',
    },
  ]);
});

describe('projectName and environmentSuffix', () => {
  const namePart = 'must be lowercase letters, digits and hyphens (^[a-z0-9-]+$), got';

  failsFor(['Shop!', 'Shop', 'my_shop', 'my shop', 'shöp', 'shop\n', ''].flatMap((value) => [
    { name: `the projectName ${JSON.stringify(value)}`, props: { projectName: value }, message: `projectName ${namePart} '${value}'` },
    { name: `the environmentSuffix ${JSON.stringify(value)}`, props: { environmentSuffix: value }, message: `environmentSuffix ${namePart} '${value}'` },
  ]));

  test.each(['shop', 'shop-2', '2', 'pr-42'])('accepts %s', (value) => {
    accepts({ projectName: value, environmentSuffix: value });
  });

  test('accepts a function name of 64 characters', () => {
    const template = templateWith(() => ({ projectName: 'p'.repeat(30), environmentSuffix: 's'.repeat(17) }));
    const [{ FunctionName }] = propertiesOf(template, 'AWS::Lambda::Function');
    expect(FunctionName).toHaveLength(64);
  });

  test.each([
    { part: 'projectName', props: { projectName: 'p'.repeat(31), environmentSuffix: 's'.repeat(17) } },
    { part: 'environmentSuffix', props: { projectName: 'p'.repeat(30), environmentSuffix: 's'.repeat(18) } },
  ])('fails for one character more in $part', ({ props }) => {
    const name = `${props.projectName}-${props.environmentSuffix}-order-processor`;
    expect(refusalOf(props)).toBe(
      `Error: [Shop/Orders] projectName and environmentSuffix make the function name '${name}' of 65 characters, `
      + 'AWS accepts at most 64: shorten them or set generatedNames',
    );
  });

  test('fails for each name that is too long', () => {
    const message = refusalOf({ projectName: 'p'.repeat(300) });
    for (const part of [/table name .* at most 255/, /role name .* at most 64/, /function name .* at most 64/, /API name .* at most 128/]) {
      expect(message).toMatch(part);
    }
  });

  test('accepts names with generatedNames that would be too long without', () => {
    accepts({ projectName: 'p'.repeat(60), generatedNames: true });
  });

  test('accepts an API name of 128 characters with generatedNames', () => {
    accepts({ projectName: 'p'.repeat(115), environmentSuffix: 's', generatedNames: true });
  });

  test('fails for an API name of 129 characters with generatedNames, and does not advise what is set already', () => {
    const message = refusalOf({ projectName: 'p'.repeat(116), environmentSuffix: 's', generatedNames: true });
    expect(message).toMatch(/make the API name 'p+-s-orders-api' of 129 characters, AWS accepts at most 128: shorten them/);
    expect(message).not.toContain('set generatedNames');
  });
});

describe('logRetention', () => {
  failsFor([{ name: 'a number of days that CloudWatch Logs does not offer', props: { logRetention: 6 as number }, message: 'logRetention must be a member of RetentionDays, got 6' }]);
});

describe('a value of another type, from plain JavaScript', () => {
  failsFor([
    {
      name: 'memorySize',
      props: { memorySize: '256' as unknown as number },
      message: 'memorySize must be a whole number from 128 to 10240 MiB, got "256"',
    },
    {
      name: 'timeout',
      props: { timeout: 30 as unknown as Duration },
      message: 'timeout must be a Duration such as Duration.seconds(900), got 30',
    },
  ]);
});

describe('memorySize', () => {
  failsFor([127, 10_241, 128.5, 0, -256, NaN, Infinity].map((memorySize) => ({
    name: `${memorySize}`,
    props: { memorySize },
    message: `memorySize must be a whole number from 128 to 10240 MiB, got ${memorySize}`,
  })));

  test.each([128, 10_240])('accepts %d', (memorySize) => {
    accepts({ memorySize });
  });
});

describe('timeout', () => {
  const accepted = 'timeout must be whole seconds from 1 to 900, got';

  failsFor([
    { name: '0 s', props: { timeout: Duration.seconds(0) }, message: `${accepted} 0 seconds` },
    { name: '901 s', props: { timeout: Duration.seconds(901) }, message: `${accepted} 15 minutes 1 second` },
    { name: '1,500 ms', props: { timeout: Duration.millis(1500) }, message: `${accepted} 1 second 500 millis` },
    { name: '500 ms', props: { timeout: Duration.millis(500) }, message: `${accepted} 500 millis` },
  ]);

  test.each([Duration.seconds(1), Duration.seconds(900), Duration.minutes(15), Duration.millis(2000)])('accepts %s', (timeout) => {
    accepts({ timeout });
  });
});

describe('removalPolicy', () => {
  test('fails for SNAPSHOT, which neither tables nor log groups know', () => {
    expect(refusalOf({ removalPolicy: RemovalPolicy.SNAPSHOT })).toMatch(/^Error: \[Shop\/Orders\] removalPolicy must .*, got '?snapshot/);
  });
});

describe('throttle', () => {
  const both = 'throttle must have both rateLimit (requests per second) and burstLimit (requests), got';
  const rate = 'throttle.rateLimit must be a number of requests per second above 0, got';
  const burst = 'throttle.burstLimit must be a whole number from 1 to 2147483647 requests, got';

  failsFor([
    { name: 'a rate alone', props: { throttle: { rateLimit: 100 } }, message: `${both} rateLimit 100 and burstLimit undefined` },
    { name: 'a burst alone', props: { throttle: { burstLimit: 50 } }, message: `${both} rateLimit undefined and burstLimit 50` },
    { name: 'a burst of undefined', props: { throttle: { rateLimit: 100, burstLimit: undefined } }, message: `${both} rateLimit 100 and burstLimit undefined` },
    ...[0, -1, NaN, Infinity].map((rateLimit) => ({
      name: `a rate of ${rateLimit}`, props: { throttle: { rateLimit, burstLimit: 50 } }, message: `${rate} ${rateLimit}`,
    })),
    ...[0, -1, NaN, Infinity, 1.5].map((burstLimit) => ({
      name: `a burst of ${burstLimit}`, props: { throttle: { rateLimit: 100, burstLimit } }, message: `${burst} ${burstLimit}`,
    })),
    { name: 'rate and burst at once', props: { throttle: { rateLimit: 0, burstLimit: 0 } }, message: `${rate} 0; ${burst} 0` },
  ]);

  test.each([{ rateLimit: 0.1, burstLimit: 1 }, { rateLimit: 20_000, burstLimit: 10_000 }])('accepts %j', (throttle) => {
    accepts({ throttle });
  });
});

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
      props: { routes: OrderRoute.all(), authorizer: new HttpNoneAuthorizer(), corsPreflight: { allowMethods: [CorsHttpMethod.POST] } },
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
    accepts({ routes: OrderRoute.all(), authorizer: new HttpNoneAuthorizer(), corsPreflight: { allowMethods: [CorsHttpMethod.ANY] } });
  });

  test('accepts methods without POST where no route has it', () => {
    accepts({ routes: [OrderRoute.getOrder()], authorizer: new HttpNoneAuthorizer(), corsPreflight: { allowMethods: [CorsHttpMethod.GET] } });
  });

  test('accepts credentials with named origins', () => {
    accepts({ corsPreflight: { allowCredentials: true, allowOrigins: ['https://shop.example.com'] } });
  });
});

describe('outputPrefix', () => {
  const accepted = 'outputPrefix must be a letter followed by letters and digits, at most 200 characters (^[A-Za-z][A-Za-z0-9]*$), got';

  failsFor(['1st', 'My-Orders', 'My Orders', 'Größe', `P${'x'.repeat(200)}`].map((outputPrefix) => ({
    name: outputPrefix.slice(0, 20), props: { outputPrefix }, message: `${accepted} '${outputPrefix}'`,
  })));

  failsFor([
    {
      name: 'a token',
      props: { outputPrefix: Aws.STACK_NAME },
      message: 'outputPrefix must be known at synth, since it begins logical ids, got a token',
    },
    {
      name: 'a token behind known text',
      props: { outputPrefix: `Orders${Lazy.string({ produce: () => 'Wholesale' })}` },
      message: 'outputPrefix must be known at synth, since it begins logical ids, got a token',
    },
  ]);

  test.each(['', 'W', 'Wholesale2', `P${'x'.repeat(199)}`])('accepts \'%s\'', (outputPrefix) => {
    accepts({ outputPrefix });
  });
});

describe('several faults', () => {
  failsFor([{
    name: 'all of them in one message',
    props: {
      projectName: 'Shop!',
      environmentSuffix: 'Blue',
      memorySize: 1,
      timeout: Duration.seconds(0),
      throttle: { rateLimit: 0, burstLimit: 1 },
      corsPreflight: { allowOrigins: ['shop'], maxAge: Duration.days(2) },
      outputPrefix: '1',
    },
    message: [
      'projectName must be lowercase letters, digits and hyphens (^[a-z0-9-]+$), got \'Shop!\'',
      'environmentSuffix must be lowercase letters, digits and hyphens (^[a-z0-9-]+$), got \'Blue\'',
      'memorySize must be a whole number from 128 to 10240 MiB, got 1',
      'timeout must be whole seconds from 1 to 900, got 0 seconds',
      'throttle.rateLimit must be a number of requests per second above 0, got 0',
      'corsPreflight.allowOrigins must hold \'*\' or origins such as \'https://shop.example.com\' (no path, no trailing slash), got \'shop\'',
      'corsPreflight.maxAge must be whole seconds from 0 to 86400, got 2 days',
      'outputPrefix must be a letter followed by letters and digits, at most 200 characters (^[A-Za-z][A-Za-z0-9]*$), got \'1\'',
    ].join('; '),
  }]);

  test('fails for environment and memorySize in one message', () => {
    expect(refusalOf({ environment: 'production' as string as OrderEnvironment, memorySize: 1 })).toMatch(/environment must .*memorySize must /);
  });

  test('fails for a name that is too long and memorySize in one message', () => {
    const message = refusalOf({ projectName: 'p'.repeat(60), memorySize: 1 });
    expect(message).toContain('memorySize must');
    expect(message).toContain('make the function name');
  });
});

describe('a token', () => {
  test('is accepted as projectName, and makes names and tags', () => {
    const template = templateWith((stack) => ({ projectName: new CfnParameter(stack, 'Project').valueAsString }));
    const [{ FunctionName }] = propertiesOf(template, 'AWS::Lambda::Function');
    expect(subOf(FunctionName)).toBe('${Project}-dev-order-processor');
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { Tags: { Project: { Ref: 'Project' } } });
  });

  test('is accepted as part of projectName', () => {
    const template = templateWith(() => ({ projectName: `shop-${Aws.REGION}` }));
    const [{ RoleName }] = propertiesOf(template, 'AWS::IAM::Role');
    expect(subOf(RoleName)).toBe('shop-${AWS::Region}-dev-lambda-role');
  });

  test('is accepted as environmentSuffix', () => {
    const template = templateWith(() => ({ environmentSuffix: Lazy.string({ produce: () => 'blue' }) }));
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', { TableName: 'ecommerce-orders-blue-orders' });
  });

  test('is accepted as memorySize', () => {
    const template = templateWith((stack) => ({ memorySize: numberParameter(stack) }));
    template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: { Ref: 'Parameter' } });
  });

  test('is accepted as the seconds of timeout', () => {
    const template = templateWith((stack) => ({ timeout: Duration.seconds(numberParameter(stack)) }));
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: { Ref: 'Parameter' } });
  });

  test('is accepted as rate and burst of throttle', () => {
    const template = templateWith((stack) => ({ throttle: { rateLimit: numberParameter(stack, 'Rate'), burstLimit: numberParameter(stack, 'Burst') } }));
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: { Ref: 'Rate' }, ThrottlingBurstLimit: { Ref: 'Burst' } },
    });
  });

  test('is accepted as an origin, beside credentials', () => {
    const template = templateWith((stack) => ({
      corsPreflight: { allowCredentials: true, allowOrigins: [new CfnParameter(stack, 'Origin').valueAsString, `https://${Aws.ACCOUNT_ID}.example.com`] },
    }));
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: { AllowOrigins: [{ Ref: 'Origin' }, { 'Fn::Join': ['', ['https://', { Ref: 'AWS::AccountId' }, '.example.com']] }] },
    });
  });

  test('is accepted as the list of origins', () => {
    const template = templateWith((stack) => ({
      corsPreflight: { allowOrigins: new CfnParameter(stack, 'Origins', { type: 'CommaDelimitedList' }).valueAsList },
    }));
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: { AllowOrigins: { Ref: 'Origins' } } });
  });

  test('is accepted as the seconds of maxAge', () => {
    const template = templateWith((stack) => ({ corsPreflight: { maxAge: Duration.seconds(numberParameter(stack)) } }));
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: { MaxAge: { Ref: 'Parameter' } } });
  });

  test('leaves the length of a name to AWS, however long its placeholder is', () => {
    const template = templateWith(() => ({ projectName: 'p'.repeat(40), environmentSuffix: Lazy.string({ produce: () => 's' }) }));
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: `${'p'.repeat(40)}-s-order-processor` });
  });

  test('fails as the minutes of timeout, which cannot be turned into seconds, before the first resource', () => {
    const stack = newStack();
    const timeout = Duration.minutes(numberParameter(stack));
    expect(() => new OrderProcessingApi(stack, 'Orders', { timeout })).toThrow(/timeout|Duration\.seconds/);
    expect(madeIn(stack)).toEqual([]);
  });
});
