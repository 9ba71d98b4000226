/*
 * An order on its way. It and its Idempotency-Key are written down before the first byte is sent and forgotten only
 * when the API has answered for good. So whatever happens in between (a second click, a reload, a closed tab, a lost
 * answer, a price that changes), what is sent again is the same order under the same key, and the API makes one of it.
 */
import { randomHex } from '../web-shared/random.js';
import { stored } from '../web-shared/storage.js';

/**
 * The order as text: to the API only the very same order is the same. `triedAt` is when it was sent last, in
 * milliseconds, if there was no answer.
 * @typedef {{ key: string, body: string, triedAt?: number }} Attempt
 */

/** The API takes at most 30 seconds for a try. Later it has placed the order, or will not. */
const LONGEST_TRY_MS = 35_000;

/** @type {ReturnType<typeof stored<Attempt>>} */
const kept = stored('attempt');

/** The one that still waits for an answer. */
export function openAttempt() {
  return kept.read();
}

/**
 * @param {object} order
 * @returns {Attempt} the open one, if there is one: a customer who clicks twice means one order
 */
export function beginAttempt(order) {
  const open = openAttempt();
  if (open) return open;
  const attempt = { key: randomHex(), body: JSON.stringify(order) };
  kept.write(attempt);
  return attempt;
}

/**
 * Before it is sent.
 * @param {Attempt} attempt
 */
export function beginTry(attempt) {
  kept.write({ ...attempt, triedAt: Date.now() });
}

/**
 * When there was an answer, but none for good: what is known is that this try has ended.
 * @param {Attempt} attempt as it was before
 */
export function endTry(attempt) {
  if (openAttempt()?.key === attempt.key) kept.write(attempt); // another tab may have had an answer for good
}

/**
 * Whether an earlier try may still place the order, although the next one is refused.
 * @param {Attempt} attempt
 */
export function isUnderWay({ triedAt }) {
  return triedAt !== undefined && Date.now() - triedAt < LONGEST_TRY_MS;
}

export function endAttempt() {
  kept.clear();
}
