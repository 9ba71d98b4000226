/*
 * The lists of `GET /orders` in an API that has more than that of one customer: which of them a request asks for, and what it returns.
 */
import { LIST_ORDERS, StaffListRules } from '../contract';
import { BoundOperation, LONGEST_DEADLINE_MS, withinDeadline } from './deadline';
import { findByNumber, NumberStore } from './number-operations';
import { Operation, OPERATIONS } from './operations';
import { asksForNumber } from './request/number-request';
import { asksForStaffList } from './request/staff-list-request';
import { listByStatus, StatusListStore } from './staff-list-operations';

/** What the operation needs of the table. */
export type ListStore = NumberStore & StatusListStore;

/** The lists that an API has besides that of one customer. */
export interface ListOptions {
  /** Whether orders are found by their number. */
  readonly hasNumbers?: boolean;
  /** The shards of the list by status. Without it there is no such list. */
  readonly staffList?: StaffListRules;
  readonly deadlineMs?: number;
}

const listOrders = OPERATIONS.get(LIST_ORDERS.routeKey)!;

/** The operation by the route key under which API Gateway hands its requests over. */
export function listOperations(options: ListOptions): ReadonlyMap<string, Operation<ListStore>> {
  const { hasNumbers = false, staffList, deadlineMs = LONGEST_DEADLINE_MS } = options;
  const list: BoundOperation<ListStore> = async (request, caller, dependencies, signal) => {
    const { query } = request;
    if (hasNumbers && asksForNumber(query)) return findByNumber(request, caller, dependencies, staffList !== undefined);
    if (staffList !== undefined && asksForStaffList(query, caller)) return listByStatus(request, caller, dependencies, signal);
    return listOrders(request, caller, dependencies);
  };
  return new Map([[LIST_ORDERS.routeKey, withinDeadline(deadlineMs, list)]]);
}
