/*
 * The documentation site: VitePress makes it of docs/, and Redoc the API reference in it. VitePress has a lock file of
 * its own in docs/, so that the library's dependencies stay as they are.
 */
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildApiReference, REFERENCE_FILE } from './api-reference';
import { ASSEMBLY } from './assembly';
import { REFERENCE_PAGES, writeConstructReference } from './construct-reference';
import { build, makeWhenChanged } from '../build/build';
import { installNodePackages } from '../shared/install';
import { ROOT } from '../shared/paths';
import { run } from '../shared/processes';

const DOCS = join(ROOT, 'docs');

/** Where the site is, once it is built. */
export const SITE = join(DOCS, '.vitepress', 'dist');

/** What the pages' links and the menu call it. */
const REFERENCE = 'api-reference.html';

export function installDocsSite(): Promise<void> {
  return installNodePackages({ title: 'VitePress', folder: 'docs' });
}

export async function buildDocsSite(): Promise<void> {
  await buildParts();
  await makeWhenChanged({
    name: 'docs-site',
    title: 'Building the documentation (vitepress)',
    inputs: ['docs', 'openapi.json', 'redocly.yaml', 'package.json', 'package-lock.json', 'tools/docs'],
    results: ['docs/.vitepress/dist'],
    make: async () => {
      rmSync(SITE, { recursive: true, force: true });
      await vitepress('build');
      copyFileSync(REFERENCE_FILE, join(SITE, REFERENCE));
    },
  });
}

/** Serves the pages as they are, on loopback, and reloads a page that changes. It prints its address, whose port is the first that is free. */
export async function serveWhileWriting(): Promise<void> {
  await buildParts();
  await vitepress('dev', '--host', '127.0.0.1');
}

/** What the site needs and the pages do not hold. */
async function buildParts(): Promise<void> {
  await installDocsSite();
  await buildApiReference();
  await build(); // the construct reference is made of what jsii knows of the library
  await makeWhenChanged({
    name: 'construct-reference',
    title: 'Writing the construct reference',
    inputs: [ASSEMBLY, 'rosetta', 'docs/troubleshooting.md', 'tools/docs', 'package-lock.json'],
    results: [REFERENCE_PAGES],
    make: writeConstructReference,
  });
}

async function vitepress(command: 'build' | 'dev', ...options: string[]): Promise<void> {
  await run(join(DOCS, 'node_modules', '.bin', 'vitepress'), [command, DOCS, ...options], { cwd: DOCS, verbose: command === 'dev' });
}
