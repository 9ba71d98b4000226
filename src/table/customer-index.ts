import { AttributeType, GlobalSecondaryIndexPropsV2 } from 'aws-cdk-lib/aws-dynamodb';
import { RouteSettings } from '../api/route-settings';
import { CUSTOMER_INDEX, LIST_ORDERS } from '../contract';

/** Whether the API lists orders, which needs the index. */
export function listsOrders(routes: readonly RouteSettings[]): boolean {
  return routes.some(({ route }) => route === LIST_ORDERS);
}

/** The index that lists orders by customer. It adds cost to every write, so the table has it only with that route. */
export function indexesFor(routes: readonly RouteSettings[]): GlobalSecondaryIndexPropsV2[] | undefined {
  if (!listsOrders(routes)) return undefined;
  const { indexName, partitionKey, sortKey } = CUSTOMER_INDEX;
  return [{
    indexName,
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
  }];
}
