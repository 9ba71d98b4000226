/*
 * The orders table, for the function that writes the keys of old orders. A part of the extended bundle that no request uses.
 */
import { AttributeValue, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ORDER_KEY, STATUS_INDEX } from '../contract';
import type { StatusKeys } from './domain/status-shard';
import type { Image } from './domain/stored-order';
import { orProblem, refusedItem } from './order-store';

/** Some items of the table, with what their keys follow from. */
export interface ItemPage {
  readonly items: readonly Image[];
  /** The id behind which the next page begins, if there is one. */
  readonly next?: string;
}

/** What became of a write. Refused, it says how the item is now, if it is there. */
export type KeyWrite = { readonly isWritten: true } | { readonly isWritten: false; readonly current?: Image };

type Item = Record<string, AttributeValue>;

/** The attributes that are read, under names that are reserved nowhere. */
const NAMES = {
  '#key': ORDER_KEY,
  '#status': 'status',
  '#version': 'version',
  '#created': 'createdAt',
  '#shard': STATUS_INDEX.partitionKey,
  '#position': STATUS_INDEX.sortKey,
};

export class BackfillStore {
  public constructor(private readonly client: DynamoDBDocumentClient, private readonly tableName: string) {}

  public async page(after: string | undefined, limit: number): Promise<ItemPage> {
    const { Items = [], LastEvaluatedKey } = await orProblem(this.client.send(new ScanCommand({
      TableName: this.tableName,
      Limit: limit,
      ExclusiveStartKey: after === undefined ? undefined : { [ORDER_KEY]: { S: after } },
      ProjectionExpression: Object.keys(NAMES).join(', '),
      ExpressionAttributeNames: NAMES,
    })));
    return { items: Items as readonly Image[], next: LastEvaluatedKey?.[ORDER_KEY].S };
  }

  /** Writes the keys of an item, unless it has changed since it was read. Nothing else in it changes, nor does its version. */
  public async writeKeys(item: Image, keys: StatusKeys): Promise<KeyWrite> {
    const { status, version } = item as Item;
    try {
      await this.client.send(new UpdateItemCommand({
        TableName: this.tableName,
        Key: { [ORDER_KEY]: (item as Item)[ORDER_KEY] },
        UpdateExpression: 'SET #shard = :shard, #position = :position',
        // An update would make an item that is not there. Each change of an order counts its version, and one of the template has none.
        ConditionExpression: `#status = :status AND ${version === undefined ? 'attribute_not_exists(#version)' : '#version = :version'}`,
        ExpressionAttributeNames: {
          '#status': NAMES['#status'], '#version': NAMES['#version'], '#shard': NAMES['#shard'], '#position': NAMES['#position'],
        },
        ExpressionAttributeValues: {
          ':status': status,
          ':shard': { S: keys[STATUS_INDEX.partitionKey] },
          ':position': { S: keys[STATUS_INDEX.sortKey] },
          ...version !== undefined && { ':version': version },
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }));
      return { isWritten: true };
    } catch (error) {
      return { isWritten: false, current: refusedItem(error) as Image | undefined };
    }
  }
}
