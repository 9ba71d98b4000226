/*
 * Builds the library, each part of it when something that goes into the part has changed since it was built last.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAll } from './bundle';
import { hashOf } from '../shared/files';
import { CACHE, ROOT } from '../shared/paths';
import { run } from '../shared/processes';
import { step } from '../shared/steps';

interface Part {
  readonly name: string;
  readonly title: string;
  /** What goes in and what comes out, from the root. */
  readonly inputs: readonly string[];
  readonly results: readonly string[];
  readonly make: () => Promise<void>;
}

const BUNDLES: Part = {
  name: 'bundles',
  title: 'Bundling the handler (esbuild)',
  inputs: ['src/handler', 'src/contract.ts', 'tools/build', 'package-lock.json'],
  results: ['assets', 'tools/.cache/bundle.json', 'tools/.cache/bundle-extended-orders.json', 'tools/.cache/bundle-order-events.json'],
  make: bundleAll,
};

const LIBRARY: Part = {
  name: 'library',
  title: 'Compiling the library (jsii)',
  inputs: ['src', 'tools/build', '.projen/tasks.json', 'package.json', 'package-lock.json', 'README.md'],
  results: ['lib', '.jsii', 'examples/typescript/node_modules/cdk-order-processing-api/package.json'],
  make: () => projen('compile'),
};

/** The functions' bundles, which is all that most tests need. */
export async function buildBundles(): Promise<void> {
  await makeWhenChanged(BUNDLES);
}

/** The library as it is packaged. */
export async function build(): Promise<void> {
  await makeWhenChanged(BUNDLES);
  await makeWhenChanged(LIBRARY);
}

/** Makes it anew unless nothing has changed of what goes in nor of what came out: what was built by other means does not pass for ours. */
export async function makeWhenChanged({ name, title, inputs, results, make }: Part): Promise<void> {
  const stampFile = join(CACHE, `${name}.sha256`);
  const stamp = () => hashOf([...inputs, ...results]);
  const isThere = [stampFile, ...results.map((path) => join(ROOT, path))].every((path) => existsSync(path));
  if (isThere && readFileSync(stampFile, 'utf8') === stamp()) return;
  mkdirSync(CACHE, { recursive: true });
  await step(title, make);
  writeFileSync(stampFile, stamp());
}

/** Runs one of the project's tasks. */
export async function projen(...args: string[]): Promise<void> {
  await run('npx', ['--no-install', 'projen', ...args], { cwd: ROOT });
}
