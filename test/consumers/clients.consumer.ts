/*
 * What whoever generates a client from openapi.json gets: it compiles, and does on the deployed sample app what the API is for. The
 * programs are in test/support/clients, one for each client, and all do the same.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SampleApp } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { pageAt } from '../../tools/shared/markdown';
import { ROOT } from '../../tools/shared/paths';
import { generateClients } from '../support/clients/generated';
import { CLIENTS, reportOf } from '../support/clients/programs';
import { installedVersion } from '../support/consumers/packages';
import { bootstrapOnce, ENDPOINT } from '../support/e2e/local-aws';
import { DOCUMENT } from '../support/openapi/conformance';

jest.setTimeout(900_000);

let issuer: TokenIssuer;
let app: SampleApp;
let url: string;

beforeAll(async () => {
  await generateClients();
  issuer = await TokenIssuer.start();
  app = new SampleApp(ENDPOINT, { stack: 'OrderAccounts', context: { issuer: issuer.url, audience: issuer.audience, environmentSuffix: 'clients' } });
  await bootstrapOnce();
  url = app.ordersUrl(await app.deploy()).replace(/\/orders$/, '');
});

afterAll(async () => {
  await app.destroy();
  await issuer.stop();
});

test.each(CLIENTS)('a client of $title compiles, and places, reads, lists and confirms an order', async (client) => {
  const customerId = client.title;
  const report = await reportOf(client, {
    url,
    customerId,
    token: await issuer.sign({ sub: 'back-office', scope: 'orders/admin' }),
    tokenWithoutScope: await issuer.sign({ sub: customerId, scope: 'newsletter/read' }),
    patterns: patternsIn(DOCUMENT), // each language has expressions of its own
  }) as { readonly orderIds: readonly string[]; readonly pages: readonly string[][] };

  const { orderIds: [orderId], pages, ...others } = report;
  expect(report.orderIds).toEqual([orderId, orderId]); // of a retry
  expect(pages.slice(0, 2)).toEqual([[expect.any(String)], [orderId]]); // the newest comes first
  expect(pages.slice(2).flat()).toEqual([]); // a last page may be empty
  expect(others).toEqual({
    replayed: 'true',
    read: { total: 10_000_000_059.97, currency: 'EUR', status: 'PROCESSING', version: 1, etag: '"1"', item: 'Mug', channel: 'web', isUtc: true },
    confirmed: { status: 'CONFIRMED', etag: '"2"' },
    problem: { status: 422, type: 'urn:problem-type:order-processing:validation-failed', pointers: ['#/totalAmount'] },
    unauthorized: { status: 401, message: 'Unauthorized' },
    forbidden: 403,
  });
});

test.each([
  ['openapi-python-client', 'tools/checks/requirements-clients.txt'],
  ['openapi-generator-cli', 'tools/checks/requirements-openapi-generator.txt'],
])('docs/guide/call-the-api.md names the version of %s that is tried', (name, requirements) => {
  const [, version] = new RegExp(`^${name}==(\\S+)`, 'm').exec(readFileSync(join(ROOT, requirements), 'utf8'))!;

  expect(pageAt('docs/guide/call-the-api.md').text).toMatch(new RegExp(`^\\|.*\`${name}\`.*\\| ${version.replaceAll('.', '\\.')} \\|`, 'm'));
});

test('docs/guide/call-the-api.md names the versions of openapi-typescript and openapi-fetch that are tried', () => {
  const { text } = pageAt('docs/guide/call-the-api.md');

  expect(text).toContain(`| \`openapi-typescript\` (npm) | ${installedVersion('openapi-typescript')} | TypeScript, with \`openapi-fetch\` ${installedVersion('openapi-fetch')} |`);
});

/** Every pattern, wherever it stands. */
function patternsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { pattern } = value as { pattern?: unknown };
  return [...typeof pattern === 'string' ? [pattern] : [], ...Object.values(value).flatMap(patternsIn)];
}
