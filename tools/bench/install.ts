/*
 * Installs what the benchmark alone needs, when it is not there as locked.
 */
import { join } from 'node:path';
import { BENCH_CACHE } from './paths';
import { installNodePackages, installPythonPackages } from '../shared/install';

export async function installBenchmark(): Promise<void> {
  await installNodePackages({ title: 'the contenders of Node.js', folder: 'tools/bench' });
  await installPythonPackages({
    title: 'what the template\'s handler needs',
    venv: join(BENCH_CACHE, 'venv'),
    requirements: 'tools/bench/requirements.txt',
  });
}
