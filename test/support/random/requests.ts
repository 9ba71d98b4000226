/*
 * From a plan to the request that the handler gets, and what the model must know of it: what it asks for, and
 * whether it must be refused whatever orders there are.
 */
import { ALTERATIONS, base64, BodyPlan } from './bodies';
import { Caller, customer, STAFF } from './callers';
import type { InjectedFault } from './fault-injection';
import { spell } from './json-text';
import { KnownOrder, KnownState } from './known-state';
import type { CreatePlan, GetPlan, ListPlan, PatchPlan, ProbePlan, RetryPlan, Target, Viewer } from './workload';
import { CREATE_ORDER, GET_ORDER, LIST_ORDERS, UPDATE_ORDER_STATUS } from '../../../src/contract';
import { ORDER_STATUSES, OrderStatus, statusesAfter } from '../../../src/handler/domain/order-status';

export interface CreateAsked {
  readonly operation: 'createOrder';
  /** The order as JSON, with the customer who places it where it names none. */
  readonly text: string;
  /** Not known of bodies that are any JSON. */
  readonly isValid: boolean;
  readonly key?: string;
}

export interface GetAsked {
  readonly operation: 'getOrder';
  readonly orderId: string;
}

export interface PatchAsked {
  readonly operation: 'updateOrderStatus';
  readonly orderId: string;
  readonly status: OrderStatus;
  /** `undefined` for a tag that no order has. */
  readonly version: number | 'any' | undefined;
  readonly key?: string;
}

export interface ListAsked {
  readonly operation: 'listOrders';
  readonly customerId: string;
  readonly limit: number;
  readonly after?: { readonly createdAt: string };
}

export type Asked = CreateAsked | GetAsked | PatchAsked | ListAsked | { readonly operation: 'none' };

export interface Request {
  readonly event: unknown;
  readonly caller: Caller;
  readonly asked: Asked;
  /** The statuses of which it must get one; none when the orders decide. */
  readonly refusals: readonly number[];
  readonly injectedFault?: InjectedFault;
  /** The same request in other words, or for another order. */
  readonly rewritten?: (rewriting: NonNullable<RetryPlan['rewriting']>) => Request;
}

/** Of an id that is made of an idempotency key, and that no client may choose. */
const DERIVED_ID_LENGTH = 43;

/** The page of a list that names no limit. */
const DEFAULT_LIMIT = 20;

export function createRequest(plan: CreatePlan, known: KnownState): Request {
  const { caller, body, oddity, injectedFault } = plan;
  const takenId = plan.takenId === undefined ? undefined : known.order(plan.takenId)?.orderId;
  const order = body.kind === 'valid' ? { ...body.order, orderId: takenId ?? body.order.orderId } : undefined;
  // Both are refused, so most requests with an id of their own have no key.
  const ownId = order?.orderId as string | undefined;
  const key = ownId !== undefined && plan.copies === 1 ? undefined : plan.key;
  const build = ({ spelling, alteration = 'nothing', leavesOutCustomer: { ofCustomer, ofOthers } }: Partial<NonNullable<RetryPlan['rewriting']>> & Pick<CreatePlan, 'leavesOutCustomer'>): Request => {
    const isCustomer = caller.customerId !== undefined;
    const isAnonymous = order !== undefined && (isCustomer ? ofCustomer : ofOthers);
    const text = body.kind === 'valid'
      ? spell({ ...ALTERATIONS[alteration](order!), ...isAnonymous && { customerId: undefined } }, spelling ?? body.spelling)
      : textOf(body);
    const { event, takesKey, isOdd } = caller.isDirect ? directEvent({ ...plan, key }, text) : createEvent({ ...plan, key }, text);
    return {
      event,
      caller,
      asked: { operation: CREATE_ORDER.operationId, text: withCustomer(text, caller), isValid: body.kind === 'valid', key: takesKey ? key : undefined },
      refusals: caller.isStranger ? [403] : [
        ...ownId !== undefined && (ownId.length === DERIVED_ID_LENGTH || (takesKey && key !== undefined)) ? [422] : [],
        ...body.kind === 'damaged' ? body.body.refusals : [],
        ...oddity && isOdd ? [oddity.status] : [],
        ...isAnonymous && !isCustomer ? [422] : [],
        ...isCustomer && order && !isAnonymous && order.customerId !== caller.customerId ? [403] : [],
        ...isCustomer && body.kind === 'damaged' ? [403] : [],
      ],
      injectedFault,
    };
  };
  const request = build(plan);
  return body.kind === 'valid' ? { ...request, rewritten: build } : request;
}

