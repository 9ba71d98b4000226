import {
  CREATE_FULFILMENT, CREATE_ORDER, CREATE_RETURN, CUSTOMER_INDEX, EnvironmentVariable, ERASE_CUSTOMER, ERASE_ORDER, EXTENDED_ROUTES, GET_ORDER,
  IDEMPOTENCY_KEY_HEADER, IF_MATCH_HEADER, LIST_ORDERS, ORDER_KEY, ORDERS_PATH, ROUTES,
  UPDATE_FULFILMENT, UPDATE_ORDER_STATUS,
} from '../src/contract';
import { OPERATIONS } from '../src/handler/operations';

test('keeps the environment variables of the reference template, and names our own after what they hold', () => {
  expect(EnvironmentVariable).toEqual({
    ORDERS_TABLE_NAME: 'ORDERS_TABLE_NAME',
    ENVIRONMENT: 'ENVIRONMENT',
    ACCESS: 'ACCESS',
    BUSINESS_METRICS: 'BUSINESS_METRICS',
  });
});

test('keeps the key, which data in a table hangs on', () => {
  expect(ORDER_KEY).toBe('orderId');
});

test('keeps the index, which a table builds anew under another name or other keys', () => {
  expect(CUSTOMER_INDEX).toEqual({ indexName: 'OrdersByCustomer', partitionKey: 'customerId', sortKey: 'createdAt' });
});

test('has the routes in the order in which they stand in the template, the four standard ones first', () => {
  expect(ROUTES).toEqual([
    CREATE_ORDER, GET_ORDER, LIST_ORDERS, UPDATE_ORDER_STATUS, ERASE_ORDER, ERASE_CUSTOMER, CREATE_FULFILMENT, UPDATE_FULFILMENT, CREATE_RETURN,
  ]);
  expect(ROUTES.map(({ operationId, routeKey }) => [operationId, routeKey])).toEqual([
    ['createOrder', 'POST /orders'],
    ['getOrder', 'GET /orders/{orderId}'],
    ['listOrders', 'GET /orders'],
    ['updateOrderStatus', 'PATCH /orders/{orderId}'],
    ['eraseOrder', 'DELETE /orders/{orderId}/personal-data'],
    ['eraseCustomer', 'DELETE /orders/personal-data'],
    ['createFulfilment', 'POST /orders/{orderId}/fulfilments'],
    ['updateFulfilment', 'PATCH /orders/{orderId}/fulfilments/{fulfilmentId}'],
    ['createReturn', 'POST /orders/{orderId}/returns'],
  ]);
});

test.each(ROUTES.map((route) => [route.operationId, route] as const))('makes the route key of %s of method and path', (_, { routeKey, method, path }) => {
  expect(routeKey).toBe(`${method} ${path}`);
  expect([ORDERS_PATH, `${ORDERS_PATH}/{${ORDER_KEY}}`]).toContain(path.replace(/\/(personal-data|fulfilments(\/\{fulfilmentId\})?|returns)$/, ''));
});

test('names the headers that clients send', () => {
  expect(IDEMPOTENCY_KEY_HEADER).toBe('Idempotency-Key');
  expect(IF_MATCH_HEADER).toBe('If-Match');
  expect(ROUTES.map(({ requestHeaders }) => requestHeaders)).toEqual([
    ['Idempotency-Key'], [], [], ['If-Match', 'Idempotency-Key'], [], [], ...Array(3).fill(['If-Match', 'Idempotency-Key']),
  ]);
});

test('names the headers that clients read', () => {
  expect(ROUTES.map(({ responseHeaders }) => responseHeaders)).toEqual([
    ['Location', 'Idempotency-Replayed', 'Retry-After'],
    ['ETag', 'Retry-After'],
    ['Retry-After'],
    ['ETag', 'Idempotency-Replayed', 'Retry-After'],
    ['ETag', 'Retry-After'],
    ['Retry-After'],
    ['Location', 'ETag', 'Idempotency-Replayed', 'Retry-After'],
    ...Array(2).fill(['ETag', 'Idempotency-Replayed', 'Retry-After']),
  ]);
});

test('knows the routes that the default bundle does not have', () => {
  expect(EXTENDED_ROUTES).toEqual(ROUTES.filter(({ routeKey }) => !OPERATIONS.has(routeKey)));
});
