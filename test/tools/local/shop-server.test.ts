/*
 * The server of the shop page and the back office: what it makes itself. The rest is in loopback-server.test.ts.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PageFolders, ShopServer } from '../../../tools/local/shop-server';
import { get } from '../../support/plain-request';

const ORDERS_URL = 'http://127.0.0.1:4566/dev/orders';
const PRODUCTS = [{ productId: 'mug', name: 'Mug', price: 24.99, available: 3 }];
const PEOPLE = [{ name: 'Kim', token: 'header.payload.signature' }];
const REFERENCE = '<!DOCTYPE html><title>Reference</title><script>start()</script>';

let folder: string;
let folders: PageFolders;
let server: ShopServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shop-server-'));
  folders = { shop: join(folder, 'shop'), backOffice: join(folder, 'office'), shared: join(folder, 'parts') };
  for (const each of Object.values(folders)) mkdirSync(each);
  writeFileSync(join(folders.shop, 'index.html'), '<h1>Shop</h1>');
  writeFileSync(join(folders.shop, 'config.json'), '{ "ordersUrl": "https://example.com" }');
  writeFileSync(join(folders.shop, 'products.json'), '[]');
  writeFileSync(join(folders.backOffice, 'index.html'), '<h1>Back office</h1>');
  writeFileSync(join(folders.shared, 'dom.js'), 'export {};');
  server = await ShopServer.start(folders);
  server.publish({ ordersUrl: ORDERS_URL, reference: REFERENCE, products: async () => PRODUCTS, people: async () => PEOPLE });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

test('the page is served from its folder', async () => {
  expect(await get(server.origin, '/')).toMatchObject({ status: 200, text: '<h1>Shop</h1>' });
});

test('the back office and what both pages share are served from theirs', async () => {
  expect(await get(server.origin, '/back-office/')).toMatchObject({ status: 200, text: '<h1>Back office</h1>' });
  expect(await get(server.origin, '/web-shared/dom.js')).toMatchObject({ status: 200, text: 'export {};' });
  expect(await get(server.origin, '/back-office/../office/index.html')).toMatchObject({ status: 404 });
});

test('the back office is told where the API is, who can sign in, and where the shop is', async () => {
  const { pathname } = new URL(server.backOfficeUrl);
  const [config, people] = await Promise.all(['config.json', 'people.json'].map(async (file) => JSON.parse((await get(server.origin, pathname + file)).text)));

  expect(config).toEqual({ ordersUrl: ORDERS_URL, peopleUrl: 'people.json', shopUrl: '/' });
  expect(people).toEqual(PEOPLE);
});

test('the reference is served as it was given', async () => {
  const { pathname } = new URL(server.referenceUrl);

  expect(await get(server.origin, pathname)).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, text: REFERENCE });
});

test('config.json is ours: where the orders go, and where the reference is', async () => {
  expect(JSON.parse((await get(server.origin, '/config.json')).text)).toEqual({ ordersUrl: ORDERS_URL, referenceUrl: '/api-reference', backOfficeUrl: '/back-office/' });
});

test('products.json is ours: what the shop sells, as it is at the moment', async () => {
  const asked = async () => JSON.parse((await get(server.origin, '/products.json')).text);
  expect(await asked()).toEqual([{ productId: 'mug', name: 'Mug', price: 24.99, available: 3 }]);

  PRODUCTS[0].available = 2;

  expect(await asked()).toEqual([{ productId: 'mug', name: 'Mug', price: 24.99, available: 2 }]);
});

test.each(['/', '/back-office/'])('the page %s may run its own scripts and talk to the API, and to nobody else', async (path) => {
  const policy = (await get(server.origin, path)).headers['content-security-policy'];

  expect(policy).toBe("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' http://127.0.0.1:4566; "
    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
});

test('the reference may run the scripts that are in it, and talk to nobody', async () => {
  const policy = (await get(server.origin, '/api-reference')).headers['content-security-policy'];

  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]{43}='; /);
  expect(policy).not.toMatch(/connect-src|http/);
});

test('the pages are told of as they are served', () => {
  expect(server.pages().split('\n')).toEqual([
    `  ${server.origin}/  a shop page that orders from this API`,
    `  ${server.backOfficeUrl}  a back office for staff, and for customers`,
    `  ${server.referenceUrl}  the API reference`,
  ]);
});

test('without products and people there is neither shop page nor back office', async () => {
  const others = await ShopServer.start(folders);
  others.publish({ ordersUrl: ORDERS_URL, reference: REFERENCE });
  const statuses = await Promise.all(['/', '/index.html', '/products.json', '/back-office/', '/back-office/people.json', '/web-shared/dom.js', '/api-reference'].map(async (path) => (await get(others.origin, path)).status));
  const pages = others.pages();
  await others.stop();

  expect(statuses).toEqual([404, 404, 404, 404, 404, 404, 200]);
  expect(pages).toBe(`  ${others.referenceUrl}  the API reference`);
});

test('before the API is there, nothing is served', async () => {
  const early = await ShopServer.start(folders);
  const answer = await fetch(early.origin);
  await early.stop();

  expect(answer.status).toBe(404);
});
