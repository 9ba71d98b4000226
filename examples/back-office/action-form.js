/*
 * The form of an action. It stays as it is while the order behind it changes: what somebody has typed is theirs.
 */
import { cancelOrder, endOrder, packParcel, recordReturn, shipParcel, trackParcel } from './changes.js';
import { linesOf } from './order.js';
import { REASONS } from './words.js';
import { byId, fieldsIn, fromTemplate, make, within } from '../web-shared/dom.js';
import { clearFault } from '../web-shared/faults-view.js';
import { numberIn } from '../web-shared/money.js';

/** @typedef {import('./order.js').Order} Order */
/** @typedef {import('./changes.js').Change} Change */
/** An action that needs more than a click. @typedef {'pack' | 'ship' | 'track' | 'end' | 'cancel' | 'return'} FormAction */
/**
 * `name` is that of the parcel, `before` what it had when the form was opened.
 * @typedef {{ action: FormAction, fulfilmentId?: string, name?: string, before?: import('./changes.js').Tracking }} Opened
 */
/** What is in the fields, by their names. @typedef {Record<string, string>} Entered */
/** @typedef {{ opened: Opened, entered: Entered }} FilledForm */
/** @typedef {{ onSubmit: () => void, onClose: () => void }} FormEvents */

/** @param {string} action @returns {action is FormAction} */
export function hasForm(action) {
  return ['pack', 'ship', 'track', 'end', 'cancel', 'return'].includes(action);
}

/** What is left of each line for a parcel or a return. @type {Record<string, (line: import('./order.js').Line) => number>} */
const LEFT = {
  pack: ({ ordered, packed }) => ordered - packed,
  return: ({ delivered, returned }) => delivered - returned,
};

/**
 * @param {Opened} opened
 * @param {Order} order
 * @param {import('./session.js').Role} role
 * @param {FormEvents} events
 * @param {Entered} [entered] of a form that is opened again
 */
export function openForm({ action, name, before }, order, role, { onSubmit, onClose }, entered) {
  const form = fromTemplate(action === 'track' ? 'ship' : action);
  if (name !== undefined) nameForm(form, action, name);
  fillIn(form, before);
  form.querySelector('[data-why]')?.append(reasonField(), fromTemplate('note-field'));
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll('[data-staff]'))) if (role !== 'staff') part.remove();
  if (action in LEFT) within(form, '.lines', HTMLElement).append(...linesIn(order, action, entered).map((line) => lineElement(line, action)));
  form.addEventListener('input', ({ target }) => clearFault(/** @type {import('../web-shared/dom.js').Field} */ (target)));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onSubmit();
  });
  form.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') onClose();
  });
  within(form, '[data-close]', HTMLButtonElement).addEventListener('click', onClose);
  byId('form-place', HTMLElement).replaceChildren(form);
  const [first] = fieldsIn(form);
  (first ?? within(form, 'button', HTMLButtonElement)).focus();
  if (first instanceof HTMLInputElement) first.select(); // what is typed replaces the quantity, as after Tab
}

/**
 * As it was when it was sent, also when the order is another one by now.
 * @param {Opened} opened
 * @param {Order} order
 * @param {import('./session.js').Role} role
 * @param {FormEvents} events
 * @param {Entered} entered
 */
export function openFormAgain(opened, order, role, events, entered) {
  openForm(opened, order, role, events, entered);
  const form = formNow();
  for (const field of fieldsIn(form)) field.value = entered[field.name] ?? field.value;
  takenIn(form);
  updateForm(opened, order);
}

/** @returns {Entered} */
export function enteredInForm() {
  return Object.fromEntries(fieldsIn(formNow()).map(({ name, value }) => [name, value]));
}

export function closeForm() {
  byId('form-place', HTMLElement).replaceChildren();
}

/** Says how much is left of each line of another version of the order, and leaves what is typed. @param {Opened} opened @param {Order} order */
export function updateForm({ action }, order) {
  if (!(action in LEFT)) return;
  for (const line of linesOf(order)) {
    const hint = document.getElementById(`left-of-${line.lineNumber}`);
    const left = LEFT[action](line);
    if (hint) hint.textContent = leftText(left);
    else if (left > 0) within(formNow(), '.lines', HTMLElement).append(lineElement(line, action, '0'));
  }
}

/**
 * The change that the form describes.
 * @param {Opened} opened
 * @param {Order} order
 * @param {import('./session.js').Role} role
 * @returns {Change}
 */
