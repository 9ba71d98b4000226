import { OperationId } from '../contract';

/** DynamoDB calls on the table or on the index by customer. */
interface TableCalls {
  /** Id of their statement in the execution role. */
  readonly sid: string;
  /** Names of the calls in the API and the metrics of DynamoDB. */
  readonly names: readonly string[];
  /** Whether the calls read the index by customer. */
  readonly onIndex?: boolean;
}

/** The DynamoDB calls of each operation. */
export const TABLE_CALLS: Readonly<Record<OperationId, readonly TableCalls[]>> = {
  createOrder: [{ sid: 'CreateOrders', names: ['PutItem'] }],
  getOrder: [{ sid: 'GetOrders', names: ['GetItem'] }],
  listOrders: [{ sid: 'ListOrders', names: ['Query'], onIndex: true }],
  updateOrderStatus: [{ sid: 'UpdateOrders', names: ['UpdateItem'] }],
  eraseOrder: [{ sid: 'EraseOrders', names: ['GetItem', 'PutItem'] }],
  eraseCustomer: [
    { sid: 'FindOrdersToErase', names: ['Query'], onIndex: true },
    { sid: 'EraseOrdersOfCustomers', names: ['GetItem', 'PutItem'] },
  ],
};
