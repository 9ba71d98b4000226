import { MAX_ERASED } from '../../src/handler/erasure-operations';
import { OPERATIONS } from '../../src/handler/operations';
import { apiEvent, ApiEvent, as, getOrder, listOrders, MINIMAL_ORDER, postOrders } from '../support/handler/fixtures';
import { ACCESS, bodyOf, Harness, NOW, OTHER, OWNER, patch, refusalOf, STAFF, Store, storeThat, STORED, withOrder } from '../support/handler/harness';
import { expectDocumented, ofHandler } from '../support/openapi/conformance';

const PERSONAL = { metadata: { gift: 'for Ada' } };

const erase = (orderId = STORED.orderId, overrides: Record<string, unknown> = {}): ApiEvent => (
  apiEvent('DELETE /orders/{orderId}/personal-data', { pathParameters: { orderId }, ...overrides })
);

const eraseAll = (rawQueryString = `customerId=${STORED.customerId}`): ApiEvent => apiEvent('DELETE /orders/personal-data', { rawQueryString });

describe('eraseOrder', () => {
  test('answers with the order as it is now, and its version as the ETag', async () => {
    const response = await withOrder(PERSONAL).handle(erase());

    expectDocumented('eraseOrder', ofHandler(response));
    expect(response).toMatchObject({ statusCode: 200, headers: { ETag: '"2"' } });
    expect(bodyOf(response)).toMatchObject({ orderId: 'order-1', version: 2, status: 'PROCESSING', totalAmount: 10, erasedAt: NOW.toISOString(), updatedAt: NOW.toISOString() });
    expect(bodyOf(response)).not.toHaveProperty('metadata');
  });

  test('answers the same a second time', async () => {
    const harness = withOrder(PERSONAL);
    const first = await harness.handle(erase());

    expect(await harness.handle(erase())).toEqual(first);
    expect(harness.logs.map(({ outcome, orderId }) => ({ outcome, orderId }))).toEqual([{ outcome: 'erased', orderId: 'order-1' }, { outcome: 'replayed', orderId: 'order-1' }]);
  });

  test('lets the order go on: staff and its customer read it, and its status changes', async () => {
    const harness = withOrder(PERSONAL, { access: ACCESS });
    const erasure = bodyOf(await harness.handleAs(STAFF, erase()));

    expect(bodyOf(await harness.handleAs(OWNER, getOrder('order-1')))).toEqual(erasure);
    expect(bodyOf(await harness.handleAs(OWNER, listOrders()))).toEqual({ orders: [erasure] });
    expect(await harness.handleAs(STAFF, patch('CONFIRMED', { 'if-match': '"2"' }))).toMatchObject({ statusCode: 200, headers: { ETag: '"3"' } });
    expect(bodyOf(await harness.handleAs(STAFF, erase()))).toMatchObject({ status: 'CONFIRMED', version: 3, erasedAt: NOW.toISOString() });
  });

  test.each([['the customer', OWNER], ['another customer', OTHER]])('fails with 403 for %s, also for an order that is not there', async (_, caller) => {
    const harness = withOrder(PERSONAL, { access: ACCESS });

    for (const event of [erase(), erase('none'), eraseAll()]) {
      expect(refusalOf(await harness.handleAs(caller, event))).toEqual({
        status: 403, kind: 'forbidden', detail: 'customers may not erase personal data: staff does it for them',
      });
    }
    expect(harness.orders.get('order-1')).toMatchObject(PERSONAL);
  });

  test.each([['unknown', 'none'], ['empty', ''], ['too long', 'x'.repeat(2049)]])('fails with 404 for an orderId that is %s', async (_, orderId) => {
    expect(refusalOf(await withOrder().handle(erase(orderId)))).toMatchObject({ status: 404, kind: 'order-not-found' });
  });

  test('fails with 400 for a parameter, which it has none of', async () => {
    expect(refusalOf(await withOrder().handle(erase('order-1', { rawQueryString: 'force=true' })))).toMatchObject({ status: 400, kind: 'invalid-parameters' });
  });
});

describe('a retry of the request that created an erased order', () => {
  const order = { ...MINIMAL_ORDER, ...PERSONAL };
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'key-1' };

  test('under an Idempotency-Key is answered again, and makes no second order', async () => {
    const harness = new Harness();
    const first = await harness.handle(postOrders(order, { headers }));
    const { orderId } = bodyOf(first) as { orderId: string };
    await harness.handle(erase(orderId));

    expect(await harness.handle(postOrders(order, { headers }))).toEqual({ ...first, headers: { ...first.headers, 'Idempotency-Replayed': 'true' } });
    expect([...harness.orders.values()]).toEqual([expect.objectContaining({ orderId, erasedAt: NOW.toISOString() })]);
  });

  test('counts as a replay in the metrics', async () => {
    const harness = new Harness({ functionName: 'shop-order-processor' });
    await harness.handle(postOrders(order, { headers }));
    await harness.handle(erase(harness.orders.keys().next().value));
    await harness.handle(postOrders(order, { headers }));

    expect(harness.logs.map(({ outcome }) => outcome)).toEqual(['created', 'erased', 'replayed']);
    expect(harness.logs.map((line) => line.OrdersAccepted)).toEqual([1, undefined, undefined]);
  });

  test('with an orderId of its own fails with 409, and makes no second order', async () => {
    const harness = new Harness();
    await harness.handle(postOrders({ ...order, orderId: 'order-9' }));
    await harness.handle(erase('order-9'));

    expect(refusalOf(await harness.handle(postOrders({ ...order, orderId: 'order-9' })))).toMatchObject({ status: 409, kind: 'order-exists' });
    expect(harness.orders.get('order-9')).toHaveProperty('erasedAt');
  });
});

