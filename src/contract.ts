/*
 * What the construct and the handler must agree on. Both sides import it; it imports nothing,
 * so neither side drags the other one in.
 */

/** Environment variables that the construct sets and the handler's entry reads. */
export const EnvironmentVariable = {
  ORDERS_TABLE_NAME: 'ORDERS_TABLE_NAME',
  ENVIRONMENT: 'ENVIRONMENT',
} as const;

/** The table's partition key. */
export const ORDER_KEY = 'orderId';

/** `POST /orders`. Routing goes by the route key: AWS puts the stage into the path, emulators do not. */
export const CREATE_ORDER = {
  method: 'POST',
  path: '/orders',
  routeKey: 'POST /orders',
} as const;

/** The request header that makes a retry safe. */
export const IDEMPOTENCY_KEY_HEADER = 'Idempotency-Key';

/** Response headers that a browser may read only when CORS exposes them. */
export const RESPONSE_HEADERS = ['Location', 'Idempotency-Replayed', 'Retry-After'] as const;
