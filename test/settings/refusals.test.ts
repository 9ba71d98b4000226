import { Aws, CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps } from '../../src';
import { madeIn, propertiesOf, subOf } from '../support/orders-stack';
import { failsFor, newStack, refusalOf, several } from '../support/refusals';

/** The template of an instance whose props are made of the stack's own parameters. */
function templateWith(propsOf: (stack: Stack) => OrderProcessingApiProps): Template {
  const stack = newStack();
  new OrderProcessingApi(stack, 'Orders', propsOf(stack));
  return Template.fromStack(stack);
}

function numberParameter(stack: Stack, id = 'Parameter'): number {
  return new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
}

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
    message: several([
      'projectName must be lowercase letters, digits and hyphens (^[a-z0-9-]+$), got \'Shop!\'',
      'environmentSuffix must be lowercase letters, digits and hyphens (^[a-z0-9-]+$), got \'Blue\'',
      'memorySize must be a whole number from 128 to 10240 MiB, got 1',
      'timeout must be whole seconds from 1 to 900, got 0 seconds',
      'throttle.rateLimit must be a number of requests per second above 0, got 0',
      'corsPreflight.allowOrigins must contain \'*\' or origins such as \'https://shop.example.com\' (no path, no trailing slash), got \'shop\'',
      'corsPreflight.maxAge must be whole seconds from 0 to 86400, got 2 days',
      'outputPrefix must be a letter followed by letters and digits, at most 200 characters (^[A-Za-z][A-Za-z0-9]*$), got \'1\'',
    ]),
  }]);

  test('fails for environment and memorySize in one message', () => {
    expect(refusalOf({ environment: 'production' as unknown as OrderEnvironment, memorySize: 1 })).toMatch(/2 errors in the props:\n- environment must .*\n- memorySize must /);
  });

  test('fails for a name that is too long and memorySize in one message', () => {
    const message = refusalOf({ projectName: 'p'.repeat(60), memorySize: 1 });
    expect(message).toContain('memorySize must');
    expect(message).toContain('they are part of the function name');
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

  test('is accepted as the number of environments that are kept ready', () => {
    const template = templateWith((stack) => ({ provisionedConcurrency: { minCapacity: numberParameter(stack) } }));
    template.hasResourceProperties('AWS::Lambda::Alias', { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: { Ref: 'Parameter' } } });
  });

  test('is accepted as the levels of log lines', () => {
    const level = (stack: Stack, id: string) => new CfnParameter(stack, id).valueAsString as never;
    const template = templateWith((stack) => ({ applicationLogLevel: level(stack, 'Application'), systemLogLevel: level(stack, 'System') }));
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { ApplicationLogLevel: { Ref: 'Application' }, SystemLogLevel: { Ref: 'System' } },
    });
  });

  test('is no removalPolicy, which the CDK must know', () => {
    const removalPolicy = Lazy.string({ produce: () => 'retain' }) as never;
    expect(refusalOf({ removalPolicy })).toBe('Error: [Shop/Orders] removalPolicy must be known at synth, since the CDK derives the deletion policy of each resource from it, got a token');
  });

  test('is accepted as the least number of server errors, without a warning of the CDK', () => {
    const stack = newStack();
    new OrderProcessingApi(stack, 'Orders', { alarms: { minServerErrors: numberParameter(stack) }, dashboard: true });
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('unknown identifiers'))).toEqual([]);
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
