/*
 * Writes the index keys of orders that have none, or those of another status, a part of the table in each invocation. It keeps no state: the caller
 * passes on where the last invocation has stopped. A write twice is the same write, so it may be stopped, repeated, and run by several callers.
 */
import { BackfillStore } from './backfill-store';
import { pauseBeforeRetry } from './deadline';
import { ORDER_KEY } from '../contract';
import { Problem } from './domain/problem';
import { hasStaffListKeys, staffListKeysOf } from './domain/staff-list-keys';
import type { Image } from './domain/stored-order';

export interface BackfillDependencies {
  readonly store: Pick<BackfillStore, 'page' | 'writeKeys'>;
  /** Shards of the index, as the API writes them. */
  readonly shards: number;
  /** The most writes per second of one invocation. */
  readonly writesPerSecond: number;
  /** In milliseconds. */
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly log: (line: object) => void;
}

/** What an invocation has done. Its items may have been counted by an earlier one too. */
export interface BackfillResult {
  readonly done: boolean;
  /** `from` of the next invocation, unless it is done. */
  readonly next?: string;
  readonly scanned: number;
  readonly written: number;
  /** Items that are no orders. */
  readonly skipped: number;
}

export interface LambdaContext {
  readonly awsRequestId: string;
  readonly getRemainingTimeInMillis?: () => number;
}

/** How long an invocation works. The AWS CLI and boto3 wait 60 s for an answer, and then invoke again. */
const WORK_MS = 40_000;

/** What is left of the function's timeout for the last page: a call of it takes at most 12 s (docs/adr/0009-retries-and-timeouts.md). */
const REST_MS = 30_000;

/** Items are read about a second before they are written, so few of them have changed. */
const LEAST_ITEMS = 10;
const MOST_ITEMS = 500;

/** Writes at the same time. */
const LANES = 10;

/** The log line names no more items than these. */
const MOST_NAMED = 10;

type Outcome = 'written' | 'unchanged' | 'skipped';

/** The time is up while a call still fails. */
class OutOfTime extends Error {
  public constructor(public readonly failure: unknown) {
    super('the time of the invocation is up');
  }
}

export function createBackfill({ store, shards, writesPerSecond, now, pause, log }: BackfillDependencies) {
  const pageSize = Math.min(Math.max(writesPerSecond, LEAST_ITEMS), MOST_ITEMS);

  return async (event: unknown, context: LambdaContext): Promise<BackfillResult> => {
    const startedAt = now();
    const deadline = startedAt + Math.min(WORK_MS, (context.getRemainingTimeInMillis?.() ?? Infinity) - REST_MS);
    const inTurn = turns(writesPerSecond, now, pause);
    const skippedIds: (string | undefined)[] = [];
    const counts = { scanned: 0, written: 0, skipped: 0 };
    let position = positionIn(event);
    let done = false;

    /** Calls until the store answers: a table that throttles needs time, and not another caller. */
    const patiently = async <T>(call: () => Promise<T>): Promise<T> => {
      for (let retries = 1; ; retries++) {
        try {
          return await call();
        } catch (error) {
          if (!(error instanceof Problem) || error.kind !== 'store-unavailable') throw error;
          if (now() >= deadline) throw new OutOfTime(error.cause ?? error);
          await pauseBeforeRetry(retries);
        }
      }
    };

    const settle = async (item: Image): Promise<Outcome> => {
      let current: Image | undefined = item;
      while (current !== undefined) {
        const keys = staffListKeysOf(current, shards);
        if (keys === undefined) return 'skipped';
        if (hasStaffListKeys(current, keys)) return 'unchanged';
        await inTurn();
        const read: Image = current;
        const write = await patiently(() => store.writeKeys(read, keys));
        if (write.isWritten) return 'written';
        current = write.current; // changed since it was read, or deleted
      }
      return 'unchanged';
    };

    try {
      do {
        const { items, next } = await patiently(() => store.page(position, pageSize));
        const outcomes = await inLanes(items, (item) => settle(item).catch(skipTooLarge));
        counts.scanned += items.length;
        counts.written += outcomes.filter((outcome) => outcome === 'written').length;
        const skipped = items.filter((_, index) => outcomes[index] === 'skipped');
        counts.skipped += skipped.length;
        skippedIds.push(...skipped.slice(0, MOST_NAMED - skippedIds.length).map((item) => item[ORDER_KEY]?.S));
        done = next === undefined;
        position = next;
      } while (!done && now() < deadline);
    } catch (error) {
      // What is done is told. Without a single page, the caller would go around in circles.
      if (!(error instanceof OutOfTime)) throw error;
      if (counts.scanned === 0) throw error.failure;
    }

    log({
      timestamp: new Date(now()).toISOString(),
      level: counts.skipped > 0 ? 'WARN' : 'INFO',
      message: 'staff list backfill',
      requestId: context.awsRequestId,
      outcome: done ? 'done' : 'continues',
      ...counts,
      ...skippedIds.length > 0 && { skippedIds },
      durationMs: now() - startedAt,
    });
    return { done, ...position !== undefined && { next: textOf(position) }, ...counts };
  };
}

/** An order that fills its item to the last byte has no room for keys, and must not hold up all others. */
function skipTooLarge(error: unknown): Outcome {
  if (error instanceof Problem && error.kind === 'validation-failed') return 'skipped';
  throw error;
}

/** Resolves as often as the rate allows, in the order of the calls. */
function turns(perSecond: number, now: () => number, pause: (ms: number) => Promise<unknown>): () => Promise<void> {
  let next = now();
  return async () => {
    const turn = Math.max(next, now());
    next = turn + 1_000 / perSecond;
    const wait = turn - now();
    if (wait > 0) await pause(wait);
  };
}

/** Works through the items, a few at a time. After a failure no further one is begun, and it fails when those are over that were. */
async function inLanes<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  let index = 0;
  const lane = async () => {
    while (index < items.length && failures.length === 0) {
      const own = index++;
      try {
        results[own] = await work(items[own]);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}

function textOf(position: string): string {
  return Buffer.from(JSON.stringify([position])).toString('base64url');
}

/** Where the caller wants to begin. A misspelt `from` would begin at the start of the table, in each round. */
function positionIn(event: unknown): string | undefined {
  const { from, ...others } = (event ?? {}) as { readonly from?: unknown };
  if (typeof event === 'string' || Array.isArray(event) || Object.keys(others).length > 0) throw new Error('the event must be {} or { "from": … }');
  if (from === undefined || from === null) return undefined;
  const position = positionOf(from);
  if (position === undefined) throw new Error('from must be the value of next in the result of an earlier invocation');
  return position;
}

function positionOf(text: unknown): string | undefined {
  try {
    const [orderId, ...others] = JSON.parse(Buffer.from(text as string, 'base64url').toString());
    return typeof orderId === 'string' && orderId !== '' && others.length === 0 ? orderId : undefined;
  } catch {
    return undefined;
  }
}
