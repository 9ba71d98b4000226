/*
 * docs/getting-started.md, followed word by word in empty folders.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../tools/local/emulator';
import { pageAt } from '../../tools/shared/markdown';
import { EMULATOR_CONSTRAINTS, typed } from '../support/consumers/newcomer';
import { PYTHON_CONSTRAINTS } from '../support/consumers/packages';
import { Step, walkthroughsOf } from '../support/consumers/walkthrough';
import { circumstances, Times, timesTable, writeTimes } from '../support/consumers/walkthrough-times';
import { cleanEnvironment, Terminal } from '../support/terminal';

jest.setTimeout(900_000);

const PAGE = pageAt('docs/getting-started.md');

/** Where the page tells to start the emulator, in a terminal of its own. */
const LOCAL_AWS = 'A local AWS';

/** Whether the times are written into the page; then all is downloaded anew. */
const TIMES = process.env.GETTING_STARTED_TIMES === '1';

const walkthroughs = new Map(walkthroughsOf(PAGE.text).map(({ title, steps }) => [title, steps]));

const times = new Map<string, Times>();
let folder: string;
let port: number;
let localAws: Terminal;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'getting-started-'));
  port = await freePort();
  localAws = openTerminal(LOCAL_AWS, { GATEWAY_PORT: String(port), PIP_CONSTRAINT: EMULATOR_CONSTRAINTS });
  const [install, start, ...others] = walkthroughs.get(LOCAL_AWS)!;
  expect(others).toEqual([]);
  const measured = new Map<string, number>();
  await timed(measured, install, () => localAws.run(typed(install, port)));
  await timed(measured, start, async () => {
    localAws.start(typed(start, port));
    await localAws.waitFor('Ready');
  });
  times.set(LOCAL_AWS, measured);
});

afterAll(async () => {
  await localAws.close();
  rmSync(folder, { recursive: true, force: true });
  if (times.size < walkthroughs.size) return; // a step has failed
  const { [LOCAL_AWS]: common, ...languages } = Object.fromEntries(times);
  const table = timesTable(common, new Map(Object.entries(languages)));
  process.stderr.write(`\n${table}\n\n`); // console.log would put our line numbers beside it
  if (TIMES) writeTimes(PAGE.path, `${circumstances()}\n${table}`);
});

test.each([
  ['TypeScript', {}],
  ['Python', { PIP_CONSTRAINT: PYTHON_CONSTRAINTS }],
])('who follows the page in %s places an order, sees it stored, and cleans up', async (language, env) => {
  const terminal = openTerminal(language, env);
  try {
    const [make, deploy, order, wrongOrder, store, cleanUp, ...others] = walkthroughs.get(language)!;
    const measured = new Map<string, number>();
    const follow = (step: Step) => timed(measured, step, () => terminal.run(typed(step, port)));

    await follow(make);
    await follow(deploy);
    const answer = JSON.parse(await follow(order));
    expect(answer).toEqual(JSON.parse(order.answer!)); // the id too: it is made from the key
    const { status, errors } = JSON.parse(await follow(wrongOrder));
    expect({ status, pointers: errors.map(({ pointer }: { pointer: string }) => pointer) }).toEqual({ status: 422, pointers: ['#/coupon', '#/items/0/quantity'] });
    const { Items: orders } = JSON.parse(await follow(store));
    expect(orders).toEqual([expect.objectContaining({ orderId: { S: answer.orderId }, totalAmount: { N: '59.98' } })]);
    expect(JSON.parse(await terminal.run(typed(order, port)))).toEqual(answer); // as the page says of a second try
    expect(JSON.parse(await terminal.run(typed(store, port))).Count).toBe(1);
    await follow(cleanUp);
    await expect(terminal.run(typed(store, port))).resolves.toContain('ResourceNotFoundException');
    expect(others).toEqual([]);
    times.set(language, measured);
  } finally {
    await terminal.close();
  }
});

/** In the folder of the others, which was empty. */
function openTerminal(title: string, env: NodeJS.ProcessEnv): Terminal {
  const downloads = TIMES ? downloadsTo(join(folder, `downloads-${title.replaceAll(' ', '-')}`)) : { PIP_NO_COMPILE: '1' };
  return new Terminal({ cwd: folder, env: { ...cleanEnvironment(), ...downloads, ...env } });
}

/** Caches that are empty. */
function downloadsTo(cache: string): NodeJS.ProcessEnv {
  return { npm_config_cache: join(cache, 'npm'), PIP_CACHE_DIR: join(cache, 'pip') };
}

async function timed<T>(measured: Map<string, number>, { title }: Step, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const result = await work();
  measured.set(title, (Date.now() - startedAt) / 1000);
  return result;
}
