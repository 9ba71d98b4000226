import { cached } from '../../src/handler/products-cache';
import { ShopProducts } from '../support/handler/shop-products';

const { signal } = new AbortController();
const EVENTUAL = { consistent: false, signal };
const CONSISTENT = { consistent: true, signal };

let now: number;
let products: ShopProducts;

beforeEach(() => {
  now = 0;
  products = new ShopProducts();
  products.set('shirt', { price: { N: '1' } });
  products.set('mug', { price: { N: '2' } });
});

test('without a time nothing is kept', () => {
  expect(cached(products, undefined, () => now)).toBe(products);
});

test('a product is read once in its time, and again after it', async () => {
  const reader = cached(products, 60, () => now);
  await reader.read(['shirt'], EVENTUAL);
  products.set('shirt', { price: { N: '3' } });

  now = 59_999;
  expect((await reader.read(['shirt', 'mug'], EVENTUAL)).get('shirt')!.price).toEqual({ N: '1' });
  expect(products.reads.map(({ productIds }) => productIds)).toEqual([['shirt'], ['mug']]);

  now = 60_000;
  expect((await reader.read(['shirt'], EVENTUAL)).get('shirt')!.price).toEqual({ N: '3' });
});

test('a consistent read goes to the table, and its answer is kept', async () => {
  const reader = cached(products, 60, () => now);
  await reader.read(['shirt', 'mug'], EVENTUAL);
  products.set('shirt', { price: { N: '3' } });
  products.products.delete('mug');

  expect([...(await reader.read(['shirt', 'mug'], CONSISTENT)).keys()]).toEqual(['shirt']);
  expect((await reader.read(['shirt'], EVENTUAL)).get('shirt')!.price).toEqual({ N: '3' });
  expect([...(await reader.read(['mug'], EVENTUAL)).keys()]).toEqual([]);
});

test('a product that does not exist is not kept, so that it is found when it does', async () => {
  const reader = cached(products, 60, () => now);
  await reader.read(['hat'], EVENTUAL);
  products.set('hat', { price: { N: '4' } });

  expect((await reader.read(['hat'], EVENTUAL)).has('hat')).toBe(true);
});

test('1,000 products are kept, and those that were read first go first', async () => {
  const reader = cached(products, 60, () => now);
  const ids = Array.from({ length: 1_001 }, (_, index) => `product-${index}`);
  for (const productId of ids) products.set(productId, { price: { N: '1' } });
  for (const productId of ids) await reader.read([productId], EVENTUAL);
  products.reads.length = 0;

  await reader.read(['product-1', 'product-1000'], EVENTUAL);
  expect(products.reads).toEqual([]);
  await reader.read(['product-0'], EVENTUAL);
  expect(products.reads).toHaveLength(1);
});
