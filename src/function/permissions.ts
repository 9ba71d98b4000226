/*
 * Permissions as data. The execution role has them as statements, and grants add them to other principals. Each has exact actions on exact ARNs.
 */
import { Stack } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { viaService } from './service-names';
import { PRODUCT_KEY } from '../contract';
import { keyBehind } from '../props/encryption-key';
import { TABLE_CALLS, TableUse } from '../table/operations';

export interface Permission {
  readonly sid: string;
  /** Effect of the statement, `ALLOW` by default. */
  readonly effect?: Effect;
  readonly actions: string[];
  readonly resourceArns: string[];
  readonly conditions?: Record<string, Record<string, unknown>>;
}

/** The policy statement of a permission. */
export function statementOf({ resourceArns: resources, ...statement }: Permission): PolicyStatement {
  return new PolicyStatement({ ...statement, resources });
}

/** Permissions for the DynamoDB calls of the uses, made in the region of the scope. */
export function tablePermissions(scope: IConstruct, table: ITable, uses: readonly TableUse[]): Permission[] {
  const calls = uses.flatMap((use) => TABLE_CALLS[use]).map(({ sid, names, index }) => ({
    sid,
    actions: names.map((name) => `dynamodb:${name}`),
    resourceArns: [index === undefined ? table.tableArn : `${table.tableArn}/index/${index}`],
  }));
  return [...calls, ...tableKeyPermissions(scope, table)];
}

/** Permissions to read all items of the orders table, and to write the index keys of orders. */
export function backfillPermissions(scope: IConstruct, table: ITable): Permission[] {
  return [
    { sid: 'ScanOrders', actions: ['dynamodb:Scan'], resourceArns: [table.tableArn] },
    { sid: 'WriteStaffListKeys', actions: ['dynamodb:UpdateItem'], resourceArns: [table.tableArn] },
    ...tableKeyPermissions(scope, table),
  ];
}

/**
 * Permissions to export a table to a bucket. DynamoDB writes the objects, and S3 encrypts them, on behalf of the principal that starts the export. The
 * bucket may be in another region.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html
 */
export function exportPermissions(scope: IConstruct, table: ITable, bucket: IBucket): Permission[] {
  const throughServices = [viaService(bucket.env, 's3'), viaService(Stack.of(scope), 'dynamodb')].flat();
  return [
    { sid: 'ExportTable', actions: ['dynamodb:ExportTableToPointInTime', 'dynamodb:ListExports'], resourceArns: [table.tableArn] },
    { sid: 'DescribeExports', actions: ['dynamodb:DescribeExport'], resourceArns: [`${table.tableArn}/export/*`] },
    { sid: 'WriteExports', actions: ['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectAcl'], resourceArns: [bucket.arnForObjects('*')] },
    ...tableKeyPermissions(scope, table),
    ...bucket.encryptionKey ? [{
      sid: 'UseBucketKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resourceArns: [keyBehind(bucket.encryptionKey).keyArn],
      conditions: { StringEquals: { 'kms:ViaService': throughServices } },
    }] : [],
  ];
}

interface ProductsTable {
  readonly products: ITable;
  readonly attributes: readonly string[];
}

/** Permissions to read these attributes of products by their ids, and no others. `Select` is in the request of calls that can ask for all attributes. */
export function productPermissions(scope: IConstruct, { products, attributes }: ProductsTable): Permission[] {
  return [
    {
      sid: 'ReadPrices',
      actions: ['dynamodb:BatchGetItem'],
      resourceArns: [products.tableArn],
      conditions: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributes },
        'StringEqualsIfExists': { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
      },
    },
    ...tableKeyPermissions(scope, products, 'UseProductsKey'),
  ];
}

interface StockUse {
  readonly table: ITable;
  readonly quantityAttribute: string;
  readonly isTaken: boolean;
}

/** Permissions to change the quantity of a product in a transaction, and to read it when an order is refused: this attribute, and no other. */
export function stockPermissions(scope: IConstruct, { table, quantityAttribute, isTaken }: StockUse): Permission[] {
  const attributes = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': [PRODUCT_KEY, quantityAttribute] } };
  return [
    {
      sid: 'ChangeStock',
      actions: ['dynamodb:UpdateItem'],
      resourceArns: [table.tableArn],
      conditions: {
        ...attributes,
        'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
        'StringEqualsIfExists': { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      },
    },
    ...isTaken ? [{
      sid: 'ReadStock',
      actions: ['dynamodb:BatchGetItem'],
      resourceArns: [table.tableArn],
      conditions: { ...attributes, StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' } },
    }] : [],
    ...tableKeyPermissions(scope, table, 'UseStockKey'),
  ];
}

/**
 * Permissions to use a table with a customer managed key. DynamoDB decrypts the table key with it on behalf of the principal that reads or writes.
 * Everything else DynamoDB does on behalf of the principal that creates the table.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export function tableKeyPermissions(scope: IConstruct, { encryptionKey }: ITable, sid = 'UseTableKey'): Permission[] {
  return encryptionKey === undefined ? [] : [{
    sid,
    actions: ['kms:Decrypt', 'kms:DescribeKey'],
    resourceArns: [keyBehind(encryptionKey).keyArn],
    conditions: { StringEquals: { 'kms:ViaService': viaService(Stack.of(scope), 'dynamodb') } },
  }];
}

export function logPermission(logGroup: ILogGroup): Permission {
  return { sid: 'WriteOwnLogs', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resourceArns: [logGroup.logGroupArn] };
}
