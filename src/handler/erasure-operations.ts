/*
 * What the routes do that erase personal data: those of the extended bundle.
 */
import { ERASE_CUSTOMER, ERASE_ORDER } from '../contract';
import { BoundOperation, LONGEST_DEADLINE_MS, withinDeadline } from './deadline';
import type { KeptCustomFields } from './domain/erasure';
import { Problem } from './domain/problem';
import type { ErasingStore, UnerasedPage } from './erasing-store';
import { Operation, orderIdOf, orderNotFound, orderResponse, refuseParameters, Store } from './operations';
import type { Caller } from './request/caller';
import { readErasureRequest } from './request/erasure-request';

/** What the operations need of the table. */
export type ErasureStore = Store & Pick<ErasingStore, 'erase' | 'unerasedOf'>;

/** The most orders that one request erases. */
export const MAX_ERASED = 100;

/** How many are erased at the same time. */
const AT_ONCE = 10;

/** After this no more are begun: what is under way ends before API Gateway's 30 s, however often its calls are tried again. */
const BEGIN_WITHIN_MS = 5_000;

/** The operations by the route keys under which API Gateway hands their requests over. */
export function erasureOperations(kept?: KeptCustomFields, deadlineMs = LONGEST_DEADLINE_MS): ReadonlyMap<string, Operation<ErasureStore>> {
  const eraseOrder: BoundOperation<ErasureStore> = async (request, caller, { store, now }, signal) => {
    refuseParameters(request);
    refuseCustomers(caller);
    const erasure = await store.erase(orderIdOf(request), now(), { kept, signal });
    if (!erasure) throw orderNotFound();
    return { outcome: erasure.result, ...orderResponse(erasure.order) };
  };

  const eraseCustomer: BoundOperation<ErasureStore> = async (request, caller, { store, now }, signal) => {
    refuseCustomers(caller);
    const { customerId } = readErasureRequest(request.query);
    const lastBegin = now().getTime() + BEGIN_WITHIN_MS;
    let erased = 0;
    const isEnough = () => erased >= MAX_ERASED || now().getTime() > lastBegin;
    const end = (done: boolean) => ({ outcome: 'erased', body: { customerId, erased, done } });
    for (let page: UnerasedPage | undefined; page === undefined || page.next !== undefined;) {
      if (isEnough()) return end(false);
      page = await store.unerasedOf(customerId, page?.next, { kept, signal });
      for (let first = 0; first < page.orderIds.length; first += AT_ONCE) {
        if (isEnough()) return end(false);
        const orderIds = page.orderIds.slice(first, first + AT_ONCE);
        const erasures = await Promise.all(orderIds.map((orderId) => store.erase(orderId, now(), { kept, signal })));
        erased += erasures.filter((erasure) => erasure?.result === 'erased').length;
      }
    }
    return end(true);
  };

  return new Map([
    [ERASE_ORDER.routeKey, withinDeadline(deadlineMs, eraseOrder)],
    [ERASE_CUSTOMER.routeKey, withinDeadline(deadlineMs, eraseCustomer)],
  ]);
}

function refuseCustomers({ customerId }: Caller): void {
  if (customerId !== undefined) throw new Problem('forbidden', 'customers may not erase personal data: staff does it for them');
}
