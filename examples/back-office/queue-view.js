/*
 * The queue: orders of one status for staff, a customer's own otherwise.
 */
import { orderHash, queueHash } from './route.js';
import { age, fulfilmentName, money, STATUSES, statusName, time } from './words.js';
import { byId, make } from '../web-shared/dom.js';

/** @typedef {'orderId' | 'orderNumber' | 'customerId' | 'status' | 'fulfilmentStatus' | 'currency' | 'totalAmount' | 'createdAt'} Shown */

/** What a list shows of an order. @typedef {Pick<import('./order.js').Order, Shown>} Summary */

/** @typedef {import('./route.js').QueueRoute} QueueRoute */

/**
 * The frame of the list, before its orders are there.
 * @param {QueueRoute} route
 * @param {import('./session.js').Role} role
 */
export function showQueueFrame(route, role) {
  const isStaff = role === 'staff';
  emptyList();
  byId('queue-title', HTMLElement).textContent = isStaff ? `Orders: ${statusName(route.status).toLowerCase()}` : 'Your orders';
  byId('third-column', HTMLElement).textContent = isStaff ? 'Customer' : 'Status';
  byId('statuses', HTMLElement).hidden = !isStaff;
  byId('sorts', HTMLElement).hidden = !isStaff;
  byId('statuses', HTMLElement).replaceChildren(...STATUSES.map((status) => (
    link(statusName(status), queueHash({ status, sort: route.sort }), status === route.status)
  )));
  byId('sorts', HTMLElement).replaceChildren(
    link('Oldest first', queueHash({ status: route.status, sort: 'oldest' }), route.sort === 'oldest'),
    link('Newest first', queueHash({ status: route.status, sort: 'newest' }), route.sort === 'newest'),
  );
}

/**
 * @param {{ orders: Summary[], nextCursor?: string }} page
 * @param {QueueRoute} route
 * @param {import('./session.js').Role} role
 */
export function showQueue({ orders, nextCursor }, route, role) {
  const now = Date.now();
  byId('rows', HTMLElement).replaceChildren(...orders.map((order) => rowOf(order, role, now)));
  byId('orders', HTMLElement).hidden = orders.length === 0;
  byId('no-orders', HTMLElement).hidden = orders.length > 0;
  byId('pages', HTMLElement).replaceChildren(
    ...route.cursor === '' ? [] : [link('First page', queueHash({ ...route, cursor: '' }))],
    ...nextCursor === undefined ? [] : [link('Next page', queueHash({ ...route, cursor: nextCursor }))],
  );
}

/** Rows of another list, or of somebody else, never stand below a new heading. */
export function emptyList() {
  for (const id of ['rows', 'pages']) byId(id, HTMLElement).replaceChildren();
  for (const id of ['orders', 'no-orders']) byId(id, HTMLElement).hidden = true;
}

/** @param {Summary} order @param {import('./session.js').Role} role @param {number} now */
function rowOf(order, role, now) {
  const placed = make('time', { dateTime: order.createdAt, title: time(order.createdAt) }, age(order.createdAt, now));
  const cells = [
    make('a', { href: orderHash(order.orderId), className: 'code' }, order.orderNumber),
    placed,
    role === 'staff' ? make('span', { className: 'customer', title: order.customerId }, order.customerId) : statusName(order.status),
    fulfilmentName(order),
    money(order.totalAmount, order.currency),
  ];
  return make('tr', { role: 'row' }, ...cells.map((cell, index) => {
    const isTotal = index === cells.length - 1;
    return make('td', { role: 'cell', className: isTotal ? 'amount' : '' }, cell);
  }));
}

/** @param {string} text @param {string} href @param {boolean} [isCurrent] */
function link(text, href, isCurrent = false) {
  const element = make('a', { href }, text);
  if (isCurrent) element.setAttribute('aria-current', 'true');
  return element;
}
