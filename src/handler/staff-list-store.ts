/*
 * The orders table of an API that lists the orders of all customers by status. The index by status has a partition for each status and shard, which
 * are read side by side (docs/adr/0029-staff-list.md). A part of order-store.ts that only the extended bundle has.
 */
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ORDER_KEY, StaffListRules, STATUS_INDEX } from '../contract';
import type { OrderPosition } from './domain/cursor';
import { normalizeOrder } from './domain/legacy-order';
import { merge, Source } from './domain/merge';
import type { Order } from './domain/order';
import { createdAtOrderIdOf, positionOf, sortKeyOf, StatusKeys, statusShard, statusShardOf } from './domain/status-shard';
import { orIndexProblem } from './index-problem';
import { NumberedStore, StoreOptions } from './numbered-store';
import type { ChangeResult, CreateResult, StatusChange } from './order-store';
import { alsoSetting } from './order-update';
import type { StaffListRequest } from './request/staff-list-request';

/** Some orders of one status, in the order that was asked for. */
export interface StatusPage {
  /** What the index has of each order. */
  readonly orders: readonly Order[];
  /** Where the page ends, when there may be more. */
  readonly next?: OrderPosition;
}

/** An order as the index has it. */
type Entry = Order & StatusKeys;

/** A shard has more than its share of a page now and then. */
const SPARE_SHARE = 1.5;
const SPARE_ENTRIES = 4;

/** DynamoDB ends a page at 1 MB, and an entry has some hundred bytes. */
const LARGEST_PAGE = 2_000;

export class StaffListStore extends NumberedStore {
  private readonly staffList?: StaffListRules;

  public constructor(client: DynamoDBDocumentClient, tableName: string, options: StoreOptions = {}) {
    super(client, tableName, options);
    this.staffList = options.staffList;
  }

  /** Stores the order with its keys, which put it into the index. */
  public override async create(order: Order, abortSignal?: AbortSignal): Promise<CreateResult> {
    if (this.staffList === undefined) return super.create(order, abortSignal);
    const { orderId, status, createdAt } = order;
    const keys: StatusKeys = {
      [STATUS_INDEX.partitionKey]: statusShardOf(status, orderId, this.staffList.shards),
      [STATUS_INDEX.sortKey]: createdAtOrderIdOf(createdAt, orderId)!,
    };
    return super.create({ ...order, ...keys }, abortSignal);
  }

  /** An order from before the index has no sort key. It is refused with what makes the key, and changed in a second try. */
  public override async changeStatus(change: StatusChange, signal?: AbortSignal): Promise<ChangeResult> {
    const changed = await super.changeStatus(change, signal);
    if (this.staffList === undefined || changed.result !== 'refused' || changed.order === undefined || hasSortKey(changed.order)) return changed;
    return super.changeStatus({ ...change, createdAt: changed.order.createdAt }, signal);
  }

  /** Moves the order within the index, in the same write. */
  protected override updateOf(change: StatusChange) {
    const update = super.updateOf(change);
    if (this.staffList === undefined) return update;
    const { orderId, status, createdAt } = change;
    const moved = alsoSetting(update, { [STATUS_INDEX.partitionKey]: statusShardOf(status, orderId, this.staffList.shards) });
    const ExpressionAttributeNames = { ...moved.ExpressionAttributeNames, '#sortKey': STATUS_INDEX.sortKey };
    if (createdAt === undefined) return { ...moved, ConditionExpression: `${moved.ConditionExpression} AND attribute_exists(#sortKey)`, ExpressionAttributeNames };
    const sortKey = createdAtOrderIdOf(createdAt, orderId);
    if (sortKey === undefined) return moved;
    return {
      ...moved,
      UpdateExpression: `${moved.UpdateExpression}, #sortKey = if_not_exists(#sortKey, :sortKey)`,
      ExpressionAttributeNames,
      ExpressionAttributeValues: { ...moved.ExpressionAttributeValues, ':sortKey': sortKey },
    };
  }

