/*
 * The Python of the documentation, with the wheel: each app makes the template of the TypeScript app above it, and the types of every block
 * are right for mypy and pyright.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { installPythonDocs } from '../../tools/checks/python-docs';
import { publicTypes } from '../../tools/docs/assembly';
import { isKeywords } from '../../tools/docs/construct-reference';
import { pythonNameOf, snakeCase } from '../../tools/docs/language-names';
import { pageAt } from '../../tools/shared/markdown';
import { ROOT } from '../../tools/shared/paths';
import { run } from '../../tools/shared/processes';
import { packaged } from '../support/consumers/packages';
import { templateDifferences } from '../support/consumers/template-differences';
import { EXAMPLES, EXCEPTIONS, isAbout } from '../support/docs/examples';
import { Block, blocksOf, PAGES } from '../support/docs/markdown';
import { isApp, programOf, templatesIn, TypeScriptPrograms } from '../support/docs/typescript';

jest.setTimeout(900_000);

/** Its files belong together; test/consumers/docs-testing.consumer.ts follows it. */
const FOLLOWED = 'docs/guide/testing.md';

/** Its program uses a client that is generated before; test/consumers/clients.consumer.ts runs it. */
const GENERATED = 'docs/guide/clients.md';

const PYTHON = PAGES.filter(({ path }) => ![FOLLOWED, GENERATED].includes(path)).flatMap(blocksOf).filter(({ language }) => language === 'python');
/** What an app of their page reads, such as the code of a function. */
const FILES = PAGES.filter(({ path }) => path !== FOLLOWED).flatMap(blocksOf).filter(({ file }) => file?.includes('/'));
const WITH_PYTHON = EXAMPLES.flatMap(({ name, typescript, python }) => (python ? [{ name, typescript, python }] : []));

const PYRIGHT = join(ROOT, 'node_modules', 'pyright', 'index.js');

const SUCCESS = { output: expect.stringMatching(/^Success: no issues found/), status: 0 };

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
    const apps = PAGES.flatMap(blocksOf).filter((block) => block.language === 'ts' && isApp(block));

    expect(EXCEPTIONS.filter((exception) => !apps.some((app) => isAbout(exception, app)))).toEqual([]);
    expect(EXAMPLES.length).toBeGreaterThan(20);
  });
});

