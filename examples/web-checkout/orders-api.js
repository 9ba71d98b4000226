/*
 * The API as a browser calls it. There are three ways that a call can go, and the page must tell them apart: taken,
 * refused for good, and unknown, when the order may have been taken.
 */
import { isUnderWay } from './attempt.js';
import { isWorthAnotherTry, parsed, send } from '../web-shared/send.js';

/** @typedef {import('../web-shared/send.js').Answer} Answer */

/**
 * @typedef {{ kind: 'taken', answer: Answer, orderId: string, orderNumber: string, status: string, replayed: boolean }
 *   | { kind: 'refused', answer: Answer, problem: import('../web-shared/send.js').Problem }
 *   | { kind: 'unknown', answer?: Answer }} Outcome
 */

/** A 5xx all the same, but given only when there is no such order: the customer can order without the product. */
const MISCONFIGURED = 'urn:problem-type:order-processing:product-misconfigured';

/**
 * @param {string} ordersUrl
 * @param {import('./attempt.js').Attempt} attempt as it was before this try
 * @returns {Promise<Outcome>}
 */
export async function placeOrder(ordersUrl, attempt) {
  const isSecond = isUnderWay(attempt);
  const answer = await send(ordersUrl, requestOf(attempt));
  if (!answer) return { kind: 'unknown' };
  const content = parsed(answer.body);
  if (answer.status === 200 && content?.orderId !== undefined) {
    const { orderId, orderNumber, status } = content;
    return { kind: 'taken', answer, orderId, orderNumber, status, replayed: answer.headers['idempotency-replayed'] === 'true' };
  }
  // Prices and stock may have been others for a try that this one has overtaken, and that is still taken.
  const isFinal = isRefusal(answer.status, content?.type) && !(isSecond && dependsOnTheShop(answer.status));
  return isFinal ? { kind: 'refused', answer, problem: content } : { kind: 'unknown', answer };
}

/**
 * @param {number} status
 * @param {unknown} type of a problem of the API's own: any other one (a 403 of a proxy, say) says nothing of a try before it
 */
function isRefusal(status, type) {
  if (type === undefined || status === 200) return false;
  return type === MISCONFIGURED || !isWorthAnotherTry(status);
}

/**
 * Whether the same order can be answered otherwise at another time. What is wrong with its shape stays wrong.
 * @param {number} status
 */
function dependsOnTheShop(status) {
  return status === 409 || status >= 500;
}

/** @param {import('./attempt.js').Attempt} attempt */
function requestOf({ key, body }) {
  return { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key }, body };
}
