/*
 * The shop page, the back office and the API reference on loopback.
 */
import { createHash } from 'node:crypto';
import type { Person } from './people';
import type { Product } from './products-table';
import { below, CONTENT_TYPES, LoopbackServer, Page, Pages, pagesIn } from '../shared/loopback-server';
import { BACK_OFFICE_PAGE, SHARED_BY_PAGES, SHOP_PAGE } from '../shared/paths';

const REFERENCE_PATH = '/api-reference';
const BACK_OFFICE_PATH = '/back-office';
const SHARED_PATH = '/web-shared';
const PEOPLE_FILE = 'people.json';

/** The folders of the pages. */
export interface PageFolders {
  readonly shop: string;
  readonly backOffice: string;
  /** What both import. */
  readonly shared: string;
}

const FOLDERS: PageFolders = { shop: SHOP_PAGE, backOffice: BACK_OFFICE_PAGE, shared: SHARED_BY_PAGES };

interface Published {
  /** Where the page posts its orders to. */
  readonly ordersUrl: string;
  /** The API reference: one HTML page with all that it needs in it. */
  readonly reference?: string;
  /** What the shop page offers, as it is when it is asked for. Without products there is no shop page. */
  readonly products?: () => Promise<readonly Product[]>;
  /** Who can sign in to the back office, with tokens that are valid when they are asked for. Without people there is no back office. */
  readonly people?: () => Promise<readonly Person[]>;
}

export class ShopServer {
  /** Its address is known before the API is deployed, which needs it as the allowed origin. */
  public static async start(folders: Partial<PageFolders> = {}): Promise<ShopServer> {
    return new ShopServer({ ...FOLDERS, ...folders }, await LoopbackServer.start());
  }

  public readonly origin: string;

  public readonly referenceUrl: string;

  public readonly backOfficeUrl: string;

  private published?: Published;

  private constructor(private readonly folders: PageFolders, private readonly server: LoopbackServer) {
    this.origin = server.origin;
    this.referenceUrl = server.origin + REFERENCE_PATH;
    this.backOfficeUrl = `${server.origin}${BACK_OFFICE_PATH}/`;
  }

  /** From here on the pages are served. */
  public publish(published: Published): void {
    this.published = published;
    const made = madeOf(published);
    const files = this.filesOf(published);
    this.server.serve(async (path) => {
      const page = await made.get(path)?.();
      if (page) return page;
      for (const pages of files) {
        const file = await pages(path);
        if (file) return file;
      }
      return undefined;
    });
  }

  /** What is served, a line for each page. */
  public pages(): string {
    return [
      ...this.published?.products ? [`  ${this.origin}/  a shop page that orders from this API`] : [],
      ...this.published?.people ? [`  ${this.backOfficeUrl}  a back office for staff, and for customers`] : [],
      `  ${this.referenceUrl}  the API reference`,
    ].join('\n');
  }

  private filesOf({ ordersUrl, products, people }: Published): readonly Pages[] {
    const allowed = allowedToShop(ordersUrl);
    const { shop, backOffice, shared } = this.folders;
    return [
      ...products ? [pagesIn(shop, allowed)] : [],
      ...people ? [below(BACK_OFFICE_PATH, pagesIn(backOffice, allowed))] : [],
      ...products ?? people ? [below(SHARED_PATH, pagesIn(shared, allowed))] : [],
    ];
  }

  public stop(): Promise<void> {
    return this.server.stop();
  }
}

/** The pages that are no files: they differ from one deployment to the next, or from one moment to the next. */
function madeOf({ ordersUrl, reference, products, people }: Published): Map<string, () => Page | Promise<Page>> {
  const referenceUrl = reference === undefined ? undefined : REFERENCE_PATH;
  const backOfficeUrl = people === undefined ? undefined : `${BACK_OFFICE_PATH}/`;
  const pages = new Map<string, () => Page | Promise<Page>>([['/config.json', () => json({ ordersUrl, referenceUrl, backOfficeUrl })]]);
  if (products !== undefined) pages.set('/products.json', async () => json(await products()));
  if (people !== undefined) {
    pages.set(`${BACK_OFFICE_PATH}/config.json`, () => json({ ordersUrl, peopleUrl: PEOPLE_FILE, shopUrl: products && '/' }));
    pages.set(`${BACK_OFFICE_PATH}/${PEOPLE_FILE}`, async () => json(await people()));
  }
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
