/*
 * The problems that the function answers with, as schemas, and API Gateway's own answers.
 */
import type { Schema } from './openapi';
import { closed, refTo } from './schemas';
import { IDEMPOTENCY_KEY_HEADER, IF_MATCH_HEADER } from '../../src/contract';
import { CANCELLED } from '../../src/handler/domain/order-status';
import { MAX_REPORTED_FAULTS, PROBLEM_TITLES, ProblemKind, problemTypeOf } from '../../src/handler/domain/problem';
import { PROBLEM_STATUS } from '../../src/handler/http';
import { MAX_BODY_BYTES } from '../../src/handler/request/json-body';

/** A route that the document knows is a route of the function, so the function never misses it. */
export type DocumentedProblem = Exclude<ProblemKind, 'route-not-found'>;

/** When each of them is the answer: a clause, with the names of fields and headers in backticks. */
export const PROBLEM_CAUSES: Readonly<Record<DocumentedProblem, string>> = {
  'malformed-request': `no body, not JSON, a key that occurs twice, not an object, a malformed \`${IDEMPOTENCY_KEY_HEADER}\` or \`${IF_MATCH_HEADER}\``,
  'invalid-parameters': 'a query parameter that is unknown, repeated, missing or not valid; `errors` names each',
  'forbidden': `the credentials name no customer, or none that can be one, or no caller, or a customer asks for what staff alone may do: orders of somebody else, a status other than \`${CANCELLED}\``,
  'order-not-found': 'there is no such order, or none that the caller may see',
  'order-exists': 'the `orderId` is taken by another order',
  'transition-not-allowed': 'the status cannot follow the one that the order has',
  'precondition-failed': `the order is at another version than that of the \`ETag\` which \`${IF_MATCH_HEADER}\` holds`,
  'payload-too-large': `the body has more than ${MAX_BODY_BYTES.toLocaleString('en-US')} bytes`,
  'unsupported-media-type': 'the content type is not `application/json` in UTF-8, or the body is compressed (`Content-Encoding`)',
  'validation-failed': 'the body has faults; `errors` names each',
  'idempotency-key-reused': `the \`${IDEMPOTENCY_KEY_HEADER}\` came before with another order`,
  'precondition-required': `there is no \`${IF_MATCH_HEADER}\``,
  'internal-error': 'our fault; nothing of its cause is told',
  'store-unavailable': 'DynamoDB throttles, does not answer, or holds the order for a transaction; see `Retry-After`',
};

export const DOCUMENTED_PROBLEMS = Object.keys(PROBLEM_CAUSES) as readonly DocumentedProblem[];

const detail: Schema = { description: 'What would be accepted.', type: 'string' };

const FAULT_SCHEMAS = {
  Fault: closed('What is wrong with the body, and where.', {
    detail,
    pointer: { description: 'Where: a JSON pointer into the body, as a URI fragment.', type: 'string', pattern: '^#(?:/[!-~]*)?$' },
  }),
  ParameterFault: closed('What is wrong with a query parameter.', {
    detail,
    parameter: { description: 'Where: the name of the parameter.', type: 'string' },
  }),
};

/** The two problems that list what is wrong. */
const ERRORS: { readonly [kind in DocumentedProblem]?: Schema } = {
  'validation-failed': {
    description: `The faults of the body, the first ${MAX_REPORTED_FAULTS} of them.`,
    type: 'array',
    minItems: 1,
    maxItems: MAX_REPORTED_FAULTS,
    items: refTo('Fault'),
  },
  'invalid-parameters': {
    description: `The faults of the query, the first ${MAX_REPORTED_FAULTS} of them.`,
    type: 'array',
    minItems: 1,
    maxItems: MAX_REPORTED_FAULTS,
    items: refTo('ParameterFault'),
  },
};

export function schemaNameOf(kind: DocumentedProblem): string {
  return `${kind.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join('')}Problem`;
}

function problemSchema(kind: DocumentedProblem): Schema {
  const errors = ERRORS[kind];
  const properties = {
    type: { description: 'What a program goes by.', type: 'string', enum: [problemTypeOf(kind)] }, // of one: generators of clients tell problems apart by it, and not by a `const`
    title: { description: 'What the type means.', type: 'string', const: PROBLEM_TITLES[kind] },
    status: { description: 'The status of the answer.', type: 'integer', const: PROBLEM_STATUS[kind] },
    detail: { description: 'What is wrong with this request. For people.', type: 'string' },
    instance: { description: 'The request, as the function\'s log knows it.', type: 'string', format: 'uri', pattern: '^urn:uuid:[0-9A-Fa-f-]+$' },
    ...errors && { errors },
  };
  return closed(sentence(PROBLEM_CAUSES[kind]), properties);
}

export const PROBLEM_SCHEMAS: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(DOCUMENTED_PROBLEMS.map((kind) => [schemaNameOf(kind), problemSchema(kind)])),
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
  { status: 401, message: 'Unauthorized', cause: 'the authorizer finds no credentials, or none that are valid' },
  { status: 403, message: 'Forbidden', cause: 'the authorizer refuses the credentials, for instance for want of a scope' },
  { status: 404, message: 'Not Found', cause: 'the API is deployed without this route' },
  { status: 413, message: 'Request Entity Too Large', cause: 'the body has more than 10 MB; from the 6 MB on that Lambda takes, AWS does not document whether it is this or 500', needsBody: true },
  { status: 429, message: 'Too Many Requests', cause: 'the stage is throttled' },
  { status: 500, message: 'Internal Server Error', cause: 'the function or the authorizer cannot be run' },
  { status: 503, message: 'Service Unavailable', cause: 'the function took longer than 30 seconds, or none was free to take the request' },
  { status: 504, message: 'Gateway Timeout', cause: 'the function was not reached in time' },
];

export const GATEWAY_MESSAGE = 'GatewayMessage';

export const GATEWAY_SCHEMAS: Readonly<Record<string, Schema>> = {
  [GATEWAY_MESSAGE]: {
    description: 'What API Gateway answers by itself, before or instead of the function. It is no problem document, and its wording is AWS\'s to change.',
    type: 'object',
    properties: { message: { description: 'For people.', type: 'string' } },
    required: ['message'],
    additionalProperties: true, // else clients in Go and Java refuse what AWS may add
  },
};

export function sentence(clause: string): string {
  return `${clause[0].toUpperCase()}${clause.slice(1)}.`;
}
