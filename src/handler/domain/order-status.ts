/*
 * The states of an order and the ways between them. No way leads back, so a history is never longer
 * than the longest way through.
 */
export type OrderStatus = 'PROCESSING' | 'CONFIRMED' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED';

/** Where every order begins. */
export const INITIAL_STATUS = 'PROCESSING';

/** All that a customer can ask for: an order that is not on its way yet is called off. */
export const CANCELLED = 'CANCELLED';

const NEXT: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PROCESSING: ['CONFIRMED', CANCELLED],
  CONFIRMED: ['SHIPPED', CANCELLED],
  SHIPPED: ['DELIVERED'],
  DELIVERED: [],
  CANCELLED: [],
};

export const ORDER_STATUSES = Object.keys(NEXT) as readonly OrderStatus[];

/** What an order can become from here; nothing, from a status that somebody else has given it. */
export function statusesAfter(status: OrderStatus): readonly OrderStatus[] {
  return NEXT[status] ?? [];
}

/** Where an order can come to this status from. */
export function statusesBefore(status: OrderStatus): readonly OrderStatus[] {
  return ORDER_STATUSES.filter((each) => NEXT[each].includes(status));
}
