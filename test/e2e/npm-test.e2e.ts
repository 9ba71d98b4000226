/*
 * `npm test` on a machine that lacks a tool.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../tools/shared/paths';

let programs: string;

beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'programs-'));
  symlinkSync(process.execPath, join(programs, 'node'));
  symlinkSync(execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim(), join(programs, 'python3'));
});

afterAll(() => rmSync(programs, { recursive: true, force: true }));

test('a check without its tools is skipped, and the last lines say which and what to install', () => {
  const { status, stdout } = npmTest('java', 'go');

  expect(stdout.split('\n').slice(-7)).toEqual([
    '',
    'Skipped',
    '- java: install a JDK (11 or newer) and Maven (3.6 or newer)',
    '- go: install Go (1.25 or newer)',
    '',
    '0 passed, 0 failed, 2 skipped',
    '',
  ]);
  expect(status).toBe(0);
});

test('fails for that where all tools must be there', () => {
  const { status, stdout } = npmTest('go', '--no-skips');

  expect(stdout).toMatch(/\n0 passed, 0 failed, 1 skipped\n$/);
  expect(status).toBe(1);
});

/** With Node.js and Python, and nothing else. */
function npmTest(...args: string[]) {
  return spawnSync(process.execPath, ['tools/run.js', 'test', ...args], { cwd: ROOT, env: { ...process.env, PATH: programs }, encoding: 'utf8' });
}
