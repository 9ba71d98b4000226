/*
 * What is in the bundle and what it weighs: every byte is loaded before the first order, and a dependency that
 * comes with an upgrade comes unseen. `npm run bench -- size` prints the same as a report.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ALIASES, EVENTS_ALIASES, EVENTS_FOLDER, EVENTS_METAFILE, EXTENDED_FOLDER, EXTENDED_METAFILE, FILES, HANDLER_FOLDER, METAFILE } from '../../tools/build/bundle';
import { REASONS, sizeReport } from '../../tools/build/bundle-size';
import { ROOT } from '../../tools/shared/paths';

/** What the bundle may weigh, minified; it was 210,158 bytes when this was set. A change that needs more says in its commit what it buys. */
const BUDGET_BYTES = 210_000;

const { inputs } = JSON.parse(readFileSync(METAFILE, 'utf8')) as { inputs: Record<string, { imports: { path: string; kind: string; external?: boolean }[] }> };
const report = sizeReport(METAFILE);

test('the bundle keeps to its budget', () => {
  expect(statSync(join(HANDLER_FOLDER, 'orders.cjs')).size).toBeLessThanOrEqual(BUDGET_BYTES);
});

test('the report accounts for the bundle to the byte', () => {
  const sum = report.reduce((total, { bytes }) => total + bytes, 0);

  expect(sum).toBe(statSync(join(HANDLER_FOLDER, 'orders.cjs')).size);
});

test('every dependency in the bundle has a reason, and every reason a dependency', () => {
  expect(report.map(({ name }) => name).sort()).toEqual(Object.keys(REASONS).sort());
});

