/*
 * Gives a process the share of a core that Lambda gives a memory size. A control group with a CPU quota is exact;
 * where we may not make one, the process is stopped and continued in the same rhythm, which for a process that
 * computes comes to the same.
 */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** At this size a function has one whole core. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const ONE_CORE_MB = 1_769;

/** How often the share is dealt out, in milliseconds. A period of 100 ms would give short requests all of a core. */
const PERIOD_MS = 20;

export interface Throttle {
  readonly kind: string;
  /** Throttles a process from now on; the answer ends it. */
  apply(pid: number): () => Promise<void>;
  remove(): void;
}

export function createThrottle(memoryMb: number): Throttle {
  const share = Math.min(1, memoryMb / ONE_CORE_MB);
  return controlGroup(share) ?? dutyCycle(share);
}

function controlGroup(share: number): Throttle | undefined {
  const quotaUs = Math.round(share * PERIOD_MS * 1_000);
  for (const { root, files, kind } of [
    { kind: 'control group (v1)', root: '/sys/fs/cgroup/cpu', files: { 'cpu.cfs_period_us': PERIOD_MS * 1_000, 'cpu.cfs_quota_us': quotaUs } },
    { kind: 'control group (v2)', root: '/sys/fs/cgroup', files: { 'cpu.max': `${quotaUs} ${PERIOD_MS * 1_000}` } },
  ]) {
    const group = join(root, `orders-bench-${process.pid}-${quotaUs}`);
    const remove = () => {
      process.off('exit', remove);
      if (existsSync(group)) rmdirSync(group);
    };
    try {
      mkdirSync(group);
      for (const [file, value] of Object.entries(files)) {
        readFileSync(join(group, file)); // a folder that is no control group would take any file
        writeFileSync(join(group, file), String(value));
      }
      process.once('exit', remove);
      return { kind, remove, apply: (pid) => { writeFileSync(join(group, 'cgroup.procs'), String(pid)); return async () => undefined; } };
    } catch {
      remove();
    }
  }
  return undefined;
}

/** Stops and continues a process until it is told to end; in a thread, whose sleep is exact and blocks nobody. */
const DUTY_CYCLE = `
  const { workerData: { pid, onMs, offMs, flag } } = require('node:worker_threads');
  let next = performance.now();
  const sleep = (ms) => { next += ms; return Atomics.wait(flag, 0, 0, Math.max(0, next - performance.now())) === 'timed-out'; };
  try {
    do process.kill(pid, 'SIGSTOP'); while (sleep(offMs) && (process.kill(pid, 'SIGCONT'), sleep(onMs)));
    process.kill(pid, 'SIGCONT');
  } catch {} // the process has ended
`;

function dutyCycle(share: number): Throttle {
  return {
    kind: 'stop and continue',
    remove: () => undefined,
    apply: (pid) => {
      if (share === 1) return async () => undefined;
      const flag = new Int32Array(new SharedArrayBuffer(4));
      const worker = new Worker(DUTY_CYCLE, { eval: true, workerData: { pid, flag, onMs: share * PERIOD_MS, offMs: (1 - share) * PERIOD_MS } });
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      return async () => {
        Atomics.store(flag, 0, 1);
        Atomics.notify(flag, 0);
        await ended;
      };
    },
  };
}
