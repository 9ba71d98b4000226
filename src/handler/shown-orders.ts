/*
 * Operations whose answers show of an order what its caller may see. It is applied to all operations of the extended bundle at once, so that none
 * forgets it.
 */
import { documentAlso, OrderDocument } from './domain/order';
import { BACK_OFFICE_FIELDS, shownOrder } from './domain/shown-order';
import type { Operation } from './operations';

export function showingOrders<S>(operations: ReadonlyMap<string, Operation<S>>): ReadonlyMap<string, Operation<S>> {
  documentAlso(BACK_OFFICE_FIELDS);
  return new Map([...operations].map(([routeKey, operation]) => [routeKey, showing(operation)]));
}

function showing<S>(operation: Operation<S>): Operation<S> {
  return async (request, caller, dependencies) => {
    const success = await operation(request, caller, dependencies);
    return { ...success, body: shownBody(success.body, caller.customerId !== undefined) };
  };
}

/** An order, a list of orders, or something else. */
function shownBody(body: object, isCustomer: boolean): object {
  const shown = (order: object) => ('statusHistory' in order ? shownOrder(order as OrderDocument, isCustomer) : order);
  return 'orders' in body ? { ...body, orders: (body.orders as readonly object[]).map(shown) } : shown(body);
}
