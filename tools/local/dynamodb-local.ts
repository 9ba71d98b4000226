/*
 * AWS's own DynamoDB Local, for tests that call nothing but DynamoDB.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce } from '../shared/install';
import { CACHE, ROOT } from '../shared/paths';
import { CommandFailed, run, startInBackground } from '../shared/processes';
import { step } from '../shared/steps';

const SOURCES = 'tools/local/dynamodb-local';
const FOLDER = join(CACHE, 'dynamodb-local');
const START_TIMEOUT_MS = 120_000;

/** Its classes and the SQLite that it keeps items in. */
export async function installDynamoDbLocal(): Promise<void> {
  await installOnce({
    title: 'Installing DynamoDB Local (Maven)',
    folder: FOLDER,
    pins: [`${SOURCES}/pom.xml`],
    install: () => run('mvn', [
      '--batch-mode', '--quiet', '--file', join(ROOT, SOURCES, 'pom.xml'), `-Dmaven.repo.local=${join(CACHE, 'maven')}`,
      'dependency:copy-dependencies', `-DoutputDirectory=${FOLDER}`,
    ]),
  });
}

/** Starts one that ends with this process, and returns its endpoint. */
export async function startDynamoDbLocal(): Promise<string> {
  await installDynamoDbLocal();
  return step('Starting DynamoDB Local', launch);
}

async function launch(): Promise<string> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'dynamodb-local-'));
  const logFile = join(folder, 'server.log');
  // Java starts it from its source. It has no network but loopback, and no telemetry: that is its own main program's.
  const server = startInBackground('java', {
    args: [`-Djava.library.path=${FOLDER}`, '-cp', join(FOLDER, '*'), join(ROOT, SOURCES, 'LoopbackDynamoDb.java'), String(process.pid)],
    cwd: folder,
    logFile,
    env: { PATH: process.env.PATH, JAVA_HOME: process.env.JAVA_HOME, DDB_LOCAL_TELEMETRY: '0' },
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const [, port] = /^port (\d+)$/m.exec(readFileSync(logFile, 'utf8')) ?? [];
    if (port !== undefined) {
      process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
      return `http://127.0.0.1:${port}`;
    }
    if (server.exitCode !== null || Date.now() > deadline) throw new CommandFailed(`DynamoDB Local did not start:\n${readFileSync(logFile, 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
