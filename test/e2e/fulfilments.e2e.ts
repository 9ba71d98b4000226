/*
 * Parcels, returns, and who changed a status and why, on a local AWS with the permissions that the construct gives: what each caller may do and see,
 * what follows for the status, the stock, the staff list and the events, and orders that an older version or the template has written.
 */
import { randomUUID } from 'node:crypto';
import { AttributeValue, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { User } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff, OrderStaffList, OrderStock } from '../../src';
import { newOrder } from '../../src/handler/domain/order';
import { documentClientOf, OrderStore } from '../../src/handler/order-store';
import { apiUrl } from '../../tools/local/sample-app';
import { signedHeaders } from '../../tools/local/signed-request';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { UserKeys } from '../support/e2e/iam';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { Answer, OrdersClient } from '../support/e2e/orders-client';
import { sqsOverTls } from '../support/e2e/over-tls';
import { AMOUNTS_AS_TEXT, stored } from '../support/handler/legacy-orders';
import { expectDocumented } from '../support/openapi/conformance';
import { strictFaultsOf } from '../support/order-events-schema';

const ITEMS = [{ productId: 'mug', quantity: 3, price: 10 }, { productId: 'plate', quantity: 1, price: 20 }];
const MUGS = [{ lineNumber: 1, quantity: 3 }];
const ANY = { 'If-Match': '*' };

const keys = new UserKeys();
const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);
const sqs = sqsOverTls();

let issuer: TokenIssuer;
let stack: DeployedStack;
let url: string;
let staff: OrdersClient;
let ada: OrdersClient;
let grace: OrdersClient;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  await bootstrapOnce();
  stack = await DeployedStack.deploy('FulfilmentShop', (scope) => {
    const stock = new TableV2(scope, 'Stock', { partitionKey: { name: 'productId', type: AttributeType.STRING }, removalPolicy: RemovalPolicy.DESTROY });
    const listener = new Queue(scope, 'Listener');
    const login = new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] });
    const orders = new OrderProcessingApi(scope, 'Orders', {
      projectName: 'fulfilment-shop',
      removalPolicy: RemovalPolicy.DESTROY,
      stock: OrderStock.fromTable(stock),
      eventBus: new EventBus(scope, 'Bus'),
      routes: [...backOffice(OrderStaffList.byStatus()), OrderRoute.createOrder(), OrderRoute.eraseOrder()],
      access: OrderAccess.customers(login, { staff: [OrderStaff.cognitoGroup('staff')] }),
    });
    orders.onEvent('All', { target: new SqsQueue(listener) });
    addCounter(scope, orders);
    new CfnOutput(scope, 'Table', { value: orders.table.tableName });
    new CfnOutput(scope, 'StockName', { value: stock.tableName });
    new CfnOutput(scope, 'ListenerUrl', { value: listener.queueUrl });
  });
  url = stack.ordersUrl;
  staff = await clientOf({ 'sub': 'clerk-1', 'cognito:groups': ['staff'] });
  ada = await clientOf({ sub: 'ada' });
  grace = await clientOf({ sub: 'grace' });
  for (const productId of ['mug', 'plate']) {
    await dynamodb.send(new PutItemCommand({ TableName: stack.outputs.StockName, Item: { productId: { S: productId }, available: { N: '1000' } } }));
  }
});

afterAll(async () => {
  await issuer.stop();
  await keys.delete();
  await stack.destroy();
});

function backOffice(staffList: OrderStaffList): OrderRoute[] {
  return [
    OrderRoute.getOrder(), OrderRoute.listOrders({ staffList }), OrderRoute.updateOrderStatus({ reasons: true }), OrderRoute.createFulfilment(),
    OrderRoute.updateFulfilment(), OrderRoute.createReturn(),
  ];
}

/** Another service calls the same table's orders with credentials of IAM. */
function addCounter(scope: Stack, { table }: OrderProcessingApi): void {
  const counter = new OrderProcessingApi(scope, 'Counter', {
    projectName: 'fulfilment-counter',
    outputs: false,
    table,
    routes: backOffice(OrderStaffList.byStatus()),
    access: OrderAccess.staff(new HttpIamAuthorizer()),
  });
  counter.grants.invoke(new User(scope, 'Robot', { userName: 'FulfilmentRobot' }));
  new User(scope, 'Stranger', { userName: 'FulfilmentStranger' });
  new CfnOutput(scope, 'CounterId', { value: counter.httpApi.apiId });
}

