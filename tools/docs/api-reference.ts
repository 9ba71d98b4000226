/*
 * The API reference: openapi.json as one HTML page that asks nobody for anything, made by Redoc.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from '../shared/paths';
import { run } from '../shared/processes';

/** Redoc's own logo, the one thing that it would still load from elsewhere. */
const LOGO = /https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini(-full)?\.svg/g;

/** For each command of Redocly: it talks to nobody. */
export const QUIET_REDOCLY = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

export async function buildApiReference(): Promise<string> {
  const file = join(CACHE, 'api-reference.html');
  mkdirSync(CACHE, { recursive: true });
  await run('npx', ['--no-install', 'redocly', 'build-docs', 'openapi.json', '--inlineBundle', '--output', file], {
    cwd: ROOT,
    env: { ...process.env, ...QUIET_REDOCLY },
  });
  return readFileSync(file, 'utf8').replaceAll(LOGO, 'data:,');
}
