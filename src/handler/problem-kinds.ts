/*
 * The problems of every API: which HTTP status each has, and its title, the meaning of the kind for people.
 */
import type { ProblemMeaning, StandardProblemKind } from './domain/problem';

export const STANDARD_PROBLEMS: Readonly<Record<StandardProblemKind, ProblemMeaning>> = {
  'malformed-request': meaning(400, 'The request cannot be read'),
  'invalid-parameters': meaning(400, 'The query is not valid'),
  'forbidden': meaning(403, 'The caller may not do this'),
  'route-not-found': meaning(404, 'There is no such route'),
  'order-not-found': meaning(404, 'There is no such order'),
  'order-exists': meaning(409, 'The orderId belongs to another order'),
  'transition-not-allowed': meaning(409, 'The order cannot go to this status from its own'),
  'precondition-failed': meaning(412, 'The order is at another version'),
  'payload-too-large': meaning(413, 'The request body is too large'),
  'unsupported-media-type': meaning(415, 'The format of the body is not supported'),
  'validation-failed': meaning(422, 'The request is not valid'),
  'idempotency-key-reused': meaning(422, 'The idempotency key belongs to another request'),
  'precondition-required': meaning(428, 'The request does not say which version it changes'),
  'internal-error': meaning(500, 'Something went wrong on our side'),
  'store-unavailable': meaning(503, 'The orders cannot be reached right now'),
};

export function meaning(status: number, title: string): ProblemMeaning {
  return { status, title };
}
