/*
 * What an order must look like in the table and in an answer, worked out from what the client has sent, with an
 * arithmetic of its own.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './orders-table';

export type Fields = Readonly<Record<string, unknown>>;

/** Amounts are added up in whole units of this size. */
const DIGITS = 4;

/** The fields that the order must be stored with. */
export function expectedFields(json: string): Fields {
  const order = JSON.parse(json) as Fields & { readonly items: readonly { readonly quantity: number; readonly price: number }[] };
  const { shippingAmount = 0, taxAmount = 0, discountAmount = 0 } = order as Record<string, number>;
  const goods = order.items.reduce((sum, { quantity, price }) => sum + BigInt(quantity) * unitsOf(price), 0n);
  const total = goods + unitsOf(shippingAmount) + unitsOf(taxAmount) - unitsOf(discountAmount);
  return { currency: 'USD', ...order, totalAmount: Number(`${total}e-${DIGITS}`) };
}

function unitsOf(amount: number): bigint {
  const [whole, fraction = ''] = String(amount).split('.');
  return BigInt(whole + fraction.padEnd(DIGITS, '0'));
}

/** An item's attributes as values. */
export function fieldsOf(item: Item): Fields {
  return Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, valueOf(attribute)]));
}

function valueOf(attribute: AttributeValue): unknown {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return numberOf(attribute.N);
  if (attribute.L) return attribute.L.map(valueOf);
  if (attribute.M) return fieldsOf(attribute.M);
  return attribute; // nothing in an order is of another type
}

/** A number that would be rounded on the way stays a text, which equals nothing that was asked for. */
function numberOf(text: string): number | string {
  return String(Number(text)) === text ? Number(text) : text;
}

/** Equal for equal values, whatever the order of their keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member) => (
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member));
}
