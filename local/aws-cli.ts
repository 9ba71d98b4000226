/*
 * The AWS CLI, for the commands of the documentation.
 */
import { installPythonTool } from './python-tool';

/** Returns the folder of its programs. */
export function installAwsCli(): Promise<string> {
  return installPythonTool({ title: 'the AWS CLI', venv: 'venv-aws-cli', requirements: 'local/requirements-aws-cli.txt' });
}
