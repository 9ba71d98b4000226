/*
 * Contract between construct and handler. Both import this file, and it imports nothing, so that neither depends on the other.
 */

/** Environment variables that the construct sets and the handler's entry reads. */
export const EnvironmentVariable = {
  ORDERS_TABLE_NAME: 'ORDERS_TABLE_NAME',
  ENVIRONMENT: 'ENVIRONMENT',
  /**
   * Access rules: a list of `RouteRules` in JSON, which contains each route of the API. Without it every caller that the API accepts may access every
   * order, and no route reads an order.
   */
  ACCESS: 'ACCESS',
  /** `false` if the log lines contain no metrics. */
  BUSINESS_METRICS: 'BUSINESS_METRICS',
} as const;

/** Rule that makes a caller staff: a value in a claim, or an OAuth scope. */
export type StaffRule = { readonly claim: string; readonly value: string } | { readonly scope: string };

/** How the callers of a route are identified. */
export interface CallerRule {
  /** Claim with the customer id of the caller. Without it every caller that the route accepts may access every order. */
  readonly customerIdClaim?: string;
  /** Claim that identifies callers who are no customers. Without it the principal of the authorizer identifies them. */
  readonly callerIdClaim?: string;
  /** Rules for staff, who may access every order even if `customerIdClaim` is set. */
  readonly staff?: readonly StaffRule[];
}

/** A caller rule with the keys of the routes to which it applies. */
export interface RouteRules extends CallerRule {
  readonly routes: readonly string[];
}

/** Namespace of the metrics that CloudWatch extracts from the log lines of the handler. */
export const METRIC_NAMESPACE = 'OrderProcessingApi';

/** Dimensions of the metrics in the log lines of the handler. */
export const MetricDimension = {
  FUNCTION_NAME: 'FunctionName',
  CURRENCY: 'Currency',
} as const;

/** Names of the metrics in the log lines of the handler. Each request for a new order counts in one of the first three, unless it fails with a 5xx. */
export const OrderMetric = {
  ACCEPTED: 'OrdersAccepted',
  REPLAYED: 'OrdersReplayed',
  REJECTED: 'OrdersRejected',
  /** Total of an accepted order, by currency. */
  VALUE: 'OrderValue',
} as const;

/** Partition key of the table. */
export const ORDER_KEY = 'orderId';

/** Index of the table that lists the orders of a customer by time. */
export const CUSTOMER_INDEX = {
  indexName: 'OrdersByCustomer',
  partitionKey: 'customerId',
  sortKey: 'createdAt',
} as const;

/** Index of the table that finds orders by their order number. Only a table whose API has that lookup has it. */
export const NUMBER_INDEX = {
  indexName: 'OrdersByNumber',
  partitionKey: 'orderNumber',
} as const;

/** Index of the table that lists the orders of all customers by status and time. Only a table whose API has the staff list has it. */
export const STATUS_INDEX = {
  indexName: 'OrdersByStatus',
  /** A status and a shard, such as `CONFIRMED#03`: one partition takes 1,000 writes per second only. */
  partitionKey: 'statusShard',
  /** A time and an order id, since the order of equal sort keys is not defined. */
  sortKey: 'createdAtOrderId',
} as const;

/** Environment variable with the staff list: a `StaffListRules` in JSON. Only the extended bundle reads it. */
export const STAFF_LIST_VARIABLE = 'STAFF_LIST';

/** Numbers of shards that an API may have: powers of two, so that the shards of a smaller number are among those of a larger one. */
export const SHARD_COUNTS: readonly number[] = [1, 2, 4, 8, 16, 32];

/** Shards of the index by status. */
export interface StaffListRules {
  /** Number of shards that the function writes. */
  readonly shards: number;
  /** Number of shards that the function reads, if it is another one: an API that wrote more shards before. */
  readonly readShards?: number;
}

/** Environment variable that is `true` if changes of a status have a reason, a note and who made them. Only the extended bundle reads it. */
export const CHANGE_REASONS_VARIABLE = 'CHANGE_REASONS';

/** Environment variable that is `true` if the status of an order follows from its fulfilments. Only the extended bundle reads it. */
export const FULFILMENTS_VARIABLE = 'FULFILMENTS';

/**
 * Environment variable of the function that writes the index keys of old orders: a `BackfillRules` in JSON. That function has the extended bundle, which
 * handles no requests with this variable.
 */
export const BACKFILL_VARIABLE = 'STAFF_LIST_BACKFILL';

/** How old orders get their keys of the index by status. */
export interface BackfillRules {
  /** The most writes per second of one invocation. */
  readonly writesPerSecond: number;
}

/** Names of the metrics in the log lines of an API with prices or stock. They are separate, so that the default bundle does not contain them. */
export const ShopMetric = {
  /** Requests that failed because of a product of the shop that cannot be sold as it is stored, or of a table of the shop that cannot be read. */
  PRODUCTS_MISCONFIGURED: 'ProductsMisconfigured',
  /** Orders that were rejected because less is left than they need. */
  ORDERS_OUT_OF_STOCK: 'OrdersOutOfStock',
  /** Cancelled orders of which a part was not given back, since the stock table does not have the product. */
  STOCK_NOT_RETURNED: 'StockNotReturned',
} as const;

