/*
 * The shop page over plain HTTP and not on localhost, as from a phone in the same network: no secure context, in which a browser has
 * less. The API is a stand-in: what it makes of an order, test/web/shop.web.ts shows.
 */
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { COUNTRIES } from '../../src/handler/domain/country';
import { below, pagesIn } from '../../tools/shared/loopback-server';
import { SHARED_BY_PAGES, SHOP_PAGE } from '../../tools/shared/paths';
import { complaintsOf, DESKTOP, launchBrowser } from '../support/web/browser';

const HOST = 'shop.test';
const API = 'https://orders.test/dev/orders';

let server: Server;
let origin: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];
let sent: Request[];

beforeAll(async () => {
  const [pages, shared] = [pagesIn(SHOP_PAGE, []), below('/web-shared', pagesIn(SHARED_BY_PAGES, []))];
  server = createServer(({ url = '/' }, response) => {
    if (url === '/config.json') return void response.end(JSON.stringify({ ordersUrl: API }));
    const found = pages(url) ?? shared(url);
    if (found) response.setHeader('Content-Type', found.contentType);
    response.writeHead(found ? 200 : 404).end(found?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  browser = await launchBrowser(`--host-resolver-rules=MAP ${HOST} 127.0.0.1`);
});

afterAll(async () => {
  await browser?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(async () => {
  sent = [];
  context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce' });
  page = await context.newPage();
  complaints = complaintsOf(page);
});

afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

async function open(): Promise<void> {
  await page.goto(`${origin}/`);
  expect(await page.evaluate(() => (globalThis as unknown as { isSecureContext: boolean }).isSecureContext)).toBe(false);
}

/** Takes each order as the API does. */
async function takeOrders(): Promise<void> {
  const allowed = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*', 'Access-Control-Allow-Methods': '*', 'Access-Control-Expose-Headers': '*' };
  await page.route(`${API}**`, async (route) => {
    if (route.request().method() === 'OPTIONS') return route.fulfill({ status: 204, headers: allowed });
    sent.push(route.request());
    const order = { ...route.request().postDataJSON(), orderId: '0a1b2c3d-0000-4000-8000-0123456789ab', orderNumber: 'GG86NEQB0ZV1X', status: 'PROCESSING', createdAt: '2026-03-01T12:00:00.000Z' };
    return route.fulfill({ status: 200, headers: allowed, contentType: 'application/json', body: JSON.stringify(order) });
  });
}

async function fillIn(): Promise<void> {
  await page.getByRole('button', { name: 'Add Notebook A5' }).click();
  await page.getByLabel('Name').fill('Ada Example');
  await page.getByLabel('E-mail').fill('phone@example.com');
}

async function place(): Promise<void> {
  await page.getByRole('button', { name: 'Place order' }).click();
}

test('an order is placed, under a key of 128 random bits', async () => {
  await takeOrders();
  await open();
  await fillIn();
  await place();

  await page.locator('#receipt').waitFor();
  expect(sent.map((request) => request.headers()['idempotency-key'])).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
});

test('a guest has the same random id for each order, and another guest another', async () => {
  await takeOrders();
  await open();
  await fillIn();
  await place();
  await page.getByRole('button', { name: 'New order' }).click();
  await page.reload();
  await fillIn();
  await place();
  await page.locator('#receipt').waitFor();
  await page.evaluate('localStorage.clear(); sessionStorage.clear()');
  await page.reload();
  await fillIn();
  await place();
  await page.locator('#receipt').waitFor();

  const [first, second, other] = sent.map((request) => request.postDataJSON().customerId);
  expect(first).toMatch(/^guest-[0-9a-f]{32}$/);
  expect(second).toBe(first);
  expect(other).toMatch(/^guest-[0-9a-f]{32}$/);
  expect(other).not.toBe(first);
});

test('each order has a key of its own', async () => {
  await takeOrders();
  for (const _ of [1, 2]) {
    await context.clearCookies();
    await open();
    await page.evaluate('localStorage.clear(); sessionStorage.clear()');
    await page.reload();
    await fillIn();
    await place();
    await page.locator('#receipt').waitFor();
  }

  expect(new Set(sent.map((request) => request.headers()['idempotency-key'])).size).toBe(2);
});

test('an order is placed where the browser keeps nothing', async () => {
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(globalThis, name, { get: () => { throw new Error('denied'); } });
  });
  await takeOrders();
  await open();
  await fillIn();
  await place();

  await page.locator('#receipt').waitFor();
  expect(sent).toHaveLength(1);
});

test('an API that cannot be reached is told of, and the order can be sent again', async () => {
  await page.route(`${API}**`, (route) => route.abort());
  await open();
  await fillIn();
  await place();

  await page.getByText('No answer').waitFor();
});

test('the countries are those that the API takes, by their names', async () => {
  await open();
  await page.getByRole('button', { name: 'Add Notebook A5' }).waitFor();
  const options = page.getByLabel('Country').locator('option:not([value=""])');
  const codes = await options.evaluateAll((elements) => elements.map((element) => element.getAttribute('value')!));
  const names = await options.allTextContents();

  expect([...codes].sort()).toEqual([...COUNTRIES].sort());
  expect(names[codes.indexOf('CI')]).toBe('Côte d’Ivoire');
  expect(names.filter((name) => /^[A-Z]{2}$/.test(name))).toEqual([]);
});

test('for who has no JavaScript the page says that it needs it', async () => {
  await open();

  await expect(page.locator('noscript').textContent()).resolves.toContain('This shop needs JavaScript');
});
