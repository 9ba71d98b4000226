/*
 * Every fenced block of the documentation is compiled, run or parsed, by its language; one whose language nobody knows
 * here fails.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CACHE, ROOT } from '../../tools/shared/paths';
import { CommandBlock, RUN_ELSEWHERE, RUN_HERE, USED_ELSEWHERE } from '../support/docs/command-blocks';
import { Block, blocksOf, fileOf, PAGES } from '../support/docs/markdown';

jest.setTimeout(180_000);

const BLOCKS = PAGES.flatMap(blocksOf);
const TYPESCRIPT = inLanguage('ts');
/** The others are files that an app of their page reads, such as the code of a function. */
const APPS = [...TYPESCRIPT.entries()].filter(([, block]) => fileOf(block) === undefined);
const PYTHON = inLanguage('python');
const COMMANDS = inLanguage('console', 'bash');

test('each block is in a language that is checked here', () => {
  const known = ['ts', 'python', 'json', 'console', 'bash', 'text'];

  const isUsed = (block: Block) => USED_ELSEWHERE.some(({ page, language }) => page === block.page && language === block.language);

  expect(BLOCKS.filter((block) => !known.includes(block.language) && !isUsed(block)).map(nameOf)).toEqual([]);
  expect(BLOCKS.length).toBeGreaterThan(30);
});

test('each fence is closed', () => {
  const open = PAGES.filter((page) => (page.text.match(/^ *(`{3,}|~{3,})/gm) ?? []).length !== 2 * blocksOf(page).length);

  expect(open.map(({ path }) => path)).toEqual([]);
});

describe('TypeScript', () => {
  // Inside of the repository, so that its modules are found.
  const folder = join(CACHE, 'docs-blocks');
  const [example] = TYPESCRIPT;
  const sources = new Map([
    ...TYPESCRIPT.map(({ code }, index) => [`block-${index}`, code] as const),
    ['unknown-prop', `${example.code}\nnew OrderProcessingApi(stack, 'More', { nothing: 1 });\n`],
    ['unused-name', `${example.code}\nimport { Duration } from 'aws-cdk-lib';\n`],
  ]);
  let faults: readonly string[];

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    faults = compile();
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(TYPESCRIPT.map((block, index) => [nameOf(block), index] as const))('%s compiles strictly against the package', (_, index) => {
    expect(faultsOf(`block-${index}`)).toEqual([]);
  });

  test('the compiler has said nothing of anything else', () => {
    expect(faults.filter((line) => ![...sources.keys()].some((name) => line.startsWith(`${name}.ts(`)))).toEqual([]);
  });

  // As `cdk synth` runs it: the app synthesizes when the program is through.
  test.each(APPS.map(([index, block]) => [nameOf(block), index, block.page] as const))('%s makes a stack with an order API', (_, index, page) => {
    const templates = synthesized(join(folder, 'out', `block-${index}.js`), folderOf(page));

    expect(templates.filter((template) => template.includes('AWS::ApiGatewayV2::Api'))).not.toEqual([]);
  });

  test.each([
    ['for a prop that is not there', 'unknown-prop', "'nothing' does not exist in type 'OrderProcessingApiProps'"],
    ['for a name that nobody uses', 'unused-name', "'Duration' is declared but its value is never read"],
  ])('fails %s', (_, name, message) => {
    expect(faultsOf(name)).toEqual([expect.stringContaining(message)]);
  });

  /** Where the files of a page are, and its apps run. */
  function folderOf(page: string): string {
    const files = join(folder, 'files', page);
    mkdirSync(files, { recursive: true });
    for (const block of BLOCKS) {
      const file = block.page === page ? fileOf(block) : undefined;
      if (file === undefined) continue;
      mkdirSync(dirname(join(files, file)), { recursive: true });
      writeFileSync(join(files, file), block.code);
    }
    return files;
  }

  function faultsOf(name: string): string[] {
    return faults.filter((line) => line.startsWith(`${name}.ts(`));
  }

  /** All in one run, each a module of its own. */
  function compile(): string[] {
    sources.forEach((source, name) => writeFileSync(join(folder, `${name}.ts`), `${source}\nexport {};\n`));
    const compilerOptions = {
      strict: true,
      noUnusedLocals: true,
      skipLibCheck: true,
      target: 'es2022',
      module: 'commonjs',
      moduleResolution: 'node',
      types: ['node'],
      outDir: 'out',
      rootDir: '.',
      baseUrl: '.',
      paths: { 'cdk-order-processing-api': [join(ROOT, 'lib')] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [...sources.keys()].map((name) => `${name}.ts`) }));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout, stderr } = spawnSync(process.execPath, [tsc, '--pretty', 'false', '--project', '.'], { cwd: folder, encoding: 'utf8' });
    return `${stdout}${stderr}`.split('\n').filter((line) => /^\S/.test(line)); // what belongs to a fault is indented below it
  }
});

/** The templates that a program makes in a folder. */
function synthesized(program: string, cwd: string): string[] {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'docs-block-'));
  const atTheEnd: (() => void)[] = [];
  const once = jest.spyOn(process, 'once').mockImplementation((event, listener) => {
    if (event === 'beforeExit') atTheEnd.push(listener as () => void);
    return process;
  });
  process.env.CDK_OUTDIR = folder;
  try {
    process.chdir(cwd);
    jest.requireActual(program);
    atTheEnd.forEach((listener) => listener());
    return readdirSync(folder).filter((file) => file.endsWith('.template.json')).map((file) => readFileSync(join(folder, file), 'utf8'));
  } finally {
    process.chdir(before);
    delete process.env.CDK_OUTDIR;
    once.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
}

test.each(PYTHON.map((block) => [nameOf(block), block] as const))('%s is Python', (_, { code }) => {
  const { status, stderr } = spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: code, encoding: 'utf8' });

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test.each(inLanguage('json').map((block) => [nameOf(block), block] as const))('%s is JSON', (_, { code }) => {
  expect(() => JSON.parse(code)).not.toThrow();
});

describe('commands', () => {
  const listed: readonly CommandBlock[] = [...RUN_HERE, ...RUN_ELSEWHERE];

  test.each(COMMANDS.map((block) => [nameOf(block), block] as const))('%s are run', (_, block) => {
    expect(listed.filter((entry) => isBlock(entry, block))).not.toEqual([]);
  });

  test.each(COMMANDS.map((block) => [nameOf(block), block] as const))('%s are ones that a shell can read', (_, { code }) => {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: code, encoding: 'utf8' });

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('each entry of the lists is there', () => {
    expect(listed.filter((entry) => !COMMANDS.some((block) => isBlock(entry, block)))).toEqual([]);
    expect(USED_ELSEWHERE.filter((entry) => !BLOCKS.some(({ page, language }) => page === entry.page && language === entry.language))).toEqual([]);
  });

  test('the tests that are said to use some are there', () => {
    expect([...RUN_ELSEWHERE, ...USED_ELSEWHERE].filter(({ by }) => !existsSync(join(ROOT, by)))).toEqual([]);
  });

  function isBlock({ page, begins }: CommandBlock, block: Block): boolean {
    return block.page === page && block.code.startsWith(begins);
  }
});

function inLanguage(...languages: readonly string[]): Block[] {
  return BLOCKS.filter(({ language }) => languages.includes(language));
}

function nameOf({ page, line }: Block): string {
  return `${page}:${line}`;
}
