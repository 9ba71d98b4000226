/*
 * The query of a list: whose orders, how many, from where on.
 */
import type { Caller } from './caller';
import { gotText } from './check';
import { gotLine } from './line';
import { CUSTOMER_ID, CUSTOMER_ID_MISSING, isCustomerId } from './order-checks';
import { readParameters } from './query-parameters';
import { OrderPosition, readCursor } from '../domain/cursor';
import { Problem } from '../domain/problem';

export const MAX_PAGE = 100;
export const DEFAULT_PAGE = 20;

export interface ListRequest {
  readonly customerId: string;
  readonly limit: number;
  /** Where the page before ended; `undefined` for the first page. */
  readonly after?: OrderPosition;
}

export const LIST_PARAMETERS = {
  customerId: {
    expected: CUSTOMER_ID,
    read: (text: string) => (isCustomerId(text) ? text : undefined),
    got: gotLine,
  },
  limit: {
    expected: `a whole number from 1 to ${MAX_PAGE}`,
    read: (text: string) => (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_PAGE ? Number(text) : undefined),
    got: gotText,
  },
  cursor: {
    expected: 'the nextCursor of the page before, unchanged',
    read: readCursor,
    got: gotText,
  },
};

/** @throws Problem `invalid-parameters` with all faults, `forbidden` when the orders are another customer's */
export function readListRequest(query: URLSearchParams, caller: Caller): ListRequest {
  const { customerId = caller.customerId!, limit = DEFAULT_PAGE, cursor: after } = readParameters(query, {
    ...LIST_PARAMETERS,
    customerId: { ...LIST_PARAMETERS.customerId, whenMissing: caller.customerId === undefined ? CUSTOMER_ID_MISSING : undefined },
  });
  if (caller.customerId !== undefined && customerId !== caller.customerId) {
    throw new Problem('forbidden', 'customers may only list their own orders: leave customerId out, or send your own');
  }
  return { customerId, limit, after };
}