async function clientOf(claims: object): Promise<OrdersClient> {
  return new OrdersClient(url, await issuer.sign({ ...claims }));
}

/** A confirmed order of Ada's. */
async function confirmed(): Promise<string> {
  const orderId = randomUUID();
  expect((await ada.place({ orderId, items: ITEMS })).status).toBe(200);
  expect((await patch(staff, orderId, { status: 'CONFIRMED' })).status).toBe(200);
  return orderId;
}

type Headers = Readonly<Record<string, string>>;

const patch = (client: OrdersClient, orderId: string, body: object, headers: Headers = ANY) => client.call('PATCH', `/${orderId}`, { headers, body });
const pack = (client: OrdersClient, orderId: string, body: object = {}, headers: Headers = ANY) => client.call('POST', `/${orderId}/fulfilments`, { headers, body });
const change = (client: OrdersClient, orderId: string, fulfilmentId: string, body: object, headers: Headers = ANY) => (
  client.call('PATCH', `/${orderId}/fulfilments/${fulfilmentId}`, { headers, body })
);
const takeBack = (client: OrdersClient, orderId: string, body: object, headers: Headers = ANY) => client.call('POST', `/${orderId}/returns`, { headers, body });

function orderIn({ status, text }: Answer): any {
  expect({ status, text }).toEqual({ status: 200, text });
  return JSON.parse(text);
}

function kindIn({ status, text }: Answer): [number, string] {
  return [status, JSON.parse(text).type?.replace('urn:problem-type:order-processing:', '')];
}

const lastOf = (order: any): string => order.fulfilments.at(-1).fulfilmentId;

/** A parcel of all that is not packed yet. */
async function packed(orderId: string, body: object = {}): Promise<string> {
  return lastOf(orderIn(await pack(staff, orderId, body)));
}

describe('who may', () => {
  let orderId: string;
  let parcel: string;

  beforeAll(async () => {
    orderId = await confirmed();
    parcel = await packed(orderId, { items: [{ lineNumber: 1, quantity: 1 }] });
  });

  const calls = (client: OrdersClient) => [
    () => pack(client, orderId, { items: [{ lineNumber: 1, quantity: 1 }] }),
    () => change(client, orderId, parcel, { carrier: 'Post' }),
    () => takeBack(client, orderId, { items: [{ lineNumber: 1, quantity: 1 }] }),
  ];

  test.each<[string, () => Promise<OrdersClient>]>([
    ['nobody', async () => new OrdersClient(url)],
    ['a token of another issuer', async () => new OrdersClient(url, await issuer.sign({ 'sub': 'clerk-1', 'cognito:groups': ['staff'] }, 'unknown'))],
    ['an old token', async () => clientOf({ 'sub': 'clerk-1', 'cognito:groups': ['staff'], 'exp': 1 })],
  ])('%s gets 401 on each new route', async (_, caller) => {
    for (const call of calls(await caller())) expect((await call()).status).toBe(401);
  });

  test('a customer gets 403 on each new route, of their own order and of others', async () => {
    for (const call of [...calls(ada), ...calls(grace)]) expect(kindIn(await call())).toEqual([403, 'forbidden']);
  });

  test('staff does it, and gets 404 for an order and a fulfilment that are not there', async () => {
    expect(kindIn(await pack(staff, 'no-such'))).toEqual([404, 'order-not-found']);
    expect(kindIn(await change(staff, 'no-such', parcel, { carrier: 'Post' }))).toEqual([404, 'order-not-found']);
    expect(kindIn(await change(staff, orderId, 'no-such', { carrier: 'Post' }))).toEqual([404, 'fulfilment-not-found']);
    expect(kindIn(await takeBack(staff, 'no-such', { items: MUGS }))).toEqual([404, 'order-not-found']);
    expect((await change(staff, orderId, parcel, { carrier: 'Post' })).status).toBe(200);
  });

  test('a customer cancels with their own reason, and with no other and no note', async () => {
    const own = randomUUID();
    await ada.place({ orderId: own, items: ITEMS });

    expect(kindIn(await patch(ada, own, { status: 'CANCELLED', reason: 'fraud' }))).toEqual([403, 'forbidden']);
    expect(kindIn(await patch(ada, own, { status: 'CANCELLED', note: 'sorry' }))).toEqual([403, 'forbidden']);
    expect(kindIn(await patch(grace, own, { status: 'CANCELLED', reason: 'customer' }))).toEqual([404, 'order-not-found']);
    expect((await patch(new OrdersClient(url), own, { status: 'CANCELLED', reason: 'customer' })).status).toBe(401);
    expect(orderIn(await patch(ada, own, { status: 'CANCELLED', reason: 'customer' })).statusHistory.at(-1)).toMatchObject({ reason: 'customer', by: { kind: 'CUSTOMER' } });
    expect(orderIn(await staff.get(own)).statusHistory.at(-1)).toMatchObject({ status: 'CANCELLED', reason: 'customer', by: { kind: 'CUSTOMER', id: 'ada' } });
  });

  test('an IAM principal that was granted to call the API does all of it, and no other', async () => {
    const own = await confirmed();
    const counter = apiUrl(ENDPOINT, stack.outputs.CounterId, '/dev/orders');
    const call = async (user: string, method: string, path: string, body: object) => {
      const text = JSON.stringify(body);
      const headers = await signedHeaders(await keys.of(user), {
        service: 'execute-api', region: CLIENT_SETTINGS.region, method, url: counter + path, body: text, headers: { 'if-match': '*', 'content-type': 'application/json' },
      });
      return new OrdersClient(counter).call(method, path, { headers, body: text });
    };

    expect((await call('FulfilmentStranger', 'POST', `/${own}/fulfilments`, {})).status).toBe(403);
    const shipped = orderIn(await call('FulfilmentRobot', 'POST', `/${own}/fulfilments`, { status: 'SHIPPED' }));
    expect(shipped).toMatchObject({ status: 'SHIPPED', fulfilments: [{ statusHistory: [{ status: 'SHIPPED', by: { kind: 'IAM' } }] }] });
    expect(orderIn(await call('FulfilmentRobot', 'PATCH', `/${own}/fulfilments/${lastOf(shipped)}`, { status: 'DELIVERED' })).status).toBe('DELIVERED');
    expect(orderIn(await call('FulfilmentRobot', 'POST', `/${own}/returns`, { items: MUGS })).returns).toEqual([expect.objectContaining({ by: { kind: 'IAM', id: expect.any(String) } })]);
  });
});

