/*
 * What the clients have learnt from the answers so far: orders, their versions, cursors. Only what goes into new
 * requests; whether an answer was right is for `violationsIn.ts` to say.
 */
import type { OrderDocument, OrderRequest } from '../../../src/handler/domain/order';
import type { OrderStatus } from '../../../src/handler/domain/order-status';

export interface KnownOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly version: number;
  readonly status: OrderStatus;
  readonly createdAt?: string;
}

/** Every so many known orders some are looked at much more often than the others, so that clients meet there. */
const HOT_SHARE = 0.04;
const HOT_ODDS = 0.4;

export class KnownState {
  public readonly orders = new Map<string, KnownOrder>();

  private readonly orderIds: string[] = [];
  private readonly cursors: string[] = [];

  /** The order at a fraction of the way through all, most of the time among the newest. */
  public order(fraction: number): KnownOrder | undefined {
    const hot = Math.ceil(this.orderIds.length * HOT_SHARE);
    const index = fraction < HOT_ODDS
      ? this.orderIds.length - 1 - Math.floor(fraction / HOT_ODDS * hot)
      : Math.floor((fraction - HOT_ODDS) / (1 - HOT_ODDS) * this.orderIds.length);
    return this.orders.get(this.orderIds[index]);
  }

  public cursor(fraction: number): string | undefined {
    return this.cursors[Math.floor(fraction * this.cursors.length)];
  }

  public learnCreated(orderId: string, { customerId }: Pick<OrderRequest, 'customerId'>): void {
    if (!this.orders.has(orderId)) this.remember({ orderId, customerId, version: 1, status: 'PROCESSING' });
  }

  public learn({ orderId, customerId, version, status, createdAt }: OrderDocument): void {
    const known = this.orders.get(orderId);
    if (!known || known.version <= version) this.remember({ orderId, customerId, version, status, createdAt });
  }

  public learnCursor(cursor: string): void {
    this.cursors.push(cursor);
  }

  private remember(order: KnownOrder): void {
    if (!this.orders.has(order.orderId)) this.orderIds.push(order.orderId);
    this.orders.set(order.orderId, order);
  }
}
