/*
 * The prop `stock`: its validation, and what the function and its role need for it.
 */
import { Stack, Token } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { RouteSettings } from '../api/route-settings';
import { CREATE_ORDER, PRODUCT_KEY, Route, STOCK_VARIABLE, StockRules, UPDATE_ORDER_STATUS } from '../contract';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { OrderStock, StockTableOptions } from '../props/order-stock';
import { isPlain, kindInsteadOf, optionNames, shown, validateOptionsOf } from '../props/validation';
import { isTable, validateShopTable } from '../table/shop-table';
import { isGlobal } from '../table/table-schema';

type StockProps = Pick<OrderProcessingApiProps, 'stock' | 'replicas' | 'table'>;

/** Stock of a deployment, as the function and its role need it. */
export interface StockSettings {
  readonly table: ITable;
  readonly quantityAttribute: string;
  /** Whether new orders take from the stock. */
  readonly isTaken: boolean;
  /** Whether cancelled orders give back. */
  readonly isReturned: boolean;
  /** Environment variable of the function with the rules of the stock table. */
  readonly variables: Readonly<Record<string, string>>;
}

const DEFAULT_QUANTITY_ATTRIBUTE = 'available';

/** In characters. The environment of the function, which has 4 KB, has the name. */
const MAX_NAME_LENGTH = 64;

const FACTORY = 'OrderStock.fromTable()';

const TABLE = `table of ${FACTORY}`;

const OPTIONS = optionNames<StockTableOptions>({ quantityAttribute: true });

/** `undefined` without stock, and if the prop cannot be read. */
export function resolveStock(scope: Construct, { stock }: StockProps, routes: readonly RouteSettings[]): StockSettings | undefined {
  if (!(stock instanceof OrderStock) || !isTable(stock._rule.table) || !isPlain(stock._rule.options)) return undefined;
  const { table, options } = stock._rule;
  const quantityAttribute = options.quantityAttribute ?? DEFAULT_QUANTITY_ATTRIBUTE;
  const rules: StockRules = { tableName: table.tableName, quantityAttribute };
  return {
    table,
    quantityAttribute,
    isTaken: has(routes, CREATE_ORDER),
    isReturned: has(routes, UPDATE_ORDER_STATUS),
    variables: { [STOCK_VARIABLE]: Stack.of(scope).toJsonString(rules) },
  };
}

/** Faults of the stock, and of props that it does not support. */
export function validateStock(scope: Construct, props: StockProps, routes: readonly RouteSettings[]): string[] {
  const { stock, replicas, table: orders } = props;
  if (stock === undefined || stock === null) return [];
  if (!(stock instanceof OrderStock)) return [`stock must be OrderStock.fromTable(table), got ${kindInsteadOf(OrderStock, stock)}`];
  const { table, options } = stock._rule;
  return [
    ...validateShopTable(scope, TABLE, table),
    ...isTable(table) && isGlobal(table) ? [withReplicas(TABLE)] : [],
    ...validateOptionsOf(FACTORY, options, OPTIONS, "{ quantityAttribute: 'available' }"),
    ...isPlain(options) ? validateAttribute(options.quantityAttribute) : [],
    ...Array.isArray(replicas) && replicas.length > 0
      ? [`replicas must be left out with stock, since a transaction holds in one region only, got ${replicas.length}`]
      : [],
    ...isTable(orders) && isGlobal(orders) ? [withReplicas('table')] : [],
    ...routes.length > 0 && !has(routes, CREATE_ORDER) && !has(routes, UPDATE_ORDER_STATUS)
      ? ['stock must be left out without OrderRoute.createOrder() and OrderRoute.updateOrderStatus(), since no other route changes it']
      : [],
  ];
}

/** The name is part of a policy and of a setting of the function. */
function validateAttribute(name: unknown): string[] {
  if (name === undefined || name === null) return [];
  const prop = `quantityAttribute of ${FACTORY}`;
  if (Token.isUnresolved(name)) return [`${prop} must be known at synth, since the permissions of the role contain it, got a token`];
  if (typeof name !== 'string' || name.length < 1 || name.length > MAX_NAME_LENGTH) {
    return [`${prop} must be the name of an attribute, 1 to ${MAX_NAME_LENGTH} characters, got ${shown(name)}`];
  }
  return name === PRODUCT_KEY ? [`${prop} must be another attribute than the partition key, got '${name}'`] : [];
}

function withReplicas(prop: string): string {
  return `${prop} must have no replicas with stock, since a transaction holds in one region only, got a table with replicas`;
}

function has(routes: readonly RouteSettings[], wanted: Route): boolean {
  return routes.some(({ route }) => route === wanted);
}
