/*
 * The API reference: openapi.json as one HTML page that asks nobody for anything, made by Redoc.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWhenChanged } from '../build/build';
import { CACHE, ROOT } from '../shared/paths';
import { run } from '../shared/processes';
import { step } from '../shared/steps';

/** Redoc's own logo, the one thing that it would still load from elsewhere. */
const LOGO = /https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini(-full)?\.svg/g;

/** For each command of Redocly: it talks to nobody. */
export const QUIET_REDOCLY = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

/** Where the reference is, once it is built. The dev server of VitePress serves it from here (docs/.vitepress/config.mts). */
export const REFERENCE_FILE = join(CACHE, 'api-reference.html');

/** Returns the page: of the API as it is documented, or of one whose orders are at a URL, which is then its first server. */
export async function buildApiReference(ordersUrl?: string): Promise<string> {
  if (ordersUrl !== undefined) return step('Building the API reference (redocly)', () => referenceAt(ordersUrl));
  await makeWhenChanged({
    name: 'api-reference',
    title: 'Building the API reference (redocly)',
    inputs: ['openapi.json', 'redocly.yaml', 'package-lock.json', 'tools/docs'],
    results: ['tools/.cache/api-reference.html'],
    make: () => render('openapi.json', REFERENCE_FILE),
  });
  return readFileSync(REFERENCE_FILE, 'utf8');
}

async function referenceAt(ordersUrl: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'api-reference-'));
  try {
    const document = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8')) as { servers: object[] };
    document.servers.unshift({ url: ordersUrl.replace(/\/orders$/, ''), description: 'The local AWS of `npm start`.' });
    const [source, page] = [join(folder, 'openapi.json'), join(folder, 'api-reference.html')];
    writeFileSync(source, JSON.stringify(document));
    await render(source, page);
    return readFileSync(page, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function render(source: string, page: string): Promise<void> {
  await run('npx', ['--no-install', 'redocly', 'build-docs', source, '--inlineBundle', '--output', page], {
    cwd: ROOT,
    env: { ...process.env, ...QUIET_REDOCLY },
  });
  writeFileSync(page, readFileSync(page, 'utf8').replaceAll(LOGO, 'data:,'));
}
