/*
 * What serves the shop page and the documentation: what it gives away, and what it does not.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { below, LoopbackServer, pagesIn } from '../../../tools/shared/loopback-server';
import { get } from '../../support/plain-request';

let parent: string;
let folder: string;
let server: LoopbackServer;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'loopback-server-'));
  folder = join(parent, 'pages');
  mkdirSync(join(folder, 'images'), { recursive: true });
  writeFileSync(join(parent, 'secret.html'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<h1>Home</h1>');
  writeFileSync(join(folder, 'main.js'), 'start();');
  writeFileSync(join(folder, '@search.js'), 'search();');
  writeFileSync(join(folder, 'styles.css'), 'body {}');
  writeFileSync(join(folder, 'README.md'), 'for people');
  writeFileSync(join(folder, 'images', 'index.html'), '<h1>Images</h1>');
  writeFileSync(join(folder, 'images', 'cup & tea.svg'), '<svg/>');
  symlinkSync(join(parent, 'secret.html'), join(folder, 'link.html'));
  server = await LoopbackServer.start();
});

beforeEach(() => server.serve(pagesIn(folder, ["script-src 'self'"])));

afterAll(async () => {
  await server.stop();
  rmSync(parent, { recursive: true });
});

test('pages can be served below a path, and nothing of them beside it', async () => {
  server.serve(below('/shop', pagesIn(folder, [])));
  const statusOf = async (path: string) => (await get(server.origin, path)).status;

  expect(await get(server.origin, '/shop/')).toMatchObject({ status: 200, text: '<h1>Home</h1>' });
  expect(await statusOf('/shop/images/')).toBe(200);
  for (const path of ['/', '/main.js', '/shop', '/shopping/main.js']) expect(await statusOf(path)).toBe(404);
});

test.each([
  ['/', 'text/html; charset=utf-8', '<h1>Home</h1>'],
  ['/?from=a-friend', 'text/html; charset=utf-8', '<h1>Home</h1>'],
  ['/index.html', 'text/html; charset=utf-8', '<h1>Home</h1>'],
  ['/images/', 'text/html; charset=utf-8', '<h1>Images</h1>'],
  ['/main.js', 'text/javascript; charset=utf-8', 'start();'],
  ['/@search.js', 'text/javascript; charset=utf-8', 'search();'],
  ['/styles.css', 'text/css; charset=utf-8', 'body {}'],
  ['/images/cup%20%26%20tea.svg', 'image/svg+xml', '<svg/>'],
])('%s is served as %s', async (path, contentType, text) => {
  const answer = await get(server.origin, path);

  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': contentType, 'x-content-type-options': 'nosniff' }, text });
});

test.each([
  '/../secret.html',
  '/%2e%2e/secret.html',
  '/..%2fsecret.html',
  '/images/../../secret.html',
  '/images/..%5c..%5csecret.html',
  '//secret.html',
  '/link.html',
  '/images',
  '/README.md',
  '/main.js%00.html',
  '/%00',
  '/%',
])('fails with 404 on %s, which is no file of the folder', async (path) => {
  expect(await get(server.origin, path)).toMatchObject({ status: 404, text: 'there is no such page\n' });
});

test('fails with 404 and the page that is made for it, where there is one', async () => {
  server.serve((path) => path === '/404.html' ? { contentType: 'text/html', body: '<h1>Nothing</h1>', allowed: [] } : undefined);

  expect(await get(server.origin, '/nothing')).toMatchObject({ status: 404, headers: { 'content-type': 'text/html' }, text: '<h1>Nothing</h1>' });
  expect(await get(server.origin, '/%')).toMatchObject({ status: 404, text: '<h1>Nothing</h1>' });
});

test('fails with 405 on other methods than GET and HEAD, and says so', async () => {
  expect(await get(server.origin, '/', { method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  expect(await get(server.origin, '/', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
});

test('fails with 421 under another name, which a page of the internet could have given it', async () => {
  expect(await get(server.origin, '/', { headers: { Host: 'attacker.example' } })).toMatchObject({ status: 421 });
});

test('listens on 127.0.0.1 alone', () => {
  expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('a page may do what it is allowed, and nothing else', async () => {
  expect((await get(server.origin, '/')).headers['content-security-policy'])
    .toBe("default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
});

test('a file that has changed is served as it is now', async () => {
  writeFileSync(join(folder, 'new.js'), 'first();');
  const { text: before } = await get(server.origin, '/new.js');
  writeFileSync(join(folder, 'new.js'), 'second();');
  const { text: after } = await get(server.origin, '/new.js');

  expect([before, after]).toEqual(['first();', 'second();']);
});

test('a page that cannot be made is a 500 that says why, and the next one is served', async () => {
  server.serve(async (path) => {
    if (path === '/broken') throw new Error('the table is gone');
    return { contentType: 'text/plain', body: 'here', allowed: [] };
  });

  expect(await get(server.origin, '/broken')).toMatchObject({ status: 500, text: 'Error: the table is gone\n' });
  expect(await get(server.origin, '/whole')).toMatchObject({ status: 200, text: 'here' });
});
