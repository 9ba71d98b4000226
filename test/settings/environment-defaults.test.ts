import { readFileSync } from 'node:fs';
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { OrderEnvironment } from '../../src';
import { ENVIRONMENT_DEFAULTS, resolveEnvironment } from '../../src/settings/environment-defaults';
import { propertiesOf, templateOf } from '../support/orders-stack';
import { failsFor, refusalOf } from '../support/refusals';

test.each([
  { environment: OrderEnvironment.DEV, removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false, logRetention: RetentionDays.TWO_WEEKS },
  { environment: OrderEnvironment.STAGING, removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false, logRetention: RetentionDays.ONE_MONTH },
  { environment: OrderEnvironment.PROD, removalPolicy: RemovalPolicy.RETAIN, deletionProtection: true, logRetention: RetentionDays.ONE_YEAR },
])('$environment.name: removal policy $removalPolicy, deletion protection $deletionProtection, logs kept $logRetention days', ({ environment, ...expected }) => {
  expect(resolveEnvironment(environment).defaults).toEqual(expected);
});

test('only production keeps data when its stack goes away', () => {
  const kept = [...ENVIRONMENT_DEFAULTS].filter(([, { removalPolicy }]) => removalPolicy !== RemovalPolicy.DESTROY);
  expect(kept.map(([environment]) => environment)).toEqual([OrderEnvironment.PROD]);
});

test('the guide has them as a table', () => {
  const environments = [...ENVIRONMENT_DEFAULTS.keys()].map(({ name }) => name.toUpperCase());
  const defaults = [...ENVIRONMENT_DEFAULTS.values()];
  const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    row('prop', ...environments),
    `|${'---|'.repeat(environments.length + 1)}`,
    row('`removalPolicy`', ...defaults.map(({ removalPolicy }) => `\`${removalPolicy.toUpperCase()}\``)),
    row('`deletionProtection`', ...defaults.map(({ deletionProtection }) => `\`${deletionProtection}\``)),
    row('`logRetention`', ...defaults.map(({ logRetention }) => `${logRetention} days`)),
  ];
  expect(readFileSync('docs/guide/names.md', 'utf8')).toContain(table.join('\n'));
});

test('the table names every prop that an environment sets', () => {
  expect(new Set([...ENVIRONMENT_DEFAULTS.values()].flatMap(Object.keys))).toEqual(new Set(['removalPolicy', 'deletionProtection', 'logRetention']));
});

describe('an environment of one\'s own', () => {
  const uat = OrderEnvironment.custom('uat', OrderEnvironment.STAGING);

  test('has its name and the defaults of the one that it is like', () => {
    expect(resolveEnvironment(uat)).toEqual({ ...resolveEnvironment(OrderEnvironment.STAGING), name: 'uat' });
  });

  test('can be like one that is like another', () => {
    expect(resolveEnvironment(OrderEnvironment.custom('qa', uat))).toEqual({ ...resolveEnvironment(uat), name: 'qa' });
  });

  test('is production when it is like PROD', () => {
    expect(resolveEnvironment(OrderEnvironment.custom('live', OrderEnvironment.PROD)).isProduction).toBe(true);
    expect(resolveEnvironment(uat).isProduction).toBe(false);
  });

  test('names the stage, the tag and the resources', () => {
    const template = templateOf({ environment: uat });
    expect(propertiesOf(template, 'AWS::ApiGatewayV2::Stage')).toEqual([expect.objectContaining({ StageName: 'uat', Tags: { Environment: 'uat', Project: 'ecommerce-orders' } })]);
    expect(propertiesOf(template, 'AWS::DynamoDB::GlobalTable')).toEqual([expect.objectContaining({ TableName: 'ecommerce-orders-uat-orders' })]);
    expect(propertiesOf(template, 'AWS::Lambda::Function')).toEqual([
      expect.objectContaining({ Environment: { Variables: expect.objectContaining({ ENVIRONMENT: 'uat' }) } }),
    ]);
  });

  test('reads as its name', () => {
    expect(`${uat}`).toBe('uat');
  });
});

describe('environment', () => {
  const name = (got: unknown) => `environment must have a name of 1 to 128 lowercase letters, digits and hyphens (^[a-z0-9-]+$), got ${JSON.stringify(got) ?? 'none'}`;
  const other = 'environment must be OrderEnvironment.DEV, STAGING or PROD, or OrderEnvironment.custom(\'uat\', OrderEnvironment.STAGING), got';
  const like = (got: string) => `environment must be like another one, such as OrderEnvironment.STAGING, got ${got}`;
  const custom = (text: unknown, origin: unknown = OrderEnvironment.DEV) => (
    { environment: OrderEnvironment.custom(text as string, origin as OrderEnvironment) }
  );

  failsFor([
    ...['', 'UAT', 'u a t', 'über', 'uat\n', 'u'.repeat(129)].map((text) => ({ name: `the name ${JSON.stringify(text).slice(0, 20)}`, props: custom(text), message: name(text) })),
    { name: 'a name that is none', props: custom(undefined), message: name(undefined) },
    { name: 'a name that is a token', props: custom(Aws.STACK_NAME), message: 'environment must have a name that is known at synth, since it names the stage, got a token' },
    { name: 'the name of another one', props: custom('prod'), message: 'environment must have a name of its own, got \'prod\', which is OrderEnvironment.PROD' },
    { name: 'one that is like nothing', props: custom('uat', 'staging'), message: like('"staging"') },
    { name: 'one that is like one that is like nothing', props: custom('uat', OrderEnvironment.custom('qa', 'dev' as unknown as OrderEnvironment)), message: like('"dev"') },
    { name: 'a text', props: { environment: 'prod' as unknown as OrderEnvironment }, message: `${other} "prod"` },
    { name: 'a token', props: { environment: Aws.STACK_NAME as unknown as OrderEnvironment }, message: `${other} a token` },
  ]);
});

describe('logRetention', () => {
  failsFor([{ name: 'a number of days that CloudWatch Logs does not offer', props: { logRetention: 6 as number }, message: 'logRetention must be a member of RetentionDays, got 6' }]);
});

describe('removalPolicy', () => {
  test('fails for SNAPSHOT, which neither tables nor log groups know', () => {
    expect(refusalOf({ removalPolicy: RemovalPolicy.SNAPSHOT })).toBe(
      'Error: [Shop/Orders] removalPolicy must be RemovalPolicy.DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, since tables, log groups and queues have no snapshots, '
      + 'got RemovalPolicy.SNAPSHOT',
    );
  });
});
