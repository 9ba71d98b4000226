/*
 * Each choice of tools/build/bundle.ts and of the warm-up undone alone: what it is good for.
 */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesIn, OURS, OwnBundle, WITHOUT_COMPACT_SETTINGS, WITHOUT_WARM_UP } from './contenders';
import { BENCH_CACHE } from './paths';
import { ALIASES, bundleHandler, BundleOptions, HANDLER_FOLDER } from '../build/bundle';

/** What a part of the SDK uses of another one, and ours that stands in for that one does not have. */
const USED_BY: Readonly<Record<string, string[]>> = { '@smithy/core/event-streams': ['@smithy/core/checksum'] };

const CHANGES: readonly { readonly id: string; readonly title: string; readonly changes: BundleOptions }[] = [
  ...Object.keys(ALIASES).map((name) => withOwn(name, ...USED_BY[name] ?? [])),
  { id: 'with the SDK\'s own files', title: 'with the SDK\'s own files', changes: { files: {} } },
  { id: 'with all of the SDK', title: 'with all of the SDK', changes: { alias: {}, files: {} } },
  { id: 'no minification', title: 'without minification', changes: { minify: false } },
  { id: 'main fields', title: 'of CommonJS sources (esbuild\'s default main fields)', changes: { mainFields: ['main', 'module'] } },
  { id: 'no warm-up', title: 'without the warm-up', changes: WITHOUT_WARM_UP },
  { id: 'no compact settings', title: 'without the settings laid out anew', changes: WITHOUT_COMPACT_SETTINGS },
];

export async function buildChoices(): Promise<OwnBundle[]> {
  const choices: OwnBundle[] = [{ ...OURS, title: 'as it ships', bytes: bytesIn(HANDLER_FOLDER) }];
  for (const [index, { id, title, changes }] of CHANGES.entries()) {
    const folder = join(BENCH_CACHE, 'choices', String(index));
    await bundleHandler(folder, changes);
    choices.push({ id, title, module: join(folder, 'index.mjs'), bytes: bytesIn(folder) });
  }
  choices.push(await buildEsModule(join(BENCH_CACHE, 'choices', 'module')));
  return choices;
}

async function buildEsModule(folder: string): Promise<OwnBundle> {
  const outfile = join(folder, 'orders.mjs');
  await bundleHandler(folder, { format: 'esm', outfile });
  const module = join(folder, 'index.mjs');
  writeFileSync(module, "import { ready } from './orders.mjs';\nexport { handler } from './orders.mjs';\nawait ready;\n");
  return { id: 'ES module', title: 'as an ES module', module, bytes: statSync(outfile).size };
}

function withOwn(...names: string[]) {
  const alias = Object.fromEntries(Object.entries(ALIASES).filter(([name]) => !names.includes(name)));
  const title = `with ${names.map((name) => `\`${name}\``).join(' and ')} of the SDK`;
  return { id: title, title, changes: { alias } };
}
