import { ROUTES } from '../../src/contract';
import { erasureOperations } from '../../src/handler/erasure-operations';
import { fulfilmentOperations } from '../../src/handler/fulfilment-operations';
import { listOperations } from '../../src/handler/list-operations';
import { Operation, OPERATIONS } from '../../src/handler/operations';
import { updateStatusWithReason } from '../../src/handler/reasoned-operations';
import { showingOrders } from '../../src/handler/shown-orders';
import { accessRules } from '../../tools/openapi/access-rules';
import { apiEvent, ApiEvent, Authorizer, BACK_OFFICE, cognito, getOrder, iam, jwt, listOrders, MINIMAL_ORDER, patchOrder } from '../support/handler/fixtures';
import { ACCESS, bodyOf, Harness, NOW, OTHER, OWNER, refusalOf, STAFF, Store, STORED, withOrder } from '../support/handler/harness';
import { expectDocumented, ofHandler } from '../support/openapi/conformance';

const DEADLINE_MS = 5_000;
const LINES = [{ lineNumber: 1, quantity: 1 }];
const CONFIRMED = { status: 'CONFIRMED', version: 2, statusHistory: [...STORED.statusHistory, { status: 'CONFIRMED', at: NOW.toISOString() }] } as const;

const PLAIN = new Map<string, Operation<Store>>([
  ...OPERATIONS,
  ...erasureOperations(),
  ...listOperations({ hasNumbers: true, staffList: { shards: 1 }, deadlineMs: DEADLINE_MS }),
  ['PATCH /orders/{orderId}', updateStatusWithReason as Operation<Store>],
  ...fulfilmentOperations(DEADLINE_MS) as ReadonlyMap<string, Operation<Store>>,
]);
const operations = showingOrders(PLAIN);

function shop(change: object = CONFIRMED, overrides = {}): Harness {
  return withOrder(change, { operations, access: ACCESS, ...overrides });
}

type Headers = Record<string, string | undefined>;

function eventOf(routeKey: string, pathParameters: object, body: unknown, headers: Headers): ApiEvent {
  return apiEvent(routeKey, { pathParameters, headers: { 'content-type': 'application/json', 'if-match': '*', ...headers }, body: JSON.stringify(body) });
}

const pack = (body: unknown = {}, headers: Headers = {}, orderId = 'order-1') => eventOf('POST /orders/{orderId}/fulfilments', { orderId }, body, headers);
const takeBack = (body: unknown, headers: Headers = {}, orderId = 'order-1') => eventOf('POST /orders/{orderId}/returns', { orderId }, body, headers);
const change = (fulfilmentId: string, body: unknown, headers: Headers = {}) => (
  eventOf('PATCH /orders/{orderId}/fulfilments/{fulfilmentId}', { orderId: 'order-1', fulfilmentId }, body, headers)
);

async function packed(harness: Harness): Promise<string> {
  const { fulfilments } = bodyOf(await harness.handleAs(STAFF, pack())) as { fulfilments: { fulfilmentId: string }[] };
  return fulfilments[0].fulfilmentId;
}

test('a fulfilment, its changes and a return are answered with the order and its new ETag', async () => {
  const harness = shop();

  const made = await harness.handleAs(STAFF, pack());
  expectDocumented('createFulfilment', ofHandler(made));
  expect(made).toMatchObject({ statusCode: 200, headers: { ETag: '"3"' } });
  const [{ fulfilmentId }] = bodyOf(made).fulfilments as { fulfilmentId: string }[];
  const shipped = await harness.handleAs(STAFF, change(fulfilmentId, { status: 'SHIPPED', carrier: 'Post' }, { 'if-match': '"3"' }));
  expectDocumented('updateFulfilment', ofHandler(shipped));
  expect(bodyOf(shipped)).toMatchObject({ status: 'SHIPPED', fulfilmentStatus: 'FULFILLED', version: 4 });
  await harness.handleAs(STAFF, change(fulfilmentId, { status: 'DELIVERED' }));
  const back = await harness.handleAs(STAFF, takeBack({ items: LINES, refundAmount: 10 }));
  expectDocumented('createReturn', ofHandler(back));
  expect(back).toMatchObject({ statusCode: 200, headers: { ETag: '"6"' } });
  expect(harness.logs.map(({ outcome, orderId }) => [outcome, orderId])).toEqual(Array(4).fill(['changed', 'order-1']));
});

test('a retry with the same key is a replay, and another caller\'s same key is another request', async () => {
  const harness = shop({ ...CONFIRMED, items: [{ productId: 'prod1', quantity: 2, price: 5 }] });
  const event = pack({ items: LINES }, { 'idempotency-key': 'key-1' });
  const first = await harness.handleAs(STAFF, event);

  const retry = await harness.handleAs(STAFF, event);
  expect(retry).toMatchObject({ headers: { 'Idempotency-Replayed': 'true', 'ETag': '"3"' }, body: first.body });
  const other = await harness.handleAs(jwt({ sub: 'user-4', scope: 'orders/admin' }), event);
  expect(bodyOf(other).fulfilments).toHaveLength(2);
});

