/*
 * The API as a browser calls it. There are three ways that a call can go, and the page must tell them apart: taken,
 * refused for good, and unknown, when the order may have been taken.
 */

/** RFC 9457. @typedef {{ title?: string, detail?: string, errors?: { detail: string, pointer?: string }[] }} Problem */

/** @typedef {{ status: number, headers: Record<string, string>, body: string }} Answer */

/**
 * @typedef {{ kind: 'taken', answer: Answer, orderId: string, orderNumber: string, status: string, replayed: boolean }
 *   | { kind: 'refused', answer: Answer, problem: Problem }
 *   | { kind: 'unknown', answer?: Answer }} Outcome
 */

/** Longer than the API itself takes at most. */
const TIMEOUT_MS = 35_000;

/** These say that the order was not looked at to the end, so that it is worth another try. */
const WORTH_ANOTHER_TRY = [408, 425, 429];

/**
 * @param {string} ordersUrl
 * @param {import('./attempt.js').Attempt} attempt
 * @returns {Promise<Outcome>}
 */
export async function placeOrder(ordersUrl, { key, body }) {
  const answer = await send(ordersUrl, { key, body });
  if (!answer || answer.status >= 500 || WORTH_ANOTHER_TRY.includes(answer.status)) return { kind: 'unknown', answer };
  const content = parsed(answer.body);
  // What is no problem of the API's own (a 403 of a proxy, say) says nothing of a try before it.
  if (answer.status !== 200 && content?.type !== undefined) return { kind: 'refused', answer, problem: content };
  if (content?.orderId === undefined) return { kind: 'unknown', answer };
  const { orderId, orderNumber, status } = content;
  return { kind: 'taken', answer, orderId, orderNumber, status, replayed: answer.headers['idempotency-replayed'] === 'true' };
}

/**
 * @param {string} ordersUrl
 * @param {import('./attempt.js').Attempt} attempt
 * @returns {Promise<Answer | undefined>} nothing when there was none that the browser lets us see
 */
async function send(ordersUrl, { key, body }) {
  try {
    const response = await fetch(ordersUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  } catch {
    return undefined;
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
