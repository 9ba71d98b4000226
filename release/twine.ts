/*
 * What PyPI would say of a package: whether it takes it, and whether it can show its README.
 */
import { join } from 'node:path';
import { installPythonPackages } from '../local/install';
import { CACHE } from '../local/paths';
import { run } from '../local/processes';

export async function checkWithTwine(packages: readonly string[]): Promise<void> {
  const programs = await installPythonPackages({ title: 'twine', venv: join(CACHE, 'venv-twine'), requirements: 'local/requirements-twine.txt' });
  await run(join(programs, 'twine'), ['check', '--strict', ...packages]);
}
