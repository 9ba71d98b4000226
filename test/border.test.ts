/*
 * The border between synth time and run time is a lint rule (.projenrc.ts). A rule whose pattern matches
 * nothing is silent, so each of them is shown to bite, on a text put in place of a file that exists.
 */
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { loadESLint } from 'eslint';

const ROOT = path.join(__dirname, '..');
const CONTRACT = 'src/contract.ts';
const GENERATED = ['src/orders-function.ts', 'src/order-events-function.ts'];
const ENTRY = 'src/handler/orders.lambda.ts';
const STORE = 'src/handler/order-store.ts';
const EVENTS_ENTRY = 'src/handler/order-events.lambda.ts';
const PUBLISHER = 'src/handler/event-publisher.ts';
const RULES = ['order', 'order-status', 'order-position', 'entity-tag', 'money', 'currency', 'problem'].map((name) => `src/handler/${name}.ts`);
const CONSTRUCT = filesIn('src').filter((file) => file !== CONTRACT && !GENERATED.includes(file));
const WARM_UP = 'src/handler/warm-up.ts';
const PARTS_OF_THE_SDK = filesIn('src/handler/sdk');
const HANDLER = filesIn('src/handler');
const CALLERS_OF_EVENTBRIDGE = [EVENTS_ENTRY, PUBLISHER];
const CALLERS_OF_DYNAMODB = [ENTRY, STORE, WARM_UP, ...PARTS_OF_THE_SDK];
const LAYERS = HANDLER.filter((file) => ![...CALLERS_OF_DYNAMODB, ...CALLERS_OF_EVENTBRIDGE].includes(file));

const eslint = loadESLint({ useFlatConfig: false }).then((ESLint) => new ESLint({
  cwd: ROOT,
  // The border's rules need no types; without the type checker a text takes milliseconds.
  overrideConfig: {
    parserOptions: { project: null },
    rules: { '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/return-await': 'off' },
  },
}));

/** What the border says about a text in place of a file. */
async function borderFaults(file: string, text: string): Promise<string[]> {
  const [{ messages }] = await (await eslint).lintText(`${text}\n`, { filePath: path.join(ROOT, file) });
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages
    .filter(({ ruleId }) => ruleId === 'no-restricted-imports' || ruleId === 'no-restricted-properties')
    .map(({ message }) => message);
}

function filesIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder)).filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
}

function importing(module: string): string {
  return `import * as it from '${module}';\nexport { it };`;
}

jest.setTimeout(60_000); // the first text loads the plugins, which a busy machine takes its time for

function pairs(files: string[], texts: string[]): [string, string][] {
  return files.flatMap((file) => texts.map((text): [string, string] => [file, text]));
}

test('the files that the border names exist', () => {
  expect([...filesIn('src'), ...HANDLER]).toEqual(expect.arrayContaining([CONTRACT, ...GENERATED, ENTRY, STORE, WARM_UP, EVENTS_ENTRY, PUBLISHER, ...RULES]));
});

describe('the construct', () => {
  test.each(pairs(CONSTRUCT, ['./handler/http', './handler/orders.lambda', './handler']))('fails when %s imports %s', async (file, module) => {
    expect(await borderFaults(file, importing(module))).toEqual([expect.stringContaining('The construct never imports the handler')]);
  });

  test.each(pairs(CONSTRUCT, ['@aws-sdk/client-dynamodb', '@smithy/types']))('fails when %s imports %s', async (file, module) => {
    expect(await borderFaults(file, importing(module))).toEqual([expect.stringContaining('DynamoDB is called by order-store.ts alone')]);
  });

  test('fails when it exports the handler on', async () => {
    expect(await borderFaults('src/index.ts', 'export * from \'./handler/http\';')).toHaveLength(1);
  });

  test.each(pairs(CONSTRUCT, ['./contract', 'aws-cdk-lib', 'aws-cdk-lib/aws-lambda', 'constructs']))('lets %s import %s', async (file, module) => {
    expect(await borderFaults(file, importing(module))).toEqual([]);
  });
});