export function changeIn({ action, fulfilmentId = '', before = {} }, order, role) {
  const form = formNow();
  const entered = Object.fromEntries(fieldsIn(form).map((field) => [field.name, field.value.trim()]));
  const { reason = '', note = '', refundAmount = '', carrier = '', trackingNumber = '', trackingUrl = '' } = entered;
  if (action === 'pack') return packParcel(order, quantitiesIn(form));
  if (action === 'ship') return shipParcel(order, fulfilmentId, { carrier, trackingNumber, trackingUrl }, before);
  if (action === 'track') return trackParcel(order, fulfilmentId, { carrier, trackingNumber, trackingUrl }, before);
  if (action === 'end') return endOrder(order, { reason, note });
  if (action === 'return') return recordReturn(order, quantitiesIn(form), { refundAmount, reason, note });
  return cancelOrder(order, role === 'staff' ? { reason, note } : { reason: 'customer', note: '' });
}

function formNow() {
  return within(byId('form-place', HTMLElement), 'form', HTMLFormElement);
}

/** The form is that of the carrier in both. @param {HTMLElement} form @param {FormAction} action @param {string} parcel */
function nameForm(form, action, parcel) {
  const isShipped = action === 'track';
  within(form, 'h2', HTMLElement).textContent = isShipped ? `Tracking of ${parcel.toLowerCase()}` : `Ship ${parcel.toLowerCase()}`;
  if (isShipped) within(form, 'button[type=submit]', HTMLElement).textContent = 'Change it';
}

/** What somebody has recorded of the parcel already. @param {HTMLElement} form @param {import('./changes.js').Tracking} [before] */
function fillIn(form, before) {
  for (const name of /** @type {const} */ (['carrier', 'trackingNumber', 'trackingUrl'])) {
    const field = form.querySelector(`[name=${name}]`);
    if (field instanceof HTMLInputElement) field.value = before?.[name] ?? '';
  }
}

function reasonField() {
  const field = fromTemplate('reason-field');
  const reasons = Object.entries(REASONS).map(([value, text]) => new Option(text, value));
  within(field, 'select', HTMLSelectElement).append(new Option('Not stated', ''), ...reasons);
  return field;
}

/**
 * Those of which something is left; in a form that is opened again, those that it had, in their order, by which the API
 * names their faults.
 * @param {Order} order
 * @param {string} action
 * @param {Entered} [entered]
 */
function linesIn(order, action, entered) {
  const lines = linesOf(order);
  if (entered === undefined) return lines.filter((line) => LEFT[action](line) > 0);
  return Object.keys(entered).flatMap((name) => lines.find((line) => quantityName(line) === name) ?? []);
}

/** @param {import('./order.js').Line} line */
function quantityName({ lineNumber }) {
  return `quantity-${lineNumber}`;
}

/**
 * @param {import('./order.js').Line} line
 * @param {string} action
 * @param {string} [quantity] all that is to be packed, unless it is said
 */
function lineElement(line, action, quantity) {
  const left = LEFT[action](line);
  const element = fromTemplate('line');
  const label = within(element, 'label', HTMLLabelElement);
  const field = within(element, 'input', HTMLInputElement);
  field.id = quantityName(line);
  field.name = quantityName(line);
  field.dataset.lineNumber = String(line.lineNumber);
  field.value = quantity ?? (action === 'pack' ? String(left) : '0');
  label.htmlFor = field.id;
  label.dataset.name = `The quantity of ${line.name}`;
  const hint = make('span', { id: `left-of-${line.lineNumber}`, className: 'quiet' }, leftText(left));
  label.append(line.name, ' ', hint);
  return element;
}

/** @param {number} left */
function leftText(left) {
  return `of ${left}`;
}

/** @param {HTMLFormElement} form */
function quantitiesIn(form) {
  return takenIn(form).map(({ value, dataset }) => ({ lineNumber: Number(dataset.lineNumber), quantity: numberIn(value) }));
}

/**
 * The fields of the lines of which there is something. Each field is told where its quantity stands in the request.
 * @param {HTMLFormElement} form
 */
function takenIn(form) {
  const fields = fieldsIn(form).filter(({ dataset }) => dataset.lineNumber !== undefined);
  const taken = fields.filter(({ value }) => !['', '0'].includes(value.trim()));
  for (const field of fields) {
    const index = taken.indexOf(field);
    if (index < 0) delete field.dataset.pointer;
    else field.dataset.pointer = ['quantity', 'lineNumber'].map((member) => `#/items/${index}/${member}`).join(' ');
  }
  if (taken.length === 0 && fields[0]) fields[0].dataset.pointer = '#/items'; // so that the fault is said at a field
  return taken;
}
