/*
 * The browser of the machine, and what its pages complain of.
 */
import { Browser, chromium, Page } from 'playwright-core';
import { findBrowser } from '../../../tools/shared/browser';

/** On a closed network each of Chromium's own errands is a failed connection. */
const FLAGS = ['--disable-background-networking', '--disable-component-update', '--disable-gpu', '--disable-quic', '--disable-sync', '--no-first-run'];

export const DESKTOP = { width: 1280, height: 800 };

export function launchBrowser(...more: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser(), args: [...FLAGS, ...more] });
}

/** Grows with each error of a script, and with what the page's Content-Security-Policy has stopped. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  return complaints;
}
