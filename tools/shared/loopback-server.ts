/*
 * Pages on loopback: GET and HEAD alone, and nothing but what is looked up among the pages that are there. A path is
 * never made into a file's.
 */
import { once } from 'node:events';
import { Dirent, readdirSync, readFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { extname, join, relative, sep } from 'node:path';

export const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface Page {
  readonly contentType: string;
  readonly body: string | Buffer;
  /** What its Content-Security-Policy lets it do beside nothing: "script-src 'self'". */
  readonly allowed: readonly string[];
}

/** Finds the page at a path, which comes decoded and without its query. What is at /404.html stands in for those that are not there. */
export type Pages = (path: string) => Page | undefined | Promise<Page | undefined>;

export class LoopbackServer {
  /** It has its address from here on, and no page before it is told to serve some. */
  public static async start(): Promise<LoopbackServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LoopbackServer(server);
  }

  public readonly origin: string;

  private pages?: Pages;

  private constructor(private readonly server: Server) {
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => void this.answer(request, response).catch((error) => send(response, 500, notice(String(error)))));
  }

  public serve(pages: Pages): void {
    this.pages = pages;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page of the internet whose name resolves to 127.0.0.1 would come with that name.
    if (`http://${headers.host}` !== this.origin) return send(response, 421, notice('this server has another name'));
    if (method !== 'GET' && method !== 'HEAD') return send(response.setHeader('Allow', 'GET, HEAD'), 405, notice('only GET and HEAD are allowed'));
    const path = decoded(url.split('?')[0]);
    const page = path === undefined ? undefined : await this.pages?.(path);
    if (page) return send(response, 200, page);
    send(response, 404, await this.pages?.('/404.html') ?? notice('there is no such page'));
  }
}

/** What lies in a folder when it is asked for, if it has a content type; at a path that ends in '/' the index. */
export function pagesIn(folder: string, allowed: readonly string[]): (path: string) => Page | undefined {
  return (path) => {
    const file = filesIn(folder).get(path.endsWith('/') ? `${path}index.html` : path);
    return file === undefined ? undefined : { contentType: CONTENT_TYPES[extname(file)], body: readFileSync(file), allowed };
  };
}

/** The same below a path, such as '/shop'. */
export function below<P>(prefix: string, pages: (path: string) => P): (path: string) => P | undefined {
  return (path) => (path.startsWith(`${prefix}/`) ? pages(path.slice(prefix.length)) : undefined);
}

/** By their paths in a URL. No links: they could lead out of the folder. */
function filesIn(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(pathOf);
  return new Map(files
    .filter((file) => extname(file) in CONTENT_TYPES)
    .map((file) => [`/${relative(folder, file).split(sep).join('/')}`, file]));
}

function pathOf({ parentPath, path, name }: Dirent): string {
  return join(parentPath ?? path, name);
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function notice(text: string): Page {
  return { contentType: 'text/plain; charset=utf-8', body: `${text}\n`, allowed: [] };
}

/** Node.js itself leaves the body out where HEAD was asked. */
function send(response: ServerResponse, status: number, { contentType, body, allowed }: Page): void {
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Security-Policy': ["default-src 'none'", ...allowed, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store', // who changes a page sees the change
  });
  response.end(body);
}
