import { Annotations as Added, App, NestedStack, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { IKey, Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../src';
import { nagFindingsIn } from './support/nag-findings';
import { idOf, propertiesOf, subOf } from './support/orders-stack';
import { refusalOf } from './support/refusals';

const GLOBAL_TABLE = 'AWS::DynamoDB::GlobalTable';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const ENV = { region: 'eu-central-1' };
const KEY_ARN = 'arn:aws:kms:eu-central-1:111122223333:key/a1b2c3';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Principal: { readonly Service?: unknown };
  readonly Resource: unknown;
  readonly Condition: { readonly ArnLike: Record<string, unknown> };
}

function regionalStack(): Stack {
  return new Stack(new App(), 'Shop', { env: ENV });
}

function encrypted(props: OrderProcessingApiProps = {}) {
  const stack = regionalStack();
  const key = new Key(stack, 'Key');
  const orders = new OrderProcessingApi(stack, 'Orders', { encryptionKey: key, ...props });
  return { stack, key, orders, template: Template.fromStack(stack) };
}

/** The statements of the key's policy that are for a service. */
function serviceStatements(template: Template): Statement[] {
  const [{ KeyPolicy }] = propertiesOf(template, 'AWS::KMS::Key') as { KeyPolicy: { Statement: Statement[] } }[];
  return KeyPolicy.Statement.filter(({ Principal }) => Principal.Service !== undefined);
}

/** The log groups that CloudWatch Logs may use the key for. */
function logGroupsOf(template: Template): string[] {
  return serviceStatements(template).map(({ Condition }) => subOf(Condition.ArnLike['kms:EncryptionContext:aws:logs:arn'])).sort();
}

function roleStatements(template: Template): Statement[] {
  const [{ PolicyDocument }] = propertiesOf(template, 'AWS::IAM::Policy') as { PolicyDocument: { Statement: Statement[] } }[];
  return PolicyDocument.Statement;
}

function warningsIn(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('/Shop/Orders', Match.stringLikeRegexp('.*')).map(({ entry }) => String(entry.data));
}

describe('with encryptionKey', () => {
  const { template, key } = encrypted();
  const keyArn = { 'Fn::GetAtt': [idOf(key), 'Arn'] };

  test('the key encrypts the table', () => {
    template.hasResourceProperties(GLOBAL_TABLE, {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [Match.objectLike({ SSESpecification: { KMSMasterKeyId: keyArn } })],
    });
  });

  test('the key encrypts both log groups', () => {
    template.resourcePropertiesCountIs(LOG_GROUP, { KmsKeyId: keyArn }, 2);
  });

  test('its policy lets CloudWatch Logs of the region use it for these log groups alone, by names and not by references', () => {
    expect(logGroupsOf(template)).toEqual([
      'arn:${AWS::Partition}:logs:eu-central-1:${AWS::AccountId}:log-group:/aws/lambda/ecommerce-orders-dev-order-processor',
      'arn:${AWS::Partition}:logs:eu-central-1:${AWS::AccountId}:log-group:/aws/vendedlogs/apigateway/ecommerce-orders-dev-orders-api',
    ]);
    for (const statement of serviceStatements(template)) {
      expect(statement).toMatchObject({
        Effect: 'Allow',
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
        Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
        Resource: '*',
      });
    }
  });

  test('the role may decrypt by it through DynamoDB, and nothing else with it', () => {
    expect(roleStatements(template).filter(({ Resource }) => JSON.stringify(Resource) === JSON.stringify(keyArn))).toEqual([{
      Sid: 'UseTableKey',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Resource: keyArn,
      Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com' } },
    }]);
  });

  test('an imported key has no policy to change, and a warning for each log group holds the statement that it needs', () => {
    const stack = regionalStack();
    new OrderProcessingApi(stack, 'Orders', { encryptionKey: Key.fromKeyArn(stack, 'Key', KEY_ARN) });
    const warnings = warningsIn(stack);
    expect(warnings).toEqual(['HandlerLogGroup', 'AccessLogGroup'].map((id) => expect.stringMatching(
      new RegExp(`^encryptionKey is imported, so its key policy cannot be changed: before you deploy, add this statement .* create Shop/Orders/${id}: \\{.*\\} \\[ack: cdk-order-processing-api::importedKeyPolicy\\]$`),
    )));
    expect(warnings[0]).toContain('"Principal":{"Service":"logs.eu-central-1.amazonaws.com"}');
    expect(warnings[0]).toContain('"arn:${AWS::Partition}:logs:eu-central-1:${AWS::AccountId}:log-group:/aws/lambda/ecommerce-orders-dev-order-processor"');
    expect(warnings[0]).not.toContain('Fn::');
  });

  test('the warning of an imported key can be acknowledged', () => {
    const stack = regionalStack();
    const orders = new OrderProcessingApi(stack, 'Orders', { encryptionKey: Key.fromKeyArn(stack, 'Key', KEY_ARN) });
    Added.of(orders).acknowledgeWarning('cdk-order-processing-api::importedKeyPolicy', 'The platform team has added it.');
    expect(warningsIn(stack)).toEqual([]);
  });

  test('a key of the app raises no warning', () => {
    expect(warningsIn(encrypted().stack)).toEqual([]);
  });

  test('cdk-nag\'s AwsSolutions pack finds nothing in it', () => {
    const stack = regionalStack();
    const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
    new OrderProcessingApi(stack, 'Orders', { encryptionKey, routes: [OrderRoute.createOrder({ access: OrderAccess.guests() })] });
    expect(nagFindingsIn(stack)).toEqual(['AwsSolutions-APIG4']);
  });
});

describe('with generatedNames the key\'s policy knows the log groups by the beginning of their names', () => {
  const props = { generatedNames: true };

  test('in the key\'s own stack', () => {
    const { template, orders } = encrypted(props);
    expect(propertiesOf(template, LOG_GROUP).map(({ LogGroupName }) => LogGroupName && subOf(LogGroupName)))
      .toEqual([undefined, `/aws/vendedlogs/apigateway/\${AWS::StackName}-${orders.node.addr.slice(-8)}`]);
    expect(logGroupsOf(template)).toEqual([
      `arn:\${AWS::Partition}:logs:eu-central-1:\${AWS::AccountId}:log-group:\${AWS::StackName}-${idOf(orders.handlerLogGroup)}-*`,
      `arn:\${AWS::Partition}:logs:eu-central-1:\${AWS::AccountId}:log-group:/aws/vendedlogs/apigateway/\${AWS::StackName}-${orders.node.addr.slice(-8)}`,
    ]);
  });

  test.each<{ place: string; stacks: () => { keyStack: Stack; ordersStack: Stack }; prefix: string }>([
    {
      place: 'in another stack, where AWS::StackName would be that one\'s',
      stacks: () => {
        const app = new App();
        return { keyStack: new Stack(app, 'Security', { env: ENV }), ordersStack: new Stack(app, 'Shop', { env: ENV }) };
      },
      prefix: 'Shop',
    },
    {
      place: 'in the parent of a nested stack, which it must not wait for',
      stacks: () => {
        const keyStack = regionalStack();
        return { keyStack, ordersStack: new NestedStack(keyStack, 'Nested') };
      },
      prefix: '${AWS::StackName}-*',
    },
    {
      place: 'in a nested stack beside',
      stacks: () => {
        const ordersStack = regionalStack();
        return { keyStack: new NestedStack(ordersStack, 'Nested'), ordersStack };
      },
      prefix: 'Shop',
    },
  ])('$place', ({ stacks, prefix }) => {
    const { keyStack, ordersStack } = stacks();
    const { handlerLogGroup, node } = new OrderProcessingApi(ordersStack, 'Orders', { ...props, encryptionKey: new Key(keyStack, 'Key') });
    expect(logGroupsOf(Template.fromStack(keyStack)).map((arn) => arn.replace(/^.*:log-group:/, ''))).toEqual([
      `/aws/vendedlogs/apigateway/${prefix}-${node.addr.slice(-8)}`,
      `${prefix}-${idOf(handlerLogGroup)}-*`,
    ].sort());
  });
});

test('with eventBus it encrypts queue and log group of the events too, whose function may read the stream and write to the queue by it', () => {
  const stack = regionalStack();
  const key = new Key(stack, 'Key');
  new OrderProcessingApi(stack, 'Orders', { encryptionKey: key, eventBus: new EventBus(stack, 'Bus') });
  const template = Template.fromStack(stack);
  const keyArn = { 'Fn::GetAtt': [idOf(key), 'Arn'] };
  template.resourcePropertiesCountIs(LOG_GROUP, { KmsKeyId: keyArn }, 3);
  template.hasResourceProperties('AWS::SQS::Queue', { KmsMasterKeyId: keyArn });
  expect(logGroupsOf(template)).toHaveLength(3);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Sid: 'UseTableKey', Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: keyArn }),
        Match.objectLike({ Sid: 'UseQueueKey', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn }),
      ]),
    },
  });
});

