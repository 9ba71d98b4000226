/*
 * A table of the shop, by the ids of its products. It reads the attributes that the function needs and nothing else.
 */
import { AttributeValue, BatchGetItemCommand, KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PRODUCT_KEY, ShopMetric } from '../contract';
import { pauseBeforeRetry } from './deadline';
import { Problem } from './domain/problem';
import type { Image } from './domain/stored-order';
import { toProblem } from './order-store';

/** Products by their ids, with their attributes as DynamoDB has them: no number is rounded. One that is not in the table is not here. */
export type Products = ReadonlyMap<string, Image>;

export interface ReadOptions {
  /** Whether the read sees every write before it. Without it a write of the last moments may be missing. */
  readonly consistent: boolean;
  readonly signal?: AbortSignal;
}

export interface ProductsReader {
  /** At most 100 products, each named once. */
  read(productIds: readonly string[], options: ReadOptions): Promise<Products>;
}

/** Which table, and what is read in it besides the ids. */
export interface TableRules {
  readonly tableName: string;
  readonly attributes: readonly string[];
}

/** More of a batch than DynamoDB reads at once comes back, to be asked for again. */
type Unread = Pick<KeysAndAttributes, 'Keys'> | undefined;

export class ShopTable implements ProductsReader {
  public constructor(private readonly client: DynamoDBDocumentClient, private readonly table: TableRules) {}

  public async read(productIds: readonly string[], options: ReadOptions): Promise<Products> {
    const products = new Map<string, Image>();
    let unread: Unread = { Keys: productIds.map((productId) => ({ [PRODUCT_KEY]: { S: productId } })) };
    for (let retries = 0; unread?.Keys?.length; retries++) {
      if (retries > 0) await pauseBeforeRetry(retries, options.signal);
      const { found, unprocessed } = await this.readSome(unread.Keys, options);
      for (const product of found) products.set(product[PRODUCT_KEY].S!, product as Image);
      unread = unprocessed;
    }
    return products;
  }

  private async readSome(
    Keys: KeysAndAttributes['Keys'], { consistent, signal: abortSignal }: ReadOptions,
  ): Promise<{ readonly found: readonly Record<string, AttributeValue>[]; readonly unprocessed: Unread }> {
    const { tableName } = this.table;
    try {
      const { Responses = {}, UnprocessedKeys = {} } = await this.client.send(
        new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys, ConsistentRead: consistent, ...this.projection } } }),
        { abortSignal },
      );
      return { found: Responses[tableName] ?? [], unprocessed: UnprocessedKeys[tableName] };
    } catch (error) {
      throw shopTableProblem(error, tableName);
    }
  }

  /** The names by placeholders, since some are reserved words. The role may read these attributes and no others. */
  private get projection(): Pick<KeysAndAttributes, 'ProjectionExpression' | 'ExpressionAttributeNames'> {
    const names = [...new Set([PRODUCT_KEY, ...this.table.attributes])];
    return {
      ProjectionExpression: names.map((_, index) => `#${index}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#${index}`, name])),
    };
  }
}

/** What another try can resolve is a problem already. The shop has to resolve the rest, such as a table that is gone or that the role may not use. */
export function shopTableProblem(error: unknown, tableName: string): unknown {
  const problem = toProblem(error);
  if (problem instanceof Problem) return problem;
  const cause = new Error(`the table ${tableName} of the shop cannot be used: ${String(error)}`);
  return new Problem('product-misconfigured', 'the products cannot be looked up: the shop has to correct its settings', [], cause, ShopMetric.PRODUCTS_MISCONFIGURED);
}
