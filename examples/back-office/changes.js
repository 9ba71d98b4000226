/*
 * What can be done with an order, and the request of each: the API decides in any case, and its answer is shown.
 */
import { activeFulfilments, linesOf } from './order.js';
import { numberIn } from '../web-shared/money.js';

/** @typedef {import('./order.js').Order} Order */
/** How a parcel is found at its carrier. @typedef {Pick<import('./order.js').Fulfilment, 'carrier' | 'trackingNumber' | 'trackingUrl'>} Tracking */
/** What is entered of it: an empty text where nothing is. @typedef {Required<Tracking>} EnteredTracking */

/**
 * `what` names it while it is on its way, `done` is said when it is made.
 * @typedef {{ method: 'POST' | 'PATCH', path: string, body: object, what: string, done: string }} Change
 */

/**
 * What is chosen by a button.
 * @typedef {'confirm' | 'end' | 'deliver-order' | 'cancel' | 'pack' | 'return' | 'ship' | 'deliver' | 'track' | 'unpack'} Action
 */

/**
 * Of the order itself.
 * @param {Order} order
 * @param {import('./session.js').Role} role
 * @returns {Action[]}
 */
export function orderActions(order, role) {
  const { status } = order;
  const lines = linesOf(order);
  const parcels = activeFulfilments(order);
  /** @param {string[]} states */
  const areAll = (...states) => parcels.every((parcel) => states.includes(parcel.status));
  /** @type {[Action, boolean][]} */
  const all = [
    ['confirm', status === 'PROCESSING'],
    ['pack', status === 'CONFIRMED' && lines.some(({ ordered, packed }) => packed < ordered)],
    ['end', status === 'CONFIRMED' && parcels.length > 0 && areAll('SHIPPED', 'DELIVERED')],
    ['deliver-order', status === 'SHIPPED' && areAll('DELIVERED')],
    ['return', lines.some(({ delivered, returned }) => returned < delivered)],
    ['cancel', ['PROCESSING', 'CONFIRMED'].includes(status) && parcels.length === 0],
  ];
  return all.filter(([action, isPossible]) => isPossible && (role === 'staff' || action === 'cancel')).map(([action]) => action);
}

/**
 * Of a parcel.
 * @param {import('./order.js').Fulfilment} fulfilment
 * @param {import('./session.js').Role} role
 * @returns {Action[]}
 */
export function parcelActions({ status }, role) {
  if (role !== 'staff') return [];
  if (status === 'PACKED') return ['ship', 'unpack'];
  return status === 'SHIPPED' ? ['deliver', 'track'] : [];
}

/** @param {Order} order @returns {Change} */
export function confirmOrder(order) {
  return { ...statusChange(order, { status: 'CONFIRMED' }), what: 'Confirm the order', done: 'The order is confirmed' };
}

/**
 * What is in no parcel is never sent.
 * @param {Order} order
 * @param {{ reason: string, note: string }} why
 * @returns {Change}
 */
export function endOrder(order, why) {
  return { ...statusChange(order, { status: 'SHIPPED', ...filled(why) }), what: 'End the order', done: 'The order is shipped as far as it ever is' };
}

/** @param {Order} order @returns {Change} */
export function deliverOrder(order) {
  return { ...statusChange(order, { status: 'DELIVERED' }), what: 'Record the delivery', done: 'The order is delivered' };
}

/** @param {Order} order @param {{ reason: string, note: string }} why @returns {Change} */
export function cancelOrder(order, why) {
  return { ...statusChange(order, { status: 'CANCELLED', ...filled(why) }), what: 'Cancel the order', done: 'The order is cancelled' };
}

/** @param {Order} order @param {import('./order.js').LineQuantity[]} items @returns {Change} */
export function packParcel(order, items) {
  return { method: 'POST', path: `${pathOf(order)}/fulfilments`, body: { items }, what: 'Pack a parcel', done: 'The parcel is packed' };
}

/** @param {Order} order @param {string} fulfilmentId @param {EnteredTracking} tracking @param {Tracking} before @returns {Change} */
export function shipParcel(order, fulfilmentId, tracking, before) {
  const body = { status: 'SHIPPED', ...changedTracking(order, fulfilmentId, tracking, before) };
  return { ...parcelChange(order, fulfilmentId, body), what: 'Ship the parcel', done: 'The parcel is shipped' };
}

/**
 * Without any content when nothing is changed.
 * @param {Order} order
 * @param {string} fulfilmentId
 * @param {EnteredTracking} tracking
 * @param {Tracking} before
 * @returns {Change}
 */
export function trackParcel(order, fulfilmentId, tracking, before) {
  const body = changedTracking(order, fulfilmentId, tracking, before);
  return { ...parcelChange(order, fulfilmentId, body), what: 'Change the tracking', done: 'The tracking is changed' };
}

/** @param {Order} order @param {string} fulfilmentId @returns {Change} */
export function deliverParcel(order, fulfilmentId) {
  return { ...parcelChange(order, fulfilmentId, { status: 'DELIVERED' }), what: 'Record the delivery', done: 'The parcel is delivered' };
}

/** @param {Order} order @param {string} fulfilmentId @returns {Change} */
export function unpackParcel(order, fulfilmentId) {
  return { ...parcelChange(order, fulfilmentId, { status: 'CANCELLED' }), what: 'Unpack the parcel', done: 'The parcel is unpacked' };
}

/**
 * @param {Order} order
 * @param {import('./order.js').LineQuantity[]} items
 * @param {{ refundAmount: string, reason: string, note: string }} entered
 * @returns {Change}
 */
export function recordReturn(order, items, { refundAmount, ...why }) {
  const refund = refundAmount === '' ? {} : { refundAmount: numberIn(refundAmount) };
  const body = { items, ...refund, ...filled(why) };
  return { method: 'POST', path: `${pathOf(order)}/returns`, body, what: 'Record the return', done: 'The return is recorded' };
}

/** @param {Order} order @param {object} body */
function statusChange(order, body) {
  return { method: /** @type {const} */ ('PATCH'), path: pathOf(order), body };
}

/** @param {Order} order @param {string} fulfilmentId @param {object} body */
function parcelChange(order, fulfilmentId, body) {
  return { method: /** @type {const} */ ('PATCH'), path: `${pathOf(order)}/fulfilments/${encodeURIComponent(fulfilmentId)}`, body };
}

/**
 * The fields that somebody has changed; an empty text removes what was there. What a colleague has recorded since stays
 * where nobody has touched its field, and is not emptied: nobody has seen it in the form.
 * @param {Order} order
 * @param {string} fulfilmentId
 * @param {EnteredTracking} tracking
 * @param {Tracking} before what the form had at first
 */
function changedTracking({ fulfilments = [] }, fulfilmentId, tracking, before) {
  const now = fulfilments.find((each) => each.fulfilmentId === fulfilmentId);
  const names = /** @type {(keyof Tracking)[]} */ (Object.keys(tracking));
  const sent = names.filter((name) => tracking[name] !== (before[name] ?? '') && (tracking[name] !== '' || now?.[name] === before[name]));
  return Object.fromEntries(sent.map((name) => [name, tracking[name]]));
}

/** @param {Order} order */
function pathOf({ orderId }) {
  return `/${encodeURIComponent(orderId)}`;
}

/**
 * Without what was left empty.
 * @param {Record<string, string>} fields
 */
function filled(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
