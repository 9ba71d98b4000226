import { join } from 'node:path';
import { CACHE } from '../shared/paths';

export const BENCH = __dirname;

/** Everything that the benchmark makes, but for its results; it may be deleted at any time. */
export const BENCH_CACHE = join(CACHE, 'bench');
