/*
 * Keys and indexes of a table that the app creates. Those of an imported table are not known at synth.
 */
import { Stack } from 'aws-cdk-lib';
import { CfnGlobalTable, CfnTable, ITable } from 'aws-cdk-lib/aws-dynamodb';
import { isResource } from '../props/validation';

/** Key schema of a table or index in CloudFormation. */
export interface KeySchema {
  readonly attributeName: string;
  readonly keyType: string;
}

export interface TableSchema {
  readonly keySchema?: readonly KeySchema[];
  readonly attributeDefinitions?: readonly { readonly attributeName: string; readonly attributeType: string }[];
  readonly globalSecondaryIndexes?: readonly {
    readonly indexName: string;
    readonly keySchema: readonly KeySchema[];
    readonly projection: { readonly projectionType?: string };
  }[];
}

/** The keys and indexes, where they are known. */
export function schemaOf(table: ITable): TableSchema | undefined {
  const resource = table.node.defaultChild;
  if (!isResource(resource, CfnTable) && !isResource(resource, CfnGlobalTable)) return undefined;
  const { keySchema, attributeDefinitions, globalSecondaryIndexes } = resource;
  const schema: TableSchema = Stack.of(resource).resolve({ keySchema, attributeDefinitions, globalSecondaryIndexes });
  return schema.keySchema && schema; // a replica of a table in another account has the keys of that table
}

/** Keys in a message, for example `partition key 'orderId' (S)`. */
export function describeKeys({ attributeDefinitions = [] }: TableSchema, keys: readonly KeySchema[] = []): string {
  const typeOf = (name: string) => attributeDefinitions.find(({ attributeName }) => attributeName === name)?.attributeType;
  return keys.map(({ attributeName, keyType }) => `${keyType === 'HASH' ? 'partition' : 'sort'} key '${attributeName}' (${typeOf(attributeName)})`).join(' and ');
}
