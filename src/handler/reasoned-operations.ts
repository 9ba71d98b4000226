/*
 * The change of a status in an API whose history says who and why.
 */
import type { DetailedChange } from './detailed-store';
import { updateOrderStatus } from './operations';
import { actorOf } from './request/actor';
import { readDetailedStatusRequest } from './request/detailed-status-request';

/** As without reasons, except for what is in the body, and who sends it. The same person has the same idempotency keys, in whichever role. */
export const updateStatusWithReason: typeof updateOrderStatus = (request, caller, { store, ...dependencies }, signal) => {
  const by = actorOf(caller);
  const changeStatus = (change: DetailedChange) => store.changeStatus({ ...change, ...by && { by } } as DetailedChange, signal);
  return updateOrderStatus(request, caller, { ...dependencies, store: { changeStatus } }, signal, readDetailedStatusRequest);
};
