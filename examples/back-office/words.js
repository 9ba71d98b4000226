/*
 * What the words of the API are called here.
 */
import { formatAmount } from '../web-shared/money.js';

/** In the order of an order's way. */
export const STATUSES = ['PROCESSING', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'CANCELLED'];

/** @type {Record<string, string>} */
const FULFILMENT = { UNFULFILLED: 'Not shipped', PARTIAL: 'Partly shipped', FULFILLED: 'All shipped' };

/** @type {Record<string, string>} */
export const REASONS = {
  'customer': 'The customer asked for it',
  'payment-declined': 'The payment was declined',
  'fraud': 'Fraud',
  'out-of-stock': 'Out of stock',
  'staff': 'Decision of the shop',
  'other': 'Another reason',
};

/** @param {string} status in capitals */
export function statusName(status) {
  return status.charAt(0) + status.slice(1).toLowerCase();
}

/**
 * How much is shipped. An API that has counted no parcels says it by the status of the order alone.
 * @param {{ status: string, fulfilmentStatus?: string }} order
 */
export function fulfilmentName({ status, fulfilmentStatus }) {
  const name = fulfilmentStatus ?? (['SHIPPED', 'DELIVERED'].includes(status) ? 'FULFILLED' : 'UNFULFILLED');
  return FULFILMENT[name] ?? name;
}

/** @param {string} reason */
export function reasonName(reason) {
  return REASONS[reason] ?? reason;
}

/**
 * Who did something: staff by name, where the reader may know it.
 * @param {{ kind: string, id?: string } | undefined} by
 */
export function whoName(by) {
  if (by === undefined) return '';
  if (by.kind === 'CUSTOMER') return 'the customer';
  return by.id ?? 'the shop';
}

/** @param {number} amount @param {string} currency */
export function money(amount, currency) {
  return formatAmount(amount, currency);
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]];

/** @param {string} at @param {number} now in milliseconds */
export function age(at, now) {
  const passed = now - Date.parse(at);
  const [unit, length] = UNITS.find(([, each]) => passed >= each) ?? [];
  return unit === undefined || length === undefined ? 'just now' : relative.format(-Math.floor(passed / length), unit);
}

/** @param {string} at */
export function time(at) {
  return exact.format(new Date(at));
}
