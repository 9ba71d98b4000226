import { Duration, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { OrderApiDeployment, OrderProcessingApiProps, OrderRoute } from '../../src';
import { idOf, ordersStack, outputsOf, propertiesOf, resourcesOf, templateOf } from '../support/orders-stack';

const ALIAS = 'AWS::Lambda::Alias';
const VERSION = 'AWS::Lambda::Version';
const PERMISSION = 'AWS::Lambda::Permission';
const INTEGRATION = 'AWS::ApiGatewayV2::Integration';

const provisionedConcurrency = { minCapacity: 2 };
const scaled = { minCapacity: 2, maxCapacity: 20, utilizationTarget: 0.6 };
const all = { routes: OrderRoute.standard(), authorizer: new HttpNoneAuthorizer() };

/** The logical id of the version: it changes when Lambda has something new to publish. */
function versionOf(props: OrderProcessingApiProps = {}): string {
  const [id] = Object.keys(templateOf({ ...props, provisionedConcurrency }).findResources(VERSION));
  return id;
}

test.each<{ name: string; props: OrderProcessingApiProps }>([
  { name: 'provisionedConcurrency', props: { provisionedConcurrency } },
  { name: 'deployment', props: { deployment: OrderApiDeployment.canary() } },
])('with $name the API calls the alias of the current version', ({ props }) => {
  const { stack, orders } = ordersStack({ ...all, ...props });
  const template = Template.fromStack(stack);
  const aliasId = idOf(orders.alias!);
  expect(propertiesOf(template, ALIAS)).toEqual([expect.objectContaining({
    Name: 'live',
    FunctionName: { Ref: idOf(orders.handler) },
    FunctionVersion: { 'Fn::GetAtt': [idOf(orders.handler.currentVersion), 'Version'] },
  })]);
  expect(propertiesOf(template, INTEGRATION)).toEqual([expect.objectContaining({ IntegrationUri: { Ref: aliasId } })]);
});

test('API Gateway may call the alias, by its routes, and no longer the function', () => {
  const { stack, orders } = ordersStack({ ...all, provisionedConcurrency });
  const permissions = propertiesOf(Template.fromStack(stack), PERMISSION);
  expect(permissions.map(({ FunctionName }) => FunctionName)).toEqual(Array(4).fill({ Ref: idOf(orders.alias!) }));
});

test('API Gateway may call the alias before it does', () => {
  const template = templateOf({ ...all, provisionedConcurrency });
  const [{ DependsOn }] = Object.values(template.findResources(INTEGRATION));
  expect([...DependsOn].sort()).toEqual(Object.keys(template.findResources(PERMISSION)).sort());
});

test('without either prop there is no alias, no version, and nothing to wait for', () => {
  const { stack, orders } = ordersStack(all);
  const template = Template.fromStack(stack);
  expect(orders.alias).toBeUndefined();
  for (const type of [ALIAS, VERSION, 'AWS::ApplicationAutoScaling::ScalableTarget']) template.resourceCountIs(type, 0);
  expect(propertiesOf(template, INTEGRATION)).toEqual([expect.objectContaining({ IntegrationUri: { 'Fn::GetAtt': [idOf(orders.handler), 'Arn'] } })]);
  expect(Object.values(template.findResources(INTEGRATION))).toEqual([expect.not.objectContaining({ DependsOn: expect.anything() })]);
});

test('the outputs stay those of the function', () => {
  expect(outputsOf(templateOf({ provisionedConcurrency }))).toEqual(outputsOf(templateOf()));
});

describe('a fixed number of environments', () => {
  test('is the alias\'s own', () => {
    expect(propertiesOf(templateOf({ provisionedConcurrency }), ALIAS)).toEqual([
      expect.objectContaining({ ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } }),
    ]);
  });

  test('is not scaled', () => {
    templateOf({ provisionedConcurrency }).resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
  });
});

describe('a number of environments that scales', () => {
  const template = templateOf({ provisionedConcurrency: scaled });

  test('goes from minCapacity to maxCapacity', () => {
    expect(propertiesOf(template, 'AWS::ApplicationAutoScaling::ScalableTarget')).toEqual([expect.objectContaining({
      ServiceNamespace: 'lambda',
      ScalableDimension: 'lambda:function:ProvisionedConcurrency',
      MinCapacity: 2,
      MaxCapacity: 20,
    })]);
  });

  test('follows how many of them are at work', () => {
    expect(propertiesOf(template, 'AWS::ApplicationAutoScaling::ScalingPolicy')).toEqual([expect.objectContaining({
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: 'LambdaProvisionedConcurrencyUtilization' },
        TargetValue: 0.6,
      },
    })]);
  });

  test('is not set back by a deployment: the alias names none', () => {
    expect(propertiesOf(template, ALIAS)).toEqual([expect.not.objectContaining({ ProvisionedConcurrencyConfig: expect.anything() })]);
  });
});

test('deployment alone keeps no environments ready', () => {
  const template = templateOf({ deployment: OrderApiDeployment.canary() });
  expect(propertiesOf(template, ALIAS)).toEqual([expect.not.objectContaining({ ProvisionedConcurrencyConfig: expect.anything() })]);
  template.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
});

describe('a version', () => {
  test('stays when another takes its place, and goes with a deployment that fails', () => {
    const [version] = Object.values(resourcesOf(templateOf({ provisionedConcurrency }))).filter(({ Type }) => Type === VERSION);
    expect(version).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  const guarded = (customerIdClaim: string): OrderProcessingApiProps => (
    { authorizer: new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] }), customerIdClaim }
  );

  test.each<{ name: string; before?: OrderProcessingApiProps; after: OrderProcessingApiProps }>([
    { name: 'memory', after: { memorySize: 512 } },
    { name: 'timeout', after: { timeout: Duration.seconds(10) } },
    { name: 'variables', before: guarded('sub'), after: guarded('customer') },
  ])('is a new one for another value of the function\'s $name', ({ before, after }) => {
    expect(versionOf(after)).not.toBe(versionOf(before));
  });

  test('is a new one for other code', () => {
    const { stack, orders } = ordersStack({ provisionedConcurrency });
    const before = idOf(orders.handler.currentVersion);
    (orders.handler.node.defaultChild as CfnFunction).addPropertyOverride('Code.S3Key', 'other.zip');
    expect(Object.keys(Template.fromStack(stack).findResources(VERSION))).not.toEqual([before]);
  });

  // Lambda refuses to publish a version that is like the last one.
  test.each<{ name: string; after: OrderProcessingApiProps }>([
    { name: 'log retention', after: { logRetention: RetentionDays.ONE_YEAR } },
    { name: 'throttle', after: { throttle: { rateLimit: 10, burstLimit: 10 } } },
    { name: 'table protection', after: { deletionProtection: true } },
  ])('is the same one for another $name', ({ after }) => {
    expect(versionOf(after)).toBe(versionOf());
  });

  test('is the same one for another tag', () => {
    const { stack } = ordersStack({ provisionedConcurrency });
    Tags.of(stack).add('CostCentre', '42');
    expect(Object.keys(Template.fromStack(stack).findResources(VERSION))).toEqual([versionOf()]);
  });
});
