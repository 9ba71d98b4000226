/*
 * Exact amounts. Arithmetic is done in whole minor units (cents), never in fractions; an amount in and
 * out is a decimal number of at most 15 digits, those after the point that the currency has among them: so a JSON
 * number carries it without loss.
 */

/** 15 digits: the most that survive every way through a double unchanged. */
export const MAX_MINOR_UNITS = 999_999_999_999_999n;

/** The digits after the point of the price of one unit, which may be a fraction of the smallest unit of the currency: 0.0125 USD for a screw. */
export const PRICE_DIGITS = 6;

/** The amount in minor units, or `undefined` when it is negative, too large or has more digits than the currency. */
export function toMinorUnits(amount: number, minorDigits: number): bigint | undefined {
  const units = scaled(amount, minorDigits);
  return units !== undefined && units <= MAX_MINOR_UNITS ? units : undefined;
}

/** Whether this can be the price of one unit. */
export function isPrice(amount: number, minorDigits: number): boolean {
  const price = scaled(amount, PRICE_DIGITS);
  return price !== undefined && price <= MAX_MINOR_UNITS * FRACTIONS[minorDigits];
}

/** What so many units come to, in minor units; `undefined` when that is no whole number of them. */
export function lineAmount(quantity: number, price: number, minorDigits: number): bigint | undefined {
  const amount = scaled(price, PRICE_DIGITS)! * BigInt(quantity);
  return amount % FRACTIONS[minorDigits] === 0n ? amount / FRACTIONS[minorDigits] : undefined;
}

/** The smallest number of units at this price that comes to whole minor units. So does each multiple of it, and nothing else. */
export function smallestQuantity(price: number, minorDigits: number): bigint {
  const fractions = FRACTIONS[minorDigits];
  return fractions / greatestDivisor(scaled(price, PRICE_DIGITS)!, fractions);
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}

/** By the digits of the currency: how many of the smallest fraction of a price are one minor unit. */
const FRACTIONS = [1_000_000n, 100_000n, 10_000n, 1_000n, 100n];

/** The amount times ten to the power of `digits`, or `undefined` when it is negative or has more digits. */
function scaled(amount: number, digits: number): bigint | undefined {
  const [whole, fraction = ''] = String(amount).split('.');
  return /^\d{1,15}$/.test(whole) && /^\d*$/.test(fraction) && fraction.length <= digits ? BigInt(whole + fraction.padEnd(digits, '0')) : undefined;
}

/** The decimal amount of 0 to `MAX_MINOR_UNITS` minor units. */
export function fromMinorUnits(units: bigint, minorDigits: number): number {
  return Number(`${units}e-${minorDigits}`);
}

/** The largest amount of a currency, such as 9999999999999.99 with two digits after the point. */
export function largestAmount(minorDigits: number): number {
  return fromMinorUnits(MAX_MINOR_UNITS, minorDigits);
}
