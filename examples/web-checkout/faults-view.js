/*
 * A problem document, shown where the customer can do something about it: each fault at its field, all of them in a
 * list above the form whose links lead there. The first field with a fault gets the focus.
 */
import { byId, fieldsIn } from './dom.js';

/** @typedef {import('./dom.js').Field} Field */

/** @typedef {{ detail: string, pointer?: string }} Fault */

/** @param {import('./orders-api.js').Problem} problem */
export function showProblem({ title = 'The order was refused', detail = '', errors = [] }) {
  // By their sentences: a field whose value stands in two places of the order has the same fault twice.
  const sentences = new Map(errors.map((fault) => {
    const field = fieldAt(fault.pointer ?? '');
    return [`${field ? labelOf(field) : fault.pointer} ${fault.detail}`, field];
  }));
  const message = showMessage(title, sentences.size > 0 ? '' : detail);
  const list = document.createElement('ul');
  for (const [sentence, field] of sentences) {
    const item = document.createElement('li');
    item.append(field ? linkTo(field, sentence) : sentence);
    list.append(item);
    if (field) mark(field, sentence);
  }
  if (sentences.size > 0) message.append(list);
  (fieldsIn(document).find((field) => field.hasAttribute('aria-invalid')) ?? message).focus();
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
  fieldsIn(document).forEach(clearFault);
}

/** @param {Field} field */
export function clearFault(field) {
  document.getElementById(faultOf(field))?.remove();
  field.removeAttribute('aria-describedby');
  field.removeAttribute('aria-invalid');
}

/** @param {Field} field */
function faultOf(field) {
  return `fault-of-${field.id}`;
}

/**
 * The field whose value stands at a JSON pointer of the order.
 * @param {string} pointer
 */
function fieldAt(pointer) {
  return fieldsIn(document).find(({ dataset }) => dataset.pointer?.split(' ').includes(pointer));
}

/** @param {Field} field */
function labelOf(field) {
  const [label] = field.labels ?? [];
  return label.dataset.name ?? label.textContent ?? '';
}

/**
 * @param {Field} field
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
 * @param {Field} field
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
