/*
 * The body of a change of status, in an API whose history says who and why.
 */
import { checkedBody } from './body';
import type { Caller } from './caller';
import { gotText, object, optional, value } from './check';
import { line } from './line';
import { NEW_STATUS, STATUS_MEMBERS, StatusRequest } from './status-request';
import { Problem } from '../domain/problem';
import { CHANGE_REASONS, ChangeReason, REASON_OF_CUSTOMERS, StatusDetails } from '../domain/status-change';

/** In characters. */
export const MAX_NOTE = 500;

/** Why, for the shop. The texts are those of people, so no fault repeats them. */
export const REASON_MEMBERS = {
  reason: optional(value(`one of ${CHANGE_REASONS.join(', ')}`, (candidate) => CHANGE_REASONS.includes(candidate as ChangeReason), gotText)),
  note: optional(line(1, MAX_NOTE)),
};

const detailedRequest = object({ ...STATUS_MEMBERS, ...REASON_MEMBERS });

/** @throws Problem with all faults, or `forbidden` when a customer gives a reason or a note of staff */
export function readDetailedStatusRequest(input: unknown, caller: Caller): StatusRequest & StatusDetails {
  const { status, reason, note } = checkedBody<StatusRequest & StatusDetails>(input, NEW_STATUS, detailedRequest);
  if (caller.customerId !== undefined) refuseDetailsOfStaff({ reason, note });
  return { status, reason, note }; // each in its place, since the mark of the change is made of the values
}

function refuseDetailsOfStaff({ reason, note }: StatusDetails): void {
  if (note !== undefined) throw new Problem('forbidden', 'customers may not write a note: leave it out');
  if (reason !== undefined && reason !== REASON_OF_CUSTOMERS) throw new Problem('forbidden', `customers may only give the reason ${REASON_OF_CUSTOMERS}, got ${reason}`);
}
