/*
 * Tables of the shop that the function uses beside its own: products and stock.
 */
import { Stack, Token } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { describeKeys, schemaOf } from './table-schema';
import { PRODUCT_KEY } from '../contract';
import { validateIsKey } from '../props/encryption-key';
import { placeOf, validateSame } from '../props/place';
import { kindOf, shown } from '../props/validation';

const KEYS = `partition key '${PRODUCT_KEY}' (S)`;

/** Validates a table of the shop beside an existing table of the orders. Messages call it by `name`. */
export function validateShopTable(scope: Construct, name: string, table: ITable, orders?: ITable): string[] {
  if (!isTable(table)) return [`${name} must be a table such as TableV2.fromTableName(scope, id, name), got ${kindOf(table)}`];
  return [
    ...validateSame(scope, name, placeOf(table)),
    ...validateKeys(name, table),
    ...isTable(orders) && isSameTable(scope, table, orders) ? [`${name} must be another table than that of the orders`] : [],
    ...table.encryptionKey === undefined ? [] : validateIsKey(scope, `encryptionKey of ${name}`, table.encryptionKey),
  ];
}

export function isTable(table: unknown): table is ITable {
  return typeof table === 'object' && table !== null && 'tableArn' in table;
}

/** In characters. The environment of the function, which has 4 KB, has the names. */
const MAX_NAME_LENGTH = 64;

/** Neither invisible characters nor a policy variable: the conditions of the role contain the name. */
const ATTRIBUTE_NAME = /^(?!\s)(?!.*\s$)(?!.*\$\{)[^\p{Cc}\p{Zl}\p{Zp}]+$/u;

/** Validates the name of an attribute, if it is set. Messages call it by `prop`. */
export function validateAttributeName(prop: string, name: unknown): string[] {
  if (name === undefined || name === null) return [];
  if (Token.isUnresolved(name)) return [`${prop} must be known at synth, since the permissions of the role contain it, got a token`];
  if (typeof name === 'string' && name.length <= MAX_NAME_LENGTH && ATTRIBUTE_NAME.test(name)) return [];
  return [`${prop} must be the name of an attribute, 1 to ${MAX_NAME_LENGTH} characters without control characters, outer spaces and '\${', got ${shown(name)}`];
}

/** Whether both are one table, as far as synth knows. */
export function isSameTable(scope: Construct, one: ITable, other: ITable): boolean {
  const nameOf = ({ tableName }: ITable) => JSON.stringify(Stack.of(scope).resolve(tableName));
  return one === other || nameOf(one) === nameOf(other);
}

function validateKeys(name: string, table: ITable): string[] {
  const schema = schemaOf(table);
  if (schema === undefined) return [];
  const keys = describeKeys(schema, schema.keySchema);
  return keys === KEYS ? [] : [`${name} must have the ${KEYS} and no sort key, got ${keys}`];
}
