/*
 * Exact amounts: whole minor units (cents) as BigInt, so that no sum is ever made of fractions.
 */

/** Of the shop. */
export const CURRENCY = 'USD';

/** As ISO 4217 says of it. */
const MINOR_DIGITS = 2;

/**
 * The decimal number for the API. It is read from its digits, not divided: no rounding on the way.
 * @param {bigint} cents
 */
export function amountOf(cents) {
  return Number(`${cents}e-${MINOR_DIGITS}`);
}

/**
 * A number for the API.
 * @param {string} text as it was typed
 * @returns {number} none that JSON has, which the API refuses, when it is no decimal number, such as 12,50, or has more digits than a number keeps
 */
export function numberIn(text) {
  return /^(?=(?:\.?\d){1,15}$)\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
}

/** @param {number} amount of whole cents, as the API and the products table have it */
function centsOf(amount) {
  return BigInt(Math.round(Number(`${amount}e${MINOR_DIGITS}`)));
}

/** @param {bigint | undefined} cents what cannot be told is a dash */
export function format(cents) {
  return cents === undefined ? '–' : formatAmount(amountOf(cents));
}

/**
 * @param {number} amount as the API has it
 * @param {string} [currency] of an order that may be another shop's
 */
export function formatAmount(amount, currency = CURRENCY) {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amount);
}

/**
 * @param {(bigint | undefined)[]} amounts
 * @returns {bigint | undefined} nothing when one of them cannot be told
 */
export function sum(amounts) {
  return amounts.reduce((total, cents) => (total === undefined || cents === undefined ? undefined : total + cents), 0n);
}

/**
 * @param {number} price
 * @param {string} quantity as it was typed
 * @returns {bigint | undefined} nothing when it is no whole number
 */
export function times(price, quantity) {
  return /^\d{1,9}$/.test(quantity.trim()) ? centsOf(price) * BigInt(quantity.trim()) : undefined;
}
