import { App, CfnOutput, Duration, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { OrderAccess, OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../../src';
import { resolveSettings } from '../../src/settings/settings';
import { madeIn } from '../support/orders-stack';

function newStack(): Stack {
  return new Stack(new App(), 'Shop');
}

function settled(props: OrderProcessingApiProps = {}) {
  return resolveSettings(new Construct(newStack(), 'Orders'), props);
}

describe('defaults', () => {
  test('are those of the reference template', () => {
    expect(settled()).toMatchObject({
      projectName: 'ecommerce-orders',
      environment: 'dev',
      names: { table: 'ecommerce-orders-dev-orders' },
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtection: false,
      memorySize: 256,
      logRetention: RetentionDays.TWO_WEEKS,
      throttle: { rateLimit: 10_000, burstLimit: 5_000 },
      outputs: '',
    });
    expect(settled().timeout.toSeconds()).toBe(30);
  });

  test('are not taken for a value that is false', () => {
    expect(settled({ environment: OrderEnvironment.PROD, deletionProtection: false }).deletionProtection).toBe(false);
    expect(settled({ outputs: false }).outputs).toBeUndefined();
  });

  test('of the suffix follow the environment', () => {
    expect(settled({ environment: OrderEnvironment.STAGING }).names.api).toBe('ecommerce-orders-staging-orders-api');
  });
});

describe('CORS', () => {
  test('is filled in field by field', () => {
    const cors = settled({ corsPreflight: { allowOrigins: ['https://shop.example.com'], allowHeaders: undefined } }).corsPreflight;
    expect(cors).toMatchObject({
      allowCredentials: false,
      allowHeaders: ['Content-Type', 'X-Amz-Date', 'Authorization', 'X-Api-Key', 'Idempotency-Key'],
      allowMethods: ['POST', 'OPTIONS'],
      allowOrigins: ['https://shop.example.com'],
      exposeHeaders: ['Location', 'Idempotency-Replayed', 'Retry-After'],
    });
    expect(cors?.maxAge?.toSeconds()).toBe(300);
  });

  test.each<{ name: string; routes: OrderRoute[]; methods: string[]; headers: string[]; exposed: string[] }>([
    { name: 'createOrder', routes: [OrderRoute.createOrder()], methods: ['POST'], headers: ['Idempotency-Key'], exposed: ['Location', 'Idempotency-Replayed', 'Retry-After'] },
    { name: 'getOrder', routes: [OrderRoute.getOrder()], methods: ['GET'], headers: [], exposed: ['ETag', 'Retry-After'] },
    { name: 'listOrders', routes: [OrderRoute.listOrders()], methods: ['GET'], headers: [], exposed: ['Retry-After'] },
    {
      name: 'updateOrderStatus',
      routes: [OrderRoute.updateOrderStatus()],
      methods: ['PATCH'],
      headers: ['If-Match', 'Idempotency-Key'],
      exposed: ['ETag', 'Idempotency-Replayed', 'Retry-After'],
    },
    {
      name: 'all routes, each value once',
      routes: OrderRoute.standard(),
      methods: ['POST', 'GET', 'PATCH'],
      headers: ['Idempotency-Key', 'If-Match'],
      exposed: ['Location', 'Idempotency-Replayed', 'Retry-After', 'ETag'],
    },
  ])('has the methods and headers of $name', ({ routes, methods, headers, exposed }) => {
    expect(settled({ routes, access: OrderAccess.staff(new HttpNoneAuthorizer()) }).corsPreflight).toMatchObject({
      allowHeaders: ['Content-Type', 'X-Amz-Date', 'Authorization', 'X-Api-Key', ...headers],
      allowMethods: [...methods, 'OPTIONS'],
      exposeHeaders: exposed,
    });
  });

  test('of one instance does not reach the next one', () => {
    settled({ corsPreflight: { allowOrigins: ['https://shop.example.com'], maxAge: Duration.seconds(1) } });
    expect(settled().corsPreflight).toMatchObject({ allowOrigins: ['*'] });
  });

  test('is off without an origin', () => {
    expect(settled({ corsPreflight: { allowOrigins: [] } }).corsPreflight).toBeUndefined();
  });
});

test('settling makes nothing', () => {
  const scope = new Construct(newStack(), 'Orders');
  resolveSettings(scope, {});
  expect(scope.node.children).toEqual([]);
});

describe('generated names', () => {
  const accessLogGroupIn = (id: string) => resolveSettings(new Construct(newStack(), id), { generatedNames: true }).names.accessLogGroup;

  test('stay the same from one synthesis to the next', () => {
    expect(accessLogGroupIn('Orders').slice(-8)).toBe(accessLogGroupIn('Orders').slice(-8));
  });

  test('tell two instances in one stack apart', () => {
    expect(accessLogGroupIn('Orders').slice(-8)).not.toBe(accessLogGroupIn('Wholesale').slice(-8));
  });
});

describe('a second instance in one stack', () => {
  test('stands beside the first one with other names and another outputPrefix', () => {
    const stack = newStack();
    new OrderProcessingApi(stack, 'Orders');
    expect(() => new OrderProcessingApi(stack, 'Wholesale', { projectName: 'wholesale', outputPrefix: 'Wholesale' })).not.toThrow();
  });

  test.each<{ name: string; first: OrderProcessingApiProps; second: OrderProcessingApiProps }>([
    { name: 'the same props', first: {}, second: { outputPrefix: 'Wholesale' } },
    {
      name: 'parts that make the same name',
      first: { projectName: 'shop-eu', environmentSuffix: 'one' },
      second: { projectName: 'shop', environmentSuffix: 'eu-one', outputPrefix: 'Wholesale' },
    },
  ])('fails with $name, before its first resource', ({ first, second }) => {
    const stack = newStack();
    new OrderProcessingApi(stack, 'Orders', first);
    const before = madeIn(stack);
    expect(() => new OrderProcessingApi(stack, 'Wholesale', second)).toThrow(
      /^\[Shop\/Wholesale\] projectName and environmentSuffix must differ .*, got the function name '(ecommerce-orders-dev|shop-eu-one)-order-processor' twice$/,
    );
    expect(madeIn(stack)).toEqual(before);
  });

  test('fails without an outputPrefix, before its first resource', () => {
    const stack = newStack();
    new OrderProcessingApi(stack, 'Orders');
    const before = madeIn(stack);
    expect(() => new OrderProcessingApi(stack, 'Wholesale', { projectName: 'wholesale' })).toThrow(
      '[Shop/Wholesale] outputPrefix must differ from that of other instances, since stack \'Shop\' already has '
      + 'ApiGatewayEndpoint, DynamoDBTableName, LambdaFunctionArn, LambdaFunctionName, ApiGatewayId: set another outputPrefix or outputs: false',
    );
    expect(madeIn(stack)).toEqual(before);
  });

  test('fails with both clashes in one message', () => {
    const stack = newStack();
    new OrderProcessingApi(stack, 'Orders');
    expect(() => new OrderProcessingApi(stack, 'Wholesale')).toThrow(/2 errors in the props:\n- projectName and environmentSuffix must differ .*\n- outputPrefix must differ /);
  });
});

describe('what the app has made in the stack', () => {
  test('fails when it has an output of the same key', () => {
    const stack = newStack();
    new CfnOutput(stack, 'ApiGatewayId', { value: 'a1b2c3' });
    expect(() => new OrderProcessingApi(stack, 'Orders')).toThrow(/outputPrefix must differ from that of other instances, since stack 'Shop' already has ApiGatewayId: /);
    expect(madeIn(stack)).toEqual([]);
  });

  test('fails when it has renamed an output to the same key', () => {
    const stack = newStack();
    new CfnOutput(stack, 'Table', { value: 'orders' }).overrideLogicalId('DynamoDBTableName');
    expect(() => new OrderProcessingApi(stack, 'Orders')).toThrow(/already has DynamoDBTableName: /);
  });

  test('fails when it has a function of the same name', () => {
    const stack = newStack();
    new LambdaFunction(stack, 'Own', {
      functionName: 'ecommerce-orders-dev-order-processor',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => ({});'),
    });
    expect(() => new OrderProcessingApi(stack, 'Orders')).toThrow(/got the function name 'ecommerce-orders-dev-order-processor' twice/);
  });

  test('does no harm with other names', () => {
    const stack = newStack();
    new CfnOutput(stack, 'WebsiteUrl', { value: 'https://shop.example.com' });
    expect(() => new OrderProcessingApi(stack, 'Orders')).not.toThrow();
  });

  test('does no harm when outputs are off', () => {
    const stack = newStack();
    new CfnOutput(stack, 'ApiGatewayId', { value: 'a1b2c3' });
    expect(() => new OrderProcessingApi(stack, 'Orders', { outputs: false })).not.toThrow();
  });

  test('does no harm with outputs of a nested stack, whose template is another one', () => {
    const stack = newStack();
    new OrderProcessingApi(new NestedStack(stack, 'Nested'), 'Orders', { projectName: 'nested' });
    expect(() => new OrderProcessingApi(stack, 'Orders')).not.toThrow();
  });
});