/** What a body asks for: an order that names no customer is that of the customer who places it. */
function withCustomer(text: string, { customerId }: Caller): string {
  try {
    const order: unknown = JSON.parse(text);
    const isFilledIn = customerId !== undefined && typeof order === 'object' && order !== null && !Array.isArray(order) && !('customerId' in order);
    return isFilledIn ? JSON.stringify({ ...order, customerId }) : text;
  } catch {
    return text; // no JSON, so no order
  }
}

function textOf(body: Exclude<BodyPlan, { readonly kind: 'valid' }>): string {
  return body.kind === 'damaged' ? body.body.text : body.text;
}

interface CreateEvent {
  readonly event: unknown;
  /** Whether there is a place in it for an idempotency key. */
  readonly takesKey: boolean;
  /** Whether the plan's oddity is in it. */
  readonly isOdd: boolean;
}

function createEvent({ caller, body, wrapping, key, oddity }: CreatePlan, text: string): CreateEvent {
  const isAsItIs = body.kind === 'damaged' && 'isBase64Encoded' in body.body;
  const content = isAsItIs ? { body: text, isBase64Encoded: body.body.isBase64Encoded } : {
    'text': { body: text, isBase64Encoded: false },
    'base64': { body: base64(text), isBase64Encoded: true },
    'odd flag': { body: text, isBase64Encoded: 'true' },
  }[wrapping];
  const headers = { 'content-type': 'application/json', ...key !== undefined && { 'idempotency-key': quoted(key, wrapping === 'text') } };
  const parts = { headers: withHeaders(headers, oddity?.headers), rawQueryString: oddity?.query, ...content };
  return { event: apiEvent(CREATE_ORDER.routeKey, caller, parts), takesKey: true, isOdd: true };
}

/** A direct invocation passes the order itself, or as an object or a text in a `body`. */
function directEvent({ body, wrapping, key }: CreatePlan, text: string): CreateEvent {
  const headers = key === undefined ? undefined : { 'Idempotency-Key': key };
  if (body.kind !== 'valid') {
    const isBase64Encoded = body.kind === 'damaged' ? body.body.isBase64Encoded : undefined;
    return { event: { body: text, isBase64Encoded, headers }, takesKey: true, isOdd: false };
  }
  if (wrapping === 'text') return { event: JSON.parse(text), takesKey: false, isOdd: false };
  const content = wrapping === 'base64' ? { body: base64(text), isBase64Encoded: true } : { body: JSON.parse(text) };
  return { event: { ...content, headers }, takesKey: true, isOdd: false };
}

export function getRequest({ viewer, target, oddity, injectedFault }: GetPlan, known: KnownState): Request {
  const { orderId, order } = aim(target, known);
  const caller = callerFor(viewer, order?.customerId);
  return {
    event: apiEvent(GET_ORDER.routeKey, caller, { pathParameters: { orderId }, rawQueryString: oddity?.query }),
    caller,
    asked: { operation: GET_ORDER.operationId, orderId },
    refusals: caller.isStranger ? [403] : oddity ? [oddity.status] : [],
    injectedFault,
  };
}

