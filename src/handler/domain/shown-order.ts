/*
 * What an API with a back office shows of an order: to staff who did what, to customers what is theirs to see. What tells retries apart is shown
 * to nobody. Pure.
 */
import type { Actor } from './actor';
import { areFulfilments, Fulfilment, FULFILMENT_STATUSES, FulfilmentStatus } from './fulfilment';
import type { OrderDocument } from './order';
import type { OrderReturn, StoredReturn } from './order-return';
import { areReturns } from './own-lists';
import { STATUS_CHANGES, StatusChangeDetails, StatusDetails, withDetails } from './status-change';

/** Attributes of an order that only the extended bundle shows. */
export const BACK_OFFICE_FIELDS = [STATUS_CHANGES, 'fulfilmentStatus', 'fulfilments', 'returns'] as const;

/** What the back office has stored of an order. */
export interface StoredBackOffice {
  readonly statusChanges?: readonly StatusChangeDetails[];
  readonly fulfilmentStatus?: FulfilmentStatus;
  readonly fulfilments?: readonly Fulfilment[];
  readonly returns?: readonly OrderReturn[];
}

/** An order with its back office, as a client sees it. */
export type ShownOrder = OrderDocument & Omit<StoredBackOffice, 'statusChanges'>;

/** An order with members whose texts and names of staff are left out for customers. */
export function shownOrder(
  { statusChanges, fulfilmentStatus, fulfilments, returns, ...order }: OrderDocument & StoredBackOffice, isCustomer: boolean,
): ShownOrder {
  const shown = isCustomer ? forCustomers : forStaff;
  return {
    ...order,
    statusHistory: withDetails(order.statusHistory, statusChanges).map(shown),
    ...FULFILMENT_STATUSES.includes(fulfilmentStatus!) && { fulfilmentStatus },
    ...areFulfilments(fulfilments) && {
      fulfilments: fulfilments.map(({ fingerprint: _, changeIds: __, statusHistory, ...fulfilment }) => (
        { ...fulfilment, statusHistory: statusHistory.map(shown) }
      )),
    },
    ...areReturns<StoredReturn>(returns) && { returns: returns.map(({ fingerprint: _, ...each }) => shown(each)) },
  };
}

function forStaff<T extends StatusDetails>(entry: T): T {
  return entry;
}

function forCustomers<T extends StatusDetails>({ note: _, by, ...entry }: T): Omit<T, 'note' | 'by'> & { readonly by?: Pick<Actor, 'kind'> } {
  return { ...entry, ...by && { by: { kind: by.kind } } };
}
