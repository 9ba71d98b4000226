/*
 * What the end-to-end tests share: the local AWS that `npm test` has started, and its clients.
 */
import { clientSettings } from '../../local/sample-app';

/** Set by `npm test`; to run one file by hand, start an emulator with `npm start` and set it to its address. */
export const ENDPOINT = endpointFromEnvironment();

export const CLIENT_SETTINGS = clientSettings(ENDPOINT);

function endpointFromEnvironment(): string {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  if (!endpoint) throw new Error('AWS_ENDPOINT_URL must be the address of a local AWS: run `npm test`, or `npm start` and take its address');
  return endpoint;
}
