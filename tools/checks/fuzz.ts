/*
 * Sample apps, fuzzed by Schemathesis from their OpenAPI documents: whatever it sends, no answer is a 5xx, and none is
 * one that the document does not describe; and what the document allows is accepted, once fuzz_hooks.py has seen to the
 * rules that it says in words. What else is asked of the answers stands in schemathesis.toml.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { FirstOrderPlace, placeFirstOrders } from '../local/first-orders';
import { People } from '../local/people';
import { ProductsTable } from '../local/products-table';
import { CatalogueOutputs, SampleApp, SampleOutputs } from '../local/sample-app';
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

/** Whose tokens the app takes. */
interface Login {
  readonly issuer: string;
  readonly audience: string;
}

/** An app that is fuzzed. */
interface Fuzzed {
  readonly stack: string;
  /** An operation that another app has as well. */
  readonly leftOut?: string;
  /** What the API says of itself. */
  documentOf(app: App, login: Login): Promise<string>;
  /** Places orders that requests can be about. */
  prepare(endpoint: string, url: string, outputs: SampleOutputs, people: People): Promise<FirstOrderPlace[]>;
}

const ACCOUNTS: Fuzzed = {
  stack: 'OrderAccounts',
  async documentOf(app, login) {
    const { OrderAccountsStack } = await import('../../examples/typescript/order-accounts-stack');
    return new OrderAccountsStack(app, 'OrderAccounts', login).orders.openApi;
  },
  prepare: async () => [],
};

const BACK_OFFICE: Fuzzed = {
  stack: 'OrderBackOffice',
  leftOut: 'createOrder',
  async documentOf(app, login) {
    const { OrderBackOfficeStack } = await import('../../examples/typescript/order-back-office-stack');
    return new OrderBackOfficeStack(app, 'OrderBackOffice', login).orders.openApi;
  },
  async prepare(endpoint, url, outputs, people) {
    await new ProductsTable(endpoint, (outputs as CatalogueOutputs).ProductsTableName).fill();
    // The first products are in stock for so many orders.
    return [...await placeFirstOrders(url, people), ...await placeFirstOrders(url, people), ...await placeFirstOrders(url, people)];
  },
};

export async function fuzz(endpoint: string, options: FuzzOptions): Promise<void> {
  const programs = await installFuzzer();
  const people = await People.start();
  try {
    for (const app of [ACCOUNTS, BACK_OFFICE]) await fuzzApp(app, endpoint, programs, people, options);
  } finally {
    await people.stop();
  }
}

async function fuzzApp(fuzzed: Fuzzed, endpoint: string, programs: string, people: People, { requests, seed, verbose }: FuzzOptions): Promise<void> {
  const { issuer } = people;
  const context = { issuer: issuer.url, audience: issuer.audience, environmentSuffix: 'fuzz' };
  const app = new SampleApp(endpoint, { stack: fuzzed.stack, context });
  await app.bootstrap();
  const outputs = await app.deploy();
  const url = app.ordersUrl(outputs);
  const orders = await fuzzed.prepare(endpoint, url, outputs, people);
  const { App } = await import('aws-cdk-lib'); // takes a second, which other checks do not wait for
  const document = join(runFolder(endpoint), `fuzzed-${fuzzed.stack}.json`);
  writeFileSync(document, await fuzzed.documentOf(new App(), context));
  await run(join(programs, 'st'), [
    '--config-file', join(ROOT, 'tools', 'checks', 'schemathesis.toml'),
    'run', document,
    '--url', url.replace(/\/orders$/, ''),
    '--max-examples', String(requests),
    '--seed', String(seed),
    ...fuzzed.leftOut === undefined ? [] : ['--exclude-operation-id', fuzzed.leftOut],
  ], {
    cwd: runFolder(endpoint),
    env: { ...process.env, SCHEMATHESIS_HOOKS: join(ROOT, 'tools', 'checks', 'fuzz_hooks.py'), FUZZ_TOKEN: await people.staff('fuzzer'), FUZZ_ORDERS: JSON.stringify(orders) },
    verbose,
  });
  await app.destroy();
}
