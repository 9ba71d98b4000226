/*
 * `npm start` as a newcomer meets it.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SampleApp } from '../../tools/local/sample-app';
import { ROOT, runFolder } from '../../tools/shared/paths';
import { ENDPOINT } from '../support/e2e/local-aws';

const RUN = join(ROOT, 'tools', 'run.js');

/** What a failed test has left running, which would keep Jest from ending. */
const left = new Set<ReturnType<typeof start>>();

afterEach(async () => {
  for (const started of left) {
    started.pressCtrlC();
    await started.ended;
  }
});

test('--once deploys the sample app to an emulator of its own, shows the stored order and ends with status 0', async () => {
  const { output, status } = await start(['--once']).ended;

  expect(output).toMatch(/✔ Starting the AWS emulator/);
  expect(output).toMatch(/✔ Deploying the sample app/);
  expect(output).toMatch(/"status": "PROCESSING"/);
  expect(output).toMatch(/"totalAmount": 24\.3,/);
  expect(output).toMatch(/Done: .* Everything is removed again/);
  expect(output).not.toMatch(/The API is at|Try it|curl/); // nothing answers there any more
  expect(output).not.toMatch(/\(node:\d+\)|warning|deprecat/i); // no library interrupts
  expect(status).toBe(0);
});

test('it stays up, closed to other pages of the browser, until Ctrl-C, which ends it with status 0 and leaves no process and no file behind', async () => {
  const started = start([]);
  const [screen, ordersUrl, endpoint, shopPage, backOffice, reference] = await started.waitFor(
    /The API is at (\S+)\nThe local AWS is at (\S+)[^]*(http\S+) {2}a shop page[^]*?(http\S+) {2}a back office[^]*?(http\S+) {2}the API reference[^]*Running until you press Ctrl-C/,
  );
  expect((await fetch(`${endpoint}/_ministack/ready`)).ok).toBe(true);
  expect((await fetch(shopPage)).ok).toBe(true);
  expect(await (await fetch(new URL('products.json', shopPage))).json()).toContainEqual({ productId: 'lamp-desk', name: 'Desk lamp', price: 79, available: 3 });
  expect(await statusesFor(backOffice, ordersUrl)).toEqual({
    'Kim, staff': ['PROCESSING', 'PROCESSING', 'PROCESSING'], 'Sam, staff': ['PROCESSING', 'PROCESSING', 'PROCESSING'], 'Ann, a customer': ['PROCESSING', 'CONFIRMED', 'DELIVERED'],
  });
  expect(await (await fetch(reference)).text()).toContain('Order Processing API');
  expect(await firstServerOf(reference)).toBe(ordersUrl.replace(/\/orders$/, ''));
  const [order, replay, wrong, cheap, large, ...others] = commandsIn(screen).map(answerOf);
  expect(order).toMatchObject({ status: 200, text: expect.not.stringMatching(/idempotency-replayed/i) });
  expect(replay).toMatchObject({ status: 200, text: expect.stringMatching(/idempotency-replayed: true/i) });
  expect(wrong.status).toBe(422);
  expect(errorsIn(wrong)).toHaveLength(4);
  expect([cheap.status, errorsIn(cheap)]).toEqual([409, [expect.objectContaining({ pointer: '#/items/0/price', price: 79 })]]);
  expect([large.status, errorsIn(large)]).toEqual([409, [expect.objectContaining({ pointer: '#/items/0/quantity', available: 3 })]]);
  expect(others).toEqual([]);
  for (const answer of await unsignedCalls(endpoint)) expect(answer).toContain('MissingAuthenticationToken');
  const emulator = emulatorOf(endpoint);
  expect(processesOfGroup(emulator).length).toBeGreaterThan(1); // the emulator, and the worker that took the order

  started.pressCtrlC();
  const { status } = await started.ended;

  expect(status).toBe(0);
  await expect(fetch(endpoint)).rejects.toThrow();
  await expect(fetch(shopPage)).rejects.toThrow();
  expect(processesOfGroup(emulator)).toEqual([]);
  expect(existsSync(runFolder(endpoint))).toBe(false);
});

