/*
 * The documentation site: VitePress makes it of docs/, and Redoc the API reference in it. VitePress has a lock file of
 * its own in docs/, so that the library's dependencies stay as they are.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildApiReference } from './api-reference';
import { installNodePackages } from './install';
import { ROOT } from './paths';
import { run } from './processes';
import { step } from './steps';

const DOCS = join(ROOT, 'docs');

/** Where the site is, once it is built. */
export const SITE = join(DOCS, '.vitepress', 'dist');

/** What the pages' links and the menu call it. */
const REFERENCE = 'api-reference.html';

export async function buildDocsSite(): Promise<void> {
  await installNodePackages({ title: 'VitePress', folder: 'docs' });
  await step('Building the documentation (vitepress)', async () => {
    rmSync(SITE, { recursive: true, force: true });
    await run(join(DOCS, 'node_modules', '.bin', 'vitepress'), ['build', DOCS], { cwd: DOCS });
  });
  await step('Rendering the API reference (redocly)', async () => writeFileSync(join(SITE, REFERENCE), await buildApiReference()));
}
