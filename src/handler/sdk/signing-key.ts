/*
 * Stands in the bundle for how the SDK derives the key of its signatures, which holds for a day: the last one is kept, as a
 * function has one set of credentials at a time. The SDK's own takes an HMAC for each request to look up the key it has.
 */
import { createHmac } from 'node:crypto';

interface Credentials {
  readonly secretAccessKey: string;
}

const TERMINATOR = 'aws4_request';

let last: { readonly secret: string; readonly scope: string; readonly key: Buffer } | undefined;

export function createScope(date: string, region: string, service: string): string {
  return `${date}/${region}/${service}/${TERMINATOR}`;
}

/** The name and the shape that the SDK's signatures ask for; the hash that they offer is not needed. */
export async function getSigningKey(_hash: unknown, credentials: Credentials, date: string, region: string, service: string): Promise<Buffer> {
  const secret = credentials.secretAccessKey;
  const scope = createScope(date, region, service);
  if (last?.secret !== secret || last.scope !== scope) last = { secret, scope, key: derive(secret, [date, region, service, TERMINATOR]) };
  return last.key;
}

export function clearCredentialCache(): void {
  last = undefined;
}

function derive(secret: string, steps: readonly string[]): Buffer {
  return steps.reduce((key, step) => createHmac('sha256', key).update(step).digest(), Buffer.from(`AWS4${secret}`));
}