test('--accounts deploys the shop with accounts, with tokens and commands whose answers are those that it says', async () => {
  const started = start(['--accounts']);
  const [screen, reference] = await started.waitFor(/The API is at[^]*?(http\S+) {2}the API reference[^]*Running until you press Ctrl-C/);
  const [variables, ...commands] = commandsIn(screen);
  const answers = [];
  for (const command of commands) answers.push(answerOf(`${variables}\n${command}`));
  const [placed, listed, confirmed, asked, askedForList, withoutToken, ...others] = answers;

  expect(placed).toMatchObject({ status: 200 });
  expect(listed).toMatchObject({ status: 200, text: expect.stringContaining('"anns-order"') });
  expect(confirmed).toMatchObject({ status: 200, text: expect.stringContaining('"CONFIRMED"') });
  expect(asked).toMatchObject({ status: 404, text: expect.stringContaining('order-not-found') });
  expect(askedForList).toMatchObject({ status: 403, text: expect.stringContaining('forbidden') });
  expect(withoutToken).toMatchObject({ status: 401 });
  expect(others).toEqual([]);
  expect(screen).not.toMatch(/a shop page|a back office/); // whose people are not those of the user pool
  expect((await fetch(new URL('/', reference))).status).toBe(404);

  started.pressCtrlC();
  expect((await started.ended).status).toBe(0);
});

test('fails with one sentence for an option that there is not', async () => {
  const { output, status } = await start(['--account']).ended;

  expect(output).toBe('npm start takes the options --accounts and --once after \'--\', it got \'--account\'\n');
  expect(status).toBe(1);
});

test('Ctrl-C during a step ends that step and starts no other', async () => {
  const started = start(['--once']);
  await started.waitFor(/• Deploying the sample app/);

  started.pressCtrlC();
  const { output, status } = await started.ended;

  expect(status).toBe(130);
  expect(output).not.toMatch(/Placing an order/);
});

test('what a killed run has left behind ends with the next start', async () => {
  const killed = start([]);
  const [, endpoint] = await killed.waitFor(/The local AWS is at (\S+)[^]*Running until you press Ctrl-C/);
  const emulator = emulatorOf(endpoint);
  killed.child.kill('SIGKILL');
  await killed.ended;
  expect(processesOfGroup(emulator)).not.toEqual([]);

  const { status } = await start(['--once']).ended;

  expect(status).toBe(0);
  expect(processesOfGroup(emulator)).toEqual([]);
  expect(existsSync(runFolder(endpoint))).toBe(false);
});

test('a proxy and a profile in the environment are not used for the emulator', async () => {
  const proxy = 'http://127.0.0.1:9';
  const { status } = await start(['--once'], { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, AWS_PROFILE: 'nobody', AWS_REGION: 'eu-west-1' }).ended;

  expect(status).toBe(0);
});

test('with AWS_ENDPOINT_URL set it uses that endpoint and starts nothing', async () => {
  const { output, status } = await start([], { AWS_ENDPOINT_URL: `${ENDPOINT}/` }).ended;

  expect(output).toContain(`The local AWS is at ${ENDPOINT}/`);
  expect(output).not.toMatch(/Starting the AWS emulator/);
  expect(status).toBe(0);
  await new SampleApp(ENDPOINT, { stack: 'OrderCatalogue' }).destroy();
});

test('fails with one sentence when AWS_ENDPOINT_URL is no URL', async () => {
  const { output, status } = await start(['--once'], { AWS_ENDPOINT_URL: 'localstack' }).ended;

  expect(output).toBe('AWS_ENDPOINT_URL must be a URL such as http://127.0.0.1:4566, it is \'localstack\'\n');
  expect(status).toBe(1);
});

test('fails with one sentence when there is no Python', async () => {
  const { output, status } = await start(['--once'], { PATH: '' }).ended;

  expect(output.trim()).toMatch(/^Python 3\.\d+ or newer is needed .*\.$/);
  expect(status).toBe(1);
});

test('fails with one sentence when Node.js is too old', () => {
  const pretendOldNode = `Object.defineProperty(process.versions, 'node', { value: '16.20.0' }); process.argv = ['', '', 'start']; require(${JSON.stringify(RUN)})`;

  expect(() => execFileSync(process.execPath, ['-e', pretendOldNode], { stdio: 'pipe' })).toThrow(/Node\.js 20\.\d+\.\d+ or newer is needed, this is 16\.20\.0: install it/);
});

