/*
 * The documentation site: VitePress makes it of docs/, and Redoc the API reference in it. VitePress has a lock file of
 * its own in docs/, so that the library's dependencies stay as they are.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildApiReference } from './api-reference';
import { hashOf } from './build';
import { CACHE, ROOT } from './paths';
import { run } from './processes';
import { step } from './steps';

const DOCS = join(ROOT, 'docs');

/** Where the site is, once it is built. */
export const SITE = join(DOCS, '.vitepress', 'dist');

/** What the pages' links and the menu call it. */
const REFERENCE = 'api-reference.html';

const STAMP = join(CACHE, 'docs-installed.sha256');

export async function buildDocsSite(): Promise<void> {
  await install();
  await step('Building the documentation (vitepress)', async () => {
    rmSync(SITE, { recursive: true, force: true });
    await run(join(DOCS, 'node_modules', '.bin', 'vitepress'), ['build', DOCS], { cwd: DOCS });
  });
  await step('Rendering the API reference (redocly)', async () => writeFileSync(join(SITE, REFERENCE), await buildApiReference()));
}

async function install(): Promise<void> {
  const wanted = hashOf(['docs/package.json', 'docs/package-lock.json']);
  if (existsSync(join(DOCS, 'node_modules')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  await step('Installing VitePress (npm ci)', () => run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: DOCS }));
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(STAMP, wanted);
}
