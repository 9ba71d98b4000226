import { AttributeType, GlobalSecondaryIndexPropsV2 } from 'aws-cdk-lib/aws-dynamodb';
import { RouteSettings } from '../api/route-settings';
import { CUSTOMER_INDEX, LIST_ORDERS } from '../contract';

export function listsOrders(routes: readonly RouteSettings[]): boolean {
  return routes.some(({ route }) => route === LIST_ORDERS);
}

/** The index that listing reads: every write to the table pays for it, so it is there only for that route. */
export function indexesFor(routes: readonly RouteSettings[]): GlobalSecondaryIndexPropsV2[] | undefined {
  if (!listsOrders(routes)) return undefined;
  const { indexName, partitionKey, sortKey } = CUSTOMER_INDEX;
  return [{
    indexName,
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
  }];
}
