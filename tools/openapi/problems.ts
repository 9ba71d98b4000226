/*
 * The problems that the function answers with, as schemas, and API Gateway's own answers.
 */
import type { Schema } from './openapi';
import { open, refTo } from './schemas';
import { IDEMPOTENCY_KEY_HEADER, IF_MATCH_HEADER } from '../../src/contract';
import { CANCELLED } from '../../src/handler/domain/order-status';
import { MAX_REPORTED_FAULTS, ProblemKind, problemTypeOf } from '../../src/handler/domain/problem';
import { MAX_BODY_BYTES } from '../../src/handler/request/json-body';
import { PROBLEMS } from '../../src/handler/shop-problem-kinds';

/** A route that the document knows is a route of the function, so the function never misses it. */
export type DocumentedProblem = Exclude<ProblemKind, 'route-not-found'>;

/** When each problem is the answer: a clause, with the names of fields and headers in backticks. */
export const PROBLEM_CAUSES: Readonly<Record<DocumentedProblem, string>> = {
  'malformed-request': `the body is missing, is no JSON object or has a key twice, or \`${IDEMPOTENCY_KEY_HEADER}\` or \`${IF_MATCH_HEADER}\` is malformed`,
  'invalid-parameters': 'a query parameter is unknown, repeated, missing or not valid; `errors` names each',
  'forbidden': `the credentials name no valid customer or no caller, or a customer asks for orders of another customer, for a status other than \`${CANCELLED}\` or for what only staff may do`,
  'order-not-found': 'there is no such order, or the caller may not see it',
  'order-exists': 'the `orderId` belongs to an order with other contents, or to one whose personal data was erased',
  'price-changed': 'the price of an item, or the total, is not the one that holds; `errors` has each with its `price`',
  'product-not-available': 'a product does not exist or is not for sale; `errors` names each item',
  'out-of-stock': 'less is left of a product than the order needs; `errors` has each item with what is `available`',
  'quote-expired': 'the `quote` has expired, and no order was placed with it before',
  'quote-used': 'the `quote` belongs to an order with other contents',
  'fulfilment-not-found': 'the order has no such fulfilment',
  'exceeds-order': 'the request has more of a line than the order has left, a refund above what is left of the total, or one fulfilment or return too many',
  'transition-not-allowed': 'the order, or the fulfilment, cannot change from its status to this one, or the status of the order follows from its fulfilments',
  'precondition-failed': `the order has another version than the \`ETag\` in \`${IF_MATCH_HEADER}\``,
  'payload-too-large': `the body has more than ${MAX_BODY_BYTES.toLocaleString('en-US')} bytes`,
  'unsupported-media-type': 'the content type is not `application/json` in UTF-8, or the body is compressed (`Content-Encoding`)',
  'validation-failed': 'the body is not valid; `errors` lists every fault',
  'idempotency-key-reused': `the \`${IDEMPOTENCY_KEY_HEADER}\` belongs to an order with other contents`,
  'quote-not-valid': 'the `quote` has no valid signature of the shop for this API and this customer, or its contents are no valid order',
  'precondition-required': `the header \`${IF_MATCH_HEADER}\` is missing`,
  'internal-error': 'an error of the API; its log has the cause',
  'product-misconfigured': 'a product cannot be sold as the shop has stored it, or the products cannot be read; the log of the API has the cause',
  'index-building': 'the index of the list by order number or by status is being built; retry later',
  'store-unavailable': 'DynamoDB throttles, does not answer, or holds the order in a transaction; retry after `Retry-After`',
};

export const DOCUMENTED_PROBLEMS = Object.keys(PROBLEM_CAUSES) as readonly DocumentedProblem[];

const detail: Schema = { description: 'What would be accepted, and what came. For people.', type: 'string' };

const FAULT_SCHEMAS = {
  Fault: open('A fault of the body.', {
    detail,
    pointer: { description: 'The place of the fault: a JSON pointer into the body, as a URI fragment.', type: 'string', pattern: '^#(?:/[!-~]*)?$' },
    price: { description: 'The amount that holds there, where a price or the total has changed.', type: 'number', format: 'double', minimum: 0 },
    available: { description: 'How many are left of the product or of the line, where that is less than the request needs.', type: 'integer', minimum: 0 },
  }, ['price', 'available']),
  ParameterFault: open('A fault of the query.', {
    detail,
    parameter: { description: 'The name of the parameter.', type: 'string' },
  }),
};

const faultsOfBody: Schema = {
  description: `The faults of the body, at most the first ${MAX_REPORTED_FAULTS}.`,
  type: 'array',
  minItems: 1,
  maxItems: MAX_REPORTED_FAULTS,
  items: refTo('Fault'),
};

