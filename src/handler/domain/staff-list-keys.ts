/*
 * What an order in the table lacks to be in the index by status. An order of a former version, or of the template, has no keys, and one whose status
 * a former version has changed has those of another status. Pure.
 */
import { ORDER_STATUSES, OrderStatus } from './order-status';
import { createdAtOrderIdOf, StatusKeys, statusShardOf } from './status-shard';
import type { Image } from './stored-order';
import { ORDER_KEY, STATUS_INDEX } from '../../contract';

/** The keys that an item should have, or `undefined` if it is no order. */
export function staffListKeysOf(item: Image, shards: number): StatusKeys | undefined {
  const [orderId, status, createdAt] = [item[ORDER_KEY]?.S, item.status?.S, item.createdAt?.S];
  if (orderId === undefined || createdAt === undefined || !ORDER_STATUSES.includes(status as OrderStatus)) return undefined;
  const createdAtOrderId = createdAtOrderIdOf(createdAt, orderId);
  return createdAtOrderId === undefined ? undefined : {
    [STATUS_INDEX.partitionKey]: statusShardOf(status as OrderStatus, orderId, shards),
    [STATUS_INDEX.sortKey]: createdAtOrderId,
  };
}

/** Whether an item has these keys. */
export function hasStaffListKeys(item: Image, keys: StatusKeys): boolean {
  return [STATUS_INDEX.partitionKey, STATUS_INDEX.sortKey].every((name) => item[name]?.S === keys[name]);
}