describe('the twin synthesizes the template of the app above it:', () => {
  const sources = [...WITH_PYTHON.map(({ typescript: block }) => block), ...FILES.filter(({ language }) => language === 'ts')];
  const typescript = new TypeScriptPrograms('docs-examples', new Map(sources.map((block) => [programOf(block), block.code])));
  let faults: Readonly<Record<string, string>>;

  beforeAll(async () => {
    typescript.compile();
    FILES.forEach((block) => {
      const path = join(folderOf(block.page), block.file!);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, block.code);
    });
    const withFiles = new Set(FILES.map(({ page }) => page));
    const apps = WITH_PYTHON.map(({ python }) => python);
    faults = {
      ...await synthesize(apps.filter(({ page }) => !withFiles.has(page)), folder),
      // jsii runs where it was started, so a page whose apps read files has a process of its own.
      ...Object.assign({}, ...await Promise.all([...withFiles].map((page) => synthesize(apps.filter((app) => app.page === page), folderOf(page))))),
    };
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

  /** Returns what failed, by the names of the programs. */
  async function synthesize(apps: readonly Block[], cwd: string): Promise<Readonly<Record<string, string>>> {
    const runner = join(ROOT, 'test', 'support', 'docs', 'run_python_apps.py');
    const paths = apps.map((app) => join(folder, 'blocks', moduleOf(app)));
    const output = await run(join(programs, 'python'), ['-W', 'ignore', runner, join(folder, 'out'), ...paths], {
      cwd,
      env: { ...process.env, CDK_VALIDATION: undefined }, // which our unit tests switch off
    });
    return JSON.parse(output.trim().split('\n').at(-1)!);
  }

  /** Where the files of a page are, and its apps run. */
  function folderOf(page: string): string {
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
  const types = publicTypes();
  const { methods = [], initializer } = types.find(({ name }) => name === type)!;
  const last = (call === '__init__' ? initializer : methods.find((method) => pythonNameOf(method) === call))?.parameters?.at(-1);
  return last !== undefined && snakeCase(last.name) === parameter && isKeywords(last, true, types);
}

test('docs/troubleshooting.md has the messages of Python and jsii for values of a wrong type', async () => {
  const { text } = pageAt('docs/troubleshooting.md');
  const rows = [...text.slice(text.indexOf('## In Python'), text.indexOf('## At deployment')).matchAll(/^\| `([^`]+)` \| `([^`]+)` \|/gm)];
  const calls = rows.map(([, , example]) => (/^\w+=/.test(example) ? `OrderProcessingApi(Stack(App(), "Shop"), "Orders", ${example})` : example));
  const program = `
import json
from aws_cdk import App, Stack
from aws_cdk.aws_apigatewayv2 import CorsPreflightOptions
from aws_cdk.aws_apigatewayv2_authorizers import HttpIamAuthorizer
from cdk_order_processing_api import *
messages = []
for call in ${JSON.stringify(calls)}:
    try:
        eval(call)
        messages.append("no fault")
    except Exception as error:
        messages.append(str(error))
print(json.dumps(messages))
`;

  const output = await run(join(programs, 'python'), ['-W', 'ignore', '-c', program]);
  const messages = JSON.parse(output.trim().split('\n').at(-1)!) as string[];

  expect(rows.length).toBeGreaterThan(5);
  expect(rows.map(([, message], index) => [message, messages[index]]).filter(([message, found]) => !found.includes(message))).toEqual([]);
});

describe('the types of the Python blocks', () => {
  test('are right for mypy in its strict mode, of an app', () => {
    const apps = PYTHON.filter(({ code }) => code.includes('cdk_order_processing_api'));

    expect(mypy(...apps.map((block) => join('blocks', moduleOf(block))))).toEqual(SUCCESS);
  });

  // A handler takes what Lambda gives it, and AWS's own examples do not say its type.
  test('are right for mypy, of a function or a script', () => {
    const others = PYTHON.filter(({ code }) => !code.includes('cdk_order_processing_api'));

    expect(mypy('--allow-untyped-defs', '--allow-untyped-calls', ...others.map((block) => join('blocks', moduleOf(block))))).toEqual(SUCCESS);
  });

  // The CDK's own classes and interfaces differ in the names of parameters, as docs/guide/testing.md says (aws/jsii#4541).
  test('are right for pyright, but for what it finds in the CDK', () => {
    const { stdout } = spawnSync(process.execPath, [PYRIGHT, '--outputjson', '--pythonpath', join(programs, 'python'), '.'], {
      cwd: join(folder, 'blocks'),
      encoding: 'utf8',
    });
    const { generalDiagnostics, summary } = JSON.parse(stdout) as PyrightReport;
    const ours = generalDiagnostics.filter(({ message }) => !/ is incompatible with protocol "I[A-Z]\w+"/.test(message));

    expect(ours.map(({ file, message }) => `${basename(file)}: ${message}`)).toEqual([]);
    expect(summary.filesAnalyzed).toBe(PYTHON.length);
  });

  test('are right for both in the example app', () => {
    const app = join(ROOT, 'examples', 'python');

    expect(mypy(join(app, 'app.py'), join(app, 'order_shop_stack.py'))).toEqual(SUCCESS);
    expect(pyright('.', app)).toEqual({ output: expect.stringMatching(/^0 errors, 0 warnings/), status: 0 });
  });

  test('fail with a setting of the wrong type', () => {
    const [{ python }] = WITH_PYTHON;
    writeFileSync(join(folder, 'wrong.py'), `${python.code}\nOrderProcessingApi(stack, "More", memory_size="512")\n`);

    expect(mypy('wrong.py')).toEqual({ output: expect.stringMatching(/Argument "memory_size" to "OrderProcessingApi" has incompatible type "str"/), status: 1 });
    expect(pyright('wrong.py')).toEqual({ output: expect.stringMatching(/cannot be assigned to parameter "memory_size"/), status: 1 });
  });
});

interface PyrightReport {
  readonly generalDiagnostics: readonly { readonly file: string; readonly message: string }[];
  readonly summary: { readonly filesAnalyzed: number };
}

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
