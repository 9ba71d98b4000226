/*
 * What the products table of the shop says of a product. An attribute that is not what it should be is a mistake of the shop, and never taken for
 * a price of 0 or for a product that is for sale.
 */
import type { ProductsRules } from '../../contract';
import { minorDigitsOf } from '../domain/currency';
import { isPrice, largestAmount, PRICE_DIGITS } from '../domain/money';
import type { Attribute, Image } from '../domain/stored-order';
import { shortened } from '../request/check';
import { line, lineOf } from '../request/line';
import { CURRENCY, LIMITS } from '../request/order-checks';

/** A product that is for sale. */
export interface Offer {
  /** Of one unit. */
  readonly price: number;
  /** Where the table has the names of the items. */
  readonly name?: string;
}

/** A product that is not for sale in this order. */
export interface Unavailable {
  /** Completes the sentence "the product …". */
  readonly unavailable: string;
}

/** A product that cannot be sold as it is stored. */
export interface Misconfigured {
  /** Which attribute, what it must be, and what it is. */
  readonly misconfigured: string;
}

export type OfferRules = Pick<ProductsRules, 'priceAttribute' | 'currencyAttribute' | 'activeAttribute' | 'nameAttribute'>;

/** Thrown within this file. */
class WrongAttribute extends Error {
  public constructor(name: string, expected: string, attribute: Attribute | undefined) {
    super(`its attribute ${name} must be ${expected}, got ${shown(attribute)}`);
  }
}

/** What is offered of a product in an order in this currency. */
export function offerOf(product: Image | undefined, rules: OfferRules, currency: string): Offer | Unavailable | Misconfigured {
  if (product === undefined) return { unavailable: 'does not exist' };
  try {
    if (!isForSale(product, rules)) return { unavailable: 'is not for sale' };
    const own = currencyOf(product, rules) ?? currency;
    if (own !== currency) return { unavailable: `is sold in ${own}, and the order is in ${currency}` };
    return { price: priceOf(product, rules, currency), ...nameOf(product, rules) };
  } catch (error) {
    if (error instanceof WrongAttribute) return { misconfigured: error.message };
    throw error;
  }
}

/** A product without the attribute is not for sale yet. */
function isForSale(product: Image, { activeAttribute }: OfferRules): boolean {
  if (activeAttribute === undefined) return true;
  const attribute = product[activeAttribute];
  if (attribute !== undefined && typeof attribute.BOOL !== 'boolean') throw new WrongAttribute(activeAttribute, 'a boolean', attribute);
  return attribute?.BOOL === true;
}

function currencyOf(product: Image, { currencyAttribute }: OfferRules): string | undefined {
  if (currencyAttribute === undefined) return undefined;
  const attribute = product[currencyAttribute];
  if (minorDigitsOf(attribute?.S ?? '') === undefined) throw new WrongAttribute(currencyAttribute, CURRENCY, attribute);
  return attribute.S;
}

/** Leading zeros and trailing ones after the point say nothing. */
const DECIMAL = /^0*(\d+?)(?:\.(\d*?)0*)?$/;

/** More digits than these a double does not carry there and back (docs/adr/0005-exact-json.md). */
const EXACT_DIGITS = 15;

/** A price is a number or a decimal number as text, from whose digits it is read: nothing is rounded. */
function priceOf(product: Image, { priceAttribute }: OfferRules, currency: string): number {
  const attribute = product[priceAttribute];
  const text = attribute?.N ?? attribute?.S ?? '';
  const [, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  const isExact = whole !== undefined && whole.length + fraction.length <= EXACT_DIGITS;
  const minorDigits = minorDigitsOf(currency)!;
  if (isExact && isPrice(Number(text), minorDigits)) return Number(text);
  throw new WrongAttribute(priceAttribute, `a number, or a string with a decimal number, from 0 to ${largestAmount(minorDigits)} with at most ${PRICE_DIGITS} digits after the point and ${EXACT_DIGITS} in all`, attribute);
}

const itemName = line(1, LIMITS.itemName);

function nameOf(product: Image, { nameAttribute }: OfferRules): Pick<Offer, 'name'> {
  if (nameAttribute === undefined) return {};
  const attribute = product[nameAttribute];
  if (itemName(attribute?.S, '').length > 0) throw new WrongAttribute(nameAttribute, lineOf(1, LIMITS.itemName), attribute);
  return { name: attribute.S };
}

function shown(attribute: Attribute | undefined): string {
  return attribute === undefined ? 'none' : shortened(JSON.stringify(attribute));
}
