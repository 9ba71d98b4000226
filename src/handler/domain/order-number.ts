/*
 * The number by which people name an order to each other, on the phone or on a parcel: 12 characters and one that checks them, without
 * I, L, O and U (https://www.crockford.com/base32.html). It follows from the id, so each order that was ever stored has one. Two orders of many millions
 * may have the same: it names, and identifies nothing.
 */
import { hash } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const LENGTH = 12;

export const ORDER_NUMBER = /^[0-9A-HJKMNP-TV-Z]{13}$/;

export function orderNumberOf(orderId: string): string {
  const bytes = hash('sha256', orderId, 'buffer');
  const digits = Array.from({ length: LENGTH }, (_, index) => bytes[index] % ALPHABET.length);
  return [...digits, checkDigitOf(digits)].map((digit) => ALPHABET[digit]).join('');
}

/** Luhn's, for an alphabet of 32: one wrong character is always seen, two that were swapped nearly always. */
function checkDigitOf(digits: readonly number[]): number {
  const base = ALPHABET.length;
  const sum = digits.reduceRight((total, digit, index) => {
    const addend = digit * ((digits.length - index) % 2 === 1 ? 2 : 1);
    return total + Math.floor(addend / base) + (addend % base);
  }, 0);
  return (base - (sum % base)) % base;
}
