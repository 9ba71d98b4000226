/*
 * The rules of tools/checks/import-rules.ts. A rule whose pattern matches nothing is silent, so each of them is shown to bite, on a text put
 * in place of a file that exists.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { loadESLint } from 'eslint';
import { preProcessFile } from 'typescript';
import { CONSTRUCT_LAYERS, HANDLER_LAYERS, TOOL_LAYERS } from '../../../tools/checks/import-rules';
import { filesBelow } from '../../../tools/shared/files';
import { ROOT } from '../../../tools/shared/paths';

const CONTRACT = 'src/contract.ts';
const GENERATED = ['src/function/orders-function.ts', 'src/events/order-events-function.ts'];
const ENTRY = 'src/handler/start.ts';
const EXTENDED_ENTRY = 'src/handler/extended-orders.lambda.ts';
const STORE = 'src/handler/order-store.ts';
const EVENTS_ENTRY = 'src/handler/order-events.lambda.ts';
const PUBLISHER = 'src/handler/event-publisher.ts';
const WARM_UP = 'src/handler/warm-up.ts';
const SOURCES = sourcesIn('src');
const HANDLER = SOURCES.filter((file) => file.startsWith('src/handler/'));
const CONSTRUCT = SOURCES.filter((file) => !HANDLER.includes(file) && file !== CONTRACT && !GENERATED.includes(file));
const PARTS_OF_THE_SDK = HANDLER.filter((file) => file.startsWith('src/handler/sdk/'));
const DOMAIN = HANDLER.filter((file) => file.startsWith('src/handler/domain/'));
const REQUEST = HANDLER.filter((file) => file.startsWith('src/handler/request/'));
const CALLERS_OF_EVENTBRIDGE = [EVENTS_ENTRY, PUBLISHER];
const CALLERS_OF_DYNAMODB = [
  ENTRY, EXTENDED_ENTRY, STORE, 'src/handler/backfill-store.ts', 'src/handler/erasing-store.ts', 'src/handler/fulfilling-store.ts',
  'src/handler/numbered-store.ts', 'src/handler/pricing-rehearsal.ts', 'src/handler/products-table.ts', 'src/handler/shop-table.ts',
  'src/handler/staff-list-store.ts', 'src/handler/stock-store.ts', 'src/handler/transaction.ts', WARM_UP,
  ...PARTS_OF_THE_SDK,
];
const LAYERS = HANDLER.filter((file) => ![...CALLERS_OF_DYNAMODB, ...CALLERS_OF_EVENTBRIDGE].includes(file));

const RULES = ['no-restricted-imports', 'no-restricted-properties', 'import/no-restricted-paths'];

const eslint = loadESLint({ useFlatConfig: false }).then((ESLint) => new ESLint({
  cwd: ROOT,
  // The rules of imports need no types; without the type checker a text takes milliseconds.
  overrideConfig: {
    parserOptions: { project: null },
    rules: { '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/return-await': 'off' },
  },
}));

/** What the rules say about a text in place of a file. */
async function faultsOf(file: string, text: string): Promise<string[]> {
  const [{ messages }] = await (await eslint).lintText(`${text}\n`, { filePath: join(ROOT, file) });
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.filter(({ ruleId }) => RULES.includes(ruleId!)).map(({ message }) => message);
}

/** What they say when a file imports another, by its path from the root. */
function faultsOfImport(file: string, imported: string): Promise<string[]> {
  return faultsOf(file, importing(pathTo(imported, file)));
}

function pathTo(imported: string, file: string): string {
  const path = posix.relative(posix.dirname(file), imported).replace(/\.ts$/, '');
  return path.startsWith('.') ? path : `./${path}`;
}

function sourcesIn(folder: string): string[] {
  return filesBelow(folder).filter((file) => file.endsWith('.ts'));
}

function importing(module: string): string {
  return `import * as it from '${module}';\nexport { it };`;
}

function pairs(files: readonly string[], texts: readonly string[]): [string, string][] {
  return files.flatMap((file) => texts.map((text): [string, string] => [file, text]));
}

test('the files that the rules name exist', () => {
  expect(SOURCES).toEqual(expect.arrayContaining([CONTRACT, ...GENERATED, ENTRY, STORE, WARM_UP, EVENTS_ENTRY, PUBLISHER]));
});

