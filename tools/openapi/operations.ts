/*
 * What the document says of each route: what goes in, and which problems can come out.
 */
import type { Operation, Parameter, RequestBody, Schema } from './openapi';
import type { DocumentedProblem } from './problems';
import { cursor, customerId, orderId, patternOf, refTo, typedOrderNumber } from './schemas';
import { CREATE_ORDER, FULFILMENT_KEY, IDEMPOTENCY_KEY_HEADER, IF_MATCH_HEADER, OperationId, ORDER_KEY } from '../../src/contract';
import { ENTITY_TAG } from '../../src/handler/domain/entity-tag';
import { CANCELLED } from '../../src/handler/domain/order-status';
import { MAX_ERASED } from '../../src/handler/erasure-operations';
import { BARE, MAX_LENGTH, QUOTED } from '../../src/handler/request/idempotency-key';
import { MAX_BODY_BYTES } from '../../src/handler/request/json-body';
import { DEFAULT_PAGE, MAX_PAGE } from '../../src/handler/request/list-request';
import { SORTS } from '../../src/handler/request/staff-list-request';

/** A route's part of the document that is not the same for all routes. */
export interface OperationTexts extends Pick<Operation, 'description' | 'parameters' | 'security' | 'summary'> {
  /** The name of the body's schema, and what to say of it. */
  readonly body?: { readonly schema: string; readonly description: string };
  readonly success: { readonly schema: string; readonly description: string };
  readonly problems: readonly DocumentedProblem[];
}

/** Also without a token: a deployment may leave this route open. */
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
  description: `${description} 1 to ${MAX_LENGTH} printable ASCII characters, bare or in double quotes. A comma is allowed only in quotes, where a backslash escapes a quote or a backslash. Use a random key such as a UUID, make it before the first try and keep it until there is an answer.`,
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

const pathFulfilmentId: Parameter = {
  name: FULFILMENT_KEY,
  in: 'path',
  required: true,
  description: 'The id of the fulfilment.',
  schema: { type: 'string' },
  example: '3d4e5f60-52cf-4f0e-9d5a-000000000001',
};

const ifMatch: Parameter = {
  name: IF_MATCH_HEADER,
  in: 'header',
  required: true,
  description: 'The `ETag` of the version that the change is meant for, or `*` for any version. The answer is 412 if the order has changed since, and 428 without the header. '
    + 'Send the tag as it came: a tag that a proxy has rewritten while it compressed the answer (`W/"1"`, `"1-gzip"`, `"1;gzip"`) counts as `"1"`. A list of tags is 400.',
  schema: { type: 'string', pattern: patternOf(/^\*$/, ENTITY_TAG) },
  example: '"1"',
};

const time: Schema = { description: 'A time of RFC 3339 with a zone.', type: 'string', format: 'date-time' };

const listParameters: readonly Parameter[] = [
  {
    name: 'customerId',
    in: 'query',
    description: 'The customer. A customer who is signed in may leave it out and gets their own orders. Everybody else must send it, except with `status` or `orderNumber`.',
    schema: customerId,
    example: 'customer123',
  },
  {
    name: 'limit',
    in: 'query',
    description: 'The maximum number of orders on the page, in decimal digits.',
    schema: { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE },
    example: DEFAULT_PAGE,
  },
  {
    name: 'cursor',
    in: 'query',
    description: 'The `nextCursor` of the page before, unchanged. Leave it out for the first page. Any other text is refused.',
    schema: cursor,
  },
  {
    name: 'orderNumber',
    in: 'query',
    description: 'Finds the orders with this number, of any customer and without the other parameters: nearly always none or one. For staff only, and only in deployments that enable it. '
      + 'It is read as people type it: in any case, with spaces and hyphens, with O for 0 and I or L for 1. A number whose last character does not fit the others is mistyped, and refused. '
      + 'Orders that were placed before the deployment enabled it are not found.',
    schema: typedOrderNumber,
    example: '1EB60M8AWD0P4',
  },
  {
    name: 'status',
    in: 'query',
    description: 'Lists the orders of all customers that have this status, without `customerId`. For staff only, and only in deployments that enable it, where staff must send either of the two. '
      + 'Orders that were placed before the deployment enabled it are listed after their next change of status.',
    schema: refTo('OrderStatus'),
    example: 'CONFIRMED',
  },
  {
    name: 'createdFrom',
    in: 'query',
    description: 'With `status`: only orders that were placed at this time or later. It must be at least a millisecond before `createdTo`. Encode a `+` of the zone as `%2B`.',
    schema: time,
    example: '2026-07-31T00:00:00+02:00',
  },
  {
    name: 'createdTo',
    in: 'query',
    description: 'With `status`: only orders that were placed before this time.',
    schema: time,
    example: '2026-08-01T00:00:00+02:00',
  },
  {
    name: 'sort',
    in: 'query',
    description: `With \`status\`: which orders come first, by the time when they were placed. The default is \`${SORTS[0]}\`.`,
    schema: refTo('ListSort'),
    example: SORTS[0],
  },
];

