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
  const freshOnes = (productIds: readonly string[]) => productIds.filter((productId) => (kept.get(productId)?.readAt ?? -Infinity) > now() - 1_000 * maxAgeSeconds);

  const keep = (productIds: readonly string[], found: Products, readAt: number) => {
    for (const productId of productIds) {
      kept.delete(productId); // a product that is gone, or one that comes last now
      const product = found.get(productId);
      if (product) kept.set(productId, { product, readAt });
    }
    for (const productId of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST))) kept.delete(productId);
  };

  return {
    async read(productIds, options) {
      const fresh = options.consistent ? [] : freshOnes(productIds);
      const others = productIds.filter((productId) => !fresh.includes(productId));
      const readAt = now();
      const found = others.length === 0 ? new Map<string, Image>() : await products.read(others, options);
      const answer = new Map([...fresh.map((productId) => [productId, kept.get(productId)!.product] as const), ...found]);
      keep(others, found, readAt);
      return answer;
    },
  };
}
