import { App, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../../src';
import { propertiesOf, templateOf } from '../support/orders-stack';
import { refusalOf } from '../support/refusals';

const GLOBAL_TABLE = 'AWS::DynamoDB::GlobalTable';
const DUBLIN_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/a1b2c3';

function regionalStack(): Stack {
  return new Stack(new App(), 'Shop', { env: { region: 'eu-central-1' } });
}

function replicasOf(props: OrderProcessingApiProps, stack = regionalStack()): Record<string, unknown>[] {
  new OrderProcessingApi(stack, 'Orders', props);
  const [{ Replicas }] = propertiesOf(Template.fromStack(stack), GLOBAL_TABLE) as { Replicas: Record<string, unknown>[] }[];
  return Replicas;
}

describe('replicaRegions', () => {
  test('has a replica in each, that recovers, is protected and tagged as the table is', () => {
    const replicas = replicasOf({ environment: OrderEnvironment.PROD, replicaRegions: ['eu-west-1', 'us-east-1'] });
    expect(replicas).toEqual(['eu-west-1', 'us-east-1', 'eu-central-1'].map((Region) => ({
      Region,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      Tags: [{ Key: 'Environment', Value: 'prod' }, { Key: 'Project', Value: 'ecommerce-orders' }],
    })));
  });

  test('each replica has the index of the routes', () => {
    const replicas = replicasOf({ replicaRegions: ['eu-west-1'], routes: OrderRoute.standard(), authorizer: new HttpNoneAuthorizer() });
    expect(replicas).toEqual([1, 2].map(() => expect.objectContaining({ GlobalSecondaryIndexes: [{ IndexName: 'OrdersByCustomer' }] })));
  });

  test('the role reaches the table of its own region alone', () => {
    const stack = regionalStack();
    replicasOf({ replicaRegions: ['eu-west-1'] }, stack);
    expect(JSON.stringify(propertiesOf(Template.fromStack(stack), 'AWS::IAM::Policy'))).not.toContain('eu-west-1');
  });

  test('with encryptionKey each replica has the key of its own region', () => {
    const stack = regionalStack();
    const encryptionKey = new Key(stack, 'Key');
    expect(replicasOf({ encryptionKey, replicaRegions: ['eu-west-1'], replicaKeyArns: { 'eu-west-1': DUBLIN_KEY } }, stack)).toMatchObject([
      { Region: 'eu-west-1', SSESpecification: { KMSMasterKeyId: DUBLIN_KEY } },
      { Region: 'eu-central-1', SSESpecification: { KMSMasterKeyId: stack.resolve(encryptionKey.keyArn) } },
    ]);
  });

  test('accepts the ARN of a key that is a token', () => {
    const stack = regionalStack();
    const replicaKeyArns = { 'eu-west-1': new CfnParameter(stack, 'DublinKey').valueAsString };
    expect(replicasOf({ encryptionKey: new Key(stack, 'Key'), replicaRegions: ['eu-west-1'], replicaKeyArns }, stack))
      .toMatchObject([{ SSESpecification: { KMSMasterKeyId: { Ref: 'DublinKey' } } }, {}]);
  });

  test.each(['us-gov-west-1', 'us-iso-east-1', 'mx-central-1', 'ap-southeast-7'])('accepts %s', (region) => {
    expect(replicasOf({ replicaRegions: [region] })).toHaveLength(2);
  });

  test('an empty list and an empty map are like none', () => {
    expect(templateOf({ replicaRegions: [], replicaKeyArns: {} }).toJSON()).toEqual(templateOf().toJSON());
  });
});

test('without replicaRegions the table has its own region alone, and no stream', () => {
  templateOf().hasResourceProperties(GLOBAL_TABLE, { Replicas: [Match.objectLike({ Region: { Ref: 'AWS::Region' } })], StreamSpecification: Match.absent() });
});

describe('replicas that cannot be', () => {
  const regions = ['eu-west-1'];
  const unknown = 'replicaRegions must be known at synth, since the CDK makes a replica for each, got a token';

  test.each<{ name: string; props: (stack: Stack) => OrderProcessingApiProps; message: string }>([
    {
      name: 'the stack\'s own region',
      props: () => ({ replicaRegions: ['eu-west-1', 'eu-central-1'] }),
      message: "replicaRegions must be other regions than that of the stack, which has the table itself, got 'eu-central-1'",
    },
    {
      name: 'a region that is there twice',
      props: () => ({ replicaRegions: ['eu-west-1', 'us-east-1', 'eu-west-1'] }),
      message: "replicaRegions must hold each region once, got 'eu-west-1' more than once",
    },
    { name: 'no region', props: () => ({ replicaRegions: ['Dublin'] }), message: "replicaRegions must be regions such as 'eu-west-1', got \"Dublin\"" },
    { name: 'an availability zone', props: () => ({ replicaRegions: ['eu-west-1a'] }), message: "replicaRegions must be regions such as 'eu-west-1', got \"eu-west-1a\"" },
    { name: 'no list', props: () => ({ replicaRegions: 'eu-west-1' as unknown as string[] }), message: "replicaRegions must be a list of regions such as ['eu-west-1'], got \"eu-west-1\"" },
    { name: 'a token', props: () => ({ replicaRegions: [Lazy.string({ produce: () => 'eu-west-1' })] }), message: unknown },
    { name: 'a list that is a token', props: (stack) => ({ replicaRegions: new CfnParameter(stack, 'Regions', { type: 'CommaDelimitedList' }).valueAsList }), message: unknown },
    {
      name: 'keys without encryptionKey',
      props: () => ({ replicaRegions: regions, replicaKeyArns: { 'eu-west-1': DUBLIN_KEY } }),
      message: `replicaKeyArns needs encryptionKey, since without it AWS's keys encrypt the replicas, got {"eu-west-1":"${DUBLIN_KEY}"} alone`,
    },
    {
      name: 'encryptionKey without a key for each region',
      props: (stack) => ({ encryptionKey: new Key(stack, 'Key'), replicaRegions: ['eu-west-1', 'us-east-1'], replicaKeyArns: { 'eu-west-1': DUBLIN_KEY } }),
      message: "replicaKeyArns must have the ARN of a key in each replica's region beside encryptionKey, got none for 'us-east-1'",
    },
    {
      name: 'a key for a region without a replica',
      props: (stack) => ({ encryptionKey: new Key(stack, 'Key'), replicaKeyArns: { 'eu-west-1': DUBLIN_KEY } }),
      message: "replicaKeyArns must be for regions of replicaRegions, got one for 'eu-west-1' and replicaRegions []",
    },
    {
      name: 'a key of another region',
      props: (stack) => ({ encryptionKey: new Key(stack, 'Key'), replicaRegions: ['us-east-1'], replicaKeyArns: { 'us-east-1': DUBLIN_KEY } }),
      message: `replicaKeyArns['us-east-1'] must be the ARN of a KMS key there, such as 'arn:aws:kms:us-east-1:111122223333:key/…', got "${DUBLIN_KEY}"`,
    },
  ])('fails for $name', ({ props, message }) => {
    const stack = regionalStack();
    expect(refusalOf(props(stack), stack)).toBe(`Error: [Shop/Orders] ${message}`);
  });

  test('fails for a stack without a region', () => {
    expect(refusalOf({ replicaRegions: regions })).toBe(
      "Error: [Shop/Orders] replicaRegions needs a stack whose region is known at synth, such as one with env: { region: 'eu-central-1' }, got 'Shop' without a region",
    );
  });
});
