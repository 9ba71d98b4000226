/*
 * A shop with stock, a staff list, reasons, fulfilments and returns: copies of the handler on a real table, each with a client and trouble of its own.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { FaultInjectingTransport, MAX_ATTEMPTS, Step } from './fault-injection';
import type { Stocked } from './stock-shop';
import { StaffListRules, UPDATE_ORDER_STATUS } from '../../../src/contract';
import { CALLER_PRICING } from '../../../src/handler/caller-pricing';
import { checkedCreation } from '../../../src/handler/checked-creation';
import { withinDeadline } from '../../../src/handler/deadline';
import { FulfillingStore } from '../../../src/handler/fulfilling-store';
import { fulfilmentOperations } from '../../../src/handler/fulfilment-operations';
import { createHandler, HttpResponse, RequestLog } from '../../../src/handler/http';
import { Operation, OPERATIONS } from '../../../src/handler/operations';
import { documentClientOf } from '../../../src/handler/order-store';
import { updateStatusWithReason } from '../../../src/handler/reasoned-operations';
import { shopMetrics } from '../../../src/handler/shop-metrics';
import { PROBLEMS } from '../../../src/handler/shop-problem-kinds';
import { showingOrders } from '../../../src/handler/shown-orders';
import { accessRules } from '../../../tools/openapi/access-rules';

/** An emulator on a busy machine takes its time. */
const DEADLINE_MS = 60_000;

export class FulfillingCopy {
  private readonly plain: DynamoDBClient;
  private readonly transport: FaultInjectingTransport;
  private readonly handler: ReturnType<typeof createHandler>;
  /** Why a request has ended in a 5xx, the last time. */
  public lastError?: RequestLog['error'];

  public constructor({ orders, stock }: Stocked, staffList: StaffListRules, client: DynamoDBClientConfig) {
    this.plain = new DynamoDBClient(client);
    this.transport = new FaultInjectingTransport(this.plain.config.requestHandler);
    const documents = documentClientOf(new DynamoDBClient({ ...client, maxAttempts: MAX_ATTEMPTS, requestHandler: this.transport }));
    this.handler = createHandler<FulfillingStore>({
      operations: showingOrders(new Map<string, Operation<FulfillingStore>>([
        ...OPERATIONS,
        ...checkedCreation(CALLER_PRICING, DEADLINE_MS),
        [UPDATE_ORDER_STATUS.routeKey, withinDeadline(DEADLINE_MS, updateStatusWithReason)],
        ...fulfilmentOperations(DEADLINE_MS),
      ])),
      store: new FulfillingStore(documents, orders.name, { stock: stock.rules, staffList, hasFulfilments: true }),
      access: accessRules(),
      problems: PROBLEMS,
      metrics: shopMetrics,
      functionName: 'orders',
      now: () => new Date(),
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
