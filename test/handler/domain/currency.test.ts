import { data } from 'currency-codes';
import { minorDigitsOf } from '../../../src/handler/domain/currency';

/** Metals, bond units, units of account and test codes: ISO 4217 gives them no minor unit. */
const WITHOUT_MINOR_UNIT = new Set(['XAG', 'XAU', 'XBA', 'XBB', 'XBC', 'XBD', 'XDR', 'XPD', 'XPT', 'XSU', 'XTS', 'XUA', 'XXX']);

/** Joined ISO 4217 after the package's data was published (2024-06-25). */
const ADDED_SINCE: [string, number][] = [['XCG', 2]];

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

describe('minorDigitsOf', () => {
  test('knows the currencies of ISO 4217 with their digits, and no others', () => {
    const published = data.filter(({ code }) => !WITHOUT_MINOR_UNIT.has(code)).map(({ code, digits }): [string, number] => [code, digits]);
    const threeLetters = LETTERS.flatMap((a) => LETTERS.flatMap((b) => LETTERS.map((c) => a + b + c)));

    const known = threeLetters.map((code) => [code, minorDigitsOf(code)]).filter(([, digits]) => digits !== undefined);

    expect(Object.fromEntries(known)).toEqual(Object.fromEntries([...published, ...ADDED_SINCE]));
  });

  test.each(['', 'usd', 'USD ', 'US', 'USDX', 'US Dollar', 'BIF CLP', 'constructor', '__proto__', ...WITHOUT_MINOR_UNIT])('refuses %j', (text) => {
    expect(minorDigitsOf(text)).toBeUndefined();
  });
});
