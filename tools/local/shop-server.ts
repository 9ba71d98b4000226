/*
 * The shop page and the API reference on loopback.
 */
import { createHash } from 'node:crypto';
import type { Product } from './products-table';
import { CONTENT_TYPES, LoopbackServer, Page, pagesIn } from '../shared/loopback-server';

const REFERENCE_PATH = '/api-reference';

interface Published {
  /** Where the page posts its orders to. */
  readonly ordersUrl: string;
  /** The API reference: one HTML page with all that it needs in it. */
  readonly reference?: string;
  /** What the shop page offers, as it is when it is asked for. Without products there is no shop page. */
  readonly products?: () => Promise<readonly Product[]>;
}

export class ShopServer {
  /** Its address is known before the API is deployed, which needs it as the allowed origin. */
  public static async start(folder: string): Promise<ShopServer> {
    return new ShopServer(folder, await LoopbackServer.start());
  }

  public readonly origin: string;

  public readonly referenceUrl: string;

  private hasShop = false;

  private constructor(private readonly folder: string, private readonly server: LoopbackServer) {
    this.origin = server.origin;
    this.referenceUrl = server.origin + REFERENCE_PATH;
  }

  /** From here on the page is served. */
  public publish(published: Published): void {
    const made = madeOf(published);
    this.hasShop = published.products !== undefined;
    const files = this.hasShop ? pagesIn(this.folder, allowedToShop(published.ordersUrl)) : () => undefined;
    this.server.serve((path) => made.get(path)?.() ?? files(path));
  }

  /** What is served, a line for each page. */
  public pages(): string {
    return [
      ...this.hasShop ? [`  ${this.origin}/  a shop page that orders from this API`] : [],
      `  ${this.referenceUrl}  the API reference`,
    ].join('\n');
  }

  public stop(): Promise<void> {
    return this.server.stop();
  }
}

/** The pages that are no files: they differ from one deployment to the next, or from one moment to the next. */
function madeOf({ ordersUrl, reference, products }: Published): Map<string, () => Page | Promise<Page>> {
  const config = { ordersUrl, referenceUrl: reference === undefined ? undefined : REFERENCE_PATH };
  const pages = new Map<string, () => Page | Promise<Page>>([['/config.json', () => json(config)]]);
  if (products !== undefined) pages.set('/products.json', async () => json(await products()));
  if (reference !== undefined) pages.set(REFERENCE_PATH, () => ({ contentType: CONTENT_TYPES['.html'], body: reference, allowed: allowedToRead(reference) }));
  return pages;
}

function json(value: unknown): Page {
  return { contentType: CONTENT_TYPES['.json'], body: JSON.stringify(value), allowed: [] };
}

/** The page's own files, and one API to talk to. */
function allowedToShop(ordersUrl: string): string[] {
  return ["script-src 'self'", "style-src 'self'", "img-src 'self'", `connect-src 'self' ${new URL(ordersUrl).origin}`];
}

/** The scripts that are in the page, by their hashes, and no connection to anywhere. */
function allowedToRead(html: string): string[] {
  const scripts = [...html.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)].map(([, script]) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [`script-src ${scripts.join(' ')}`, "style-src 'unsafe-inline'", 'img-src data:', 'font-src data:'];
}
