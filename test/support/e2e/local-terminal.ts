/*
 * A terminal in which the AWS CLI, boto3 and the CDK CLI talk to the local AWS: for the commands of the documentation.
 */
import { delimiter } from 'node:path';
import { ENDPOINT } from './local-aws';
import { installAwsCli } from '../../../tools/checks/aws-cli';
import { installEmulator } from '../../../tools/local/emulator';
import { localAws } from '../../../tools/local/sample-app';
import { Terminal } from '../terminal';

export async function openLocalTerminal(cwd: string): Promise<Terminal> {
  const settings = localAws(ENDPOINT);
  // The emulator's Python comes first: it has boto3.
  const programs = [await installEmulator(), await installAwsCli(), process.env.PATH];
  return new Terminal({
    cwd,
    env: {
      ...process.env,
      ...settings,
      AWS_DEFAULT_REGION: settings.AWS_REGION, // boto3 and the AWS CLI do not look at the other
      AWS_DEFAULT_OUTPUT: 'json',
      HTTPS_PROXY: 'http://127.0.0.1:9', // which nobody is: the AWS CLI 1 does not look for SQS at the endpoint that it is told, but on the internet
      PATH: programs.join(delimiter),
      PYTHONIOENCODING: 'utf-8',
    },
  });
}