describe('folders', () => {
  const HOUSES: readonly [string, readonly (readonly string[])[]][] = [['src', CONSTRUCT_LAYERS], ['src/handler', HANDLER_LAYERS], ['tools', TOOL_LAYERS]];
  const folders = HOUSES.flatMap(([root, layers]) => layers.flatMap((layer, index) => layer.map((folder) => ({ root, layers, index, folder }))));
  const aFileIn = (root: string, folder: string) => sourcesIn(`${root}/${folder}`)[0];

  test('are all in a layer', () => {
    const outside = ['src/handler', 'src/handler/sdk'];
    const inLayers = folders.map(({ root, folder }) => `${root}/${folder}`);

    expect([...new Set([...SOURCES, ...sourcesIn('tools')].map((file) => dirname(file)))].filter((folder) => (
      !['src', 'tools', ...outside, ...inLayers].includes(folder)
    ))).toEqual([]);
  });

  test.each(folders.flatMap(({ root, layers, index, folder }) => (
    layers.slice(index).flat().filter((other) => other !== folder).map((other) => [aFileIn(root, folder), aFileIn(root, other)])
  )))('fail when %s imports %s', async (file, above) => {
    expect(await faultsOfImport(file, above)).toEqual([expect.stringContaining('Folders import one way')]);
  });

  test.each(folders.flatMap(({ root, layers, index, folder }) => (
    layers.slice(0, index).flat().map((other) => [aFileIn(root, folder), aFileIn(root, other)])
  )))('let %s import %s', async (file, below) => {
    expect(await faultsOfImport(file, below)).toEqual([]);
  });

  test('fail when one imports the construct, or re-exports a type from above', async () => {
    expect(await faultsOfImport('src/settings/settings.ts', 'src/order-processing-api.ts')).toHaveLength(1);
    expect(await faultsOf('src/api/routes.ts', "export type { Settings } from '../settings/settings';")).toHaveLength(1);
  });

  test.each([
    ['src/settings/settings.ts', 'tools/shared/paths.ts'],
    ['src/handler/domain/order.ts', 'test/support/setup.ts'],
  ])('fail when %s imports %s', async (file, outside) => {
    expect(await faultsOfImport(file, outside)).toContainEqual(expect.stringContaining('The library imports itself alone'));
  });

  test('fail when a tool imports a helper of tests', async () => {
    expect(await faultsOfImport('tools/local/start.ts', 'test/support/setup.ts')).toEqual([expect.stringContaining('A tool never imports a test')]);
  });

  test('hold no files that import each other in a circle', () => {
    const imports = new Map([...SOURCES, ...sourcesIn('tools'), ...sourcesIn('test'), ...sourcesIn('examples/typescript')].map((file) => [file, importsOf(file)]));

    expect(circleIn(imports)).toBeUndefined();
    expect(circleIn(new Map([['a', ['b']], ['b', ['c']], ['c', ['b']]]))).toEqual(['b', 'c', 'b']);
  });
});

/** The files that a file imports, types too, by their paths from the root. */
function importsOf(file: string): string[] {
  return preProcessFile(readFileSync(join(ROOT, file), 'utf8')).importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .flatMap(({ fileName }) => {
      const path = posix.join(posix.dirname(file), fileName);
      return [`${path}.ts`, posix.join(path, 'index.ts')];
    });
}

function circleIn(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return undefined;
}

describe('the construct', () => {
  test.each(pairs(CONSTRUCT, ['src/handler/http.ts', 'src/handler/orders.lambda.ts', 'src/handler/domain/order.ts']))('fails when %s imports %s', async (file, module) => {
    expect(await faultsOfImport(file, module)).toEqual([expect.stringContaining('The construct never imports the handler')]);
  });

  test.each(pairs(CONSTRUCT, ['@aws-sdk/client-dynamodb', '@smithy/types']))('fails when %s imports %s', async (file, module) => {
    expect(await faultsOf(file, importing(module))).toEqual([expect.stringContaining('Only the stores call DynamoDB')]);
  });

  test('fails when it exports the handler on', async () => {
    expect(await faultsOf('src/index.ts', 'export * from \'./handler/http\';')).toHaveLength(1);
  });

  test.each(CONSTRUCT)('lets %s import the contract', async (file) => {
    expect(await faultsOfImport(file, CONTRACT)).toEqual([]);
  });

  test.each(pairs(CONSTRUCT, ['aws-cdk-lib', 'aws-cdk-lib/aws-lambda', 'constructs']))('lets %s import %s', async (file, module) => {
    expect(await faultsOf(file, importing(module))).toEqual([]);
  });
});

