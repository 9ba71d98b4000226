/*
 * Each choice of local/bundle.ts and of the warm-up undone alone: what it is good for.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Contender, OURS, WITHOUT_WARM_UP } from './contenders';
import { BENCH_CACHE } from './paths';
import { ALIASES, bundleHandler, BundleOptions, HANDLER_FOLDER } from '../local/bundle';

export interface Choice extends Contender {
  readonly bytes: number;
}

const CHANGES: readonly { readonly id: string; readonly title: string; readonly changes: BundleOptions }[] = [
  ...Object.keys(ALIASES).map((name) => ({ id: `with ${name}`, title: `with \`${name}\` of the SDK`, changes: { alias: without(name) } })),
  { id: 'with all of the SDK', title: 'with all of the SDK', changes: { alias: {} } },
  { id: 'no minification', title: 'without minification', changes: { minify: false } },
  { id: 'main fields', title: 'of CommonJS sources (esbuild\'s default main fields)', changes: { mainFields: ['main', 'module'] } },
  { id: 'no warm-up', title: 'without the warm-up', changes: { plugins: [WITHOUT_WARM_UP] } },
];

export async function buildChoices(): Promise<Choice[]> {
  const choices: Choice[] = [{ ...OURS, title: 'as it ships', bytes: sizeIn(HANDLER_FOLDER) }];
  for (const [index, { id, title, changes }] of CHANGES.entries()) {
    const folder = join(BENCH_CACHE, 'choices', String(index));
    await bundleHandler(folder, changes);
    choices.push({ id, title, module: join(folder, 'index.mjs'), bytes: sizeIn(folder) });
  }
  return choices;
}

function without(name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(ALIASES).filter(([each]) => each !== name));
}

function sizeIn(folder: string): number {
  return statSync(join(folder, 'orders.cjs')).size;
}
