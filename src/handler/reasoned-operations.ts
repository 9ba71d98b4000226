/*
 * The change of a status in an API whose history says who and why.
 */
import { updateOrderStatus } from './operations';
import { readDetailedStatusRequest } from './request/detailed-status-request';

/** As without reasons, except for what is in the body. */
export const updateStatusWithReason: typeof updateOrderStatus = (request, caller, dependencies, signal) => (
  updateOrderStatus(request, caller, dependencies, signal, readDetailedStatusRequest)
);
