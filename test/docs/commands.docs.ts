/*
 * The requests of the documentation, sent with curl to the real handler behind a server on loopback.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { Route, ROUTES } from '../../src/contract';
import { World } from '../../tools/openapi/scenarios';
import { pageAt } from '../../tools/shared/markdown';
import { RUN_HERE } from '../support/docs/command-blocks';
import { blocksOf } from '../support/docs/markdown';

let server: Server;
let world: World;

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => server.close());

beforeEach(() => {
  world = new World();
});

test('the README\'s order is taken', async () => {
  const [place, ...others] = commands('README.md');

  expect(await statusesOf(place)).toEqual([200]);
  expect(others).toEqual([]);
});

test('the requests of the HTTP API\'s page are answered as it says', async () => {
  const [place, read, change, ...others] = commands('docs/guide/call-the-api.md');
  const [accepted] = json('docs/guide/call-the-api.md');

  const placed = await outputOf(place);
  expect(statusesIn(placed)).toEqual([200]);
  expect(JSON.parse(placed.split('\r\n\r\n')[1])).toEqual(accepted);
  expect(await statusesOf(read)).toEqual([200, 200]);
  expect(await statusesOf(change)).toEqual([200]);
  expect(await statusesOf(change)).toEqual([412]); // a stale version
  expect(others).toEqual([]);
});

test('the direct invocation on the HTTP API\'s page is one that the handler takes', async () => {
  const [, invocation] = json('docs/guide/call-the-api.md');

  expect((await world.sendEvent(invocation)).statusCode).toBe(200);
  expect((await world.sendEvent(invocation)).headers).toMatchObject({ 'Idempotency-Replayed': 'true' });
});

test('the request on the page about retries is stored once, and then replayed', async () => {
  const [place, ...others] = commands('docs/guide/idempotency.md');

  const [first, second] = [await outputOf(place), await outputOf(place)];

  expect([first, second].map(statusesIn)).toEqual([[200], [200]]);
  expect([first, second].map((output) => /^idempotency-replayed: true\r$/im.test(output))).toEqual([false, true]);
  expect(first.split('\r\n\r\n')[1]).toBe(second.split('\r\n\r\n')[1]);
  expect(others).toEqual([]);
});

test('the requests on the page about pages show a page, and then all of them', async () => {
  const [first, all, ...others] = commands('docs/guide/pagination.md');
  const orderIds = ['order-2026-0001', 'order-2026-0002', 'order-2026-0003'];
  for (const orderId of orderIds) {
    await world.send({ operationId: 'createOrder', body: { orderId, customerId: 'customer123', items: [{ productId: 'prod1', quantity: 1, price: 5 }] } });
  }

  expect(JSON.parse(await outputOf(first))).toEqual(json('docs/guide/pagination.md')[0]);
  const pages = (await outputOf(all)).trim().split('\n').map((line) => JSON.parse(line) as { orders: { orderId: string }[] });
  expect(pages.flatMap(({ orders }) => orders.map(({ orderId }) => orderId))).toEqual(orderIds.reverse());
  expect(pages.length).toBeGreaterThan(1);
  expect(others).toEqual([]);
});

test('the requests on the page about the back office change orders as it says', async () => {
  const [cancel, pack, ship, giveBack, ...others] = commands('docs/guide/back-office.md');
  const items = [{ productId: 'prod1', quantity: 2, price: 29.99 }];
  for (const orderId of ['order-2026-0001', 'order-2026-0002', 'order-2026-0003']) {
    await world.send({ operationId: 'createOrder', body: { orderId, customerId: 'customer123', items } });
  }
  await become('order-2026-0001', 'CONFIRMED');
  await become('order-2026-0003', 'CONFIRMED', 'SHIPPED', 'DELIVERED');

  expect(bodyOf(await outputOf(cancel)).statusHistory).toContainEqual(expect.objectContaining({ status: 'CANCELLED', reason: 'fraud', note: '3 cards declined' }));
  const [{ fulfilmentId }] = bodyOf(await outputOf(pack)).fulfilments;
  expect(bodyOf(await outputOf(pack)).fulfilments).toHaveLength(1); // a retry
  expect(bodyOf(await outputOf(ship, { FULFILMENT_ID: fulfilmentId }))).toMatchObject({ status: 'CONFIRMED', fulfilmentStatus: 'PARTIAL', fulfilments: [{ status: 'SHIPPED', carrier: 'UPS' }] });
  expect(bodyOf(await outputOf(giveBack)).returns).toEqual([expect.objectContaining({ refundAmount: 29.99, reason: 'customer' })]);
  expect(others).toEqual([]);
});

test('the request on the page about the staff list shows the page that it has', async () => {
  const [list, ...others] = commands('docs/guide/staff-list.md');
  const reference = 'PICK-77';
  await world.send({ operationId: 'createOrder', body: { orderId: 'order-2026-0001', customerId: 'customer123', reference, items: [{ productId: 'prod1', quantity: 1, price: 5 }] } });
  await world.send({ operationId: 'createOrder', body: { orderId: 'order-2026-0002', customerId: 'customer456', reference, items: [{ productId: 'prod1', quantity: 1, price: 5 }] } });
  await become('order-2026-0001', 'CONFIRMED');
  await become('order-2026-0002', 'CONFIRMED');

  expect(JSON.parse(await outputOf(list))).toEqual(json('docs/guide/staff-list.md')[0]);
  expect(others).toEqual([]);
});

test('the problem on the page about errors is one that the handler answers with', async () => {
  const order = { customerId: 'customer123', items: [{ productId: 'prod1', quantity: 0, price: 5 }], currency: 'usd' };
  const { body } = await world.send({ operationId: 'createOrder', body: order });

  expect(json('docs/guide/errors.md')[0]).toEqual(JSON.parse(body));
});

async function become(orderId: string, ...statuses: readonly string[]): Promise<void> {
  for (const status of statuses) await world.send({ operationId: 'updateOrderStatus', orderId, headers: { 'If-Match': '*' }, body: { status } });
}

/** The body of what `curl -i` has printed. */
function bodyOf(output: string): any {
  return JSON.parse(output.split('\r\n\r\n')[1]);
}

