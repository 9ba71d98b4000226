/*
 * A change on its way. It, its If-Match, its Idempotency-Key and what was entered are written down before the first byte
 * is sent, and forgotten only when the API has answered for good. So what is sent again after a lost answer is the same
 * change under the same key, and the API makes it once. If it is refused then, what was entered is there to be corrected.
 */
import { randomHex } from '../web-shared/random.js';
import { stored } from '../web-shared/storage.js';

/**
 * `etag` is the version that was shown, `body` text: to the API only the very same change is the same. `who` sent it:
 * under a key of another person it would be another change. `form` is the one that it came from.
 * @typedef {Omit<import('./changes.js').Change, 'body'> & Circumstances & { key: string, body: string }} Attempt
 */

/** @typedef {{ who: string, orderId: string, etag: string, form?: import('./action-form.js').FilledForm }} Circumstances */

/** Of this tab: who closes it reads the order anew, and sees whether the change was made. @type {ReturnType<typeof stored<Attempt[]>>} */
const kept = stored('back-office-attempts', () => sessionStorage);

/**
 * @param {string} orderId
 * @param {string} who
 * @returns {Attempt | undefined} the one that still waits for an answer
 */
export function openAttempt(orderId, who) {
  return kept.read()?.find((each) => each.orderId === orderId && each.who === who);
}

/**
 * @param {import('./changes.js').Change} change
 * @param {Circumstances} circumstances
 * @returns {Attempt}
 */
export function beginAttempt({ method, path, body, done, what }, { who, orderId, etag, form }) {
  const attempt = { who, orderId, etag, form, key: randomHex(), method, path, body: JSON.stringify(body), done, what };
  const others = (kept.read() ?? []).filter((each) => each.orderId !== orderId || each.who !== who);
  kept.write([...others, attempt]);
  return attempt;
}

/** @param {Attempt} attempt */
export function endAttempt({ key }) {
  kept.write((kept.read() ?? []).filter((each) => each.key !== key));
}
