/*
 * The sample app whose warehouse learns of orders by events, on a local AWS: orders are placed and moved along over
 * HTTP, and their events taken out of the queue that a rule fills.
 */
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CLIENT_SETTINGS, ENDPOINT } from './local-aws';
import { OrdersClient } from './orders-client';
import { SampleApp, SampleOutputs } from '../../local/sample-app';
import { TokenIssuer } from '../../local/token-issuer';
import { strictFaultsOf } from '../order-events-schema';

jest.setTimeout(120_000);

interface Event {
  readonly 'source': string;
  readonly 'detail-type': string;
  readonly 'resources': string[];
  readonly 'detail': {
    readonly eventId: string;
    readonly previousStatus?: string;
    readonly order: { readonly orderId: string; readonly version: number };
  };
}

const ORDER = {
  customerId: 'customer-1',
  items: [{ productId: 'prod1', quantity: 3, price: 0.1, name: 'Nüsse' }, { productId: 'prod2', quantity: 1, price: 999999.99 }],
  currency: 'EUR',
  metadata: { note: 'ring "twice"' },
};

const sqs = new SQSClient(CLIENT_SETTINGS);

let issuer: TokenIssuer;
let app: SampleApp;
let warehouse: string;
let tableName: string;
let staff: OrdersClient;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  app = new SampleApp(ENDPOINT, { stack: 'OrderFulfilment', context: { issuer: issuer.url, audience: issuer.audience } });
  await app.bootstrap();
  const outputs = await app.deploy() as SampleOutputs & { readonly WarehouseQueueUrl: string };
  warehouse = outputs.WarehouseQueueUrl;
  tableName = outputs.DynamoDBTableName;
  staff = new OrdersClient(app.ordersUrl(outputs), await issuer.sign({ sub: 'staff-1', scope: 'orders/admin' }));
});

afterAll(async () => {
  await app.destroy();
  await issuer.stop();
});

test('an order that is placed and confirmed arrives in the queue as two events, as the schema says', async () => {
  await staff.place({ ...ORDER, orderId: 'order-1' });
  await staff.setStatus('order-1', 'CONFIRMED', { 'If-Match': '"1"' });

  const [created, confirmed] = await receive(2);

  for (const event of [created, confirmed]) expect(strictFaultsOf(event)).toEqual([]);
  expect(created).toMatchObject({
    'source': 'order-fulfilment.orders',
    'detail-type': 'OrderCreated',
    'resources': [expect.stringMatching(`:table/${tableName}$`)],
    'detail': { schemaVersion: '1', environment: 'dev', order: { ...ORDER, orderId: 'order-1', totalAmount: 1000000.29, status: 'PROCESSING', version: 1 } },
  });
  expect(confirmed).toMatchObject({ 'detail-type': 'OrderStatusChanged', 'detail': { previousStatus: 'PROCESSING' } });
  expect(confirmed.detail.order).toEqual(JSON.parse((await staff.get('order-1')).text));
  expect(confirmed.detail.eventId).not.toBe(created.detail.eventId);
});

test('what changes nothing makes no event: a replayed order, a refused change', async () => {
  await staff.place({ ...ORDER, orderId: 'order-2' });
  await staff.place({ ...ORDER, orderId: 'order-2' });
  await staff.setStatus('order-2', 'DELIVERED', { 'If-Match': '"1"' });
  await staff.setStatus('order-2', 'CANCELLED', { 'If-Match': '"9"' });
  await staff.setStatus('order-2', 'CANCELLED', { 'If-Match': '"1"' });

  const events = await receive(2);

  expect(events.map(({ 'detail-type': type, 'detail': { order } }) => [type, order.version])).toEqual([['OrderCreated', 1], ['OrderStatusChanged', 2]]);
});

test('the events of each of many orders come in order, each once', async () => {
  const orderIds = Array.from({ length: 8 }, (_, index) => `many-${index}`);
  const steps = [
    (orderId: string) => staff.place({ ...ORDER, orderId }),
    (orderId: string) => staff.setStatus(orderId, 'CONFIRMED', { 'If-Match': '"1"' }),
    (orderId: string) => staff.setStatus(orderId, 'SHIPPED', { 'If-Match': '"2"' }),
    (orderId: string) => staff.setStatus(orderId, 'DELIVERED', { 'If-Match': '"3"' }),
  ];
  for (const step of steps) await Promise.all(orderIds.map(step));

  const events = await receive(orderIds.length * steps.length);

  for (const orderId of orderIds) {
    const versions = events.filter(({ detail }) => detail.order.orderId === orderId).map(({ detail }) => detail.order.version);
    expect([orderId, versions]).toEqual([orderId, [1, 2, 3, 4]]);
  }
  for (const event of events) expect(strictFaultsOf(event)).toEqual([]);
});

/** The next events of the queue, and no more than these: waits until nothing follows them. */
async function receive(count: number): Promise<Event[]> {
  const events: Event[] = [];
  const deadline = Date.now() + 60_000;
  for (let idle = false; !idle || (events.length < count && Date.now() < deadline);) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: warehouse, MaxNumberOfMessages: 10, WaitTimeSeconds: 3 }));
    idle = Messages.length === 0;
    if (idle) continue;
    events.push(...Messages.map(({ Body }) => JSON.parse(Body!)));
    const Entries = Messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: warehouse, Entries }));
  }
  expect(events).toHaveLength(count);
  return events;
}
