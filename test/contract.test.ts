import { CREATE_ORDER, EnvironmentVariable, IDEMPOTENCY_KEY_HEADER, ORDER_KEY, RESPONSE_HEADERS } from '../src/contract';

test('keeps the environment variables of the reference template', () => {
  expect(EnvironmentVariable).toEqual({ ORDERS_TABLE_NAME: 'ORDERS_TABLE_NAME', ENVIRONMENT: 'ENVIRONMENT' });
});

test('keeps the key, which data in a table hangs on', () => {
  expect(ORDER_KEY).toBe('orderId');
});

test('makes the route key of method and path', () => {
  expect(CREATE_ORDER.routeKey).toBe(`${CREATE_ORDER.method} ${CREATE_ORDER.path}`);
  expect(CREATE_ORDER.routeKey).toBe('POST /orders');
});

test('names the headers that clients know', () => {
  expect(IDEMPOTENCY_KEY_HEADER).toBe('Idempotency-Key');
  expect(RESPONSE_HEADERS).toEqual(['Location', 'Idempotency-Replayed', 'Retry-After']);
});
