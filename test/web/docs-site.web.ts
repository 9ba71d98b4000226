/*
 * The documentation in a real browser, as it is built.
 */
import { createHash } from 'node:crypto';
import { Browser, BrowserContext, Page } from 'playwright-core';
import { serveDocs } from '../../tools/docs/docs-server';
import { SITE } from '../../tools/docs/docs-site';
import { LoopbackServer } from '../../tools/shared/loopback-server';
import { PAGES } from '../support/docs/markdown';
import { complaintsOf, DESKTOP, launchBrowser } from '../support/web/browser';

jest.setTimeout(60_000);

let server: LoopbackServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  server = await serveDocs(SITE);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
});

afterEach(() => context.close());

test('a page is found by a word that is in it', async () => {
  await open('/');

  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill('TrimmedDataAccessException');
  await page.getByRole('option').first().click();

  await page.waitForURL('**/order-events.html*');
  expect(complaints).toEqual([]);
});

test('the API reference is one click away from the page on the HTTP API', async () => {
  await open('/http-api.html');

  await page.getByRole('link', { name: 'HTTP API reference', exact: true }).click();

  await page.getByRole('heading', { name: /^Order processing API/i }).waitFor();
  expect(complaints).toEqual([]);
});

test('whoever reads on from page to page comes to the end', async () => {
  await open('/');
  const read = new Set<string>();
  for (;;) {
    const title = await page.locator('h1').innerText();
    expect(read).not.toContain(title);
    read.add(title);
    const next = page.getByRole('link', { name: /^Next / });
    if (await next.count() === 0) break;
    await next.click();
    await page.locator('h1').filter({ hasNotText: title }).waitFor();
  }

  expect(read.size).toBe(PAGES.filter(({ path }) => path.startsWith('docs/')).length);
  expect(complaints).toEqual([]);
});

test('what is not there is told by a page of the site', async () => {
  const response = await open('/no-such-page.html');

  expect(response?.status()).toBe(404);
  await page.getByText('PAGE NOT FOUND').waitFor();
});

test('the drawing is light or dark as the switch says, whatever the system is', async () => {
  const drawings = new Map<string, string>();
  for (const system of ['light', 'dark'] as const) {
    for (const chosen of ['light', 'dark'] as const) {
      await open('/architecture.html', system, chosen);
      drawings.set(`${chosen} on a ${system} system`, await drawing());
      await context.close();
    }
  }

  expect(drawings.get('light on a dark system')).toBe(drawings.get('light on a light system'));
  expect(drawings.get('dark on a light system')).toBe(drawings.get('dark on a dark system'));
  expect(drawings.get('light on a light system')).not.toBe(drawings.get('dark on a dark system'));
});

async function open(path: string, colorScheme: 'light' | 'dark' = 'light', chosen = colorScheme) {
  context = await browser.newContext({ viewport: DESKTOP, colorScheme, reducedMotion: 'reduce' });
  page = await context.newPage();
  complaints = complaintsOf(page);
  await page.addInitScript(`localStorage.setItem('vitepress-theme-appearance', '${chosen}')`);
  return page.goto(server.origin + path, { waitUntil: 'networkidle' });
}

/** The pixels of the architecture's drawing, as a hash. */
async function drawing(): Promise<string> {
  return createHash('sha256').update(await page.locator('img[src*="architecture"]').screenshot()).digest('hex');
}
