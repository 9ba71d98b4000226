import * as fc from 'fast-check';
import { totalOf } from '../../../src/handler/domain/total';

const line = (amount: bigint, discount = 0n, tax = 0n) => ({ amount, discount, tax });
const NOTHING = { shipping: 0n, tax: 0n, discount: 0n, taxIncluded: false };

test('the total is lines, shipping and tax without the discount', () => {
  expect(totalOf({ ...NOTHING, lines: [line(5_998n), line(4_999n)], shipping: 500n, tax: 100n, discount: 1_000n })).toBe(10_597n);
});

test('a line counts without its discount and with its tax', () => {
  expect(totalOf({ ...NOTHING, lines: [line(1_000n, 100n, 190n)] })).toBe(1_090n);
});

test('taxes that the prices contain add nothing', () => {
  expect(totalOf({ ...NOTHING, lines: [line(1_000n, 100n, 190n)], shipping: 500n, tax: 80n, taxIncluded: true })).toBe(1_400n);
});

test('the total is negative when the discount is larger than the rest', () => {
  expect(totalOf({ ...NOTHING, lines: [line(1n)], discount: 2n })).toBe(-1n);
});

test('the total is exact beyond what a double holds', () => {
  expect(totalOf({ ...NOTHING, lines: [line(999_999_999_999_999_000_000n)], discount: 1n })).toBe(999_999_999_999_998_999_999n);
});

test('the total does not depend on the order of the lines', () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
  const lines = fc.array(fc.record({ amount, discount: amount, tax: amount }));

  fc.assert(fc.property(lines, fc.boolean(), (given, taxIncluded) => {
    const parts = { shipping: 1n, tax: 2n, discount: 3n, taxIncluded };
    expect(totalOf({ ...parts, lines: [...given].reverse() })).toBe(totalOf({ ...parts, lines: given }));
  }));
});
