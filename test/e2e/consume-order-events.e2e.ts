/*
 * The consumer of docs/guide/consume-order-events.md on a local AWS: its app is deployed as it stands, with the handler in TypeScript, which
 * the one in Python then replaces. Between the handler and DynamoDB is a proxy that can end the function after a write and before it says so.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  LambdaClient, ListFunctionsCommand, UpdateFunctionCodeCommand, UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
  DeleteMessageCommand, GetQueueAttributesCommand, ListQueuesCommand, ReceiveMessageCommand, SendMessageBatchCommand, SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { run } from '../../tools/shared/processes';
import { runWithAwsCli } from '../support/e2e/aws-cli';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { GuideApp } from '../support/e2e/guide-app';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { OrdersClient } from '../support/e2e/orders-client';
import { sqsOverTls } from '../support/e2e/over-tls';

const PAGE = 'docs/guide/consume-order-events.md';

const sqs = sqsOverTls();
const lambda = new LambdaClient(CLIENT_SETTINGS);
const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient(CLIENT_SETTINGS));

let app: GuideApp;
let stack: DeployedStack;
let shop: OrdersClient;
let proxy: DynamoDbProxy;
let consumer: string;
let table: string;
let queue: string;
let failed: string;

beforeAll(async () => {
  await bootstrapOnce();
  proxy = await DynamoDbProxy.start();
  app = new GuideApp(PAGE);
  app.writeFiles();
  stack = await app.deploy('LoyaltyShop');
  shop = new OrdersClient(stack.ordersUrl);

  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  consumer = Functions.map(({ FunctionName }) => FunctionName!).find((name) => name.startsWith('LoyaltyShop-Consumer'))!;
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  table = TableNames.find((name) => name.startsWith('LoyaltyShop-Loyalty'))!;
  queue = await queueUrl('LoyaltyShop-OrderEvents');
  failed = await queueUrl('LoyaltyShop-FailedEvents');

  // Minutes become seconds, in the same order: the function's timeout, the visibility timeout.
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue, Attributes: { VisibilityTimeout: '4' } }));
  await lambda.send(new UpdateFunctionConfigurationCommand({
    FunctionName: consumer, Timeout: 3, Environment: { Variables: { TABLE_NAME: table, AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint } },
  }));
});

afterAll(async () => {
  await stack.destroy();
  await proxy.stop();
});

test('the handler in TypeScript imports only what the page installs', async () => {
  const commands = `${app.block('console', 'npm install')}npx esbuild consumer/consumer.ts --bundle --platform=node --outfile=consumer/consumer.js`;

  await app.bundle('consumer/consumer.ts', app.block('ts', 'TransactWriteCommand'), 'consumer/bundle.js', `${commands} && mv consumer/consumer.js consumer/bundle.js`);
});

describe.each([
  ['TypeScript', async () => {}],
  ['Python', async () => {
    const archive = join(app.folder, 'consumer.zip');
    await run('python3', ['-m', 'zipfile', '--create', archive, join(app.folder, 'consumer', 'consumer.py')]);
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: consumer, ZipFile: readFileSync(archive) }));
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: consumer, Runtime: 'python3.13', Handler: 'consumer.handler' }));
  }],
])('the handler in %s', (language, install) => {
  /** Ids of this run. */
  const id = (name: string) => `${language}-${name}`;

  beforeAll(install);

  test('gives a point for an order that is placed, and keeps its status', async () => {
    await shop.place({ ...CURL_ORDER, orderId: id('placed'), customerId: id('ada') });

    await until(async () => expect(await pointsOf(id('ada'))).toBe(1));
    expect(await item(`order#${id('placed')}`)).toMatchObject({ orderStatus: 'PROCESSING', orderVersion: 1 });
  });

  test('gives one point for an event that is delivered twice', async () => {
    await deliver(created(id('twice'), id('bob')));
    await until(async () => expect(await pointsOf(id('bob'))).toBe(1));
    await deliver(created(id('twice'), id('bob')));

    await untilEmpty();
    expect(await pointsOf(id('bob'))).toBe(1);
  });

  test('gives one point where the function ends between the work and its success', async () => {
    proxy.holdAnswerTo('TransactWriteItems');
    await deliver(created(id('crash'), id('carol')));
    await until(() => expect(proxy.held).toBe(1));
    expect(await pointsOf(id('carol'))).toBe(1);
    expect(await countIn(queue)).toBe(1); // the message is still there, and is delivered again

    await untilEmpty();
    expect(await pointsOf(id('carol'))).toBe(1);
    expect(await countIn(failed)).toBe(0);
  });

  test('gives the point on the next attempt where the write has not reached DynamoDB', async () => {
    proxy.loseRequestOf('TransactWriteItems');
    await deliver(created(id('lost'), id('dan')));

    await until(async () => expect(await pointsOf(id('dan'))).toBe(1));
    await untilEmpty();
    expect(await pointsOf(id('dan'))).toBe(1);
  });

  test('keeps the newest status where events arrive out of order, and counts each of them', async () => {
    await deliver(changed(id('late'), id('eve'), 'SHIPPED', 3), changed(id('late'), id('eve'), 'CONFIRMED', 2), created(id('late'), id('eve')));

    await untilEmpty();
    expect(await item(`order#${id('late')}`)).toMatchObject({ orderStatus: 'SHIPPED', orderVersion: 3 });
    expect(await pointsOf(id('eve'))).toBe(1);
  });

  test('forgets an event after 30 days', async () => {
    await deliver(created(id('mark'), id('fay')));

    await untilEmpty();
    const { expiresAt } = (await item(`event#${id('mark')}-created`))!;
    expect((expiresAt - Date.now() / 1000) / 86_400).toBeCloseTo(30, 2);
  });

  test('leaves a message that it cannot read to the dead-letter queue, and processes the others of its batch', async () => {
    const poison = `{"not": "an event of ${language}"`;
    await deliver(poison, created(id('good'), id('gil')));

    await until(async () => expect(await countIn(failed)).toBe(1));
    expect(await pointsOf(id('gil'))).toBe(1);
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: failed }));
    expect(message.Body).toBe(poison);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: failed, ReceiptHandle: message.ReceiptHandle }));
  });
});

