/*
 * A local AWS: MiniStack, pure Python, no Docker. What it cannot show (throttles, access logs) is tested
 * on the template instead.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Credentials, newRoot } from './root-credentials';
import { installPythonPackages } from '../shared/install';
import { CACHE, ROOT, runFolder } from '../shared/paths';
import { CommandFailed, startInBackground } from '../shared/processes';
import { step } from '../shared/steps';

/** MiniStack, with what it lacks for this library. */
const MINISTACK = join(ROOT, 'tools/local/run_ministack.py');

const START_TIMEOUT_MS = 60_000;

/** In the folder of a run: the process that started the emulator, and the emulator, which leads its process group. */
const PID_FILE = 'pids';

/**
 * Starts an emulator that ends with this process, and returns its endpoint. It checks signatures and asks IAM, of callers and of the
 * functions' roles.
 */
export async function startEmulator(): Promise<string> {
  const programs = await installEmulator();
  return step('Starting the AWS emulator (MiniStack)', () => launch(join(programs, 'python')));
}

/** Its programs; with them the Python that runs functions, which has boto3 as on AWS. */
export function installEmulator(): Promise<string> {
  return installPythonPackages({ title: 'the AWS emulator (MiniStack)', venv: join(CACHE, 'venv'), requirements: 'tools/local/requirements.txt' });
}

async function launch(python: string): Promise<string> {
  removeLeftOvers();
  const port = await freePort();
  // 127.0.0.1 and never localhost: from that the S3 client makes bucket.localhost, which does not resolve everywhere.
  const endpoint = `http://127.0.0.1:${port}`;
  const folder = runFolder(endpoint);
  mkdirSync(folder, { recursive: true });
  const root = newRoot(endpoint);
  const emulator = startInBackground(python, {
    args: [MINISTACK],
    cwd: folder,
    logFile: join(folder, 'emulator.log'),
    env: environment(port, folder, root),
  });
  writeFileSync(join(folder, PID_FILE), `${process.pid} ${emulator.pid}`);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!await isReady(endpoint)) {
    if (emulator.exitCode !== null || Date.now() > deadline) {
      throw new CommandFailed(`the AWS emulator did not start:\n${readFileSync(join(folder, 'emulator.log'), 'utf8')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return endpoint;
}

/** Ends the emulators of runs that were killed before they could do it themselves. */
function removeLeftOvers(): void {
  for (const folder of readdirSync(CACHE).filter((name) => name.startsWith('run-')).map((name) => join(CACHE, name))) {
    const pidFile = join(folder, PID_FILE);
    if (!existsSync(pidFile)) continue;
    const [owner, emulator] = readFileSync(pidFile, 'utf8').split(' ').map(Number);
    if (isCommand(owner, 'node')) continue;
    if (isCommand(emulator, 'ministack')) process.kill(-emulator, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a process runs and is what we take it for: the ids of processes come around again. */
function isCommand(pid: number, part: string): boolean {
  return spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).stdout.includes(part);
}

/** Nothing of ours but the path: the emulator hands its whole environment on to the functions that it runs. */
function environment(port: number, folder: string, root: Credentials): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    SERVICES: 'apigateway,cloudformation,cognito-idp,dynamodb,dynamodbstreams,ecr,events,iam,kms,lambda,logs,s3,sqs,ssm,sts,tagging',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    AUTH: 'true',
    AWS_ACCESS_KEY_ID: root.accessKeyId,
    AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
    PERSIST_STATE: '0',
    TMPDIR: folder,
    S3_DATA_DIR: join(folder, 's3'),
    // The assertion provider of integ-tests loads @aws-sdk/client-* at run time, as in AWS's image.
    NODE_PATH: join(ROOT, 'node_modules'),
  };
}

async function isReady(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_ministack/ready`)).ok;
  } catch {
    return false;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
