/*
 * The customer's id. A guest has no account, so the page makes a random id and keeps it for all orders of this browser.
 * It is no e-mail address: the id stands in the key of an index and in URLs, and stays in an order whose personal data
 * is erased.
 */
import { randomHex } from '../web-shared/random.js';
import { stored } from '../web-shared/storage.js';

/** @type {ReturnType<typeof stored<string>>} */
const kept = stored('guest');

/** @returns {string} */
export function guestId() {
  const known = kept.read();
  if (known !== undefined) return known;
  const id = `guest-${randomHex()}`;
  kept.write(id);
  return id;
}