  /** The orders of all customers with a status. The index follows the table with a delay. */
  public async listByStatus(request: StaffListRequest, signal?: AbortSignal): Promise<StatusPage> {
    const { shards = 1, readShards = shards } = this.staffList ?? {};
    const count = Math.max(shards, readShards);
    const sources = Array.from({ length: count }, (_, shard) => new ShardSource((query) => this.entriesOf(query, signal), request, { shard, count }));
    const isBefore = (a: Entry, b: Entry) => (request.sort === 'oldest' ? keyOf(a) < keyOf(b) : keyOf(a) > keyOf(b));
    const { elements, hasMore } = await merge(sources, request.limit, isBefore);
    return { orders: elements.map(normalizeOrder), next: hasMore ? positionOf(keyOf(elements[elements.length - 1])) : undefined };
  }

  private async entriesOf({ partitionKey, from, to, status, isForward, limit, after }: ShardQuery, abortSignal?: AbortSignal): Promise<ShardPage> {
    const { Items = [], LastEvaluatedKey: last } = await orIndexProblem(this.client.send(new QueryCommand({
      TableName: this.tableName,
      IndexName: STATUS_INDEX.indexName,
      KeyConditionExpression: '#statusShard = :statusShard AND #sortKey BETWEEN :from AND :to',
      // A version without the staff list has changed the status and not the key.
      FilterExpression: '#status = :status',
      ExpressionAttributeNames: { '#statusShard': STATUS_INDEX.partitionKey, '#sortKey': STATUS_INDEX.sortKey, '#status': 'status' },
      ExpressionAttributeValues: { ':statusShard': partitionKey, ':from': from, ':to': to, ':status': status },
      ScanIndexForward: isForward,
      Limit: limit,
      ExclusiveStartKey: after,
    }), { abortSignal }));
    return { entries: Items as Entry[], last };
  }
}

interface ShardQuery {
  readonly partitionKey: string;
  readonly from: string;
  readonly to: string;
  readonly status: string;
  readonly isForward: boolean;
  readonly limit: number;
  readonly after?: Record<string, unknown>;
}

interface ShardPage {
  readonly entries: readonly Entry[];
  /** DynamoDB's own, which is used within one request only. */
  readonly last?: Record<string, unknown>;
}

/** The orders of one shard, page by page. */
class ShardSource implements Source<Entry> {
  private last?: Record<string, unknown>;
  private isRead = false;
  private limit: number;

  public constructor(
    private readonly read: (query: ShardQuery) => Promise<ShardPage>,
    private readonly request: StaffListRequest,
    private readonly place: { readonly shard: number; readonly count: number },
  ) {
    // One more than the page, since the place where the page before ended is read again.
    this.limit = Math.min(request.limit + 1, Math.ceil(SPARE_SHARE * request.limit / place.count) + SPARE_ENTRIES);
  }

  public async nextPage(): Promise<readonly Entry[] | undefined> {
    if (this.isRead) return undefined;
    const { status, sort, after } = this.request;
    const { entries, last } = await this.read({
      partitionKey: statusShard(status, this.place.shard), status, isForward: sort === 'oldest', limit: this.limit, after: this.last, ...this.range,
    });
    this.last = last;
    this.isRead = last === undefined;
    // Many entries of another status, one after another, would take as many calls.
    if (entries.length === 0) this.limit = Math.min(2 * this.limit, LARGEST_PAGE);
    const end = after && sortKeyOf(after);
    return entries.filter((entry) => isOurs(entry) && keyOf(entry) !== end);
  }

  /** Both ends are part of a range in DynamoDB. No sort key is a time alone, so that the end of the range is not. */
  private get range(): { readonly from: string; readonly to: string } {
    const { createdFrom, createdTo, sort, after } = this.request;
    const [from, to] = [createdFrom, createdTo].map((time) => new Date(time).toISOString());
    if (after === undefined) return { from, to };
    return sort === 'oldest' ? { from: sortKeyOf(after), to } : { from, to: sortKeyOf(after) };
  }
}

function keyOf(entry: Entry): string {
  return entry[STATUS_INDEX.sortKey];
}

/** Whether another program has written the key. */
function isOurs(entry: Entry): boolean {
  return typeof entry.createdAt === 'string' && createdAtOrderIdOf(entry.createdAt, entry[ORDER_KEY]) === keyOf(entry);
}

function hasSortKey(order: Order): boolean {
  return STATUS_INDEX.sortKey in order;
}