test('the event of the page gives its customer one point, however often it is sent', async () => {
  for (let time = 1; time <= 2; time++) {
    expect(await runWithAwsCli(app.block('console', 'sqs-event.json'), { cwd: app.folder })).toMatch(/\{"batchItemFailures": ?\[\]\}/);
  }
  expect(await pointsOf('ada')).toBe(1);
});

function created(orderId: string, customerId: string): string {
  return event(`${orderId}-created`, 'OrderCreated', { orderId, customerId, status: 'PROCESSING', version: 1 });
}

function changed(orderId: string, customerId: string, status: string, version: number): string {
  return event(`${orderId}-${status}`, 'OrderStatusChanged', { orderId, customerId, status, version });
}

/** As much of an event as the handler reads; the first test sends it real ones. */
function event(eventId: string, type: string, order: object): string {
  return JSON.stringify({ 'detail-type': type, 'detail': { eventId, order } });
}

async function deliver(...bodies: readonly string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
}

async function item(id: string): Promise<Record<string, any> | undefined> {
  return (await dynamodb.send(new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }))).Item;
}

async function pointsOf(customerId: string): Promise<number | undefined> {
  return (await item(`customer#${customerId}`))?.points;
}

async function queueUrl(prefix: string): Promise<string> {
  return (await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix }))).QueueUrls![0];
}

async function countIn(QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
}

async function untilEmpty(): Promise<void> {
  await until(async () => expect(await countIn(queue)).toBe(0));
}

/** Until this no longer throws, 40 seconds at most. */
async function until(assertion: () => unknown): Promise<void> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    try {
      return void await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** Hands on what the function asks of DynamoDB. Once it is told so, it keeps an answer or a request to itself, and the function waits until its timeout. */
class DynamoDbProxy {
  public static async start(): Promise<DynamoDbProxy> {
    const server = http.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DynamoDbProxy(server);
  }

  public readonly endpoint: string;

  /** How many answers were held since the last call of `holdAnswerTo`. */
  public held = 0;

  private fault?: { readonly operation: string; readonly isDone: boolean };

  private constructor(private readonly server: http.Server) {
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { url, headers } = request;
      const fault = this.fault?.operation === String(headers['x-amz-target']).split('.')[1] ? this.fault : undefined;
      if (fault) this.fault = undefined;
      if (fault && !fault.isDone) return;
      // With the headers as they are: the signature is of the host too.
      const outgoing = http.request(new URL(url!, ENDPOINT), { method: 'POST', headers, setHost: false }, (answer) => {
        if (!fault) return void answer.pipe(response.writeHead(answer.statusCode!, answer.headers));
        answer.resume();
        this.held++;
      });
      outgoing.end(Buffer.concat(chunks));
    });
  }

  /** The next request of this operation is done, and not answered. */
  public holdAnswerTo(operation: string): void {
    this.held = 0;
    this.fault = { operation, isDone: true };
  }

  /** The next request of this operation is neither done nor answered. */
  public loseRequestOf(operation: string): void {
    this.fault = { operation, isDone: false };
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
