/*
 * The cursor of a page of the list by status. It has the status and the order of its list, so that another list refuses it instead of leaving out
 * orders. It is not signed, like that of a customer's orders.
 */
import { OrderPosition, positionIn } from './cursor';
import type { OrderStatus } from './order-status';

/** Which list a cursor is of. */
export interface CursorList {
  readonly status: OrderStatus;
  readonly sort: string;
}

export function statusCursorOf({ createdAt, orderId }: OrderPosition, { status, sort }: CursorList): string {
  return Buffer.from(JSON.stringify([createdAt, orderId, status, sort])).toString('base64url');
}

/** The position that a cursor stands for, or `undefined` when it is none that we could have given out for this list. */
export function readStatusCursor(cursor: string, list: CursorList): OrderPosition | undefined {
  const position = positionIn(cursor);
  return position && statusCursorOf(position, list) === cursor ? position : undefined;
}