describe('eraseCustomer', () => {
  test('erases all orders of the customer and of no other, and answers how many', async () => {
    const harness = withOrder(PERSONAL);
    harness.orders.set('order-2', { ...STORED, ...PERSONAL, orderId: 'order-2' });
    harness.orders.set('order-3', { ...STORED, ...PERSONAL, orderId: 'order-3', customerId: 'customer124' });

    const response = await harness.handle(eraseAll());

    expectDocumented('eraseCustomer', ofHandler(response));
    expect(bodyOf(response)).toEqual({ customerId: 'customer123', erased: 2, done: true });
    expect([...harness.orders.values()].map((each) => each.erasedAt !== undefined)).toEqual([true, true, false]);
  });

  test('answers that nothing is left when it is sent again, or when there is no order', async () => {
    const harness = withOrder(PERSONAL);
    await harness.handle(eraseAll());

    for (const customerId of [STORED.customerId, 'nobody']) {
      expect(bodyOf(await harness.handle(eraseAll(`customerId=${customerId}`)))).toEqual({ customerId, erased: 0, done: true });
    }
  });

  test(`erases ${MAX_ERASED} orders at most, and the rest when it is sent again`, async () => {
    const harness = new Harness();
    for (let i = 0; i < MAX_ERASED + 5; i++) harness.orders.set(`order-${i}`, { ...STORED, ...PERSONAL, orderId: `order-${i}` });

    expect(bodyOf(await harness.handle(eraseAll()))).toMatchObject({ erased: MAX_ERASED, done: false });
    expect(bodyOf(await harness.handle(eraseAll()))).toMatchObject({ erased: 5, done: true });
  });

  test('goes on from page to page', async () => {
    const pages = [{ orderIds: ['a'], next: { orderId: { S: 'a' } } }, { orderIds: [], next: { orderId: { S: 'b' } } }, { orderIds: ['c'] }];
    const asked: unknown[] = [];
    const unerasedOf: Store['unerasedOf'] = async (_, from) => { asked.push(from); return pages[asked.length - 1]; };
    const harness = new Harness({ store: storeThat({ unerasedOf, erase: async () => ({ result: 'erased', order: STORED }) }) });

    expect(bodyOf(await harness.handle(eraseAll()))).toMatchObject({ erased: 2, done: true });
    expect(asked).toEqual([undefined, { orderId: { S: 'a' } }, { orderId: { S: 'b' } }]);
  });

  test('begins no more when its time is up, so that it answers before API Gateway gives up', async () => {
    let time = NOW.getTime();
    const orderIds = Array.from({ length: 50 }, (_, index) => `order-${index}`);
    const slow: Partial<Store> = { unerasedOf: async () => ({ orderIds }), erase: async () => { time += 300; return { result: 'erased', order: STORED }; } };
    const harness = new Harness({ store: storeThat(slow), now: () => new Date(time) });

    expect(bodyOf(await harness.handle(eraseAll()))).toEqual({ customerId: 'customer123', erased: 20, done: false });
  });

  test('does not count an order that has been erased or deleted since', async () => {
    const eraseNone: Store['erase'] = async (orderId) => (orderId === 'gone' ? undefined : { result: 'replayed', order: STORED });
    const harness = new Harness({ store: storeThat({ unerasedOf: async () => ({ orderIds: ['gone', 'erased'] }), erase: eraseNone }) });

    expect(bodyOf(await harness.handle(eraseAll()))).toMatchObject({ erased: 0, done: true });
  });

  test.each(['', 'customerId=', 'customerId=a&customerId=b', 'customerId=a&limit=1'])('fails with 400 for the query %p', async (query) => {
    expect(refusalOf(await withOrder().handle(eraseAll(query)))).toMatchObject({ status: 400, kind: 'invalid-parameters' });
  });

  test('writes no id of the customer into the log', async () => {
    const harness = withOrder(PERSONAL);
    await harness.handle(eraseAll());

    expect(JSON.stringify(harness.logs)).not.toContain(STORED.customerId);
    expect(harness.logs).toEqual([expect.objectContaining({ outcome: 'erased', status: 200, routeKey: 'DELETE /orders/personal-data' })]);
  });
});

test('an event of a route that the function does not know reaches none', async () => {
  expect(refusalOf(await withOrder({}, { operations: OPERATIONS }).handle(as(STAFF, erase())))).toMatchObject({ status: 404, kind: 'route-not-found' });
});
