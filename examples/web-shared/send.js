/*
 * The API as a browser calls it.
 */

/** `price` and `available` are what holds now. @typedef {{ detail: string, pointer?: string, parameter?: string, price?: number, available?: number }} Fault */

/** RFC 9457. @typedef {{ type?: string, title?: string, detail?: string, errors?: Fault[] }} Problem */

/** @typedef {{ status: number, headers: Record<string, string>, body: string }} Answer */

/** Longer than the API itself takes at most. */
export const TIMEOUT_MS = 35_000;

/** These say that a request was not looked at to the end. */
const NOT_LOOKED_AT = [408, 425, 429];

/**
 * @param {string} url
 * @param {RequestInit} request
 * @returns {Promise<Answer | undefined>} nothing when there was none that the browser lets us see
 */
export async function send(url, request) {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  } catch {
    return undefined;
  }
}

/**
 * Whether the same request can be answered otherwise, so that it is unknown what became of it.
 * @param {number} status
 */
export function isWorthAnotherTry(status) {
  return status >= 500 || NOT_LOOKED_AT.includes(status);
}

/** @param {string} text */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
