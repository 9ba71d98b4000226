/*
 * Writes the licenses of what esbuild has put into the handler's bundle: whoever distributes the code of
 * others distributes their licenses with it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from './paths';

const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;

const { inputs } = JSON.parse(readFileSync(join(CACHE, 'bundle.json'), 'utf8')) as { inputs: Record<string, unknown> };
const folders = new Set(Object.keys(inputs).flatMap((path) => PACKAGE_FOLDER.exec(path)?.[0] ?? []));

const packagesByLicense = new Map<string, string[]>();
for (const folder of [...folders].sort()) {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const text = licenseTextIn(folder, license);
  packagesByLicense.set(text, [...packagesByLicense.get(text) ?? [], `${name} ${version} (${license})`]);
}

writeFileSync(join(ROOT, 'assets', 'THIRD-PARTY-LICENSES.txt'), [
  'The Lambda function in this package holds code of the packages below, each group followed by its license.\n',
  ...[...packagesByLicense].map(([text, packages]) => `${'-'.repeat(80)}\n${packages.join('\n')}\n\n${text.trim()}\n`),
].join('\n'));

function licenseTextIn(folder: string, license: string): string {
  const file = readdirSync(join(ROOT, folder)).find((name) => /^licen[cs]e/i.test(name));
  if (file !== undefined) return readFileSync(join(ROOT, folder, file), 'utf8');
  // A few packages of the SDK name their license without its text, which is the same as ours.
  if (license === 'Apache-2.0') return readFileSync(join(ROOT, 'LICENSE'), 'utf8');
  throw new Error(`${folder} has no license file, so it cannot go into the bundle`);
}
