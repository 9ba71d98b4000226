/*
 * What the Python examples of the documentation are run and checked with.
 */
import { join } from 'node:path';
import { installPythonPackages } from '../shared/install';
import { CACHE } from '../shared/paths';
import { run } from '../shared/processes';

/** Installs the wheel over the one that it finds, and returns the folder of the environment's programs. */
export async function installPythonDocs(wheel: string): Promise<string> {
  const programs = await installPythonPackages({
    title: 'the CDK and checkers of types for Python (mypy, pytest)',
    venv: join(CACHE, 'venv-python-docs'),
    requirements: 'tools/checks/requirements-python-docs.txt',
  });
  await run(join(programs, 'pip'), ['install', '--quiet', '--disable-pip-version-check', '--no-compile', '--no-deps', '--force-reinstall', wheel]);
  return programs;
}