test.each([
  ['profiles and roles of configuration files', /credential-provider-(ini|process)\//],
  ['single sign-on', /(credential-provider-sso|token-providers|credential-provider-login)\//],
  ['web identities', /credential-provider-web-identity\//],
  ['instance metadata', /credential-provider-imds\//],
  ['the clients that these credentials need', /nested-clients\//],
  ['event streams', /@smithy\/core\/dist-es\/submodules\/event-streams\//],
  ['endpoint discovery', /(middleware-endpoint-discovery|endpoint-cache)\//],
  ['protocols that DynamoDB does not speak', /(submodules\/cbor|protocols\/(xml|query)|xml-builder|fast-xml-parser)\//],
  ['signatures for several regions', /signature-v4-multi-region\//],
  ['the SDK\'s own transport', /node-http-handler\//],
  ['checksums that signatures do not need', /submodules\/checksum\//],
  ['settings in files', /shared-ini-file-loader\/(?!getProfileName)/],
])('the bundle is built without %s', (_, path) => {
  expect(report.flatMap(({ files }) => files).filter((file) => path.test(file))).toEqual([]);
});

test('no module is loaded late but Node.js\'s own: a part that can be imported later makes esbuild wrap what it shares', () => {
  const shipped = new Set(report.flatMap(({ files }) => files));
  const late = Object.entries(inputs)
    .filter(([path]) => shipped.has(path))
    .flatMap(([path, { imports }]) => imports.filter(({ kind, external }) => kind === 'dynamic-import' && !external).map(({ path: imported }) => `${path} → ${imported}`));

  expect(late).toEqual(['node_modules/@smithy/core/dist-es/submodules/protocols/HttpProtocol.js → src/handler/sdk/event-streams.ts']);
});

describe('what stands in for a part of the SDK', () => {
  test.each(Object.entries(ALIASES))('%s, in %s, stands in for something that the SDK has and imports', (name, file) => {
    expect(() => require.resolve(name)).not.toThrow();
    expect(existsSync(join(ROOT, file))).toBe(true);
    const importers = Object.entries(inputs).filter(([, { imports }]) => imports.some(({ path }) => join(ROOT, path) === join(ROOT, file)));
    expect(importers).not.toEqual([]);
  });

  test.each(Object.entries(ALIASES))('%s: each export of %s is one that the SDK\'s own has', (name, file) => {
    const own = Object.keys(require(name)); // eslint-disable-line @typescript-eslint/no-require-imports
    const ours = Object.keys(require(join(ROOT, file))); // eslint-disable-line @typescript-eslint/no-require-imports

    expect(ours.filter((each) => !own.includes(each))).toEqual([]);
  });

  test.each(Object.entries(FILES))('%s, in %s, stands in for a file that the SDK has and imports', (name, file) => {
    expect(Object.keys(inputs)).toContain(`node_modules/${name}`);
    expect(inputs[`node_modules/${name}`].imports.map(({ path }) => path)).toEqual([file.replace('./', '')]);
  });
});

describe('the extended bundle', () => {
  /** It was 272,779 bytes with the back office, when this was set. Only functions that need it load it. */
  const EXTENDED_BUDGET_BYTES = 280_000;

  const extended = sizeReport(EXTENDED_METAFILE);
  const own = (shares: typeof report) => shares.flatMap(({ files }) => files).filter((file) => file.startsWith('src/'));

  test('keeps to its budget', () => {
    expect(statSync(join(EXTENDED_FOLDER, 'orders.cjs')).size).toBeLessThanOrEqual(EXTENDED_BUDGET_BYTES);
  });

  test('is loaded as the other', () => {
    expect(readFileSync(join(EXTENDED_FOLDER, 'index.mjs'), 'utf8')).toBe(readFileSync(join(HANDLER_FOLDER, 'index.mjs'), 'utf8'));
  });

  test('brings no dependency that the other has no reason for', () => {
    expect(extended.map(({ name }) => name).sort()).toEqual(Object.keys(REASONS).sort());
  });

  test('holds all of the other but its entry, which holds nothing of what is only here', () => {
    const added = [
      'backfill', 'backfill-store', 'caller-pricing', 'checked-creation', 'deadline', 'detailed-store', 'domain/custom-fields', 'domain/erasure',
      'domain/fulfilment', 'domain/line-quantities', 'domain/merge', 'domain/order-return', 'domain/own-lists', 'domain/order-summary', 'domain/shown-order',
      'domain/staff-list-keys', 'domain/status-change', 'domain/status-shard', 'domain/stock', 'erasing-store', 'erasure-operations',
      'extended-orders.lambda', 'fulfilling-store', 'fulfilment-operations', 'index-problem', 'list-operations', 'number-operations',
      'numbered-store', 'order-update', 'pricing-rehearsal', 'pricing/offer', 'pricing/quoted-order-request', 'pricing/table-order-request',
      'pricing/table-prices', 'products-cache', 'products-table', 'quote-pricing', 'quotes/base64url', 'quotes/invalid-quote', 'quotes/jws',
      'quotes/quote', 'quotes/quote-keys', 'reasoned-operations', 'request/actor', 'request/custom-fields', 'request/detailed-status-request',
      'request/erasure-request', 'request/formats', 'request/fulfilment-request', 'request/number-request', 'request/pattern',
      'request/staff-list-request', 'settings-file', 'shop-metrics', 'shop-problem-kinds', 'shop-table', 'shown-orders', 'staff-list-operations',
      'staff-list-store', 'start-backfill', 'stock-store', 'table-pricing', 'transaction',
    ].map((name) => `src/handler/${name}.ts`);

    expect(own(extended).sort()).toEqual([...own(report).filter((file) => !file.endsWith('/orders.lambda.ts')), ...added].sort());
    expect(own(report).filter((file) => added.includes(file))).toEqual([]);
  });
});

describe('the bundle that publishes order events', () => {
  /** It was 159,213 bytes when this was set. Nobody waits for it, so it is held to no more than what it needs. */
  const EVENTS_BUDGET_BYTES = 161_000;

  const eventInputs = JSON.parse(readFileSync(EVENTS_METAFILE, 'utf8')).inputs as typeof inputs;
  const eventReport = sizeReport(EVENTS_METAFILE);

  test('keeps to its budget', () => {
    expect(statSync(join(EVENTS_FOLDER, 'index.js')).size).toBeLessThanOrEqual(EVENTS_BUDGET_BYTES);
  });

  test('brings no dependency that the other has no reason for, but the client of EventBridge', () => {
    expect(eventReport.map(({ name }) => name).filter((name) => REASONS[name] === undefined).sort()).toEqual([
      '@aws-sdk/client-eventbridge', '@aws-sdk/signature-v4-multi-region', // whose client it is, and how that signs
    ]);
  });

  test('holds nothing of DynamoDB\'s client, and nothing of the other handler but what an order is', () => {
    const files = eventReport.flatMap((share) => share.files);

    expect(files.filter((file) => /dynamodb/.test(file))).toEqual([]);
    expect(files.filter((file) => file.startsWith('src/handler/') && !file.startsWith('src/handler/sdk/')).sort()).toEqual([
      'domain/actor', 'domain/custom-fields', 'domain/fulfilment', 'domain/legacy-order', 'domain/order-event', 'domain/order-number', 'domain/order-status',
      'domain/own-lists', 'domain/personal-data', 'domain/price-source', 'domain/shown-order', 'domain/status-change', 'domain/stored-order', 'event-publisher', 'order-events.lambda', 'settings-file', 'stream-handler',
    ].map((name) => `src/handler/${name}.ts`));
  });

  test('adds nothing to the other', () => {
    expect(report.flatMap(({ files }) => files).filter((file) => /stream-handler|event-publisher|order-event|stored-order|eventbridge/.test(file))).toEqual([]);
  });

  test.each(Object.entries(EVENTS_ALIASES))('%s, in %s, stands in for something that is imported', (_, file) => {
    const importers = Object.values(eventInputs).filter(({ imports }) => imports.some(({ path }) => join(ROOT, path) === join(ROOT, file)));
    expect(importers).not.toEqual([]);
  });
});
