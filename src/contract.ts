/*
 * What the construct and the handler must agree on. Both sides import it; it imports nothing,
 * so neither side drags the other one in.
 */

/** Environment variables that the construct sets and the handler's entry reads. */
export const EnvironmentVariable = {
  ORDERS_TABLE_NAME: 'ORDERS_TABLE_NAME',
  ENVIRONMENT: 'ENVIRONMENT',
  /**
   * Who may see what, as a list of `RouteRules` in JSON, which names each route of the API. Without it whoever the API lets in is trusted
   * with every order, and no order can be read by the API.
   */
  ACCESS: 'ACCESS',
  /** `false` when the log lines are to carry no metrics. */
  BUSINESS_METRICS: 'BUSINESS_METRICS',
} as const;

/** What makes a caller one of staff: a value in a claim, or an OAuth scope. */
export type StaffRule = { readonly claim: string; readonly value: string } | { readonly scope: string };

/** How the callers of a route are told apart. */
export interface CallerRule {
  /** The claim that holds the caller's customer id; without it whoever the route lets in is trusted with every order. */
  readonly customerIdClaim?: string;
  /** The claim by which callers who are no customers are told apart; without it by what the authorizer has of a principal. */
  readonly callerIdClaim?: string;
  /** Who is trusted with every order although there is such a claim. */
  readonly staff?: readonly StaffRule[];
}

/** A rule, and the keys of the routes that it holds for. */
export interface RouteRules extends CallerRule {
  readonly routes: readonly string[];
}

/** The namespace of the metrics that CloudWatch takes out of the handler's log lines. */
export const METRIC_NAMESPACE = 'OrderProcessingApi';

/** What these metrics are told apart by. */
export const MetricDimension = {
  FUNCTION_NAME: 'FunctionName',
  CURRENCY: 'Currency',
} as const;

/** These metrics. Each request for a new order is in one of the first three, unless it met a fault of ours. */
export const OrderMetric = {
  ACCEPTED: 'OrdersAccepted',
  REPLAYED: 'OrdersReplayed',
  REJECTED: 'OrdersRejected',
  /** What an accepted order comes to, for each currency apart. */
  VALUE: 'OrderValue',
} as const;

/** The table's partition key. */
export const ORDER_KEY = 'orderId';

/** The table's index for listing: a customer's orders by time. */
export const CUSTOMER_INDEX = {
  indexName: 'OrdersByCustomer',
  partitionKey: 'customerId',
  sortKey: 'createdAt',
} as const;

/** The request header that makes a retry safe. */
export const IDEMPOTENCY_KEY_HEADER = 'Idempotency-Key';

/** The request header that names the version of the order that a change is meant for. */
export const IF_MATCH_HEADER = 'If-Match';

/** A route of the API. Routing goes by the route key: AWS puts the stage into the path, emulators do not. */
export interface Route {
  readonly operationId: string;
  readonly method: 'GET' | 'PATCH' | 'POST';
  readonly path: string;
  readonly routeKey: string;
  /** Headers of its own that a browser may send only when CORS allows them. */
  readonly requestHeaders: readonly string[];
  /** Headers of its own that a browser may read only when CORS exposes them. */
  readonly responseHeaders: readonly string[];
}

/** Below the stage's URL. */
export const ORDERS_PATH = '/orders';

/** One of them. */
const ORDER_PATH = `/orders/{${ORDER_KEY}}`;

export const CREATE_ORDER = {
  operationId: 'createOrder',
  method: 'POST',
  path: ORDERS_PATH,
  routeKey: `POST ${ORDERS_PATH}`,
  requestHeaders: [IDEMPOTENCY_KEY_HEADER],
  responseHeaders: ['Location', 'Idempotency-Replayed', 'Retry-After'],
} as const satisfies Route;

export const GET_ORDER = {
  operationId: 'getOrder',
  method: 'GET',
  path: ORDER_PATH,
  routeKey: `GET ${ORDER_PATH}`,
  requestHeaders: [],
  responseHeaders: ['ETag', 'Retry-After'],
} as const satisfies Route;

export const LIST_ORDERS = {
  operationId: 'listOrders',
  method: 'GET',
  path: ORDERS_PATH,
  routeKey: `GET ${ORDERS_PATH}`,
  requestHeaders: [],
  responseHeaders: ['Retry-After'],
} as const satisfies Route;

export const UPDATE_ORDER_STATUS = {
  operationId: 'updateOrderStatus',
  method: 'PATCH',
  path: ORDER_PATH,
  routeKey: `PATCH ${ORDER_PATH}`,
  requestHeaders: [IF_MATCH_HEADER, IDEMPOTENCY_KEY_HEADER],
  responseHeaders: ['ETag', 'Idempotency-Replayed', 'Retry-After'],
} as const satisfies Route;

/** Every route, in the order in which they stand in the template. */
export const ROUTES = [CREATE_ORDER, GET_ORDER, LIST_ORDERS, UPDATE_ORDER_STATUS] as const;

export type OperationId = (typeof ROUTES)[number]['operationId'];

/** Environment variables of the function that publishes order events: apart from the others, so that neither bundle holds what it does not read. */
export const EventsVariable = {
  EVENT_BUS_ARN: 'EVENT_BUS_ARN',
  /** The `source` of the events. */
  EVENT_SOURCE: 'EVENT_SOURCE',
  ENVIRONMENT: 'ENVIRONMENT',
} as const;

/** What order events tell: their `detail-type`. */
export const ORDER_CREATED = 'OrderCreated';
export const ORDER_STATUS_CHANGED = 'OrderStatusChanged';

/** The most records that one invocation gets: as many as one request to EventBridge takes. */
export const EVENTS_BATCH_SIZE = 10;
