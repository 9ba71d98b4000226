/*
 * The orders table of an API that takes stock. An order and what it takes are one transaction (docs/adr/0028-stock.md), and so are its cancellation
 * and what it gives back. A part of order-store.ts that only the extended bundle has.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PRODUCT_KEY, ShopMetric, StockRules } from '../contract';
import { pauseBeforeRetry } from './deadline';
import type { DetailedChange } from './detailed-store';
import type { Order, StockTaken } from './domain/order';
import { CANCELLED, statusesAfter } from './domain/order-status';
import { DetailedOrder, detailsOf, STATUS_CHANGES } from './domain/status-change';
import { outOfStock, quantitiesOf, refuseTooManyProducts, stockIn, stockMisconfigured, stockTakenBy } from './domain/stock';
import { ErasingStore, orderOf } from './erasing-store';
import { ChangeResult, CreateResult, putOf, resultBeside, StatusChange, Notice } from './order-store';
import { ShopTable, shopTableProblem } from './shop-table';
import { Cancellation, isRefusal, refusedOrder, transact, Write } from './transaction';

export class StockStore extends ErasingStore {
  /** Without stock, orders take nothing. */
  public constructor(client: DynamoDBDocumentClient, tableName: string, private readonly stock?: StockRules) {
    super(client, tableName);
  }

  /** Stores the order and takes what it needs, both or neither. An order whose id is taken is recognised before anything is said of the stock. */
  public override async create(order: Order, signal?: AbortSignal): Promise<CreateResult> {
    if (this.stock === undefined) return super.create(order, signal);
    const taken = quantitiesOf(order.items);
    refuseTooManyProducts(taken);
    const put = { Put: { TableName: this.tableName, ...putOf({ ...order, stockTaken: taken, modelVersion: 2 }) } };
    const takes = taken.map((product) => takeOf(this.stock!, product));
    for (let retries = 1; ; retries++) {
      const cancellation = await this.transact(this.stock, put, takes, signal);
      if (cancellation === undefined) return 'created';
      const { ofOrder, ofProducts } = cancellation;
      if (isRefusal(ofOrder)) {
        const { requestFingerprint, erasedAt } = refusedOrder(ofOrder) ?? {};
        return resultBeside(order.requestFingerprint, requestFingerprint?.S, erasedAt);
      }
      await this.refuseWithoutStock(this.stock, order, taken.filter((_, index) => isRefusal(ofProducts[index])), signal);
      await pauseBeforeRetry(retries, signal); // what was missing has been given back in between
    }
  }

  /**
   * Cancels an order together with giving back what it has taken; any other change takes and gives nothing. A transaction returns no attributes: the
   * order is read, its version is part of the condition, and the answer is made from both.
   */
  public override async changeStatus(change: DetailedChange, signal?: AbortSignal): Promise<ChangeResult> {
    if (this.stock === undefined || change.status !== CANCELLED) return super.changeStatus(change, signal);
    const gone = new Set<string>();
    for (let retries = 1; ; retries++) {
      const item = await this.read(change.orderId, signal);
      if (item === undefined) return { result: 'refused' };
      const order = orderOf(item);
      if (order.changeId === change.changeId) return { result: 'replayed', order };
      if (!isMet(change, order)) return { result: 'refused', order };
      const taken = stockTakenBy(order);
      if (taken.length === 0) return super.changeStatus(change, signal);
      const returned = taken.filter(({ productId }) => !gone.has(productId));
      const gives = returned.map((product) => giveBackOf(this.stock!, product));
      const cancellation = await this.transact(this.stock, this.cancellationOf(order, change), gives, signal);
      if (cancellation === undefined) return { result: 'changed', order: changedBy(change, order), notice: noticeOf(this.stock, gone) };
      const { ofOrder, ofProducts } = cancellation;
      if (isRefusal(ofOrder)) refusedOrder(ofOrder); // changed by somebody else in between, unless it throws
      for (const [index, { productId }] of returned.entries()) if (isRefusal(ofProducts[index])) gone.add(productId);
      await pauseBeforeRetry(retries, signal);
    }
  }

  private async transact(stock: StockRules, order: Write, products: readonly Write[], signal?: AbortSignal): Promise<Cancellation | undefined> {
    try {
      return await transact(this.client, order, products, signal);
    } catch (error) {
      throw shopTableProblem(error, stock.tableName);
    }
  }

  /** @throws Problem unless by now enough is left of each of these products */
  private async refuseWithoutStock(rules: StockRules, { items }: Order, needed: readonly StockTaken[], signal?: AbortSignal): Promise<void> {
    const { tableName, quantityAttribute } = rules;
    const products = await new ShopTable(this.client, { tableName, attributes: [quantityAttribute] })
      .read(needed.map(({ productId }) => productId), { consistent: true, signal });
    const faults = new Map<string, string>();
    const left = new Map<string, number>();
    for (const { productId, quantity } of needed) {
      const stock = stockIn(products.get(productId), rules);
      if ('fault' in stock) faults.set(productId, stock.fault);
      else if (stock.left < quantity) left.set(productId, stock.left);
    }
    if (faults.size > 0) throw stockMisconfigured(items, faults);
    if (left.size > 0) throw outOfStock(items, left);
  }

  private cancellationOf({ version, createdAt }: Order, change: DetailedChange): Write {
    const { UpdateExpression, ExpressionAttributeNames, ...update } = this.updateOf({ ...change, expectedVersion: version, createdAt });
    return {
      Update: {
        TableName: this.tableName,
        ...update,
        UpdateExpression: `${UpdateExpression} REMOVE #stockTaken`,
        ExpressionAttributeNames: { ...ExpressionAttributeNames, '#stockTaken': 'stockTaken' },
      },
    };
  }
}