test('an order goes its whole way in two parcels, and a part of it comes back', async () => {
  const orderId = randomUUID();
  await ada.place({ orderId, items: ITEMS });
  orderIn(await patch(staff, orderId, { status: 'CONFIRMED', reason: 'staff', note: 'checked by phone' }));

  const made = await pack(staff, orderId, { items: MUGS, status: 'SHIPPED', carrier: 'Post', trackingNumber: 'T-1', trackingUrl: 'https://post.example/T-1' });
  expectDocumented('createFulfilment', documented(made));
  expect(orderIn(made)).toMatchObject({ status: 'CONFIRMED', fulfilmentStatus: 'PARTIAL', version: 3 });
  const first = lastOf(orderIn(made));
  const second = await packed(orderId);
  const shipped = await change(staff, orderId, second, { status: 'SHIPPED' });
  expectDocumented('updateFulfilment', documented(shipped));
  expect(orderIn(shipped)).toMatchObject({ status: 'SHIPPED', fulfilmentStatus: 'FULFILLED' });
  expect(kindIn(await takeBack(staff, orderId, { items: MUGS }))).toEqual([409, 'exceeds-order']);
  expect(orderIn(await change(staff, orderId, second, { status: 'DELIVERED' })).status).toBe('SHIPPED');
  expect(orderIn(await change(staff, orderId, first, { status: 'DELIVERED' })).status).toBe('DELIVERED');

  const back = await takeBack(staff, orderId, { items: [{ lineNumber: 1, quantity: 2 }], refundAmount: 20, reason: 'customer', note: 'too small' });
  expectDocumented('createReturn', documented(back));
  expect(kindIn(await takeBack(staff, orderId, { items: [{ lineNumber: 1, quantity: 2 }] }))).toEqual([409, 'exceeds-order']);
  expect(kindIn(await takeBack(staff, orderId, { items: [{ lineNumber: 1, quantity: 1 }], refundAmount: 30.01 }))).toEqual([409, 'exceeds-order']);

  const byStaff = orderIn(await staff.get(orderId));
  const clerk = { kind: 'STAFF', id: 'clerk-1' };
  expect(byStaff.statusHistory).toEqual([
    { status: 'PROCESSING', at: expect.any(String) },
    { status: 'CONFIRMED', at: expect.any(String), reason: 'staff', note: 'checked by phone', by: clerk },
    { status: 'SHIPPED', at: expect.any(String), by: clerk },
    { status: 'DELIVERED', at: expect.any(String), by: clerk },
  ]);
  expect(byStaff.returns).toEqual([expect.objectContaining({ refundAmount: 20, reason: 'customer', note: 'too small', by: clerk })]);

  const byAda = orderIn(await ada.get(orderId));
  expect(byAda.fulfilments[0]).toMatchObject({ carrier: 'Post', trackingNumber: 'T-1', trackingUrl: 'https://post.example/T-1', items: MUGS, status: 'DELIVERED' });
  expect(byAda.returns).toEqual([expect.objectContaining({ refundAmount: 20, by: { kind: 'STAFF' } })]);
  expect((await grace.get(orderId)).status).toBe(404);
  for (const answer of [await ada.get(orderId), await ada.list()]) expect(answer.text).not.toMatch(/"note"|clerk-1|fingerprint|changeId/i);
  for (const answer of [made, shipped, back, await staff.get(orderId), await staff.list({ customerId: 'ada' })]) expect(answer.text).not.toMatch(/fingerprint|changeId|statusChanges/i);
});

