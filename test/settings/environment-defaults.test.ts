import { readFileSync } from 'node:fs';
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { OrderEnvironment } from '../../src';
import { ENVIRONMENT_DEFAULTS } from '../../src/settings/environment-defaults';
import { failsFor, refusalOf } from '../support/refusals';

test.each([
  { environment: OrderEnvironment.DEV, removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false, logRetention: RetentionDays.TWO_WEEKS },
  { environment: OrderEnvironment.STAGING, removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false, logRetention: RetentionDays.ONE_MONTH },
  { environment: OrderEnvironment.PROD, removalPolicy: RemovalPolicy.RETAIN, deletionProtection: true, logRetention: RetentionDays.ONE_YEAR },
])('$environment: removal policy $removalPolicy, deletion protection $deletionProtection, logs kept $logRetention days', ({ environment, ...expected }) => {
  expect(ENVIRONMENT_DEFAULTS[environment]).toEqual(expected);
});

test('every environment has defaults', () => {
  expect(Object.keys(ENVIRONMENT_DEFAULTS).sort()).toEqual(Object.values(OrderEnvironment).sort());
});

test('only production keeps data when its stack goes away', () => {
  const kept = Object.values(OrderEnvironment).filter((environment) => ENVIRONMENT_DEFAULTS[environment].removalPolicy !== RemovalPolicy.DESTROY);
  expect(kept).toEqual([OrderEnvironment.PROD]);
});

test('the guide has them as a table', () => {
  const environments = Object.keys(OrderEnvironment) as (keyof typeof OrderEnvironment)[];
  const defaults = environments.map((name) => ENVIRONMENT_DEFAULTS[OrderEnvironment[name]]);
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
  expect(new Set(Object.values(ENVIRONMENT_DEFAULTS).flatMap(Object.keys))).toEqual(new Set(['removalPolicy', 'deletionProtection', 'logRetention']));
});

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

describe('logRetention', () => {
  failsFor([{ name: 'a number of days that CloudWatch Logs does not offer', props: { logRetention: 6 as number }, message: 'logRetention must be a member of RetentionDays, got 6' }]);
});

describe('removalPolicy', () => {
  test('fails for SNAPSHOT, which neither tables nor log groups know', () => {
    expect(refusalOf({ removalPolicy: RemovalPolicy.SNAPSHOT })).toMatch(/^Error: \[Shop\/Orders\] removalPolicy must .*, got '?snapshot/);
  });
});
