/*
 * The orders table of an API that finds orders by their number. A part of order-store.ts that only the extended bundle has.
 */
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { NUMBER_INDEX, ORDER_KEY, StaffListRules, StockRules } from '../contract';
import type { Order } from './domain/order';
import { orderNumberOf } from './domain/order-number';
import { orIndexProblem } from './index-problem';
import { CreateResult } from './order-store';
import { StockStore } from './stock-store';

/** Two orders of many millions have the same number: more than a few are none of ours. */
const MOST = 10;

/** What the table of an API has besides the orders, as far as the API has it. */
export interface StoreOptions {
  /** Stock that orders take. */
  readonly stock?: StockRules;
  /** Whether orders are found by their number. */
  readonly hasNumbers?: boolean;
  /** Shards of the list by status. */
  readonly staffList?: StaffListRules;
}

export class NumberedStore extends StockStore {
  private readonly hasNumbers: boolean;

  public constructor(client: DynamoDBDocumentClient, tableName: string, { stock, hasNumbers = false }: StoreOptions = {}) {
    super(client, tableName, stock);
    this.hasNumbers = hasNumbers;
  }

  /** Stores the order with its number, where it is found by that, which puts it into the index. */
  public override async create(order: Order, abortSignal?: AbortSignal): Promise<CreateResult> {
    const number = this.hasNumbers ? { [NUMBER_INDEX.partitionKey]: orderNumberOf(order.orderId) } : {};
    return super.create({ ...order, ...number }, abortSignal);
  }

  /** The orders with this number, newest first, as they are now: the index has their ids alone, and follows the table with a delay. */
  public async withNumber(orderNumber: string): Promise<readonly Order[]> {
    const orderIds = await this.idsOf(orderNumber);
    const orders = await Promise.all(orderIds.map((orderId) => this.get(orderId)));
    return orders.filter((order) => order !== undefined).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  private async idsOf(orderNumber: string): Promise<string[]> {
    const { Items = [] } = await orIndexProblem(this.client.send(new QueryCommand({
      TableName: this.tableName,
      IndexName: NUMBER_INDEX.indexName,
      KeyConditionExpression: '#number = :number',
      ExpressionAttributeNames: { '#number': NUMBER_INDEX.partitionKey },
      ExpressionAttributeValues: { ':number': orderNumber },
      Limit: MOST,
    })));
    // Another program may have written the attribute.
    return Items.map((item) => item[ORDER_KEY] as string).filter((orderId) => orderNumberOf(orderId) === orderNumber);
  }
}
