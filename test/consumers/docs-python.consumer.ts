/*
 * The Python of the documentation, with the wheel: each app makes the template of the TypeScript app above it, and the types of every block
 * are right for mypy and pyright.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installPythonDocs } from '../../tools/checks/python-docs';
import { publicTypes } from '../../tools/docs/assembly';
import { pythonNameOf, snakeCase } from '../../tools/docs/language-names';
import { ROOT } from '../../tools/shared/paths';
import { run } from '../../tools/shared/processes';
import { packaged } from '../support/consumers/packages';
import { templateDifferences } from '../support/consumers/template-differences';
import { EXAMPLES, EXCEPTIONS } from '../support/docs/examples';
import { Block, blocksOf, PAGES } from '../support/docs/markdown';
import { programOf, templatesIn, TypeScriptPrograms } from '../support/docs/typescript';

jest.setTimeout(900_000);

/** Its files belong together; test/consumers/docs-testing.consumer.ts follows it. */
const FOLLOWED = 'docs/guide/testing.md';

const PYTHON = PAGES.filter(({ path }) => path !== FOLLOWED).flatMap(blocksOf).filter(({ language }) => language === 'python');
/** What an app of their page reads, such as the code of a function. */
const FILES = PAGES.filter(({ path }) => path !== FOLLOWED).flatMap(blocksOf).filter(({ file }) => file?.includes('/'));
const WITH_PYTHON = EXAMPLES.flatMap(({ name, typescript, python }) => (python ? [{ name, typescript, python }] : []));

const PYRIGHT = join(ROOT, 'node_modules', 'pyright', 'index.js');

let folder: string;
let programs: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'docs-python-'));
  programs = await installPythonDocs(packaged('python', '.whl'));
  mkdirSync(join(folder, 'blocks'));
  // boto3 and the like have no types of their own, and are not installed.
  writeFileSync(join(folder, 'blocks', 'pyrightconfig.json'), JSON.stringify({ reportMissingImports: 'none' }));
  PYTHON.forEach((block) => writeFileSync(join(folder, 'blocks', moduleOf(block)), block.code));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an app in TypeScript has its twin in Python directly below it:', () => {
  test.each(EXAMPLES.map((example) => [example.name, example] as const))('%s', (_, { python }) => {
    expect(python?.language).toBe('python');
  });

  test('each exception is needed', () => {
    expect(EXCEPTIONS.filter(({ page }) => !EXAMPLES.some(({ typescript }) => typescript.page === page))).toEqual([]);
    expect(EXAMPLES.length).toBeGreaterThan(20);
  });
});

describe('the twin synthesizes the template of the app above it:', () => {
  const sources = [...WITH_PYTHON.map(({ typescript: block }) => block), ...FILES.filter(({ language }) => language === 'ts')];
  const typescript = new TypeScriptPrograms('docs-examples', new Map(sources.map((block) => [programOf(block), block.code])));
  let faults: Readonly<Record<string, string>>;

  beforeAll(async () => {
    typescript.compile();
    const runner = join(ROOT, 'test', 'support', 'docs', 'run_python_apps.py');
    const apps = WITH_PYTHON.flatMap(({ python }) => [join(folder, 'blocks', moduleOf(python)), folderOf(python)]);
    FILES.forEach((block) => {
      const path = join(folderOf(block), block.file!);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, block.code);
    });
    const output = await run(join(programs, 'python'), ['-W', 'ignore', runner, join(folder, 'out'), ...apps], {
      env: { ...process.env, CDK_VALIDATION: undefined }, // which our unit tests switch off
    });
    faults = JSON.parse(output.trim().split('\n').at(-1)!);
  });

  afterAll(() => typescript.remove());

  test.each(WITH_PYTHON.map((example) => [example.name, example] as const))('%s', (_, { typescript: block, python }) => {
    const name = moduleOf(python).replace(/\.py$/, '');
    const expected = typescript.templatesOf(programOf(block));

    expect(faults[name]).toBeUndefined();
    const actual = existsSync(join(folder, 'out', name)) ? templatesIn(join(folder, 'out', name)) : new Map();
    expect([...actual.keys()]).toEqual([...expected.keys()]);
    expect([...expected].flatMap(([stack, template]) => withoutLanguage(templateDifferences(template, actual.get(stack)!)))).toEqual([]);
  });

  /** Where the files of a block's page are, and its app runs. */
  function folderOf({ page }: Block): string {
    const files = join(folder, 'files', page);
    mkdirSync(files, { recursive: true });
    return files;
  }

  /** A function of the page's own is in the language of the app. */
  function withoutLanguage(differences: readonly string[]): string[] {
    const functions = differences.flatMap((line) => /^(.+\.Properties)\.Runtime is "python[\d.]+", expected "nodejs[\dx.]+"$/.exec(line)?.[1] ?? []);
    const isLanguage = (line: string) => functions.some((place) => line.startsWith(`${place}.Runtime is `) || line.startsWith(`${place}.Handler is `));
    return differences.filter((line) => !isLanguage(line));
  }
});

