/*
 * Installs what the benchmark alone needs, when it is not there as locked.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH, BENCH_CACHE } from './paths';
import { hashOf } from '../local/build';
import { run } from '../local/processes';
import { step } from '../local/steps';

const VENV = join(BENCH_CACHE, 'venv');
const STAMP = join(BENCH_CACHE, 'installed.sha256');

export async function installBenchmark(): Promise<void> {
  const wanted = hashOf(['bench/package-lock.json', 'bench/requirements.txt']);
  if (existsSync(STAMP) && existsSync(join(BENCH, 'node_modules')) && readFileSync(STAMP, 'utf8') === wanted) return;
  mkdirSync(BENCH_CACHE, { recursive: true });
  await step('Installing the contenders of Node.js (npm ci)', () => run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: BENCH }));
  await step('Installing the contender of Python into a virtual environment', async () => {
    rmSync(VENV, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', VENV]);
    await run(join(VENV, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '--requirement', join(BENCH, 'requirements.txt')]);
  });
  writeFileSync(STAMP, wanted);
}
