/*
 * Keys by their aliases, wherever a prop takes a key: IAM finds no key by an alias.
 */
import { App, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Alias, IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { OrderProcessingApi, OrderProcessingApiProps } from '../../src';
import { refusalOf } from '../support/refusals';

const ENV = { account: '111122223333', region: 'eu-central-1' };
const KEY_ARN = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const regionalStack = () => new Stack(new App(), 'Shop', { env: ENV });
const knownKey = (stack: Stack, id = 'Known') => Key.fromKeyArn(stack, id, KEY_ARN);

/** Aliases that know their key. */
const KNOWN: Record<string, (stack: Stack) => IKey> = {
  'an alias that the app makes': (stack) => new Alias(stack, 'Alias', { aliasName: 'alias/shop', targetKey: knownKey(stack) }),
  'an alias that the app adds to the key': (stack) => knownKey(stack).addAlias('shop'),
  'an alias that is imported with its key': (stack) => Alias.fromAliasAttributes(stack, 'Alias', { aliasName: 'alias/shop', aliasTargetKey: knownKey(stack) }),
  'an alias of an alias': (stack) => Alias.fromAliasAttributes(stack, 'Outer', {
    aliasName: 'alias/outer',
    aliasTargetKey: new Alias(stack, 'Alias', { aliasName: 'alias/shop', targetKey: knownKey(stack) }),
  }),
};

/** Aliases of which nobody knows the key at synth, and how a message shows them. */
const UNKNOWN: Record<string, { readonly make: (stack: Stack) => IKey; readonly got: string }> = {
  'an alias that is imported by its name': { make: (stack) => Alias.fromAliasName(stack, 'Alias', 'alias/shop'), got: '"alias/shop"' },
  'a name without its prefix': { make: (stack) => Alias.fromAliasName(stack, 'Alias', 'shop'), got: '"shop"' },
  'AWS\'s own alias': { make: (stack) => Alias.fromAliasName(stack, 'Alias', 'alias/aws/dynamodb'), got: '"alias/aws/dynamodb"' },
  'the ARN of an alias': {
    make: (stack) => Key.fromKeyArn(stack, 'Alias', 'arn:aws:kms:eu-central-1:111122223333:alias/shop'),
    got: '"arn:aws:kms:eu-central-1:111122223333:alias/shop"',
  },
};

const refusal = (prop: string, got: string) => (
  `Error: [Shop/Orders] ${prop} must be a key, since IAM does not match a key by an alias, got the alias ${got}: use Key.fromLookup(scope, id, { aliasName }) or Key.fromKeyArn(scope, id, keyArn)`
);

/** What of a template names an alias, but for the alias itself. */
function aliasesNamedIn(stack: Stack): string[] {
  const resources: Record<string, { readonly Type: string }> = Template.fromStack(stack).toJSON().Resources;
  return Object.entries(resources).filter(([, resource]) => resource.Type !== 'AWS::KMS::Alias' && JSON.stringify(resource).includes('alias/')).map(([id]) => id);
}

function keyStatementsOf(stack: Stack): unknown[] {
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }: { Action: string | string[] }) => [Action].flat().some((action) => action.startsWith('kms:')))
    .map(({ Resource }: { Resource: unknown }) => Resource);
}

describe.each(Object.entries(KNOWN))('%s', (_, make) => {
  test('is its key for table, log groups, queue and roles', () => {
    const stack = regionalStack();
    new OrderProcessingApi(stack, 'Orders', { encryptionKey: make(stack), eventBus: new EventBus(stack, 'Bus') });
    expect(aliasesNamedIn(stack)).toEqual([]);
    expect(new Set(keyStatementsOf(stack))).toEqual(new Set([KEY_ARN]));
  });

  test('is its key where a brought table has it', () => {
    const stack = regionalStack();
    const table = TableV2.fromTableAttributes(stack, 'Table', { tableName: 'orders', encryptionKey: make(stack) });
    new OrderProcessingApi(stack, 'Orders', { table });
    expect(keyStatementsOf(stack)).toEqual([KEY_ARN]);
  });

  test('is its key where a replica has it', () => {
    const stack = new Stack(new App(), 'Shop', { env: { ...ENV, region: 'eu-west-1' } });
    const own = new Key(stack, 'Own');
    new OrderProcessingApi(stack, 'Orders', { encryptionKey: own, replicas: [{ region: 'eu-central-1', encryptionKey: make(stack) }] });
    expect(aliasesNamedIn(stack)).toEqual([]);
  });
});

