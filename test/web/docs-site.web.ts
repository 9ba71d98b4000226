/*
 * The documentation in a real browser, as it is built.
 */
import { createHash } from 'node:crypto';
import { source as axeSource } from 'axe-core';
import { Browser, BrowserContext, Page } from 'playwright-core';
import { constructReference } from '../../tools/docs/construct-reference';
import { serveDocs } from '../../tools/docs/docs-server';
import { SITE } from '../../tools/docs/docs-site';
import { LoopbackServer } from '../../tools/shared/loopback-server';
import { PAGES } from '../support/docs/markdown';
import { complaintsOf, DESKTOP, launchBrowser } from '../support/web/browser';
import { linesOnScreen, overflowsOf, SMALLEST_LETTERS } from '../support/web/in-page';

const PHONE = { width: 390, height: 844 };

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

  await page.waitForURL('**/redrive-order-events.html*');
  expect(complaints).toEqual([]);
});

test.each([
  ['idempotency', 'idempotency'],
  ['retry', 'idempotency'],
  ['Cognito', 'cognito'],
  ['CORS', 'cors'],
  ['cost', 'cost'],
  ['delete an order', 'privacy'],
  ['refund', 'refunds'],
  ['GDPR', 'privacy'],
  ['pagination', 'pagination'],
  ['LocalStack', 'local-development'],
])('whoever looks for \'%s\' finds the guide %s first', async (words, guide) => {
  await open('/');

  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill(words);
  const first = page.getByRole('option').first();
  await first.waitFor();

  expect(await first.getByRole('link').getAttribute('href')).toMatch(new RegExp(`^/guide/${guide}\\.html`));
  expect(complaints).toEqual([]);
});

describe('an example', () => {
  const tabs = () => page.getByRole('radiogroup', { name: 'Language' });
  const shown = () => page.locator('.vp-code-group').first().locator('.blocks > .active');

  test('is in TypeScript until somebody chooses Python, which then holds for every example, the next page and the next visit', async () => {
    await open('/guide/names.html');
    expect(await shown().textContent()).toContain('new OrderProcessingApi(');

    await tabs().last().getByText('Python').click();

    expect(await page.locator('.vp-code-group .active').count()).toBe(await page.locator('.vp-code-group .active.language-python').count());
    expect(await shown().textContent()).toContain('from cdk_order_processing_api import');
    await page.getByRole('link', { name: 'CORS', exact: true }).first().click();
    await page.waitForURL('**/cors.html');
    expect(await shown().textContent()).toContain('from cdk_order_processing_api import');
    await page.reload();
    await expectIn('Python');
    expect(complaints).toEqual([]);
  });

  test('stays where it is on the screen when its language changes', async () => {
    await open('/guide/names.html');
    const last = tabs().last();
    await last.scrollIntoViewIfNeeded();
    const before = await last.boundingBox();

    await last.getByText('Python').click();

    expect(Math.abs((await last.boundingBox())!.y - before!.y)).toBeLessThan(2);
  });

  test('changes its language by the keyboard', async () => {
    await open('/guide/names.html');

    await tabs().first().getByLabel('TypeScript').focus();
    await page.keyboard.press('ArrowRight');

    await expectIn('Python');
    expect(await tabs().first().getByLabel('Python').evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.press('ArrowLeft');
    await expectIn('TypeScript');
  });

  async function expectIn(language: string): Promise<void> {
    await page.locator(`.vp-code-group .blocks > .active.language-${language === 'Python' ? 'python' : 'ts'}`).first().waitFor();
    expect(await tabs().first().getByLabel(language).isChecked()).toBe(true);
  }
});

describe('no page is wider than its window,', () => {
  test('and on a screen of 1280 px no code and no table scrolls sideways', async () => {
    expect(await tooWide(DESKTOP, '.vp-doc pre, .vp-doc table')).toEqual([]);
  });

  test('and on a phone only code, tables and the drawing of the resources scroll, inside of themselves', async () => {
    expect(await tooWide(PHONE, '.vp-doc p:not(:has(> img[src*="/architecture."])), .vp-doc li, .vp-doc h1, .vp-doc h2, .vp-doc h3')).toEqual([]);
  });

  test('and a line of code of a guide is whole on a screen of 1280 px', async () => {
    await open('/guide/names.html');

    expect(await page.evaluate(linesOnScreen(84))).toBe(1);
    expect(await page.evaluate(linesOnScreen(120))).toBe(2);
  });

  /** What is wider than the place that it has, in every page, and each page that is wider than its window. */
  async function tooWide(viewport: { width: number; height: number }, selector: string): Promise<string[]> {
    await open('/');
    await page.setViewportSize(viewport);
    const found: string[] = [];
    for (const path of paths()) {
      await page.goto(server.origin + path, { waitUntil: 'load' });
      const overflows: string[] = await page.evaluate(overflowsOf(selector));
      found.push(...overflows.map((what) => `${path}: ${what}`));
    }
    return found;
  }
});

test('on a phone the text of a picture is at least 12 px high', async () => {
  await open('/');
  await page.setViewportSize(PHONE);
  const sizes = new Map<string, number>();
  for (const path of ['/architecture.html', '/guide/call-the-api.html', '/guide/idempotency.html']) {
    await page.goto(server.origin + path, { waitUntil: 'networkidle' });
    const pictures: [string, number][] = await page.evaluate(SMALLEST_LETTERS);
    expect(pictures).not.toEqual([]);
    for (const [source, size] of pictures) sizes.set(source, size);
  }

  expect(sizes.size).toBe(4);
  expect([...sizes].filter(([, size]) => size < 11.95)).toEqual([]);
});

test.each(['light', 'dark'] as const)('axe finds nothing in a guide and in the construct reference, %s', async (colorScheme) => {
  const found: unknown[] = [];
  for (const path of ['/guide/names.html', '/reference/order-processing-api-props.html', '/architecture.html']) {
    await open(path, colorScheme);
    await page.evaluate(axeSource);
    const violations: { id: string; nodes: { target: unknown }[] }[] = await page.evaluate('axe.run(document.querySelector("main")).then(({ violations }) => violations)');
    found.push(...violations.map(({ id, nodes }) => `${path}: ${id} ${JSON.stringify(nodes.slice(0, 3).map(({ target }) => target))}`));
    if (path !== '/architecture.html') await context.close();
  }

  expect(found).toEqual([]);
});

test('the API reference is one click away from the page on the HTTP API', async () => {
  await open('/guide/call-the-api.html');

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
    const next = page.locator('.pager-link.next');
    if (await next.count() === 0) break;
    const address = await next.getAttribute('href');
    await next.click();
    await page.waitForURL(`**${address}`);
    await page.locator('h1').filter({ hasNotText: new RegExp(`^\\s*${title.replace(/\W/g, '\\W')}\\W*$`) }).waitFor();
  }

  expect(read.size).toBe(paths().length);
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

/** Of every page but the API reference. */
function paths(): string[] {
  const pages = PAGES.filter(({ path }) => path.startsWith('docs/')).map(({ path }) => path.replace(/^docs/, '').replace(/\.md$/, '.html'));
  return [...pages, ...[...constructReference().keys()].map((name) => `/reference/${name}.html`)];
}

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
