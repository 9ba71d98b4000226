/*
 * The door of the npm scripts on a fresh clone, with the real npm: whatever a user's environment says of development dependencies,
 * they are what runs here.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../tools/shared/paths';

let clone: string;

/** A repository like ours whose one development dependency lies in it, so that no registry is asked. */
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'clone-'));
  mkdirSync(join(clone, 'ts-node', 'register'), { recursive: true });
  mkdirSync(join(clone, 'tools', 'local'), { recursive: true });
  cpSync(join(ROOT, 'tools', 'run.js'), join(clone, 'tools', 'run.js'));
  writeJson('package.json', { name: 'clone', version: '0.0.0', private: true, engines: { node: '>= 20.19.0' }, devDependencies: { 'ts-node': 'file:ts-node' } });
  writeJson('ts-node/package.json', { name: 'ts-node', version: '1.0.0' });
  writeFileSync(join(clone, 'ts-node', 'register', 'transpile-only.js'), '');
  writeFileSync(join(clone, 'tools', 'local', 'start.ts'), 'console.log(`started, NODE_ENV is ${process.env.NODE_ENV}`)');
  execFileSync('npm', ['install', '--package-lock-only', '--include=dev', '--no-audit', '--no-fund'], { cwd: clone, stdio: 'ignore' });
});

beforeEach(() => {
  for (const made of ['node_modules', '.npmrc']) rmSync(join(clone, made), { recursive: true, force: true });
});

afterAll(() => rmSync(clone, { recursive: true }));

function writeJson(file: string, contents: object): void {
  writeFileSync(join(clone, file), JSON.stringify(contents));
}

function start(environment: NodeJS.ProcessEnv) {
  const { NODE_ENV: _, ...env } = process.env;
  return spawnSync(process.execPath, ['tools/run.js', 'start'], { cwd: clone, env: { ...env, ...environment }, encoding: 'utf8' });
}

test.each<NodeJS.ProcessEnv>([
  {},
  { NODE_ENV: 'production' },
  { NODE_ENV: 'test' },
  { npm_config_omit: 'dev' },
  { NPM_CONFIG_OMIT: 'dev' },
  { npm_config_production: 'true' },
  { npm_config_only: 'production' },
  { npm_config_include: 'prod', npm_config_omit: 'dev' },
  { npm_config_dry_run: 'true' },
  { npm_config_ignore_scripts: 'true' },
  { npm_config_global: 'true' },
  { CI: 'true', NODE_ENV: 'production' },
])('installs what it runs with %j', (environment) => {
  const { status, stdout, stderr } = start(environment);

  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('✔ Installed the locked dependencies');
  expect(stdout).toContain('started, NODE_ENV is undefined');
});

test.each(['omit=dev', 'omit[]=dev\nomit[]=optional', 'production=true', 'dry-run=true'])('installs what it runs where .npmrc says %j', (contents) => {
  writeFileSync(join(clone, '.npmrc'), contents);

  expect(start({}).stdout).toContain('started');
});

test('says that something is missing where npm has left it out all the same', () => {
  const npm = mkdtempSync(join(tmpdir(), 'npm-'));
  writeFileSync(join(npm, 'npm'), '#!/bin/sh\n', { mode: 0o755 });
  const { status, stderr } = start({ PATH: `${npm}:${process.env.PATH}` });
  rmSync(npm, { recursive: true });

  expect(status).toBe(1);
  expect(stderr).toBe('npm ci has left out some of what package-lock.json names: look at npm\'s settings (npm config list).\n');
});
