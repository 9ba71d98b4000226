/*
 * An order as the table's stream shows it, read into the order that a client sees: just the fields that are
 * documented, each of its type, no number rounded. What somebody else has written to an item stays behind; an item
 * that is no order of ours is a fault that names the attribute.
 */
import { Actor, ACTOR_KINDS } from './actor';
import { Fulfilment, FULFILMENT_STATES, FULFILMENT_STATUSES, FulfilmentEntry } from './fulfilment';
import { DECIMAL, inUtc, isLegacy, LegacyOrder, withInitialHistory } from './legacy-order';
import type { LineQuantity } from './line-quantities';
import type { Address, Contact, CustomFields, OrderDiscount, OrderDocument, OrderFields, OrderItem, StatusEntry } from './order';
import { orderNumberOf } from './order-number';
import type { OrderReturn } from './order-return';
import { ORDER_STATUSES } from './order-status';
import { PRICE_SOURCES } from './price-source';
import type { StoredBackOffice } from './shown-order';
import { CHANGE_REASONS, StatusChangeDetails } from './status-change';

/** An attribute of an item, such as `{ N: '109.97' }`. */
export interface Attribute {
  readonly S?: string;
  readonly N?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly L?: readonly Attribute[];
  readonly M?: Image;
}

/** An item as it was before or after a change. */
export type Image = Readonly<Record<string, Attribute>>;

/** Says which attribute is not what an order has there. Sending the record again would not help. */
export class MalformedOrder extends Error {
  public readonly name = 'MalformedOrder';
}

type Reader<T> = (attribute: Attribute | undefined, path: string) => T;

type Fields<T> = { readonly [Name in keyof T]-?: Reader<T[Name]> };

/** More digits than these a double does not carry there and back (docs/adr/0005-exact-json.md). */
const EXACT_DIGITS = 15;

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const text: Reader<string> = (attribute, path) => {
  if (typeof attribute?.S !== 'string') throw new MalformedOrder(`${path} must be a text`);
  return attribute.S;
};

const number: Reader<number> = (attribute, path) => {
  const digits = attribute?.N?.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '');
  if (digits === undefined) throw new MalformedOrder(`${path} must be a number`);
  if (digits.length > EXACT_DIGITS) throw new MalformedOrder(`${path} must have at most ${EXACT_DIGITS} digits`);
  return Number(attribute!.N);
};

const wholeNumber: Reader<number> = (attribute, path) => {
  const value = number(attribute, path);
  if (!Number.isInteger(value)) throw new MalformedOrder(`${path} must be a whole number`);
  return value;
};

const timestamp: Reader<string> = (attribute, path) => {
  const value = text(attribute, path);
  if (!TIMESTAMP.test(value) || Number.isNaN(Date.parse(value))) throw new MalformedOrder(`${path} must be a timestamp of RFC 3339 in UTC`);
  return value;
};

export const status = oneOf(ORDER_STATUSES, 'a status of an order');

const flag: Reader<boolean> = (attribute, path) => {
  if (typeof attribute?.BOOL !== 'boolean') throw new MalformedOrder(`${path} must be a boolean`);
  return attribute.BOOL;
};

/** A number of a field that the shop has defined: as many digits as a double holds, which can be 17. */
const anyNumber: Reader<number> = (attribute, path) => {
  const value = Number(attribute!.N);
  if (significant(String(value)) !== significant(attribute!.N!)) throw new MalformedOrder(`${path} must have numbers that a double holds exactly`);
  return value;
};

function significant(digits: string): string {
  return digits.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+|0+$/g, '');
}

/** Anything that JSON has. */
const json: Reader<unknown> = (attribute, path) => {
  if (attribute?.M !== undefined) return Object.fromEntries(Object.entries(attribute.M).map(([name, member]) => [name, json(member, path)]));
  if (attribute?.L !== undefined) return attribute.L.map((element) => json(element, path));
  if (attribute?.N !== undefined) return anyNumber(attribute, path);
  if (attribute?.BOOL !== undefined) return attribute.BOOL;
  return attribute?.NULL === true ? null : text(attribute, path);
};

function oneOf<T extends string>(values: readonly T[], what: string): Reader<T> {
  return (attribute, path) => {
    const value = text(attribute, path);
    if (!values.some((each) => each === value)) throw new MalformedOrder(`${path} must be ${what}`);
    return value as T;
  };
}

function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (attribute, path) => (attribute === undefined ? undefined : read(attribute, path));
}

/** Nothing where something else stands under the name: an attribute that came later may have been another program's before. */
function ours<T>(read: Reader<T>): Reader<T | undefined> {
  return (attribute, path) => {
    try {
      return optional(read)(attribute, path);
    } catch (error) {
      if (error instanceof MalformedOrder) return undefined;
      throw error;
    }
  };
}

function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (attribute, path) => {
    if (!Array.isArray(attribute?.L)) throw new MalformedOrder(`${path} must be a list`);
    return attribute.L.map((element: Attribute, index) => read(element, `${path}[${index}]`));
  };
}

/** Any keys, all values alike. The keys are the customer's, so no fault repeats them. */
function dictionary<T>(read: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (attribute, path) => Object.fromEntries(Object.entries(mapIn(attribute, path)).map(([key, value]) => [key, read(value, `each value of ${path}`)]));
}

