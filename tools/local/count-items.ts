import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { clientSettings } from './sample-app';

/** How many items a table of the local AWS holds. */
export async function countItems(endpoint: string, tableName: string): Promise<number> {
  const client = new DynamoDBClient(clientSettings(endpoint));
  let count = 0;
  for await (const { Count = 0 } of paginateScan({ client }, { TableName: tableName, Select: 'COUNT' })) count += Count;
  return count;
}
