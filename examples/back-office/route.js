/*
 * The screen that the address names. Each has an address of its own, so that the browser's Back leads to the page of the
 * queue before, and a colleague can be sent the link of an order.
 */
import { STATUSES } from './words.js';

/** @typedef {'newest' | 'oldest'} Sort */
/** @typedef {{ screen: 'queue', status: string, sort: Sort, cursor: string }} QueueRoute */
/** @typedef {{ screen: 'order', orderId: string }} OrderRoute */

/**
 * @param {string} hash
 * @returns {QueueRoute | OrderRoute}
 */
export function readRoute(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [first, orderId = ''] = path.split('/');
  if (first === 'orders' && orderId !== '') return { screen: 'order', orderId: decoded(orderId) };
  const parameters = new URLSearchParams(query);
  return {
    screen: 'queue',
    status: STATUSES.includes(first) ? first : STATUSES[0],
    sort: parameters.get('sort') === 'newest' ? 'newest' : 'oldest',
    cursor: parameters.get('cursor') ?? '',
  };
}

/** @param {Partial<QueueRoute>} route */
export function queueHash({ status = STATUSES[0], sort = 'oldest', cursor = '' }) {
  const parameters = new URLSearchParams({ ...sort !== 'oldest' && { sort }, ...cursor !== '' && { cursor } });
  return `#/${status}${parameters.size > 0 ? `?${parameters}` : ''}`;
}

/** @param {string} orderId */
export function orderHash(orderId) {
  return `#/orders/${encodeURIComponent(orderId)}`;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
