/*
 * The list of the orders of all customers by status, for staff.
 */
import type { BoundOperation } from './deadline';
import { cursorOf } from './domain/cursor';
import { summaryOf } from './domain/order-summary';
import type { Store } from './operations';
import { readStaffListRequest } from './request/staff-list-request';
import type { StaffListStore } from './staff-list-store';

/** What the operation needs of the table. */
export type StatusListStore = Store & Pick<StaffListStore, 'listByStatus'>;

export const listByStatus: BoundOperation<StatusListStore> = async (request, caller, { store }, signal) => {
  const list = readStaffListRequest(request.query, caller);
  const { orders, next } = await store.listByStatus(list, signal);
  return { outcome: 'listed', body: { orders: orders.map(summaryOf), ...next && { nextCursor: cursorOf(next, [list.status, list.sort]) } } };
};
