/*
 * The server of the shop page: what it gives away, and what it does not.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ShopServer } from '../local/shop-server';

const ORDERS_URL = 'http://127.0.0.1:4566/dev/orders';
const REFERENCE = '<!DOCTYPE html><title>Reference</title><script>start()</script>';

let parent: string;
let server: ShopServer;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'shop-server-'));
  const folder = join(parent, 'page');
  mkdirSync(join(folder, 'images'), { recursive: true });
  writeFileSync(join(parent, 'secret.html'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<h1>Shop</h1>');
  writeFileSync(join(folder, 'main.js'), 'start();');
  writeFileSync(join(folder, 'styles.css'), 'body {}');
  writeFileSync(join(folder, 'config.json'), '{ "ordersUrl": "https://example.com" }');
  writeFileSync(join(folder, 'README.md'), 'for people');
  writeFileSync(join(folder, 'images', 'cup & tea.svg'), '<svg/>');
  symlinkSync(join(parent, 'secret.html'), join(folder, 'link.html'));
  server = await ShopServer.start(folder);
  server.publish({ ordersUrl: ORDERS_URL, reference: REFERENCE });
});

afterAll(async () => {
  await server.stop();
  rmSync(parent, { recursive: true });
});

test.each([
  ['/', 'text/html; charset=utf-8', '<h1>Shop</h1>'],
  ['/?from=a-friend', 'text/html; charset=utf-8', '<h1>Shop</h1>'],
  ['/index.html', 'text/html; charset=utf-8', '<h1>Shop</h1>'],
  ['/main.js', 'text/javascript; charset=utf-8', 'start();'],
  ['/styles.css', 'text/css; charset=utf-8', 'body {}'],
  ['/images/cup%20%26%20tea.svg', 'image/svg+xml', '<svg/>'],
  ['/api-reference', 'text/html; charset=utf-8', REFERENCE],
])('%s is served as %s', async (path, contentType, text) => {
  const answer = await get(path);

  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': contentType, 'x-content-type-options': 'nosniff' }, text });
});

test('config.json is ours: where the orders go, and where the reference is', async () => {
  expect(JSON.parse((await get('/config.json')).text)).toEqual({ ordersUrl: ORDERS_URL, referenceUrl: '/api-reference' });
});

test.each([
  '/../secret.html',
  '/%2e%2e/secret.html',
  '/..%2fsecret.html',
  '/images/../../secret.html',
  '/images/..%5c..%5csecret.html',
  '//secret.html',
  '/link.html',
  '/images',
  '/README.md',
  '/main.js%00.html',
  '/%',
])('fails with 404 on %s, which is no file of the page', async (path) => {
  expect(await get(path)).toMatchObject({ status: 404, text: 'there is no such page\n' });
});

test('fails with 405 on other methods than GET and HEAD, and says so', async () => {
  expect(await get('/', { method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  expect(await get('/', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
});

test('fails with 421 under another name, which a page of the internet could have given it', async () => {
  expect(await get('/', { headers: { Host: 'attacker.example' } })).toMatchObject({ status: 421 });
});

test('listens on 127.0.0.1 alone', () => {
  expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('the page may run its own scripts and talk to the API, and to nobody else', async () => {
  const policy = (await get('/')).headers['content-security-policy'];

  expect(policy).toBe("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' http://127.0.0.1:4566; "
    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
});

test('the reference may run the scripts that are in it, and talk to nobody', async () => {
  const policy = (await get('/api-reference')).headers['content-security-policy'];

  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]{43}='; /);
  expect(policy).not.toMatch(/connect-src|http/);
});

test('before the API is there, nothing is served', async () => {
  const early = await ShopServer.start(parent);
  const answer = await fetch(early.origin);
  await early.stop();

  expect(answer.status).toBe(404);
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Below `fetch`, which would tidy the path up. */
function get(path: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  const { hostname, port } = new URL(server.origin);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => resolve({ status: incoming.statusCode!, headers: incoming.headers, text: Buffer.concat(chunks).toString() }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
