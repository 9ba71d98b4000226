/*
 * Many callers at once for the same thing, on a real table: through copies of the handler that know nothing of each other,
 * as Lambda's execution environments do not.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ErasingStore } from '../../src/handler/erasing-store';
import { erasureOperations } from '../../src/handler/erasure-operations';
import { createHandler, HttpResponse } from '../../src/handler/http';
import { OPERATIONS } from '../../src/handler/operations';
import { documentClientOf } from '../../src/handler/order-store';
import { PROBLEMS } from '../../src/handler/shop-problem-kinds';
import { accessRules } from '../../tools/openapi/access-rules';
import { apiEvent, MINIMAL_ORDER, patchOrder, postOrders } from '../support/handler/fixtures';
import { OrdersTable } from '../support/random/orders-table';
import { PATIENT_CLIENT } from '../support/random/patient-client';

const CALLERS = 50;

const clients = Array.from({ length: 5 }, () => new DynamoDBClient(PATIENT_CLIENT));

let table: OrdersTable;
let handlers: ReturnType<typeof createHandler>[];

beforeAll(async () => {
  table = await OrdersTable.create(clients[0], `races-${process.pid}`);
  handlers = clients.map((client) => createHandler({
    operations: new Map([...OPERATIONS, ...erasureOperations()]),
    store: new ErasingStore(documentClientOf(client), table.name),
    problems: PROBLEMS,
    access: accessRules(),
    now: () => new Date(),
    newId: randomUUID,
    canReadOrders: true,
    log: () => undefined,
  }));
});

afterAll(async () => {
  await table.delete();
  clients.forEach((client) => client.destroy());
});

/** All of the events at once, each by the next copy. */
async function atOnce(events: readonly unknown[]): Promise<HttpResponse[]> {
  return Promise.all(events.map((event, index) => handlers[index % handlers.length](event, { awsRequestId: randomUUID() })));
}

const copiesOf = <T>(event: T): T[] => Array.from({ length: CALLERS }, () => event);

/** How many answers there are of each status. */
function statuses(responses: readonly HttpResponse[]): Record<number, number> {
  return responses.reduce<Record<number, number>>((counts, { statusCode }) => ({ ...counts, [statusCode]: (counts[statusCode] ?? 0) + 1 }), {});
}

async function storedOf(customerId: string): Promise<number> {
  return (await table.items()).filter((item) => item.customerId.S === customerId).length;
}

async function newOrder(): Promise<string> {
  const [{ body }] = await atOnce([postOrders({ ...MINIMAL_ORDER, orderId: randomUUID() })]);
  return JSON.parse(body).orderId;
}

function keyed(customerId: string, key: string, quantity = 1) {
  const order = { customerId, items: [{ productId: 'prod1', quantity, price: 10 }] };
  return postOrders(order, { headers: { 'content-type': 'application/json', 'idempotency-key': key } });
}

test('one order under one idempotency key is stored once, and each caller gets its answer', async () => {
  const responses = await atOnce(copiesOf(keyed('one-key', 'key-1')));

  expect(statuses(responses)).toEqual({ 200: CALLERS });
  expect(new Set(responses.map(({ body }) => body)).size).toBe(1);
  expect(responses.filter(({ headers }) => headers['Idempotency-Replayed'] === undefined)).toHaveLength(1);
  expect(await storedOf('one-key')).toBe(1);
});

test('of different orders under one idempotency key one is stored, and the others are refused', async () => {
  const responses = await atOnce(Array.from({ length: CALLERS }, (_, index) => keyed('same-key', 'key-2', index + 1)));

  expect(statuses(responses)).toEqual({ 200: 1, 422: CALLERS - 1 });
  expect(await storedOf('same-key')).toBe(1);
});

test('one order with an orderId of its own is stored once, and each caller gets its answer', async () => {
  const orderId = randomUUID();
  const responses = await atOnce(copiesOf(postOrders({ ...MINIMAL_ORDER, customerId: 'own-id', orderId })));

  expect(statuses(responses)).toEqual({ 200: CALLERS });
  expect(new Set(responses.map(({ body }) => body)).size).toBe(1);
  expect(await storedOf('own-id')).toBe(1);
});

