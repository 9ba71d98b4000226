/*
 * The prop `prices`: its validation, and what the function and its role need for it.
 */
import { Stack } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { isOpen } from '../api/authorizer';
import { RouteSettings } from '../api/route-settings';
import { CREATE_ORDER, PRODUCT_KEY, PRODUCTS_VARIABLE, ProductsRules } from '../contract';
import { OrderPrices, TablePriceOptions } from '../props/order-prices';

interface PriceProps {
  readonly prices?: OrderPrices;
}

/** Prices of a deployment, as the function and its role need them. */
export interface PriceSettings {
  /** Whether the shop decides prices, and not the caller. */
  readonly isByShop: boolean;
  /** The table with the prices and the attributes that the function reads in it. `undefined` if the prices are not in a table. */
  readonly table?: { readonly products: ITable; readonly attributes: readonly string[] };
  /** Environment variable of the function with the rules of the products table. Empty without such a table. */
  readonly variables: Readonly<Record<string, string>>;
}

const BY_CALLER: PriceSettings = { isByShop: false, variables: {} };

const DEFAULT_PRICE_ATTRIBUTE = 'price';

export function resolvePrices(scope: Construct, { prices }: PriceProps, routes: readonly RouteSettings[]): PriceSettings {
  const rule = prices instanceof OrderPrices ? prices._rule : undefined;
  return rule?.kind === 'table' ? byTable(scope, rule.products, rule.options, routes) : BY_CALLER;
}

function byTable(scope: Construct, products: ITable, options: TablePriceOptions, routes: readonly RouteSettings[]): PriceSettings {
  const { currency, currencyAttribute, priceAttribute = DEFAULT_PRICE_ATTRIBUTE, activeAttribute, nameAttribute, maxAge } = options;
  const rules: ProductsRules = {
    tableName: products.tableName,
    currency,
    currencyAttribute,
    priceAttribute,
    activeAttribute,
    nameAttribute,
    maxAgeSeconds: maxAge?.toSeconds(),
    guests: guestsCreate(routes) || undefined,
  };
  const attributes = [PRODUCT_KEY, priceAttribute, currencyAttribute, activeAttribute, nameAttribute].filter((name) => name !== undefined);
  return {
    isByShop: true,
    table: { products, attributes: [...new Set(attributes)] },
    variables: { [PRODUCTS_VARIABLE]: Stack.of(scope).toJsonString(rules) },
  };
}

/** Whether anybody may create orders. */
export function guestsCreate(routes: readonly RouteSettings[]): boolean {
  return routes.some(({ route, callers, authorizer }) => route.operationId === CREATE_ORDER.operationId && (callers === 'guests' || isOpen(authorizer)));
}
