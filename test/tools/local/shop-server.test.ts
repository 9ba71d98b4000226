/*
 * The server of the shop page: what it makes itself. The rest is in loopback-server.test.ts.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ShopServer } from '../../../tools/local/shop-server';
import { get } from '../../support/plain-request';

const ORDERS_URL = 'http://127.0.0.1:4566/dev/orders';
const PRODUCTS = [{ productId: 'mug', name: 'Mug', price: 24.99, available: 3 }];
const REFERENCE = '<!DOCTYPE html><title>Reference</title><script>start()</script>';

let folder: string;
let server: ShopServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shop-server-'));
  writeFileSync(join(folder, 'index.html'), '<h1>Shop</h1>');
  writeFileSync(join(folder, 'config.json'), '{ "ordersUrl": "https://example.com" }');
  writeFileSync(join(folder, 'products.json'), '[]');
  server = await ShopServer.start(folder);
  server.publish({ ordersUrl: ORDERS_URL, reference: REFERENCE, products: async () => PRODUCTS });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

test('the page is served from its folder', async () => {
  expect(await get(server.origin, '/')).toMatchObject({ status: 200, text: '<h1>Shop</h1>' });
});

test('the reference is served as it was given', async () => {
  const { pathname } = new URL(server.referenceUrl);

  expect(await get(server.origin, pathname)).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, text: REFERENCE });
});

test('config.json is ours: where the orders go, and where the reference is', async () => {
  expect(JSON.parse((await get(server.origin, '/config.json')).text)).toEqual({ ordersUrl: ORDERS_URL, referenceUrl: '/api-reference' });
});

test('products.json is ours: what the shop sells, as it is at the moment', async () => {
  const asked = async () => JSON.parse((await get(server.origin, '/products.json')).text);
  expect(await asked()).toEqual([{ productId: 'mug', name: 'Mug', price: 24.99, available: 3 }]);

  PRODUCTS[0].available = 2;

  expect(await asked()).toEqual([{ productId: 'mug', name: 'Mug', price: 24.99, available: 2 }]);
});

test('the page may run its own scripts and talk to the API, and to nobody else', async () => {
  const policy = (await get(server.origin, '/')).headers['content-security-policy'];

  expect(policy).toBe("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' http://127.0.0.1:4566; "
    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
});

test('the reference may run the scripts that are in it, and talk to nobody', async () => {
  const policy = (await get(server.origin, '/api-reference')).headers['content-security-policy'];

  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]{43}='; /);
  expect(policy).not.toMatch(/connect-src|http/);
});

test('the pages are told of as they are served', () => {
  expect(server.pages()).toBe(`  ${server.origin}/  a shop page that orders from this API\n  ${server.referenceUrl}  the API reference`);
});

test('without products there is no shop page', async () => {
  const others = await ShopServer.start(folder);
  others.publish({ ordersUrl: ORDERS_URL, reference: REFERENCE });
  const statuses = await Promise.all(['/', '/index.html', '/products.json', '/api-reference'].map(async (path) => (await get(others.origin, path)).status));
  const pages = others.pages();
  await others.stop();

  expect(statuses).toEqual([404, 404, 404, 200]);
  expect(pages).toBe(`  ${others.referenceUrl}  the API reference`);
});

test('before the API is there, nothing is served', async () => {
  const early = await ShopServer.start(folder);
  const answer = await fetch(early.origin);
  await early.stop();

  expect(answer.status).toBe(404);
});
