/*
 * Orders, events and small helpers that the handler's tests share.
 */
import { OrderStatus } from '../../../src/handler/domain/order-status';
import { Fault, Problem } from '../../../src/handler/domain/problem';

export { FULL_ORDER } from '../../../tools/shared/full-order';

/** The least that an order may have. */
export const MINIMAL_ORDER = {
  customerId: 'customer123',
  items: [{ productId: 'prod1', quantity: 1, price: 10 }],
};

/** The machine as the contract documents it: what an order can become from each status. */
export const NEXT_STATUSES: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PROCESSING: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['SHIPPED', 'CANCELLED'],
  SHIPPED: ['DELIVERED'],
  DELIVERED: [],
  CANCELLED: [],
};

export const STATUSES = Object.keys(NEXT_STATUSES) as OrderStatus[];

/** Every pair of statuses, and whether the first can become the second. */
export const TRANSITIONS = STATUSES.flatMap((from) => STATUSES.map((to) => [from, to, NEXT_STATUSES[from].includes(to)] as const));

/** API Gateway's event for a route, payload format 2.0. */
export function apiEvent(routeKey: string, overrides: Record<string, unknown> = {}) {
  return {
    version: '2.0',
    routeKey,
    rawPath: '/dev/orders',
    rawQueryString: '',
    headers: { 'content-type': 'application/json', 'content-length': '1' },
    requestContext: {
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey,
      stage: 'dev',
      http: { method: routeKey.split(' ')[0], path: '/dev/orders', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'curl/8' },
    },
    isBase64Encoded: false,
    ...overrides,
  };
}

export type ApiEvent = ReturnType<typeof apiEvent>;

/** The event for `POST /orders`; what is no text becomes JSON. */
export function postOrders(body: unknown, overrides: Record<string, unknown> = {}) {
  return apiEvent('POST /orders', { body: textOf(body), ...overrides });
}

export function getOrder(orderId: string, overrides: Record<string, unknown> = {}) {
  return apiEvent('GET /orders/{orderId}', { pathParameters: { orderId }, ...overrides });
}

/** The event for `GET /orders`; the query as it stands in the URL. */
export function listOrders(rawQueryString = '', overrides: Record<string, unknown> = {}) {
  return apiEvent('GET /orders', { rawQueryString, ...overrides });
}

/** The event for `PATCH /orders/{orderId}`; the headers as API Gateway hands them over, in lower case. */
export function patchOrder(orderId: string, body: unknown, headers: Record<string, unknown> = {}, overrides: Record<string, unknown> = {}) {
  return apiEvent('PATCH /orders/{orderId}', {
    pathParameters: { orderId },
    headers: { 'content-type': 'application/json', ...headers },
    body: textOf(body),
    ...overrides,
  });
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** What API Gateway says of a caller, by the kind of authorizer. */
export type Authorizer = Readonly<Record<string, unknown>>;

export const jwt = (claims: unknown): Authorizer => ({ jwt: { claims, scopes: null } });
export const lambda = (context: unknown): Authorizer => ({ lambda: context });
export const iam = (userId: unknown, cognitoIdentity?: unknown): Authorizer => (
  { iam: { accessKey: 'AKIA', accountId: '123456789012', callerId: userId, cognitoIdentity, principalOrgId: null, userArn: 'arn', userId } }
);
/** Of a user of a Cognito identity pool, who calls with the role of the pool. */
export const cognito = (identityId: unknown, amr = ['authenticated']) => ({ amr, identityId, identityPoolId: 'eu-central-1:0000' });

/** The same event, as the caller's. */
export function as(authorizer: Authorizer | undefined, event: ApiEvent): ApiEvent {
  return { ...event, requestContext: Object.assign({}, event.requestContext, { authorizer }) };
}

export function base64(text: string | Uint8Array): string {
  return Buffer.from(text as string).toString('base64');
}

/** The Problem that the action throws; any other end of it fails the test. */
export function problemOf(action: () => unknown): Problem {
  try {
    action();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('expected a Problem, nothing was thrown');
}

export function pointersOf(faults: readonly Fault[]): string[] {
  return faults.map(({ pointer }) => pointer);
}

/** An array in an array in an array …; as text, because a value this deep is awkward to build and to print. */
export function nestedArrays(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

/** What an If-Match that is no tag is said to be. */
export function gotInsteadOfTag(header: string): string {
  if (!header.includes('"')) return 'no quotes';
  return header.includes('",') ? 'several' : 'something else';
}

const CLERK = { kind: 'STAFF', id: 'clerk-1' } as const;

/** What a back office has stored of an order of two pieces of one line, with each field. */
export const BACK_OFFICE = {
  statusChanges: [{ status: 'CONFIRMED', reason: 'staff', note: 'Checked by phone', by: CLERK }],
  fulfilmentStatus: 'PARTIAL',
  fulfilments: [{
    fulfilmentId: 'parcel-1',
    status: 'DELIVERED',
    items: [{ lineNumber: 1, quantity: 1 }],
    carrier: 'Post',
    trackingNumber: 'RR123456785AT',
    trackingUrl: 'https://example.com/RR123456785AT',
    statusHistory: [{ status: 'PACKED', at: '2026-03-01T12:00:00.123Z', by: CLERK }],
    fingerprint: 'fingerprint-1',
    changeIds: ['change-1'],
  }],
  returns: [{
    returnId: 'return-1',
    items: [{ lineNumber: 1, quantity: 1 }],
    refundAmount: 10,
    reason: 'customer',
    note: 'Ada has called',
    at: '2026-03-01T12:00:00.123Z',
    by: CLERK,
    fingerprint: 'fingerprint-2',
  }],
} as const;
