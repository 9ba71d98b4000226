/*
 * The body of a change of status.
 */
import { gotText, isObject, object, required, typeOf, value } from './check';
import { ORDER_STATUSES, OrderStatus } from '../domain/order-status';
import { Problem, validationProblem } from '../domain/problem';

const statusRequest = object({
  status: required(value(`one of ${ORDER_STATUSES.join(', ')}`, (candidate) => ORDER_STATUSES.includes(candidate as OrderStatus), gotText)),
});

/** @throws Problem `malformed-request` when the input is no object, `validation-failed` with all faults otherwise */
export function readStatusRequest(input: unknown): { readonly status: OrderStatus } {
  if (!isObject(input)) throw new Problem('malformed-request', `the body must be a JSON object that holds the new status, got ${typeOf(input)}`);
  const faults = statusRequest(input, '#');
  if (faults.length > 0) throw validationProblem(faults);
  return input as { status: OrderStatus };
}
