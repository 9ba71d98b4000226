/*
 * Everything that can be wrong with a request, as one error type. What a caller sees of it is an
 * RFC 9457 problem document; problem-kinds.ts and shop-problem-kinds.ts have the HTTP status and the title of each kind.
 */

/** The problems of every API. */
export type StandardProblemKind =
  | 'malformed-request' | 'invalid-parameters' | 'forbidden' | 'route-not-found' | 'order-not-found' | 'order-exists' | 'transition-not-allowed'
  | 'precondition-failed' | 'payload-too-large' | 'unsupported-media-type' | 'validation-failed' | 'idempotency-key-reused' | 'precondition-required'
  | 'internal-error' | 'store-unavailable';

/** The problems of an API that decides prices or takes stock. */
export type ShopProblemKind =
  | 'price-changed' | 'product-not-available' | 'out-of-stock' | 'quote-expired' | 'quote-used' | 'quote-not-valid' | 'product-misconfigured';

/** The problems of an API with a back office. */
export type BackOfficeProblemKind = 'fulfilment-not-found' | 'exceeds-order' | 'index-building';

export type ProblemKind = StandardProblemKind | ShopProblemKind | BackOfficeProblemKind;

/** What a kind of problem means: the same in every answer. */
export interface ProblemMeaning {
  readonly status: number;
  readonly title: string;
}

/** One fault of a body: what would be accepted, and where (a JSON pointer). */
export interface Fault {
  readonly detail: string;
  readonly pointer: string;
  /** The amount that holds there. */
  readonly price?: number;
  /** How many there are. */
  readonly available?: number;
}

/** One fault of a query: what would be accepted, and of which parameter. */
export interface ParameterFault {
  readonly detail: string;
  readonly parameter: string;
}

/** The most faults that one answer lists. */
export const MAX_REPORTED_FAULTS = 100;

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

/** The detail of `store-unavailable`. */
export const RETRY_SAFELY = 'retry after the seconds of Retry-After, with the same Idempotency-Key or orderId: the request takes effect once';

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
export function problemDocument(problem: Problem, { status, title }: ProblemMeaning, requestId: string): Record<string, unknown> {
  return {
    type: problemTypeOf(problem.kind),
    title,
    status,
    detail: problem.detail,
    instance: `urn:uuid:${requestId}`,
    ...problem.faults.length > 0 && { errors: problem.faults },
  };
}
