/*
 * Why an order came to a status, and who brought it there (docs/adr/0030-who-and-why.md). Pure.
 */
import type { Actor } from './actor';
import type { Order } from './order';
import type { OrderStatus } from './order-status';

export const CHANGE_REASONS = ['customer', 'payment-declined', 'fraud', 'out-of-stock', 'staff', 'other'] as const;

export type ChangeReason = (typeof CHANGE_REASONS)[number];

/** The reason that customers may give. */
export const REASON_OF_CUSTOMERS: ChangeReason = 'customer';

/** What a change says besides the status. */
export interface StatusDetails {
  readonly reason?: ChangeReason;
  /** For staff only. */
  readonly note?: string;
  readonly by?: Actor;
}

/** The details of a change, as they are stored. An order comes to each status once at most, so the status joins them to its history. */
export interface StatusChangeDetails extends StatusDetails {
  readonly status: OrderStatus;
}

/** An order as an API with reasons stores it. */
export interface DetailedOrder extends Order {
  readonly statusChanges?: readonly StatusChangeDetails[];
}

/** Attribute with the details. It is not the history itself, which a version without this option shows to customers as it is. */
export const STATUS_CHANGES = 'statusChanges';

/** What is stored of a change: nothing where nothing is known. */
export function detailsOf({ status, ...change }: StatusChangeDetails): StatusChangeDetails | undefined {
  const details = detailsIn(change);
  return Object.keys(details).length > 0 ? { status, ...details } : undefined;
}

/** A history with what is known of each change. Anything else under the name of the attribute is another program's. */
export function withDetails<T extends { readonly status: OrderStatus }>(history: readonly T[], changes: unknown): readonly (T & StatusDetails)[] {
  if (!Array.isArray(changes)) return history;
  return history.map((entry) => ({ ...entry, ...detailsIn(changes.find((change) => change?.status === entry.status)) }));
}

function detailsIn({ reason, note, by }: StatusDetails = {}): StatusDetails {
  return { ...reason !== undefined && { reason }, ...note !== undefined && { note }, ...by !== undefined && { by } };
}
