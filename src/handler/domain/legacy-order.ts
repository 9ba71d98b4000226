/*
 * Orders in a table that this library took over from the CloudFormation template it replaces. The template's handler gave
 * them neither version nor history, wrote times without a zone, and took amounts with decimals as text alone. They stay
 * in the table as they are; this is how they are read (docs/adr/0017-orders-of-the-template.md). Pure.
 */
import type { AddedFields, Order, OrderFields, StatusEntry } from './order';
import { INITIAL_STATUS } from './order-status';

/** Without a version and a history, until one of our changes begins them. */
export type LegacyOrder = Omit<OrderFields, 'version' | 'statusHistory' | keyof AddedFields> & Partial<Pick<OrderFields, 'version' | 'statusHistory'>>;

/** An amount as text, with no more digits than a double carries there and back. */
export const DECIMAL = /^\d{1,11}(\.\d{1,4})?$/;

/** Whether the template's handler wrote it: an order of ours says by a `Z` that its time is UTC, and no change of an order touches that time. */
export function isLegacy(createdAt: string | undefined): boolean {
  return typeof createdAt === 'string' && !createdAt.endsWith('Z');
}

/** The order, whichever handler stored it, as one of ours. */
export function normalizeOrder(order: Order): Order {
  if (!isLegacy(order.createdAt)) return order;
  return withInitialHistory({
    ...withNumbers(order, 'totalAmount'),
    items: Array.isArray(order.items) ? order.items.map((item) => withNumbers(item, 'quantity', 'price')) : order.items,
    createdAt: inUtc(order.createdAt),
    updatedAt: inUtc(typeof order.updatedAt === 'string' ? order.updatedAt : order.createdAt), // a tool of somebody's need not have written it
  }) as Order;
}

/** With the version and the history that the order has had from its first moment on. */
export function withInitialHistory(order: LegacyOrder): OrderFields {
  const { status, createdAt, updatedAt, version = 1, statusHistory = [] } = order;
  const known: readonly StatusEntry[] = [{ status: INITIAL_STATUS, at: createdAt }, ...statusHistory];
  // Somebody may have moved it along by means of their own.
  const history = known[known.length - 1].status === status ? known : [...known, { status, at: updatedAt }];
  return { ...order, version, statusHistory: history };
}

/** The template's times are UTC and do not say so; or they say it in another way, where somebody has mended its handler. */
export function inUtc(time: string): string {
  return time.endsWith('Z') ? time : `${time.replace(/\+00:00$/, '')}Z`;
}

function withNumbers<T extends object>(fields: T, ...names: readonly (keyof T)[]): T {
  const amounts = names.filter((name) => DECIMAL.test(String(fields?.[name])));
  return amounts.length === 0 ? fields : { ...fields, ...Object.fromEntries(amounts.map((name) => [name, Number(fields[name])])) };
}