test('every name that the construct reference has for Python is in the wheel', async () => {
  const names = publicTypes().flatMap(({ name, properties = [], methods = [], members = [], initializer, datatype }) => [
    [name],
    ...[...properties, ...methods].map((member) => [name, pythonNameOf(member)]),
    ...members.map((member) => [name, member.name]),
    ...(datatype ? properties : initializer?.parameters ?? []).map((parameter) => [name, '__init__', snakeCase(parameter.name)]),
    ...methods.flatMap((method) => (method.parameters ?? []).map((parameter) => [name, pythonNameOf(method), snakeCase(parameter.name)])),
  ]);
  const program = join(ROOT, 'test', 'support', 'docs', 'missing_names.py');

  const missing = JSON.parse(await run(join(programs, 'python'), ['-W', 'ignore', program, JSON.stringify(names)])) as string[][];

  expect(names.length).toBeGreaterThan(150);
  expect(missing.filter(([type, call, parameter]) => parameter === undefined || !areKeywords(type, call, parameter))).toEqual([]);
});

/** A last parameter that is a struct is no parameter in Python: its fields are. */
function areKeywords(type: string, call: string, parameter: string): boolean {
  const { methods = [], initializer } = publicTypes().find(({ name }) => name === type)!;
  const last = (call === '__init__' ? initializer : methods.find((method) => pythonNameOf(method) === call))?.parameters?.at(-1);
  return last !== undefined && snakeCase(last.name) === parameter && 'fqn' in last.type && /(Options|Props)$/.test(last.type.fqn);
}

describe('the types of the Python blocks', () => {
  test('are right for mypy in its strict mode', () => {
    expect(mypy(...PYTHON.map((block) => join('blocks', moduleOf(block))))).toEqual({ output: expect.stringMatching(/^Success: no issues found/), status: 0 });
  });

  test('are right for pyright', () => {
    expect(pyright('.', join(folder, 'blocks'))).toEqual({ output: expect.stringMatching(/^0 errors, 0 warnings/), status: 0 });
  });

  test('are right for both in the example app', () => {
    const app = join(ROOT, 'examples', 'python');

    expect(mypy(join(app, 'app.py'), join(app, 'order_shop_stack.py'))).toEqual({ output: expect.stringMatching(/^Success: no issues found/), status: 0 });
    expect(pyright('.', app)).toEqual({ output: expect.stringMatching(/^0 errors, 0 warnings/), status: 0 });
  });

  test('fail with a setting of the wrong type', () => {
    const [{ python }] = WITH_PYTHON;
    writeFileSync(join(folder, 'wrong.py'), `${python.code}\nOrderProcessingApi(stack, "More", memory_size="512")\n`);

    expect(mypy('wrong.py')).toEqual({ output: expect.stringMatching(/Argument "memory_size" to "OrderProcessingApi" has incompatible type "str"/), status: 1 });
    expect(pyright('wrong.py')).toEqual({ output: expect.stringMatching(/cannot be assigned to parameter "memory_size"/), status: 1 });
  });
});

function mypy(...files: readonly string[]): { status: number | null; output: string } {
  const settings = join(ROOT, 'test', 'support', 'consumers', 'mypy.ini');
  return outcome(join(programs, 'mypy'), ['--config-file', settings, ...files]);
}

function pyright(path: string, cwd?: string): { status: number | null; output: string } {
  return outcome(process.execPath, [PYRIGHT, '--pythonpath', join(programs, 'python'), path], cwd);
}

function outcome(command: string, args: readonly string[], cwd = folder): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** A name that Python and mypy take for a module's. */
function moduleOf({ page, line }: Block): string {
  return `${page.replace(/\.md$/, '').replace(/\W/g, '_')}_${line}.py`;
}
