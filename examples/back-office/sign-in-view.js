/*
 * The sign-in. A real shop sends people to its identity provider here, and gets a token back. `npm start` has people to
 * choose from, and a token of another provider can be pasted. What was on the screen before waits below.
 */
import { nameScreen } from './office.js';
import { byId, focusHeading, make } from '../web-shared/dom.js';

/** Somebody whom the local identity provider signs in. @typedef {{ name: string, token: string }} Person */

/** @typedef {{ onToken: (token: string, name: string) => void }} SignInEvents */

/** The title of the screen that waits below. */
let titleBelow = document.title;

/** @param {SignInEvents} events */
export function prepareSignIn({ onToken }) {
  byId('token-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const field = byId('token', HTMLInputElement);
    if (field.value.trim() !== '') onToken(field.value.trim(), '');
    field.value = '';
  });
  byId('stay', HTMLButtonElement).addEventListener('click', stay);
}

/**
 * @param {readonly Person[]} people
 * @param {SignInEvents['onToken']} onToken
 * @param {{ reason?: string, canStay?: boolean }} [circumstances]
 */
export function showSignIn(people, onToken, { reason = '', canStay = false } = {}) {
  if (byId('sign-in', HTMLElement).hidden) titleBelow = document.title;
  nameScreen('Sign in');
  byId('people', HTMLElement).replaceChildren(...people.map(({ name, token }) => {
    const button = make('button', { type: 'button', className: 'secondary' }, `Sign in as ${name}`);
    button.addEventListener('click', () => onToken(token, name));
    return make('li', {}, button);
  }));
  const paragraph = byId('sign-in-reason', HTMLElement);
  paragraph.textContent = reason;
  paragraph.hidden = reason === '';
  byId('stay', HTMLElement).hidden = !canStay;
  byId('sign-in', HTMLElement).hidden = false;
  byId('office', HTMLElement).hidden = true;
  byId('sign-in-title', HTMLElement).focus();
}

export function hideSignIn() {
  if (!byId('sign-in', HTMLElement).hidden) document.title = titleBelow;
  byId('sign-in', HTMLElement).hidden = true;
  byId('office', HTMLElement).hidden = false;
}

function stay() {
  hideSignIn();
  focusHeading();
}
