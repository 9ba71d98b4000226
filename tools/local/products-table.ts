/*
 * The products table of the shop whose orders come from the shop page. A catalogue is the shop's own and no part of the API: here the page gets all
 * that is in the table.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { clientSettings } from './sample-app';
import { SHOP_PAGE } from '../shared/paths';

export interface Product {
  readonly productId: string;
  readonly name: string;
  /** Of one piece, in USD. */
  readonly price: number;
  /** How many are left. */
  readonly available: number;
}

/** What the shop starts with. */
export const FIRST_PRODUCTS: readonly Product[] = JSON.parse(readFileSync(join(SHOP_PAGE, 'products.json'), 'utf8'));

export class ProductsTable {
  private readonly client: DynamoDBDocumentClient;

  public constructor(endpoint: string, private readonly tableName: string) {
    this.client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(endpoint)));
  }

  /** What a shop sells that opens: products that are in the table already stay as they are. */
  public async fill(): Promise<void> {
    await Promise.all(FIRST_PRODUCTS.map((product) => this.add(product)));
  }

  /** All products, in the order of their names. */
  public async list(): Promise<Product[]> {
    const { Items = [] } = await this.client.send(new ScanCommand({ TableName: this.tableName, ConsistentRead: true }));
    return (Items as Product[]).sort((one, other) => one.name.localeCompare(other.name, 'en'));
  }

  private async add(product: Product): Promise<void> {
    try {
      await this.client.send(new PutCommand({ TableName: this.tableName, Item: product, ConditionExpression: 'attribute_not_exists(productId)' }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
