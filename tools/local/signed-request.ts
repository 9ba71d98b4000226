/*
 * A request to AWS with a signature, where there is no client for it.
 */
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { Credentials } from './root-credentials';

export interface SignedRequest {
  readonly service: string;
  readonly region: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The request's headers and those that sign it. */
export async function signedHeaders(credentials: Credentials, request: SignedRequest): Promise<Record<string, string>> {
  const { service, region, method, url, headers, body } = request;
  const { host, hostname, port, pathname, searchParams } = new URL(url);
  const unsigned = new HttpRequest({
    method,
    hostname,
    port: Number(port),
    path: pathname,
    query: Object.fromEntries(searchParams),
    body,
    headers: { host, ...headers },
  });
  return (await new SignatureV4({ service, region, credentials, sha256: Sha256 }).sign(unsigned)).headers;
}
