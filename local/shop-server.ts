/*
 * The shop page and the API reference on loopback. It serves what lies in the page's folder when it is asked, and
 * nothing else: a path is looked up among the files that are there, never made into one.
 */
import { createHash } from 'node:crypto';
import { Dirent, readdirSync, readFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { extname, join, relative, sep } from 'node:path';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

const REFERENCE_PATH = '/api-reference';

const NOWHERE_ELSE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

interface Page {
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly policy: string;
}

interface Published {
  /** Where the page posts its orders to. */
  readonly ordersUrl: string;
  /** The API reference: one HTML page with all that it needs in it. */
  readonly reference?: string;
}

export class ShopServer {
  /** Its address is known before the API is deployed, which needs it as the allowed origin. */
  public static async start(folder: string): Promise<ShopServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return new ShopServer(server, folder);
  }

  public readonly origin: string;

  private published?: Published;

  private constructor(private readonly server: Server, private readonly folder: string) {
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => this.answer(request, response));
  }

  /** From here on the page is served. */
  public publish(published: Published): void {
    this.published = published;
  }

  public get referenceUrl(): string {
    return this.origin + REFERENCE_PATH;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): void {
    // A page of the internet whose name resolves to 127.0.0.1 would come with that name.
    if (`http://${headers.host}` !== this.origin) return refuse(response, 421, 'this server has another name');
    if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405, 'only GET and HEAD are allowed', { Allow: 'GET, HEAD' });
    const page = this.published && this.pageAt(url.split('?')[0], this.published);
    if (!page) return refuse(response, 404, 'there is no such page');
    response.writeHead(200, { ...commonHeaders(page.contentType), 'Content-Security-Policy': page.policy });
    response.end(method === 'HEAD' ? undefined : page.body);
  }

  private pageAt(path: string, { ordersUrl, reference }: Published): Page | undefined {
    const policy = shopPolicy(ordersUrl);
    if (path === '/config.json') {
      const config = { ordersUrl, referenceUrl: reference === undefined ? undefined : REFERENCE_PATH };
      return { contentType: CONTENT_TYPES['.json'], body: JSON.stringify(config), policy };
    }
    if (path === REFERENCE_PATH && reference !== undefined) {
      return { contentType: CONTENT_TYPES['.html'], body: reference, policy: referencePolicy(reference) };
    }
    const file = filesIn(this.folder).get(path === '/' ? '/index.html' : path);
    return file === undefined ? undefined : { contentType: CONTENT_TYPES[extname(file)], body: readFileSync(file), policy };
  }
}

/** The files of a folder that have a content type, by their paths in a URL. No links: they could lead out of it. */
function filesIn(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(pathOf);
  return new Map(files
    .filter((file) => extname(file) in CONTENT_TYPES)
    .map((file) => [`/${relative(folder, file).split(sep).map(encodeURIComponent).join('/')}`, file]));
}

function pathOf({ parentPath, path, name }: Dirent): string {
  return join(parentPath ?? path, name);
}

/** The page's own files, and one API to talk to. */
function shopPolicy(ordersUrl: string): string {
  return `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ${new URL(ordersUrl).origin}; ${NOWHERE_ELSE}`;
}

/** The scripts that are in the page, by their hashes, and no connection to anywhere. */
function referencePolicy(html: string): string {
  const scripts = [...html.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)].map(([, script]) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return `default-src 'none'; script-src ${scripts.join(' ')}; style-src 'unsafe-inline'; img-src data:; font-src data:; ${NOWHERE_ELSE}`;
}

function refuse(response: ServerResponse, status: number, why: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...commonHeaders('text/plain; charset=utf-8'), ...headers }).end(`${why}\n`);
}

function commonHeaders(contentType: string): Record<string, string> {
  return {
    'Content-Type': contentType,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store', // who changes the page sees the change
  };
}
