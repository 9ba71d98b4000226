/**
 * Type of an order event, which is its `detail-type` in the pattern of a rule.
 */
export enum OrderEventType {
  /** An order has been created. */
  CREATED = 'OrderCreated',
  /** The status of an order has changed. */
  STATUS_CHANGED = 'OrderStatusChanged',
  /** The personal data of an order has been erased. */
  ERASED = 'OrderErased',
  /** A fulfilment of an order has been created or changed, and the status of the order has not. */
  FULFILMENT_UPDATED = 'OrderFulfilmentUpdated',
  /** A return of an order has been recorded. */
  RETURNED = 'OrderReturned',
}
