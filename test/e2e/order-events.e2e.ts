/*
 * The sample app whose warehouse learns of orders by events, on a local AWS: orders are placed and moved along over
 * HTTP, and their events taken out of the queue that a rule fills.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageBatchCommand, GetQueueAttributesCommand, GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { CfnOutput } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { OrderProcessingApi } from '../../src';
import type { StreamRecord } from '../../src/handler/domain/order-event';
import { SampleApp, SampleOutputs } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { pageAt } from '../../tools/shared/markdown';
import { runFolder } from '../../tools/shared/paths';
import { blocksOf } from '../support/docs/markdown';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { withoutStatement } from '../support/e2e/iam';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { openLocalTerminal } from '../support/e2e/local-terminal';
import { OrdersClient } from '../support/e2e/orders-client';
import { allowPlainHttp, sqsOverTls } from '../support/e2e/over-tls';
import { strictFaultsOf } from '../support/order-events-schema';
import { Terminal } from '../support/terminal';

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

const PAGE = pageAt('docs/guide/redrive-order-events.md');

const sqs = sqsOverTls();
const logs = new CloudWatchLogsClient(CLIENT_SETTINGS);
const table = DynamoDBDocumentClient.from(new DynamoDBClient(CLIENT_SETTINGS));

let issuer: TokenIssuer;
let app: SampleApp;
let warehouse: string;
let tableName: string;
let eventsFunction: string;
let staff: OrdersClient;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  app = new SampleApp(ENDPOINT, { stack: 'OrderFulfilment', context: { issuer: issuer.url, audience: issuer.audience } });
  await bootstrapOnce();
  const outputs = await app.deploy() as SampleOutputs & { readonly WarehouseQueueUrl: string };
  warehouse = outputs.WarehouseQueueUrl;
  tableName = outputs.DynamoDBTableName;
  eventsFunction = tableName.replace(/-orders$/, '-order-events');
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

test('an item that is no order, with a status that is no text, makes no event and is told of in the log', async () => {
  const order = JSON.parse((await staff.get('order-2')).text);
  await table.send(new PutCommand({ TableName: tableName, Item: { ...order, orderId: 'broken-1', status: 1 } }));

  expect(await skippedLine('broken-1')).toMatchObject({ level: 'ERROR', outcome: 'skipped', reason: 'status must be a text' });
  await receive(0);
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

test('without its statement the function publishes no event', async () => {
  await withoutStatement(tableName.replace(/-orders$/, '-events-role'), 'PutOrderEvents', async () => {
    await staff.place({ ...ORDER, orderId: 'not-allowed' });
    await receive(0);
  });
  await staff.place({ ...ORDER, orderId: 'allowed' });

  const [event] = await receive(1); // the local AWS does not try a batch again

  expect(event.detail.order.orderId).toBe('allowed');
});

describe('another API of the project on the same bus', () => {
  let other: DeployedStack;

  beforeAll(async () => {
    const [{ Properties: bus }] = Object.values(app.template().Resources).filter(({ Type }) => Type === 'AWS::Events::EventBus');
    other = await DeployedStack.deploy('OtherFulfilment', (stack) => {
      const queue = new Queue(stack, 'Queue');
      const orders = new OrderProcessingApi(stack, 'Orders', {
        projectName: 'order-fulfilment',
        environmentSuffix: 'other',
        eventBus: EventBus.fromEventBusName(stack, 'Bus', (bus as { readonly Name: string }).Name),
      });
      orders.onOrderCreated('NewOrders', { target: new SqsQueue(queue), eventPattern: { detail: { order: { currency: ['EUR'] } } } });
      new CfnOutput(stack, 'QueueUrl', { value: queue.queueUrl });
    });
  });

  afterAll(() => other.destroy());

  test('has rules that match its own events alone, and of these what their patterns add', async () => {
    const otherShop = new OrdersClient(app.ordersUrl(other.outputs as unknown as SampleOutputs));
    await staff.place({ ...ORDER, orderId: 'here' });
    await otherShop.place({ ...ORDER, orderId: 'there' });
    await otherShop.place({ ...ORDER, orderId: 'there-in-dollars', currency: 'USD' });

    const [[here], [there]] = [await receive(1), await receive(1, other.outputs.QueueUrl)];

    expect([here, there].map(({ source, detail: { order } }) => [source, order.orderId]))
      .toEqual([['order-fulfilment.orders', 'here'], ['order-fulfilment.orders', 'there']]);
  });
});

describe('events that were given up, redriven by the script of docs/guide/redrive-order-events.md', () => {
  const [script, ...otherScripts] = blocksOf(PAGE).filter(({ language }) => language === 'python');
  const [command, ...otherCommands] = blocksOf(PAGE).filter(({ language }) => language === 'console').map(({ code }) => code.trim());
  let terminal: Terminal;
  let deadLetters: string;
  let given: readonly Event[];

  beforeAll(async () => {
    const folder = join(runFolder(ENDPOINT), 'redrive');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'redrive_order_events.py'), script.code);
    terminal = await openLocalTerminal(folder);
    deadLetters = (await sqs.send(new GetQueueUrlCommand({ QueueName: `${eventsFunction}-failed` }))).QueueUrl!;
    await allowPlainHttp(sqs, deadLetters);
    await staff.place({ ...ORDER, orderId: 'redriven-1' });
    await staff.place({ ...ORDER, orderId: 'redriven-2' });
    await staff.setStatus('redriven-1', 'CONFIRMED', { 'If-Match': '"1"' });
    given = await receive(3);
  });

  afterAll(() => terminal.close());

  test('the page has one script, and how to run it', () => {
    expect([...otherScripts, ...otherCommands]).toEqual([]);
    expect(command).toBe('python3 redrive_order_events.py ecommerce-orders-prod-order-events');
  });

  test('come again as they were, and no others with them; their message goes', async () => {
    await giveUp('redriven-1');

    expect(await redrive()).toMatch(/^[\w-]+ is redriven: 3 changes of orders\n$/);

    expect((await receive(3)).map(({ detail }) => detail)).toEqual(given.map(({ detail }) => detail));
    expect(await deadLettersLeft()).toBe(0);
  });

  test('stay in the queue while the function fails, and the script says so', async () => {
    const configure = `aws lambda update-function-configuration --function-name ${eventsFunction} --handler`;
    await terminal.run(`${configure} index.missing`);
    await giveUp('redriven-2');

    expect(await redrive(' || echo "status $?"')).toMatch(/^[\w-]+ stays in the queue: RuntimeError\(.*\nstatus 1\n$/);

    await terminal.run(`${configure} index.handler`);
    expect(await deadLettersLeft()).toBe(1);
    await receive(0);
  });

  /** Puts into the dead-letter queue what Lambda writes when it gives up on a batch: here all that the stream has of an order, and what lies between. */
  async function giveUp(orderId: string): Promise<void> {
    const { Streams: [{ StreamArn: streamArn }] } = await aws(`list-streams --table-name ${tableName}`);
    const { StreamDescription: { Shards: [{ ShardId: shardId }] } } = await aws(`describe-stream --stream-arn ${streamArn}`);
    const { ShardIterator: iterator } = await aws(`get-shard-iterator --stream-arn ${streamArn} --shard-id ${shardId} --shard-iterator-type TRIM_HORIZON`);
    const { Records: records } = await aws(`get-records --shard-iterator '${iterator}'`) as { readonly Records: readonly StreamRecord[] };
    const places = records.filter(({ dynamodb }) => dynamodb.Keys!.orderId.S === orderId).map(({ dynamodb }) => dynamodb.SequenceNumber);
    const batch = { shardId, startSequenceNumber: places[0], endSequenceNumber: places.at(-1), batchSize: places.length, streamArn };
    await sqs.send(new SendMessageCommand({ QueueUrl: deadLetters, MessageBody: JSON.stringify({ version: '1.0', DDBStreamBatchInfo: batch }) }));
  }

  async function aws(streamsCommand: string): Promise<any> {
    return JSON.parse(await terminal.run(`aws dynamodbstreams ${streamsCommand}`));
  }

  async function redrive(more = ''): Promise<string> {
    return terminal.run(command.replace('ecommerce-orders-prod-order-events', eventsFunction) + more);
  }

  async function deadLettersLeft(): Promise<number> {
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames: ['All'] }));
    return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
  }
});

/** What the function that publishes says of an order that it has skipped. */
async function skippedLine(orderId: string): Promise<unknown> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${eventsFunction}` }));
    const line = events.map(({ message = '' }) => message).find((message) => message.includes('"skipped"') && message.includes(`"${orderId}"`));
    if (line !== undefined) return JSON.parse(line);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return undefined;
}

/** The next events of the queue, and no more than these: waits until nothing follows them. */
async function receive(count: number, queue = warehouse): Promise<Event[]> {
  const events: Event[] = [];
  const deadline = Date.now() + 60_000;
  for (let idle = false; !idle || (events.length < count && Date.now() < deadline);) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10, WaitTimeSeconds: 3 }));
    idle = Messages.length === 0;
    if (idle) continue;
    events.push(...Messages.map(({ Body }) => JSON.parse(Body!)));
    const Entries = Messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue, Entries }));
  }
  expect(events).toHaveLength(count);
  return events;
}
