/*
 * The API as the back office calls it. The ways that a call can go, which the page must tell apart: done, refused, stale
 * (a colleague was faster), not allowed with this token, and unknown, when a change may have been made.
 */
import { isWorthAnotherTry, parsed, send } from '../web-shared/send.js';

/** @typedef {{ method?: string, path?: string, headers?: Record<string, string>, body?: string }} Call */

/** @typedef {import('../web-shared/send.js').Problem} Problem */

/**
 * @typedef {{ kind: 'done', content: any, etag: string, replayed: boolean }
 *   | { kind: 'refused', problem: Problem }
 *   | { kind: 'stale' }
 *   | { kind: 'not-allowed', status: number, detail: string }
 *   | { kind: 'unknown', status?: number, title?: string, retryAfter?: string }} Outcome
 */

const PAGE = 20;

/**
 * @param {string} ordersUrl
 * @param {string} token
 * @param {Call} call
 * @returns {Promise<Outcome>}
 */
export async function callApi(ordersUrl, token, { method = 'GET', path = '', headers = {}, body }) {
  const answer = await send(ordersUrl + path, { method, headers: { ...headers, Authorization: `Bearer ${token}` }, body });
  if (!answer) return { kind: 'unknown' };
  const { status, headers: received } = answer;
  const content = parsed(answer.body);
  if (status === 200 && content !== undefined) {
    return { kind: 'done', content, etag: received.etag ?? '', replayed: received['idempotency-replayed'] === 'true' };
  }
  if (status === 401 || status === 403) return { kind: 'not-allowed', status, detail: content?.detail ?? '' };
  if (status === 412) return { kind: 'stale' };
  // What has no type is not the API's own problem: a proxy's answer says nothing of what became of the call.
  const isFinal = content?.type !== undefined && !isWorthAnotherTry(status);
  return isFinal ? { kind: 'refused', problem: content } : { kind: 'unknown', status, title: content?.title, retryAfter: received['retry-after'] };
}

/** @param {string} orderId @returns {Call} */
export function orderCall(orderId) {
  return { path: `/${encodeURIComponent(orderId)}` };
}

/**
 * Orders of all customers in a status.
 * @param {import('./route.js').QueueRoute} route
 * @returns {Call}
 */
export function queueCall({ status, sort, cursor }) {
  return { path: `?${new URLSearchParams({ status, sort, limit: String(PAGE), ...cursor !== '' && { cursor } })}` };
}

/**
 * The caller's own orders, newest first.
 * @param {import('./route.js').QueueRoute} route
 * @returns {Call}
 */
export function ownOrdersCall({ cursor }) {
  return { path: `?${new URLSearchParams({ limit: String(PAGE), ...cursor !== '' && { cursor } })}` };
}

/** @param {import('./attempt.js').Attempt} attempt @returns {Call} */
export function changeCall({ method, path, etag, key, body }) {
  return { method, path, body, headers: { 'Content-Type': 'application/json', 'If-Match': etag, 'Idempotency-Key': key } };
}
