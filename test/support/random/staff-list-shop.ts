/*
 * A shop whose staff lists orders by status: copies of the handler on a real table, each with a client and trouble of its own.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { FaultInjectingTransport, MAX_ATTEMPTS, Step } from './fault-injection';
import { UPDATE_ORDER_STATUS } from '../../../src/contract';
import { withinDeadline } from '../../../src/handler/deadline';
import { erasureOperations } from '../../../src/handler/erasure-operations';
import { createHandler, HttpResponse, RequestLog } from '../../../src/handler/http';
import { ListStore, listOperations } from '../../../src/handler/list-operations';
import { Operation, OPERATIONS, updateOrderStatus } from '../../../src/handler/operations';
import { documentClientOf } from '../../../src/handler/order-store';
import { PROBLEMS } from '../../../src/handler/shop-problem-kinds';
import { StaffListStore } from '../../../src/handler/staff-list-store';
import { accessRules } from '../../../tools/openapi/access-rules';

/** An emulator on a busy machine takes its time. */
const DEADLINE_MS = 60_000;

/** Orders of so many milliseconds have the same time, so that pages end among them. */
const TICK_MS = 25;

export class ListingCopy {
  private readonly plain: DynamoDBClient;
  private readonly transport: FaultInjectingTransport;
  private readonly handler: ReturnType<typeof createHandler>;
  /** Why a request has ended in a 5xx, the last time. */
  public lastError?: RequestLog['error'];

  public constructor(tableName: string, shards: number, client: DynamoDBClientConfig) {
    this.plain = new DynamoDBClient(client);
    this.transport = new FaultInjectingTransport(this.plain.config.requestHandler);
    const documents = documentClientOf(new DynamoDBClient({ ...client, maxAttempts: MAX_ATTEMPTS, requestHandler: this.transport }));
    const staffList = { shards };
    this.handler = createHandler<ListStore & StaffListStore>({
      operations: new Map<string, Operation<ListStore & StaffListStore>>([
        ...OPERATIONS,
        ...erasureOperations(undefined, DEADLINE_MS),
        ...listOperations({ staffList, deadlineMs: DEADLINE_MS }),
        [UPDATE_ORDER_STATUS.routeKey, withinDeadline(DEADLINE_MS, updateOrderStatus)],
      ]),
      store: new StaffListStore(documents, tableName, { staffList }),
      access: accessRules(),
      problems: PROBLEMS,
      now: () => new Date(Math.floor(Date.now() / TICK_MS) * TICK_MS),
      newId: randomUUID,
      canReadOrders: true,
      log: ({ error }) => { this.lastError = error ?? this.lastError; },
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
  public async close(): Promise<void> {
    await this.transport.settled();
    this.plain.destroy();
  }
}
