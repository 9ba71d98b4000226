/*
 * The built documentation on loopback. It serves the files that are there when it is asked, and nothing else.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** All that a page loads comes from here; the site's generator writes scripts and styles into the pages. */
const POLICY = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
  + "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface DocsServer {
  readonly origin: string;
  stop(): Promise<void>;
}

export async function serveDocs(folder: string, port = 0): Promise<DocsServer> {
  const server = createServer((request, response) => answer(folder, originOf(server), request, response)).listen(port, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return {
    origin: originOf(server),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answer(folder: string, origin: string, { method = '', url = '', headers }: IncomingMessage, response: ServerResponse): void {
  // A page of the internet whose name resolves to 127.0.0.1 would come with that name.
  if (`http://${headers.host}` !== origin) return send(response, 421, '.html', 'this server has another name');
  if (method !== 'GET' && method !== 'HEAD') return send(response, 405, '.html', 'only GET and HEAD are allowed');
  const file = fileAt(folder, url.split('?')[0]);
  if (file === undefined) return send(response, 404, '.html', readFileSync(join(folder, '404.html')));
  send(response, 200, extname(file), method === 'HEAD' ? '' : readFileSync(file));
}

/** Below the folder, as VitePress links to it. */
function fileAt(folder: string, path: string): string | undefined {
  const wanted = decoded(path);
  if (wanted === undefined || wanted.includes('\0')) return undefined;
  const file = normalize(join(folder, wanted.endsWith('/') ? `${wanted}index.html` : wanted));
  const isThere = file.startsWith(folder + sep) && extname(file) in CONTENT_TYPES && existsSync(file) && statSync(file).isFile();
  return isThere ? file : undefined;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, extension: string, body: string | Buffer): void {
  response.writeHead(status, {
    'Content-Type': CONTENT_TYPES[extension],
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
  response.end(body);
}
