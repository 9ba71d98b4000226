/*
 * Who is signed in: a token of the identity provider, which this tab alone keeps, and what its holder is to the shop.
 */
import { stored } from '../web-shared/storage.js';

/** @typedef {'staff' | 'customer'} Role */

/** The id tells one person from another. @typedef {{ id: string, name: string, token: string, role: Role }} Session */

/** @type {ReturnType<typeof stored<Session>>} */
const kept = stored('back-office-session', () => sessionStorage);

export const readSession = kept.read;
export const writeSession = kept.write;
export const clearSession = kept.clear;

/**
 * The subject of a token. It only says whom the page greets: what its holder may do is the API's to say.
 * @param {string} token
 * @returns {string} the token itself when it is none that can be read
 */
export function subjectOf(token) {
  return String(claimsOf(token).sub ?? token);
}

/** @param {string} token */
export function isExpired(token) {
  return Number(claimsOf(token).exp) * 1_000 <= Date.now();
}

/**
 * @param {string} token
 * @returns {{ sub?: unknown, exp?: unknown }} none of a token that cannot be read
 */
function claimsOf(token) {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {};
  } catch {
    return {};
  }
}
