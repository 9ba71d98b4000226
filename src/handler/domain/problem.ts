/*
 * Everything that can be wrong with a request, as one error type. What a caller sees of it is an
 * RFC 9457 problem document; which HTTP status it gets is http.ts's to say.
 */

/** One fault of a body: what would be accepted, and where (a JSON pointer). */
export interface Fault {
  readonly detail: string;
  readonly pointer: string;
  /** The amount that holds there. */
  readonly price?: number;
  /** How many are left. */
  readonly available?: number;
}

/** One fault of a query: what would be accepted, and of which parameter. */
export interface ParameterFault {
  readonly detail: string;
  readonly parameter: string;
}

/** The most faults that one answer lists. */
export const MAX_REPORTED_FAULTS = 100;

export const PROBLEM_TITLES = {
  'malformed-request': 'The request cannot be read',
  'invalid-parameters': 'The query is not valid',
  'forbidden': 'The caller may not do this',
  'order-not-found': 'There is no such order',
  'payload-too-large': 'The request body is too large',
  'unsupported-media-type': 'The format of the body is not supported',
  'validation-failed': 'The request is not valid',
  'route-not-found': 'There is no such route',
  'order-exists': 'The orderId belongs to another order',
  'transition-not-allowed': 'The order cannot go to this status from its own',
  'precondition-failed': 'The order is at another version',
  'precondition-required': 'The request does not say which version it changes',
  'price-changed': 'A price has changed',
  'product-not-available': 'A product is not available',
  'out-of-stock': 'Less is left than the order needs',
  'idempotency-key-reused': 'The idempotency key belongs to another request',
  'quote-not-valid': 'The quote is not valid',
  'quote-expired': 'The quote has expired',
  'quote-used': 'The quote belongs to another order',
  'store-unavailable': 'The orders cannot be reached right now',
  'product-misconfigured': 'A product cannot be sold as it is stored',
  'internal-error': 'Something went wrong on our side',
} as const;

export type ProblemKind = keyof typeof PROBLEM_TITLES;

/** A request that is refused, with a reason that is fit for the caller's eyes. */
export class Problem extends Error {
  public readonly name = 'Problem';

  public constructor(
    public readonly kind: ProblemKind,
    public readonly detail: string,
    public readonly faults: readonly (Fault | ParameterFault)[] = [],
    public readonly cause?: unknown,
    /** Name of a metric that counts it. */
    public readonly counts?: string,
  ) {
    super(detail);
  }
}

/** The body's faults as one problem. */
export function validationProblem(faults: readonly Fault[]): Problem {
  return problemOf('validation-failed', 'request', faults);
}

/** The query's faults as one problem. */
export function parametersProblem(faults: readonly ParameterFault[]): Problem {
  return problemOf('invalid-parameters', 'query', faults);
}

/** Faults of something as one problem. More than anybody reads at once are counted and not listed. */
export function problemOf(kind: ProblemKind, what: string, faults: readonly (Fault | ParameterFault)[]): Problem {
  const reported = faults.slice(0, MAX_REPORTED_FAULTS);
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  const cut = faults.length > reported.length ? `, the first ${reported.length} are listed` : '';
  return new Problem(kind, `the ${what} has ${count}${cut}`, reported);
}

/** What names a problem's kind to a program. */
export function problemTypeOf(kind: ProblemKind): string {
  return `urn:problem-type:order-processing:${kind}`;
}

/**
 * The document of RFC 9457. `type` is a URN, stable and made to be compared, not fetched; `instance`
 * holds the request id under which the logs know the request.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function problemDocument(problem: Problem, status: number, requestId: string): Record<string, unknown> {
  return {
    type: problemTypeOf(problem.kind),
    title: PROBLEM_TITLES[problem.kind],
    status,
    detail: problem.detail,
    instance: `urn:uuid:${requestId}`,
    ...problem.faults.length > 0 && { errors: problem.faults },
  };
}
