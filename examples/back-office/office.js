/*
 * What every screen needs: where the API is, a call of it in the name of who is signed in, and which screen it was for.
 */
import { callApi } from './orders-api.js';
import { isExpired, readSession } from './session.js';
import { readConfig } from '../web-shared/config.js';

/** What whoever publishes the page sets. @typedef {{ ordersUrl: string, peopleUrl?: string, shopUrl?: string }} Config */

/** @type {Config} */
export const config = await readConfig();

/** What the tab and the browser's history call the screen. @param {string} name */
export function nameScreen(name) {
  document.title = `${name} – Back office`;
}

/** Counts the screens: an answer that comes after its screen has gone is not shown. */
let screens = 0;

export function nextScreen() {
  screens += 1;
}

/**
 * @param {import('./orders-api.js').Call} call
 * @param {(outcome: import('./orders-api.js').Outcome) => void} [onAnswer] is called on any screen
 * @returns {Promise<import('./orders-api.js').Outcome | undefined>} nothing when there is another screen, or nobody, by then
 */
export async function callForScreen(call, onAnswer = () => {}) {
  const session = readSession();
  if (!session) return undefined;
  const screen = screens;
  const answer = await callApi(config.ordersUrl, session.token, call);
  const outcome = isHidden(answer) && isExpired(session.token) ? NOT_SIGNED_IN : answer;
  onAnswer(outcome);
  return screen === screens ? outcome : undefined;
}

/** @type {import('./orders-api.js').Outcome} */
const NOT_SIGNED_IN = { kind: 'not-allowed', status: 401, detail: '' };

/**
 * A browser hides answers without the headers of CORS, as a 401 of an authorizer can be.
 * @param {import('./orders-api.js').Outcome} outcome
 */
function isHidden(outcome) {
  return outcome.kind === 'unknown' && outcome.status === undefined;
}
