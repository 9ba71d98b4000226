/*
 * What PyPI would say of a package: whether it takes it, and whether it can show its README.
 */
import { join } from 'node:path';
import { run } from '../local/processes';
import { installPythonTool } from '../local/python-tool';

export async function checkWithTwine(packages: readonly string[]): Promise<void> {
  const programs = await installPythonTool({ title: 'twine', venv: 'venv-twine', requirements: 'local/requirements-twine.txt' });
  await run(join(programs, 'twine'), ['check', '--strict', ...packages]);
}
