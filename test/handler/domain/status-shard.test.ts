import { createdAtOrderIdOf, isShardOf, isSortPosition, positionOf, sortKeyOf, statusShard, statusShardOf } from '../../../src/handler/domain/status-shard';

test('a partition key is a status and a shard of two digits', () => {
  expect(statusShard('CONFIRMED', 3)).toBe('CONFIRMED#03');
  expect(statusShardOf('SHIPPED', 'order-1', 1)).toBe('SHIPPED#00');
});

test('orders are spread over all shards, and with fewer shards each is in one of these', () => {
  const shards = (count: number) => new Set(Array.from({ length: 1_000 }, (_, index) => statusShardOf('CONFIRMED', `order-${index}`, count)));

  expect([1, 4, 32].map((count) => shards(count).size)).toEqual([1, 4, 32]);
  expect([...shards(4)].every((key) => shards(32).has(key))).toBe(true);
});

test('a key of an order is known again in any status and with any number of shards', () => {
  for (const shards of [1, 2, 4, 8, 16, 32]) expect(isShardOf(statusShardOf('DELIVERED', 'order-1', shards), 'order-1')).toBe(true);
  expect(isShardOf(undefined, 'order-1')).toBe(false);
  expect(isShardOf('DELIVERED#33', 'order-1')).toBe(false);
  expect(isShardOf('Ada Lovelace', 'order-1')).toBe(false);
});

test('a sort key is a time and an id, which may have the separator in it', () => {
  const key = createdAtOrderIdOf('2025-03-30T08:00:00.123Z', 'order#1')!;

  expect(key).toBe('2025-03-30T08:00:00.123Z#order#1');
  expect(positionOf(key)).toEqual({ createdAt: '2025-03-30T08:00:00.123Z', orderId: 'order#1' });
  expect(sortKeyOf(positionOf(key))).toBe(key);
});

test('a time of the template is written anew', () => {
  expect(createdAtOrderIdOf('2025-03-30T08:00:00.123456', 'order-1')).toBe('2025-03-30T08:00:00.123Z#order-1');
  expect(createdAtOrderIdOf('yesterday', 'order-1')).toBeUndefined();
});

test('an id that is longer than a key may be is in it as its hash', () => {
  expect(createdAtOrderIdOf('2025-03-30T08:00:00.123Z', 'ä'.repeat(451))).toMatch(/^2025-03-30T08:00:00\.123Z#[0-9a-f]{64}$/);
  expect(createdAtOrderIdOf('2025-03-30T08:00:00.123Z', 'ä'.repeat(450))).toMatch(/#ä{450}$/);
});

test.each([
  [{ createdAt: '2025-03-30T08:00:00.123Z', orderId: 'order-1' }, true],
  [{ createdAt: '2025-03-30T08:00:00Z', orderId: 'order-1' }, false],
  [{ createdAt: '2025-13-30T08:00:00.123Z', orderId: 'order-1' }, false],
  [{ createdAt: '2025-03-30T08:00:00.123Z', orderId: 'ä'.repeat(451) }, false],
])('%j is the place of an order: %s', (position, isPlace) => {
  expect(isSortPosition(position)).toBe(isPlace);
});