export function patchRequest(plan: PatchPlan, known: KnownState): Request {
  const { orderId, order } = aim(plan.target, known);
  const caller = callerFor(plan.viewer, order?.customerId);
  const status = statusFor(plan.status, order, caller);
  const ifMatch = typeof plan.ifMatch === 'number' ? `"${(order?.version ?? 1) + plan.ifMatch}"` : plan.ifMatch;
  const { key, body, oddity, injectedFault } = plan;
  const headers = {
    'content-type': 'application/json',
    ...ifMatch !== undefined && { 'if-match': ifMatch },
    ...key !== undefined && { 'idempotency-key': quoted(key, plan.copies > 1) },
  };
  const isMissing = ifMatch === undefined && oddity?.headers?.['If-Match'] === undefined;
  return {
    event: apiEvent(UPDATE_ORDER_STATUS.routeKey, caller, {
      pathParameters: { orderId },
      rawQueryString: oddity?.query,
      headers: withHeaders(headers, oddity?.headers),
      body: body?.text ?? JSON.stringify({ status }),
    }),
    caller,
    asked: { operation: UPDATE_ORDER_STATUS.operationId, orderId, status, version: versionIn(ifMatch), key },
    refusals: caller.isStranger ? [403] : [
      ...isMissing ? [428] : [],
      ...oddity ? [oddity.status] : [],
      ...body?.refusals ?? [],
      ...caller.customerId !== undefined && status !== 'CANCELLED' && !body ? [403] : [],
      ...canBeKey(orderId) ? [] : [404],
    ],
    injectedFault,
  };
}

export function listRequest(plan: ListPlan, known: KnownState): Request {
  const { viewer, customerId, namesCustomer, limit = DEFAULT_LIMIT, oddity, injectedFault } = plan;
  const caller = callerFor(viewer, customerId);
  const cursor = plan.cursor && cursorFor(plan.cursor, known);
  const query = new URLSearchParams({
    ...namesCustomer && { customerId },
    ...plan.limit !== undefined && { limit: String(limit) },
    ...cursor && { cursor: cursor.text },
  });
  return {
    event: apiEvent(LIST_ORDERS.routeKey, caller, { rawQueryString: [query.toString(), oddity?.query].filter(Boolean).join('&') }),
    caller,
    asked: { operation: LIST_ORDERS.operationId, customerId: namesCustomer ? customerId : caller.customerId ?? customerId, limit, after: cursor },
    refusals: caller.isStranger ? [403] : [
      ...oddity ? [oddity.status] : [],
      ...cursor && !cursor.isPlace ? [400] : [],
      ...caller.customerId === undefined && !namesCustomer ? [400] : [],
      ...caller.customerId !== undefined && namesCustomer && caller.customerId !== customerId ? [403] : [],
    ],
    injectedFault,
  };
}

/** A page of a walk: the cursor is the one that the page before gave. */
export function pageRequest(viewer: Viewer, customerId: string, limit: number, cursor: string | undefined): Request {
  const caller = callerFor(viewer, customerId);
  const query = new URLSearchParams({ customerId, limit: String(limit), ...cursor !== undefined && { cursor } });
  return {
    event: apiEvent(LIST_ORDERS.routeKey, caller, { rawQueryString: query.toString() }),
    caller,
    asked: {
      operation: LIST_ORDERS.operationId,
      customerId,
      limit,
      after: cursor === undefined ? undefined : { createdAt: positionIn(cursor)[0] },
    },
    refusals: [],
  };
}

/** Two requests that differ in the id alone: of an order that is somebody else's, and of none. */
export function probeRequests({ order: fraction, customerId, patch }: ProbePlan, known: KnownState): readonly [Request, Request] | undefined {
  const order = known.order(fraction);
  if (!order || order.customerId === customerId) return undefined;
  const caller = customer(customerId);
  return [probe(caller, order.orderId, patch), probe(caller, 'no-such-order', patch)];
}

function probe(caller: Caller, orderId: string, patch: ProbePlan['patch']): Request {
  const pathParameters = { orderId };
  if (!patch) {
    const event = apiEvent(GET_ORDER.routeKey, caller, { pathParameters });
    return { event, caller, asked: { operation: GET_ORDER.operationId, orderId }, refusals: [] };
  }
  const { ifMatch, status } = patch;
  return {
    event: apiEvent(UPDATE_ORDER_STATUS.routeKey, caller, { pathParameters, headers: { 'if-match': ifMatch }, body: JSON.stringify({ status }) }),
    caller,
    asked: { operation: UPDATE_ORDER_STATUS.operationId, orderId, status: status as OrderStatus, version: versionIn(ifMatch) },
    refusals: [...ifMatch === '' ? [400] : [], ...status === 'NONE' ? [422] : status === 'CANCELLED' ? [] : [403]],
  };
}

