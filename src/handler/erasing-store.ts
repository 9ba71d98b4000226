/*
 * The orders table, for the routes that erase personal data. A part of order-store.ts that only the extended bundle has.
 */
import { AttributeValue, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { CUSTOMER_INDEX, ORDER_KEY, STATUS_INDEX } from '../contract';
import { DetailedStore } from './detailed-store';
import { erased, isErased, KeptCustomFields } from './domain/erasure';
import { normalizeOrder } from './domain/legacy-order';
import type { Order } from './domain/order';
import { Problem } from './domain/problem';
import type { Image } from './domain/stored-order';
import { orProblem, refusedItem, wrapNumbers } from './order-store';

/** What became of an order: erased now, or it was before. */
export interface Erasure {
  readonly result: 'erased' | 'replayed';
  readonly order: Order;
}

/** Some of a customer's orders that are not erased yet. */
export interface UnerasedPage {
  readonly orderIds: readonly string[];
  /** Where the next page begins, when there may be more. */
  readonly next?: Item;
}

export interface ErasureOptions {
  /** Which custom fields are kept. */
  readonly kept?: KeptCustomFields;
  /** Ends the calls. */
  readonly signal?: AbortSignal;
}

/** An item as the SDK has it, whose numbers are not read. */
export type Item = Record<string, AttributeValue>;

/** Each try is lost to a change that was made, and an order changes its status three times at most. */
const TRIES = 10;

export class ErasingStore extends DetailedStore {
  /**
   * Erases the personal data of an order; `undefined` when there is none. The whole item is written, under the version that was read: a change
   * in between is not lost, since the order is then erased as it is after that change.
   */
  public async erase(orderId: string, at: Date, { kept, signal }: ErasureOptions = {}): Promise<Erasure | undefined> {
    let item = await this.read(orderId, signal);
    for (let tries = 1; tries <= TRIES; tries++) {
      if (item === undefined) return undefined;
      if (isErased(item as Image, kept)) return { result: 'replayed', order: orderOf(item) };
      const next = erased(item as Image, at, kept) as Item;
      const { isWritten, current } = await this.replace(item, next, signal);
      if (isWritten) return { result: 'erased', order: orderOf(next) };
      item = current; // also where the answer to a write of ours was lost: then it is erased already
    }
    throw new Problem('store-unavailable', 'retry after the seconds of Retry-After: the order is being changed by others', []);
  }

  /** The orders of a customer, by the index. It follows the table with a delay, so an order that was erased a moment ago may be among them. */
  public async unerasedOf(customerId: string, from?: Item, { kept, signal }: ErasureOptions = {}): Promise<UnerasedPage> {
    const { Items: items = [], LastEvaluatedKey: next } = await orProblem(this.client.send(new QueryCommand({
      TableName: this.tableName,
      IndexName: CUSTOMER_INDEX.indexName,
      KeyConditionExpression: '#customer = :customer',
      ExpressionAttributeNames: { '#customer': CUSTOMER_INDEX.partitionKey },
      ExpressionAttributeValues: { ':customer': { S: customerId } },
      ScanIndexForward: false,
      ExclusiveStartKey: from,
    }), { abortSignal: signal }));
    return { orderIds: items.filter((item) => !isErased(item as Image, kept)).map((item) => item[ORDER_KEY].S!), next };
  }

  protected async read(orderId: string, abortSignal?: AbortSignal): Promise<Item | undefined> {
    const { Item } = await orProblem(this.client.send(new GetItemCommand({
      TableName: this.tableName,
      Key: { [ORDER_KEY]: { S: orderId } },
      ConsistentRead: true,
    }), { abortSignal }));
    return Item;
  }

  private async replace(item: Item, next: Item, abortSignal?: AbortSignal): Promise<{ readonly isWritten: boolean; readonly current?: Item }> {
    const { version, [STATUS_INDEX.partitionKey]: shard } = item;
    try {
      await this.client.send(new PutItemCommand({
        TableName: this.tableName,
        Item: next,
        ConditionExpression: [
          // A put would make an order that somebody has deleted in between; and an order of the template has no version until it is changed.
          version === undefined ? 'attribute_exists(#key) AND attribute_not_exists(#version)' : '#version = :version',
          // The backfill writes the keys of the staff list under the version that is there.
          shard === undefined ? 'attribute_not_exists(#shard)' : '#shard = :shard',
        ].join(' AND '),
        ExpressionAttributeNames: { '#version': 'version', '#shard': STATUS_INDEX.partitionKey, ...version === undefined && { '#key': ORDER_KEY } },
        ...(version !== undefined || shard !== undefined) && {
          ExpressionAttributeValues: { ...version !== undefined && { ':version': version }, ...shard !== undefined && { ':shard': shard } },
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }), { abortSignal });
      return { isWritten: true };
    } catch (error) {
      return { isWritten: false, current: refusedItem(error) };
    }
  }
}

export function orderOf(item: Item): Order {
  return normalizeOrder(unmarshall(item, { wrapNumbers }) as Order);
}
