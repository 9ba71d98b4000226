/*
 * Products that this execution environment has read a moment ago. One product bears a limited number of reads a second, so that a best-seller is read
 * less often than it is ordered.
 */
import type { Image } from './domain/stored-order';
import type { Products, ProductsReader } from './shop-table';

/** More products than these are not kept: those that were read first go first. */
const MOST = 1_000;

interface KeptProduct {
  readonly product: Image;
  readonly readAt: number;
}

/** A reader that keeps for so long what it has read. A consistent read goes to the table, and what it finds is kept too. */
export function cached(products: ProductsReader, maxAgeSeconds: number | undefined, now: () => number): ProductsReader {
  if (maxAgeSeconds === undefined) return products;
  const kept = new Map<string, KeptProduct>();

  const keep = (productIds: readonly string[], found: Products, readAt: number) => {
    for (const productId of productIds) {
      kept.delete(productId); // it is gone, or comes last now
      const product = found.get(productId);
      if (product) kept.set(productId, { product, readAt });
    }
    const tooMany = [...kept.keys()].slice(0, Math.max(0, kept.size - MOST));
    for (const productId of tooMany) kept.delete(productId);
  };

  return {
    async read(productIds, options) {
      const readAt = now();
      const isFresh = (productId: string) => !options.consistent && (kept.get(productId)?.readAt ?? -Infinity) > readAt - 1_000 * maxAgeSeconds;
      const fresh = productIds.filter(isFresh).map((productId) => [productId, kept.get(productId)!.product] as const);
      const others = productIds.filter((productId) => !isFresh(productId));
      if (others.length === 0) return new Map(fresh);
      const found = await products.read(others, options);
      keep(others, found, readAt);
      return new Map([...fresh, ...found]);
    },
  };
}
