/*
 * What may be done with orders, as data: the role that we make holds it as statements, and grants hand it to roles that
 * somebody else made. Exact actions on exact ARNs, one permission for each need.
 */
import { Stack } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { viaService } from './service-names';
import { CUSTOMER_INDEX, OperationId } from '../contract';
import { keyBehind } from '../props/encryption-key';
import { TABLE_CALLS } from '../table/operations';

export interface Permission {
  readonly sid: string;
  /** `ALLOW` where it does not say. */
  readonly effect?: Effect;
  readonly actions: string[];
  readonly resourceArns: string[];
  readonly conditions?: Record<string, Record<string, unknown>>;
}

/** A permission as a statement of a policy that is ours. */
export function statementOf({ resourceArns: resources, ...statement }: Permission): PolicyStatement {
  return new PolicyStatement({ ...statement, resources });
}

/** The ids of the statements in the role. */
const STATEMENT_IDS: Readonly<Record<OperationId, string>> = {
  createOrder: 'CreateOrders',
  getOrder: 'GetOrders',
  listOrders: 'ListOrders',
  updateOrderStatus: 'UpdateOrders',
};

/** To make the calls of these operations, out of the region that the scope is in. */
export function tablePermissions(scope: IConstruct, table: ITable, operations: readonly OperationId[]): Permission[] {
  const calls = operations.map((operation) => ({
    sid: STATEMENT_IDS[operation],
    actions: [`dynamodb:${TABLE_CALLS[operation].name}`],
    resourceArns: [TABLE_CALLS[operation].onIndex ? `${table.tableArn}/index/${CUSTOMER_INDEX.indexName}` : table.tableArn],
  }));
  return [...calls, ...tableKeyPermissions(scope, table)];
}

/**
 * To use a table that has a key of the customer's: in the name of whoever reads or writes, DynamoDB decrypts the
 * table's own key by it. What else DynamoDB does with the key, it does in the name of whoever makes the table.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export function tableKeyPermissions(scope: IConstruct, { encryptionKey }: ITable): Permission[] {
  return encryptionKey === undefined ? [] : [{
    sid: 'UseTableKey',
    actions: ['kms:Decrypt', 'kms:DescribeKey'],
    resourceArns: [keyBehind(encryptionKey).keyArn],
    conditions: { StringEquals: { 'kms:ViaService': viaService(Stack.of(scope), 'dynamodb') } },
  }];
}

export function logPermission(logGroup: ILogGroup): Permission {
  return { sid: 'WriteOwnLogs', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resourceArns: [logGroup.logGroupArn] };
}
