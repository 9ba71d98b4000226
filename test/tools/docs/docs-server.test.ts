/*
 * The server of the built documentation: what VitePress wants of it. The rest is in loopback-server.test.ts.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveDocs } from '../../../tools/docs/docs-server';
import { LoopbackServer } from '../../../tools/shared/loopback-server';
import { get } from '../../support/plain-request';

let folder: string;
let server: LoopbackServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'docs-server-'));
  mkdirSync(join(folder, 'guide'));
  writeFileSync(join(folder, 'index.html'), '<h1>Home</h1>');
  writeFileSync(join(folder, '404.html'), '<h1>Nothing</h1>');
  writeFileSync(join(folder, 'guide', 'index.html'), '<h1>Guide</h1>');
  writeFileSync(join(folder, 'guide', 'events.html'), '<h1>Events</h1>');
  server = await serveDocs(folder);
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

test.each([
  ['/', '<h1>Home</h1>'],
  ['/guide/', '<h1>Guide</h1>'],
  ['/guide/events.html', '<h1>Events</h1>'],
])('%s is there', async (path, text) => {
  expect(await get(server.origin, path)).toMatchObject({ status: 200, text });
});

test('fails with 404 and the site\'s own page on what is not there', async () => {
  expect(await get(server.origin, '/nothing.html')).toMatchObject({ status: 404, headers: { 'content-type': 'text/html; charset=utf-8' }, text: '<h1>Nothing</h1>' });
});

test('a page may run what VitePress has written into it, and load from here alone', async () => {
  const policy = (await get(server.origin, '/')).headers['content-security-policy'];

  expect(policy).toMatch(/; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';/);
  expect(policy).not.toMatch(/http/);
});
