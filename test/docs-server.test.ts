/*
 * The server of `npm run docs`: what it gives away, and what it does not.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DocsServer, serveDocs } from '../local/docs-server';

let parent: string;
let server: DocsServer;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'docs-server-'));
  const folder = join(parent, 'site');
  mkdirSync(join(folder, 'guide'), { recursive: true });
  writeFileSync(join(parent, 'secret.html'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<h1>Home</h1>');
  writeFileSync(join(folder, '404.html'), '<h1>Nothing</h1>');
  writeFileSync(join(folder, 'guide', 'index.html'), '<h1>Guide</h1>');
  writeFileSync(join(folder, 'app.js'), 'start();');
  writeFileSync(join(folder, 'notes.txt'), 'for us');
  server = await serveDocs(folder);
});

afterAll(async () => {
  await server.stop();
  rmSync(parent, { recursive: true });
});

test.each([
  ['/', 'text/html; charset=utf-8', '<h1>Home</h1>'],
  ['/index.html?from=a-friend', 'text/html; charset=utf-8', '<h1>Home</h1>'],
  ['/guide/', 'text/html; charset=utf-8', '<h1>Guide</h1>'],
  ['/app.js', 'text/javascript; charset=utf-8', 'start();'],
])('%s is served as %s', async (path, contentType, text) => {
  expect(await get(path)).toMatchObject({ status: 200, contentType, text });
});

test.each(['/nothing.html', '/guide', '/notes.txt', '/../secret.html', '/%2e%2e/secret.html', '/..%2fsecret.html', '/%00', '/%'])('%s is not there', async (path) => {
  expect(await get(path)).toMatchObject({ status: 404, text: '<h1>Nothing</h1>' });
});

test('it answers to its own name alone, and writes nothing', async () => {
  expect(await get('/', { headers: { host: 'docs.example.com' } })).toMatchObject({ status: 421 });
  expect(await get('/', { method: 'POST' })).toMatchObject({ status: 405 });
});

test('it listens on loopback', () => {
  expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

/** As it stands: `fetch` would mend the path. */
async function get(path: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}) {
  const { port } = new URL(server.origin);
  return new Promise<{ status?: number; contentType?: string; text: string }>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, contentType: response.headers['content-type'], text: Buffer.concat(chunks).toString() }));
    }).on('error', reject).end();
  });
}