test('fails with one sentence in a folder that jsii cannot compile in', () => {
  const folder = mkdtempSync(join(tmpdir(), 'Bücher-'));
  cpSync(RUN, join(folder, 'tools', 'run.js'));
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));

  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'tools', 'run.js'), 'start'], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });

  expect(stderr).toMatch(/^The path of this folder must be plain ASCII, [^\n]+Bücher[^\n]+\.\n$/);
  expect(status).toBe(1);
});

function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { AWS_ENDPOINT_URL, ...inherited } = process.env;
  const child = spawn(process.execPath, [RUN, 'start', ...args], { cwd: ROOT, env: { ...inherited, ...env }, detached: true });
  let output = '';
  const chunks = [child.stdout, child.stderr];
  chunks.forEach((stream) => stream.on('data', (chunk: Buffer) => { output += chunk; }));
  const started = {
    child,
    pressCtrlC: () => process.kill(-child.pid!, 'SIGINT'), // as a terminal does: to the whole group
    ended: once(child, 'close').then(([status]: number[]) => ({ output, status })),
    waitFor: async (pattern: RegExp): Promise<RegExpExecArray> => {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match;
        if (child.exitCode !== null) throw new Error(`npm start ended with status ${child.exitCode}:\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
  left.add(started);
  void started.ended.then(() => left.delete(started));
  return started;
}

/** What is there to be copied, each command in one piece: the indented lines below a title. */
function commandsIn(screen: string): string[] {
  const [, commands] = /Try it, in another terminal:\n\n([^]*)In a browser:/.exec(screen)!;
  return commands.split('\n\n').filter((part) => part.startsWith('  '));
}

function answerOf(command: string): { status: number; text: string } {
  const text = execFileSync('bash', ['-ec', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env.PATH, NO_PROXY: '127.0.0.1' } });
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)![1]), text };
}

function errorsIn({ text }: { readonly text: string }): unknown[] {
  return JSON.parse(text.split('\r\n\r\n')[1]).errors;
}

/** What each of the people sees first in the back office: staff the queue, a customer their orders. */
async function statusesFor(backOffice: string, ordersUrl: string): Promise<Record<string, string[]>> {
  const people = await (await fetch(new URL('people.json', backOffice))).json() as { name: string; token: string }[];
  const seen = await Promise.all(people.map(async ({ name, token }) => {
    const answer = await fetch(`${ordersUrl}${name.includes('staff') ? '?status=PROCESSING' : ''}`, { headers: { Authorization: `Bearer ${token}` } });
    const { orders } = await answer.json() as { orders: { status: string }[] };
    return [name, orders.map(({ status }) => status)] as const;
  }));
  return Object.fromEntries(seen);
}

/** The first server that the page of the reference lists. */
async function firstServerOf(reference: string): Promise<string> {
  return /"servers":\[{"url":"([^"]+)"/.exec(await (await fetch(reference)).text())![1];
}

/** The process id of an emulator of ours, which leads the group of all that it starts. */
function emulatorOf(endpoint: string): number {
  return Number(readFileSync(join(runFolder(endpoint), 'pids'), 'utf8').split(' ')[1]);
}

function processesOfGroup(group: number): string[] {
  return execFileSync('ps', ['-eo', 'pgid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => Number(line.trim().split(/\s+/)[0]) === group && !/^\s*\d+\s+Z/.test(line));
}

/** What any page of the developer's browser can send without being asked first: to make a function, to run it, to read the table. */
function unsignedCalls(endpoint: string): Promise<string[]> {
  const paths = ['/2015-03-31/functions', '/2015-03-31/functions/order-back-office-dev-order-processor/invocations', '/'];
  return Promise.all(paths.map(async (path) => {
    const response = await fetch(endpoint + path, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain', 'Origin': 'https://other.example', 'X-Amz-Target': 'DynamoDB_20120810.ListTables' },
      body: '{}',
    });
    return response.text();
  }));
}
