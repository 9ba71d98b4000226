/*
 * An order as the API answers it, and what follows from it: what is packed and shipped of each line, and what happened.
 */
import { money, reasonName } from './words.js';

/** @typedef {{ kind: string, id?: string }} Actor */
/** @typedef {{ lineNumber: number, quantity: number }} LineQuantity */
/** @typedef {{ productId: string, name?: string, quantity: number, price: number }} Item */
/** @typedef {{ status: string, at: string, by?: Actor, reason?: string, note?: string }} Entry */
/**
 * @typedef {object} Fulfilment
 * @property {string} fulfilmentId
 * @property {'PACKED' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED'} status
 * @property {LineQuantity[]} items
 * @property {string} [carrier]
 * @property {string} [trackingNumber]
 * @property {string} [trackingUrl]
 * @property {Entry[]} statusHistory
 */
/** @typedef {{ returnId: string, items: LineQuantity[], refundAmount?: number, reason?: string, note?: string, at: string, by?: Actor }} Return */
/**
 * @typedef {object} Order
 * @property {string} orderId
 * @property {string} orderNumber
 * @property {string} customerId
 * @property {string} status
 * @property {string} [fulfilmentStatus]
 * @property {Item[]} items
 * @property {string} currency
 * @property {number} totalAmount
 * @property {string} createdAt
 * @property {string} [note]
 * @property {Record<string, string>} [contact]
 * @property {Record<string, string>} [shippingAddress]
 * @property {Record<string, string>} [billingAddress]
 * @property {Entry[]} statusHistory
 * @property {Fulfilment[]} [fulfilments]
 * @property {Return[]} [returns]
 */
/** How much of each line there is. @typedef {{ ordered: number, packed: number, shipped: number, delivered: number, returned: number }} Counts */
/** @typedef {Counts & { lineNumber: number, name: string, price: number }} Line */
/** @typedef {{ what: string, at: string, by?: Actor, reason?: string, note?: string }} Event */

/** @param {Order} order @returns {Fulfilment[]} those that count */
export function activeFulfilments({ fulfilments = [] }) {
  return fulfilments.filter(({ status }) => status !== 'CANCELLED');
}

/** @param {Order} order @returns {Line[]} */
export function linesOf(order) {
  const active = activeFulfilments(order);
  const isDeliveredWhole = active.length === 0 && order.status === 'DELIVERED'; // by an API that has not counted parcels
  /** @param {number} lineNumber @param {string[]} states */
  const inStates = (lineNumber, ...states) => quantityIn(active.filter(({ status }) => states.includes(status)), lineNumber);
  return order.items.map((item, index) => {
    const lineNumber = index + 1;
    return {
      lineNumber,
      name: nameOf(item),
      price: item.price,
      ordered: item.quantity,
      packed: inStates(lineNumber, 'PACKED', 'SHIPPED', 'DELIVERED'),
      shipped: inStates(lineNumber, 'SHIPPED', 'DELIVERED'),
      delivered: isDeliveredWhole ? item.quantity : inStates(lineNumber, 'DELIVERED'),
      returned: quantityIn(order.returns ?? [], lineNumber),
    };
  });
}

/** @param {Item} item */
export function nameOf({ name, productId }) {
  return name ?? productId;
}

/**
 * The quantities in words: "2 × Notebook A5, 1 × Pencil HB".
 * @param {Order} order
 * @param {LineQuantity[]} quantities
 */
export function contentsOf({ items }, quantities) {
  return quantities.map(({ lineNumber, quantity }) => `${quantity} × ${nameOf(items[lineNumber - 1])}`).join(', ');
}

/** @param {number} index of a fulfilment in the order, from 0 */
export function parcelName(index) {
  return `Parcel ${index + 1}`;
}

/**
 * All that happened to the order, from the first to the last.
 * @param {Order} order
 * @returns {Event[]}
 */
export function eventsOf(order) {
  const { statusHistory, fulfilments = [], returns = [], currency } = order;
  return [
    ...fulfilments.flatMap((fulfilment, index) => parcelEvents(order, fulfilment, index)),
    ...returns.map(({ items, refundAmount, at, by, reason, note }) => ({
      what: `${contentsOf(order, items)} came back${refundAmount === undefined ? '' : `, refund of ${money(refundAmount, currency)}`}`,
      at,
      by,
      reason,
      note,
    })),
    ...statusHistory.map(({ status, ...entry }) => ({ what: `Order ${status === 'PROCESSING' ? 'placed' : status.toLowerCase()}`, ...entry })),
  ].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

/**
 * What happened since an order was read.
 * @param {Order} before
 * @param {Order} now
 */
export function eventsSince(before, now) {
  const known = new Set(eventsOf(before).map(keyOf));
  return eventsOf(now).filter((event) => !known.has(keyOf(event)));
}

/**
 * The parcels whose tracking is another one than before, which no history has.
 * @param {Order} before
 * @param {Order} now
 * @returns {string[]} sentences
 */
export function trackingSince(before, now) {
  const known = new Map((before.fulfilments ?? []).map((each) => [each.fulfilmentId, trackingOf(each)]));
  return (now.fulfilments ?? []).flatMap((each, index) => {
    const tracking = trackingOf(each);
    if ((known.get(each.fulfilmentId) ?? '') === tracking) return [];
    return [`The tracking of ${parcelName(index).toLowerCase()} ${tracking === '' ? 'was removed' : `is now ${tracking}`}`];
  });
}

/** @param {Fulfilment} fulfilment */
function trackingOf({ carrier, trackingNumber, trackingUrl }) {
  return [carrier, trackingNumber, trackingUrl].filter((each) => each !== undefined).join(' ');
}

/** @param {Event} event why it happened, in words */
export function whyOf({ reason, note }) {
  return [...reason === undefined ? [] : [reasonName(reason)], ...note === undefined ? [] : [`“${note}”`]].join(': ');
}

/** @param {Event} event */
function keyOf({ what, at }) {
  return `${at} ${what}`;
}

/** @param {Order} order @param {Fulfilment} fulfilment @param {number} index @returns {Event[]} */
function parcelEvents(order, { items, statusHistory }, index) {
  return statusHistory.map(({ status, at, by }, step) => {
    const done = status === 'CANCELLED' ? 'unpacked' : status.toLowerCase();
    return { what: `${parcelName(index)} ${done}${step === 0 ? `: ${contentsOf(order, items)}` : ''}`, at, by };
  });
}

/** @param {{ items: LineQuantity[] }[]} parts @param {number} lineNumber */
function quantityIn(parts, lineNumber) {
  return parts.flatMap(({ items }) => items).reduce((sum, item) => (item.lineNumber === lineNumber ? sum + item.quantity : sum), 0);
}
