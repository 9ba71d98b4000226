/*
 * A shop with stock, or with prices: copies of the handler on a real table.
 */
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DEADLINE_MS, HandlerCopy, Transport } from './handler-copy';
import { OrdersTable } from './orders-table';
import { PriceTable } from './price-table';
import { StockTable } from './stock-table';
import { UPDATE_ORDER_STATUS } from '../../../src/contract';
import { CALLER_PRICING } from '../../../src/handler/caller-pricing';
import { checkedCreation, Pricing } from '../../../src/handler/checked-creation';
import { withinDeadline } from '../../../src/handler/deadline';
import { Operation, OPERATIONS, updateOrderStatus } from '../../../src/handler/operations';
import { cached } from '../../../src/handler/products-cache';
import { ProductsTable } from '../../../src/handler/products-table';
import { shopMetrics } from '../../../src/handler/shop-metrics';
import { StockStore } from '../../../src/handler/stock-store';
import { tablePricing } from '../../../src/handler/table-pricing';
import { accessRules } from '../../../tools/openapi/access-rules';

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

export class ShopCopy extends HandlerCopy<StockStore> {
  public constructor(shop: Stocked | Priced, client: DynamoDBClientConfig) {
    super(client, (documents) => ({
      operations: new Map<string, Operation<StockStore>>([
        ...OPERATIONS,
        ...checkedCreation('prices' in shop ? pricingOf(shop, documents) : CALLER_PRICING, DEADLINE_MS),
        [UPDATE_ORDER_STATUS.routeKey, withinDeadline(DEADLINE_MS, updateOrderStatus)],
      ]),
      store: new StockStore(documents, shop.orders.name, 'stock' in shop ? shop.stock.rules : undefined),
      access: accessRules('prices' in shop ? { customerIdClaim: 'sub' } : undefined),
      metrics: shopMetrics,
      functionName: 'orders',
    }), (transport) => new OneWriteEach(transport));
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
