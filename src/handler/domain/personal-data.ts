/*
 * Which fields of an order are about a person. All that must not show one follows from this: events, and what erasure leaves.
 */
import { withoutPersonalFields } from './custom-fields';
import type { Fulfilment } from './fulfilment';
import type { CustomFields, OrderDocument, OrderItem } from './order';
import type { ShownOrder } from './shown-order';
import type { CustomFieldRules, FieldRule } from '../../contract';

export const PERSONAL_FIELDS = ['contact', 'shippingAddress', 'billingAddress', 'note', 'customFields'] as const satisfies readonly (keyof OrderDocument)[];

export const PERSONAL_ITEM_FIELDS = ['note', 'customFields'] as const satisfies readonly (keyof OrderItem)[];

/** The order without what is about a person. Of the custom fields it has those that the rules call not personal. */
export function withoutPersonalData(order: OrderDocument, { order: ofOrder, item: ofItem }: CustomFieldRules = {}): OrderDocument {
  const items = order.items.map((item) => ({ ...without(item, PERSONAL_ITEM_FIELDS), ...publicFields(item.customFields, ofItem) }));
  return { ...without({ ...order, items }, PERSONAL_FIELDS), ...publicFields(order.customFields, ofOrder) } as OrderDocument;
}

function publicFields(fields: CustomFields | undefined, rule: FieldRule | undefined): { customFields?: CustomFields } {
  const customFields = withoutPersonalFields(fields, rule);
  return customFields === undefined ? {} : { customFields };
}

function without<T extends object>(fields: T, names: readonly string[]): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name))) as Partial<T>;
}

/** By the number of a parcel its carrier tells where it goes. */
const TRACKING = ['trackingNumber', 'trackingUrl'] as const satisfies readonly (keyof Fulfilment)[];

/** The fulfilments of an order, if it has any, without what leads to an address. */
export function withoutTracking({ fulfilments }: Pick<ShownOrder, 'fulfilments'>): Pick<ShownOrder, 'fulfilments'> {
  return fulfilments ? { fulfilments: fulfilments.map((fulfilment) => without(fulfilment, TRACKING) as Fulfilment) } : {};
}
