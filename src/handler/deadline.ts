/*
 * One deadline for all calls of a request. Each call has its own bound (docs/adr/0009-retries-and-timeouts.md), but several in a row can take longer
 * than API Gateway waits.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { Problem, RETRY_SAFELY } from './domain/problem';
import type { Operation } from './operations';

/** An operation whose calls end with a signal. */
export type BoundOperation<S> = (...args: [...request: RequestOf<S>, signal: AbortSignal]) => ReturnType<Operation<S>>;

type RequestOf<S> = Parameters<Operation<S>>;

/** Well before API Gateway gives up after 30 s. */
const MOST_SECONDS = 25;

/** What is left of the timeout for an answer. */
const ANSWER_SECONDS = 2;

/** In how many milliseconds a request is answered by a function with this timeout. */
export function deadlineOf(timeoutSeconds: number): number {
  return 1_000 * Math.min(MOST_SECONDS, Math.max(timeoutSeconds - ANSWER_SECONDS, timeoutSeconds / 2));
}

export const LONGEST_DEADLINE_MS = 1_000 * MOST_SECONDS;

/** The operation with an answer by the deadline, whatever its calls wait for. */
export function withinDeadline<S>(deadlineMs: number, operation: BoundOperation<S>): Operation<S> {
  return async (...request) => {
    const deadline = new AbortController();
    setMaxListeners(0, deadline.signal); // as many calls as run at the same time: Node.js takes more than 10 for a leak, and says so in the log
    const expired = new Promise<never>((_, reject) => {
      deadline.signal.addEventListener('abort', () => reject(tooLate(deadlineMs)));
    });
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    try {
      return await Promise.race([operation(...request, deadline.signal), expired]);
    } finally {
      clearTimeout(timer);
    }
  };
}

function tooLate(deadlineMs: number): Problem {
  return new Problem('store-unavailable', RETRY_SAFELY, [], new Error(`the calls of the request took longer than ${deadlineMs / 1_000} s`));
}

/** The longest pause before the first retry of a call. Each further one may take twice as long. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** A pause before a retry, of a random length, so that requests that have failed together do not meet again. It ends early with the signal. */
export async function pauseBeforeRetry(retries: number, signal?: AbortSignal, random = Math.random): Promise<void> {
  await pauseFor(random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** retries), undefined, { signal });
}
