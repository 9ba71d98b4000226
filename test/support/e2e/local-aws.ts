/*
 * The local AWS of a test, and its clients.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientSettings, SampleApp } from '../../../tools/local/sample-app';
import { runFolder } from '../../../tools/shared/paths';

/** Set by test/support/local-aws-environment.ts. */
export const ENDPOINT = endpointFromEnvironment();

export const CLIENT_SETTINGS = clientSettings(ENDPOINT);

function endpointFromEnvironment(): string {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  if (!endpoint) throw new Error('AWS_ENDPOINT_URL is not set: the suite of this test needs the environment test/support/local-aws-environment.ts in .projenrc.ts');
  return endpoint;
}

/** Bootstraps the account for the CDK: with the first file that needs it, since one local AWS serves several files. */
export async function bootstrapOnce(): Promise<void> {
  const done = join(runFolder(ENDPOINT), 'bootstrapped');
  if (existsSync(done)) return;
  await new SampleApp(ENDPOINT).bootstrap();
  writeFileSync(done, '');
}
