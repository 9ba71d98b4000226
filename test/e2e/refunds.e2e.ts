/*
 * The app of docs/guide/refunds.md on a local AWS, with its handler in TypeScript and in Python: an order that a customer cancels is refunded
 * once, by a payment provider on loopback.
 */
import { once } from 'node:events';
import * as http from 'node:http';
import { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { GuideApp } from '../support/e2e/guide-app';
import { bootstrapOnce, CLIENT_SETTINGS } from '../support/e2e/local-aws';
import { OrdersClient } from '../support/e2e/orders-client';

const ORDER = { customerId: 'customer-1', items: [{ productId: 'prod1', quantity: 1, price: 64.97 }], currency: 'EUR' };

const NODE_RUNTIME = 'lambda.Runtime.NODEJS_24_X';

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient(CLIENT_SETTINGS));

let issuer: TokenIssuer;
let provider: PaymentProvider;
let app: GuideApp;
let stack: DeployedStack;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  provider = await PaymentProvider.start();
  app = new GuideApp('docs/guide/refunds.md');
  await bootstrapOnce();
});

afterAll(async () => {
  await stack.destroy();
  await provider.stop();
  await issuer.stop();
});

describe.each<{ language: string; runtime: string; prepare: () => Promise<void> }>([
  {
    language: 'TypeScript',
    runtime: NODE_RUNTIME,
    prepare: async () => {
      await app.bundle('refund/index.ts', app.block('ts', 'PutCommand'), 'refund/index.js', app.block('console', 'npx esbuild'));
    },
  },
  { language: 'Python', runtime: 'lambda.Runtime.PYTHON_3_13', prepare: async () => app.write('refund/index.py', app.block('python', 'put_item')) },
])('with the handler in $language', ({ language, runtime, prepare }) => {
  let customer: OrdersClient;

  beforeAll(async () => {
    await prepare();
    stack = await app.deploy('RefundShop', {
      'https://auth.example.com': issuer.url,
      'https://payments.example.com': provider.url,
      [NODE_RUNTIME]: runtime,
      // Minutes become seconds, in the same order.
      'Duration.minutes(3)': 'Duration.seconds(6)',
      'Duration.seconds(30)': 'Duration.seconds(5)',
    });
    customer = new OrdersClient(stack.ordersUrl, await issuer.sign({ sub: 'customer-1' }));
  });

  test('an order that a customer cancels is refunded and recorded', async () => {
    const orderId = `cancelled-${language}`;
    await placeAndCancel(orderId);

    expect(await refundsOf(orderId)).toEqual([{ orderId, refundId: `re-${orderId}-1`, amount: 64.97, currency: 'EUR', reason: 'CANCELLED' }]);
  });

  test('an order whose refund was made, and the answer lost, is tried again with the same key and refunded once', async () => {
    const orderId = `lost-answer-${language}`;
    provider.loseAnswerTo(orderId);
    await placeAndCancel(orderId);

    expect(await refundsOf(orderId)).toMatchObject([{ refundId: `re-${orderId}-1` }]);
    expect(provider.keysOf(orderId)).toEqual([expect.stringMatching(/./), provider.keysOf(orderId)[0]]);
  });

  test('an order that is placed, or cancelled again, is not refunded', async () => {
    const orderId = `again-${language}`;
    await placeAndCancel(orderId);
    expect((await customer.setStatus(orderId, 'CANCELLED', { 'If-Match': '"2"' })).status).toBe(409);
    await customer.place({ ...ORDER, orderId: `placed-${language}` });
    await placeAndCancel(`next-${language}`);
    await refundsOf(`next-${language}`);

    expect(await refundsOf(orderId)).toHaveLength(1);
    expect(provider.keysOf(orderId)).toHaveLength(1);
    expect(provider.keysOf(`placed-${language}`)).toEqual([]);
  });

  async function placeAndCancel(orderId: string): Promise<void> {
    expect((await customer.place({ ...ORDER, orderId })).status).toBe(200);
    expect((await customer.setStatus(orderId, 'CANCELLED', { 'If-Match': '"1"' })).status).toBe(200);
  }
});

/** The records of an order, once there is one. */
async function refundsOf(orderId: string): Promise<readonly object[]> {
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  const TableName = TableNames.find((name) => name.startsWith('RefundShop-Refunds'));
  for (const deadline = Date.now() + 60_000; ;) {
    const { Items = [] } = await dynamodb.send(new QueryCommand({
      TableName, KeyConditionExpression: 'orderId = :order', ExpressionAttributeValues: { ':order': orderId },
    }));
    if (Items.length > 0 || Date.now() > deadline) return Items;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Makes one refund for each idempotency key, as payment providers do. */
class PaymentProvider {
  public static async start(): Promise<PaymentProvider> {
    const server = http.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PaymentProvider(server);
  }

  public readonly url: string;

  private readonly requests: { readonly key: string; readonly reference: string }[] = [];
  private readonly lost = new Set<string>();

  private constructor(private readonly server: http.Server) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { reference } = JSON.parse(Buffer.concat(chunks).toString()) as { reference: string };
        this.requests.push({ key: String(request.headers['idempotency-key']), reference });
        if (this.lost.delete(reference)) request.socket.destroy();
        else response.end(JSON.stringify({ id: `re-${reference}-${new Set(this.keysOf(reference)).size}`, amount: 64.97, currency: 'EUR' }));
      });
    });
  }

  /** Makes the next refund of the payment, and does not say so. */
  public loseAnswerTo(reference: string): void {
    this.lost.add(reference);
  }

  public keysOf(reference: string): string[] {
    return this.requests.filter((request) => request.reference === reference).map(({ key }) => key);
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
