/*
 * A bundle that ships, in a process of its own, and what it calls of the local DynamoDB, with what IAM would be asked for each call.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ENDPOINT } from './local-aws';
import { HANDLER_FOLDER } from '../../../tools/build/bundle';
import { localAws } from '../../../tools/local/sample-app';

/** Has the file that ships handle events, in a process of its own as in Lambda, and returns the statuses of its answers. */
export async function handle(
  events: readonly object[], environment: Record<string, string>, endpoint: string, folder = HANDLER_FOLDER,
): Promise<number[]> {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = localAws(ENDPOINT);
  const runner = `
    process.once('message', async (events) => {
      const { handler } = await import(process.argv[1]);
      const statuses = [];
      for (const event of events) statuses.push((await handler(event, { awsRequestId: 'request-1' })).statusCode);
      process.send(statuses, () => process.disconnect());
    });
  `;
  const child = spawn(process.execPath, ['-e', runner, join(folder, 'index.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PATH: process.env.PATH, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL: endpoint, ...environment },
  });
  const statuses = once(child, 'message').then(([message]) => message as number[]);
  const failure = once(child, 'close').then(([code]) => { throw new Error(`the bundle ended with status ${code}`); });
  child.send(events);
  return Promise.race([statuses, failure]);
}

/** What IAM is asked for a call: one question for each table or index in it. */
export interface RecordedCall {
  readonly action: string;
  /** The name of the table, and of the index. */
  readonly resource: string;
  /** The condition keys of DynamoDB that the role of an API with prices or stock rests on. */
  readonly context: Readonly<Record<string, string | string[]>>;
}

/** One request to DynamoDB, or one part of it. */
interface DynamoRequest {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly Key?: object;
  readonly Keys?: readonly object[];
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly RequestItems?: Readonly<Record<string, Omit<DynamoRequest, 'TableName'>>>;
  readonly TransactItems?: readonly Readonly<Record<string, DynamoRequest>>[];
}

function callsOf(operation: string, request: DynamoRequest): RecordedCall[] {
  const { RequestItems, TransactItems } = request;
  if (TransactItems) {
    const parts = TransactItems.flatMap((item) => Object.entries(item));
    return parts.map(([name, part]) => callOf(`${name}Item`, part, { 'dynamodb:EnclosingOperation': [operation] }));
  }
  if (RequestItems) return Object.entries(RequestItems).map(([TableName, part]) => callOf(operation, { TableName, ...part }));
  return [callOf(operation, request)];
}

function callOf(operation: string, request: DynamoRequest, enclosing: RecordedCall['context'] = {}): RecordedCall {
  const { TableName, IndexName, Key = {}, Keys = [Key], ProjectionExpression, ExpressionAttributeNames = {} } = request;
  return {
    action: `dynamodb:${operation}`,
    resource: IndexName === undefined ? TableName : `${TableName}/index/${IndexName}`,
    context: {
      ...enclosing,
      'dynamodb:Attributes': [...new Set([...Keys.flatMap((key) => Object.keys(key)), ...Object.values(ExpressionAttributeNames)])],
      ...ProjectionExpression !== undefined && { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
    },
  };
}

/** Stands before the local DynamoDB and writes down what is asked of it. */
export class RecordingProxy {
  public static async start(): Promise<RecordingProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RecordingProxy(server);
  }

  public readonly endpoint: string;

  public readonly calls: RecordedCall[] = [];

  private constructor(private readonly server: Server) {
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const { 'x-amz-target': target = 'nothing of DynamoDB', authorization = '' } = request.headers as Record<string, string>;
      // The warm-up's: a request without a signature needs no permission.
      if (request.method === 'GET' && authorization === '') return void response.end('healthy: dynamodb.local');
      this.calls.push(...callsOf(target.replace(/^DynamoDB_\d+\./, ''), JSON.parse(body.toString())));
      const answer = await fetch(ENDPOINT, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': target, 'Authorization': authorization },
        body,
      });
      response.writeHead(answer.status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(Buffer.from(await answer.arrayBuffer()));
    });
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
