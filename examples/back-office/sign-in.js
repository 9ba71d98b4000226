/*
 * Who is let in: a token that the API takes. Whether its holder is staff is the API's to say as well.
 */
import { config } from './office.js';
import { callApi, queueCall } from './orders-api.js';
import { readSession, subjectOf, writeSession } from './session.js';
import { hideSignIn, prepareSignIn, showSignIn } from './sign-in-view.js';

/** `isSame` after a sign-in in between: the screen is still there, with all that was entered. @typedef {(isSame: boolean) => void} OnSignedIn */

/** @type {OnSignedIn} */
let onSignedIn = () => {};

/** Whether there is something to go back to. */
let canStay = false;

/** @param {OnSignedIn} onDone */
export function startSignIn(onDone) {
  onSignedIn = onDone;
  prepareSignIn({ onToken });
}

/**
 * @param {{ status: number, detail: string }} [refusal] of a call with the token that there was
 * @param {boolean} [isEntering] whether something on the screen waits for the sign-in
 */
export async function askToSignIn(refusal, isEntering = false) {
  canStay = isEntering;
  const kept = canStay ? ' What you entered is kept.' : '';
  await show(refusal && `${reasonOf(refusal)}${kept}`);
}

/** @param {{ status: number, detail: string }} refusal */
function reasonOf({ status, detail }) {
  if (status === 401) return 'Your sign-in has ended.';
  return `${readSession()?.name ?? 'You'} may not do this${detail === '' ? '' : `: ${detail}`}.`;
}

/**
 * @param {string} token
 * @param {string} name
 */
async function onToken(token, name) {
  const outcome = await callApi(config.ordersUrl, token, queueCall({ screen: 'queue', status: 'PROCESSING', sort: 'oldest', cursor: '' }));
  if (outcome.kind === 'not-allowed' && outcome.status === 401) return show('The API does not take this token.');
  if (outcome.kind === 'unknown') return show(unknownReason(outcome.status));
  if (outcome.kind === 'refused') return show(`The API lists no orders by status: ${outcome.problem.detail ?? outcome.problem.title ?? 'it does not say why'}.`);
  const id = subjectOf(token);
  const isSame = readSession()?.id === id;
  // It lists the orders of all customers for staff alone.
  writeSession({ id, name: name === '' ? id : name, token, role: outcome.kind === 'done' ? 'staff' : 'customer' });
  hideSignIn();
  onSignedIn(isSame);
}

/** @param {number} [status] */
function unknownReason(status) {
  if (status !== undefined) return `The API answered with ${status}. Try again.`;
  return 'The API gave no answer that the browser shows: it cannot be reached from here, or does not take this token.';
}

/** @param {string} [reason] */
async function show(reason) {
  showSignIn(await readPeople(), onToken, { reason, canStay });
}

/** @returns {Promise<import('./sign-in-view.js').Person[]>} */
async function readPeople() {
  if (config.peopleUrl === undefined) return [];
  return fetch(config.peopleUrl).then((answer) => answer.json()).catch(() => []);
}
