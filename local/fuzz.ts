/*
 * The sample app with customer accounts, fuzzed by Schemathesis from the OpenAPI document: whatever it sends,
 * no answer is a 5xx, and none is one that the document does not describe. What else is asked of the answers
 * stands in schemathesis.toml.
 */
import { join } from 'node:path';
import { installPythonPackages } from './install';
import { CACHE, ROOT, runFolder } from './paths';
import { run } from './processes';
import { SampleApp } from './sample-app';
import { TokenIssuer } from './token-issuer';

export interface FuzzOptions {
  /** Requests for each route and phase, at most. */
  readonly requests: number;
  readonly seed: number;
}

export async function fuzz(endpoint: string, { requests, seed }: FuzzOptions): Promise<void> {
  const programs = await installPythonPackages({
    title: 'the fuzzer (Schemathesis)',
    venv: join(CACHE, 'venv-fuzz'),
    requirements: 'local/requirements-fuzz.txt',
  });
  const issuer = await TokenIssuer.start();
  const context = { issuer: issuer.url, audience: issuer.audience, environmentSuffix: 'fuzz' };
  const app = new SampleApp(endpoint, { stack: 'OrderAccounts', context });
  try {
    await app.bootstrap();
    const url = app.ordersUrl(await app.deploy());
    await run(join(programs, 'st'), [
      '--config-file', join(ROOT, 'local', 'schemathesis.toml'),
      'run', join(ROOT, 'openapi.json'),
      '--url', url.replace(/\/orders$/, ''),
      '--max-examples', String(requests),
      '--seed', String(seed),
    ], {
      cwd: runFolder(endpoint),
      env: { ...process.env, FUZZ_TOKEN: await issuer.sign({ sub: 'fuzzer', scope: 'orders/admin' }) },
      verbose: true,
    });
    await app.destroy();
  } finally {
    await issuer.stop();
  }
}
