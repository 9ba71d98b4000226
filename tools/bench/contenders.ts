/*
 * Who takes part, and how each is built.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH, BENCH_CACHE } from './paths';
import { bundle, bundleHandler, BundleOptions, HANDLER_FOLDER } from '../build/bundle';
import { CURL_ORDER } from '../shared/curl-order';

export interface Contender {
  readonly id: string;
  readonly title: string;
  /** The module that Lambda would load. */
  readonly module: string;
  /** What its deployment sets beside what all have. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The order that is sent to it, if it takes another one than the rest. */
  readonly request?: OrderRequest;
  /** The query of the list that it is asked for, instead of an order. */
  readonly query?: string;
}

export interface OrderRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** A bundle of ours. */
export interface OwnBundle extends Contender {
  readonly bytes: number;
}

/** The order of the reference template. */
export const PLAIN_REQUEST: OrderRequest = { headers: { 'idempotency-key': 'bench' }, body: CURL_ORDER };

const BUILT = join(BENCH_CACHE, 'contenders');

/** Lambda's Node.js, where npm has it for this machine; the numbers of another version are not the docs' numbers. */
export function nodeBinary(): string {
  const installed = join(BENCH, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  return existsSync(installed) ? installed : process.execPath;
}

export function pythonBinary(): string {
  return join(BENCH_CACHE, 'venv', 'bin', 'python');
}

export const OURS: Contender = { id: 'ours', title: 'This library', module: join(HANDLER_FOLDER, 'index.mjs') };

export const CONTENDERS: readonly Contender[] = [
  OURS,
  { id: 'ours-cold', title: 'This library without its warm-up', module: join(BUILT, 'ours-cold', 'index.mjs') },
  { id: 'plain', title: 'The plain way: `lib-dynamodb` from `node_modules`', module: join(BENCH, 'contenders', 'plain', 'index.mjs') },
  { id: 'powertools', title: 'Powertools for AWS Lambda', module: join(BUILT, 'powertools', 'index.cjs') },
  { id: 'template', title: 'The template\'s Python handler', module: join(BENCH, 'contenders', 'template', 'index.py') },
  { id: 'floor', title: 'Hand-signed request, no SDK (the floor)', module: join(BENCH, 'contenders', 'floor', 'index.mjs') },
];

export async function buildContenders(): Promise<void> {
  await bundleHandler(join(BUILT, 'ours-cold'), WITHOUT_WARM_UP);
  await bundle({
    entryPoints: [join(BENCH, 'contenders', 'powertools', 'index.mjs')],
    outfile: join(BUILT, 'powertools', 'index.cjs'),
    alias: {}, // all of the SDK
    files: {},
  });
}

/** Our bundle with a file of the handler that has these contents instead of its own. */
function having(file: RegExp, contents: string): BundleOptions {
  return { plugins: [{ name: 'having', setup: ({ onLoad }) => onLoad({ filter: file }, () => ({ contents })) }] };
}

export const WITHOUT_WARM_UP = having(/[\\/]warm-up\.ts$/, 'export async function warmUp() {}');
export const WITHOUT_COMPACT_SETTINGS = having(/[\\/]fast-properties\.ts$/, 'export function compact() {}');

/** The size of the bundle in a folder. */
export function bytesIn(folder: string): number {
  return statSync(join(folder, 'orders.cjs')).size;
}

export function commandOf({ module }: Contender): [command: string, driver: string] {
  return module.endsWith('.py') ? [pythonBinary(), join(BENCH, 'drivers', 'drive.py')] : [nodeBinary(), join(BENCH, 'drivers', 'drive.cjs')];
}