describe('If-Match and Idempotency-Key', () => {
  test('without If-Match each answer is 428, with another version 412, whatever else is wrong', async () => {
    const orderId = await confirmed();
    const parcel = await packed(orderId);
    const calls = (headers: Headers) => [
      () => patch(staff, orderId, { status: 'CANCELLED' }, headers),
      () => pack(staff, orderId, { items: MUGS }, headers),
      () => change(staff, orderId, parcel, { status: 'DELIVERED' }, headers),
      () => takeBack(staff, orderId, { items: MUGS }, headers),
    ];

    for (const call of calls({})) expect(kindIn(await call())).toEqual([428, 'precondition-required']);
    for (const call of calls({ 'If-Match': '"2"' })) expect(kindIn(await call())).toEqual([412, 'precondition-failed']);
    for (const call of calls({ 'If-Match': '"3"' })) expect((await call()).status).toBe(409);
  });

  test('a retry with the same key gets what the first try made, however far the order has come', async () => {
    const orderId = await confirmed();
    const headers = () => ({ ...ANY, 'Idempotency-Key': randomUUID() });
    const [ofPack, ofShip, ofReturn] = [headers(), headers(), headers()];
    const parcel = lastOf(orderIn(await pack(staff, orderId, { items: MUGS }, ofPack)));
    const ship = () => change(staff, orderId, parcel, { status: 'SHIPPED', trackingNumber: 'T-1' }, ofShip);
    orderIn(await ship());
    orderIn(await change(staff, orderId, parcel, { trackingNumber: 'T-2' }));
    orderIn(await change(staff, orderId, parcel, { status: 'DELIVERED' }));
    const back = () => takeBack(staff, orderId, { items: [{ lineNumber: 1, quantity: 3 }] }, ofReturn);
    const last = orderIn(await back());

    for (const retry of [await pack(staff, orderId, { items: MUGS }, ofPack), await ship(), await back()]) {
      expect([retry.headers['idempotency-replayed'], retry.headers.etag]).toEqual(['true', `"${last.version}"`]);
      expect(orderIn(retry)).toEqual(last);
    }
    expect(last.fulfilments[0].trackingNumber).toBe('T-2');
    expect(kindIn(await pack(staff, orderId, {}, ofPack))).toEqual([422, 'idempotency-key-reused']);
    expect(kindIn(await takeBack(staff, orderId, { items: MUGS, refundAmount: 1 }, ofReturn))).toEqual([422, 'idempotency-key-reused']);
  });

  test('two packers at once do not pack a piece twice', async () => {
    const orderId = await confirmed();

    const answers = await Promise.all(Array.from({ length: 6 }, () => pack(staff, orderId, { items: [{ lineNumber: 1, quantity: 2 }] })));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
  });
});

