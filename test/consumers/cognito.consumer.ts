/*
 * docs/guide/cognito-local.md, followed word by word in an empty folder, with the steps of the getting-started page that it names and the app of
 * docs/guide/cognito.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../tools/local/emulator';
import { pageAt } from '../../tools/shared/markdown';
import { EMULATOR_CONSTRAINTS, typed } from '../support/consumers/newcomer';
import { Step, walkthroughsOf } from '../support/consumers/walkthrough';
import { blocksOf } from '../support/docs/markdown';
import { cleanEnvironment, Terminal } from '../support/terminal';

jest.setTimeout(900_000);

const [APP] = blocksOf(pageAt('docs/guide/cognito.md')).filter(({ language }) => language === 'ts');
const [CORS, ...OTHERS] = blocksOf(pageAt('docs/guide/local-development.md')).filter(({ language }) => language === 'console');

const [installEmulator, startEmulator] = stepsOf('docs/getting-started.md', 'A local AWS');
const [, deploy, , , cleanUp] = stepsOf('docs/getting-started.md', 'TypeScript');
const [addPackages] = stepsOf('docs/guide/cognito-local.md', 'A local AWS');
const [make, signIn, order, refused, confirm, readAsMachine, ...others] = stepsOf('docs/guide/cognito-local.md', 'TypeScript');

let folder: string;
let port: number;
let localAws: Terminal;
let terminal: Terminal;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cognito-'));
  port = await freePort();
  localAws = new Terminal({ cwd: folder, env: { ...cleanEnvironment(), PIP_NO_COMPILE: '1', GATEWAY_PORT: String(port) } });
  // The page pins what it names; the rest is what we have tried.
  await localAws.run(`export PIP_CONSTRAINT='${EMULATOR_CONSTRAINTS}'\n${typed(installEmulator, port)}`);
  await localAws.run(`unset PIP_CONSTRAINT\n${typed(addPackages, port)}`);
  localAws.start(typed(startEmulator, port));
  await localAws.waitFor('Ready');
  terminal = new Terminal({ cwd: folder, env: cleanEnvironment() });
});

afterAll(async () => {
  await terminal?.close();
  await localAws?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('who follows the page calls the API as a customer, as staff and as a machine', async () => {
  const follow = (step: Step) => terminal.run(typed(step, port));

  await follow(make);
  writeFileSync(join(folder, 'shop-cognito', 'app.ts'), APP.code);
  await follow(deploy);
  await follow(signIn);
  expect(JSON.parse(await follow(order))).toEqual(JSON.parse(order.answer!));
  expect((await follow(refused)).trim().split('\n')).toEqual(['404', '403', '403', '401']); // as the page says
  expect(JSON.parse(await follow(confirm))).toMatchObject({ orderId: 'anns-order', status: 'CONFIRMED' });
  expect(JSON.parse(await follow(readAsMachine)).orders).toMatchObject([{ orderId: 'anns-order', status: 'CONFIRMED' }]);
  expect(others).toEqual([]);

  expect(await preflight()).toBe('403');
  await terminal.run(typed({ commands: [CORS.code] }, port)); // which docs/guide/local-development.md has for that
  expect(await preflight()).toBe('204');
  expect(OTHERS).toEqual([]);
  await follow(cleanUp);
});

async function preflight(): Promise<string> {
  return (await terminal.run('status --request OPTIONS "$ORDERS_URL" --header "Origin: http://localhost:3000" --header "Access-Control-Request-Method: POST"')).trim();
}

function stepsOf(page: string, title: string): readonly Step[] {
  return walkthroughsOf(pageAt(page).text).find((walkthrough) => walkthrough.title === title)!.steps;
}
