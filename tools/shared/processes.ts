/*
 * Child processes that never outlive us. Each has a process group of its own, so that Ctrl-C reaches us
 * alone and we end them in order, with whatever they started themselves.
 */
import { ChildProcess, spawn, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';

/** How long a process may take to end by itself before it is killed, in milliseconds. */
const GRACE_MS = 5_000;

const running = new Set<ChildProcess>();

let isEnding = false;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Lets the output through as it comes; without it the output is shown only when the command fails. */
  readonly verbose?: boolean;
}

/** Runs a command to its end and returns what it wrote to standard output; throws when it fails. */
export async function run(command: string, args: readonly string[], { cwd, env, verbose = false }: RunOptions = {}): Promise<string> {
  if (isEnding) await never(); // whoever would go on after a signal is on the way out
  const child = start(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stdout: Buffer[] = [];
  const everything: Buffer[] = [];
  child.stdout!.on('data', (chunk: Buffer) => stdout.push(chunk) && everything.push(chunk));
  child.stderr!.on('data', (chunk: Buffer) => everything.push(chunk));
  if (verbose) {
    child.stdout!.pipe(process.stdout);
    child.stderr!.pipe(process.stderr);
  }
  const [code, signal] = await once(child, 'close');
  if (isEnding) await never();
  if (code === 0) return Buffer.concat(stdout).toString();
  const output = verbose ? '' : `\n${Buffer.concat(everything).toString().trim()}`;
  throw new CommandFailed(`'${[command, ...args].join(' ')}' ended with ${signal ?? `status ${code}`}${output}`);
}

function never(): Promise<never> {
  return new Promise(() => {});
}

/** A command that failed in a way that its own output explains: no stack of ours would add to it. */
export class CommandFailed extends Error {}

/** Starts a process that stays, its output in a log file. It does not keep this one from ending. */
export function startInBackground(
  command: string, { args = [], env, cwd, logFile }: { args?: readonly string[]; env: NodeJS.ProcessEnv; cwd: string; logFile: string },
): ChildProcess {
  const log = openSync(logFile, 'w');
  const child = start(command, args, { env, cwd, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  return child;
}

function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, detached: true });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** Ends every process that is still running, and all that they started. */
async function stopAll(): Promise<void> {
  while (running.size > 0) await Promise.all([...running].map(stop));
}

/** The same for a program that is on its way out and can wait for nothing. */
export function endAllAtOnce(): void {
  for (const child of running) signalGroup(child, 'SIGKILL');
}

async function stop(child: ChildProcess): Promise<void> {
  child.ref();
  const ended = once(child, 'exit');
  signalGroup(child, 'SIGTERM');
  const isOver = child.exitCode !== null || child.signalCode !== null;
  if (!isOver) await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
  signalGroup(child, 'SIGKILL'); // for members of the group that stayed when their leader went
  running.delete(child);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

let resolveInterruption: (() => void) | undefined;

/** Waits until the user has had enough (Ctrl-C), which from here on is no failure. */
export async function untilInterrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    resolveInterruption = resolve;
    setInterval(() => {}, 2 ** 30); // keeps the process alive
  });
}

/** Runs a program that leaves no process behind however it ends, and sets the exit status. */
export async function main(program: () => Promise<void>): Promise<void> {
  const end = async (status: number) => {
    if (isEnding) return;
    isEnding = true;
    await stopAll();
    process.exit(status);
  };
  for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) {
    process.on(signal, () => {
      console.log('\nStopping …');
      if (resolveInterruption) resolveInterruption();
      else void end(status);
    });
  }
  process.stdout.on('error', () => {}); // who read along may have gone (`| head`)
  try {
    await program();
    await end(Number(process.exitCode ?? 0));
  } catch (error) {
    if (isEnding) return; // what our own signal broke off
    console.error(error instanceof CommandFailed ? error.message : error);
    await end(1);
  }
}
