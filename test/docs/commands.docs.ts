/*
 * The requests of the documentation, sent with curl to the real handler behind a server on loopback.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { ORDER_KEY, ROUTES } from '../../src/contract';
import { World } from '../../tools/openapi/scenarios';
import { pageAt } from '../../tools/shared/markdown';
import { RUN_HERE } from '../support/docs/command-blocks';
import { blocksOf } from '../support/docs/markdown';

let server: Server;
let world: World;

beforeAll(async () => {
  world = new World();
  server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => server.close());

const HTTP_API = blocksOf(pageAt('docs/guide/call-the-api.md'));

test('the README\'s order is taken', async () => {
  const [place, ...others] = commands('README.md');

  expect(await statusesOf(place)).toEqual([200]);
  expect(others).toEqual([]);
});

test('the requests of the HTTP API\'s page are answered as it says', async () => {
  const [place, again, read, change, ...others] = commands('docs/guide/call-the-api.md');

  const placed = await outputOf(place);
  expect(statusesIn(placed)).toEqual([200]);
  expect(JSON.parse(placed.split('\r\n\r\n')[1])).toEqual(JSON.parse(HTTP_API.find(({ language }) => language === 'json')!.code));
  expect((await outputOf(again)).match(/^idempotency-replayed: true\r$/gim)).toHaveLength(1);
  expect(await statusesOf(read)).toEqual([200, 200]);
  expect(await statusesOf(change)).toEqual([200]);
  expect(await statusesOf(change)).toEqual([412]); // somebody was faster
  expect(others).toEqual([]);
});

test('the problem on the HTTP API\'s page is one that the handler answers with', async () => {
  const order = { customerId: 'customer123', items: [{ productId: 'prod1', quantity: 0, price: 5 }] };
  const { body } = await new World().send({ operationId: 'createOrder', body: order });

  expect(JSON.parse(HTTP_API.filter(({ language }) => language === 'json')[1].code)).toEqual(JSON.parse(body));
});

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

async function outputOf(command: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const child = spawn('sh', ['-ec', command], {
    env: { PATH: process.env.PATH, API_ENDPOINT: `http://127.0.0.1:${port}/orders`, NO_PROXY: '127.0.0.1' },
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
  const orderId = pathname.split('/')[2];
  const route = ROUTES.find(({ method, path }) => method === request.method && path === (orderId === undefined ? '/orders' : `/orders/{${ORDER_KEY}}`))!;
  const { statusCode, headers, body } = await world.sendEvent({
    version: '2.0',
    routeKey: route.routeKey,
    rawQueryString: searchParams.toString(),
    headers: request.headers,
    pathParameters: orderId === undefined ? undefined : { [ORDER_KEY]: orderId },
    requestContext: { requestId: 'JKJaXmPLvHcESHA=' },
    body: chunks.length === 0 ? undefined : Buffer.concat(chunks).toString(),
    isBase64Encoded: false,
  });
  response.writeHead(statusCode, headers).end(body);
}
