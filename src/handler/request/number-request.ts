/*
 * The query of a list by order number, in the lists of deployments that have it.
 */
import type { Caller } from './caller';
import { gotText } from './check';
import { LIST_PARAMETERS } from './list-request';
import { Parameter, readParameters } from './query-parameters';
import { ownLeftOutBeside } from './staff-list-request';
import { readOrderNumber } from '../domain/order-number';
import { Problem } from '../domain/problem';

const NAME = 'orderNumber';

const numberParameter: Parameter<string> = {
  expected: 'an order number, 13 letters and digits without U',
  read: (text) => {
    const read = readOrderNumber(text);
    return read?.isMistyped === false ? read.orderNumber : undefined;
  },
  got: (text) => (readOrderNumber(text)?.isMistyped ? `${gotText(text)}, which is mistyped: the last character does not fit the others` : gotText(text)),
};

/** A number finds few orders, of whichever customer: there are no pages. */
function beside(parameter: Parameter<unknown>): Parameter<never> {
  return { expected: `left out beside ${NAME}`, read: () => undefined, got: parameter.got };
}

const PARAMETERS = {
  [NAME]: numberParameter,
  customerId: beside(LIST_PARAMETERS.customerId),
  limit: beside(LIST_PARAMETERS.limit),
  cursor: beside(LIST_PARAMETERS.cursor),
};

/** Whether a list is asked for by order number. */
export function asksForNumber(query: URLSearchParams): boolean {
  return query.has(NAME);
}

/** @throws Problem `invalid-parameters` with all faults, `forbidden` when the caller is a customer */
export function readNumberRequest(query: URLSearchParams, caller: Caller, hasStaffList = false): string {
  const { orderNumber } = readParameters(query, hasStaffList ? { ...PARAMETERS, ...ownLeftOutBeside(NAME) } : PARAMETERS);
  if (caller.customerId !== undefined) throw new Problem('forbidden', `customers may not find orders by ${NAME}: they list their own`);
  return orderNumber!;
}
