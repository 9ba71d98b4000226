/*
 * The largest amounts in words. They depend on the digits that a currency has after the point, which JSON Schema cannot say.
 */
import { MINOR_DIGITS } from '../../src/handler/domain/currency';
import { largestAmount } from '../../src/handler/domain/money';

/** A currency of each number of digits, in the order of how well they are known. */
const CURRENCIES = ['USD', 'JPY', 'KWD', 'CLF'];

export const LARGEST_AMOUNTS = CURRENCIES.map((currency) => `${largestAmount(MINOR_DIGITS.get(currency)!)} in ${currency}`).join(', ');
