import { OperationId } from '../contract';

interface TableCall {
  /** Name of the call in the API and the metrics of DynamoDB. */
  readonly name: string;
  /** Whether the call reads the index by customer. */
  readonly onIndex?: boolean;
}

/** The DynamoDB call of each operation. */
export const TABLE_CALLS: Readonly<Record<OperationId, TableCall>> = {
  createOrder: { name: 'PutItem' },
  getOrder: { name: 'GetItem' },
  listOrders: { name: 'Query', onIndex: true },
  updateOrderStatus: { name: 'UpdateItem' },
};
