import { readFileSync } from 'node:fs';
import { App, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { IKey, Key } from 'aws-cdk-lib/aws-kms';
import { OrderAccess, OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps, OrderReplica, OrderRoute } from '../../src';
import { propertiesOf, templateOf } from '../support/orders-stack';
import { refusalOf, several } from '../support/refusals';

const GLOBAL_TABLE = 'AWS::DynamoDB::GlobalTable';
const DUBLIN_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/a1b2c3';

function regionalStack(): Stack {
  return new Stack(new App(), 'Shop', { env: { region: 'eu-central-1' } });
}

function dublinKey(stack: Stack): IKey {
  return Key.fromKeyArn(stack, 'DublinKey', DUBLIN_KEY);
}

function replicasOf(props: OrderProcessingApiProps, stack = regionalStack()): Record<string, unknown>[] {
  new OrderProcessingApi(stack, 'Orders', props);
  const [{ Replicas }] = propertiesOf(Template.fromStack(stack), GLOBAL_TABLE) as { Replicas: Record<string, unknown>[] }[];
  return Replicas;
}

describe('replicas', () => {
  test('each recovers, is protected and tagged as the table is', () => {
    const replicas = replicasOf({ environment: OrderEnvironment.PROD, replicas: [{ region: 'eu-west-1' }, { region: 'us-east-1' }] });
    expect(replicas).toEqual(['eu-west-1', 'us-east-1', 'eu-central-1'].map((Region) => ({
      Region,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      Tags: [{ Key: 'Environment', Value: 'prod' }, { Key: 'Project', Value: 'ecommerce-orders' }],
    })));
  });

  test('each has the index of the routes', () => {
    const replicas = replicasOf({ replicas: [{ region: 'eu-west-1' }], routes: OrderRoute.standard(), access: OrderAccess.staff(new HttpNoneAuthorizer()) });
    expect(replicas).toEqual([1, 2].map(() => expect.objectContaining({ GlobalSecondaryIndexes: [{ IndexName: 'OrdersByCustomer' }] })));
  });

  test('the role reaches the table of its own region alone', () => {
    const stack = regionalStack();
    replicasOf({ replicas: [{ region: 'eu-west-1' }] }, stack);
    expect(JSON.stringify(propertiesOf(Template.fromStack(stack), 'AWS::IAM::Policy'))).not.toContain('eu-west-1');
  });

  test('with encryptionKey each has the key of its own region', () => {
    const stack = regionalStack();
    const encryptionKey = new Key(stack, 'Key');
    expect(replicasOf({ encryptionKey, replicas: [{ region: 'eu-west-1', encryptionKey: dublinKey(stack) }] }, stack)).toMatchObject([
      { Region: 'eu-west-1', SSESpecification: { KMSMasterKeyId: DUBLIN_KEY } },
      { Region: 'eu-central-1', SSESpecification: { KMSMasterKeyId: stack.resolve(encryptionKey.keyArn) } },
    ]);
  });

  test.each<{ name: string; keyIn: (stack: Stack) => IKey; id: unknown }>([
    {
      name: 'a multi-Region replica key',
      keyIn: (stack) => Key.fromKeyArn(stack, 'Replica', 'arn:aws:kms:eu-west-1:111122223333:key/mrk-a1b2c3'),
      id: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-a1b2c3',
    },
    {
      name: 'a key of another account',
      keyIn: (stack) => Key.fromKeyArn(stack, 'Shared', 'arn:aws:kms:eu-west-1:444455556666:key/a1b2c3'),
      id: 'arn:aws:kms:eu-west-1:444455556666:key/a1b2c3',
    },
    {
      name: 'a key whose ARN is a token',
      keyIn: (stack) => Key.fromKeyArn(stack, 'Given', new CfnParameter(stack, 'DublinKey').valueAsString),
      id: { Ref: 'DublinKey' },
    },
    {
      name: 'a key that was imported in a stack of that region, whose ARN is a token',
      keyIn: (stack) => Key.fromKeyArn(new Stack(stack.node.scope, 'Dublin', { env: { region: 'eu-west-1' } }), 'Given', Lazy.string({ produce: () => DUBLIN_KEY })),
      id: DUBLIN_KEY,
    },
    {
      name: 'a key that a stack of that region makes',
      keyIn: (stack) => new Key(new Stack(stack.node.scope, 'Dublin', { env: { region: 'eu-west-1' }, crossRegionReferences: true }), 'Made'),
      id: { 'Fn::GetAtt': [expect.stringMatching(/^ExportsReader/), expect.stringMatching(/Made/)] },
    },
  ])('accepts $name', ({ keyIn, id }) => {
    const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1' }, crossRegionReferences: true });
    const replicas = [{ region: 'eu-west-1', encryptionKey: keyIn(stack) }];
    expect(replicasOf({ encryptionKey: new Key(stack, 'Key'), replicas }, stack)[0]).toMatchObject({ SSESpecification: { KMSMasterKeyId: id } });
  });

  test.each(['us-gov-west-1', 'us-iso-east-1', 'mx-central-1', 'ap-southeast-7'])('accepts %s', (region) => {
    expect(replicasOf({ replicas: [{ region }] })).toHaveLength(2);
  });

  test('a key that is undefined is none, as jsii languages send it', () => {
    expect(replicasOf({ replicas: [{ region: 'eu-west-1', encryptionKey: undefined }] })).toHaveLength(2);
  });

  test('an empty list is like none', () => {
    expect(templateOf({ replicas: [] }).toJSON()).toEqual(templateOf().toJSON());
  });
});

test('without replicas the table has its own region alone, and no stream', () => {
  templateOf().hasResourceProperties(GLOBAL_TABLE, { Replicas: [Match.objectLike({ Region: { Ref: 'AWS::Region' } })], StreamSpecification: Match.absent() });
});

describe('replicas that cannot be', () => {
  const of = (...regions: string[]) => () => ({ replicas: regions.map((region) => ({ region })) });
  const plain = (replicas: unknown) => () => ({ replicas: replicas as OrderReplica[] });
  const keyed = (keyIn: (stack: Stack) => unknown, region = 'eu-west-1') => (stack: Stack) => (
    { encryptionKey: new Key(stack, 'Key'), replicas: [{ region, encryptionKey: keyIn(stack) as IKey }] }
  );

  test.each<{ name: string; props: (stack: Stack) => OrderProcessingApiProps; message: string }>([
    {
      name: 'the stack\'s own region',
      props: of('eu-west-1', 'eu-central-1'),
      message: "replicas must be in other regions than the stack, which has the table itself, got 'eu-central-1'",
    },
    {
      name: 'a region that is there twice',
      props: of('eu-west-1', 'us-east-1', 'eu-west-1'),
      message: "replicas must contain each region once, got 'eu-west-1' more than once",
    },
    { name: 'no region', props: of('us-east-1', 'Dublin'), message: "replicas[1].region must be a region such as 'eu-west-1', got \"Dublin\"" },
    { name: 'an availability zone', props: of('eu-west-1a'), message: "replicas[0].region must be a region such as 'eu-west-1', got \"eu-west-1a\"" },
    { name: 'no list', props: plain('eu-west-1'), message: "replicas must be a list such as [{ region: 'eu-west-1' }], got \"eu-west-1\"" },
    { name: 'null', props: plain(null), message: "replicas must be a list such as [{ region: 'eu-west-1' }], got null" },
    { name: 'regions alone', props: plain(['eu-west-1']), message: "replicas[0] must be a replica such as { region: 'eu-west-1' }, got \"eu-west-1\"" },
    {
      name: 'a replica without a region',
      props: plain([{}, null]),
      message: several(["replicas[0] must be a replica such as { region: 'eu-west-1' }, got {}", "replicas[1] must be a replica such as { region: 'eu-west-1' }, got null"]),
    },
    {
      name: 'a region that is a token',
      props: () => ({ replicas: [{ region: Lazy.string({ produce: () => 'eu-west-1' }) }] }),
      message: 'replicas[0].region must be known at synth, since the CDK makes a replica for it, got a token',
    },
    {
      name: 'a list that is a token',
      props: plain(Lazy.any({ produce: () => [] })),
      message: 'replicas must be known at synth, since the CDK makes each of them, got a token',
    },
    {
      name: 'a key without encryptionKey',
      props: (stack) => ({ replicas: [{ region: 'eu-west-1', encryptionKey: dublinKey(stack) }] }),
      message: 'encryptionKey must be set for replicas[0].encryptionKey, since without it AWS managed keys encrypt the table and its replicas, got none',
    },
    {
      name: 'encryptionKey without a key for each replica',
      props: (stack) => ({ encryptionKey: new Key(stack, 'Key'), replicas: [{ region: 'eu-west-1', encryptionKey: dublinKey(stack) }, { region: 'us-east-1' }] }),
      message: "replicas[1].encryptionKey must be a key in 'us-east-1', since encryptionKey can only be used in its own region, got none",
    },
    {
      name: 'a key of another region',
      props: keyed(dublinKey, 'us-east-1'),
      message: "replicas[0].encryptionKey must be in the region of its replica, 'us-east-1', got one in 'eu-west-1'",
    },
    {
      name: 'a key of the stack\'s own',
      props: keyed((stack) => new Key(stack, 'Own')),
      message: "replicas[0].encryptionKey must be in the region of its replica, 'eu-west-1', got one in 'eu-central-1'",
    },
    {
      name: 'a key whose ARN says another region than its env',
      props: keyed((stack) => Object.create(dublinKey(stack), { env: { value: { region: 'us-east-1' } } }), 'us-east-1'),
      message: "replicas[0].encryptionKey must be in the region of its replica, 'us-east-1', got one in 'eu-west-1'",
    },
    {
      name: 'the ARN of a key',
      props: keyed(() => DUBLIN_KEY),
      message: `replicas[0].encryptionKey must be a key such as Key.fromKeyArn(this, 'ReplicaKey', arn), got "${DUBLIN_KEY}"`,
    },
    {
      name: 'a key that is null',
      props: keyed(() => null),
      message: "replicas[0].encryptionKey must be a key such as Key.fromKeyArn(this, 'ReplicaKey', arn), got null",
    },
  ])('fails for $name', ({ props, message }) => {
    const stack = regionalStack();
    expect(refusalOf(props(stack), stack)).toBe(`Error: [Shop/Orders] ${message}`);
  });

  test.each([null, 'eu-west-1', [null]])('fails for %j in a stack without a region', (replicas) => {
    expect(refusalOf(plain(replicas)())).toMatch(/^Error: \[Shop\/Orders\] replicas(\[0\])? must be a/);
  });

  test('fails for a stack without a region', () => {
    expect(refusalOf({ replicas: [{ region: 'eu-west-1' }] })).toBe(
      "Error: [Shop/Orders] replicas must be in a stack whose region is known at synth, such as one with env: { region: 'eu-central-1' }, got 'Shop' without a region",
    );
  });
});

/** No template can show it: what CloudFormation would change depends on what is there. */
test.each([
  'src/props/order-replica.ts', 'src/props/order-processing-api-props.ts', 'docs/guide/multi-region.md', 'docs/troubleshooting.md',
])('%s says that AWS adds or removes one replica with each update', (file) => {
  expect(readFileSync(file, 'utf8').replace(/\s+(\* )?/g, ' ')).toMatch(/adds or removes one (replica, or one index, |replica )?with each update/);
});
