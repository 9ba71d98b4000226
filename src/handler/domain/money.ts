/*
 * Exact amounts. Arithmetic is done in whole minor units (cents), never in fractions; an amount in and
 * out is a decimal number of at most 15 digits, those after the point that the currency has among them: so a JSON
 * number carries it without loss.
 */

/** 15 digits: the most that survive every way through a double unchanged. */
export const MAX_MINOR_UNITS = 999_999_999_999_999n;

/** The amount in minor units, or `undefined` when it is negative, too large or has more digits than the currency. */
export function toMinorUnits(amount: number, minorDigits: number): bigint | undefined {
  const [whole, fraction = ''] = String(amount).split('.');
  if (!/^\d{1,15}$/.test(whole) || !/^\d*$/.test(fraction) || fraction.length > minorDigits) return undefined;
  const units = BigInt(whole + fraction.padEnd(minorDigits, '0'));
  return units <= MAX_MINOR_UNITS ? units : undefined;
}

/** The decimal amount of 0 to `MAX_MINOR_UNITS` minor units. */
export function fromMinorUnits(units: bigint, minorDigits: number): number {
  return Number(`${units}e-${minorDigits}`);
}

/** The largest amount of a currency, such as 9999999999999.99 with two digits after the point. */
export function largestAmount(minorDigits: number): number {
  return fromMinorUnits(MAX_MINOR_UNITS, minorDigits);
}