describe('the contract', () => {
  test.each(['./settings/settings', './handler/http', 'aws-cdk-lib', 'aws-cdk-lib/aws-iam', 'constructs', 'node:path', '@aws-sdk/client-dynamodb', '../package.json'])(
    'fails when it imports %s', async (module) => {
      expect(await faultsOf(CONTRACT, importing(module))).toContainEqual(expect.stringContaining('The contract imports nothing'));
    });

  test('fails when it imports a type', async () => {
    expect(await faultsOf(CONTRACT, 'import type { Settings } from \'./settings/settings\';\nexport type It = Settings;')).toHaveLength(1);
  });
});

describe('the handler', () => {
  test.each(pairs(HANDLER, ['aws-cdk-lib', 'aws-cdk-lib/aws-dynamodb', 'constructs', 'cdk-order-processing-api']))('fails when %s imports %s', async (file, module) => {
    expect(await faultsOf(file, importing(module))).toContainEqual(expect.stringContaining('The handler never imports the CDK'));
  });

  test.each(pairs(HANDLER, ['src/settings/settings.ts', 'src/index.ts', 'src/order-processing-api.ts']))('fails when %s imports %s', async (file, module) => {
    expect(await faultsOfImport(file, module)).toContainEqual(expect.stringContaining('The handler imports of the library only itself and the contract'));
  });

  test.each(['..', './../settings/settings'])('fails when it imports the construct as %s', async (module) => {
    expect(await faultsOf('src/handler/http.ts', importing(module))).toEqual([expect.stringContaining('The handler imports of the library only itself')]);
  });

  test('fails when it imports a type of the CDK', async () => {
    expect(await faultsOf('src/handler/http.ts', 'import type { Stack } from \'aws-cdk-lib\';\nexport type It = Stack;')).toHaveLength(1);
  });

  test.each(HANDLER)('lets %s import the contract and the rules', async (file) => {
    expect(await faultsOf(file, `${importing(pathTo(CONTRACT, file))}\nexport * from '${pathTo('src/handler/domain/problem.ts', file)}';`)).toEqual([]);
  });

  test.each(pairs(LAYERS, ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', '@smithy/types']))('fails when %s imports %s', async (file, module) => {
    expect(await faultsOf(file, importing(module))).toEqual([expect.stringContaining('Only the stores call DynamoDB')]);
  });

  test.each([
    ...pairs(DOMAIN, ['src/handler/http.ts', 'src/handler/order-store.ts', 'src/handler/request/order-request.ts']),
    ...pairs(REQUEST, ['src/handler/http.ts', 'src/handler/order-store.ts']),
  ])('fails when %s imports %s', async (file, module) => {
    expect(await faultsOfImport(file, module)).toEqual([expect.stringContaining('Folders import one way')]);
  });

  test.each([
    ...pairs(CALLERS_OF_DYNAMODB, ['@aws-sdk/lib-dynamodb', '@aws-sdk/client-dynamodb', '@smithy/types']),
    ...pairs(CALLERS_OF_EVENTBRIDGE, ['@aws-sdk/client-eventbridge', '@smithy/types']),
  ])('lets %s import %s', async (file, module) => {
    expect(await faultsOf(file, importing(module))).toEqual([]);
  });

  test.each([
    ...pairs(CALLERS_OF_DYNAMODB, ['@aws-sdk/client-eventbridge']),
    ...pairs(CALLERS_OF_EVENTBRIDGE, ['@aws-sdk/lib-dynamodb', '@aws-sdk/client-dynamodb']),
  ])('fails when %s imports %s', async (file, module) => {
    expect(await faultsOf(file, importing(module))).toEqual(['\'MODULE\' import is restricted from being used by a pattern. Neither bundle holds the client of the other.'.replace('MODULE', module)]);
  });

  test.each(pairs([STORE, WARM_UP, PUBLISHER, ...LAYERS], ['export const it = process.env.IT;', 'export const { env } = process;', 'export const it = process[\'env\'];']))(
    'fails when %s reads the environment: %s', async (file, text) => {
      expect(await faultsOf(file, text)).toEqual([expect.stringContaining('The entry reads the environment')]);
    });

  test.each([ENTRY, EXTENDED_ENTRY, EVENTS_ENTRY, ...PARTS_OF_THE_SDK])('lets %s read the environment', async (file) => {
    expect(await faultsOf(file, 'export const it = process.env.IT;')).toEqual([]);
  });
});
