/*
 * An order on its way. It and its Idempotency-Key are written down before the first byte is sent and forgotten only
 * when the API has answered. So whatever happens in between (a second click, a reload, a closed tab, a lost answer),
 * what is sent again is the same order under the same key, and the API makes one of it.
 */
import { randomHex } from './random.js';
import { stored } from './storage.js';

/**
 * The order as text: to the API only the very same order is the same.
 * @typedef {{ key: string, body: string }} Attempt
 */

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

export function endAttempt() {
  kept.clear();
}
