import * as fc from 'fast-check';
import { ORDER_NUMBER } from '../../src/handler/domain/order-number';
import { Problem } from '../../src/handler/domain/problem';
import { FailedInvocation } from '../../src/handler/http';
import { MAX_BODY_BYTES } from '../../src/handler/request/json-body';
import { LIMITS } from '../../src/handler/request/order-checks';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { base64, FULL_ORDER, getOrder, listOrders, MINIMAL_ORDER, nestedArrays, postOrders } from '../support/handler/fixtures';
import { bodyOf, brokenStore, Dependencies, Harness, NOW, patch, refusalOf, REQUEST_ID, storeThat, withOrder } from '../support/handler/harness';

const UUID_SHAPED = /^[0-9a-f-]{36}$/;

describe('an order that is accepted', () => {
  test('may use every limit to the full, with every character escaped', async () => {
    const astral = (length: number) => '\u{1F6D2}'.repeat(length);
    const key = (index: number) => `${index}`.padStart(2, '0') + astral(LIMITS.metadataKey - 2);
    const order = {
      orderId: 'o'.repeat(64),
      customerId: astral(LIMITS.customerId),
      items: Array.from({ length: LIMITS.items }, () => (
        { productId: astral(LIMITS.productId), name: astral(LIMITS.itemName), quantity: LIMITS.quantity, price: 0.01 }
      )),
      metadata: Object.fromEntries(Array.from({ length: LIMITS.metadataEntries }, (_, index) => [key(index), astral(LIMITS.metadataValue)])),
    };
    const escaped = JSON.stringify(order).replace(/[\uD800-\uDFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);

    expect((await new Harness().post(escaped)).statusCode).toBe(200);
  });

  test('is answered as the reference template documents it', async () => {
    const response = await new Harness().post(CURL_ORDER);

    expect(response.statusCode).toBe(200);
    expect(response.headers['Content-Type']).toBe('application/json');
    expect(bodyOf(response)).toEqual({
      message: 'Order processed successfully',
      orderId: expect.stringMatching(UUID_SHAPED),
      status: 'PROCESSING',
      orderNumber: expect.stringMatching(ORDER_NUMBER),
    });
  });

  test('is named by the Location, under the stage and without one', async () => {
    const { headers } = await new Harness().post({ ...CURL_ORDER, orderId: 'order-1' });

    expect(new URL(headers.Location, 'https://api.example.com/dev/orders').href).toBe('https://api.example.com/dev/orders/order-1');
    expect(new URL(headers.Location, 'https://api.example.com/orders').href).toBe('https://api.example.com/orders/order-1');
  });

  test('has no Location where the API has no route that reads it', async () => {
    const harness = new Harness({ canReadOrders: false });
    const keyed = { 'idempotency-key': 'key-1' };

    expect((await harness.post(CURL_ORDER, keyed)).headers).not.toHaveProperty('Location');
    expect((await harness.post(CURL_ORDER, keyed)).headers).not.toHaveProperty('Location');
  });

  test('is said to be no replay by the absence of the header', async () => {
    expect((await new Harness().post(CURL_ORDER)).headers).not.toHaveProperty('Idempotency-Replayed');
  });

  test.each([['accepted', CURL_ORDER], ['refused', '']])('is kept by no cache, be it %s', async (_, body) => {
    expect((await new Harness().post(body)).headers).toMatchObject({ 'Cache-Control': 'no-store' });
  });

  test('has no CORS header, which is the gateway\'s to set', async () => {
    const { headers } = await new Harness().post(CURL_ORDER);

    expect(Object.keys(headers).filter((name) => /^access-control-/i.test(name))).toEqual([]);
  });

  test('is stored as PROCESSING with its exact total and timestamps in UTC', async () => {
    const harness = new Harness();

    await harness.post(CURL_ORDER);

    expect([...harness.orders.values()]).toEqual([expect.objectContaining({
      ...CURL_ORDER,
      status: 'PROCESSING',
      createdAt: '2025-03-30T01:59:59.123Z',
      updatedAt: '2025-03-30T01:59:59.123Z',
    })]);
  });

  test.each(['/dev/orders', '/orders'])('may come with the raw path %s', async (rawPath) => {
    expect((await new Harness().handle(postOrders(CURL_ORDER, { rawPath }))).statusCode).toBe(200);
  });

  test.each([
    ['a text body', postOrders(CURL_ORDER)],
    ['an object body', postOrders('', { body: CURL_ORDER })],
    ['a body in base64', postOrders(base64(JSON.stringify(CURL_ORDER)), { isBase64Encoded: true })],
    ['a direct invocation with a text body', { body: JSON.stringify(CURL_ORDER) }],
    ['a direct invocation with an object body', { body: CURL_ORDER }],
    ['a direct invocation with the order itself', CURL_ORDER],
  ])('may come as %s', async (_, event) => {
    const harness = new Harness();

    expect((await harness.handle(event)).statusCode).toBe(200);
    expect([...harness.orders.values()]).toEqual([expect.objectContaining(CURL_ORDER)]);
  });
});

describe('the same order again', () => {
  test('with the same idempotency key gets the same answer and makes no second order', async () => {
    const harness = new Harness();

    const first = await harness.post(CURL_ORDER, { 'idempotency-key': 'key-1' });
    const second = await harness.post(CURL_ORDER, { 'idempotency-key': 'key-1' });

    expect(second).toEqual({ ...first, headers: { ...first.headers, 'Idempotency-Replayed': 'true' } });
    expect(harness.orders.size).toBe(1);
  });

  test('with the same key, once quoted and once bare, makes no second order', async () => {
    const harness = new Harness();

    await harness.post(CURL_ORDER, { 'idempotency-key': 'key-1' });

    expect((await harness.post(CURL_ORDER, { 'idempotency-key': '"key-1"' })).headers).toMatchObject({ 'Idempotency-Replayed': 'true' });
    expect(harness.orders.size).toBe(1);
  });

  test('with the same orderId gets the same answer', async () => {
    const harness = new Harness();
    const order = { ...CURL_ORDER, orderId: 'order-1' };

    const first = await harness.post(order);
    const second = await harness.post(order);

    expect(second).toEqual({ ...first, headers: { ...first.headers, 'Idempotency-Replayed': 'true' } });
  });

  test('in a direct invocation with the same key makes no second order', async () => {
    const harness = new Harness();
    const event = { headers: { 'Idempotency-Key': 'key-1' }, body: CURL_ORDER };

    await harness.handle(event);

    expect((await harness.handle(event)).headers).toMatchObject({ 'Idempotency-Replayed': 'true' });
  });

  test.each([
    ['keys in another order', '{"totalAmount":10,"items":[{"price":10,"quantity":1,"productId":"p"}],"currency":"USD","customerId":"c"}'],
    ['white space', ' { "customerId" : "c" ,\n"items":[ {"productId":"p","quantity":1,"price":10} ] , "currency":"USD","totalAmount":10}\n'],
    ['numbers written in another way', '{"customerId":"c","items":[{"productId":"p","quantity":1.0,"price":10.00}],"currency":"USD","totalAmount":1e1}'],
    ['texts written in another way', '{"customerId":"\\u0063","items":[{"productId":"p","quantity":1,"price":10}],"currency":"USD","totalAmount":10}'],
    ['what is computed or by default left out', '{"customerId":"c","items":[{"productId":"p","quantity":1,"price":10}]}'],
  ])('is the same order with %s', async (_, json) => {
    const harness = new Harness();
    const order = '{"customerId":"c","items":[{"productId":"p","quantity":1,"price":10}],"currency":"USD","totalAmount":10}';
    await harness.post(order, { 'idempotency-key': 'key-1' });

    expect((await harness.post(json, { 'idempotency-key': 'key-1' })).headers).toMatchObject({ 'Idempotency-Replayed': 'true' });
  });

  test('with another key is another order', async () => {
    const harness = new Harness();

    await harness.post(CURL_ORDER, { 'idempotency-key': 'key-1' });
    await harness.post(CURL_ORDER, { 'idempotency-key': 'key-2' });

    expect(harness.orders.size).toBe(2);
  });

  test('with neither key nor orderId is another order', async () => {
    const harness = new Harness();

    await harness.post(CURL_ORDER);
    await harness.post(CURL_ORDER);

    expect(harness.orders.size).toBe(2);
  });

  test.each<[string, (orderId: string) => unknown]>([
    ['by HTTP', (orderId) => postOrders({ ...CURL_ORDER, orderId }, { headers: { 'idempotency-key': 'key-1' } })],
    ['in a direct invocation', (orderId) => ({ headers: { 'Idempotency-Key': 'key-1' }, body: { ...CURL_ORDER, orderId } })],
    ['in a direct invocation with a text', (orderId) => ({ headers: { 'idempotency-key': '"key-1"' }, body: JSON.stringify({ ...CURL_ORDER, orderId }) })],
  ])('with a key and an orderId as well fails %s, since one key could make two orders', async (_, event) => {
    const harness = new Harness();

    const responses = [await harness.handle(event('order-1')), await harness.handle(event('order-2'))];

    expect(responses.map(refusalOf)).toEqual(Array(2).fill({
      status: 422,
      kind: 'validation-failed',
      detail: 'the request has 1 fault',
      errors: [{ detail: 'must be left out with the header Idempotency-Key, from which the id is made: send one of the two', pointer: '#/orderId' }],
    }));
    expect(harness.orders.size).toBe(0);
  });

  test('cannot be kept away by somebody who takes the id that its key makes', async () => {
    const keyed = { 'idempotency-key': 'key-1' };
    const { orderId } = bodyOf(await new Harness().post(CURL_ORDER, keyed));
    const harness = new Harness();

    const taken = await harness.post({ ...MINIMAL_ORDER, orderId });

    expect(refusalOf(taken)).toMatchObject({ status: 422, errors: [{ pointer: '#/orderId' }] });
    expect((await harness.post(CURL_ORDER, keyed)).statusCode).toBe(200);
    expect((await harness.post(CURL_ORDER, keyed)).headers).toMatchObject({ 'Location': `orders/${orderId}`, 'Idempotency-Replayed': 'true' });
  });
});

test('an order whose id is as long as those that are made of a key, and that somebody chose before it was refused, is read, listed and moved along', async () => {
  const orderId = 'x'.repeat(43);
  const harness = withOrder({ orderId });

  expect(bodyOf(await harness.handle(getOrder(orderId)))).toMatchObject({ orderId });
  expect(bodyOf(await harness.handle(listOrders('customerId=customer123')))).toMatchObject({ orders: [{ orderId }] });
  expect(bodyOf(await harness.handle(patch('CONFIRMED', {}, orderId)))).toMatchObject({ orderId, status: 'CONFIRMED' });
});

describe('the problem document', () => {
  const taken = new Map([['order-1', { requestFingerprint: 'of another request' }]]);
  const takenStore: Partial<Dependencies> = { store: storeThat({ create: async ({ orderId }) => (taken.has(orderId) ? 'conflict' : 'created') }) };
  const conflictStore: Partial<Dependencies> = { store: storeThat({ create: async () => 'conflict' }) };

  interface Refusal {
    readonly name: string;
    readonly event: unknown;
    readonly dependencies?: Partial<Dependencies>;
    readonly status: number;
    readonly kind: string;
    readonly title: string;
    readonly detail: string;
  }

  const REFUSALS: Refusal[] = [
    {
      name: 'a request without a body is refused with 400',
      event: postOrders(''),
      status: 400,
      kind: 'malformed-request',
      title: 'The request cannot be read',
      detail: 'the request must have a body, one JSON object, got none',
    },
    {
      name: 'malformed JSON is refused with 400',
      event: postOrders('{"customerId":'),
      status: 400,
      kind: 'malformed-request',
      title: 'The request cannot be read',
      detail: "the body must be JSON: Object value expected after ':' at position 14",
    },
    {
      name: 'a body that is no object is refused with 400',
      event: postOrders('[]'),
      status: 400,
      kind: 'malformed-request',
      title: 'The request cannot be read',
      detail: 'the body must be a JSON object that holds one order, got an array',
    },
    {
      name: 'a bad idempotency key is refused with 400',
      event: postOrders(CURL_ORDER, { headers: { 'idempotency-key': '' } }),
      status: 400,
      kind: 'malformed-request',
      title: 'The request cannot be read',
      detail: 'the header Idempotency-Key must be 1 to 255 printable ASCII characters, in quotes where there is a comma, got none, or quotes that do not match',
    },
    {
      name: '200 KB of nested arrays are refused with 400',
      event: postOrders(nestedArrays(100_000)),
      status: 400,
      kind: 'malformed-request',
      title: 'The request cannot be read',
      detail: 'the body must be JSON: it is nested too deeply',
    },
    {
      name: 'another route is refused with 404',
      event: postOrders(CURL_ORDER, { routeKey: '$default' }),
      status: 404,
      kind: 'route-not-found',
      title: 'There is no such route',
      detail: 'the route must be one of the order API, got "$default"',
    },
    {
      name: 'an order with a known orderId and other contents is refused with 409',
      event: postOrders({ ...CURL_ORDER, orderId: 'order-1' }),
      dependencies: takenStore,
      status: 409,
      kind: 'order-exists',
      title: 'The orderId belongs to another order',
      detail: 'the orderId order-1 belongs to an order with other contents, or to an erased one: retry with the same body, or use a new orderId',
    },
    {
      name: 'a body over the limit is refused with 413',
      event: postOrders(' '.repeat(MAX_BODY_BYTES + 1)),
      status: 413,
      kind: 'payload-too-large',
      title: 'The request body is too large',
      detail: 'the body must have at most 1048576 bytes, got 1048577',
    },
    {
      name: 'another content type is refused with 415',
      event: postOrders(CURL_ORDER, { headers: { 'content-type': 'text/xml' } }),
      status: 415,
      kind: 'unsupported-media-type',
      title: 'The format of the body is not supported',
      detail: 'the header Content-Type must be application/json, in UTF-8, got "text/xml"',
    },
    {
      name: 'an idempotency key that came with another order is refused with 422',
      event: postOrders(CURL_ORDER, { headers: { 'idempotency-key': 'key-1' } }),
      dependencies: conflictStore,
      status: 422,
      kind: 'idempotency-key-reused',
      title: 'The idempotency key belongs to another request',
      detail: 'the Idempotency-Key belongs to an order with other contents: retry with the same body, or use a new key',
    },
    {
      name: 'a generated id that was taken fails with 500',
      event: postOrders(CURL_ORDER),
      dependencies: conflictStore,
      status: 500,
      kind: 'internal-error',
      title: 'Something went wrong on our side',
      detail: 'the request could not be completed: retry it, and name the instance when you report it',
    },
    {
      name: 'an error of ours fails with 500',
      event: postOrders(CURL_ORDER),
      dependencies: brokenStore(new Error('secret')),
      status: 500,
      kind: 'internal-error',
      title: 'Something went wrong on our side',
      detail: 'the request could not be completed: retry it, and name the instance when you report it',
    },
    {
      name: 'a store that is unavailable fails with 503',
      event: postOrders(CURL_ORDER),
      dependencies: brokenStore(new Problem('store-unavailable', 'try again in a moment')),
      status: 503,
      kind: 'store-unavailable',
      title: 'The orders cannot be reached right now',
      detail: 'try again in a moment',
    },
    {
      name: 'an index that is being built fails with 503',
      event: postOrders(CURL_ORDER),
      dependencies: brokenStore(new Problem('index-building', 'try again later')),
      status: 503,
      kind: 'index-building',
      title: 'The index of this list is being built',
      detail: 'try again later',
    },
  ];

  test.each(REFUSALS)('$name', async ({ event, dependencies, status, kind, title, detail }) => {
    const response = await new Harness(dependencies).handle(event);

    expect(response.statusCode).toBe(status);
    expect(response.headers['Content-Type']).toBe('application/problem+json');
    expect(bodyOf(response)).toEqual({
      type: `urn:problem-type:order-processing:${kind}`,
      title,
      status,
      detail,
      instance: `urn:uuid:${REQUEST_ID}`,
    });
  });

  test('an order that is not valid is refused with 422 and all its faults', async () => {
    const response = await new Harness().post({ 'customerId': '', 'items': [{ productId: 'p', quantity: 0, price: 1 }], 'a/b': 1 });

    expect(response.statusCode).toBe(422);
    expect(response.headers['Content-Type']).toBe('application/problem+json');
    expect(bodyOf(response)).toEqual({
      type: 'urn:problem-type:order-processing:validation-failed',
      title: 'The request is not valid',
      status: 422,
      detail: 'the request has 3 faults',
      instance: `urn:uuid:${REQUEST_ID}`,
      errors: [
        {
          detail: 'is not a known field; known are orderId, customerId, items, currency, totalAmount, shippingAmount, taxAmount, '
            + 'taxIncluded, discountAmount, discounts, contact, shippingAddress, billingAddress, note, locale, purchaseOrderNumber, reference, metadata',
          pointer: '#/a~1b',
        },
        { detail: 'must be a string of 1 to 255 characters, not blank, with no control characters, got a blank string', pointer: '#/customerId' },
        { detail: 'must be a whole number from 1 to 1000000, got 0', pointer: '#/items/0/quantity' },
      ],
    });
  });

  test('says with 415 that no compressed body is taken, and with no other', async () => {
    const headersOf = async (headers: object) => (await new Harness().handle(postOrders(CURL_ORDER, { headers }))).headers;

    expect(await headersOf({ 'content-encoding': 'gzip' })).toMatchObject({ 'Accept-Encoding': 'identity' });
    expect(await headersOf({ 'content-type': 'text/plain' })).toMatchObject({ 'Accept-Encoding': 'identity' });
    expect(await headersOf({ 'idempotency-key': '' })).not.toHaveProperty('Accept-Encoding');
  });

  test('says when to come back with 503, and with no other', async () => {
    const broken = await new Harness(brokenStore(new Error('broken'))).post(CURL_ORDER);

    for (const kind of ['store-unavailable', 'index-building'] as const) {
      const unavailable = await new Harness(brokenStore(new Problem(kind, 'later'))).post(CURL_ORDER);
      expect(unavailable.headers).toMatchObject({ 'Retry-After': '1' });
    }
    expect(broken.headers).not.toHaveProperty('Retry-After');
  });

  test('of an internal error has nothing of its cause', async () => {
    const error = new TypeError('secret at arn:aws:dynamodb:eu-central-1:123456789012:table/orders');

    const response = await new Harness(brokenStore(error)).post(CURL_ORDER);

    expect(JSON.stringify(response)).not.toMatch(/secret|TypeError|arn:aws|\.ts/);
  });
});

describe('a request that is refused', () => {
  test.each([
    ['an empty object, which would make an empty order', '{}'],
    ['an empty body', ''],
    ['a number with more digits than a double holds', '{"customerId":"c","items":[{"productId":"p","quantity":1,"price":29.990000000000000001}]}'],
    ['a key that comes twice', '{"customerId":"c","customerId":"d","items":[{"productId":"p","quantity":1,"price":1}]}'],
    ['a __proto__ key', '{"__proto__":{"customerId":"c"},"customerId":"c","items":[{"productId":"p","quantity":1,"price":1}]}'],
    ['another total than the computed one', JSON.stringify({ ...CURL_ORDER, totalAmount: 0 })],
  ])('stores nothing: %s', async (_, body) => {
    const harness = new Harness();

    expect((await harness.post(body)).statusCode).toBeGreaterThanOrEqual(400);
    expect(harness.orders.size).toBe(0);
  });

  test('with a known orderId leaves the stored order as it was', async () => {
    const harness = new Harness();
    await harness.post({ ...CURL_ORDER, orderId: 'order-1' });
    const stored = harness.orders.get('order-1');

    const response = await harness.post({ ...MINIMAL_ORDER, orderId: 'order-1' });

    expect(response.statusCode).toBe(409);
    expect(harness.orders.get('order-1')).toBe(stored);
  });

  test('with a known idempotency key leaves the stored order as it was', async () => {
    const harness = new Harness();
    await harness.post(CURL_ORDER, { 'idempotency-key': 'key-1' });

    const response = await harness.post(MINIMAL_ORDER, { 'idempotency-key': 'key-1' });

    expect(response.statusCode).toBe(422);
    expect([...harness.orders.values()]).toEqual([expect.objectContaining(CURL_ORDER)]);
  });
});

describe('the log', () => {
  test('has one line for an order that was created', async () => {
    const clock = [NOW, NOW, new Date(NOW.getTime() + 42)];
    const harness = new Harness({ now: () => clock.shift()! });

    await harness.post({ ...CURL_ORDER, orderId: 'order-1' });

    expect(harness.logs).toEqual([{
      timestamp: '2025-03-30T01:59:59.165Z',
      level: 'INFO',
      message: 'request',
      requestId: REQUEST_ID,
      apiRequestId: 'JKJaXmPLvHcESHA=',
      routeKey: 'POST /orders',
      status: 200,
      outcome: 'created',
      orderId: 'order-1',
      durationMs: 42,
    }]);
  });

  test('tells a replay from a new order', async () => {
    const harness = new Harness();

    await harness.post(CURL_ORDER, { 'idempotency-key': 'key-1' });
    await harness.post(CURL_ORDER, { 'idempotency-key': 'key-1' });

    expect(harness.logs.map(({ outcome }) => outcome)).toEqual(['created', 'replayed']);
  });

  test.each([
    ['WARN', 400, 'malformed-request', postOrders('')],
    ['WARN', 404, 'route-not-found', postOrders('', { routeKey: 'DELETE /orders' })],
    ['WARN', 413, 'payload-too-large', postOrders(' '.repeat(MAX_BODY_BYTES + 1))],
    ['WARN', 415, 'unsupported-media-type', postOrders('', { headers: { 'content-type': 'text/plain' } })],
    ['WARN', 422, 'validation-failed', {}],
  ])('has one line at %s, without an error, for a refusal with %d %s', async (level, status, outcome, event) => {
    const harness = new Harness();

    await harness.handle(event);

    expect(harness.logs).toEqual([expect.objectContaining({ level, status, outcome, error: undefined, orderId: undefined })]);
  });

  test('has the cause of an internal error, and the request id that the caller sees', async () => {
    const harness = new Harness(brokenStore(new TypeError('secret')));

    const response = await harness.post(CURL_ORDER);

    expect(harness.logs).toEqual([expect.objectContaining({
      level: 'ERROR',
      status: 500,
      outcome: 'internal-error',
      error: { name: 'TypeError', message: 'secret', stack: expect.stringContaining('http.test.ts') },
    })]);
    expect(bodyOf(response).instance).toBe(`urn:uuid:${harness.logs[0].requestId}`);
  });

  test('has the cause of an unavailable store', async () => {
    const harness = new Harness(brokenStore(new Problem('store-unavailable', 'later', [], new RangeError('throttled'))));

    await harness.post(CURL_ORDER);

    expect(harness.logs).toEqual([expect.objectContaining({
      level: 'ERROR',
      status: 503,
      outcome: 'store-unavailable',
      error: expect.objectContaining({ name: 'RangeError', message: 'throttled' }),
    })]);
  });

  test('has a thrown value that is no error as its text', async () => {
    const harness = new Harness(brokenStore('out of order'));

    await harness.post(CURL_ORDER);

    expect(harness.logs[0].error).toMatchObject({ name: 'Error', message: 'out of order' });
  });

  describe('has nothing that a customer wrote', () => {
    const S = 'SENTINEL';
    const order = {
      customerId: `${S}-customer`,
      items: [{ productId: `${S}-product`, quantity: 1, price: 10, name: `${S}-name` }],
      metadata: { [`${S}-key`]: `${S}-value` },
    };
    const headers = { 'content-type': 'application/json', 'idempotency-key': `${S}-idempotency-key`, 'user-agent': `${S}-agent`, 'authorization': `${S}-token` };
    const event = (body: unknown, overrides: Record<string, unknown> = {}) =>
      postOrders(body, { headers, rawQueryString: `q=${S}`, cookies: [`c=${S}`], ...overrides });
    const conflict: Partial<Dependencies> = { store: storeThat({ create: async () => 'conflict' }) };

    test.each<[string, unknown, Partial<Dependencies>?]>([
      ['an order that was created', event(order)],
      ['a direct invocation with the order itself', order],
      ['a replay', event(order), { store: storeThat({ create: async () => 'replayed' }) }],
      ['an order that is not valid', event({ ...order, [`${S}-field`]: S, currency: S, orderId: `${S} id`, totalAmount: S })],
      ['a wrong total', event({ ...order, totalAmount: 11 })],
      ['malformed JSON', event(`{"${S}":"${S}\n"}`)],
      ['a key that comes twice', event(`{"${S}":1,"${S}":2}`)],
      ['a body that is not UTF-8', event(base64(Buffer.concat([Buffer.from(S), Buffer.of(0xFF)])), { isBase64Encoded: true })],
      ['a body that is too large', event(S.repeat(MAX_BODY_BYTES))],
      ['another content type', event(order, { headers: { ...headers, 'content-type': S } })],
      ['a bad idempotency key', event(order, { headers: { ...headers, 'idempotency-key': `${S}\n${S}` } })],
      ['another route', event(order, { routeKey: '$default', rawPath: `/${S}` })],
      ['a known orderId', event({ ...order, orderId: `${S}-order` }, { headers: { ...headers, 'idempotency-key': undefined } }), conflict],
      ['an orderId beside a key', event({ ...order, orderId: `${S}-order` })],
      ['a known idempotency key', event(order), conflict],
      ['a generated id that was taken', event({ ...order }), conflict],
      ['an internal error', event(order), brokenStore(new Error('broken'))],
      ['an unavailable store', event(order), brokenStore(new Problem('store-unavailable', 'later', [], new Error('throttled')))],
    ])('after %s', async (_, input, dependencies = {}) => {
      const harness = new Harness(dependencies);

      await harness.handle(input);

      expect(harness.logs).toHaveLength(1);
      expect(JSON.stringify(harness.logs[0])).not.toContain(S);
    });
  });
});

describe('any event', () => {
  const isAnswered = async (event: unknown) => {
    const harness = new Harness();

    const { statusCode } = await harness.handle(event);

    expect([200, 400, 404, 413, 415, 422]).toContain(statusCode);
    expect(harness.logs).toHaveLength(1);
  };

  test('gets an answer other than 500, and one log line', async () => {
    const anything = fc.oneof(fc.jsonValue(), fc.object(), fc.constant(undefined)).filter((event) => !Array.isArray(event)); // a batch of records
    await fc.assert(fc.asyncProperty(anything, isAnswered));
  });

  test('whose body is any JSON gets an answer other than 500, and one log line', async () => {
    await fc.assert(fc.asyncProperty(fc.json().map((json) => postOrders(json)), isAnswered));
  });

  test('whose body is any text in base64 gets an answer other than 500, and one log line', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }).map((body) => postOrders(body, { isBase64Encoded: true })), isAnswered));
  });

  test('whose body is an order with one field replaced gets an answer other than 500, and one log line', async () => {
    const change = fc.dictionary(fc.constantFrom(...Object.keys(FULL_ORDER)), fc.jsonValue(), { minKeys: 1, maxKeys: 1 });

    await fc.assert(fc.asyncProperty(change.map((fields) => postOrders({ ...FULL_ORDER, ...fields })), isAnswered));
  });

  test.each([3_000, 4_000, 5_000, 6_000, 7_000])('whose currency is %d arrays deep gets an answer other than 500', async (depth) => {
    await isAnswered(postOrders(`{"customerId":"c","items":[],"currency":${nestedArrays(depth)}}`));
  });
});