/** Names of the metrics in the log lines of an API with fulfilments or returns. */
export const BackOfficeMetric = {
  FULFILMENTS_SHIPPED: 'FulfilmentsShipped',
  ORDERS_RETURNED: 'OrdersReturned',
} as const;

/** Environment variable with the products table: a `ProductsRules` in JSON. Only the extended bundle reads it. */
export const PRODUCTS_VARIABLE = 'PRODUCTS';

/** Where the prices of the shop are, and who may set others. */
export interface ProductsRules {
  readonly tableName: string;
  /** Currency of all prices. Without it `currencyAttribute` names the attribute that has it. */
  readonly currency?: string;
  readonly currencyAttribute?: string;
  readonly priceAttribute: string;
  /** Attribute that is `true` for a product that is for sale. Without it every product is. */
  readonly activeAttribute?: string;
  /** Attribute with the name of an item. Without it the request has the name. */
  readonly nameAttribute?: string;
  /** For how long the function keeps what it has read. Without it, each request reads. */
  readonly maxAgeSeconds?: number;
  /** Whether callers of the API who are no customers are guests, and so may not set amounts either. */
  readonly guests?: boolean;
}

/** Partition key of the tables with products and with stock. */
export const PRODUCT_KEY = 'productId';

/** Environment variable with the stock table: a `StockRules` in JSON. Only the extended bundle reads it. */
export const STOCK_VARIABLE = 'STOCK';

/** Where the stock of the shop is. */
export interface StockRules {
  readonly tableName: string;
  readonly quantityAttribute: string;
}

/** Environment variable with the `timeout` of the function in seconds. Only the extended bundle reads it. */
export const TIMEOUT_VARIABLE = 'TIMEOUT_SECONDS';

/** Environment variable that is `true` if the function stores the number of each order and finds orders by it. Only the extended bundle reads it. */
export const ORDER_NUMBERS_VARIABLE = 'ORDER_NUMBERS';

/** Request header with the idempotency key, which makes retries safe. */
export const IDEMPOTENCY_KEY_HEADER = 'Idempotency-Key';

/** Request header with the version of the order to which a change applies (optimistic locking). */
export const IF_MATCH_HEADER = 'If-Match';

/** A route of the API. The handler routes by the route key, since AWS includes the stage in the path and emulators do not. */
export interface Route {
  readonly operationId: string;
  readonly method: 'DELETE' | 'GET' | 'PATCH' | 'POST';
  readonly path: string;
  readonly routeKey: string;
  /** Request headers of the route that CORS must allow. */
  readonly requestHeaders: readonly string[];
  /** Response headers of the route that CORS must expose. */
  readonly responseHeaders: readonly string[];
}

/** Path of the orders, below the URL of the stage. */
export const ORDERS_PATH = '/orders';

/** Path of a single order. */
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

/*
 * The routes of the extended bundle. Their paths are literals: esbuild leaves a constant out of the default bundle only if it refers to no variable.
 */

export const ERASE_ORDER = {
  operationId: 'eraseOrder',
  method: 'DELETE',
  path: '/orders/{orderId}/personal-data',
  routeKey: 'DELETE /orders/{orderId}/personal-data',
  requestHeaders: [],
  responseHeaders: ['ETag', 'Retry-After'],
} as const satisfies Route;

export const ERASE_CUSTOMER = {
  operationId: 'eraseCustomer',
  method: 'DELETE',
  path: '/orders/personal-data',
  routeKey: 'DELETE /orders/personal-data',
  requestHeaders: [],
  responseHeaders: ['Retry-After'],
} as const satisfies Route;

/** Path parameter with the id of a fulfilment. */
export const FULFILMENT_KEY = 'fulfilmentId';

export const CREATE_FULFILMENT = {
  operationId: 'createFulfilment',
  method: 'POST',
  path: '/orders/{orderId}/fulfilments',
  routeKey: 'POST /orders/{orderId}/fulfilments',
  requestHeaders: [IF_MATCH_HEADER, IDEMPOTENCY_KEY_HEADER],
  responseHeaders: ['Location', 'ETag', 'Idempotency-Replayed', 'Retry-After'],
} as const satisfies Route;

export const UPDATE_FULFILMENT = {
  operationId: 'updateFulfilment',
  method: 'PATCH',
  path: '/orders/{orderId}/fulfilments/{fulfilmentId}',
  routeKey: 'PATCH /orders/{orderId}/fulfilments/{fulfilmentId}',
  requestHeaders: [IF_MATCH_HEADER, IDEMPOTENCY_KEY_HEADER],
  responseHeaders: ['ETag', 'Idempotency-Replayed', 'Retry-After'],
} as const satisfies Route;

export const CREATE_RETURN = {
  operationId: 'createReturn',
  method: 'POST',
  path: '/orders/{orderId}/returns',
  routeKey: 'POST /orders/{orderId}/returns',
  requestHeaders: [IF_MATCH_HEADER, IDEMPOTENCY_KEY_HEADER],
  responseHeaders: ['ETag', 'Idempotency-Replayed', 'Retry-After'],
} as const satisfies Route;

