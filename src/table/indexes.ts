import { AttributeType, GlobalSecondaryIndexPropsV2, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import { hasRoute, RouteSettings } from '../api/route-settings';
import { CUSTOMER_INDEX, LIST_ORDERS, NUMBER_INDEX, STATUS_INDEX } from '../contract';

/** Whether the API lists orders, which needs the index by customer. */
export function listsOrders(routes: readonly RouteSettings[]): boolean {
  return hasRoute(routes, LIST_ORDERS);
}

/** Whether the API finds orders by their number, which needs the index by number. */
export function findsByNumber(routes: readonly RouteSettings[]): boolean {
  return routes.some(({ byOrderNumber }) => byOrderNumber);
}

/** Whether the API lists orders by status, which needs the index by status. */
export function listsByStatus(routes: readonly RouteSettings[]): boolean {
  return routes.some(({ staffList }) => staffList !== undefined);
}

/**
 * The attributes of the index by status besides its keys: what a list shows. An index cannot be changed, so attributes of later versions are among
 * them. One that an order does not have costs nothing.
 */
export const STATUS_INDEX_ATTRIBUTES = [
  'status', 'customerId', 'currency', 'totalAmount', 'createdAt', 'updatedAt', 'version', 'modelVersion', 'erasedAt', 'priceSource', 'reference',
  'purchaseOrderNumber', 'fulfilmentStatus', 'paymentStatus',
] as const;

/**
 * The indexes that the routes need. Each adds cost to every write, so the table has it only with its route or option. CloudFormation adds one index
 * per deployment to an existing table.
 */
export function indexesFor(routes: readonly RouteSettings[]): GlobalSecondaryIndexPropsV2[] | undefined {
  const indexes = [
    ...listsOrders(routes) ? [customerIndex()] : [],
    ...findsByNumber(routes) ? [numberIndex()] : [],
    ...listsByStatus(routes) ? [statusIndex()] : [],
  ];
  return indexes.length > 0 ? indexes : undefined;
}

function customerIndex(): GlobalSecondaryIndexPropsV2 {
  const { indexName, partitionKey, sortKey } = CUSTOMER_INDEX;
  return {
    indexName,
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
  };
}

/** The index has keys only. The function reads the few orders that it finds from the table. */
function numberIndex(): GlobalSecondaryIndexPropsV2 {
  const { indexName, partitionKey } = NUMBER_INDEX;
  return { indexName, partitionKey: { name: partitionKey, type: AttributeType.STRING }, projectionType: ProjectionType.KEYS_ONLY };
}

function statusIndex(): GlobalSecondaryIndexPropsV2 {
  const { indexName, partitionKey, sortKey } = STATUS_INDEX;
  return {
    indexName,
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: [...STATUS_INDEX_ATTRIBUTES],
  };
}
