import { join } from 'node:path';

export const BENCH = __dirname;

/** Everything that the benchmark makes, but for its results; it may be deleted at any time. */
export const BENCH_CACHE = join(BENCH, '.cache');
