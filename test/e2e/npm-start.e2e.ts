/*
 * `npm start` as a newcomer meets it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ENDPOINT } from './local-aws';
import { ROOT } from '../../local/paths';
import { SampleApp } from '../../local/sample-app';

jest.setTimeout(180_000);

const RUN = join(ROOT, 'local', 'run.js');

test('--once deploys the sample app to an emulator of its own, shows the stored order and ends with status 0', async () => {
  const { output, status } = await start(['--once']).ended;

  expect(output).toMatch(/✔ Starting the AWS emulator/);
  expect(output).toMatch(/✔ Deploying the sample app/);
  expect(output).toMatch(/"status": "PROCESSING"/);
  expect(output).toMatch(/"totalAmount": 109\.97/);
  expect(output).toMatch(/curl -i 'http:\/\/127\.0\.0\.1:\d+/);
  expect(output).toMatch(/Done: /);
  expect(status).toBe(0);
});

test('it stays up until Ctrl-C, which ends it with status 0 and leaves no process behind', async () => {
  const before = emulatorProcesses();
  const started = start([]);
  const [, endpoint] = await started.waitFor(/The local AWS is at (\S+)[^]*Running until you press Ctrl-C/);
  expect((await fetch(`${endpoint}/_ministack/ready`)).ok).toBe(true);
  expect(emulatorProcesses().length).toBeGreaterThan(before.length);

  started.child.kill('SIGINT');
  const { status } = await started.ended;

  expect(status).toBe(0);
  await expect(fetch(endpoint)).rejects.toThrow();
  expect(emulatorProcesses()).toEqual(before);
});

test('with AWS_ENDPOINT_URL set it uses that endpoint and starts nothing', async () => {
  const { output, status } = await start([], { AWS_ENDPOINT_URL: ENDPOINT }).ended;

  expect(output).toContain(`The local AWS is at ${ENDPOINT}`);
  expect(output).not.toMatch(/Starting the AWS emulator/);
  expect(status).toBe(0);
  await new SampleApp(ENDPOINT).destroy();
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

function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { AWS_ENDPOINT_URL, ...inherited } = process.env;
  const child = spawn(process.execPath, [RUN, 'start', ...args], { cwd: ROOT, env: { ...inherited, ...env } });
  let output = '';
  const chunks = [child.stdout, child.stderr];
  chunks.forEach((stream) => stream.on('data', (chunk: Buffer) => { output += chunk; }));
  return {
    child,
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
}

function emulatorProcesses(): string[] {
  return execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('ministack') && !line.includes('<defunct>'));
}
