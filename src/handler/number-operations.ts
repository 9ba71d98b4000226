/*
 * Orders by their number.
 */
import { documentOf } from './domain/order';
import type { NumberedStore } from './numbered-store';
import type { OperationDependencies, Store, Success } from './operations';
import type { Caller } from './request/caller';
import type { HttpRequest } from './request/http-request';
import { readNumberRequest } from './request/number-request';

/** What the operation needs of the table. */
export type NumberStore = Store & Pick<NumberedStore, 'withNumber'>;

/** In an API that also lists orders by status, the query has faults of its parameters. */
export async function findByNumber(
  { query }: HttpRequest, caller: Caller, { store }: OperationDependencies<NumberStore>, hasStaffList: boolean,
): Promise<Success> {
  const orders = await store.withNumber(readNumberRequest(query, caller, hasStaffList));
  return { outcome: 'listed', body: { orders: orders.map(documentOf) } };
}
