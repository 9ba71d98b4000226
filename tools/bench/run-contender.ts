/*
 * One contender in a fresh process, from its start to its end.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable, Writable } from 'node:stream';
import { commandOf, Contender, PLAIN_REQUEST } from './contenders';
import { CERTIFICATE, Loopback } from './loopback';
import { Throttle } from './throttle';

/** The order, or the query of a list, as API Gateway hands it over. */
const eventOf = ({ request: { headers, body } = PLAIN_REQUEST, query }: Contender) => JSON.stringify({
  version: '2.0',
  routeKey: routeOf(query),
  rawPath: '/dev/orders',
  rawQueryString: query ?? '',
  headers: { 'content-type': 'application/json', 'host': 'api.example.com', ...headers },
  requestContext: {
    accountId: '000000000000',
    apiId: 'bench',
    domainName: 'api.example.com',
    domainPrefix: 'api',
    http: { method: query === undefined ? 'POST' : 'GET', path: '/dev/orders', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' },
    requestId: 'JKJaXmPLvHcESHA=',
    routeKey: routeOf(query),
    stage: 'dev',
    time: '22/Nov/2026:12:00:00 +0000',
    timeEpoch: 1795348800000,
  },
  body: query === undefined ? JSON.stringify(body) : undefined,
  isBase64Encoded: false,
});

const routeOf = (query?: string) => (query === undefined ? 'POST /orders' : 'GET /orders');

/** A shell becomes the contender when it is told to: forking this large process would be a part of the time. */
const START = 'echo >&4; read -r go; exec "$@"';

/** Times in milliseconds. */
export interface ColdStart {
  /** From the start of the process until the module is loaded: Lambda's initialisation, at full speed. */
  readonly load: number;
  /** The CPU time of that. */
  readonly loadCpu: number;
  /** The first order, at the share of the memory. */
  readonly first: number;
  /** Both; without the moment in between, in which the harness sets the throttle. */
  readonly total: number;
}

/** Per request, in microseconds. */
export interface WarmCost {
  readonly cpuUs: number;
  readonly wallUs: number;
}

export async function coldStart(loopback: Loopback, contender: Contender, throttle?: Throttle): Promise<ColdStart> {
  const { startedAt, reports: [{ loaded, cpuMs }, { start, stored }] } = await run(loopback, contender, { throttle });
  return { load: loaded - startedAt, loadCpu: cpuMs, first: stored - start, total: loaded - startedAt + stored - start };
}

/** The cost of a request in a process that has had some already. */
export async function warmCost(loopback: Loopback, contender: Contender, requests: number, settled: number): Promise<WarmCost> {
  const { reports: [, , cost] } = await run(loopback, contender, { requests, settled });
  return cost as unknown as WarmCost;
}

/** How long a request takes, in milliseconds, at the share of the memory, when it comes alone. */
export async function pacedDuration(loopback: Loopback, contender: Contender, throttle: Throttle): Promise<number> {
  const { reports: [, , { pacedMs }] } = await run(loopback, contender, { settled: 150, paced: 40, throttle });
  return pacedMs;
}

interface Load {
  /** How many orders are measured, after as many as it takes to settle. */
  readonly requests?: number;
  readonly settled?: number;
  readonly paced?: number;
  readonly throttle?: Throttle;
}

async function run(loopback: Loopback, contender: Contender, { requests = 1, settled = 1, paced = 0, throttle }: Load) {
  const [command, driver] = commandOf(contender);
  const before = await loopback.calls();
  const args = [driver, contender.module, eventOf(contender), String(requests), String(settled), ...paced > 0 ? [String(paced)] : []];
  const child = spawn('/bin/sh', ['-c', START, 'sh', command, ...args], {
    // What a function logs goes nowhere, for all alike; its errors are ours to see.
    stdio: ['pipe', 'ignore', 'inherit', 'pipe', 'pipe'],
    env: { ...environment(loopback.endpoint), ...contender.environment },
  });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdio[4] as Readable })[Symbol.asyncIterator]();
  await lines.next(); // the shell is there
  const startedAt = now();
  child.stdin!.end('\n');
  const reports: Record<string, number>[] = [];
  let release: (() => Promise<void>) | undefined;
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    if (reports.push(JSON.parse(line.value)) > 1) continue;
    release = throttle?.apply(child.pid!);
    (child.stdio[3] as Writable).end('!');
  }
  await release?.();
  const [status] = await closed;
  const wanted = requests + paced > 1 ? 3 : 2;
  if (status !== 0 || reports.length !== wanted) throw new Error(`${contender.id} ended with status ${status} after ${reports.length} of ${wanted} reports`);
  if (await loopback.calls() - before < Math.max(requests, paced)) throw new Error(`${contender.id} has not called DynamoDB for every request`);
  return { startedAt, reports };
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** What Lambda sets, the address of the loopback and who vouches for its certificate, and nothing of our own. */
function environment(endpoint: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    ORDERS_TABLE_NAME: 'orders',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_SESSION_TOKEN: 'bench',
    AWS_ENDPOINT_URL: endpoint,
    AWS_LAMBDA_FUNCTION_NAME: 'order-processor',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    NODE_EXTRA_CA_CERTS: CERTIFICATE,
    AWS_CA_BUNDLE: CERTIFICATE,
  };
}
