/*
 * One order: its facts, items, addresses, parcels, returns and history. All of it is made anew whenever the order is read;
 * the form in which somebody is typing is not part of it (action-form.js).
 */
import { orderActions, parcelActions } from './changes.js';
import { contentsOf, eventsOf, linesOf, parcelName, whyOf } from './order.js';
import { age, fulfilmentName, money, statusName, time, whoName } from './words.js';
import { byId, make } from '../web-shared/dom.js';

/** @typedef {import('./order.js').Order} Order */
/** @typedef {import('./changes.js').Action} Action */
/** @typedef {(action: Action, fulfilmentId?: string) => void} OnAction */

/** @type {Record<Action, string>} */
const LABELS = {
  'confirm': 'Confirm',
  'pack': 'Pack a parcel',
  'end': 'No more is sent',
  'deliver-order': 'Delivered',
  'return': 'Record a return',
  'cancel': 'Cancel the order',
  'ship': 'Ship',
  'deliver': 'Delivered',
  'track': 'Change the tracking',
  'unpack': 'Unpack',
};

/**
 * @param {Order} order
 * @param {import('./session.js').Role} role
 * @param {OnAction} onAction
 */
export function showOrder(order, role, onAction) {
  const number = make('span', { className: 'code' }, order.orderNumber);
  byId('order-title', HTMLElement).replaceChildren('Order ', number, ' ', badge(statusName(order.status)));
  const now = Date.now();
  byId('facts', HTMLElement).replaceChildren(
    fact('Placed', `${time(order.createdAt)}, ${age(order.createdAt, now)}`),
    ...role === 'staff' ? [fact('Customer', order.customerId)] : [],
    fact('Parcels', fulfilmentName(order)),
    fact('Total', money(order.totalAmount, order.currency)),
    ...order.note === undefined ? [] : [fact('Note of the customer', order.note)],
  );
  byId('actions', HTMLElement).replaceChildren(...orderActions(order, role).map((action, index) => {
    const isNextStep = index === 0 && action !== 'cancel';
    return actionButton(action, isNextStep ? 'primary' : 'secondary', onAction);
  }));
  byId('items', HTMLElement).replaceChildren(...linesOf(order).map((line) => itemRow(line, order.currency)));
  showList('parcels', (order.fulfilments ?? []).map((_, index) => parcel(order, index, role, onAction)));
  showList('returns', (order.returns ?? []).map((each) => returned(order, each, role)));
  showAddresses(order);
  byId('history', HTMLElement).replaceChildren(...eventsOf(order).reverse().map((event) => historyEntry(event, now)));
}

/**
 * Where the focus goes when a form has been closed: the button that had opened it may be another element by now.
 * @param {Action} action @param {string} [fulfilmentId]
 */
export function findActionButton(action, fulfilmentId) {
  const buttons = [.../** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('button[data-action]'))];
  return buttons.find(({ dataset }) => dataset.action === action && dataset.fulfilmentId === fulfilmentId);
}

/** While a change waits for its answer, there is no other one. @param {boolean} areOpen */
export function openActions(areOpen) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('button[data-action]'))) button.disabled = !areOpen;
  byId('form-place', HTMLFieldSetElement).disabled = !areOpen;
}

/**
 * @param {import('./order.js').Event} event
 * @param {number} now
 */
export function sentenceOf(event, now) {
  const who = whoName(event.by);
  return [`${event.what}${who === '' ? '' : `, by ${who}`}, ${age(event.at, now)}`, ...[whyOf(event)].filter((why) => why !== '')].join('. ');
}

/** @param {string} text */
function badge(text) {
  return make('span', { className: 'badge' }, text);
}

/** @param {string} name @param {string} value */
function fact(name, value) {
  return make('div', {}, make('dt', {}, name), make('dd', {}, value));
}

/** @param {Action} action @param {string} className @param {OnAction} onAction @param {{ fulfilmentId: string, name: string }} [of] */
function actionButton(action, className, onAction, of) {
  const button = make('button', { type: 'button', className }, LABELS[action]);
  button.dataset.action = action;
  if (of) {
    button.dataset.fulfilmentId = of.fulfilmentId;
    button.append(make('span', { className: 'unseen' }, ` ${of.name}`));
  }
  button.addEventListener('click', () => onAction(action, of?.fulfilmentId));
  return button;
}

