/*
 * The sample app with customer accounts, fuzzed by Schemathesis from its OpenAPI document: whatever it sends,
 * no answer is a 5xx, and none is one that the document does not describe; and what the document allows is accepted, once
 * fuzz_hooks.py has seen to the rules that it says in words. What else is asked of the answers stands in schemathesis.toml.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SampleApp } from '../local/sample-app';
import { TokenIssuer } from '../local/token-issuer';
import { installPythonPackages } from '../shared/install';
import { CACHE, ROOT, runFolder } from '../shared/paths';
import { run } from '../shared/processes';

export interface FuzzOptions {
  /** Requests for each route and phase, at most. */
  readonly requests: number;
  readonly seed: number;
  /** Whether its output is shown as it comes. */
  readonly verbose?: boolean;
}

/** Returns the folder of its programs. */
export function installFuzzer(): Promise<string> {
  return installPythonPackages({
    title: 'the fuzzer (Schemathesis)',
    venv: join(CACHE, 'venv-fuzz'),
    requirements: 'tools/checks/requirements-fuzz.txt',
  });
}

export async function fuzz(endpoint: string, { requests, seed, verbose }: FuzzOptions): Promise<void> {
  const programs = await installFuzzer();
  const issuer = await TokenIssuer.start();
  const context = { issuer: issuer.url, audience: issuer.audience, environmentSuffix: 'fuzz' };
  const app = new SampleApp(endpoint, { stack: 'OrderAccounts', context });
  try {
    await app.bootstrap();
    const url = app.ordersUrl(await app.deploy());
    const document = join(runFolder(endpoint), 'fuzzed-openapi.json');
    writeFileSync(document, await documentOf(context));
    await run(join(programs, 'st'), [
      '--config-file', join(ROOT, 'tools', 'checks', 'schemathesis.toml'),
      'run', document,
      '--url', url.replace(/\/orders$/, ''),
      '--max-examples', String(requests),
      '--seed', String(seed),
    ], {
      cwd: runFolder(endpoint),
      env: { ...process.env, SCHEMATHESIS_HOOKS: join(ROOT, 'tools', 'checks', 'fuzz_hooks.py'), FUZZ_TOKEN: await issuer.sign({ sub: 'fuzzer', scope: 'orders/admin' }) },
      verbose,
    });
    await app.destroy();
  } finally {
    await issuer.stop();
  }
}

/** What the API says of itself. */
async function documentOf(login: { readonly issuer: string; readonly audience: string }): Promise<string> {
  const { App } = await import('aws-cdk-lib'); // takes a second, which other checks do not wait for
  const { OrderAccountsStack } = await import('../../examples/typescript/order-accounts-stack');
  return new OrderAccountsStack(new App(), 'OrderAccounts', login).orders.openApi;
}
