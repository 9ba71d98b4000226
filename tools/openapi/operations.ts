/*
 * What the document says of each route: what goes in, and which problems can come out.
 */
import type { Operation, Parameter, RequestBody, Schema } from './openapi';
import type { DocumentedProblem } from './problems';
import { cursor, customerId, orderId, patternOf, refTo } from './schemas';
import { CREATE_ORDER, IDEMPOTENCY_KEY_HEADER, IF_MATCH_HEADER, OperationId, ORDER_KEY } from '../../src/contract';
import { ENTITY_TAG } from '../../src/handler/domain/entity-tag';
import { CANCELLED } from '../../src/handler/domain/order-status';
import { BARE, MAX_LENGTH, QUOTED } from '../../src/handler/request/idempotency-key';
import { MAX_BODY_BYTES } from '../../src/handler/request/json-body';
import { DEFAULT_PAGE, MAX_PAGE } from '../../src/handler/request/list-request';

/** A route's part of the document that is not the same for all routes. */
export interface OperationTexts extends Pick<Operation, 'description' | 'parameters' | 'security' | 'summary'> {
  /** The name of the body's schema, and what to say of it. */
  readonly body?: { readonly schema: string; readonly description: string };
  readonly success: { readonly schema: string; readonly description: string };
  readonly problems: readonly DocumentedProblem[];
}

/** Also without a token: whether a deployment asks for one is its own to say. */
const OPEN_OR_NOT: readonly Schema[] = [{}, { bearer: [] }];

const EVERYWHERE: readonly DocumentedProblem[] = ['invalid-parameters', 'forbidden', 'internal-error', 'store-unavailable'];
const WITH_A_BODY: readonly DocumentedProblem[] = ['malformed-request', 'payload-too-large', 'unsupported-media-type', 'validation-failed'];

/** What the checks take for a key, with the bound of its length in the pattern: an escaped character of a quoted key counts once. */
const KEYS = [
  new RegExp(QUOTED.source.replace('+)"$', `{1,${MAX_LENGTH}})"$`)),
  new RegExp(BARE.source.replace('*$', `{0,${MAX_LENGTH - 1}}$`)),
];

const idempotencyKey = (description: string): Parameter => ({
  name: IDEMPOTENCY_KEY_HEADER,
  in: 'header',
  description: `${description} 1 to ${MAX_LENGTH} printable ASCII characters, bare or in quotes. Only in quotes there may be a comma, and a backslash before a quote or a backslash counts for nothing.`,
  schema: { type: 'string', pattern: patternOf(...KEYS) },
  example: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
});

const pathOrderId: Parameter = {
  name: ORDER_KEY,
  in: 'path',
  required: true,
  description: 'The id of the order.',
  schema: orderId,
  example: 'order-2026-0001',
};

const ifMatch: Parameter = {
  name: IF_MATCH_HEADER,
  in: 'header',
  required: true,
  description: 'The `ETag` of the order that the change is meant for, or `*` for whichever version it has. It is 412 when the order has changed since, and 428 without the header.',
  schema: { type: 'string', pattern: patternOf(/^\*$/, ENTITY_TAG) },
  example: '"1"',
};

const listParameters: readonly Parameter[] = [
  {
    name: 'customerId',
    in: 'query',
    description: 'Whose orders. A customer may leave it out and gets their own; to everybody else it is required.',
    schema: customerId,
    example: 'customer123',
  },
  {
    name: 'limit',
    in: 'query',
    description: 'The most orders that the page may hold; decimal digits alone.',
    schema: { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE },
    example: DEFAULT_PAGE,
  },
  {
    name: 'cursor',
    in: 'query',
    description: 'Where to go on: the `nextCursor` of the page before, as it is. What is none is refused.',
    schema: cursor,
  },
];

export const OPERATIONS: Readonly<Record<OperationId, OperationTexts>> = {
  createOrder: {
    summary: 'Place an order',
    description: 'Stores the order, exactly once. Send an `Idempotency-Key` or an `orderId` of your own, not both, and the request can be sent again '
      + 'for as long as it takes: the same request gets the same answer. The route may be open; then all callers share one space of keys: use random ones.',
    security: OPEN_OR_NOT,
    parameters: [idempotencyKey('Makes a retry safe: the same key with the same order is the same order.')],
    body: { schema: 'OrderRequest', description: `One order, as a JSON object of at most ${MAX_BODY_BYTES.toLocaleString('en-US')} bytes.` },
    success: { schema: 'OrderAccepted', description: 'The order is stored, now or by the same request before.' },
    problems: [...EVERYWHERE, ...WITH_A_BODY, 'order-exists', 'idempotency-key-reused'],
  },
  getOrder: {
    summary: 'Read an order',
    description: 'The order as it stands. Somebody else\'s order is answered like one that does not exist.',
    parameters: [pathOrderId],
    success: { schema: 'Order', description: 'The order.' },
    problems: [...EVERYWHERE, 'order-not-found'],
  },
  listOrders: {
    summary: 'List a customer\'s orders',
    description: 'Newest first, page by page. An order that was placed a moment ago may not be in it yet.',
    parameters: listParameters,
    success: { schema: 'OrderPage', description: 'A page of orders.' },
    problems: EVERYWHERE,
  },
  updateOrderStatus: {
    summary: 'Move an order to its next status',
    description: `Changes the status of the version that \`${IF_MATCH_HEADER}\` names, and of no other. A customer can set \`${CANCELLED}\` alone. `
      + 'The version is looked at before the status: a stale one is 412, whatever the status.',
    parameters: [pathOrderId, ifMatch, idempotencyKey('Makes a retry safe: the change that was made last is answered again when it comes again under the same key.')],
    body: { schema: 'StatusRequest', description: 'The new status.' },
    success: { schema: 'Order', description: 'The order after the change.' },
    problems: [...EVERYWHERE, ...WITH_A_BODY, 'order-not-found', 'transition-not-allowed', 'precondition-failed', 'precondition-required'],
  },
};

export function requestBodyOf({ body }: OperationTexts, examples: RequestBody['content']['application/json']['examples']): RequestBody | undefined {
  if (!body) return undefined;
  return { description: body.description, required: true, content: { 'application/json': { schema: refTo(body.schema), examples } } };
}

/** The one route that an API has by default. */
export function isOnByDefault(operationId: OperationId): boolean {
  return operationId === CREATE_ORDER.operationId;
}
