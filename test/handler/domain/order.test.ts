import { documentOf, fingerprintOf, identify, identifyChange, newOrder, OrderRequest } from '../../../src/handler/domain/order';
import { orderNumberOf } from '../../../src/handler/domain/order-number';
import { readOrderRequest } from '../../../src/handler/request/order-request';
import { CURL_ORDER } from '../../../tools/shared/curl-order';
import FINGERPRINTS from '../../support/handler/fingerprints.json';
import { FULL_ORDER, MINIMAL_ORDER } from '../../support/handler/fixtures';

const REQUEST: OrderRequest = { ...MINIMAL_ORDER, currency: 'USD', totalAmount: 10 };
const NOW = new Date('2025-03-30T01:59:59.123Z');

const newId = () => 'new-id';

describe('identify', () => {
  const derivedId = (key: string, caller: string) => identify(REQUEST, key, caller, newId).orderId;

  test('takes the orderId of the request', () => {
    expect(identify({ ...REQUEST, orderId: 'mine' }, undefined, 'caller', newId)).toEqual({ source: 'request', orderId: 'mine' });
  });

  test('makes a new id when there is neither', () => {
    expect(identify(REQUEST, undefined, 'caller', newId)).toEqual({ source: 'generated', orderId: 'new-id' });
  });

  test('derives an id from the idempotency key that is a valid orderId', () => {
    const identity = identify(REQUEST, 'key', 'caller', newId);

    expect(identity.source).toBe('idempotency-key');
    expect(identity.orderId).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test('derives the id that it always did: another one would make a second order of every retry across a release', () => {
    expect(derivedId('7c9e6679', '')).toBe('YBvstaphC7QK4PO4pg0TxY5s__jPVLEHieJ0Ar6ymTU');
  });

  test('derives the same id whenever the same caller sends the same key', () => {
    expect(derivedId('key', 'caller')).toBe(derivedId('key', 'caller'));
  });

  test('derives another id for another key', () => {
    expect(derivedId('key', 'caller')).not.toBe(derivedId('KEY', 'caller'));
  });

  test('derives another id for another caller', () => {
    expect(derivedId('key', 'caller')).not.toBe(derivedId('key', 'somebody'));
  });

  test('does not mistake a piece of the caller for a piece of the key', () => {
    expect(derivedId('bc', 'a')).not.toBe(derivedId('c', 'ab'));
  });

  test('keeps the key itself out of the id', () => {
    expect(derivedId('secret-key', '')).not.toContain('secret-key');
  });
});

describe('newOrder', () => {
  test('keeps all fields of the request', () => {
    expect(newOrder(FULL_ORDER, 'order-1', NOW)).toMatchObject(FULL_ORDER);
  });

  test('begins as version 1, in status PROCESSING, under the given id', () => {
    expect(newOrder(REQUEST, 'order-1', NOW)).toMatchObject({ orderId: 'order-1', status: 'PROCESSING', version: 1 });
  });

  test('has timestamps with a zone, which is UTC', () => {
    expect(newOrder(REQUEST, 'order-1', NOW)).toMatchObject({ createdAt: '2025-03-30T01:59:59.123Z', updatedAt: '2025-03-30T01:59:59.123Z' });
  });

  test('has the fingerprint of the request, whatever id and moment it was given', () => {
    const order = newOrder(REQUEST, 'order-1', NOW);

    expect(order.requestFingerprint).toBe(fingerprintOf(REQUEST));
    expect(newOrder(REQUEST, 'order-2', new Date(0)).requestFingerprint).toBe(order.requestFingerprint);
  });

  test('begins its history with its status at that moment', () => {
    expect(newOrder(REQUEST, 'order-1', NOW).statusHistory).toEqual([{ status: 'PROCESSING', at: '2025-03-30T01:59:59.123Z' }]);
  });
});

describe('documentOf', () => {
  test('is the order without the marks that tell retries', () => {
    const order = { ...newOrder(FULL_ORDER, 'order-1', NOW), changeId: 'change-1' };
    const { requestFingerprint, changeId, modelVersion, ...fields } = order;
    const rest = { ...fields, orderNumber: orderNumberOf('order-1') };

    expect(documentOf(order)).toEqual(rest);
    expect(Object.keys(documentOf(order))).not.toEqual(expect.arrayContaining(['requestFingerprint']));
    expect(documentOf({ ...order, internalNote: 'do not ship', expiresAt: 1, constructor: 'none', toString: 'none' } as unknown as typeof order)).toEqual(rest); // written by somebody else
    expect(order).toHaveProperty('changeId', 'change-1');
  });
});

describe('an order that uses a field of version 2 of the model', () => {
  const plain = newOrder(readOrderRequest(CURL_ORDER), 'order-1', NOW);

  test.each<[string, object]>([
    ...['contact', 'shippingAddress', 'billingAddress', 'note', 'locale', 'purchaseOrderNumber', 'reference', 'taxIncluded', 'discounts']
      .map((name): [string, object] => [name, { [name]: FULL_ORDER[name as keyof typeof FULL_ORDER] }]),
    ...['sku', 'note', 'discountAmount', 'taxAmount'].map((name): [string, object] => [`${name} of an item`, { items: [MINIMAL_ORDER.items[0], { ...MINIMAL_ORDER.items[0], [name]: 'x' }] }]),
  ])('says so: %s', (_, fields) => {
    expect(newOrder({ ...REQUEST, ...fields }, 'order-1', NOW)).toHaveProperty('modelVersion', 2);
  });

  test('is stored as ever when it uses none', () => {
    expect(Object.keys(plain).sort()).toEqual([
      'createdAt', 'currency', 'customerId', 'items', 'orderId', 'requestFingerprint', 'status', 'statusHistory', 'totalAmount', 'updatedAt', 'version',
    ]);
  });

  test('shows no such field that somebody else has written to an order without', () => {
    const written = { ...plain, note: 'pays late', contact: { email: 'ada@example.com' } };

    expect(documentOf(written)).toEqual(documentOf(plain));
  });
});

describe('identifyChange', () => {
  const mark = (request: readonly unknown[], key?: string, caller = 'caller') => identifyChange(request, key, caller, newId);

  test('is new for each request without an idempotency key', () => {
    expect(mark(['order-1', 'CONFIRMED', 1])).toBe('new-id');
  });

  test('is the same for the same change by the same caller with the same key', () => {
    expect(mark(['order-1', 'CONFIRMED', 1], 'key')).toBe(mark(['order-1', 'CONFIRMED', 1], 'key'));
    expect(mark(['order-1', 'CONFIRMED', 1], 'key')).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test.each<[string, readonly unknown[], string, string]>([
    ['order', ['order-2', 'CONFIRMED', 1], 'key', 'caller'],
    ['status', ['order-1', 'CANCELLED', 1], 'key', 'caller'],
    ['version', ['order-1', 'CONFIRMED', 2], 'key', 'caller'],
    ['version that is whichever', ['order-1', 'CONFIRMED', 'any'], 'key', 'caller'],
    ['key', ['order-1', 'CONFIRMED', 1], 'KEY', 'caller'],
    ['caller', ['order-1', 'CONFIRMED', 1], 'key', 'somebody'],
  ])('is another for another %s', (_, request, key, caller) => {
    expect(mark(request, key, caller)).not.toBe(mark(['order-1', 'CONFIRMED', 1], 'key'));
  });

  test('does not mistake a piece of the caller for a piece of the key', () => {
    expect(mark(['c'], 'b', 'a')).not.toBe(mark([], 'c', 'ab'));
  });
});

describe('fingerprintOf', () => {
  test('is a SHA-256 in hexadecimal', () => {
    expect(fingerprintOf(REQUEST)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is what it always was: another one would refuse every retry across a release', () => {
    expect(fingerprintOf(CURL_ORDER)).toBe('6f533b5fce405f46a45791f87f4a58d9d0ad958e3475ff6df3e544f01abaa60e');
  });

  test.each(FINGERPRINTS.map(({ request, fingerprint }) => [fingerprint.slice(0, 8), request, fingerprint] as const))('is that of the version before, for an order that uses nothing new: %s', (_, request, fingerprint) => {
    expect(fingerprintOf(readOrderRequest(request))).toBe(fingerprint);
  });

  test('does not depend on the order of keys, at any depth', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).reverse().map(([key, field]) => [key, reversed(field)]));
    };

    expect(fingerprintOf(reversed(FULL_ORDER) as OrderRequest)).toBe(fingerprintOf(FULL_ORDER));
  });

  test('takes a field that is undefined as left out', () => {
    expect(fingerprintOf({ ...REQUEST, orderId: undefined, metadata: undefined })).toBe(fingerprintOf(REQUEST));
  });

  test.each<[string, Partial<OrderRequest>]>([
    ['orderId', { orderId: 'order-2' }],
    ['customer', { customerId: 'customer124' }],
    ['currency', { currency: 'USD' }],
    ['total', { totalAmount: 66.98 }],
    ['shipping', { shippingAmount: 5 }],
    ['tax', { taxAmount: 7.01 }],
    ['discount', { discountAmount: undefined }],
    ['price', { items: [{ ...FULL_ORDER.items[0], price: 30 }] }],
    ['quantity', { items: [{ ...FULL_ORDER.items[0], quantity: 3 }] }],
    ['item name', { items: [{ ...FULL_ORDER.items[0], name: 'mug' }] }],
    ['number of items', { items: [FULL_ORDER.items[0], FULL_ORDER.items[0]] }],
    ['metadata value', { metadata: { channel: 'app', note: '' } }],
    ['metadata key', { metadata: { Channel: 'web', note: '' } }],
    ['metadata, with key and value changed about', { metadata: { web: 'channel', note: '' } }],
  ])('differs with another %s', (_, change) => {
    expect(fingerprintOf({ ...FULL_ORDER, ...change })).not.toBe(fingerprintOf(FULL_ORDER));
  });

  test('differs with the items in another order, which is another order', () => {
    const [first, second] = [{ productId: 'a', quantity: 1, price: 1 }, { productId: 'b', quantity: 1, price: 1 }];

    expect(fingerprintOf({ ...REQUEST, items: [first, second] })).not.toBe(fingerprintOf({ ...REQUEST, items: [second, first] }));
  });
});
