/*
 * Every fenced block of the documentation is compiled, run or parsed, by its language; one whose language nobody knows
 * here fails.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/shared/paths';
import { CommandBlock, RUN_ELSEWHERE, RUN_HERE, USED_ELSEWHERE } from '../support/docs/command-blocks';
import { Block, blocksOf, PAGES } from '../support/docs/markdown';
import { isApp, programOf, TypeScriptPrograms } from '../support/docs/typescript';

const BLOCKS = PAGES.flatMap(blocksOf);
const TYPESCRIPT = inLanguage('ts');
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

// As many as the site shows without a scroll bar or a break on a screen of 1280 px (test/web/docs-site.web.ts).
test('no line of an app in a guide has more than 84 characters', () => {
  const inGuides = [...TYPESCRIPT, ...PYTHON].filter(({ page }) => page.startsWith('docs/guide/'));
  const long = inGuides.flatMap((block) => block.code.split('\n').filter((line) => line.length > 84).map((line) => `${nameOf(block)}: ${line}`));

  expect(inGuides.length).toBeGreaterThan(30);
  expect(long).toEqual([]);
});

describe('TypeScript', () => {
  const [example] = TYPESCRIPT;
  const programs = new TypeScriptPrograms('docs-blocks', new Map([
    ...TYPESCRIPT.map((block) => [programOf(block), block.code] as const),
    ['unknown-prop', `${example.code}\nnew OrderProcessingApi(stack, 'More', { nothing: 1 });\n`],
    ['unused-name', `${example.code}\nimport { Duration } from 'aws-cdk-lib';\n`],
  ]));

  beforeAll(() => programs.compile());

  afterAll(() => programs.remove());

  test.each(TYPESCRIPT.map((block) => [nameOf(block), block] as const))('%s compiles strictly against the package', (_, block) => {
    expect(programs.faultsOf(programOf(block))).toEqual([]);
  });

  test('the compiler has said nothing of anything else', () => {
    expect(programs.otherFaults()).toEqual([]);
  });

  test('almost all of them are apps', () => {
    expect(TYPESCRIPT.filter(isApp).length).toBeGreaterThan(0.6 * TYPESCRIPT.length);
  });

  test.each(TYPESCRIPT.filter(isApp).map((block) => [nameOf(block), block] as const))('%s makes a stack with an order API', (_, block) => {
    const templates = [...programs.templatesOf(programOf(block)).values()];

    expect(templates.filter((template) => JSON.stringify(template).includes('AWS::ApiGatewayV2::Api'))).not.toEqual([]);
  });

  test.each([
    ['for a prop that is not there', 'unknown-prop', "'nothing' does not exist in type 'OrderProcessingApiProps'"],
    ['for a name that nobody uses', 'unused-name', "'Duration' is declared but its value is never read"],
  ])('fails %s', (_, name, message) => {
    expect(programs.faultsOf(name)).toEqual([expect.stringContaining(message)]);
  });
});

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
