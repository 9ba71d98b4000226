/*
 * Which fields of an order are about a person. All that must not show one follows from this: events, and what erasure leaves.
 */
import type { OrderDocument, OrderItem } from './order';

export const PERSONAL_FIELDS = ['contact', 'shippingAddress', 'billingAddress', 'note'] as const satisfies readonly (keyof OrderDocument)[];

export const PERSONAL_ITEM_FIELDS = ['note'] as const satisfies readonly (keyof OrderItem)[];

/** The order without what is about a person. */
export function withoutPersonalData(order: OrderDocument): OrderDocument {
  const items = order.items.map((item) => without(item, PERSONAL_ITEM_FIELDS));
  return without({ ...order, items }, PERSONAL_FIELDS) as OrderDocument;
}

function without<T extends object>(fields: T, names: readonly string[]): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name))) as Partial<T>;
}
