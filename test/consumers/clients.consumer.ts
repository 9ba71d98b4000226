/*
 * What whoever generates a client gets, from openapi.json or from the document of an API of their own: it compiles, and does on a deployed API
 * what that is for. The programs are in test/support/clients, one for each client, and all do the same. docs/guide/clients.md is followed
 * besides, as it stands.
 */
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { OrderAccess, OrderFields, OrderProcessingApi, OrderRoute } from '../../src';
import { SampleApp } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DOCUMENT_FILE } from '../../tools/openapi/files';
import { pageAt } from '../../tools/shared/markdown';
import { CACHE, ROOT } from '../../tools/shared/paths';
import { environment, generateClients, generateClientsOf, PAGE } from '../support/clients/generated';
import { CLIENTS, clientsOfCustomFields, reportOf } from '../support/clients/programs';
import { installedVersion } from '../support/consumers/packages';
import { blocksOf } from '../support/docs/markdown';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bootstrapOnce, ENDPOINT } from '../support/e2e/local-aws';
import { DOCUMENT } from '../support/openapi/conformance';
import { cleanEnvironment, Terminal } from '../support/terminal';

jest.setTimeout(900_000);

const CUSTOM_FIELDS = OrderFields.fromJsonSchema({
  order: {
    type: 'object',
    properties: {
      costCenter: { type: 'string', pattern: '^[A-Z]{2}-[0-9]{4}$' },
      deliveryDate: { type: 'string', format: 'date' },
      gift: { type: 'object', properties: { ribbon: { type: 'string', enum: ['red', 'gold'] } }, required: ['ribbon'] },
    },
    required: ['costCenter'],
  },
  item: {
    type: 'object',
    properties: {
      size: { type: 'string', enum: ['S', 'M', 'L'] },
      engravings: { type: 'array', items: { 'type': 'string', 'maxLength': 40, 'x-personal': true }, maxItems: 3 },
    },
  },
});

let issuer: TokenIssuer;
let app: SampleApp;
let url: string;
let laterVersion: Server;

beforeAll(async () => {
  await generateClients();
  issuer = await TokenIssuer.start();
  app = new SampleApp(ENDPOINT, { stack: 'OrderAccounts', context: { issuer: issuer.url, audience: issuer.audience, environmentSuffix: 'clients' } });
  await bootstrapOnce();
  url = app.ordersUrl(await app.deploy()).replace(/\/orders$/, '');
  laterVersion = createServer((request, response) => void answerWithMore(request, response)).listen(0, '127.0.0.1');
  await once(laterVersion, 'listening');
});

afterAll(async () => {
  laterVersion.close();
  await app.destroy();
  await issuer.stop();
});