function fields<T>(readers: Fields<T>): Reader<T> {
  return (attribute, path) => {
    const map = mapIn(attribute, path);
    const entries = Object.entries<Reader<unknown>>(readers).map(([name, read]) => [name, read(map[name], path === '' ? name : `${path}.${name}`)]);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
  };
}

function mapIn(attribute: Attribute | undefined, path: string): Image {
  if (typeof attribute?.M !== 'object' || attribute.M === null) throw new MalformedOrder(`${path} must be a map`);
  return attribute.M;
}

type OriginalItem = Pick<OrderItem, 'productId' | 'quantity' | 'price' | 'name'>;

const originalItem: Fields<OriginalItem> = { productId: text, quantity: wholeNumber, price: number, name: optional(text) };

const customFields = optional<CustomFields>((attribute, path) => json({ M: mapIn(attribute, path) }, path) as CustomFields);

const item: Fields<OrderItem> = {
  ...originalItem,
  sku: optional(text),
  discountAmount: optional(number),
  taxAmount: optional(number),
  note: optional(text),
  customFields,
};

const address: Fields<Address> = {
  name: optional(text), // of an erased order only the country is there
  organization: optional(text),
  addressLine1: optional(text),
  addressLine2: optional(text),
  city: optional(text),
  region: optional(text),
  postalCode: optional(text),
  country: text,
};

const actor = fields<Actor>({ kind: oneOf(ACTOR_KINDS, 'a kind of actor'), id: optional(text) });

const lineQuantity = fields<LineQuantity>({ lineNumber: wholeNumber, quantity: wholeNumber });

const reason = optional(oneOf(CHANGE_REASONS, 'a reason'));

const fulfilmentState = oneOf(FULFILMENT_STATES, 'a status of a fulfilment');

/** What an API with a back office stores. */
const backOffice: Fields<StoredBackOffice> = {
  statusChanges: ours(list(fields<StatusChangeDetails>({ status, reason, note: optional(text), by: optional(actor) }))),
  fulfilmentStatus: ours(oneOf(FULFILMENT_STATUSES, 'a fulfilment status')),
  fulfilments: ours(list(fields<Fulfilment>({
    fulfilmentId: text,
    status: fulfilmentState,
    items: list(lineQuantity),
    carrier: optional(text),
    trackingNumber: optional(text),
    trackingUrl: optional(text),
    statusHistory: list(fields<FulfilmentEntry>({ status: fulfilmentState, at: timestamp, by: optional(actor) })),
  }))),
  returns: ours(list(fields<OrderReturn>({
    returnId: text, items: list(lineQuantity), refundAmount: optional(number), reason, note: optional(text), at: timestamp, by: optional(actor),
  }))),
};

/** The fields that every order may have, whichever version of this library has stored it. */
const original = {
  orderId: text,
  customerId: text,
  items: list(fields<OriginalItem>(originalItem)),
  currency: text,
  totalAmount: number,
  shippingAmount: optional(number),
  taxAmount: optional(number),
  discountAmount: optional(number),
  metadata: optional(dictionary(text)),
  status,
  statusHistory: list(fields<StatusEntry>({ status, at: timestamp })),
  createdAt: timestamp,
  updatedAt: timestamp,
  version: wholeNumber,
};

const originalOrder = fields(original);

const erasure = { erasedAt: optional(timestamp) };

/** Those of an order that says it has them (`modelVersion`): in any other an attribute of such a name is somebody else's. */
const order = fields({
  ...original,
  items: list(fields(item)),
  taxIncluded: optional(flag),
  discounts: optional(list(fields<OrderDiscount>({ code: optional(text), amount: number }))),
  contact: optional(fields<Contact>({ name: optional(text), email: optional(text), tel: optional(text) })),
  shippingAddress: optional(fields(address)),
  billingAddress: optional(fields(address)),
  note: optional(text),
  locale: optional(text),
  purchaseOrderNumber: optional(text),
  reference: optional(text),
  customFields,
  priceSource: optional(oneOf(PRICE_SOURCES, 'a source of prices')),
  ...erasure,
} satisfies Fields<OrderFields>);

/** A number that may be there as text. */
function orText(read: Reader<number>): Reader<number> {
  return (attribute, path) => read(DECIMAL.test(attribute?.S ?? '') ? { N: attribute!.S } : attribute, path);
}

const templateTimestamp: Reader<string> = (attribute, path) => timestamp({ S: inUtc(text(attribute, path)) }, path);

/** What docs/adr/0017-orders-of-the-template.md says of them. */
const legacyOrder = fields<LegacyOrder>({
  ...original,
  items: list(fields({ ...originalItem, quantity: orText(wholeNumber), price: orText(number) })),
  totalAmount: orText(number),
  statusHistory: optional(original.statusHistory),
  createdAt: templateTimestamp,
  updatedAt: templateTimestamp,
  version: optional(wholeNumber),
});

/** @throws MalformedOrder when the item is no order, neither of ours nor of the template that this library replaces */
export function orderIn(image: Image): OrderDocument & StoredBackOffice {
  const { orderId, ...stored } = readOrder(image);
  return { orderId, orderNumber: orderNumberOf(orderId), ...stored, ...fields(backOffice)({ M: image }, '') };
}

function readOrder(image: Image): OrderFields {
  if (isLegacy(image.createdAt?.S)) return { ...withInitialHistory(legacyOrder({ M: image }, '')), ...image.modelVersion && fields(erasure)({ M: image }, '') };
  return image.modelVersion === undefined ? originalOrder({ M: image }, '') : order({ M: image }, '');
}
