/*
 * What an order is and what follows from it: its identity, the fingerprint that tells a retry from another
 * request. Pure: time and random ids are handed in.
 */
import { hash } from 'node:crypto';
import { orderNumberOf } from './order-number';
import { INITIAL_STATUS, OrderStatus } from './order-status';
import type { PriceSource } from './price-source';
import { Problem } from './problem';

export interface OrderItem {
  readonly productId: string;
  readonly sku?: string;
  readonly quantity: number;
  /** Of one unit; may be a fraction of the smallest unit of the currency. */
  readonly price: number;
  readonly discountAmount?: number;
  readonly taxAmount?: number;
  readonly name?: string;
  readonly note?: string;
  readonly customFields?: CustomFields;
}

/** Fields of the shop's own, as its schema has them. */
export type CustomFields = Readonly<Record<string, unknown>>;

/** A part of `discountAmount`. */
export interface OrderDiscount {
  /** Absent from an erased order. */
  readonly code?: string;
  readonly amount: number;
}

/** Whom to tell about the order. */
export interface Contact {
  readonly name?: string;
  readonly email?: string;
  readonly tel?: string;
}

/** Named as in HTML's autofill, but for what a shop calls by another name (docs/adr/0023-what-an-order-holds.md). */
export interface Address {
  /** An erased order has the country alone. */
  readonly name?: string;
  readonly organization?: string;
  readonly addressLine1?: string;
  readonly addressLine2?: string;
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** A valid request for an order, with defaults filled in and the total known. */
export interface OrderRequest {
  readonly orderId?: string;
  readonly customerId: string;
  readonly items: readonly OrderItem[];
  readonly currency: string;
  readonly totalAmount: number;
  readonly shippingAmount?: number;
  /** Tax that is on no item. */
  readonly taxAmount?: number;
  /** Whether prices and shipping contain all taxes, which then add nothing to the total. */
  readonly taxIncluded?: boolean;
  readonly discountAmount?: number;
  readonly discounts?: readonly OrderDiscount[];
  readonly contact?: Contact;
  readonly shippingAddress?: Address;
  readonly billingAddress?: Address;
  readonly note?: string;
  /** BCP 47. */
  readonly locale?: string;
  readonly purchaseOrderNumber?: string;
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly customFields?: CustomFields;
}

/** A request whose amounts are known. */
export interface PricedRequest extends OrderRequest {
  /** Absent where the API takes the prices of the caller. */
  readonly priceSource?: PriceSource;
}

/** A status that an order has come to, and when (RFC 3339, UTC). */
export interface StatusEntry {
  readonly status: OrderStatus;
  readonly at: string;
}

/** What an order has by itself. */
export interface OrderFields extends PricedRequest {
  readonly orderId: string;
  readonly status: OrderStatus;
  /** From the first status to the present one. No way leads back, so it is short. */
  readonly statusHistory: readonly StatusEntry[];
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Counts the changes, from 1. */
  readonly version: number;
  /** When its personal data was erased. */
  readonly erasedAt?: string;
}

/** An order as a client sees it. */
export interface OrderDocument extends OrderFields {
  /** Follows from the id: what people say to each other in its place. */
  readonly orderNumber: string;
}

/** How many of a product an order has taken from the stock. */
export interface StockTaken {
  readonly productId: string;
  readonly quantity: number;
}

/** An order as it is stored. */
export interface Order extends OrderFields {
  /** Tells a retry of the request that made the order from another request. */
  readonly requestFingerprint: string;
  /** The last change of status: tells a retry of it from another change. */
  readonly changeId?: string;
  /** What the order has taken from the stock and not given back. */
  readonly stockTaken?: readonly StockTaken[];
  /** That fields of `ADDED` and `stockTaken` are ours; an order that has none of them is stored as ever. */
  readonly modelVersion?: 2;
}

type Names<T> = Readonly<Record<keyof T, true>>;

/** The fields that every order has had from the beginning, and those that came with version 2 of the model. */
export type AddedFields = Pick<
  OrderFields,
  'taxIncluded' | 'discounts' | 'contact' | 'shippingAddress' | 'billingAddress' | 'note' | 'locale' | 'purchaseOrderNumber' | 'reference' | 'customFields' | 'priceSource' | 'erasedAt'
>;
type AddedToItem = Pick<OrderItem, 'sku' | 'discountAmount' | 'taxAmount' | 'note' | 'customFields'>;

const ORIGINAL = namesOf({
  orderId: true,
  customerId: true,
  items: true,
  currency: true,
  totalAmount: true,
  shippingAmount: true,
  taxAmount: true,
  discountAmount: true,
  metadata: true,
  status: true,
  statusHistory: true,
  createdAt: true,
  updatedAt: true,
  version: true,
} satisfies Names<Omit<OrderFields, keyof AddedFields>>);

const ADDED = namesOf({
  taxIncluded: true,
  discounts: true,
  contact: true,
  shippingAddress: true,
  billingAddress: true,
  note: true,
  locale: true,
  purchaseOrderNumber: true,
  reference: true,
  customFields: true,
  priceSource: true,
  erasedAt: true,
} satisfies Names<AddedFields>);

const ADDED_TO_ITEM = namesOf({ sku: true, discountAmount: true, taxAmount: true, note: true, customFields: true } satisfies Names<AddedToItem>);

function namesOf(names: object): Set<string> {
  return new Set(Object.keys(names));
}

/** Lets a client see more fields: the extended bundle has more. */
export function documentAlso(names: readonly string[]): void {
  for (const name of names) ORIGINAL.add(name);
}

/** What a client sees of an order. What somebody else has written to the item is theirs, and may be about the customer. */
export function documentOf(order: Order): OrderDocument {
  const { orderId, ...fields } = order;
  const isDocumented = (name: string) => ORIGINAL.has(name) || (order.modelVersion !== undefined && ADDED.has(name));
  const documented = Object.fromEntries(Object.entries(fields).filter(([name]) => isDocumented(name))) as unknown as Omit<OrderDocument, 'orderId' | 'orderNumber'>;
  return { orderId, orderNumber: orderNumberOf(orderId), ...documented };
}

/** Where the order's id comes from; it decides what a clash means. */
export type OrderIdentity =
  | { readonly source: 'request'; readonly orderId: string }
  | { readonly source: 'idempotency-key'; readonly orderId: string }
  | { readonly source: 'quote'; readonly orderId: string; readonly reused: Problem }
  | { readonly source: 'generated'; readonly orderId: string };

/**
 * The client's id, which comes without a key; or one that the same caller gets again for the same idempotency key; or a new one.
 * The hash keeps the key itself out of URLs and logs, and callers out of each other's keys.
 */
export function identify(request: Pick<OrderRequest, 'orderId'>, idempotencyKey: string | undefined, caller: string, newId: () => string): OrderIdentity {
  if (request.orderId !== undefined) return { source: 'request', orderId: request.orderId };
  if (idempotencyKey === undefined) return { source: 'generated', orderId: newId() };
  return { source: 'idempotency-key', orderId: sha256(JSON.stringify([caller, idempotencyKey]), 'base64url') };
}

/** The id of the one order that a quote can become, whoever sends it. No idempotency key gives the same. */
export function identifyQuote(audience: string, jti: string): OrderIdentity {
  return {
    source: 'quote',
    orderId: sha256(JSON.stringify(['quote', audience, jti]), 'base64url'),
    reused: new Problem('quote-used', 'the quote belongs to an order with other contents: retry with the same body, or get a new quote'),
  };
}

/** The order that a request makes, at a moment. The fingerprint is that of the request as it was sent. */
export function newOrder(request: PricedRequest, orderId: string, now: Date, fingerprint = fingerprintOf(request)): Order {
  const timestamp = now.toISOString();
  return {
    ...request,
    orderId,
    status: INITIAL_STATUS,
    statusHistory: [{ status: INITIAL_STATUS, at: timestamp }],
    createdAt: timestamp,
    updatedAt: timestamp,
    version: 1,
    requestFingerprint: fingerprint,
    ...usesAddedFields(request) && { modelVersion: 2 },
  };
}

function usesAddedFields({ items, ...request }: PricedRequest): boolean {
  return hasAny(request, ADDED) || items.some((item) => hasAny(item, ADDED_TO_ITEM));
}

function hasAny(fields: object, names: ReadonlySet<string>): boolean {
  return Object.keys(fields).some((name) => names.has(name));
}

/**
 * The mark of a change: the same again for the same request under the same idempotency key. Without a key each
 * request is a change of its own, but still the same one when the SDK sends it again.
 */
export function identifyChange(request: readonly unknown[], idempotencyKey: string | undefined, caller: string, newId: () => string): string {
  return idempotencyKey === undefined ? newId() : sha256(JSON.stringify([caller, idempotencyKey, ...request]), 'base64url');
}

/** Equal for requests that ask for the same order, however their JSON was written. */
export function fingerprintOf(request: object): string {
  return sha256(JSON.stringify(canonical(request)), 'hex');
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => [key, canonical(field)]);
}

function sha256(text: string, encoding: 'hex' | 'base64url'): string {
  return hash('sha256', text, encoding);
}
