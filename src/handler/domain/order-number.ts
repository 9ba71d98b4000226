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

/** What a person may type for an order number: in any case, in groups, and with the letters that look like digits. */
export const TYPED_ORDER_NUMBER = /^[ -]*(?:[0-9A-TV-Za-tv-z][ -]*){13}$/;

/** The number that a person has typed. It is mistyped when its check character does not fit the others. */
export function readOrderNumber(typed: string): { readonly orderNumber: string; readonly isMistyped: boolean } | undefined {
  const together = typed.replace(/[\s\p{Pd}]/gu, ''); // a copied number has spaces and dashes of all kinds
  if (!TYPED_ORDER_NUMBER.test(together)) return undefined;
  const orderNumber = together.toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  const digits = [...orderNumber].map((character) => ALPHABET.indexOf(character));
  return { orderNumber, isMistyped: checkDigitOf(digits.slice(0, LENGTH)) !== digits[LENGTH] };
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
