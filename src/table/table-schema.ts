/*
 * Keys and indexes of a table that the app creates. Those of an imported table are not known at synth.
 */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnGlobalTable, CfnTable, ITable } from 'aws-cdk-lib/aws-dynamodb';
import { isResource } from '../props/validation';

/** The custom resource with which the CDK adds a replica to a `Table`. */
const REPLICA_OF_TABLE = 'Custom::DynamoDBReplica';

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
    readonly projection: { readonly projectionType?: string; readonly nonKeyAttributes?: readonly string[] };
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

/** Whether a table that the app creates has replicas in other regions. Those of an imported table are not known at synth. */
export function isGlobal(table: ITable): boolean {
  const resource = table.node.defaultChild;
  const parts = () => table.node.findAll().filter((each) => CfnResource.isCfnResource(each));
  if (isResource(resource, CfnTable)) return parts().some(({ cfnResourceType }) => cfnResourceType === REPLICA_OF_TABLE);
  if (!isResource(resource, CfnGlobalTable)) return false;
  const replicas: unknown = Stack.of(resource).resolve(resource.replicas);
  return Array.isArray(replicas) && replicas.length > 1; // one is the table itself
}