test('of different orders with one orderId one is stored, and the others are refused', async () => {
  const orderId = randomUUID();
  const responses = await atOnce(Array.from({ length: CALLERS }, (_, index) => postOrders({
    customerId: 'same-id', orderId, items: [{ productId: 'prod1', quantity: index + 1, price: 10 }],
  })));

  expect(statuses(responses)).toEqual({ 200: 1, 409: CALLERS - 1 });
  expect(await storedOf('same-id')).toBe(1);
});

test('orders without a key are each stored', async () => {
  const responses = await atOnce(copiesOf(postOrders({ ...MINIMAL_ORDER, customerId: 'no-key' })));

  expect(new Set(responses.map(({ body }) => JSON.parse(body).orderId)).size).toBe(CALLERS);
  expect(await storedOf('no-key')).toBe(CALLERS);
});

test('of changes to one version one is made, and the others learn that the order has changed', async () => {
  const orderId = await newOrder();
  const responses = await atOnce(copiesOf(patchOrder(orderId, { status: 'CONFIRMED' }, { 'if-match': '"1"' })));

  expect(statuses(responses)).toEqual({ 200: 1, 412: CALLERS - 1 });
});

test('one change under one idempotency key is made once, and each caller gets its answer', async () => {
  const orderId = await newOrder();
  const responses = await atOnce(copiesOf(patchOrder(orderId, { status: 'CONFIRMED' }, { 'if-match': '"1"', 'idempotency-key': 'change-1' })));

  expect(statuses(responses)).toEqual({ 200: CALLERS });
  const [first, ...others] = responses.map(({ body }) => JSON.parse(body));
  expect(others).toEqual(Array(CALLERS - 1).fill(first));
  expect(first).toMatchObject({ version: 2, statusHistory: [{ status: 'PROCESSING' }, { status: 'CONFIRMED' }] });
});

test('changes that exclude each other are not both made', async () => {
  const orderId = await newOrder();
  const changes = Array.from({ length: CALLERS }, (_, index) => patchOrder(orderId, { status: index % 2 === 0 ? 'CONFIRMED' : 'CANCELLED' }, { 'if-match': '"1"' }));

  expect(statuses(await atOnce(changes))).toEqual({ 200: 1, 412: CALLERS - 1 });
});

test('an erasure loses no change of status that is made at the same time, and no change brings anything back', async () => {
  const orders = Array.from({ length: 10 }, () => randomUUID());
  await atOnce(orders.map((orderId) => postOrders({ ...MINIMAL_ORDER, customerId: 'erased', orderId, metadata: { gift: 'for Ada' } })));

  const responses = await atOnce(orders.flatMap((orderId) => [
    patchOrder(orderId, { status: 'CONFIRMED' }, { 'if-match': '*' }),
    apiEvent('DELETE /orders/{orderId}/personal-data', { pathParameters: { orderId } }),
    patchOrder(orderId, { status: 'CANCELLED' }, { 'if-match': '*' }),
    apiEvent('DELETE /orders/personal-data', { rawQueryString: 'customerId=erased' }),
  ]));

  const changed = responses.filter((response, index) => index % 2 === 0 && response.statusCode === 200);
  const items = (await table.items()).filter((item) => item.customerId.S === 'erased');
  expect(responses.filter((_, index) => index % 2 === 1).every(({ statusCode }) => statusCode === 200)).toBe(true);
  expect(items).toHaveLength(orders.length);
  expect(items.every((item) => item.erasedAt !== undefined && item.metadata === undefined)).toBe(true);
  // Each change that was answered with 200 is in a history: the first status, the changes, and no more.
  expect(items.reduce((sum, item) => sum + item.statusHistory.L!.length - 1, 0)).toBe(changed.length);
  for (const item of items) expect(Number(item.version.N)).toBe(item.statusHistory.L!.length + 1); // and one for the erasure
});
