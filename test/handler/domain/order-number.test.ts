import * as fc from 'fast-check';
import { ORDER_NUMBER, orderNumberOf, readOrderNumber } from '../../../src/handler/domain/order-number';

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const position = fc.nat(12);
const symbol = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ');

/** Whether the last character is the one that the others ask for: Luhn's check, written down anew. */
function isValid(number: string): boolean {
  const digits = [...number].map((each) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(each));
  const sum = digits.reverse().map((digit, index) => (index % 2 === 1 ? 2 * digit : digit)).map((each) => Math.floor(each / 32) + (each % 32));
  return sum.reduce((a, b) => a + b, 0) % 32 === 0;
}

test('an order number is 12 characters that nobody mistakes for others, and one that checks them', () => {
  fc.assert(fc.property(id, (orderId) => {
    expect(orderNumberOf(orderId)).toMatch(ORDER_NUMBER);
    expect(isValid(orderNumberOf(orderId))).toBe(true);
  }));
});

test('an order number stays what it was: it is on invoices', () => {
  expect(['order-1', '3d4e5f60-52cf-4f0e-9d5a-000000000001'].map(orderNumberOf)).toEqual(['BF21PJ9CMV64Y', '8Y1311R8G84VE']);
});

test('one wrong character is always seen', () => {
  fc.assert(fc.property(id, position, symbol, (orderId, index, other) => {
    const number = orderNumberOf(orderId);
    fc.pre(number[index] !== other);
    expect(isValid(number.slice(0, index) + other + number.slice(index + 1))).toBe(false);
  }));
});

test('two neighbours that were swapped are seen, but for 0 and Z', () => {
  fc.assert(fc.property(id, fc.nat(11), (orderId, index) => {
    const number = orderNumberOf(orderId);
    const [a, b] = [number[index], number[index + 1]];
    fc.pre(a !== b && [a, b].sort().join('') !== '0Z');
    expect(isValid(number.slice(0, index) + b + a + number.slice(index + 2))).toBe(false);
  }));
});

test.each(['bf21 pj9c mv64 y', 'BF21-PJ9C-MV64-Y', 'BF21\u00A0PJ9C\u2013MV64\u2014Y', '\tBF21PJ9CMV64Y\n', 'BF2iPJ9CMV64Y', 'BF2LPJ9CMV64Y'])(
  '%j is read as people type and copy it', (typed) => {
    expect(readOrderNumber(typed)).toEqual({ orderNumber: 'BF21PJ9CMV64Y', isMistyped: false });
  });

test('ten thousand orders have ten thousand numbers', () => {
  expect(new Set(Array.from({ length: 10_000 }, (_, index) => orderNumberOf(`order-${index}`))).size).toBe(10_000);
});

test('an order number is read as people type it: in any case, in groups, with letters for the digits that they look like', () => {
  const ways = fc.tuple(id, fc.array(fc.constantFrom('', ' ', '-', '- '), { minLength: 14, maxLength: 14 }), fc.infiniteStream(fc.nat(3)));
  fc.assert(fc.property(ways, ([orderId, gaps, choices]) => {
    const choose = (character: string) => ({ 0: ['0', 'o', 'O', '0'], 1: ['1', 'i', 'L', 'l'] }[character] ?? [character, character.toLowerCase()]);
    const orderNumber = orderNumberOf(orderId);
    const typed = [...orderNumber].map((character, index) => gaps[index] + choose(character)[choices.next().value! % choose(character).length]).join('') + gaps[13];
    expect(readOrderNumber(typed)).toEqual({ orderNumber, isMistyped: false });
  }));
});

test('an order number with one wrong character is mistyped', () => {
  fc.assert(fc.property(id, position, symbol, (orderId, index, other) => {
    const number = orderNumberOf(orderId);
    fc.pre(number[index] !== other);
    expect(readOrderNumber(number.slice(0, index) + other + number.slice(index + 1))).toMatchObject({ isMistyped: true });
  }));
});

test.each(['', 'BF21PJ9CMV64', 'BF21PJ9CMV64YY', 'BF21PJ9CMV64U', 'BF21_PJ9CMV64Y', 'BF21PJ9CMV64\u017f'])('%j is no order number', (text) => {
  expect(readOrderNumber(text)).toBeUndefined();
});
