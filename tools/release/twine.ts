/*
 * What PyPI would say of a package: whether it takes it, and whether it can show its README.
 */
import { join } from 'node:path';
import { installPythonPackages } from '../shared/install';
import { CACHE } from '../shared/paths';
import { run } from '../shared/processes';

export async function checkWithTwine(packages: readonly string[]): Promise<void> {
  const programs = await installPythonPackages({ title: 'twine', venv: join(CACHE, 'venv-twine'), requirements: 'tools/release/requirements-twine.txt' });
  await run(join(programs, 'twine'), ['check', '--strict', ...packages]);
}
