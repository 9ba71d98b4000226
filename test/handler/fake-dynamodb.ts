/*
 * A DynamoDB that knows PutItem and nothing else, on a port of this machine. It speaks DynamoDB's
 * JSON 1.0, so that the real SDK talks to it, and fails on demand in the ways in which a real one fails.
 */
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** An attribute as it goes over the wire, such as `{ N: '109.97' }`. */
export type Attribute = Record<string, unknown>;
export type Item = Record<string, Attribute>;

interface PutItemInput {
  readonly TableName: string;
  readonly Item: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

/** What happens to a request instead of a plain answer. */
export type Trouble =
  | { readonly error: string; readonly status: number }
  | 'hang'
  | 'reset'
  | 'store-and-drop-the-answer'
  | 'refuse-without-the-old-item';

export const THROTTLED: Trouble = { error: 'ProvisionedThroughputExceededException', status: 400 };
export const INTERNAL_ERROR: Trouble = { error: 'InternalServerError', status: 500 };

const TYPE_PREFIX = 'com.amazonaws.dynamodb.v20120810#';

export class FakeDynamoDB {
  public static async start(): Promise<FakeDynamoDB> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeDynamoDB(server);
  }

  /** The stored items by their `orderId`. */
  public readonly items = new Map<string, Item>();
  /** Every request that came in, answered or not. */
  public readonly requests: PutItemInput[] = [];
  public readonly endpoint: string;

  private trouble: Trouble[] = [];
  private lasting?: Trouble;

  private constructor(private readonly server: Server) {
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.take(request, response, Buffer.concat(chunks).toString('utf8')));
    });
  }

  /** The next requests run into this, one each; those after them are answered. */
  public troubleOnce(...trouble: Trouble[]): void {
    this.trouble = trouble;
  }

  /** Every request runs into this. */
  public troubleAlways(trouble: Trouble): void {
    this.lasting = trouble;
  }

  public reset(): void {
    this.items.clear();
    this.requests.length = 0;
    this.trouble = [];
    this.lasting = undefined;
  }

  public async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private take(request: IncomingMessage, response: ServerResponse, body: string): void {
    if (request.headers['x-amz-target'] !== 'DynamoDB_20120810.PutItem') {
      return answer(response, 400, { __type: 'com.amazon.coral.service#UnknownOperationException' });
    }
    const input = JSON.parse(body) as PutItemInput;
    this.requests.push(input);
    const trouble = this.trouble.shift() ?? this.lasting;
    if (trouble === 'hang') return;
    if (trouble === 'reset') {
      request.socket.resetAndDestroy();
    } else if (trouble === 'store-and-drop-the-answer') {
      this.put(input);
      request.socket.resetAndDestroy();
    } else if (trouble === 'refuse-without-the-old-item') {
      answer(response, 400, conditionFailed());
    } else if (trouble) {
      answer(response, trouble.status, { __type: TYPE_PREFIX + trouble.error, message: `fake ${trouble.error}` });
    } else {
      const { status, document } = this.put(input);
      answer(response, status, document);
    }
  }

  private put(input: PutItemInput): { status: number; document: unknown } {
    const key = input.Item.orderId.S as string;
    const oldItem = this.items.get(key);
    if (oldItem && mustNotExist(input)) {
      return { status: 400, document: conditionFailed(input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? oldItem : undefined) };
    }
    this.items.set(key, input.Item);
    return { status: 200, document: {} };
  }
}

/** The SDK's own client for the fake: quick to give up, unless told otherwise. */
export function clientFor(endpoint: string, config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
    maxAttempts: 1,
    ...config,
  }));
}

function mustNotExist({ ConditionExpression: condition, ExpressionAttributeNames: names = {} }: PutItemInput): boolean {
  if (condition === undefined) return false;
  const attribute = /^attribute_not_exists\((#?\w+)\)$/.exec(condition)?.[1];
  if (attribute !== undefined && (names[attribute] ?? attribute) === 'orderId') return true;
  throw new Error(`the fake does not know the condition ${condition}`);
}

function conditionFailed(item?: Item) {
  return { __type: `${TYPE_PREFIX}ConditionalCheckFailedException`, message: 'The conditional request failed', Item: item };
}

function answer(response: ServerResponse, status: number, document: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify(document));
}
