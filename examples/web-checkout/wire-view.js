/*
 * For the curious: the request and its answer as they were.
 */
import { byId } from '../web-shared/dom.js';

/**
 * @param {string} ordersUrl
 * @param {import('./attempt.js').Attempt} attempt
 * @param {import('../web-shared/send.js').Answer} [answer]
 */
export function showWire(ordersUrl, { key, body }, answer) {
  byId('wire', HTMLElement).hidden = false;
  byId('wire-request', HTMLElement).textContent = text(`POST ${ordersUrl}`, { 'content-type': 'application/json', 'idempotency-key': key }, body);
  byId('wire-answer', HTMLElement).textContent = answer ? text(String(answer.status), answer.headers, answer.body) : 'none that the browser lets a page see';
}

/**
 * @param {string} start
 * @param {Record<string, string>} headers
 * @param {string} body
 */
function text(start, headers, body) {
  return [start, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', indented(body)].join('\n');
}

/** @param {string} body */
function indented(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
