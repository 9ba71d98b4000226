/*
 * What every page is looked at for: the keyboard, the width, accessibility, and its picture for the docs.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { source as axeSource } from 'axe-core';
import { Page } from 'playwright-core';
import { ROOT } from '../../../tools/shared/paths';

/** Presses Tab until what is named so has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let count = 0; count < 60; count++) {
    await page.keyboard.press('Tab');
    if (await focusedName(page) === name) return;
  }
  throw new Error(`no way to '${name}' by Tab`);
}

export async function focusedName(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const { ariaLabel, labels, textContent } = document.activeElement;
    return ariaLabel ?? (labels?.[0]?.querySelector('span') ?? labels?.[0])?.textContent ?? textContent.trim();
  })()`);
}

/** By how much the page is wider than the window. */
export async function overflowOf(page: Page): Promise<unknown> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

export async function violationsOf(page: Page): Promise<unknown[]> {
  await page.evaluate(axeSource);
  const found: { id: string; nodes: { target: unknown; failureSummary: string }[] }[] = await page.evaluate('axe.run().then(({ violations }) => violations)');
  return found.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })) }));
}

/** The pictures of the docs, when they are asked for: `npm test -- web --screenshots`. */
export async function takePicture(page: Page, name: string, fullPage = false): Promise<void> {
  if (process.env.SCREENSHOTS !== '1') return;
  const folder = join(ROOT, 'docs', 'images');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.png`);
  await page.evaluate('document.activeElement.blur()');
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file, fullPage });
  expect(statSync(file).size).toBeLessThan(150_000);
}
