/*
 * A problem document, shown where the customer can do something about it: each fault at its field, all of them in a
 * list above the form whose links lead there.
 */
import { byId } from './dom.js';

/** @typedef {{ detail: string, pointer?: string }} Fault */

/** @param {import('./orders-api.js').Problem} problem */
export function showProblem({ title = 'The order was refused', detail = '', errors = [] }) {
  const sentences = errors.map((fault) => {
    const field = fieldAt(fault.pointer ?? '');
    const sentence = `${field ? labelOf(field) : fault.pointer} ${fault.detail}`;
    if (field) mark(field, sentence);
    return { sentence, field };
  });
  const message = showMessage(title, sentences.length > 0 ? '' : detail);
  const list = document.createElement('ul');
  list.append(...sentences.map(({ sentence, field }) => {
    const item = document.createElement('li');
    item.append(field ? linkTo(field, sentence) : sentence);
    return item;
  }));
  if (sentences.length > 0) message.append(list);
  message.focus();
}

/**
 * @param {string} title
 * @param {string} text
 */
export function showMessage(title, text) {
  const message = byId('message', HTMLElement);
  const heading = document.createElement('strong');
  heading.textContent = title;
  const paragraph = document.createElement('p');
  paragraph.textContent = text;
  message.replaceChildren(heading, ...text === '' ? [] : [paragraph]);
  message.hidden = false;
  return message;
}

export function clearMessage() {
  byId('message', HTMLElement).hidden = true;
  document.querySelectorAll('input').forEach(clearFault);
}

/** @param {HTMLInputElement} field */
export function clearFault(field) {
  document.getElementById(faultOf(field))?.remove();
  field.removeAttribute('aria-describedby');
  field.removeAttribute('aria-invalid');
}

/** @param {HTMLInputElement} field */
function faultOf(field) {
  return `fault-of-${field.id}`;
}

/**
 * The field whose value stands at a JSON pointer of the order.
 * @param {string} pointer
 */
function fieldAt(pointer) {
  return [...document.querySelectorAll('input')].find(({ dataset }) => dataset.pointer === pointer);
}

/** @param {HTMLInputElement} field */
function labelOf(field) {
  const [label] = field.labels ?? [];
  return label.dataset.name ?? label.textContent ?? '';
}

/**
 * @param {HTMLInputElement} field
 * @param {string} sentence
 */
function mark(field, sentence) {
  const fault = document.createElement('p');
  fault.id = faultOf(field);
  fault.className = 'fault';
  fault.textContent = sentence;
  field.closest('.field, .line')?.append(fault);
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', fault.id);
}

/**
 * @param {HTMLInputElement} field
 * @param {string} sentence
 */
function linkTo(field, sentence) {
  const link = document.createElement('a');
  link.href = `#${field.id}`;
  link.textContent = sentence;
  link.addEventListener('click', (event) => {
    event.preventDefault();
    field.focus();
  });
  return link;
}
