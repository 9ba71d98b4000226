/*
 * A shop with stock, or with prices: copies of the handler on a real table, each with a client and trouble of its own.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { FaultInjectingTransport, MAX_ATTEMPTS, Step } from './fault-injection';
import { OrdersTable } from './orders-table';
import { PriceTable } from './price-table';
import { StockTable } from './stock-table';
import { UPDATE_ORDER_STATUS } from '../../../src/contract';
import { CALLER_PRICING } from '../../../src/handler/caller-pricing';
import { checkedCreation, Pricing } from '../../../src/handler/checked-creation';
import { withinDeadline } from '../../../src/handler/deadline';
import { createHandler, HttpResponse, RequestLog } from '../../../src/handler/http';
import { Operation, OPERATIONS, updateOrderStatus } from '../../../src/handler/operations';
import { documentClientOf } from '../../../src/handler/order-store';
import { cached } from '../../../src/handler/products-cache';
import { ProductsTable } from '../../../src/handler/products-table';
import { shopMetrics } from '../../../src/handler/shop-metrics';
import { PROBLEMS } from '../../../src/handler/shop-problem-kinds';
import { StockStore } from '../../../src/handler/stock-store';
import { tablePricing } from '../../../src/handler/table-pricing';
import { accessRules } from '../../../tools/openapi/access-rules';

/** An emulator on a busy machine takes its time. */
const DEADLINE_MS = 60_000;

export interface Stocked {
  readonly orders: OrdersTable;
  readonly stock: StockTable;
}

/** A shop that decides its prices, without stock. */
export interface Priced {
  readonly orders: OrdersTable;
  readonly prices: PriceTable;
  readonly maxAgeSeconds?: number;
}

export class ShopCopy {
  private readonly plain: DynamoDBClient;
  private readonly transport: FaultInjectingTransport;
  private readonly handler: ReturnType<typeof createHandler>;
  /** Why a request has ended in a 5xx, the last time. */
  public lastError?: RequestLog['error'];

  public constructor(shop: Stocked | Priced, client: DynamoDBClientConfig) {
    this.plain = new DynamoDBClient(client);
    this.transport = new FaultInjectingTransport(new OneWriteEach(this.plain.config.requestHandler));
    const faulty = new DynamoDBClient({ ...client, maxAttempts: MAX_ATTEMPTS, requestHandler: this.transport });
    const documents = documentClientOf(faulty);
    this.handler = createHandler<StockStore>({
      operations: new Map<string, Operation<StockStore>>([
        ...OPERATIONS,
        ...checkedCreation('prices' in shop ? pricingOf(shop, documents) : CALLER_PRICING, DEADLINE_MS),
        [UPDATE_ORDER_STATUS.routeKey, withinDeadline(DEADLINE_MS, updateOrderStatus)],
      ]),
      store: new StockStore(documents, shop.orders.name, 'stock' in shop ? shop.stock.rules : undefined),
      access: accessRules('prices' in shop ? { customerIdClaim: 'sub' } : undefined),
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
  public async settled(): Promise<void> {
    return this.transport.settled();
  }

  public async close(): Promise<void> {
    await this.settled();
    this.plain.destroy();
  }
}

function pricingOf({ prices: { rules }, maxAgeSeconds }: Priced, client: DynamoDBDocumentClient): Pricing {
  return tablePricing(rules, cached(new ProductsTable(client, rules), maxAgeSeconds, Date.now));
}

interface Write {
  readonly TableName: string;
  readonly Key?: object;
  readonly Item?: { readonly orderId: object };
}

interface Transaction {
  readonly TransactItems?: readonly Readonly<Record<string, Write>>[];
}

type Transport = DynamoDBClient['config']['requestHandler'];

/** Fails where a transaction has two writes of one item or more than 100: AWS refuses it, and not every emulator does. */
class OneWriteEach {
  public readonly metadata: Transport['metadata'];

  public constructor(private readonly inner: Transport) {
    this.metadata = inner.metadata;
  }

  public handle(...[request, options]: Parameters<Transport['handle']>): ReturnType<Transport['handle']> {
    const { TransactItems: writes = [] } = JSON.parse(Buffer.from(request.body as Uint8Array).toString()) as Transaction;
    const items = writes.map((write) => Object.values(write)[0]).map(({ TableName, Key, Item }) => JSON.stringify([TableName, Key ?? Item!.orderId]));
    if (items.length > 100 || new Set(items).size < items.length) throw new Error(`AWS refuses this transaction: ${JSON.stringify(writes)}`);
    return this.inner.handle(request, options);
  }
}
