/*
 * The licenses of what esbuild has put into the handlers' bundles: whoever distributes the code of others distributes
 * their licenses with it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ROOT } from '../shared/paths';

const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;

export function licensesOf(metafiles: readonly Metafile[]): string {
  const files = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(files.flatMap((path) => PACKAGE_FOLDER.exec(path)?.[0] ?? []));
  const packagesByLicense = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
    const text = licenseTextIn(folder, license);
    packagesByLicense.set(text, [...packagesByLicense.get(text) ?? [], `${name} ${version} (${license})`]);
  }
  return [
    'The Lambda functions in this package hold code of the packages below, each group followed by its license.\n',
    ...[...packagesByLicense].map(([text, packages]) => `${'-'.repeat(80)}\n${packages.join('\n')}\n\n${text.trim()}\n`),
  ].join('\n');
}

function licenseTextIn(folder: string, license: string): string {
  const file = readdirSync(join(ROOT, folder)).find((name) => /^licen[cs]e/i.test(name));
  if (file !== undefined) return readFileSync(join(ROOT, folder, file), 'utf8');
  // A few packages of the SDK name their license without its text, which is the same as ours.
  if (license === 'Apache-2.0') return readFileSync(join(ROOT, 'LICENSE'), 'utf8');
  throw new Error(`${folder} has no license file, so it cannot go into the bundle`);
}