test('an alias of a key that the app makes lets CloudWatch Logs use the key', () => {
  const stack = regionalStack();
  const key = new Key(stack, 'Key');
  new OrderProcessingApi(stack, 'Orders', { encryptionKey: key.addAlias('shop') });
  expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::KMS::Key'))).toContain('kms:EncryptionContext:aws:logs:arn');
  expect(aliasesNamedIn(stack)).toEqual([]);
});

test('a table that the app makes with an alias of its key is brought with the key', () => {
  const stack = regionalStack();
  const table = new TableV2(stack, 'Table', {
    partitionKey: { name: 'orderId', type: AttributeType.STRING },
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    encryption: TableEncryptionV2.customerManagedKey(new Alias(stack, 'Alias', { aliasName: 'alias/shop', targetKey: knownKey(stack) })),
  });
  new OrderProcessingApi(stack, 'Orders', { table, eventBus: new EventBus(stack, 'Bus') });
  expect(keyStatementsOf(stack)).toEqual([KEY_ARN, KEY_ARN]);
});

test('a key that is looked up is taken as it is', () => {
  const stack = regionalStack();
  new OrderProcessingApi(stack, 'Orders', { encryptionKey: Key.fromLookup(stack, 'Found', { aliasName: 'alias/shop' }) });
  expect(aliasesNamedIn(stack)).toEqual([]);
});

test('a topic of the alarms may be encrypted by an alias: no statement of ours is about its key', () => {
  const stack = regionalStack();
  const topic = new Topic(stack, 'OnCall', { masterKey: Alias.fromAliasName(stack, 'Alias', 'alias/shop') });
  expect(() => new OrderProcessingApi(stack, 'Orders', { alarms: { actions: [new SnsAction(topic)] } })).not.toThrow();
});

describe.each(Object.entries(UNKNOWN))('fails for %s', (_, { make, got }) => {
  const refused = (props: (stack: Stack) => OrderProcessingApiProps, stack = regionalStack()) => refusalOf(props(stack), stack);

  test('as encryptionKey', () => {
    expect(refused((stack) => ({ encryptionKey: make(stack) }))).toBe(refusal('encryptionKey', got));
  });

  test('as the key of a brought table', () => {
    const message = refused((stack) => ({ table: TableV2.fromTableAttributes(stack, 'Table', { tableName: 'orders', encryptionKey: make(stack) }) }));
    expect(message).toBe(refusal('encryptionKey of table', got));
  });

  test('as the key of a replica', () => {
    const stack = new Stack(new App(), 'Shop', { env: { ...ENV, region: 'eu-west-1' } });
    const elsewhere = new Stack(stack.node.root as App, 'Elsewhere', { env: ENV });
    const message = refused(() => ({ encryptionKey: new Key(stack, 'Own'), replicas: [{ region: 'eu-central-1', encryptionKey: make(elsewhere) }] }), stack);
    expect(message).toBe(refusal('replicas[0].encryptionKey', got));
  });
});

test('fails for the ARN of an alias that is put together of tokens', () => {
  const stack = regionalStack();
  const arn = Fn.join('', ['arn:aws:kms:eu-central-1:', Fn.ref('Account'), ':alias/shop']);
  const key = Key.fromKeyArn(stack, 'Alias', arn);
  expect(refusalOf({ encryptionKey: key }, stack)).toMatch(/^Error: \[Shop\/Orders\] encryptionKey must be a key, since IAM does not match/);
});