/** All routes, in the order of the template. */
export const ROUTES = [
  CREATE_ORDER, GET_ORDER, LIST_ORDERS, UPDATE_ORDER_STATUS, ERASE_ORDER, ERASE_CUSTOMER, CREATE_FULFILMENT, UPDATE_FULFILMENT, CREATE_RETURN,
] as const;

/** Routes that only the extended bundle of the function has. The construct chooses that bundle when the API has one of them. */
export const EXTENDED_ROUTES: readonly Route[] = [ERASE_ORDER, ERASE_CUSTOMER, CREATE_FULFILMENT, UPDATE_FULFILMENT, CREATE_RETURN];

export type OperationId = (typeof ROUTES)[number]['operationId'];

/** Environment variables of the function that publishes order events. They are separate, so that each bundle contains only the names that it reads. */
export const EventsVariable = {
  EVENT_BUS_ARN: 'EVENT_BUS_ARN',
  /** The `source` of the events. */
  EVENT_SOURCE: 'EVENT_SOURCE',
  /** `true` if the events contain personal data. */
  PERSONAL_DATA: 'PERSONAL_DATA',
  ENVIRONMENT: 'ENVIRONMENT',
} as const;

/** Values of `detail-type` in order events. */
export const ORDER_CREATED = 'OrderCreated';
export const ORDER_STATUS_CHANGED = 'OrderStatusChanged';
export const ORDER_ERASED = 'OrderErased';
export const ORDER_FULFILMENT_UPDATED = 'OrderFulfilmentUpdated';
export const ORDER_RETURNED = 'OrderReturned';

/** Maximum number of records per invocation, which is that of a `PutEvents` request. */
export const EVENTS_BATCH_SIZE = 10;

/** File with the settings of the function that do not fit into environment variables, beside the code of the bundle. */
export const SETTINGS_FILE = 'settings.json';

/** Content of the settings file. */
export interface FunctionSettings {
  readonly customFields?: CustomFieldRules;
  readonly quotes?: QuoteSettings;
}

/** Signed quotes that the function accepts, and who may do without. */
export interface QuoteSettings {
  /** The claim `aud` of a quote. */
  readonly audience: string;
  readonly keys: readonly QuoteKey[];
  /** Whether callers of the API who are no customers are guests, and so need a quote too. */
  readonly guests?: boolean;
}

/** Fields of a request that are in its quote, and not beside it. */
export const QUOTED_FIELDS = [
  'items', 'currency', 'totalAmount', 'shippingAmount', 'taxAmount', 'taxIncluded', 'discountAmount', 'discounts',
] as const;

/** A public key that signs quotes: the members of its JSON Web Key (RFC 7517) that the function needs. */
export type QuoteKey = { readonly kid: string; readonly x: string } & (
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly y: string }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519' }
);

/** Values of `alg` with a key of each curve (RFC 7518, RFC 8037, RFC 9864). */
export const QUOTE_ALGORITHMS: Readonly<Record<QuoteKey['crv'], readonly string[]>> = {
  'P-256': ['ES256'],
  'Ed25519': ['EdDSA', 'Ed25519'],
};

/** Rules of the custom fields. Without a rule for it, an order or an item has none. */
export interface CustomFieldRules {
  readonly order?: FieldRule;
  readonly item?: FieldRule;
}

/** Types of JSON Schema, except for `null`. */
export const FIELD_TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array'] as const;

export type FieldType = (typeof FIELD_TYPES)[number];

export const FIELD_FORMATS = ['date', 'date-time', 'uri'] as const;

export type FieldFormat = (typeof FIELD_FORMATS)[number];

/** Limits of numbers: DynamoDB stores none that is closer to 0, and a double holds no whole number beyond exactly. */
export const MIN_MAGNITUDE = 1e-130;
export const MAX_MAGNITUDE = Number.MAX_SAFE_INTEGER;

/** A JSON Schema of custom fields, validated, without annotations, and with its patterns compiled. The keywords have the meaning of JSON Schema. */
export interface FieldRule {
  readonly type: FieldType;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: PatternProgram;
  readonly format?: FieldFormat;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: FieldRule;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** No other members are accepted. */
  readonly properties?: Readonly<Record<string, FieldRule>>;
  readonly required?: readonly string[];
  /** Whether the value is personal data (`x-personal`). */
  readonly personal?: boolean;
}

/**
 * A regular expression as a program of a nondeterministic automaton, which matches in linear time. The engine of JavaScript takes exponential time for
 * some expressions and texts.
 */
export interface PatternProgram {
  /** The regular expression as it was given. */
  readonly source: string;
  /** Regular expressions of one character each, to which the steps refer by their index. */
  readonly characters: readonly string[];
  readonly steps: readonly PatternStep[];
}

/** Index of the characters that one character of the text must match, an assertion, or the steps at which to continue. The end of the steps is a match. */
export type PatternStep = number | '^' | '$' | 'b' | 'B' | readonly number[];