export const OPERATIONS: Readonly<Record<OperationId, OperationTexts>> = {
  createOrder: {
    summary: 'Place an order',
    description: 'Stores the order exactly once. Send an `Idempotency-Key` or an `orderId` of your own, not both. Then a retry with the same body is safe at any time: '
      + 'it gets the first answer again, with `Idempotency-Replayed: true`. Retry after 429, 500, 503 and 504, and when there was no answer. '
      + 'A key belongs to its caller. On a route without an authorizer all callers share their keys, so use random ones.',
    security: OPEN_OR_NOT,
    parameters: [idempotencyKey('Makes a retry safe: the same key with the same body is the same order.')],
    body: { schema: 'OrderRequest', description: `One order: a JSON object of at most ${MAX_BODY_BYTES.toLocaleString('en-US')} bytes.` },
    success: { schema: 'OrderAccepted', description: 'The order is stored, by this request or by an earlier one that this one repeats.' },
    problems: [
      ...EVERYWHERE, ...WITH_A_BODY, 'order-exists', 'idempotency-key-reused', 'price-changed', 'product-not-available', 'out-of-stock', 'product-misconfigured',
      'quote-not-valid', 'quote-expired', 'quote-used',
    ],
  },
  getOrder: {
    summary: 'Read an order',
    description: 'Returns the order with its current status. To a customer, the order of another customer does not exist (404).',
    parameters: [pathOrderId],
    success: { schema: 'Order', description: 'The order.' },
    problems: [...EVERYWHERE, 'order-not-found'],
  },
  listOrders: {
    summary: 'List orders',
    description: 'Returns the orders of one customer, newest first, page by page. Repeat the request with `nextCursor` as `cursor`, beside the same other parameters, until there is no `nextCursor`. '
      + 'With `status`, staff lists the orders of all customers, in deployments that enable it. It shows a summary of each order: `getOrder` has the rest. '
      + 'An order that keeps its status is on one page, exactly once. The list is eventually consistent: an order that was placed a moment ago may be missing.',
    parameters: listParameters,
    success: { schema: 'OrderPage', description: 'A page of orders.' },
    problems: [...EVERYWHERE, 'index-building'],
  },
  updateOrderStatus: {
    summary: 'Change the status of an order',
    description: `Changes the status if the order has the version that \`${IF_MATCH_HEADER}\` names. Customers may only set \`${CANCELLED}\`. `
      + 'The version is compared before the status: a stale version is 412, whatever the status. With an `Idempotency-Key` a retry is safe until somebody else changes the order.',
    parameters: [pathOrderId, ifMatch, idempotencyKey('Makes a retry safe: the last change of the order is replayed when it is sent again with the same key.')],
    body: { schema: 'StatusRequest', description: 'The new status.' },
    success: { schema: 'Order', description: 'The order after the change.' },
    problems: [...EVERYWHERE, ...WITH_A_BODY, 'order-not-found', 'transition-not-allowed', 'precondition-failed', 'precondition-required'],
  },
  createFulfilment: {
    summary: 'Pack or ship a part of an order',
    description: 'For staff only. The order must be `CONFIRMED`. All fulfilments together have at most what the order has, except for cancelled ones. '
      + 'When all of the order is shipped, it becomes `SHIPPED`. With an `Idempotency-Key` a retry is safe at any time.',
    parameters: [pathOrderId, ifMatch, idempotencyKey('Makes a retry safe: the same key with the same body is the same fulfilment.')],
    body: { schema: 'FulfilmentRequest', description: 'The fulfilment.' },
    success: { schema: 'Order', description: 'The order with the fulfilment.' },
    problems: [
      ...EVERYWHERE, ...WITH_A_BODY, 'order-not-found', 'transition-not-allowed', 'exceeds-order', 'precondition-failed', 'precondition-required', 'idempotency-key-reused',
    ],
  },
  updateFulfilment: {
    summary: 'Change a fulfilment',
    description: 'For staff only. Changes the status, the carrier or the tracking of a fulfilment. When all of the order is shipped or delivered, the status of the order follows. '
      + 'With an `Idempotency-Key` a retry is safe until ten later changes of the fulfilment.',
    parameters: [pathOrderId, pathFulfilmentId, ifMatch, idempotencyKey('Makes a retry safe: one of the last ten changes of the fulfilment is replayed when it is sent again with the same key.')],
    body: { schema: 'FulfilmentChange', description: 'What changes.' },
    success: { schema: 'Order', description: 'The order with the changed fulfilment.' },
    problems: [...EVERYWHERE, ...WITH_A_BODY, 'order-not-found', 'fulfilment-not-found', 'transition-not-allowed', 'precondition-failed', 'precondition-required'],
  },
  createReturn: {
    summary: 'Record a return',
    description: 'For staff only. Records what came back of an order, at most what was delivered, and what is refunded, at most the total. It is a record: the payment provider refunds, '
      + 'and the stock of the shop does not change. With an `Idempotency-Key` a retry is safe at any time.',
    parameters: [pathOrderId, ifMatch, idempotencyKey('Makes a retry safe: the same key with the same body is the same return.')],
    body: { schema: 'ReturnRequest', description: 'The return.' },
    success: { schema: 'Order', description: 'The order with the return.' },
    problems: [...EVERYWHERE, ...WITH_A_BODY, 'order-not-found', 'exceeds-order', 'precondition-failed', 'precondition-required', 'idempotency-key-reused'],
  },
  eraseOrder: {
    summary: 'Erase the personal data of an order',
    description: 'For staff only. The order keeps its ids, amounts, items, country and status, so that the books still add up, and gets `erasedAt`. Everything else is removed for good: '
      + 'contact, addresses, notes, `metadata`, discount codes and references. A retry is safe at any time: an order that is erased already is not changed, and the answer is the same. '
      + 'A retry of the request that created the order makes no second order: with an `Idempotency-Key` it gets its first answer again, with an `orderId` it is 409.',
    parameters: [pathOrderId],
    success: { schema: 'Order', description: 'The order without personal data.' },
    problems: [...EVERYWHERE, 'order-not-found'],
  },
  eraseCustomer: {
    summary: 'Erase the personal data of the orders of a customer',
    description: `For staff only. Each request erases up to ${MAX_ERASED} orders of the customer, as \`eraseOrder\` does. Repeat it until the answer has \`done: true\`. `
      + 'The orders are found eventually consistently: repeat it once more a few seconds after the last order was placed.',
    parameters: [{ ...listParameters[0], required: true, description: 'The customer.' }],
    success: { schema: 'CustomerErasure', description: 'What was erased, and whether that was all.' },
    problems: EVERYWHERE,
  },
};

export function requestBodyOf({ body }: OperationTexts, examples: RequestBody['content']['application/json']['examples']): RequestBody | undefined {
  if (!body) return undefined;
  return { description: body.description, required: true, content: { 'application/json': { schema: refTo(body.schema), examples } } };
}

/** Whether the route is deployed by default. */
export function isOnByDefault(operationId: OperationId): boolean {
  return operationId === CREATE_ORDER.operationId;
}
