/*
 * From unknown input to a valid request for an order whose prices are in the products table of the shop.
 */
import type { ProductsRules } from '../../contract';
import type { OrderItem, OrderRequest } from '../domain/order';
import { validationProblem } from '../domain/problem';
import { Check, gotText, isEmptyList, isObject, Member, object, optional, value } from '../request/check';
import { CustomFieldMembers, itemMembers, orderMembers } from '../request/order-checks';
import { checkSize, Circumstances, DEFAULT_CURRENCY, keptChecks, OrderForm, readFields, ReadFields, withTotal } from '../request/order-request';

/** A valid request in which prices may be missing, and then the total may be too. */
export interface UnpricedRequest extends Omit<OrderRequest, 'items' | 'totalAmount'> {
  readonly items: readonly UnpricedItem[];
  readonly totalAmount?: number;
}

export type UnpricedItem = Omit<OrderItem, 'price'> & Partial<OrderItem>;

/** @throws Problem `malformed-request` when the input is no object, `validation-failed` with all faults otherwise */
export type ReadTableOrder = (body: unknown, circumstances: Circumstances) => UnpricedRequest;

type Rules = Pick<ProductsRules, 'currency' | 'nameAttribute'>;

/** Where the shop decides, a value that somebody sends would be lost in silence. */
function decidedByShop(what: string): Member {
  return optional((_, pointer) => [{ detail: `must be left out, since the shop decides ${what}`, pointer }]);
}

const AMOUNT = decidedByShop('about discounts, shipping and taxes');
const NAME = decidedByShop('the names of products');

const NO_DISCOUNTS = optional((list, pointer) => (isEmptyList(list) ? [] : AMOUNT.check(list, pointer)));

/** The reader for callers who may decide about amounts, or for all others. */
export function tableOrderReader(rules: Rules, mayDecide: boolean): ReadTableOrder {
  const form: OrderForm = {
    checkFor: keptChecks((minorDigits, customFields) => orderCheck(rules, mayDecide, minorDigits, customFields)),
    currency: rules.currency ?? DEFAULT_CURRENCY,
  };
  return (body, circumstances) => {
    const fields = readFields(body, circumstances, form);
    return lacksPrices(fields) ? withoutTotal(fields) : withTotal(fields);
  };
}

function orderCheck(
  { currency, nameAttribute }: Rules, mayDecide: boolean, minorDigits: number | undefined, customFields: CustomFieldMembers,
): Check {
  const ofItem = itemMembers(minorDigits, customFields);
  const item = {
    ...ofItem,
    price: optional(ofItem.price.check),
    ...!mayDecide && { discountAmount: AMOUNT, taxAmount: AMOUNT, ...nameAttribute !== undefined && { name: NAME } },
  };
  return object({
    ...orderMembers(minorDigits, customFields, item),
    ...currency !== undefined && { currency: optional(value(`${currency}, the currency of the prices, or left out`, (code) => code === currency, gotText)) },
    ...!mayDecide && { shippingAmount: AMOUNT, taxAmount: AMOUNT, taxIncluded: AMOUNT, discountAmount: AMOUNT, discounts: NO_DISCOUNTS },
  });
}

function lacksPrices({ input: { items } }: ReadFields): boolean {
  return Array.isArray(items) && items.some((item) => isObject(item) && item.price === undefined);
}

function withoutTotal({ input, currency, faults }: ReadFields): UnpricedRequest {
  const allFaults = faults.length > 0 ? faults : checkSize(input);
  if (allFaults.length > 0) throw validationProblem(allFaults);
  return { ...input, currency } as UnpricedRequest;
}