test('a new fulfilment and its replay are named by the Location, whatever others have packed since and whatever became of it', async () => {
  const harness = shop({ ...CONFIRMED, items: [{ productId: 'prod1', quantity: 2, price: 5 }] });
  const event = pack({ items: LINES }, { 'idempotency-key': 'key-1' });
  const made = await harness.handleAs(STAFF, event);
  const [{ fulfilmentId }] = bodyOf(made).fulfilments as { fulfilmentId: string }[];

  expect(new URL(made.headers.Location, 'https://api.example.com/dev/orders/order-1/fulfilments').pathname).toBe(`/dev/orders/order-1/fulfilments/${fulfilmentId}`);
  await harness.handleAs(STAFF, pack());
  const shipped = await harness.handleAs(STAFF, change(fulfilmentId, { status: 'SHIPPED' }));
  expect(shipped.headers).not.toHaveProperty('Location');
  const replay = await harness.handleAs(STAFF, event);
  expect(replay.headers).toMatchObject({ 'Location': made.headers.Location, 'Idempotency-Replayed': 'true', 'ETag': '"5"' });
  expect(bodyOf(replay).fulfilments).toMatchObject([{ fulfilmentId, status: 'SHIPPED' }, { status: 'PACKED' }]);
});

test.each([
  ['createFulfilment', () => pack()],
  ['updateFulfilment', () => change('parcel-1', { carrier: 'Post' })],
  ['createReturn', () => takeBack({ items: LINES })],
])('%s refuses customers, unknown orders, parameters, and requests without or with another If-Match', async (operationId, make) => {
  const harness = shop();
  const refusal = async (event: ApiEvent, caller = STAFF) => refusalOf(await harness.handleAs(caller, event));

  for (const caller of [OWNER, OTHER]) expect(await refusal(make(), caller)).toMatchObject({ status: 403, kind: 'forbidden' });
  for (const orderId of ['none', '', 'x'.repeat(2_049)]) {
    expect(await refusal({ ...make(), pathParameters: { fulfilmentId: 'parcel-1', orderId } } as ApiEvent)).toMatchObject({ status: 404, kind: 'order-not-found' });
  }
  expect(await refusal({ ...make(), rawQueryString: 'force=true' })).toMatchObject({ status: 400, kind: 'invalid-parameters' });
  const withIfMatch = (tag: string | undefined) => ({ ...make(), headers: { ...make().headers, 'if-match': tag } } as ApiEvent);
  expect(await refusal(withIfMatch(undefined))).toMatchObject({ status: 428 });
  if (operationId !== 'updateFulfilment') expect(await refusal(withIfMatch('"1"'))).toMatchObject({ status: 412, detail: expect.stringContaining('the order has the ETag "2"') });
  expect(harness.orders.get('order-1')).toMatchObject(CONFIRMED);
});

test('a fulfilment that the order has not is a 404, also under an id that none can have', async () => {
  for (const id of ['none', '', 'x'.repeat(2_049)]) {
    expect(refusalOf(await shop().handleAs(STAFF, change(id, { carrier: 'Post' })))).toMatchObject({ status: 404, kind: 'fulfilment-not-found' });
  }
});

test('a return of more than was delivered says how much there is', async () => {
  expect(refusalOf(await shop().handleAs(STAFF, takeBack({ items: LINES })))).toMatchObject({
    status: 409, kind: 'exceeds-order', errors: [{ pointer: '#/items/0/quantity', available: 0 }],
  });
});

describe('the history says who', () => {
  const customers = { customerIdClaim: 'sub', staff: [{ scope: 'orders/admin' }] };

  test.each<[string, Authorizer | undefined, object, object | undefined]>([
    ['a customer', OWNER, {}, { kind: 'CUSTOMER', id: 'customer123' }],
    ['staff', STAFF, {}, { kind: 'STAFF', id: 'user-3' }],
    ['staff with an id of a customer', jwt({ sub: 'customer123', scope: 'orders/admin' }), { access: accessRules(customers) }, { kind: 'STAFF', id: 'customer123' }],
    ['a client of its own', jwt({ client_id: 'warehouse', scope: 'orders/admin' }), {}, { kind: 'STAFF', id: 'warehouse' }],
    ['a role of IAM, without its session', iam('AROAEXAMPLE:session-7'), { access: accessRules() }, { kind: 'IAM', id: 'AROAEXAMPLE' }],
    ['a user of an identity pool', iam('AROAEXAMPLE:x', cognito('eu-central-1:1234')), { access: accessRules() }, { kind: 'IAM', id: 'eu-central-1:1234' }],
    ['nobody', undefined, { access: accessRules() }, undefined],
  ])('%s', async (_, caller, overrides, by) => {
    const harness = shop(CONFIRMED, overrides);

    await harness.handleAs(caller, patchOrder('order-1', { status: 'CANCELLED', reason: 'customer' }, { 'if-match': '*' }));

    const { statusHistory } = bodyOf(await shop(harness.orders.get('order-1')).handleAs(STAFF, getOrder('order-1'))) as { statusHistory: object[] };
    expect(statusHistory[2]).toEqual({ status: 'CANCELLED', at: NOW.toISOString(), reason: 'customer', ...by && { by } });
  });
});

