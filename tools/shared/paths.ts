import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** Everything that the tools make for themselves. It may be deleted at any time. */
export const CACHE = join(ROOT, 'tools', '.cache');

export const SAMPLE_APP = join(ROOT, 'examples', 'typescript');

export const SHOP_PAGE = join(ROOT, 'examples', 'web-checkout');

export const BACK_OFFICE_PAGE = join(ROOT, 'examples', 'back-office');

/** What both pages import. */
export const SHARED_BY_PAGES = join(ROOT, 'examples', 'web-shared');

/** The folder for what is made while one local AWS runs; it goes when the emulator goes. */
export function runFolder(endpoint: string): string {
  return join(CACHE, `run-${new URL(endpoint).port || '80'}`);
}
