/**
 * What an order event tells: its `detail-type`, for the patterns of rules.
 */
export enum OrderEventType {
  /** An order has been placed. */
  CREATED = 'OrderCreated',
  /** An order has another status than before. */
  STATUS_CHANGED = 'OrderStatusChanged',
}
