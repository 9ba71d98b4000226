/*
 * What an order is and what follows from it: its total, its identity, the fingerprint that tells a retry
 * from another request. Pure: time and random ids are handed in.
 */
import { hash } from 'node:crypto';
import { INITIAL_STATUS, OrderStatus } from './order-status';

export interface OrderItem {
  readonly productId: string;
  readonly quantity: number;
  readonly price: number;
  readonly name?: string;
}

/** A valid request for an order, with defaults filled in and the total known. */
export interface OrderRequest {
  readonly orderId?: string;
  readonly customerId: string;
  readonly items: readonly OrderItem[];
  readonly currency: string;
  readonly totalAmount: number;
  readonly shippingAmount?: number;
  readonly taxAmount?: number;
  readonly discountAmount?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A status that an order has come to, and when (RFC 3339, UTC). */
export interface StatusEntry {
  readonly status: OrderStatus;
  readonly at: string;
}

/** An order as a client sees it. */
export interface OrderDocument extends OrderRequest {
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

/** An order as it is stored. */
export interface Order extends OrderDocument {
  /** Tells a retry of the request that made the order from another request. */
  readonly requestFingerprint: string;
  /** The last change of status: tells a retry of it from another change. */
  readonly changeId?: string;
}

/** The fields of it; what somebody else has written to the item is theirs, and may be about the customer. */
const DOCUMENTED: ReadonlySet<string> = new Set(Object.keys({
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
  erasedAt: true,
} satisfies Record<keyof OrderDocument, true>));

/** What a client sees of an order. */
export function documentOf(order: Order): OrderDocument {
  return Object.fromEntries(Object.entries(order).filter(([name]) => DOCUMENTED.has(name))) as unknown as OrderDocument;
}

/** The parts of a total; amounts in minor units of the currency. */
export interface TotalParts {
  readonly items: readonly { readonly quantity: number; readonly price: bigint }[];
  readonly shipping: bigint;
  readonly tax: bigint;
  readonly discount: bigint;
}

/** Items + shipping + tax − discount, in minor units; negative when the discount exceeds the rest. */
export function totalOf({ items, shipping, tax, discount }: TotalParts): bigint {
  const ofItems = items.reduce((sum, { quantity, price }) => sum + BigInt(quantity) * price, 0n);
  return ofItems + shipping + tax - discount;
}

/** Where the order's id comes from; it decides what a clash means. */
export type OrderIdentity =
  | { readonly source: 'request'; readonly orderId: string }
  | { readonly source: 'idempotency-key'; readonly orderId: string }
  | { readonly source: 'generated'; readonly orderId: string };

/**
 * The client's id, which comes without a key; or one that the same caller gets again for the same idempotency key; or a new one.
 * The hash keeps the key itself out of URLs and logs, and callers out of each other's keys.
 */
export function identify(request: OrderRequest, idempotencyKey: string | undefined, caller: string, newId: () => string): OrderIdentity {
  if (request.orderId !== undefined) return { source: 'request', orderId: request.orderId };
  if (idempotencyKey === undefined) return { source: 'generated', orderId: newId() };
  return { source: 'idempotency-key', orderId: sha256(JSON.stringify([caller, idempotencyKey]), 'base64url') };
}

/** The order that a request makes, at a moment. */
export function newOrder(request: OrderRequest, orderId: string, now: Date): Order {
  const timestamp = now.toISOString();
  return {
    ...request,
    orderId,
    status: INITIAL_STATUS,
    statusHistory: [{ status: INITIAL_STATUS, at: timestamp }],
    createdAt: timestamp,
    updatedAt: timestamp,
    version: 1,
    requestFingerprint: fingerprintOf(request),
  };
}

/**
 * The mark of a change: the same again for the same request under the same idempotency key. Without a key each
 * request is a change of its own, but still the same one when the SDK sends it again.
 */
export function identifyChange(request: readonly unknown[], idempotencyKey: string | undefined, caller: string, newId: () => string): string {
  return idempotencyKey === undefined ? newId() : sha256(JSON.stringify([caller, idempotencyKey, ...request]), 'base64url');
}

/** Equal for requests that ask for the same order, however their JSON was written. */
export function fingerprintOf(request: OrderRequest): string {
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
