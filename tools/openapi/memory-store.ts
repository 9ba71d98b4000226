import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DetailedChange } from '../../src/handler/detailed-store';
import type { OrderPosition } from '../../src/handler/domain/cursor';
import { erased, isErased } from '../../src/handler/domain/erasure';
import type { Order } from '../../src/handler/domain/order';
import { orderNumberOf } from '../../src/handler/domain/order-number';
import { statusesBefore } from '../../src/handler/domain/order-status';
import { DetailedOrder, detailsOf, StatusChangeDetails } from '../../src/handler/domain/status-change';
import type { Image } from '../../src/handler/domain/stored-order';
import type { Erasure, UnerasedPage } from '../../src/handler/erasing-store';
import type { ErasureStore } from '../../src/handler/erasure-operations';
import { applied, OrderEdit } from '../../src/handler/fulfilling-store';
import type { EditingStore } from '../../src/handler/fulfilment-operations';
import type { ListStore } from '../../src/handler/list-operations';
import type { ChangeResult, CreateResult, OrderPage } from '../../src/handler/order-store';
import type { ListRequest } from '../../src/handler/request/list-request';
import type { StaffListRequest } from '../../src/handler/request/staff-list-request';
import type { StatusPage } from '../../src/handler/staff-list-store';

/** What the operations of an API with every route and every option need of the table. */
export type EveryStore = ErasureStore & ListStore & EditingStore;

/** An orders table in memory, with the answers of the real one. */
export class MemoryStore implements EveryStore {
  public constructor(private readonly orders = new Map<string, Order>()) {}

  public async create(order: Order): Promise<CreateResult> {
    const stored = this.orders.get(order.orderId);
    if (stored?.erasedAt) return 'erased';
    if (stored) return stored.requestFingerprint === order.requestFingerprint ? 'replayed' : 'conflict';
    this.orders.set(order.orderId, order);
    return 'created';
  }

  public async get(orderId: string): Promise<Order | undefined> {
    return this.orders.get(orderId);
  }

  public async list({ customerId, limit, after }: ListRequest): Promise<OrderPage> {
    const orders = [...this.orders.values()]
      .filter((order) => order.customerId === customerId && (!after || isBefore(order, after)))
      .sort((a, b) => (isBefore(a, b) ? 1 : -1))
      .slice(0, limit);
    // DynamoDB gives a position whenever the page is full, with more to come or not.
    return { orders, next: orders.length === limit ? orders[limit - 1] : undefined };
  }

  public async withNumber(orderNumber: string): Promise<readonly Order[]> {
    return [...this.orders.values()].filter(({ orderId }) => orderNumberOf(orderId) === orderNumber);
  }

  public async listByStatus({ status, createdFrom, createdTo, sort, limit, after }: StaffListRequest): Promise<StatusPage> {
    const isEarlier = (a: OrderPosition, b: OrderPosition) => (sort === 'oldest' ? isBefore(a, b) : isBefore(b, a));
    const isInRange = ({ createdAt }: Order) => Date.parse(createdAt) >= createdFrom && Date.parse(createdAt) < createdTo;
    const orders = [...this.orders.values()]
      .filter((order) => order.status === status && isInRange(order) && (!after || isEarlier(after, order)))
      .sort((a, b) => (isEarlier(a, b) ? -1 : 1));
    return { orders: orders.slice(0, limit), next: orders.length > limit ? orders[limit - 1] : undefined };
  }

  public async changeStatus(change: DetailedChange): Promise<ChangeResult> {
    const { orderId, status, expectedVersion, customerId, changeId, at } = change;
    const order = this.orders.get(orderId);
    const isMet = order
      && statusesBefore(status).includes(order.status)
      && (expectedVersion === 'any' || order.version === expectedVersion)
      && (customerId === undefined || order.customerId === customerId);
    if (!isMet) return order?.changeId === changeId ? { result: 'replayed', order: order! } : { result: 'refused', order };
    const timestamp = at.toISOString();
    const changed: Order = {
      ...order,
      status,
      statusHistory: [...order.statusHistory, { status, at: timestamp }],
      updatedAt: timestamp,
      version: order.version + 1,
      changeId,
      ...withDetailsOf(order, change),
    };
    this.orders.set(orderId, changed);
    return { result: 'changed', order: changed };
  }

  public async edit(edit: OrderEdit): Promise<ChangeResult> {
    const { orderId, at, by } = edit;
    const order = this.orders.get(orderId);
    if (!order) return { result: 'refused' };
    const edited = applied(edit, order);
    if (typeof edited === 'string') return { result: edited, order };
    const timestamp = at.toISOString();
    const { status, ...attributes } = edited;
    const changed: Order = {
      ...order,
      ...attributes,
      ...status && { status, statusHistory: [...order.statusHistory, { status, at: timestamp }], ...withDetailsOf(order, { status, by }) },
      updatedAt: timestamp,
      version: order.version + 1,
    };
    this.orders.set(orderId, changed);
    return { result: 'changed', order: changed };
  }

  public async erase(orderId: string, at: Date): Promise<Erasure | undefined> {
    const order = this.orders.get(orderId);
    if (!order) return undefined;
    if (isErased(imageOf(order))) return { result: 'replayed', order };
    const next = unmarshall(erased(imageOf(order), at) as never) as Order;
    this.orders.set(orderId, next);
    return { result: 'erased', order: next };
  }

  public async unerasedOf(customerId: string): Promise<UnerasedPage> {
    const orders = [...this.orders.values()].filter((order) => order.customerId === customerId && !isErased(imageOf(order)));
    return { orderIds: orders.map(({ orderId }) => orderId) };
  }
}

function withDetailsOf({ statusChanges = [] }: DetailedOrder, change: StatusChangeDetails): Pick<DetailedOrder, 'statusChanges'> {
  const details = detailsOf(change);
  return details ? { statusChanges: [...statusChanges, details] } : {};
}

function imageOf(order: Order): Image {
  return marshall(order, { removeUndefinedValues: true }) as Image;
}

function isBefore(a: OrderPosition, b: OrderPosition): boolean {
  return a.createdAt < b.createdAt || (a.createdAt === b.createdAt && a.orderId < b.orderId);
}
