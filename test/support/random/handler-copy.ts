/*
 * A copy of the handler on a real table, with a client and trouble of its own: what the shops of the random runs have in common.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { FaultInjectingTransport, MAX_ATTEMPTS, Step } from './fault-injection';
import { createHandler, HandlerDependencies, HttpResponse, RequestLog } from '../../../src/handler/http';
import { documentClientOf } from '../../../src/handler/order-store';
import { PROBLEMS } from '../../../src/handler/shop-problem-kinds';
import { accessRules } from '../../../tools/openapi/access-rules';

/** An emulator on a busy machine takes its time. */
export const DEADLINE_MS = 60_000;

export type Transport = DynamoDBClient['config']['requestHandler'];

/** What a shop has of its own; the rest is the same for all. */
type Parts<S> = Pick<HandlerDependencies<S>, 'operations' | 'store'> & Partial<HandlerDependencies<S>>;

export class HandlerCopy<S> {
  private readonly plain: DynamoDBClient;
  private readonly transport: FaultInjectingTransport;
  private readonly handler: ReturnType<typeof createHandler>;
  /** Why a request has ended in a 5xx, the last time. */
  public lastError?: RequestLog['error'];

  /** @param inspected the transport to the table, which may look at each request */
  protected constructor(
    client: DynamoDBClientConfig,
    partsOn: (documents: DynamoDBDocumentClient) => Parts<S>,
    inspected = (transport: Transport): Transport => transport,
  ) {
    this.plain = new DynamoDBClient(client);
    this.transport = new FaultInjectingTransport(inspected(this.plain.config.requestHandler));
    const faulty = new DynamoDBClient({ ...client, maxAttempts: MAX_ATTEMPTS, requestHandler: this.transport });
    this.handler = createHandler<S>({
      access: accessRules(),
      problems: PROBLEMS,
      now: () => new Date(),
      newId: randomUUID,
      canReadOrders: true,
      log: ({ error }) => { this.lastError = error ?? this.lastError; },
      ...partsOn(documentClientOf(faulty)),
    });
  }

  /** Handles one request at a time, with trouble at its first calls. */
  public async handle(event: unknown, trouble: readonly Step[] = []): Promise<HttpResponse> {
    this.transport.script(trouble);
    const response = await this.handler(event, { awsRequestId: randomUUID() });
    this.transport.script([]);
    return response;
  }

  /** When all that was late has arrived. */
  public async settled(): Promise<void> {
    return this.transport.settled();
  }

  public async close(): Promise<void> {
    await this.settled();
    this.plain.destroy();
  }
}
