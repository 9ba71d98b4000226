/*
 * The body of a change of status.
 */
import { checkedBody } from './body';
import { gotText, Member, object, required, value } from './check';
import { ORDER_STATUSES, OrderStatus } from '../domain/order-status';

/** What a client sends to change a status. */
export interface StatusRequest {
  readonly status: OrderStatus;
}

export const STATUS_MEMBERS: Readonly<Record<string, Member>> = {
  status: required(value(`one of ${ORDER_STATUSES.join(', ')}`, (candidate) => ORDER_STATUSES.includes(candidate as OrderStatus), gotText)),
};

/** What the body must hold; completes the sentence "must be a JSON object that holds …". */
export const NEW_STATUS = 'the new status';

const statusRequest = object(STATUS_MEMBERS);

/** @throws Problem `malformed-request` when the input is no object, `validation-failed` with all faults otherwise */
export function readStatusRequest(input: unknown): StatusRequest {
  return checkedBody(input, NEW_STATUS, statusRequest);
}
