/*
 * Everything that can be wrong with a request, as one error type. What a caller sees of it is an
 * RFC 9457 problem document; which HTTP status it gets is http.ts's to say.
 */

/** One fault of a request: what would be accepted, and where (a JSON pointer into the body). */
export interface Fault {
  readonly detail: string;
  readonly pointer: string;
}

const TITLES = {
  'malformed-request': 'The request cannot be read',
  'payload-too-large': 'The request body is too large',
  'unsupported-media-type': 'The content type is not supported',
  'validation-failed': 'The order is not valid',
  'route-not-found': 'There is no such route',
  'order-exists': 'The orderId belongs to another order',
  'idempotency-key-reused': 'The idempotency key belongs to another request',
  'store-unavailable': 'Orders cannot be stored right now',
  'internal-error': 'Something went wrong on our side',
} as const;

export type ProblemKind = keyof typeof TITLES;

/** A request that is refused, with a reason that is fit for the caller's eyes. */
export class Problem extends Error {
  public readonly name = 'Problem';

  public constructor(
    public readonly kind: ProblemKind,
    public readonly detail: string,
    public readonly faults: readonly Fault[] = [],
    public readonly cause?: unknown,
  ) {
    super(detail);
  }
}

/**
 * The document of RFC 9457. `type` is a URN, stable and made to be compared, not fetched; `instance`
 * holds the request id under which the logs know the request.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function problemDocument(problem: Problem, status: number, requestId: string): Record<string, unknown> {
  return {
    type: `urn:problem-type:order-processing:${problem.kind}`,
    title: TITLES[problem.kind],
    status,
    detail: problem.detail,
    instance: `urn:uuid:${requestId}`,
    ...problem.faults.length > 0 && { errors: problem.faults },
  };
}
