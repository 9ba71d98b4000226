/*
 * A problem document, shown where the customer can do something about it: each fault at its field, with a button where
 * there is a remedy, and all of them in a list above the form whose links lead there. The first field with a fault gets
 * the focus.
 */
import { byId, fieldsIn, fromTemplate, within } from './dom.js';

/** @typedef {import('./dom.js').Field} Field */

/** @typedef {import('./send.js').Fault} Fault */

/**
 * What a fault means here. The remedy is what its button says, and `about` what the button means beside its sentence.
 * @typedef {{ sentence: string, remedy: string, about: string, agree: () => void }} Objection
 */

/**
 * @param {import('./send.js').Problem} problem
 * @param {(fault: Fault) => Objection | undefined} [objectionTo]
 * @param {(objection: Objection) => void} [onAgreed] when somebody has chosen what an objection offers
 */
export function showProblem({ title = 'The order was refused', detail = '', errors = [] }, objectionTo = () => undefined, onAgreed = () => {}) {
  // By their sentences: a field whose value stands in two places of the order has the same fault twice.
  const faults = new Map(errors.map((fault) => {
    const field = fieldAt(fault.pointer ?? '');
    const objection = objectionTo(fault);
    return [objection?.sentence ?? (field ? sentenceAt(field, fault.detail) : `${fault.pointer ?? fault.parameter ?? 'The request'} ${fault.detail}`), { field, objection }];
  }));
  const message = showMessage(title, faults.size > 0 ? '' : detail);
  const list = document.createElement('ul');
  for (const [sentence, { field, objection }] of faults) {
    const item = document.createElement('li');
    item.append(field ? linkTo(field, sentence) : sentence);
    list.append(item);
    if (field) mark(field, sentence);
    if (field && objection) {
      offer(field, objection, () => {
        clearFault(field);
        item.remove();
        message.hidden = list.childElementCount === 0;
        onAgreed(objection);
      });
    }
  }
  if (faults.size > 0) message.append(list);
  (firstFault() ?? message).focus();
}

export function firstFault() {
  return fieldsIn(document).find((field) => field.hasAttribute('aria-invalid'));
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
  document.getElementById(remedyOf(field))?.remove();
  field.removeAttribute('aria-describedby');
  field.removeAttribute('aria-invalid');
}

/** @param {Field} field */
function faultOf(field) {
  return `fault-of-${field.id}`;
}

/** @param {Field} field */
function remedyOf(field) {
  return `remedy-of-${field.id}`;
}

/**
 * The field whose value stands at a JSON pointer of the order.
 * @param {string} pointer
 */
function fieldAt(pointer) {
  return fieldsIn(document).find(({ dataset }) => dataset.pointer?.split(' ').includes(pointer));
}

/**
 * Of a number it says what was typed: what is no number reaches the API as nothing.
 * @param {Field} field
 * @param {string} detail
 */
function sentenceAt(field, detail) {
  const shown = field.inputMode === '' ? detail : detail.replace(/, got .*/, () => `, got ${field.value}`);
  return `${labelOf(field)} ${shown}`;
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
 * @param {Objection} objection
 * @param {() => void} onClick
 */
function offer(field, { remedy, about }, onClick) {
  const button = fromTemplate('remedy');
  button.id = remedyOf(field);
  button.prepend(remedy);
  within(button, '.unseen', HTMLSpanElement).textContent = ` ${about}`;
  button.addEventListener('click', onClick);
  field.closest('.line')?.append(button);
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