/** API Gateway's event, payload format 2.0; where the stage stands in the path as on AWS. */
function apiEvent(routeKey: string, { authorizer }: Caller, parts: Readonly<Record<string, unknown>>): object {
  return {
    version: '2.0',
    routeKey,
    rawPath: '/dev/orders',
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: { requestId: 'JKJaXmPLvHcESHA=', routeKey, stage: 'dev', authorizer },
    ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)),
  };
}

/** Names of headers come in any case; each counts once. */
function withHeaders(headers: Readonly<Record<string, string>>, odd: Readonly<Record<string, string>> = {}): Record<string, string> {
  const replaced = Object.keys(odd).map((name) => name.toLowerCase());
  return { ...Object.fromEntries(Object.entries(headers).filter(([name]) => !replaced.includes(name))), ...odd };
}

/** As the header's specification has it, or bare as many clients send it. */
function quoted(key: string, isQuoted: boolean): string {
  return isQuoted ? `"${key.replace(/["\\]/g, '\\$&')}"` : key;
}

function aim(target: Target, known: KnownState): { readonly orderId: string; readonly order?: KnownOrder } {
  if ('orderId' in target) return { orderId: target.orderId, order: known.orders.get(target.orderId) };
  const order = known.order(target.order);
  return { orderId: order?.orderId ?? 'none', order };
}

function callerFor(viewer: Viewer, customerId: string | undefined): Caller {
  switch (viewer.is) {
    case 'owner': return customerId === undefined ? STAFF : customer(customerId, viewer.isLambdaAuthorizer);
    case 'customer': return customer(viewer.customerId);
    case 'somebody': return viewer.caller;
  }
}

function statusFor(status: string, order: KnownOrder | undefined, { customerId }: Caller): OrderStatus {
  if (status !== 'next') return status as OrderStatus;
  if (customerId !== undefined) return 'CANCELLED';
  return statusesAfter(order?.status ?? 'PROCESSING')[0] ?? ORDER_STATUSES[0];
}

function versionIn(ifMatch: string | undefined): PatchAsked['version'] {
  if (ifMatch?.trim() === '*') return 'any';
  const version = /^(?:W\/)?"([1-9]\d*)(?:(?:-|--|;)(?:gzip|br))?"$/.exec(ifMatch ?? '')?.[1];
  return version === undefined ? undefined : Number(version);
}

function cursorFor(cursor: NonNullable<ListPlan['cursor']>, known: KnownState) {
  if ('seen' in cursor) {
    const text = known.cursor(cursor.seen);
    return text === undefined ? undefined : { text, createdAt: positionIn(text)[0], isPlace: true };
  }
  const order = 'forgedFrom' in cursor ? known.order(cursor.forgedFrom) : undefined;
  const position = 'position' in cursor ? cursor.position : [order?.createdAt ?? '2025', order?.orderId ?? 'x'];
  const isPlace = canBeKey(position[0], MAX_CREATED_AT_BYTES) && canBeKey(position[1]);
  return { text: Buffer.from(JSON.stringify(position)).toString('base64url'), createdAt: position[0], isPlace };
}

function positionIn(cursor: string): readonly [createdAt: string, orderId: string] {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString());
}

/** DynamoDB's limits on the values of a partition key and a sort key. */
const MAX_ORDER_ID_BYTES = 2048;
const MAX_CREATED_AT_BYTES = 1024;

/** Whether DynamoDB can hold it as a key. */
function canBeKey(text: string, maxBytes = MAX_ORDER_ID_BYTES): boolean {
  return text !== '' && !/\p{Cs}/u.test(text) && Buffer.byteLength(text) <= maxBytes;
}
