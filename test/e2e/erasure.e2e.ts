/*
 * Erasure on a local AWS, with the permissions that the construct gives: afterwards no personal value is anywhere that the API has written to,
 * and the books add up as before.
 */
import { CloudWatchLogsClient, DescribeLogGroupsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { CfnOutput } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff } from '../../src';
import { apiUrl } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { Answer, OrdersClient } from '../support/e2e/orders-client';
import { sqsOverTls } from '../support/e2e/over-tls';
import { expectDocumented } from '../support/openapi/conformance';
import { strictFaultsOf } from '../support/order-events-schema';

/** Of one person, each value once: what is found of them later is theirs. */
const PERSON = {
  contact: { name: 'Ada Quintessence', email: 'ada.q@mail.example', tel: '+43 1 5550199' },
  shippingAddress: { name: 'Ada Q. Recipient', organization: 'Quintessence Works', addressLine1: 'Zephyr Lane 17', addressLine2: 'Top 93', city: 'Vindobona', region: 'Xanadu', postalCode: '99321', country: 'AT' },
  billingAddress: { name: 'Ada Q. Payer', addressLine1: 'Nebula Street 4', city: 'Carnuntum', country: 'DE' },
  note: 'ring thrice at the moonlit door',
  locale: 'gsw-AT',
  purchaseOrderNumber: 'PO-ADA-5151',
  reference: 'CRM-ADA-6262',
  metadata: { giftFor: 'Great-aunt Wilhelmina' },
  discounts: [{ code: 'BIRTHDAY-ADA', amount: 1 }],
};

const ITEMS = [{ productId: 'prod1', sku: 'MUG-1', name: 'Mug', quantity: 2, price: 29.99, note: 'engrave Quintessentia' }];

const ORDER = { items: ITEMS, currency: 'EUR', discountAmount: 1, ...PERSON };

const VALUES = [
  ...textsIn(PERSON).filter((value) => !['AT', 'DE'].includes(value)), 'engrave Quintessentia', // countries stay
];

const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);
const logs = new CloudWatchLogsClient(CLIENT_SETTINGS);
const sqs = sqsOverTls();

let issuer: TokenIssuer;
let stack: DeployedStack;
let staff: OrdersClient;
let ada: OrdersClient;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  await bootstrapOnce();
  stack = await DeployedStack.deploy('ErasureShop', (scope) => {
    const eventBus = new EventBus(scope, 'Bus');
    const listener = new Queue(scope, 'Listener');
    const orders = new OrderProcessingApi(scope, 'Orders', {
      projectName: 'erasure-shop',
      eventBus,
      routes: [...OrderRoute.standard(), OrderRoute.eraseOrder(), OrderRoute.eraseCustomer()],
      access: OrderAccess.customers(new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] }), { staff: [OrderStaff.scope('orders/admin')] }),
    });
    orders.onEvent('All', { target: new SqsQueue(listener) });
    new CfnOutput(scope, 'ListenerUrl', { value: listener.queueUrl });
    new CfnOutput(scope, 'DeadLettersUrl', { value: orders.orderEvents!.deadLetterQueue.queueUrl });
  });
  staff = await clientOf({ sub: 'staff-1', scope: 'orders/admin' });
  ada = await clientOf({ sub: 'ada-7f3c' });
});

afterAll(async () => {
  await stack.destroy();
  await issuer.stop();
});

test('an erased order keeps what the books need, and a retry of its creation makes no second one', async () => {
  const key = { 'Idempotency-Key': 'erasure-1' };
  const placed = await ada.place(ORDER, key);
  const { orderId } = JSON.parse(placed.text);
  await ada.place({ ...ORDER, orderId: 'ada-1' });
  await staff.setStatus(orderId, 'CONFIRMED', { 'If-Match': '*' });
  const before = JSON.parse((await staff.get(orderId)).text);

  const erased = await staff.call('DELETE', `/${orderId}/personal-data`);

  expectDocumented('eraseOrder', { ...erased, body: erased.text, headers: ours(erased), isFunctions: false });
  const { contact: _, note: __, locale: ___, purchaseOrderNumber: ____, reference: _____, metadata: ______, ...kept } = before;
  expect(JSON.parse(erased.text)).toEqual({
    ...kept,
    items: [{ productId: 'prod1', sku: 'MUG-1', name: 'Mug', quantity: 2, price: 29.99 }],
    discounts: [{ amount: 1 }],
    shippingAddress: { country: 'AT' },
    billingAddress: { country: 'DE' },
    version: 3,
    updatedAt: expect.any(String),
    erasedAt: expect.any(String),
  });
  expect((await staff.call('DELETE', `/${orderId}/personal-data`)).text).toBe(erased.text);

  const retry = await ada.place(ORDER, key);
  expect([retry.status, retry.text, retry.headers['idempotency-replayed']]).toEqual([200, placed.text, 'true']);
  expect((await staff.call('DELETE', '/ada-1/personal-data')).status).toBe(200);
  expect((await ada.place({ ...ORDER, orderId: 'ada-1' })).status).toBe(409);
});

test('an erased order goes on: its status changes', async () => {
  expect((await staff.setStatus('ada-1', 'CONFIRMED', { 'If-Match': '"2"' })).status).toBe(200);
  expect(JSON.parse((await ada.get('ada-1')).text)).toMatchObject({ status: 'CONFIRMED', version: 3, statusHistory: [{ status: 'PROCESSING' }, { status: 'CONFIRMED' }] });
});

