/*
 * Builds the library when something that goes into it has changed since the last build.
 */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from './paths';
import { run } from './processes';
import { step } from './steps';

const INPUTS = ['src', '.projen/tasks.json', 'package.json', 'package-lock.json', 'README.md'];
const RESULTS = ['lib', '.jsii', 'assets', 'examples/typescript/node_modules/cdk-order-processing-api/package.json'];
const STAMP = join(CACHE, 'build.sha256');

export async function build(): Promise<void> {
  if (RESULTS.every((path) => existsSync(join(ROOT, path))) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp()) return;
  mkdirSync(CACHE, { recursive: true });
  await step('Bundling the handler (esbuild)', () => projen('pre-compile'));
  await step('Compiling the library (jsii)', () => projen('compile'));
  writeFileSync(STAMP, stamp());
}

/** Of what goes in and of what came out: a build by other means, or of another branch, does not pass for ours. */
function stamp(): string {
  return hashOf([...INPUTS, ...RESULTS]);
}

/** Runs one of the project's tasks. */
export async function projen(...args: string[]): Promise<void> {
  await run('npx', ['--no-install', 'projen', ...args], { cwd: ROOT });
}

/** One hash over the contents of files and folders. */
export function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesIn)) hash.update(file).update('\0').update(readFileSync(join(ROOT, file))).update('\0');
  return hash.digest('hex');
}

function filesIn(path: string): string[] {
  if (!lstatSync(join(ROOT, path)).isDirectory()) return [path];
  return readdirSync(join(ROOT, path)).sort().flatMap((name) => filesIn(join(path, name)));
}
