/*
 * `npm run docs`, as somebody who writes a page sees it.
 */
import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from '../../tools/shared/paths';

let command: ChildProcess;
let origin: string;

beforeAll(async () => {
  command = spawn(process.execPath, ['tools/run.js', 'docs'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  origin = await addressIn(command);
});

afterAll(() => command.kill());

test('a page is served as it is written, with its link to the API reference', async () => {
  const { status, text } = await get('/guide/call-the-api.md?import');

  expect(status).toBe(200);
  expect(text).toContain('href=\\"/api-reference.html\\" target=\\"_self\\"');
});

test('the API reference is there', async () => {
  const { status, text } = await get('/api-reference.html');

  expect(status).toBe(200);
  expect(text).toContain('<title>Order Processing API</title>');
});

test('Ctrl-C ends it, and nothing is left that answers', async () => {
  command.kill('SIGINT');

  expect(await once(command, 'exit')).toEqual([0, null]);
  await expect(fetch(origin)).rejects.toThrow('fetch failed');
});

/** What the command prints once it is ready, in colours where a CI asks for them. */
async function addressIn({ stdout }: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(stripVTControlCharacters(output));
      if (address) resolve(address[0]);
    });
    stdout!.once('close', () => reject(new Error(`it ended without an address: ${output}`)));
  });
}

async function get(path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(origin + path);
  return { status: response.status, text: await response.text() };
}
