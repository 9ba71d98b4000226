/*
 * A products table in memory, which can be behind: an eventual read then sees what was there before.
 */
import type { Store } from './harness';
import type { ProductsRules } from '../../../src/contract';
import { checkedCreation } from '../../../src/handler/checked-creation';
import type { Image } from '../../../src/handler/domain/stored-order';
import { Operation } from '../../../src/handler/operations';
import type { Products, ProductsReader, ReadOptions } from '../../../src/handler/shop-table';
import { tablePricing } from '../../../src/handler/table-pricing';
import { EVERY_OPERATION } from '../../../tools/openapi/scenarios';

export const RULES: ProductsRules = { tableName: 'products', priceAttribute: 'price', currency: 'EUR' };

export class ShopProducts implements ProductsReader {
  /** What every read was asked for. */
  public readonly reads: { readonly productIds: readonly string[]; readonly consistent: boolean }[] = [];
  /** What eventual reads see, where it is not the present. */
  public behind?: Products;

  public constructor(public readonly products = new Map<string, Image>()) {}

  public set(productId: string, attributes: Image): void {
    this.products.set(productId, { productId: { S: productId }, ...attributes });
  }

  public async read(productIds: readonly string[], { consistent }: ReadOptions): Promise<Products> {
    this.reads.push({ productIds, consistent });
    const seen = consistent ? this.products : this.behind ?? this.products;
    return new Map([...seen].filter(([productId]) => productIds.includes(productId)));
  }
}

/** The operations of an API with prices from these products. */
export function pricedOperations(products: ProductsReader, rules: Partial<ProductsRules> = {}): ReadonlyMap<string, Operation<Store>> {
  return new Map<string, Operation<Store>>([...EVERY_OPERATION, ...checkedCreation(tablePricing({ ...RULES, ...rules }, products), 25_000)]);
}