describe('no operation of the extended bundle answers without what the caller may see', () => {
  const STORED_ALL = { ...CONFIRMED, ...BACK_OFFICE };
  const events: Readonly<Record<string, () => ApiEvent>> = {
    'POST /orders': () => apiEvent('POST /orders', { body: JSON.stringify({ ...MINIMAL_ORDER, orderId: 'new-1' }) }),
    'GET /orders/{orderId}': () => getOrder('order-1'),
    'GET /orders': () => listOrders(`customerId=${STORED.customerId}`),
    'PATCH /orders/{orderId}': () => patchOrder('order-1', { status: 'SHIPPED' }, { 'if-match': '*' }),
    'DELETE /orders/{orderId}/personal-data': () => apiEvent('DELETE /orders/{orderId}/personal-data', { pathParameters: { orderId: 'order-1' } }),
    'DELETE /orders/personal-data': () => apiEvent('DELETE /orders/personal-data', { rawQueryString: `customerId=${STORED.customerId}` }),
    'POST /orders/{orderId}/fulfilments': () => pack(),
    'PATCH /orders/{orderId}/fulfilments/{fulfilmentId}': () => change('parcel-1', { carrier: 'Van' }),
    'POST /orders/{orderId}/returns': () => takeBack({ items: LINES }),
  };

  test('which has one for each route', () => {
    expect([...operations.keys()].sort()).toEqual(ROUTES.map(({ routeKey }) => routeKey).sort());
  });

  test.each([...operations.keys()])('%s', async (routeKey) => {
    const fulfilments = [{ ...BACK_OFFICE.fulfilments[0], items: [{ lineNumber: 1, quantity: 2 }] }];
    const harness = shop({ ...STORED_ALL, items: [{ productId: 'prod1', quantity: 3, price: 10 }], fulfilments });
    if (routeKey === 'PATCH /orders/{orderId}') harness.orders.set('order-1', { ...harness.orders.get('order-1')!, fulfilments: [] } as never);

    const response = await harness.handleAs(STAFF, events[routeKey]());

    expect([routeKey, response.statusCode, response.body]).toEqual([routeKey, 200, response.body]);
    expect(response.body).not.toMatch(/fingerprint|changeId|statusChanges/i);
  });

  test.each(['GET /orders/{orderId}', 'GET /orders', 'PATCH /orders/{orderId}'])('%s of a customer has neither notes nor names of staff', async (routeKey) => {
    const harness = shop(STORED_ALL);
    const own = { ...events, 'GET /orders': () => listOrders(), 'PATCH /orders/{orderId}': () => patchOrder('order-1', { status: 'CANCELLED' }, { 'if-match': '*' }) };

    const response = await harness.handleAs(OWNER, own[routeKey as keyof typeof own]());

    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('"trackingNumber":"RR123456785AT"');
    expect(response.body).not.toMatch(/"note"|clerk-1|fingerprint|changeId|statusChanges/i);
  });

  test('what is no order is left as it is', async () => {
    const bare = showingOrders(new Map([['GET /orders', async () => ({ outcome: 'x', body: { done: true, orders: [{ orderId: 'summary' }] } })]]));

    expect((await bare.get('GET /orders')!(undefined as never, { identity: '' }, undefined as never)).body).toEqual({ done: true, orders: [{ orderId: 'summary' }] });
  });
});

test('a parcel of somebody else\'s program, of another shape, is not shown', async () => {
  for (const foreign of ['by van', [1], [{ fulfilmentId: 7 }], { a: 1 }]) {
    expect(bodyOf(await shop({ ...CONFIRMED, fulfilments: foreign, returns: foreign }).handleAs(OWNER, getOrder('order-1')))).not.toHaveProperty('fulfilments');
  }
});

test('the id of a fulfilment cannot be guessed from its key, and has nothing of it', async () => {
  expect(await packed(shop())).toMatch(/^[\w-]{20,}$/);
});