describe('the contract', () => {
  test.each(['./settings', './handler/http', 'aws-cdk-lib', 'aws-cdk-lib/aws-iam', 'constructs', 'node:path', '@aws-sdk/client-dynamodb', '../package.json'])(
    'fails when it imports %s', async (module) => {
      expect(await borderFaults(CONTRACT, importing(module))).toEqual([expect.stringContaining('The contract imports nothing')]);
    });

  test('fails when it imports a type', async () => {
    expect(await borderFaults(CONTRACT, 'import type { Settings } from \'./settings\';\nexport type It = Settings;')).toHaveLength(1);
  });
});

describe('the handler', () => {
  test.each(pairs([...HANDLER, ...PARTS_OF_THE_SDK], ['aws-cdk-lib', 'aws-cdk-lib/aws-dynamodb', 'constructs', '../settings', '../index', '../order-processing-api']))(
    'fails when %s imports %s', async (file, module) => {
      expect(await borderFaults(file, importing(module))).toEqual([expect.stringContaining('The handler imports no CDK')]);
    });

  test.each(['..', './../settings'])('fails when it imports the construct as %s', async (module) => {
    expect(await borderFaults('src/handler/http.ts', importing(module))).toEqual([expect.stringContaining('The handler imports no CDK')]);
  });

  test('fails when it imports a type of the CDK', async () => {
    expect(await borderFaults('src/handler/http.ts', 'import type { Stack } from \'aws-cdk-lib\';\nexport type It = Stack;')).toHaveLength(1);
  });

  test.each(HANDLER)('lets %s import the contract and its neighbours', async (file) => {
    expect(await borderFaults(file, `${importing('../contract')}\nexport * from './problem';`)).toEqual([]);
  });

  test.each(pairs(LAYERS, ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', '@smithy/types']))('fails when %s imports %s', async (file, module) => {
    expect(await borderFaults(file, importing(module))).toEqual([expect.stringContaining('DynamoDB is called by order-store.ts alone')]);
  });

  test.each(pairs(RULES, ['./http', './order-store', './order-request']))('fails when the rules of %s import %s', async (file, module) => {
    expect(await borderFaults(file, importing(module))).toEqual([expect.stringContaining('Rules import rules alone')]);
  });

  test.each(RULES)('lets the rules of %s import rules', async (file) => {
    expect(await borderFaults(file, ['./money', './order-status', './problem'].map((module) => `export * from '${module}';`).join('\n'))).toEqual([]);
  });

  test.each([
    ...pairs(CALLERS_OF_DYNAMODB, ['@aws-sdk/lib-dynamodb', '@aws-sdk/client-dynamodb', '@smithy/types']),
    ...pairs(CALLERS_OF_EVENTBRIDGE, ['@aws-sdk/client-eventbridge', '@smithy/types']),
  ])('lets %s import %s', async (file, module) => {
    expect(await borderFaults(file, importing(module))).toEqual([]);
  });

  test.each([
    ...pairs(CALLERS_OF_DYNAMODB, ['@aws-sdk/client-eventbridge']),
    ...pairs(CALLERS_OF_EVENTBRIDGE, ['@aws-sdk/lib-dynamodb', '@aws-sdk/client-dynamodb']),
  ])('fails when %s imports %s', async (file, module) => {
    expect(await borderFaults(file, importing(module))).toEqual(['\'MODULE\' import is restricted from being used by a pattern. Neither bundle holds the client of the other.'.replace('MODULE', module)]);
  });

  test.each(pairs([STORE, WARM_UP, PUBLISHER, ...LAYERS], ['export const it = process.env.IT;', 'export const { env } = process;', 'export const it = process[\'env\'];']))(
    'fails when %s reads the environment: %s', async (file, text) => {
      expect(await borderFaults(file, text)).toEqual([expect.stringContaining('The entry reads the environment')]);
    });

  test.each([ENTRY, EVENTS_ENTRY, ...PARTS_OF_THE_SDK])('lets %s read the environment', async (file) => {
    expect(await borderFaults(file, 'export const it = process.env.IT;')).toEqual([]);
  });
});
