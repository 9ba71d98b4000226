/*
 * Jest's environment of the tests that need AWS. Each process of Jest starts a local AWS of its own with its first such file and ends it when
 * it ends itself, so that files which run side by side do not meet. With LOCAL_AWS=dynamodb-local that is AWS's own DynamoDB Local.
 */
import { TestEnvironment } from 'jest-environment-node';
import { startDynamoDbLocal } from '../../tools/local/dynamodb-local';
import { startEmulator } from '../../tools/local/emulator';
import { localAws } from '../../tools/local/sample-app';
import { endAllAtOnce } from '../../tools/shared/processes';

let endpoint: Promise<string> | undefined;

export default class LocalAwsEnvironment extends TestEnvironment {
  public async setup(): Promise<void> {
    await super.setup();
    endpoint ??= start();
    // Never the one that AWS_ENDPOINT_URL may name already: the tests destroy what they deploy.
    for (const [name, value] of Object.entries(localAws(await endpoint))) {
      if (value === undefined) delete this.global.process.env[name];
      else this.global.process.env[name] = value;
    }
  }
}

function start(): Promise<string> {
  process.once('exit', endAllAtOnce);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1)); // else nobody hears of the exit
  delete process.env.AWS_ENDPOINT_URL;
  return process.env.LOCAL_AWS === 'dynamodb-local' ? startDynamoDbLocal() : startEmulator();
}
