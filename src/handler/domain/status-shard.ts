/*
 * The keys of an order in the index by status. The partition key is spread over shards, and the sort key has the id of the order besides its time,
 * so that each order has a place of its own in a list. Pure.
 */
import { hash } from 'node:crypto';
import { inUtc } from './legacy-order';
import type { OrderStatus } from './order-status';
import { STATUS_INDEX } from '../../contract';

/** Attributes that put an order into the index by status. */
export interface StatusKeys {
  readonly [STATUS_INDEX.partitionKey]: string;
  readonly [STATUS_INDEX.sortKey]: string;
}

/** A sort key has at most 1,024 bytes, of which a time takes 25. The template took longer ids. */
const MAX_ID_BYTES = 900;

/** The partition key of orders with this status in a shard. */
export function statusShard(status: OrderStatus, shard: number): string {
  return `${status}#${String(shard).padStart(2, '0')}`;
}

/** The partition key of an order. The shard follows from its id alone. */
export function statusShardOf(status: OrderStatus, orderId: string, shards: number): string {
  return statusShard(status, hash('sha256', orderId, 'buffer')[0] % shards);
}

/** The sort key of an order, or `undefined` if its time is none. Times of the template have other digits, so they are written anew. */
export function createdAtOrderIdOf(createdAt: string, orderId: string): string | undefined {
  const time = Date.parse(inUtc(createdAt));
  if (Number.isNaN(time)) return undefined;
  const id = Buffer.byteLength(orderId) > MAX_ID_BYTES ? hash('sha256', orderId, 'hex') : orderId;
  return `${new Date(time).toISOString()}#${id}`;
}