test('beside a parcel nobody sets the status, and a cancelled order gives its stock back when its parcel is cancelled', async () => {
  const before = await left('mug');
  const orderId = await confirmed();
  const parcel = await packed(orderId);

  for (const status of ['SHIPPED', 'DELIVERED', 'CANCELLED']) expect(kindIn(await patch(staff, orderId, { status }))).toEqual([409, 'transition-not-allowed']);
  expect(kindIn(await patch(ada, orderId, { status: 'CANCELLED' }))).toEqual([409, 'transition-not-allowed']);
  expect(await left('mug')).toBe(before - 3);

  orderIn(await change(staff, orderId, parcel, { status: 'CANCELLED' }));
  expect(orderIn(await patch(staff, orderId, { status: 'CANCELLED', reason: 'out-of-stock' })).statusHistory.at(-1)).toMatchObject({ reason: 'out-of-stock' });
  expect(await left('mug')).toBe(before);
});

test('the staff list follows a status that a parcel causes', async () => {
  const orderId = await confirmed();
  const isListed = async (status: string) => orderIn(await staff.list({ status, limit: 100 })).orders.some((order: any) => order.orderId === orderId);
  expect(await isListed('CONFIRMED')).toBe(true);
  const parcel = await packed(orderId, { status: 'SHIPPED' });
  expect([await isListed('CONFIRMED'), await isListed('SHIPPED')]).toEqual([false, true]);
  orderIn(await change(staff, orderId, parcel, { status: 'DELIVERED' }));
  expect([await isListed('SHIPPED'), await isListed('DELIVERED')]).toEqual([false, true]);
  expect(orderIn(await staff.list({ status: 'DELIVERED' })).orders.find((order: any) => order.orderId === orderId)).toMatchObject({ fulfilmentStatus: 'FULFILLED' });
});

test('erasure keeps what was packed and came back, without tracking, notes and ids of people', async () => {
  const orderId = await confirmed();
  const parcel = await packed(orderId, { status: 'SHIPPED', carrier: 'Post', trackingNumber: 'T-ERASE', trackingUrl: 'https://post.example/T-ERASE' });
  orderIn(await change(staff, orderId, parcel, { status: 'DELIVERED' }));
  const before = orderIn(await takeBack(staff, orderId, { items: MUGS, refundAmount: 5, note: 'Ada has called' }));

  const erased = orderIn(await staff.call('DELETE', `/${orderId}/personal-data`));

  const { fulfilments: [{ trackingNumber: _, trackingUrl: __, ...kept }], returns: [{ note: ___, ...returned }], statusHistory } = before;
  const withoutIds = (value: object) => JSON.parse(JSON.stringify(value, (name, member) => (name === 'by' ? { kind: member.kind } : member)));
  expect(erased).toMatchObject(withoutIds({ status: 'DELIVERED', fulfilmentStatus: 'FULFILLED', fulfilments: [kept], returns: [returned], statusHistory }));
  expect(JSON.stringify((await item(orderId)))).not.toMatch(/T-ERASE|Ada has called|clerk-1|fingerprint|changeIds/);
  expect(orderIn(await staff.list({ status: 'DELIVERED', limit: 100 })).orders).toContainEqual(expect.objectContaining({ orderId, erasedAt: expect.any(String) }));
});

