/*
 * The packages that a release would upload, in `dist/`, made when something that is in them has changed.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeWhenChanged, projen } from './build';
import { ROOT } from '../shared/paths';

export type Language = 'js' | 'python' | 'java' | 'go';

const INPUTS = [
  'lib', '.jsii', 'assets', 'API.md', 'LICENSE', 'README.md', 'openapi.json', 'order-events.schema.json', 'rosetta',
  'package.json', 'package-lock.json', '.projen/tasks.json', 'tools/release',
];

/** One at a time: each packages the same npm tarball first. */
let last: Promise<unknown> = Promise.resolve();

export function packageFor(language: Language): Promise<void> {
  const packaged = last.then(() => makeWhenChanged({
    name: `package-${language}`,
    title: `Packaging (jsii-pacmak, ${language})`,
    inputs: INPUTS,
    results: [`dist/${language}`],
    make: async () => {
      rmSync(join(ROOT, 'dist', language), { recursive: true, force: true });
      await projen(`package:${language}`);
    },
  }));
  last = packaged.catch(() => {}); // who waited for it hears of it, and not who comes after
  return packaged;
}
