import { findsByNumber, listsByStatus } from './indexes';
import { hasFulfilments, hasRoute, RouteSettings } from '../api/route-settings';
import { CUSTOMER_INDEX, NUMBER_INDEX, OperationId, STATUS_INDEX, UPDATE_ORDER_STATUS } from '../contract';

/** What the function does with the table: an operation, or a part of one that is optional. */
export type TableUse = OperationId | 'recogniseRetries' | 'giveBackStock' | 'checkFulfilments' | 'findOrdersByNumber' | 'listOrdersByStatus';

/** DynamoDB calls on the table or on an index. */
interface TableCalls {
  /** Id of their statement in the execution role. */
  readonly sid: string;
  /** Names of the calls in the API and the metrics of DynamoDB. */
  readonly names: readonly string[];
  /** Name of the index that the calls read. Without it they use the table itself. */
  readonly index?: string;
}

/** The DynamoDB calls of each use. */
export const TABLE_CALLS: Readonly<Record<TableUse, readonly TableCalls[]>> = {
  createOrder: [{ sid: 'CreateOrders', names: ['PutItem'] }],
  recogniseRetries: [{ sid: 'RecogniseRetries', names: ['GetItem'] }],
  getOrder: [{ sid: 'GetOrders', names: ['GetItem'] }],
  listOrders: [{ sid: 'ListOrders', names: ['Query'], index: CUSTOMER_INDEX.indexName }],
  findOrdersByNumber: [
    { sid: 'FindOrdersByNumber', names: ['Query'], index: NUMBER_INDEX.indexName },
    { sid: 'GetFoundOrders', names: ['GetItem'] },
  ],
  listOrdersByStatus: [{ sid: 'ListOrdersByStatus', names: ['Query'], index: STATUS_INDEX.indexName }],
  updateOrderStatus: [{ sid: 'UpdateOrders', names: ['UpdateItem'] }],
  giveBackStock: [{ sid: 'ReadOrdersToCancel', names: ['GetItem'] }],
  checkFulfilments: [{ sid: 'ReadFulfilments', names: ['GetItem'] }],
  createFulfilment: [{ sid: 'CreateFulfilments', names: ['GetItem', 'UpdateItem'] }],
  updateFulfilment: [{ sid: 'UpdateFulfilments', names: ['GetItem', 'UpdateItem'] }],
  createReturn: [{ sid: 'CreateReturns', names: ['GetItem', 'UpdateItem'] }],
  eraseOrder: [{ sid: 'EraseOrders', names: ['GetItem', 'PutItem'] }],
  eraseCustomer: [
    { sid: 'FindOrdersToErase', names: ['Query'], index: CUSTOMER_INDEX.indexName },
    { sid: 'EraseOrdersOfCustomers', names: ['GetItem', 'PutItem'] },
  ],
};

interface TableSettings {
  readonly routes: readonly RouteSettings[];
  readonly recognisesRetries: boolean;
  readonly stock?: { readonly isReturned: boolean };
}

/** What the function does with the table for the routes. */
export function tableUsesOf({ routes, recognisesRetries, stock }: TableSettings): TableUse[] {
  return [
    ...routes.map(({ route }) => route.operationId),
    ...recognisesRetries ? ['recogniseRetries' as const] : [],
    ...stock?.isReturned ? ['giveBackStock' as const] : [],
    ...hasFulfilments(routes) && hasRoute(routes, UPDATE_ORDER_STATUS) ? ['checkFulfilments' as const] : [],
    ...findsByNumber(routes) ? ['findOrdersByNumber' as const] : [],
    ...listsByStatus(routes) ? ['listOrdersByStatus' as const] : [],
  ];
}