describe('an invocation whose answer nobody may read', () => {
  const thrownBy = async (event: unknown, overrides: Partial<Dependencies> = {}) => {
    const harness = new Harness(overrides);
    const thrown = await harness.handle(event).then(() => undefined, (error: unknown) => error);
    return { thrown, logs: harness.logs, orders: harness.orders };
  };

  test.each<[string, unknown]>([
    ['with the order itself', MINIMAL_ORDER],
    ['with a body', { body: JSON.stringify(MINIMAL_ORDER) }],
  ])('fails %s where the API would answer with 5xx, so that Lambda tries it again', async (_, event) => {
    const { thrown, logs } = await thrownBy(event, brokenStore(new Error('broken')));

    expect(thrown).toBeInstanceOf(FailedInvocation);
    expect(String(thrown)).toMatch(/^FailedInvocation: the order is not known to be taken: \{"type":"urn:problem-type:order-processing:internal-error"/);
    expect(logs).toEqual([expect.objectContaining({ level: 'ERROR', status: 500, outcome: 'internal-error' })]);
  });

  test.each([
    ['an orderId', { orderId: 'mine' }, 'orderId'],
    ['a key', { 'idempotency-key': 'k' }, 'idempotency-key'],
    ['headers in other letters', { Headers: { 'Idempotency-Key': 'k' } }, 'Headers'],
    ['headers of another format', { multiValueHeaders: { 'Idempotency-Key': ['k'] } }, 'multiValueHeaders'],
    ['a whole order', MINIMAL_ORDER, 'customerId'],
  ])('is answered 400 with %s beside the body, which would be lost in silence', async (_, others, name) => {
    const harness = new Harness();
    const { statusCode, body } = await harness.handle({ ...others, body: MINIMAL_ORDER });

    expect(statusCode).toBe(400);
    expect(JSON.parse(body).detail).toBe(`an invocation with a body must have no other fields than headers and isBase64Encoded, got ${name}`);
    expect(harness.orders.size).toBe(0);
  });

  test('takes what else API Gateway has in an event', async () => {
    const { statusCode } = await new Harness().handle({ version: '2.0', rawPath: '/', rawQueryString: '', cookies: [], headers: {}, body: JSON.stringify(MINIMAL_ORDER), isBase64Encoded: false });

    expect(statusCode).toBe(200);
  });

  test('does not fail for what is wrong with the order, which stays so', async () => {
    expect((await thrownBy({})).thrown).toBeUndefined();
  });

  test('fails through the API in no case: API Gateway reads the answer', async () => {
    expect((await thrownBy(postOrders(MINIMAL_ORDER), brokenStore(new Error('broken')))).thrown).toBeUndefined();
  });

  test.each<[string, object, string]>([
    ['SQS', { Records: [{ messageId: 'm', body: JSON.stringify(MINIMAL_ORDER), eventSource: 'aws:sqs' }] }, 'aws:sqs'],
    ['SNS', { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(MINIMAL_ORDER) } }] }, 'aws:sns'],
    ['DynamoDB', { Records: [{ eventSource: 'aws:dynamodb', dynamodb: {} }] }, 'aws:dynamodb'],
    ['S3', { Records: [{ eventSource: 'aws:s3', s3: {} }] }, 'aws:s3'],
    ['EventBridge', { 'version': '0', 'source': 'aws.events', 'detail-type': 'Scheduled Event', 'detail': MINIMAL_ORDER }, 'aws.events'],
    ['EventBridge, of an app of the shop\'s', { 'source': 'shop.checkout', 'detail-type': 'OrderPlaced', 'detail': MINIMAL_ORDER }, 'another service'],
    ['Kafka', { eventSource: 'aws:kafka', records: { 'orders-0': [] } }, 'aws:kafka'],
    ['CloudWatch Logs', { awslogs: { data: '' } }, 'another service'],
    ['Cognito', { triggerSource: 'PreSignUp_SignUp', request: {} }, 'another service'],
    ['Firehose', { deliveryStreamArn: 'arn', records: [{ data: '' }] }, 'another service'],
    ['a service without records', { Records: [] }, 'another service'],
    ['a pipe of EventBridge, from SQS', [{ messageId: 'm', body: JSON.stringify(MINIMAL_ORDER), eventSource: 'aws:sqs' }], 'aws:sqs'],
    ['a pipe of EventBridge that makes orders of messages', [MINIMAL_ORDER], 'another service'],
    ['a pipe of EventBridge, empty', [], 'another service'],
  ])('fails for an event of %s, which is no order, so that no message is lost as a success', async (_, event, sender) => {
    const { thrown, logs, orders } = await thrownBy(event);

    expect(thrown).toBeInstanceOf(FailedInvocation);
    expect(logs).toEqual([expect.objectContaining({ level: 'ERROR', outcome: 'internal-error', error: expect.objectContaining({ message: `an event of ${sender} is no order` }) })]);
    expect(JSON.stringify(logs)).not.toContain('customer123');
    expect(orders.size).toBe(0);
  });
});
