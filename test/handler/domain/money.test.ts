import * as fc from 'fast-check';
import { fromMinorUnits, MAX_MINOR_UNITS, toMinorUnits } from '../../../src/handler/domain/money';

describe('toMinorUnits', () => {
  test.each([
    [29.99, 2, 2_999n],
    [0, 2, 0n],
    [-0, 2, 0n],
    [0.1, 2, 10n],
    [1e2, 2, 10_000n],
    [1_000, 0, 1_000n],
    [1.234, 3, 1_234n],
    [0.0001, 4, 1n],
    [9_999_999_999_999.99, 2, MAX_MINOR_UNITS],
    [999_999_999_999_999, 0, MAX_MINOR_UNITS],
  ])('%d with %d digits after the point is %d minor units', (amount, minorDigits, expected) => {
    expect(toMinorUnits(amount, minorDigits)).toBe(expected);
  });

  test.each([
    ['more digits than the currency has', 29.999, 2],
    ['a fraction of a currency that has none', 0.5, 0],
    ['a fraction so small that it prints with an exponent', 1e-7, 4],
    ['several digits so small that they print with an exponent', 1.5e-7, 4],
    ['a negative amount', -0.01, 2],
    ['16 digits in minor units', 10_000_000_000_000, 2],
    ['16 digits before the point', 1_000_000_000_000_000, 0],
    ['an amount so large that it prints with an exponent', 1e21, 0],
    ['infinity', Infinity, 2],
    ['not a number', NaN, 2],
  ])('refuses %s', (_, amount, minorDigits) => {
    expect(toMinorUnits(amount, minorDigits)).toBeUndefined();
  });
});

describe('fromMinorUnits', () => {
  const minorUnits = fc.bigInt({ min: 0n, max: MAX_MINOR_UNITS });
  const minorDigits = fc.constantFrom(0, 2, 3, 4);

  test('gives an amount from which the same minor units come back', () => {
    fc.assert(fc.property(minorUnits, minorDigits, (units, digits) => {
      expect(toMinorUnits(fromMinorUnits(units, digits), digits)).toBe(units);
    }));
  });

  test('gives an amount that prints as the exact decimal', () => {
    fc.assert(fc.property(minorUnits, minorDigits, (units, digits) => {
      const text = units.toString().padStart(digits + 1, '0');
      const [whole, fraction] = [text.slice(0, text.length - digits), text.slice(text.length - digits)];
      expect(fromMinorUnits(units, digits).toFixed(digits)).toBe(digits === 0 ? whole : `${whole}.${fraction}`);
    }));
  });
});
