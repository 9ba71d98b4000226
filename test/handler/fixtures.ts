/*
 * Orders, events and small helpers that the handler's tests share.
 */
import { Fault, Problem } from '../../src/handler/problem';

/** The least that an order may have. */
export const MINIMAL_ORDER = {
  customerId: 'customer123',
  items: [{ productId: 'prod1', quantity: 1, price: 10 }],
};

/** An order with every field in use. */
export const FULL_ORDER = {
  orderId: 'order-1',
  customerId: 'customer123',
  items: [{ productId: 'prod1', quantity: 2, price: 29.99, name: 'Mug' }],
  currency: 'EUR',
  totalAmount: 66.97,
  shippingAmount: 4.99,
  taxAmount: 7,
  discountAmount: 5,
  metadata: { channel: 'web', note: '' },
};

/** API Gateway's event for `POST /orders`, payload format 2.0; what is no text becomes JSON. */
export function postOrders(body: unknown, overrides: Record<string, unknown> = {}) {
  return {
    version: '2.0',
    routeKey: 'POST /orders',
    rawPath: '/dev/orders',
    rawQueryString: '',
    headers: { 'content-type': 'application/json', 'content-length': '1' },
    requestContext: {
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: 'POST /orders',
      stage: 'dev',
      http: { method: 'POST', path: '/dev/orders', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'curl/8' },
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    ...overrides,
  };
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