/** @param {import('./order.js').Line} line @param {string} currency */
function itemRow({ name, price, ordered, packed, shipped, delivered, returned }, currency) {
  const counts = Object.entries({ packed, shipped, delivered, returned }).filter(([, count]) => count > 0);
  const progress = counts.map(([what, count]) => `${count} ${what}`);
  const product = make('th', { scope: 'row' }, name);
  if (progress.length > 0) product.append(make('span', { className: 'progress' }, progress.join(', ')));
  return make('tr', {}, product, make('td', { className: 'amount' }, String(ordered)), make('td', { className: 'amount' }, money(price, currency)));
}

/** @param {string} id @param {HTMLElement[]} elements */
function showList(id, elements) {
  byId(id, HTMLElement).replaceChildren(...elements);
  byId(`${id}-panel`, HTMLElement).hidden = elements.length === 0;
}

/**
 * @param {Order} order
 * @param {number} index of the fulfilment
 * @param {import('./session.js').Role} role
 * @param {OnAction} onAction
 */
function parcel(order, index, role, onAction) {
  const fulfilment = (order.fulfilments ?? [])[index];
  const { fulfilmentId, status, items } = fulfilment;
  const name = parcelName(index);
  const state = status === 'CANCELLED' ? 'Unpacked' : statusName(status);
  const buttons = parcelActions(fulfilment, role).map((action) => actionButton(action, 'secondary', onAction, { fulfilmentId, name }));
  return make(
    'li',
    {},
    make('h3', {}, name, ' ', badge(state)),
    make('p', {}, contentsOf(order, items)),
    ...tracking(fulfilment),
    ...buttons.length > 0 ? [make('p', { className: 'buttons' }, ...buttons)] : [],
  );
}

/** @param {import('./order.js').Fulfilment} fulfilment */
function tracking({ carrier, trackingNumber, trackingUrl }) {
  const text = [carrier, trackingNumber].filter((each) => each !== undefined).join(' ');
  if (text === '' && trackingUrl === undefined) return [];
  return [make('p', {}, trackingUrl === undefined ? text : trackingLink(trackingUrl, text))];
}

/** Somebody has typed the address. @param {string} url @param {string} text */
function trackingLink(url, text) {
  const label = text === '' ? 'Track the parcel' : `Track ${text}`;
  if (!/^https?:\/\//i.test(url)) return `${text} ${url}`;
  const hint = make('span', { className: 'unseen' }, ' in a new tab');
  return make('a', { href: url, rel: 'noopener noreferrer', target: '_blank' }, label, hint);
}

/** @param {Order} order @param {import('./order.js').Return} each @param {import('./session.js').Role} role */
function returned(order, { items, refundAmount, at, by, reason, note }, role) {
  const why = whyOf({ what: '', at, reason, note });
  return make(
    'li',
    {},
    make('p', {}, contentsOf(order, items)),
    make('p', { className: 'quiet' }, [
      refundAmount === undefined ? 'No refund' : `Refund of ${money(refundAmount, order.currency)}`,
      ...role === 'staff' ? [whoName(by)] : [],
      time(at),
      why,
    ].filter((part) => part !== '').join(', ')),
  );
}

/** @param {Order} order */
function showAddresses({ contact, shippingAddress, billingAddress }) {
  const all = Object.entries({ 'Contact': contact, 'Ships to': shippingAddress, 'Billed to': billingAddress });
  const blocks = all.flatMap(([name, lines]) => (lines === undefined ? [] : [addressBlock(name, lines)]));
  byId('addresses', HTMLElement).replaceChildren(...blocks);
  byId('people-panel', HTMLElement).hidden = blocks.length === 0;
}

/** @param {string} name @param {Record<string, string>} lines */
function addressBlock(name, lines) {
  const order = ['name', 'organization', 'addressLine1', 'addressLine2', 'addressLine3', 'postalCode', 'city', 'region', 'country', 'email', 'tel'];
  const shown = order.filter((key) => lines[key] !== undefined).map((key) => make('span', {}, lines[key]));
  return make('div', {}, make('dt', {}, name), make('dd', {}, ...shown));
}

/** @param {import('./order.js').Event} event @param {number} now */
function historyEntry(event, now) {
  const who = whoName(event.by);
  const why = whyOf(event);
  const at = make('time', { dateTime: event.at, title: age(event.at, now) }, time(event.at));
  return make(
    'li',
    {},
    make('strong', {}, event.what),
    make('span', { className: 'quiet' }, who === '' ? '' : `by ${who}, `, at),
    ...why === '' ? [] : [make('span', { className: 'why' }, why)],
  );
}
