/*
 * What a list of many orders shows of each: what the index by status holds. It has neither items nor personal data. Pure.
 */
import { FULFILMENT_STATUSES, FulfilmentStatus } from './fulfilment';
import type { Order, OrderFields } from './order';
import { orderNumberOf } from './order-number';

type SummaryField = 'orderId' | 'customerId' | 'status' | 'currency' | 'totalAmount' | 'reference' | 'purchaseOrderNumber' | 'createdAt' | 'updatedAt' | 'version' | 'erasedAt';

/** An order as a list of many shows it. */
export interface OrderSummary extends Pick<OrderFields, SummaryField> {
  /** Follows from the id. */
  readonly orderNumber: string;
  /** How much of the order is sent, where somebody has said so. */
  readonly fulfilmentStatus?: FulfilmentStatus;
}

/** In the order in which they are shown. */
const FIELDS = [
  'customerId', 'status', 'fulfilmentStatus', 'currency', 'totalAmount', 'reference', 'purchaseOrderNumber', 'createdAt', 'updatedAt', 'version', 'erasedAt',
] as const satisfies readonly (keyof OrderSummary)[];

/** Those that came with version 2 of the model: in an order without it, an attribute of such a name is somebody else's. */
const ADDED: readonly string[] = ['reference', 'purchaseOrderNumber', 'erasedAt'];

/** The summary of an order, or of what an index holds of it. */
export function summaryOf(order: Order): OrderSummary {
  const { orderId, modelVersion } = order;
  const fields: Readonly<Record<string, unknown>> = { ...order };
  const isShown = (name: string) => {
    if (name === 'fulfilmentStatus') return FULFILMENT_STATUSES.includes(fields[name] as FulfilmentStatus); // without a version of the model
    return fields[name] !== undefined && (modelVersion !== undefined || !ADDED.includes(name));
  };
  const shown = FIELDS.filter(isShown);
  return { orderId, orderNumber: orderNumberOf(orderId), ...Object.fromEntries(shown.map((name) => [name, fields[name]])) } as OrderSummary;
}
