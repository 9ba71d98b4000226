/*
 * The prop `stock`: its validation, and what the function and its role need for it.
 */
import { Stack } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { hasRoute, RouteSettings } from '../api/route-settings';
import { CREATE_ORDER, PRODUCT_KEY, STOCK_VARIABLE, StockRules, UPDATE_ORDER_STATUS } from '../contract';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { OrderStock, StockTableOptions } from '../props/order-stock';
import { isPlain, kindInsteadOf, optionNames, validateOptionsOf } from '../props/validation';
import { isSameTable, isTable, validateAttributeName, validateShopTable } from '../table/shop-table';
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

const FACTORY = 'OrderStock.fromTable()';

const TABLE = `table of ${FACTORY}`;

const QUANTITY = `quantityAttribute of ${FACTORY}`;

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
    isTaken: hasRoute(routes, CREATE_ORDER),
    isReturned: hasRoute(routes, UPDATE_ORDER_STATUS),
    variables: { [STOCK_VARIABLE]: Stack.of(scope).toJsonString(rules) },
  };
}

/** A products table of the shop, and what is read in it. */
interface PricesTable {
  readonly products: ITable;
  readonly attributes: readonly string[];
}

/** Faults of the stock beside prices from a table, and of props that it does not support. */
export function validateStock(scope: Construct, props: StockProps, routes: readonly RouteSettings[], prices?: PricesTable): string[] {
  const { stock, replicas, table: orders } = props;
  if (stock === undefined || stock === null) return [];
  if (!(stock instanceof OrderStock)) return [`stock must be OrderStock.fromTable(table), got ${kindInsteadOf(OrderStock, stock)}`];
  const { table, options } = stock._rule;
  return [
    ...validateShopTable(scope, TABLE, table, orders),
    ...isTable(table) && isGlobal(table) ? [withReplicas(TABLE)] : [],
    ...validateOptionsOf(FACTORY, options, OPTIONS, "{ quantityAttribute: 'available' }"),
    ...isPlain(options) ? validateAttribute(options.quantityAttribute) : [],
    ...isTable(table) && prices !== undefined && isSameTable(scope, table, prices.products) ? validateOwnAttribute(options, prices) : [],
    ...Array.isArray(replicas) && replicas.length > 0
      ? [`replicas must be left out with stock, since a transaction holds in one region only, got ${replicas.length}`]
      : [],
    ...isTable(orders) && isGlobal(orders) ? [withReplicas('table')] : [],
    ...routes.length > 0 && !hasRoute(routes, CREATE_ORDER) && !hasRoute(routes, UPDATE_ORDER_STATUS)
      ? ['stock must be left out without OrderRoute.createOrder() and OrderRoute.updateOrderStatus(), since no other route changes it']
      : [],
  ];
}

/** The name is part of a policy and of a setting of the function. */
function validateAttribute(name: unknown): string[] {
  return name === PRODUCT_KEY ? [`${QUANTITY} must be another attribute than the partition key, got '${name}'`] : validateAttributeName(QUANTITY, name);
}

/** What an order takes would lower a price. */
function validateOwnAttribute(options: StockTableOptions | undefined, { attributes }: PricesTable): string[] {
  const name = options?.quantityAttribute ?? DEFAULT_QUANTITY_ATTRIBUTE;
  return attributes.includes(name) ? [`${QUANTITY} must be another attribute than those that prices has in the same table, got '${name}'`] : [];
}

function withReplicas(prop: string): string {
  return `${prop} must have no replicas with stock, since a transaction holds in one region only, got a table with replicas`;
}