test.each(CLIENTS)('a client of $title compiles, and places, reads, lists and confirms an order at an API that has got more fields since', async (client) => {
  const customerId = client.title;
  const report = await reportOf(client, {
    url: `http://127.0.0.1:${(laterVersion.address() as AddressInfo).port}`,
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

describe('clients of an API with custom fields, from its own document,', () => {
  const generated = join(CACHE, 'clients-of-custom-fields');
  let stack: DeployedStack;

  beforeAll(async () => {
    let document = '';
    stack = await DeployedStack.deploy('ClientFields', (scope) => {
      document = new OrderProcessingApi(scope, 'Orders', {
        routes: [OrderRoute.createOrder(), OrderRoute.getOrder()],
        access: OrderAccess.staff(new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] })),
        customFields: CUSTOM_FIELDS,
        removalPolicy: RemovalPolicy.DESTROY,
      }).openApi;
    });
    await generateClientsOf(document, generated);
  });

  afterAll(() => stack.destroy());

  test.each(clientsOfCustomFields(generated))('$title: it compiles, places an order and reads the fields, and is told what is wrong with them', async (client) => {
    const report = await reportOf(client, { url: stack.ordersUrl.replace(/\/orders$/, ''), token: await issuer.sign({ sub: 'back-office' }) });

    expect(report).toEqual({
      ribbon: 'red', deliveryDate: '2026-12-24', size: 'M', engravings: ['For Ada'], pointers: ['#/customFields/costCenter'],
    });
  });
});

describe(PAGE, () => {
  const blocks = blocksOf(pageAt(PAGE));
  let folder: string;
  let terminal: Terminal;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clients-'));
    copyFileSync(DOCUMENT_FILE, join(folder, 'openapi.json'));
    const token = await issuer.sign({ sub: 'back-office', scope: 'orders/admin' });
    // The versions of what the generator brings, so that a run is the same on any day.
    const constraints = join(ROOT, 'tools', 'checks', 'requirements-clients.txt');
    terminal = new Terminal({ cwd: folder, env: { ...cleanEnvironment(), PIP_CONSTRAINT: constraints, PIP_NO_COMPILE: '1', ORDERS_URL: `${url}/orders`, STAFF: token } });
    await terminal.run(codeOf('console', 'export API_URL='));
  });

  afterEach(async () => {
    await terminal.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const codeOf = (language: string, begins: string): string => {
    const found = blocks.filter((block) => block.language === language && block.code.startsWith(begins));
    expect(found).toHaveLength(1);
    return found[0].code;
  };
  const runBlock = (begins: string) => terminal.run(codeOf('console', begins));

  test('has a program in Python that does what the page says, and has no fault for a strict type checker', async () => {
    writeFileSync(join(folder, 'place_order.py'), codeOf('python', '"'.repeat(3)));
    await runBlock('python3 -m venv');

    const output = await runBlock('python place_order.py');

    expect(output.trim()).toMatch(printed(codeOf('text', 'placed')));
    const mypy = `PATH="${(await environment()).PATH}" mypy --strict --python-executable .venv/bin/python place_order.py`;
    expect(await terminal.run(mypy)).toContain('Success: no issues found');
  });

  test('has a program in TypeScript that does the same', async () => {
    writeFileSync(join(folder, 'place-order.mts'), codeOf('typescript', '// Places'));
    await runBlock('npm init');

    const output = await runBlock('npx tsc');

    expect(output).toMatch(/^placed \S+\nsame order: true\nreplayed: true\nread 59\.98 PROCESSING "1"\nlisted \d+\nconfirmed: CONFIRMED\n422 \{$/m);
    expect(output).toContain("pointer: '#/totalAmount'");
  });

  test.each([
    ['openapi-python-client', 'tools/checks/requirements-clients.txt'],
    ['openapi-generator-cli', 'tools/checks/requirements-openapi-generator.txt'],
  ])('installs the version of %s that is tried', (name, requirements) => {
    const [pinned] = new RegExp(`^${name}==\\S+`, 'm').exec(readFileSync(join(ROOT, requirements), 'utf8'))!;

    expect(pageAt(PAGE).text).toContain(`\npip install ${pinned}\n`);
  });

  test.each(['openapi-typescript', 'openapi-fetch'])('installs the version of %s that is tried', (name) => {
    expect(pageAt(PAGE).text).toMatch(new RegExp(`^npm install .*${name}@${installedVersion(name).replaceAll('.', '\\.')}( |$)`, 'm'));
  });

  /** What a program prints: ids and numbers of orders differ, and the last line is cut on the page. */
  function printed(text: string): RegExp {
    const pattern = text.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${pattern.replace(/placed \S+/, 'placed \\S+').replace(/listed \d+/, 'listed \\d+').replace('…', '.+')}$`);
  }
});

/** The answer of the API, with one member more in each of its objects. */
async function answerWithMore(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, headers: { host: _, connection: __, 'content-length': ___, ...headers } } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  const answer = await fetch(url + request.url!, { method, headers: headers as Record<string, string>, body });
  const passedOn = ['Content-Type', 'ETag', 'Idempotency-Replayed', 'Location'].flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  response.writeHead(answer.status, Object.fromEntries(passedOn)).end(JSON.stringify(withMore(await answer.json())));
}

function withMore(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withMore);
  return { ...Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withMore(member)])), later: 'more' };
}

/** Every pattern, wherever it stands. */
function patternsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { pattern } = value as { pattern?: unknown };
  return [...typeof pattern === 'string' ? [pattern] : [], ...Object.values(value).flatMap(patternsIn)];
}
