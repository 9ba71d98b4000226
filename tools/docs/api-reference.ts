/*
 * The API reference: openapi.json as one HTML page that asks nobody for anything, made by Redoc.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeWhenChanged } from '../build/build';
import { CACHE, ROOT } from '../shared/paths';
import { run } from '../shared/processes';

/** Redoc's own logo, the one thing that it would still load from elsewhere. */
const LOGO = /https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini(-full)?\.svg/g;

/** For each command of Redocly: it talks to nobody. */
export const QUIET_REDOCLY = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

/** Where the reference is, once it is built. The dev server of VitePress serves it from here (docs/.vitepress/config.mts). */
export const REFERENCE_FILE = join(CACHE, 'api-reference.html');

/** Returns the page. */
export async function buildApiReference(): Promise<string> {
  await makeWhenChanged({
    name: 'api-reference',
    title: 'Building the API reference (redocly)',
    inputs: ['openapi.json', 'redocly.yaml', 'package-lock.json', 'tools/docs'],
    results: ['tools/.cache/api-reference.html'],
    make: async () => {
      await run('npx', ['--no-install', 'redocly', 'build-docs', 'openapi.json', '--inlineBundle', '--output', REFERENCE_FILE], {
        cwd: ROOT,
        env: { ...process.env, ...QUIET_REDOCLY },
      });
      writeFileSync(REFERENCE_FILE, readFileSync(REFERENCE_FILE, 'utf8').replaceAll(LOGO, 'data:,'));
    },
  });
  return readFileSync(REFERENCE_FILE, 'utf8');
}
