/*
 * The products table of the shop: the attributes that decide a price.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ProductsRules } from '../contract';
import { ShopTable } from './shop-table';

export class ProductsTable extends ShopTable {
  public constructor(client: DynamoDBDocumentClient, rules: ProductsRules) {
    const { tableName, priceAttribute, currencyAttribute, activeAttribute, nameAttribute } = rules;
    const attributes = [priceAttribute, currencyAttribute, activeAttribute, nameAttribute].filter((name) => name !== undefined);
    super(client, { tableName, attributes });
  }
}