describe('an order that', () => {
  const whole = async (orderId: string, refundAmount: number) => {
    orderIn(await patch(staff, orderId, { status: 'CONFIRMED', reason: 'staff' }));
    const parcel = await packed(orderId, { status: 'SHIPPED' });
    orderIn(await change(staff, orderId, parcel, { status: 'DELIVERED' }));
    return orderIn(await takeBack(staff, orderId, { items: [{ lineNumber: 1, quantity: 1 }], refundAmount }));
  };
  const history = [{ status: 'PROCESSING' }, { status: 'CONFIRMED', reason: 'staff' }, { status: 'SHIPPED' }, { status: 'DELIVERED' }];

  test('the default bundle has stored goes all the way', async () => {
    const orderId = randomUUID();
    const order = newOrder({ customerId: 'ada', items: ITEMS, currency: 'USD', totalAmount: 50 }, orderId, new Date());
    await new OrderStore(documentClientOf(dynamodb), stack.outputs.Table).create(order);

    expect(await whole(orderId, 50)).toMatchObject({ version: 5, statusHistory: history, fulfilmentStatus: 'FULFILLED', returns: [{ refundAmount: 50 }] });
  });

  test('the template has stored goes all the way, also with amounts as text', async () => {
    const orderId = `template-${randomUUID()}`;
    await dynamodb.send(new PutItemCommand({ TableName: stack.outputs.Table, Item: stored(AMOUNTS_AS_TEXT, { orderId: { S: orderId } }) as never }));

    expect(await whole(orderId, 59.98)).toMatchObject({
      version: 5,
      statusHistory: history,
      fulfilments: [{ items: [{ lineNumber: 1, quantity: 2 }] }],
      returns: [{ items: [{ lineNumber: 1, quantity: 1 }], refundAmount: 59.98 }],
    });
    expect((await item(orderId)).totalAmount).toEqual({ S: '59.98' });
  });

  test('the template has stored and another program has confirmed is packed', async () => {
    const orderId = `template-${randomUUID()}`;
    const Item = stored(AMOUNTS_AS_TEXT, { orderId: { S: orderId }, status: { S: 'CONFIRMED' } });
    await dynamodb.send(new PutItemCommand({ TableName: stack.outputs.Table, Item: Item as never }));

    expect(orderIn(await pack(staff, orderId, {}, { 'If-Match': '"1"' }))).toMatchObject({ version: 2, status: 'CONFIRMED', fulfilments: [{ status: 'PACKED' }] });
    const order = orderIn(await change(staff, orderId, lastOf(orderIn(await staff.get(orderId))), { status: 'SHIPPED' }));
    expect(order.statusHistory.at(-1)).toMatchObject({ status: 'SHIPPED', by: { kind: 'STAFF' } });
  });
});

test('each change arrives as an event, with nothing that is for staff only', async () => {
  const orderId = await confirmed();
  const parcel = await packed(orderId);
  orderIn(await change(staff, orderId, parcel, { status: 'SHIPPED', trackingNumber: 'T-9' }));
  orderIn(await change(staff, orderId, parcel, { status: 'DELIVERED' }));
  orderIn(await takeBack(staff, orderId, { items: MUGS, note: 'Ada has called' }));

  const events = await eventsOf(orderId, 6);

  expect(events.map((event) => [event['detail-type'], event.detail.order.version])).toEqual([
    ['OrderCreated', 1], ['OrderStatusChanged', 2], ['OrderFulfilmentUpdated', 3], ['OrderStatusChanged', 4], ['OrderStatusChanged', 5], ['OrderReturned', 6],
  ]);
  for (const event of events) expect(strictFaultsOf(event)).toEqual([]);
  expect(events[5].detail.order).toMatchObject({ fulfilmentStatus: 'FULFILLED', fulfilments: [{ fulfilmentId: parcel, status: 'DELIVERED' }], returns: [{ items: MUGS }] });
  expect(JSON.stringify(events)).not.toMatch(/Ada has called|clerk-1|fingerprint|changeId|T-9/i);
});

const heard: any[] = [];

/** The events of an order, by version. Those of other orders are kept for others who ask. */
async function eventsOf(orderId: string, count: number): Promise<any[]> {
  const end = Date.now() + 90_000;
  const own = () => heard.filter(({ detail }) => detail.order.orderId === orderId);
  const QueueUrl = stack.outputs.ListenerUrl;
  while (own().length < count && Date.now() < end) {
    const { Messages: messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }));
    if (messages.length === 0) continue;
    heard.push(...messages.map(({ Body }) => JSON.parse(Body!)));
    const Entries = messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
  return own().sort((a, b) => a.detail.order.version - b.detail.order.version);
}

async function item(orderId: string): Promise<Record<string, unknown>> {
  return (await read(stack.outputs.Table, { orderId: { S: orderId } }))!;
}

async function left(productId: string): Promise<number> {
  const { available } = (await read(stack.outputs.StockName, { productId: { S: productId } }))!;
  return Number(available.N);
}

async function read(TableName: string, Key: Record<string, AttributeValue>): Promise<Record<string, AttributeValue> | undefined> {
  return (await dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
}

function documented({ status, headers, text }: Answer) {
  const { 'content-type': contentType, 'cache-control': cacheControl, etag } = headers;
  return { status, headers: { 'content-type': contentType, 'cache-control': cacheControl, etag }, body: text, isFunctions: true };
}
