/*
 * The local AWS of a test, and its clients.
 */
import { clientSettings } from '../../../tools/local/sample-app';

/** Set by test/support/local-aws-environment.ts. */
export const ENDPOINT = endpointFromEnvironment();

export const CLIENT_SETTINGS = clientSettings(ENDPOINT);

function endpointFromEnvironment(): string {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  if (!endpoint) throw new Error('AWS_ENDPOINT_URL is not set: the suite of this test needs the environment test/support/local-aws-environment.ts in .projenrc.ts');
  return endpoint;
}
