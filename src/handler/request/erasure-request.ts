/*
 * The query of an erasure: whose orders.
 */
import { REQUIRED } from './check';
import { LIST_PARAMETERS } from './list-request';
import { readParameters } from './query-parameters';

export interface ErasureRequest {
  readonly customerId: string;
}

/** @throws Problem `invalid-parameters` with all faults */
export function readErasureRequest(query: URLSearchParams): ErasureRequest {
  const { customerId } = readParameters(query, { customerId: { ...LIST_PARAMETERS.customerId, whenMissing: REQUIRED } });
  return { customerId: customerId! };
}
