/*
 * The AWS CLI, for the commands of the documentation.
 */
import { join } from 'node:path';
import { installPythonPackages } from '../shared/install';
import { CACHE } from '../shared/paths';

/** Returns the folder of its programs. */
export function installAwsCli(): Promise<string> {
  return installPythonPackages({ title: 'the AWS CLI', venv: join(CACHE, 'venv-aws-cli'), requirements: 'tools/checks/requirements-aws-cli.txt' });
}
