/*
 * The files that ship, in a Node.js of their own and out of reach of node_modules: what Lambda runs.
 */
import { ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalServer } from './local-server';
import { HttpResponse } from '../../../src/handler/http';
import { HANDLER_FOLDER } from '../../../tools/build/bundle';

export const REQUEST_ID = '8f3b2c1e-0b6a-4b0e-9d5a-6a1f7c2e9b10';

/** Loads the module, waits for its top-level await, and handles the events one after another, as one execution environment does. */
const RUNNER = `
  const waits = [];
  const start = setTimeout;
  globalThis.setTimeout = (onEnd, ms, ...args) => start(() => {
    waits.push(ms);
    onEnd(...args);
  }, ms);
  process.once('message', async (events) => {
    const startedAt = performance.now();
    const { handler } = await import('./' + process.argv[1]);
    const loadMs = performance.now() - startedAt;
    const responses = [];
    for (const event of events) responses.push(await handler(event, { awsRequestId: '${REQUEST_ID}' }));
    process.send({ responses, loadMs, waits }, () => process.disconnect());
  });
`;

export interface Run {
  readonly responses: HttpResponse[];
  /** How long the platform waits for the module, in milliseconds. */
  readonly loadMs: number;
  /** The timers that have come to their end, in milliseconds: how long it waited for others, which is the same on a machine that is busy. */
  readonly waits: readonly number[];
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function sumOf(waits: readonly number[]): number {
  return waits.reduce((sum, ms) => sum + ms, 0);
}

export class BundleProcess {
  private readonly folder = mkdtempSync(join(tmpdir(), 'orders-bundle-'));
  private processes = 0;

  public constructor(bundle = HANDLER_FOLDER, private readonly entry = 'index.mjs') {
    if (!existsSync(bundle)) throw new Error(`${bundle} is missing: run "npx projen bundle" first`);
    cpSync(bundle, this.folder, { recursive: true });
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** A fresh process that handles the events and ends; `preload` is code that runs there before anything else. */
  public start(events: unknown[], environment: NodeJS.ProcessEnv = {}, preload = ''): ChildProcess {
    const preloaded = `./preload-${this.processes += 1}.cjs`; // no process reads what another one's is written over
    writeFileSync(join(this.folder, preloaded), preload);
    const child = spawn(process.execPath, ['--require', preloaded, '-e', RUNNER, this.entry], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env.PATH,
        NODE_NO_WARNINGS: '1', // the SDK's, about a Node.js of this machine that is older than Lambda's
        ORDERS_TABLE_NAME: 'orders-of-the-test',
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'fake',
        AWS_SECRET_ACCESS_KEY: 'fake',
        ...environment,
      },
    });
    child.send(events, () => undefined); // a child that failed to load is seen by its exit code
    return child;
  }

  /** The same to its end, and what was seen of it. */
  public async run(events: unknown[], environment: NodeJS.ProcessEnv = {}, preload = ''): Promise<Run> {
    const child = this.start(events, environment, preload);
    let [stdout, stderr] = ['', ''];
    let result = { responses: [] as HttpResponse[], loadMs: 0, waits: [] as number[] };
    child.stdout!.on('data', (chunk) => { stdout += chunk; });
    child.stderr!.on('data', (chunk) => { stderr += chunk; });
    child.on('message', (message) => { result = message as typeof result; });
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { ...result, exitCode, stdout, stderr };
  }
}

/**
 * What ships, for the tests of one file, with a server in AWS's place that is as new before each of them. Concurrent
 * tests, which no such hook is for, give an AWS_ENDPOINT_URL of their own.
 */
export function bundleOn(aws: LocalServer, ...args: ConstructorParameters<typeof BundleProcess>): Pick<BundleProcess, 'start' | 'run'> {
  let bundle: BundleProcess;

  beforeAll(async () => {
    bundle = new BundleProcess(...args);
    await aws.start();
  });

  beforeEach(() => aws.reset());

  afterAll(async () => {
    await aws.stop();
    bundle.remove();
  });

  return {
    start: (events, environment, preload) => bundle.start(events, { AWS_ENDPOINT_URL: aws.endpoint, ...environment }, preload),
    run: (events, environment, preload) => bundle.run(events, { AWS_ENDPOINT_URL: aws.endpoint, ...environment }, preload),
  };
}
