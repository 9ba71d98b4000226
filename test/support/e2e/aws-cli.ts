/*
 * The AWS CLI of PyPI, as the documentation has it, for the local AWS of a test.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ENDPOINT } from './local-aws';
import { localAws } from '../../../tools/local/sample-app';
import { runFolder } from '../../../tools/shared/paths';
import { run } from '../../../tools/shared/processes';

/** That of docs/guide/cognito-local.md. */
const PACKAGE = 'awscli==1.46.3';

export interface AwsCliOptions {
  readonly cwd: string;
  /** More variables, such as another endpoint. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs commands of a page in a shell that has the AWS CLI, and returns what they print. */
export async function runWithAwsCli(commands: string, { cwd, env = {} }: AwsCliOptions): Promise<string> {
  const programs = join(runFolder(ENDPOINT), 'aws-cli');
  if (!existsSync(join(programs, 'bin', 'aws'))) {
    await run('python3', ['-m', 'venv', programs]);
    await run(join(programs, 'bin', 'pip'), ['install', '--quiet', '--no-compile', PACKAGE]);
  }
  const aws = localAws(ENDPOINT);
  const path = `${join(programs, 'bin')}:${process.env.PATH}`;
  return run('sh', ['-ec', commands], { cwd, env: { ...process.env, ...aws, AWS_DEFAULT_REGION: aws.AWS_REGION, PATH: path, ...env } });
}