/** Never below 0: two orders cannot both take the last one. */
function takeOf(stock: StockRules, { productId, quantity }: StockTaken): Write {
  return {
    Update: {
      ...productOf(stock, productId),
      UpdateExpression: 'SET #quantity = #quantity - :quantity',
      ConditionExpression: '#quantity >= :quantity',
      ExpressionAttributeValues: { ':quantity': quantity },
    },
  };
}

/** Only to a number: a product that was deleted is not made again. */
function giveBackOf(stock: StockRules, { productId, quantity }: StockTaken): Write {
  return {
    Update: {
      ...productOf(stock, productId),
      UpdateExpression: 'SET #quantity = #quantity + :quantity',
      ConditionExpression: 'attribute_type(#quantity, :number)',
      ExpressionAttributeValues: { ':quantity': quantity, ':number': 'N' },
    },
  };
}

function productOf({ tableName, quantityAttribute }: StockRules, productId: string) {
  return { TableName: tableName, Key: { [PRODUCT_KEY]: productId }, ExpressionAttributeNames: { '#quantity': quantityAttribute } };
}

/** Whether the order is as the change expects it. */
function isMet({ status, expectedVersion, customerId }: StatusChange, order: Order): boolean {
  return statusesAfter(order.status).includes(status)
    && (expectedVersion === 'any' || order.version === expectedVersion)
    && (customerId === undefined || order.customerId === customerId);
}

/** The order as the transaction leaves it. */
function changedBy(change: DetailedChange, { stockTaken: _, ...order }: Order): Order {
  const { status, changeId, at } = change;
  const timestamp = at.toISOString();
  const details = detailsOf(change);
  return {
    ...order,
    status,
    changeId,
    updatedAt: timestamp,
    version: order.version + 1,
    statusHistory: [...order.statusHistory, { status, at: timestamp }],
    ...details && { [STATUS_CHANGES]: [...(order as DetailedOrder)[STATUS_CHANGES] ?? [], details] },
  };
}

function noticeOf({ tableName, quantityAttribute }: StockRules, gone: ReadonlySet<string>): Notice | undefined {
  if (gone.size === 0) return undefined;
  const products = [...gone].map((productId) => JSON.stringify(productId)).join(', ');
  const error = new Error(`nothing is given back of ${products}: the table ${tableName} has no such product with a number in ${quantityAttribute}`);
  return { error, counts: ShopMetric.STOCK_NOT_RETURNED };
}
