/*
 * What an order comes to, and the amounts that do not go together.
 */
import { fromMinorUnits, largestAmount, lineAmount, MAX_MINOR_UNITS, toMinorUnits } from '../domain/money';
import type { OrderItem, OrderRequest } from '../domain/order';
import type { Fault } from '../domain/problem';
import { LineParts, totalOf, TotalParts } from '../domain/total';

/** A request of which each amount is one, and each quantity. */
export type CheckedRequest = Omit<OrderRequest, 'totalAmount'> & Partial<OrderRequest>;

/** Where a fault leaves nothing to add up: in an amount, in an item's price or quantity. */
export const DECIDES_TOTAL = /^#\/(\w+Amount|taxIncluded|items(\/\d+(\/(price|quantity|\w+Amount))?)?|discounts(\/\d+(\/amount)?)?)$/;

/** The total, or why there is none. */
export function readTotal(request: CheckedRequest, minorDigits: number): number | readonly Fault[] {
  const units = (amount = 0) => toMinorUnits(amount, minorDigits)!;
  const { items, shippingAmount, taxAmount, discountAmount, taxIncluded = false } = request;

  const lines = items.map(({ quantity, price, ...item }) => (
    { amount: lineAmount(quantity, price, minorDigits), discount: units(item.discountAmount), tax: units(item.taxAmount) }
  ));
  const ofLines = lines.flatMap((line, index) => lineFaults(items[index], line, taxIncluded, minorDigits, `#/items/${index}`));
  if (ofLines.length > 0) return ofLines;

  const parts = { lines: lines as LineParts[], shipping: units(shippingAmount), tax: units(taxAmount), discount: units(discountAmount), taxIncluded };
  const faults = [...discountFaults(request, minorDigits), ...totalFaults(request, parts, minorDigits)];
  return faults.length > 0 ? faults : fromMinorUnits(totalOf(parts), minorDigits);
}

function lineFaults(
  { quantity, price }: OrderItem,
  { amount, discount, tax }: Partial<LineParts> & Omit<LineParts, 'amount'>,
  taxIncluded: boolean,
  minorDigits: number,
  pointer: string,
): Fault[] {
  if (amount === undefined) {
    const digits = minorDigits === 0 ? 'no digits' : `at most ${minorDigits} digits`;
    return [{ detail: `times the quantity must have ${digits} after the point, got ${quantity} × ${price}: round the price, or change the quantity`, pointer: `${pointer}/price` }];
  }
  if (discount > amount) return [tooLarge(discount, amount, 'quantity × price', minorDigits, `${pointer}/discountAmount`)];
  const rest = amount - discount;
  return taxIncluded && tax > rest ? [tooLarge(tax, rest, 'quantity × price − discount, which contain it', minorDigits, `${pointer}/taxAmount`)] : [];
}

/** The discounts say what `discountAmount` is made of. */
function discountFaults({ discounts, discountAmount }: CheckedRequest, minorDigits: number): Fault[] {
  if (discounts === undefined || discounts.length === 0) return [];
  const sum = discounts.reduce((units, { amount }) => units + toMinorUnits(amount, minorDigits)!, 0n);
  if (discountAmount !== undefined && toMinorUnits(discountAmount, minorDigits) === sum) return [];
  return [{ detail: `must be ${fromMinorUnits(sum, minorDigits)}, the sum of the discounts, got ${discountAmount ?? 'none'}`, pointer: '#/discountAmount' }];
}

function totalFaults({ totalAmount }: CheckedRequest, parts: TotalParts, minorDigits: number): Fault[] {
  const total = totalOf(parts);
  const sum = parts.taxIncluded ? 'items + shipping' : 'items + shipping + tax';
  if (total < 0n) return [tooLarge(parts.discount, total + parts.discount, sum, minorDigits, '#/discountAmount')];
  const shown = fromMinorUnits(total, minorDigits);
  if (total > MAX_MINOR_UNITS) return [{ detail: `must add up to a total of at most ${largestAmount(minorDigits)}, got ${shown}`, pointer: '#/items' }];
  const { largest, what } = roomForTax(parts, total);
  if (parts.taxIncluded && parts.tax > largest) return [tooLarge(parts.tax, largest, what, minorDigits, '#/taxAmount')];
  if (totalAmount === undefined || toMinorUnits(totalAmount, minorDigits) === total) return [];
  return [{ detail: `must be ${shown} (${sum} − discount) or left out, got ${totalAmount}`, pointer: '#/totalAmount' }];
}

/** What contains the tax that is on no line, where it is included: no more than the total, and than what the taxes of lines leave. */
function roomForTax({ lines, discount }: TotalParts, total: bigint) {
  const rest = lines.reduce((sum, { tax }) => sum - tax, total + discount);
  return rest < total
    ? { largest: rest, what: 'items + shipping, which contain it, less the taxes of items' }
    : { largest: total, what: 'the total, which contains it' };
}

function tooLarge(amount: bigint, largest: bigint, what: string, minorDigits: number, pointer: string): Fault {
  return { detail: `must be at most ${fromMinorUnits(largest, minorDigits)} (${what}), got ${fromMinorUnits(amount, minorDigits)}`, pointer };
}