/** The blocks of JSON of a page. */
function json(page: string): unknown[] {
  return blocksOf(pageAt(page)).filter(({ language }) => language === 'json').map(({ code }) => JSON.parse(code));
}

/** The blocks of a page that are run here, in order. */
function commands(page: string): string[] {
  const entries = RUN_HERE.filter((entry) => entry.page === page);
  const blocks = blocksOf(pageAt(page)).filter(({ language, code }) => language === 'console' && entries.some(({ begins }) => code.startsWith(begins)));
  return blocks.map(({ code }) => code);
}

async function statusesOf(command: string): Promise<number[]> {
  return statusesIn(await outputOf(command));
}

function statusesIn(output: string): number[] {
  return [...output.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));
}

async function outputOf(command: string, variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const child = spawn('sh', ['-ec', command], {
    env: { PATH: process.env.PATH, ORDERS_URL: `http://127.0.0.1:${port}/orders`, NO_PROXY: '127.0.0.1', ...variables },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  const [status] = await once(child, 'close');
  expect(status).toBe(0);
  return Buffer.concat(output).toString();
}

/** As API Gateway hands a request on. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(request.url!, 'http://127.0.0.1');
  const [route, pathParameters] = routeOf(request.method!, pathname);
  const { statusCode, headers, body } = await world.sendEvent({
    version: '2.0',
    routeKey: route.routeKey,
    rawQueryString: searchParams.toString(),
    headers: request.headers,
    pathParameters,
    requestContext: { requestId: 'JKJaXmPLvHcESHA=' },
    body: chunks.length === 0 ? undefined : Buffer.concat(chunks).toString(),
    isBase64Encoded: false,
  });
  response.writeHead(statusCode, headers).end(body);
}

/** The route of a path, with the values of its parameters. */
function routeOf(requestMethod: string, pathname: string): [Route, Record<string, string>] {
  const segments = pathname.split('/');
  const isParameter = (segment: string) => segment.startsWith('{');
  const route = ROUTES.find(({ method, path }) => {
    const wanted = path.split('/');
    const isLike = wanted.length === segments.length && wanted.every((each, index) => isParameter(each) || each === segments[index]);
    return isLike && method === requestMethod;
  })!;
  const parameters = route.path.split('/').flatMap((each, index) => (isParameter(each) ? [[each.slice(1, -1), segments[index]]] : []));
  return [route, Object.fromEntries(parameters)];
}
