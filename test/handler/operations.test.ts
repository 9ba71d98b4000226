/*
 * What each route answers, for callers who may ask. Who may is access.test.ts's; problem documents and the log of
 * errors in general are http.test.ts's.
 */
import * as fc from 'fast-check';
import { cursorOf } from '../../src/handler/domain/cursor';
import { newOrder, Order } from '../../src/handler/domain/order';
import { OrderStatus } from '../../src/handler/domain/order-status';
import { Problem } from '../../src/handler/domain/problem';
import { HttpResponse } from '../../src/handler/http';
import { MAX_BODY_BYTES } from '../../src/handler/request/json-body';
import { accessRules } from '../../tools/openapi/access-rules';
import {
  ApiEvent, Authorizer, base64, FULL_ORDER, getOrder, gotInsteadOfTag, jwt, listOrders, MINIMAL_ORDER, nestedArrays, patchOrder, postOrders,
  TRANSITIONS,
} from '../support/handler/fixtures';
import { ACCESS, bodyOf, brokenStore, Dependencies, Harness, NOW, OWNER, patch, refusalOf, REQUEST, REQUEST_ID, STORED, withOrder } from '../support/handler/harness';

const LATER = new Date('2025-03-30T08:00:00Z');

describe('getOrder', () => {
  test('answers with the order as it is documented, and its version as the ETag', async () => {
    const response = await withOrder().handle(getOrder('order-1'));

    expect(response.statusCode).toBe(200);
    expect(response.headers).toEqual({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store', 'ETag': '"1"' });
    expect(bodyOf(response)).toEqual({
      ...MINIMAL_ORDER,
      orderId: 'order-1',
      orderNumber: 'BF21PJ9CMV64Y',
      currency: 'USD',
      totalAmount: 10,
      status: 'PROCESSING',
      statusHistory: [{ status: 'PROCESSING', at: '2025-03-30T01:59:59.123Z' }],
      createdAt: '2025-03-30T01:59:59.123Z',
      updatedAt: '2025-03-30T01:59:59.123Z',
      version: 1,
    });
  });

  test('answers with every field that was sent', async () => {
    const harness = new Harness();
    await harness.post(FULL_ORDER);

    expect(bodyOf(await harness.handle(getOrder('order-1')))).toMatchObject(FULL_ORDER);
  });

  test('has an ETag of its own for each version', async () => {
    expect((await withOrder({ version: 7 }).handle(getOrder('order-1'))).headers.ETag).toBe('"7"');
  });

  test.each([
    ['another id', 'order-2'],
    ['the id in other letters', 'Order-1'],
    ['the id with white space', 'order-1 '],
    ['an id that no client may choose', '../orders'],
    ['percent signs that are no escape', '%E0%A4%A'],
    ['a NUL', 'order-1\u0000'],
    ['control characters', '\r\nSet-Cookie: a=b'],
    ['half of a surrogate pair', '\uD800'],
    ['the name of the prototype', '__proto__'],
    ['a name that every object has', 'constructor'],
    ['an id longer than a key may be', 'o'.repeat(2049)],
    ['nothing', ''],
  ])('fails with 404 for %s', async (_, orderId) => {
    expect(refusalOf(await withOrder().handle(getOrder(orderId)))).toEqual({
      status: 404,
      kind: 'order-not-found',
      detail: 'there is no order with this id that the caller may see',
    });
  });

  test.each([[undefined], [null], ['order-1'], [[]], [{ id: 'order-1' }], [{ orderId: null }]])('fails with 404 when the path parameters are %j', async (pathParameters) => {
    expect((await withOrder().handle(getOrder('', { pathParameters }))).statusCode).toBe(404);
  });

  test('does not ask the table for an id that it could not hold', async () => {
    const harness = new Harness(brokenStore(new Error('asked')));

    expect((await harness.handle(getOrder('o'.repeat(2049)))).statusCode).toBe(404);
    expect((await harness.handle(getOrder(''))).statusCode).toBe(404);
  });
});

describe('listOrders', () => {
  /** A harness that holds orders of one customer, one a second, the last one the newest. */
  const withOrders = (count: number) => {
    const harness = new Harness();
    for (let index = 1; index <= count; index++) {
      harness.orders.set(`order-${index}`, newOrder(REQUEST, `order-${index}`, new Date(NOW.getTime() + 1000 * index)));
    }
    harness.orders.set('other', newOrder({ ...REQUEST, customerId: 'customer124' }, 'other', NOW));
    return harness;
  };
  const pageOf = (response: HttpResponse) => JSON.parse(response.body) as { orders: { orderId: string }[]; nextCursor?: string };

  test('answers with the customer\'s orders, newest first, as getOrder would', async () => {
    const harness = withOrders(3);

    const response = await harness.handle(listOrders('customerId=customer123'));

    expect(response.statusCode).toBe(200);
    expect(response.headers).toEqual({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(bodyOf(response)).toEqual({
      orders: await Promise.all(['order-3', 'order-2', 'order-1'].map(async (orderId) => bodyOf(await harness.handle(getOrder(orderId))))),
    });
  });

  test('has no orders and no cursor for a customer without any', async () => {
    expect(bodyOf(await withOrders(3).handle(listOrders('customerId=nobody')))).toEqual({ orders: [] });
  });

  test('goes from page to page by the cursor, to the end', async () => {
    const harness = withOrders(5);

    const first = pageOf(await harness.handle(listOrders('customerId=customer123&limit=2')));
    const second = pageOf(await harness.handle(listOrders(`customerId=customer123&limit=2&cursor=${first.nextCursor}`)));
    const third = pageOf(await harness.handle(listOrders(`customerId=customer123&limit=2&cursor=${second.nextCursor}`)));

    expect([first, second, third].map(({ orders }) => orders.map(({ orderId }) => orderId))).toEqual([['order-5', 'order-4'], ['order-3', 'order-2'], ['order-1']]);
    expect(third).not.toHaveProperty('nextCursor');
  });

  test('neither repeats nor skips an order while others arrive', async () => {
    const harness = withOrders(4);
    const first = pageOf(await harness.handle(listOrders('customerId=customer123&limit=2')));

    harness.orders.set('order-5', newOrder(REQUEST, 'order-5', new Date(NOW.getTime() + 5000)));
    const second = pageOf(await harness.handle(listOrders(`customerId=customer123&limit=2&cursor=${first.nextCursor}`)));

    expect([...first.orders, ...second.orders].map(({ orderId }) => orderId)).toEqual(['order-4', 'order-3', 'order-2', 'order-1']);
  });

  test('has 20 orders on a page unless the query says otherwise', async () => {
    expect(pageOf(await withOrders(21).handle(listOrders('customerId=customer123'))).orders).toHaveLength(20);
  });

  test('fails with 400 and every fault of the query', async () => {
    expect(refusalOf(await new Harness().handle(listOrders('limit=0&cursor=%00&page=2')))).toEqual({
      status: 400,
      kind: 'invalid-parameters',
      detail: 'the query has 4 faults',
      errors: [
        { detail: 'is not a known parameter; known are customerId, limit, cursor', parameter: 'page' },
        { detail: 'is required: only a caller who is a customer may leave it out', parameter: 'customerId' },
        { detail: 'must be a whole number from 1 to 100, got "0"', parameter: 'limit' },
        { detail: 'must be the nextCursor of the page before, unchanged, got "\\u0000"', parameter: 'cursor' },
      ],
    });
  });

  test.each([[undefined], [null], [1], [{ customerId: 'customer123' }]])('has an empty query when the raw query string is %j', async (rawQueryString) => {
    expect((await new Harness().handle(listOrders('', { rawQueryString }))).statusCode).toBe(400);
  });

  test('goes by the query as it was sent, which tells a parameter that came twice', async () => {
    const queryStringParameters = { customerId: 'customer124' };

    expect(pageOf(await withOrders(1).handle(listOrders('customerId=customer123', { queryStringParameters }))).orders).toHaveLength(1);
    expect((await withOrders(1).handle(listOrders('customerId=customer123&customerId=customer124', { queryStringParameters }))).statusCode).toBe(400);
  });

  test('shows a customer who forges a cursor no orders but their own', async () => {
    const harness = new Harness({ access: ACCESS });
    harness.orders.set('mine', newOrder(REQUEST, 'mine', NOW));
    harness.orders.set('theirs', newOrder({ ...REQUEST, customerId: 'customer124' }, 'theirs', NOW));

    for (const position of [{ createdAt: '9999', orderId: 'theirs' }, { createdAt: NOW.toISOString(), orderId: 'zzz' }]) {
      const { orders } = pageOf(await harness.handleAs(OWNER, listOrders(`cursor=${cursorOf(position)}`)));
      expect(orders.map(({ orderId }) => orderId)).toEqual(['mine']);
    }
  });
});

describe('updateOrderStatus', () => {
  test('answers with the changed order and its new ETag', async () => {
    const harness = withOrder({}, { now: () => LATER });

    const response = await harness.handle(patch('CONFIRMED'));

    expect(response.statusCode).toBe(200);
    expect(response.headers).toEqual({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store', 'ETag': '"2"' });
    expect(bodyOf(response)).toEqual({
      ...REQUEST,
      orderId: 'order-1',
      orderNumber: 'BF21PJ9CMV64Y',
      status: 'CONFIRMED',
      statusHistory: [{ status: 'PROCESSING', at: '2025-03-30T01:59:59.123Z' }, { status: 'CONFIRMED', at: '2025-03-30T08:00:00.000Z' }],
      createdAt: '2025-03-30T01:59:59.123Z',
      updatedAt: '2025-03-30T08:00:00.000Z',
      version: 2,
    });
    expect(bodyOf(await harness.handle(getOrder('order-1')))).toEqual(bodyOf(response));
  });

  test('takes an order from ETag to ETag to its end, with its history', async () => {
    const clock = [0, 1, 2, 3].map((hours) => new Date(NOW.getTime() + hours * 3_600_000));
    let hour = 0;
    const harness = withOrder({}, { now: () => clock[hour] });

    let etag = (await harness.handle(getOrder('order-1'))).headers.ETag;
    for (const status of ['CONFIRMED', 'SHIPPED', 'DELIVERED']) {
      hour++;
      ({ headers: { ETag: etag } } = await harness.handle(patch(status, { 'if-match': etag })));
    }

    const order = bodyOf(await harness.handle(getOrder('order-1')));
    expect(order).toMatchObject({ status: 'DELIVERED', version: 4, updatedAt: clock[3].toISOString() });
    expect(order.statusHistory).toEqual(['PROCESSING', 'CONFIRMED', 'SHIPPED', 'DELIVERED'].map((status, index) => ({ status, at: clock[index].toISOString() })));
  });

  test.each(TRANSITIONS)('from %s to %s is allowed: %s', async (from, to, isAllowed) => {
    const harness = withOrder({ status: from });

    const response = await harness.handle(patch(to));

    expect(response.statusCode).toBe(isAllowed ? 200 : 409);
    expect(harness.orders.get('order-1')).toMatchObject(isAllowed ? { status: to, version: 2 } : { status: from, version: 1 });
  });

  test.each<[OrderStatus, string]>([
    ['PROCESSING', 'the order is PROCESSING: the next status must be CONFIRMED or CANCELLED, got PROCESSING'],
    ['SHIPPED', 'the order is SHIPPED: the next status must be DELIVERED, got PROCESSING'],
    ['CANCELLED', 'the order is CANCELLED: no status can follow, got PROCESSING'],
  ])('fails with 409 that says what can follow after %s', async (from, detail) => {
    expect(refusalOf(await withOrder({ status: from }).handle(patch('PROCESSING')))).toEqual({ status: 409, kind: 'transition-not-allowed', detail });
  });

  test('fails with 404 for an order that is not there', async () => {
    expect(refusalOf(await withOrder().handle(patch('CONFIRMED', {}, 'order-2')))).toEqual({
      status: 404,
      kind: 'order-not-found',
      detail: 'there is no order with this id that the caller may see',
    });
  });

  test.each(['', 'o'.repeat(2049)])('does not ask the table for an id that it could not hold', async (orderId) => {
    expect((await new Harness(brokenStore(new Error('asked'))).handle(patch('CONFIRMED', {}, orderId))).statusCode).toBe(404);
  });

  describe('with the If-Match', () => {
    test.each(['"2"', ' "2" ', '*', 'W/"2"', '"2-gzip"', '"2;gzip"', '"2--gzip"', 'W/"2-br"'])('%s changes version 2', async (header) => {
      expect((await withOrder({ version: 2 }).handle(patch('CONFIRMED', { 'if-match': header }))).headers.ETag).toBe('"3"');
    });

    test.each(['"1"', '"3"', 'W/"1"', '"3-gzip"'])('%s fails with 412 for version 2', async (header) => {
      const harness = withOrder({ version: 2 });

      expect(refusalOf(await harness.handle(patch('CONFIRMED', { 'if-match': header })))).toEqual({
        status: 412,
        kind: 'precondition-failed',
        detail: 'the order has the ETag "2": read it again, then send that ETag',
      });
      expect(harness.orders.get('order-1')?.version).toBe(2);
    });

    test.each(['"02"', '"0"', 'W/"0"', '""', '"abc"', '"2-abc"', '"9007199254740993"', `"${'9'.repeat(400)}"`])('%s fails with 412, and hears that no version has this tag', async (header) => {
      const harness = withOrder({ version: 2 });

      expect(refusalOf(await harness.handle(patch('CONFIRMED', { 'if-match': header })))).toEqual({
        status: 412,
        kind: 'precondition-failed',
        detail: 'the order has the ETag "2", and If-Match holds the ETag of no version: read it again, then send that ETag',
      });
      expect(harness.orders.get('order-1')?.version).toBe(2);
    });

    test.each(['', '2', '"2', '"1", "2"', '"1","2"', '"2"\u0000', '"\u00002"', '"2"\r\nX: y', '**'])('%j fails with 400', async (header) => {
      expect(refusalOf(await withOrder({ version: 2 }).handle(patch('CONFIRMED', { 'if-match': header })))).toEqual({
        status: 400,
        kind: 'malformed-request',
        detail: `the header If-Match must be one entity tag in quotes, such as "1", or *, got ${gotInsteadOfTag(header)}`,
      });
    });

    test.each([[undefined], [null]])('%j, which is none, fails with 428', async (header) => {
      expect(refusalOf(await withOrder().handle(patchOrder('order-1', { status: 'CONFIRMED' }, { 'if-match': header })))).toEqual({
        status: 428,
        kind: 'precondition-required',
        detail: 'the header If-Match is required: send the ETag that the order came with, or * for any version',
      });
    });

    test('of an older version, a status that cannot follow fails with 412 and not with 409', async () => {
      expect((await withOrder({ version: 2, status: 'DELIVERED' }).handle(patch('CONFIRMED'))).statusCode).toBe(412);
    });

    test('for whatever version, a status that cannot follow fails with 409', async () => {
      expect((await withOrder({ version: 2, status: 'DELIVERED' }).handle(patch('CONFIRMED', { 'if-match': '*' }))).statusCode).toBe(409);
    });

    test('of an order that is not there fails with 404, as does the star', async () => {
      expect((await withOrder().handle(patch('CONFIRMED', {}, 'order-2'))).statusCode).toBe(404);
      expect((await withOrder().handle(patch('CONFIRMED', { 'if-match': '*' }, 'order-2'))).statusCode).toBe(404);
    });

    test('that two send at once changes the order once', async () => {
      const harness = withOrder();

      const statuses = await Promise.all([harness.handle(patch('CONFIRMED')), harness.handle(patch('CANCELLED'))]);

      expect(statuses.map(({ statusCode }) => statusCode)).toEqual([200, 412]);
      expect(harness.orders.get('order-1')).toMatchObject({ status: 'CONFIRMED', version: 2 });
    });
  });

  describe('with an Idempotency-Key', () => {
    const KEY = { 'idempotency-key': 'key-1' };

    test('sent again gives the first answer again, and changes nothing', async () => {
      const clock = [NOW, NOW, NOW, LATER, LATER, LATER];
      const harness = withOrder({}, { now: () => clock.shift()! });

      const first = await harness.handle(patch('CONFIRMED', KEY));
      const second = await harness.handle(patch('CONFIRMED', KEY));

      expect(first.headers).not.toHaveProperty('Idempotency-Replayed');
      expect(second).toEqual({ ...first, headers: { ...first.headers, 'Idempotency-Replayed': 'true' } });
      expect(harness.logs.map(({ outcome }) => outcome)).toEqual(['changed', 'replayed']);
    });

    test('sent again for whatever version gives the first answer again', async () => {
      const harness = withOrder();
      const event = patch('CONFIRMED', { ...KEY, 'if-match': '*' });

      const first = await harness.handle(event);

      expect(await harness.handle(event)).toMatchObject({ statusCode: 200, headers: { 'Idempotency-Replayed': 'true' }, body: first.body });
    });

    test('once quoted and once bare is one key', async () => {
      const harness = withOrder();
      await harness.handle(patch('CONFIRMED', KEY));

      expect((await harness.handle(patch('CONFIRMED', { 'idempotency-key': '"key-1"' }))).headers).toMatchObject({ 'Idempotency-Replayed': 'true' });
    });

    test.each<[string, ApiEvent]>([
      ['another status', patch('CANCELLED', KEY)],
      ['another key', patch('CONFIRMED', { 'idempotency-key': 'key-2' })],
      ['no key', patch('CONFIRMED')],
    ])('is not the same change with %s, and fails with 412', async (_, event) => {
      const harness = withOrder();
      await harness.handle(patch('CONFIRMED', KEY));

      expect((await harness.handle(event)).statusCode).toBe(412);
      expect(harness.orders.get('order-1')).toMatchObject({ status: 'CONFIRMED', version: 2 });
    });

    test.each(['"2"', '*'])('is not the same change with the If-Match %s, and fails with 409', async (header) => {
      const harness = withOrder();
      await harness.handle(patch('CONFIRMED', KEY));

      expect((await harness.handle(patch('CONFIRMED', { ...KEY, 'if-match': header }))).statusCode).toBe(409);
    });

    test('and the version that the first change made is a change of its own', async () => {
      const harness = withOrder();
      await harness.handle(patch('CONFIRMED', KEY));

      expect(await harness.handle(patch('SHIPPED', { ...KEY, 'if-match': '"2"' }))).toMatchObject({ statusCode: 200, headers: { ETag: '"3"' } });
    });

    test('of one order does nothing to another', async () => {
      const harness = withOrder();
      harness.orders.set('order-2', newOrder(REQUEST, 'order-2', NOW));
      await harness.handle(patch('CONFIRMED', KEY));

      const response = await harness.handle(patch('CONFIRMED', KEY, 'order-2'));

      expect(response.headers).not.toHaveProperty('Idempotency-Replayed');
      expect(bodyOf(response)).toMatchObject({ orderId: 'order-2', status: 'CONFIRMED' });
    });

    test('of somebody else is another key', async () => {
      const harness = withOrder();
      await harness.handleAs(jwt({ sub: 'user-1' }), patch('CONFIRMED', KEY));

      expect((await harness.handleAs(jwt({ sub: 'user-2' }), patch('CONFIRMED', KEY))).statusCode).toBe(412);
      expect((await harness.handleAs(jwt({ sub: 'user-1' }), patch('CONFIRMED', KEY))).headers).toMatchObject({ 'Idempotency-Replayed': 'true' });
    });

    test('that comes late, after somebody else\'s change, fails with 412', async () => {
      const harness = withOrder();
      await harness.handle(patch('CONFIRMED', KEY));
      await harness.handle(patch('SHIPPED', { 'if-match': '"2"' }));

      expect((await harness.handle(patch('CONFIRMED', KEY))).statusCode).toBe(412);
    });

    test('that is none fails with 400', async () => {
      expect(refusalOf(await withOrder().handle(patch('CONFIRMED', { 'idempotency-key': 'a\u0000b' })))).toMatchObject({ status: 400, kind: 'malformed-request' });
    });
  });

  test.each<[string, string, number, string]>([
    ['no body', '', 400, 'malformed-request'],
    ['malformed JSON', '{"status":', 400, 'malformed-request'],
    ['a body that is no object', '"CONFIRMED"', 400, 'malformed-request'],
    ['a key that comes twice', '{"status":"CONFIRMED","status":"CANCELLED"}', 400, 'malformed-request'],
    ['a key that comes twice, once as an escape', '{"status":"CONFIRMED","\\u0073tatus":"CONFIRMED"}', 400, 'malformed-request'],
    ['NaN', '{"status":NaN}', 400, 'malformed-request'],
    ['200 KB of nested arrays', nestedArrays(100_000), 400, 'malformed-request'],
    ['200 KB of nested arrays for a status', `{"status":${nestedArrays(100_000)}}`, 400, 'malformed-request'],
    ['a body of 10 MB', ' '.repeat(10 * 1024 * 1024), 413, 'payload-too-large'],
    ['a body of one byte too much', `{"status":"CONFIRMED"${' '.repeat(MAX_BODY_BYTES)}}`, 413, 'payload-too-large'],
    ['a status that there is not', '{"status":"LOST"}', 422, 'validation-failed'],
    ['a number that a double cannot hold', '{"status":1e400}', 422, 'validation-failed'],
    ['half of a surrogate pair', '{"status":"\\ud800"}', 422, 'validation-failed'],
    ['another field', '{"status":"CONFIRMED","customerId":"customer124"}', 422, 'validation-failed'],
    ['a field named __proto__', '{"status":"CONFIRMED","__proto__":{"version":1}}', 422, 'validation-failed'],
    ['the status in the prototype', '{"__proto__":{"status":"CONFIRMED"}}', 422, 'validation-failed'],
  ])('fails for %s', async (_, body, status, kind) => {
    const harness = withOrder();

    expect(refusalOf(await harness.handle(patchOrder('order-1', body, { 'if-match': '"1"' })))).toMatchObject({ status, kind });
    expect(harness.orders.get('order-1')).toEqual(STORED);
  });

  test('fails with 400 for a body that is base64 only by its own account', async () => {
    const event = { ...patch('CONFIRMED'), isBase64Encoded: true };

    expect(refusalOf(await withOrder().handle(event))).toMatchObject({ status: 400, kind: 'malformed-request' });
  });

  test('takes a body in base64', async () => {
    const event = patchOrder('order-1', base64('{"status":"CONFIRMED"}'), { 'if-match': '"1"' }, { isBase64Encoded: true });

    expect((await withOrder().handle(event)).statusCode).toBe(200);
  });

  test('fails with 415 for another content type', async () => {
    expect((await withOrder().handle(patch('CONFIRMED', { 'content-type': 'application/merge-patch+json' }))).statusCode).toBe(415);
  });
});

describe('a query on a route that has no parameters', () => {
  test.each<[string, ApiEvent]>([
    ['createOrder', postOrders(MINIMAL_ORDER)],
    ['getOrder', getOrder('order-1')],
    ['updateOrderStatus', patch('CONFIRMED')],
  ])('fails with 400: %s', async (_, event) => {
    const harness = withOrder();

    expect(refusalOf(await harness.handle({ ...event, rawQueryString: '__proto__=1&dryRun=true' }))).toEqual({
      status: 400,
      kind: 'invalid-parameters',
      detail: 'the query has 2 faults',
      errors: [
        { detail: 'is not a known parameter; the route has none', parameter: '__proto__' },
        { detail: 'is not a known parameter; the route has none', parameter: 'dryRun' },
      ],
    });
    expect([...harness.orders.values()]).toEqual([STORED]);
  });
});

describe('what is stored for our own use', () => {
  test('is in no answer', async () => {
    const harness = withOrder();
    const events = [patch('CONFIRMED', { 'idempotency-key': 'key-1' }), patch('CONFIRMED', { 'idempotency-key': 'key-1' }), getOrder('order-1'), listOrders('customerId=customer123')];

    for (const event of events) {
      const { statusCode, body } = await harness.handle(event);
      expect(statusCode).toBe(200);
      expect(body).not.toMatch(/requestFingerprint|changeId/);
      expect(body).not.toContain(STORED.requestFingerprint);
    }
    expect(harness.orders.get('order-1')).toMatchObject({ requestFingerprint: expect.any(String), changeId: expect.any(String) });
  });
});

describe('a store that fails', () => {
  const EVENTS: [string, ApiEvent][] = [
    ['createOrder', postOrders(MINIMAL_ORDER)],
    ['getOrder', getOrder('order-1')],
    ['listOrders', listOrders('customerId=customer123')],
    ['updateOrderStatus', patch('CONFIRMED')],
  ];

  test.each(EVENTS)('because it is unavailable ends in 503 and says when to come back: %s', async (_, event) => {
    const harness = new Harness(brokenStore(new Problem('store-unavailable', 'later', [], new Error('throttled'))));

    expect(await harness.handle(event)).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1', 'Cache-Control': 'no-store' } });
    expect(harness.logs).toEqual([expect.objectContaining({ level: 'ERROR', outcome: 'store-unavailable', error: expect.objectContaining({ message: 'throttled' }) })]);
  });

  test.each(EVENTS)('for another reason ends in 500 with nothing of the reason: %s', async (_, event) => {
    const harness = new Harness(brokenStore(new TypeError('secret')));

    const response = await harness.handle(event);

    expect(response.statusCode).toBe(500);
    expect(JSON.stringify(response)).not.toMatch(/secret|TypeError/);
    expect(harness.logs).toEqual([expect.objectContaining({ level: 'ERROR', outcome: 'internal-error', error: expect.objectContaining({ message: 'secret' }) })]);
  });
});

describe('the log of a request', () => {
  test.each<[string, ApiEvent, Record<string, unknown>]>([
    ['a read order', getOrder('order-1'), { routeKey: 'GET /orders/{orderId}', status: 200, outcome: 'read', orderId: 'order-1' }],
    ['a list', listOrders('customerId=customer123'), { routeKey: 'GET /orders', status: 200, outcome: 'listed', orderId: undefined }],
    ['a change', patch('CONFIRMED'), { routeKey: 'PATCH /orders/{orderId}', status: 200, outcome: 'changed', orderId: 'order-1' }],
    ['a missing order', getOrder('order-2'), { status: 404, outcome: 'order-not-found', orderId: undefined }],
    ['a stale change', patch('CONFIRMED', { 'if-match': '"9"' }), { status: 412, outcome: 'precondition-failed', orderId: undefined }],
  ])('has the ids and the outcome of %s', async (_, event, expected) => {
    const harness = withOrder();

    await harness.handle(event);

    expect(harness.logs).toEqual([expect.objectContaining({ requestId: REQUEST_ID, error: undefined, ...expected })]);
  });

  describe('has nothing that a customer wrote', () => {
    const S = 'SENTINEL';
    const order: Order = {
      ...STORED,
      customerId: `${S}-customer`,
      items: [{ ...MINIMAL_ORDER.items[0], productId: `${S}-product`, name: `${S}-name` }],
      metadata: { [`${S}-key`]: `${S}-value` },
    };
    const caller = jwt({ 'sub': `${S}-user`, 'customer_id': `${S}-customer`, 'email': `${S}@example.com`, 'cognito:username': S });
    const staff = jwt({ sub: `${S}-user`, scope: `orders/admin ${S}` });
    const headers = { 'if-match': '"1"', 'idempotency-key': `${S}-idempotency-key`, 'user-agent': S, 'authorization': `Bearer ${S}` };

    test.each<[string, Authorizer, ApiEvent, Partial<Dependencies>?]>([
      ['a read order', caller, getOrder('order-1', { headers })],
      ['a missing order', caller, getOrder(`${S}-order`, { headers })],
      ['an order of somebody else', jwt({ customer_id: `${S}-other` }), getOrder('order-1')],
      ['a caller who is no customer', jwt({ sub: S, customer_id: `${S}\n` }), getOrder('order-1')],
      ['a query that there is not', caller, getOrder('order-1', { rawQueryString: `${S}=${S}` })],
      ['a list', caller, listOrders(`customerId=${S}-customer`)],
      ['a list of somebody else', caller, listOrders(`customerId=${S}-other`)],
      ['a list that is not valid', staff, listOrders(`customerId=${S}%00&limit=${S}&cursor=${S}&${S}=1`)],
      ['a change', staff, patchOrder('order-1', { status: 'CONFIRMED' }, headers)],
      ['a change that cannot follow', staff, patchOrder('order-1', { status: 'DELIVERED' }, headers)],
      ['a change that is not the customer\'s', caller, patchOrder('order-1', { status: 'CONFIRMED' }, headers)],
      ['a stale change', staff, patchOrder('order-1', { status: 'CONFIRMED' }, { ...headers, 'if-match': `"${S}"` })],
      ['a broken If-Match', staff, patchOrder('order-1', { status: 'CONFIRMED' }, { ...headers, 'if-match': S })],
      ['a broken idempotency key', staff, patchOrder('order-1', { status: 'CONFIRMED' }, { ...headers, 'idempotency-key': `${S}\n${S}` })],
      ['a change that is not valid', staff, patchOrder('order-1', { status: S, [S]: S }, headers)],
      ['a change that is no JSON', staff, patchOrder('order-1', `{"${S}`, headers)],
      ['an internal error', staff, patchOrder('order-1', { status: 'CONFIRMED' }, headers), brokenStore(new Error('broken'))],
    ])('after %s', async (_, authorizer, event, overrides = {}) => {
      const harness = withOrder(order, { access: ACCESS, ...overrides });

      await harness.handleAs(authorizer, event);

      expect(harness.logs).toHaveLength(1);
      expect(JSON.stringify(harness.logs[0])).not.toContain(S);
    });
  });
});

describe('an event that API Gateway would never send', () => {
  const odd = fc.record({
    pathParameters: fc.anything(),
    headers: fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom('if-match', 'idempotency-key', 'content-type'), fc.anything())),
    rawQueryString: fc.oneof(fc.anything(), fc.string({ unit: 'binary' })),
    requestContext: fc.oneof(fc.anything(), fc.record({ authorizer: fc.dictionary(fc.constantFrom('jwt', 'lambda', 'iam'), fc.anything()) })),
    body: fc.anything(),
  });
  const routeKeys = fc.constantFrom('GET /orders/{orderId}', 'GET /orders', 'PATCH /orders/{orderId}', 'POST /orders');

  test('gets an answer of the contract, and one log line', async () => {
    await fc.assert(fc.asyncProperty(odd, routeKeys, fc.boolean(), async (parts, routeKey, isForCustomers) => {
      const harness = withOrder({}, { access: isForCustomers ? ACCESS : accessRules() });

      const { statusCode } = await harness.handle({ ...parts, routeKey });

      expect([200, 400, 403, 404, 409, 412, 413, 415, 422, 428]).toContain(statusCode);
      expect(harness.logs).toHaveLength(1);
    }), { numRuns: 500 });
  });
});