test('all orders of a customer are erased, and none of another', async () => {
  const other = await clientOf({ sub: 'grace-1' });
  await other.place({ items: ITEMS.map(({ note: _, ...item }) => item), orderId: 'grace-1', metadata: { kept: 'yes' } });
  for (let i = 2; i <= 4; i++) await ada.place({ ...ORDER, orderId: `ada-${i}` });

  const erased = await staff.call('DELETE', '/personal-data?customerId=ada-7f3c');

  expectDocumented('eraseCustomer', { ...erased, body: erased.text, headers: ours(erased), isFunctions: false });
  expect(JSON.parse(erased.text)).toEqual({ customerId: 'ada-7f3c', erased: 3, done: true });
  expect(JSON.parse((await staff.call('DELETE', '/personal-data?customerId=ada-7f3c')).text)).toEqual({ customerId: 'ada-7f3c', erased: 0, done: true });
  expect(JSON.parse((await other.get('grace-1')).text)).toMatchObject({ metadata: { kept: 'yes' } });
});

test('customers and callers without a token may not erase', async () => {
  const nobody = new OrdersClient(apiUrl(ENDPOINT, stack.outputs.ApiGatewayId, '/dev/orders'));

  for (const path of ['/ada-1/personal-data', '/personal-data?customerId=ada-7f3c']) {
    expect((await ada.call('DELETE', path)).status).toBe(403);
    expect((await nobody.call('DELETE', path)).status).toBe(401);
  }
});

test('the books add up as before: total, items and amounts of every order', async () => {
  const { orders } = JSON.parse((await ada.list({ limit: 100 })).text);

  expect(orders).toHaveLength(5);
  for (const { totalAmount, items: [{ quantity, price }], discounts: [{ amount }], erasedAt } of orders) {
    expect([totalAmount, erasedAt]).toEqual([58.98, expect.any(String)]);
    expect(quantity * price - amount).toBeCloseTo(totalAmount, 10);
  }
});

test('each erasure is published, with the order as it is now', async () => {
  const events = await receiveAll(stack.outputs.ListenerUrl, (all) => all.filter((event) => event['detail-type'] === 'OrderErased').length >= 5);
  const erasures = events.filter((event) => event['detail-type'] === 'OrderErased');

  expect(erasures).toHaveLength(5);
  for (const event of erasures) {
    expect(strictFaultsOf(event)).toEqual([]);
    expect((event.detail as { order: object }).order).toHaveProperty('erasedAt');
    expect(valuesIn(JSON.stringify(event))).toEqual([]);
  }
});

describe('no personal value is left', () => {
  test('in the table', async () => {
    const { Items: items = [], LastEvaluatedKey: more } = await dynamodb.send(new ScanCommand({ TableName: stack.outputs.DynamoDBTableName }));

    expect(more).toBeUndefined();
    expect(items).toHaveLength(6);
    expect(valuesIn(JSON.stringify(items))).toEqual([]);
  });

  test('in its index', async () => {
    const { Items: items = [] } = await dynamodb.send(new QueryCommand({
      TableName: stack.outputs.DynamoDBTableName,
      IndexName: 'OrdersByCustomer',
      KeyConditionExpression: 'customerId = :customer',
      ExpressionAttributeValues: { ':customer': { S: 'ada-7f3c' } },
    }));

    expect(items).toHaveLength(5);
    expect(valuesIn(JSON.stringify(items))).toEqual([]);
  });

  test('in any log group', async () => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    const own = logGroups.map(({ logGroupName }) => logGroupName!).filter((name) => name.includes('erasure-shop'));
    const lines = await Promise.all(own.map(async (logGroupName) => (await logs.send(new FilterLogEventsCommand({ logGroupName }))).events ?? []));

    expect(lines.flat().length).toBeGreaterThan(10);
    expect(valuesIn(JSON.stringify(lines))).toEqual([]);
  });

  test('in a dead letter', async () => {
    const { Messages: letters = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: stack.outputs.DeadLettersUrl, MaxNumberOfMessages: 10 }));

    expect(valuesIn(JSON.stringify(letters))).toEqual([]);
  });

  test('in an answer of any route', async () => {
    const answers = [
      await staff.list({ customerId: 'ada-7f3c', limit: 100 }),
      await ada.list(),
      await staff.get('ada-1'),
      await ada.place({ ...ORDER, orderId: 'ada-2' }),
      await staff.setStatus('ada-2', 'SHIPPED', { 'If-Match': '*' }),
      await staff.setStatus('ada-2', 'CONFIRMED', { 'If-Match': '*' }),
      await staff.call('DELETE', '/ada-2/personal-data'),
      await staff.call('DELETE', '/personal-data?customerId=ada-7f3c'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 409, 409, 200, 200, 200]);
    for (const { text } of answers) expect(valuesIn(text)).toEqual([]);
  });
});

async function clientOf(claims: object): Promise<OrdersClient> {
  return new OrdersClient(apiUrl(ENDPOINT, stack.outputs.ApiGatewayId, '/dev/orders'), await issuer.sign({ ...claims }));
}

function ours({ headers }: Answer): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => ['content-type', 'cache-control', 'etag'].includes(name)));
}

/** The personal values that a text has. */
function valuesIn(text: string): string[] {
  return VALUES.filter((value) => text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1)));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

type Event = Readonly<Record<string, unknown>>;

async function receiveAll(QueueUrl: string, isEnough: (events: readonly Event[]) => boolean): Promise<Event[]> {
  const events: Event[] = [];
  const end = Date.now() + 60_000;
  while (!isEnough(events) && Date.now() < end) {
    const { Messages: messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }));
    events.push(...messages.map(({ Body }) => JSON.parse(Body!)));
  }
  return events;
}
