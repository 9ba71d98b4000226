/*
 * The AWS CLI, for the commands of the documentation.
 */
import { join } from 'node:path';
import { installPythonPackages } from './install';
import { CACHE } from './paths';

/** Returns the folder of its programs. */
export function installAwsCli(): Promise<string> {
  return installPythonPackages({ title: 'the AWS CLI', venv: join(CACHE, 'venv-aws-cli'), requirements: 'local/requirements-aws-cli.txt' });
}
