/*
 * docs/guide/testing.md, followed word by word in empty folders, and what it is for: a prop that is wrong is found.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageAt } from '../../tools/shared/markdown';
import { typed } from '../support/consumers/newcomer';
import { installedVersion, PYTHON_CONSTRAINTS } from '../support/consumers/packages';
import { Step, walkthroughsOf } from '../support/consumers/walkthrough';
import { cleanEnvironment, Terminal } from '../support/terminal';

jest.setTimeout(900_000);

const PAGE = pageAt('docs/guide/testing.md');
const walkthroughs = new Map(walkthroughsOf(PAGE.text).map(({ title, steps }) => [title, steps]));

const NO_PORT = 0; // nothing is deployed

let folder: string;
let terminal: Terminal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docs-testing-'));
  terminal = new Terminal({ cwd: folder, env: { ...cleanEnvironment(), PIP_CONSTRAINT: PYTHON_CONSTRAINTS, PIP_NO_COMPILE: '1' } });
});

afterEach(async () => {
  await terminal.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the page has no other walkthroughs', () => {
  expect([...walkthroughs.keys()]).toEqual(['TypeScript', 'Python']);
});

test('who follows the page in TypeScript has a stack whose tests pass, and a compiler that finds a wrong prop', async () => {
  const [install, write, check, ...others] = walkthroughs.get('TypeScript')!;
  await follow(install);
  await follow(write);

  expect(await follow(check)).toMatch(/Tests: +4 passed, 4 total/);
  replaceIn('shop-tests-typescript/shop-stack.ts', 'corsPreflight: {', "memorySize: '512',\n      corsPreflight: {");
  await expect(follow({ ...check, commands: ['npx tsc\n'] })).rejects.toThrow(/shop-stack\.ts.*: error TS2322: Type 'string' is not assignable to type 'number'/);
  expect(others).toEqual([]);
});

test('who follows the page in Python has a stack whose tests pass, and two checkers of types that find a wrong prop', async () => {
  const [install, write, runTests, checkTypes, ...others] = walkthroughs.get('Python')!;
  await follow(install);
  await follow(write);

  expect(await follow(runTests)).toMatch(/4 passed/);
  expect(await follow(checkTypes)).toMatch(/Success: no issues found in 2 source files[^]*0 errors, 0 warnings/);
  replaceIn('shop-tests-python/shop_stack.py', 'cors_preflight=', 'memory_size="512",\n            cors_preflight=');
  const [mypy, pyright] = checkTypes.commands[0].trim().split('\n');
  const output = await terminal.run(`{ ${mypy}; ${pyright}; } || true`);
  expect(output).toMatch(/Argument "memory_size" to "OrderProcessingApi" has incompatible type "str"/);
  expect(output).toMatch(/cannot be assigned to parameter "memory_size"/);
  expect(others).toEqual([]);
});

test('the page names the pyright that checks the other pages', () => {
  expect(PAGE.text).toContain(`npx --yes pyright@${installedVersion('pyright')} `);
});

function follow(step: Pick<Step, 'commands'>): Promise<string> {
  return terminal.run(typed(step, NO_PORT));
}

function replaceIn(file: string, before: string, after: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(before);
  writeFileSync(path, text.replace(before, after));
}
