import { OperationId } from '../contract';

interface TableCall {
  /** As DynamoDB's API and its metrics name it. */
  readonly name: string;
  /** Whether it goes to the index by customer. */
  readonly onIndex?: boolean;
}

/** The one call to DynamoDB that each operation makes. */
export const TABLE_CALLS: Readonly<Record<OperationId, TableCall>> = {
  createOrder: { name: 'PutItem' },
  getOrder: { name: 'GetItem' },
  listOrders: { name: 'Query', onIndex: true },
  updateOrderStatus: { name: 'UpdateItem' },
};
