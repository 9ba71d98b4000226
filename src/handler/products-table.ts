/*
 * The products table of the shop. It reads the attributes that decide a price, by the ids of the products, and nothing else.
 */
import { AttributeValue, BatchGetItemCommand, KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PRODUCT_KEY, ProductsRules, ShopMetric } from '../contract';
import { pauseBeforeRetry } from './deadline';
import { Problem } from './domain/problem';
import type { Image } from './domain/stored-order';
import { toProblem } from './order-store';

/** Products by their ids, with their attributes as DynamoDB has them: no number is rounded. One that is not in the table is not here. */
export type Products = ReadonlyMap<string, Image>;

export interface ReadOptions {
  /** Whether the read sees every write before it. Without it a write of the last moments may be missing. */
  readonly consistent: boolean;
  readonly signal: AbortSignal;
}

export interface ProductsReader {
  /** At most 100 products, each named once. */
  read(productIds: readonly string[], options: ReadOptions): Promise<Products>;
}

/** More of a batch than DynamoDB reads at once comes back, to be asked for again. */
type Unread = Pick<KeysAndAttributes, 'Keys'> | undefined;

export class ProductsTable implements ProductsReader {
  public constructor(private readonly client: DynamoDBDocumentClient, private readonly rules: ProductsRules) {}

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
    const { tableName } = this.rules;
    try {
      const { Responses = {}, UnprocessedKeys = {} } = await this.client.send(
        new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys, ConsistentRead: consistent, ...this.projection } } }),
        { abortSignal },
      );
      return { found: Responses[tableName] ?? [], unprocessed: UnprocessedKeys[tableName] };
    } catch (error) {
      throw this.problemOf(error);
    }
  }

  /** The names by placeholders, since some are reserved words. The role may read these attributes and no others. */
  private get projection(): Pick<KeysAndAttributes, 'ProjectionExpression' | 'ExpressionAttributeNames'> {
    const { priceAttribute, currencyAttribute, activeAttribute, nameAttribute } = this.rules;
    const names = [...new Set([PRODUCT_KEY, priceAttribute, currencyAttribute, activeAttribute, nameAttribute].filter((name) => name !== undefined))];
    return {
      ProjectionExpression: names.map((_, index) => `#${index}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#${index}`, name])),
    };
  }

  /** What another try may mend is a problem already; what it does not is the shop's to mend, such as a table that is gone or may not be read. */
  private problemOf(error: unknown): unknown {
    const problem = toProblem(error);
    if (problem instanceof Problem) return problem;
    const cause = new Error(`the products table ${this.rules.tableName} cannot be read: ${String(error)}`);
    return new Problem('product-misconfigured', 'the prices cannot be read: the shop has to mend it', [], cause, ShopMetric.PRODUCTS_MISCONFIGURED);
  }
}