test('without encryptionKey no key is named and no key is used', () => {
  const stack = regionalStack();
  new OrderProcessingApi(stack, 'Orders');
  const template = Template.fromStack(stack);
  expect(JSON.stringify(template.toJSON())).not.toMatch(/kms/);
  template.resourcePropertiesCountIs(LOG_GROUP, { KmsKeyId: Match.absent() }, 2);
});

test('a log group that is brought is left out of the key\'s policy', () => {
  const stack = regionalStack();
  const encryptionKey = new Key(stack, 'Key');
  new OrderProcessingApi(stack, 'Orders', { encryptionKey, handlerLogGroup: LogGroup.fromLogGroupName(stack, 'Logs', 'orders') });
  expect(logGroupsOf(Template.fromStack(stack))).toEqual([expect.stringMatching(/:\/aws\/vendedlogs\//)]);
});

describe('encryptionKey', () => {
  test('fails in a stack without a region, since the CDK renders a table\'s key for one', () => {
    const stack = new Stack(new App(), 'Shop');
    expect(refusalOf({ encryptionKey: new Key(stack, 'Key') }, stack)).toBe(
      "Error: [Shop/Orders] encryptionKey of a table must be in a stack whose region is known at synth, such as one with env: { region: 'eu-central-1' }, "
      + "got 'Shop' without a region",
    );
  });

  test('fails for a key of another region', () => {
    const stack = regionalStack();
    const elsewhere: IKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/a1b2c3');
    expect(refusalOf({ encryptionKey: elsewhere }, stack)).toBe("Error: [Shop/Orders] encryptionKey must be in the region of the stack, 'eu-central-1', got one in 'eu-west-1'");
  });
});
