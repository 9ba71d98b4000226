/*
 * Messages with a button, a link, or a list of what happened.
 */
import { byId, make } from '../web-shared/dom.js';
import { showMessage } from '../web-shared/faults-view.js';

/**
 * @param {string} title
 * @param {string} text
 * @param {[string, () => void][]} choices by the labels of their buttons; the first one gets the focus
 */
export function askAfter(title, text, choices) {
  const message = showMessage(title, text);
  const buttons = choices.map(([label, onClick]) => {
    const button = make('button', { type: 'button', className: 'secondary' }, label);
    button.addEventListener('click', onClick);
    return button;
  });
  message.append(make('p', { className: 'buttons' }, ...buttons));
  buttons[0]?.focus();
}

/** @param {string} title @param {string[]} sentences @param {string} text */
export function showSentences(title, sentences, text) {
  const message = showMessage(title, '');
  message.append(listOf(sentences), make('p', {}, text));
  message.focus();
}

/** Below the message that is there. @param {string} title @param {string[]} sentences */
export function addSentences(title, sentences) {
  byId('message', HTMLElement).append(make('p', {}, title), listOf(sentences));
}

/** Below the message that is there. @param {string} text @param {string} href */
export function addLink(text, href) {
  byId('message', HTMLElement).append(make('p', { className: 'buttons' }, make('a', { href }, text)));
}

/** @param {string} text for everybody, and aloud for who hears the page */
export function tell(text) {
  byId('news', HTMLElement).textContent = text;
}

/** @param {string[]} sentences */
function listOf(sentences) {
  return make('ul', {}, ...sentences.map((sentence) => make('li', {}, sentence)));
}
