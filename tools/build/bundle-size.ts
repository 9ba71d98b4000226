/*
 * What each dependency costs the bundle, and what it is there for.
 */
import { readFileSync } from 'node:fs';

/** Every package in the bundle; the SDK's core, which is many things, by its parts. */
export const REASONS: Readonly<Record<string, string>> = {
  'this library': 'the handler, and what stands in for parts of the SDK',
  'esbuild': 'what holds the modules together',
  '@aws-sdk/client-dynamodb': 'the client, its operations\' schemas and errors, the endpoints of every region',
  '@aws-sdk/lib-dynamodb': 'orders as plain objects',
  '@aws-sdk/util-dynamodb': 'plain objects to attributes and back',
  '@aws-sdk/dynamodb-codec': 'DynamoDB\'s JSON',
  '@aws-sdk/core/account-id-endpoint': 'the endpoint of an account',
  '@aws-sdk/core/client': 'user agent, host header, recursion guard, the partitions of AWS',
  '@aws-sdk/core/httpAuthSchemes': 'signing of requests, clock skew',
  '@aws-sdk/core/protocols': 'AWS\'s JSON protocol',
  '@aws-sdk/credential-provider-env': 'credentials from the environment',
  '@aws-sdk/credential-provider-http': 'credentials from a container',
  '@aws/lambda-invoke-store': 'the trace id of a request, for the recursion guard',
  '@smithy/core': 'plugins and identities',
  '@smithy/core/client': 'clients, commands, the middleware stack',
  '@smithy/core/config': 'settings from the environment',
  '@smithy/core/endpoints': 'rules to endpoints',
  '@smithy/core/protocols': 'requests and responses',
  '@smithy/core/retry': 'retries with back-off',
  '@smithy/core/schema': 'schemas of operations',
  '@smithy/core/serde': 'dates, numbers, base64, streams',
  '@smithy/core/transport': 'HTTP messages',
  '@smithy/signature-v4': 'Signature Version 4',
  '@smithy/types': 'a few constants',
  'lossless-json': 'JSON with no number rounded and no key lost (docs/adr/0005-exact-json.md)',
};

export interface Share {
  readonly name: string;
  readonly bytes: number;
  readonly files: readonly string[];
}

/** What is in the one output of a metafile, the largest first; adds up to its size. */
export function sizeReport(metafile: string): Share[] {
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as { outputs: Record<string, { bytes: number; inputs: Record<string, { bytesInOutput: number }> }> };
  const [{ bytes: total, inputs }] = Object.values(outputs);
  const shares = new Map<string, { bytes: number; files: string[] }>();
  let rest = total;
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    if (bytesInOutput === 0) continue;
    rest -= bytesInOutput;
    const share = shares.get(nameOf(file)) ?? { bytes: 0, files: [] };
    shares.set(nameOf(file), { bytes: share.bytes + bytesInOutput, files: [...share.files, file] });
  }
  shares.set('esbuild', { bytes: rest, files: [] });
  return [...shares].map(([name, share]) => ({ name, ...share })).sort((a, b) => b.bytes - a.bytes);
}

function nameOf(file: string): string {
  const [, name, part] = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)(?:\/dist-es\/submodules\/([^/]+))?/.exec(file) ?? [];
  return [name ?? 'this library', part].filter(Boolean).join('/');
}
