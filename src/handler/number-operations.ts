/*
 * The list of orders in an API that also finds them by their number.
 */
import { LIST_ORDERS } from '../contract';
import { documentOf } from './domain/order';
import type { NumberedStore } from './numbered-store';
import { Operation, OPERATIONS, Store } from './operations';
import { asksForNumber, readNumberRequest } from './request/number-request';

/** What the operation needs of the table. */
export type NumberStore = Store & Pick<NumberedStore, 'withNumber'>;

const listOrders = OPERATIONS.get(LIST_ORDERS.routeKey)!;

const listOrdersOrFindByNumber: Operation<NumberStore> = async (request, caller, dependencies) => {
  if (!asksForNumber(request.query)) return listOrders(request, caller, dependencies);
  const orders = await dependencies.store.withNumber(readNumberRequest(request.query, caller));
  return { outcome: 'listed', body: { orders: orders.map(documentOf) } };
};

/** The operation by the route key under which API Gateway hands its requests over. */
export const NUMBER_OPERATIONS: ReadonlyMap<string, Operation<NumberStore>> = new Map([[LIST_ORDERS.routeKey, listOrdersOrFindByNumber]]);