/** The problems that list what is wrong. */
const ERRORS: { readonly [kind in DocumentedProblem]?: Schema } = {
  'validation-failed': faultsOfBody,
  'price-changed': faultsOfBody,
  'quote-not-valid': faultsOfBody,
  'quote-expired': faultsOfBody,
  'product-not-available': faultsOfBody,
  'out-of-stock': faultsOfBody,
  'exceeds-order': faultsOfBody,
  'product-misconfigured': faultsOfBody,
  'invalid-parameters': {
    description: `The faults of the query, at most the first ${MAX_REPORTED_FAULTS}.`,
    type: 'array',
    minItems: 1,
    maxItems: MAX_REPORTED_FAULTS,
    items: refTo('ParameterFault'),
  },
};

/** Problems that need not be those of a place in the body. */
const WITHOUT_PLACE: readonly DocumentedProblem[] = ['product-misconfigured', 'exceeds-order'];

export function schemaNameOf(kind: DocumentedProblem): string {
  return `${kind.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join('')}Problem`;
}

/** Of one value: generators of clients tell problems apart by it, and not by a `const`. */
function typeSchema(kind: DocumentedProblem): Schema {
  return { description: 'The kind of problem, for programs. It is stable.', type: 'string', enum: [problemTypeOf(kind)] };
}

/** Problems that share their status. Their types have names: only then does a client in Go look at the value when it chooses between them. */
const NAMED_TYPES = DOCUMENTED_PROBLEMS.filter((kind) => (
  DOCUMENTED_PROBLEMS.some((other) => other !== kind && PROBLEMS[other].status === PROBLEMS[kind].status)
));

const typeNameOf = (kind: DocumentedProblem): string => `${schemaNameOf(kind)}Type`;

function problemSchema(kind: DocumentedProblem): Schema {
  const errors = ERRORS[kind];
  const properties = {
    type: NAMED_TYPES.includes(kind) ? refTo(typeNameOf(kind)) : typeSchema(kind),
    title: { description: 'The meaning of `type`, for people.', type: 'string', const: PROBLEMS[kind].title },
    status: { description: 'The status of the answer.', type: 'integer', const: PROBLEMS[kind].status },
    detail: { description: 'What is wrong with this request and what to do, for people. Its wording may change.', type: 'string' },
    instance: { description: 'The id of the request in the log of the function. Name it when you report a problem.', type: 'string', format: 'uri', pattern: '^urn:uuid:[0-9A-Fa-f-]+$' },
    ...errors && { errors },
  };
  return open(sentence(PROBLEM_CAUSES[kind]), properties, WITHOUT_PLACE.includes(kind) ? ['errors'] : []);
}

export const PROBLEM_SCHEMAS: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(DOCUMENTED_PROBLEMS.map((kind) => [schemaNameOf(kind), problemSchema(kind)])),
  ...Object.fromEntries(NAMED_TYPES.map((kind) => [typeNameOf(kind), typeSchema(kind)])),
  ...FAULT_SCHEMAS,
};

/** What API Gateway answers by itself. Its wording is AWS's and may change. */
export interface GatewayAnswer {
  readonly status: number;
  readonly message: string;
  readonly cause: string;
  /** Whether only requests with a body run into it. */
  readonly needsBody?: boolean;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
export const GATEWAY_ANSWERS: readonly GatewayAnswer[] = [
  { status: 401, message: 'Unauthorized', cause: 'the credentials are missing or not valid' },
  { status: 403, message: 'Forbidden', cause: 'the authorizer refuses the credentials, for instance because a scope is missing' },
  { status: 404, message: 'Not Found', cause: 'the API has no such route' },
  { status: 413, message: 'Request Entity Too Large', cause: 'the body has more than 10 MB; between the 6 MB of Lambda and 10 MB AWS does not document whether it is this or 500', needsBody: true },
  { status: 429, message: 'Too Many Requests', cause: 'the rate limit of the stage is reached' },
  { status: 500, message: 'Internal Server Error', cause: 'the function or the authorizer failed' },
  { status: 503, message: 'Service Unavailable', cause: 'the function took longer than 30 seconds, or was throttled' },
  { status: 504, message: 'Gateway Timeout', cause: 'the function did not answer in time' },
];

export const GATEWAY_MESSAGE = 'GatewayMessage';

export const GATEWAY_SCHEMAS: Readonly<Record<string, Schema>> = {
  [GATEWAY_MESSAGE]: {
    ...open(
      'An answer that API Gateway gives itself, before or instead of the function. It is no problem document, and AWS may change its wording.',
      { message: { description: 'A text for people.', type: 'string' } },
    ),
  },
};

export function sentence(clause: string): string {
  return `${clause[0].toUpperCase()}${clause.slice(1)}.`;
}
