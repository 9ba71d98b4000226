/*
 * Tables of the shop that the function uses beside its own: products and stock.
 */
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { describeKeys, schemaOf } from './table-schema';
import { PRODUCT_KEY } from '../contract';
import { validateIsKey } from '../props/encryption-key';
import { placeOf, validateSame } from '../props/place';
import { kindOf } from '../props/validation';

const KEYS = `partition key '${PRODUCT_KEY}' (S)`;

/** Validates a table of the shop. Messages call it by `name`. */
export function validateShopTable(scope: Construct, name: string, table: ITable): string[] {
  if (!isTable(table)) return [`${name} must be a table such as TableV2.fromTableName(scope, id, name), got ${kindOf(table)}`];
  return [
    ...validateSame(scope, name, placeOf(table)),
    ...validateKeys(name, table),
    ...table.encryptionKey === undefined ? [] : validateIsKey(scope, `encryptionKey of ${name}`, table.encryptionKey),
  ];
}

export function isTable(table: unknown): table is ITable {
  return typeof table === 'object' && table !== null && 'tableArn' in table;
}

function validateKeys(name: string, table: ITable): string[] {
  const schema = schemaOf(table);
  if (schema === undefined) return [];
  const keys = describeKeys(schema, schema.keySchema);
  return keys === KEYS ? [] : [`${name} must have the ${KEYS} and no sort key, got ${keys}`];
}
