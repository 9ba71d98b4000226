/*
 * The prop `prices`: its validation, and what the function and its role need for it.
 */
import { Duration, Stack, Token } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { quoteSettings, refusePublishedKeys, validateSignedQuotes } from './quote-keys';
import { isOpen } from '../api/authorizer';
import { currencies } from '../api/open-api-file';
import { TablePriceTexts } from '../api/open-api-prices';
import { hasRoute, RouteSettings } from '../api/route-settings';
import { CREATE_ORDER, PRODUCT_KEY, PRODUCTS_VARIABLE, ProductsRules, QuoteSettings } from '../contract';
import { OrderPrices, TablePriceOptions } from '../props/order-prices';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import {
  asMeant, inWords, isPlain, kindInsteadOf, kindOf, optionNames, shown, validateDuration, validateOptionNames,
} from '../props/validation';
import { validateAttributeName, validateShopTable } from '../table/shop-table';

type PriceProps = Pick<OrderProcessingApiProps, 'prices' | 'table'>;

/** What the validation knows of the deployment. */
interface Deployment {
  readonly routes: readonly RouteSettings[];
  readonly isProduction: boolean;
}

interface PricesTable extends TablePriceTexts {
  readonly products: ITable;
  readonly attributes: readonly string[];
}

/** Prices of a deployment, as the function and its role need them. */
export interface PriceSettings {
  /** Whether the app has said who decides prices. */
  readonly isStated: boolean;
  /** Whether the shop decides prices, and not the caller. */
  readonly isByShop: boolean;
  /** The table with the prices and the attributes that the function reads in it. `undefined` if the prices are not in a table. */
  readonly table?: PricesTable;
  /** Signed quotes that the function accepts. `undefined` without them. */
  readonly quotes?: QuoteSettings;
  /** Environment variable of the function with the rules of the products table. Empty without such a table. */
  readonly variables: Readonly<Record<string, string>>;
}

const DEFAULT_PRICE_ATTRIBUTE = 'price';

/** Who decides the prices. Prices that are not valid are those of the caller, until the validation refuses them. */
export function resolvePrices(scope: Construct, props: PriceProps, deployment: Deployment): PriceSettings {
  const { prices } = props;
  const { routes } = deployment;
  const isValid = prices instanceof OrderPrices && validatePrices(scope, props, deployment).length === 0;
  if (!isValid || prices._rule.kind === 'caller') return { isStated: isValid, isByShop: false, variables: {} };
  if (prices._rule.kind === 'quotes') return { isStated: true, isByShop: true, quotes: quoteSettings(prices._rule.options, guestsCreate(routes)), variables: {} };
  return byTable(scope, prices._rule.products, prices._rule.options, routes);
}

function byTable(scope: Construct, products: ITable, options: TablePriceOptions, routes: readonly RouteSettings[]): PriceSettings {
  const currency = options.currency ?? undefined;
  const attributes = attributesOf(options);
  const rules: ProductsRules = {
    tableName: products.tableName,
    currency,
    ...attributes,
    maxAgeSeconds: options.maxAge?.toSeconds(),
    guests: guestsCreate(routes) || undefined,
  };
  return {
    isStated: true,
    isByShop: true,
    table: {
      products,
      attributes: [PRODUCT_KEY, ...Object.values(attributes).filter((name) => name !== undefined)],
      currency,
      hasNames: attributes.nameAttribute !== undefined,
    },
    variables: { [PRODUCTS_VARIABLE]: Stack.of(scope).toJsonString(rules) },
  };
}

/** The attributes by what they have. Plain JavaScript may pass null for an option that is left out. */
function attributesOf({ priceAttribute, currencyAttribute, activeAttribute, nameAttribute }: TablePriceOptions) {
  return {
    priceAttribute: priceAttribute ?? DEFAULT_PRICE_ATTRIBUTE,
    currencyAttribute: currencyAttribute ?? undefined,
    activeAttribute: activeAttribute ?? undefined,
    nameAttribute: nameAttribute ?? undefined,
  };
}

/** Whether anybody may create orders. */
export function guestsCreate(routes: readonly RouteSettings[]): boolean {
  return routes.some(({ route, callers, authorizer }) => route === CREATE_ORDER && (callers === 'guests' || isOpen(authorizer)));
}

const OPTIONS = optionNames<TablePriceOptions>({
  currency: true, currencyAttribute: true, priceAttribute: true, activeAttribute: true, nameAttribute: true, maxAge: true,
});

const ATTRIBUTES = ['priceAttribute', 'currencyAttribute', 'activeAttribute', 'nameAttribute'] as const;

const FACTORY = 'OrderPrices.fromTable()';

export function validatePrices(scope: Construct, { prices, table }: PriceProps, { routes, isProduction }: Deployment): string[] {
  if (prices === undefined || prices === null) return [];
  if (!(prices instanceof OrderPrices)) {
    return [`prices must be an OrderPrices such as OrderPrices.fromTable(products, { currency: 'EUR' }) or OrderPrices.fromCaller(), got ${kindInsteadOf(OrderPrices, prices)}`];
  }
  if (prices._rule.kind === 'caller') return [];
  const creates = validateCreatesOrders(prices, routes);
  if (prices._rule.kind === 'quotes') {
    const faults = validateSignedQuotes(prices._rule.options);
    return [...creates, ...faults, ...isProduction && faults.length === 0 ? refusePublishedKeys(prices._rule.options) : []];
  }
  const { products, options } = prices._rule;
  return [
    ...creates,
    ...validateShopTable(scope, `products of ${FACTORY}`, products, table),
    ...validateTableOptions(options),
  ];
}

function validateCreatesOrders({ _rule: { kind } }: OrderPrices, routes: readonly RouteSettings[]): string[] {
  if (hasRoute(routes, CREATE_ORDER)) return [];
  return [`prices must be left out without OrderRoute.createOrder(), since nothing else has prices of its own, got OrderPrices.${kind === 'table' ? 'fromTable' : 'signedQuotes'}()`];
}

function validateTableOptions(given: TablePriceOptions): string[] {
  if (!isPlain(given)) return [`${FACTORY} must have options such as { currency: 'EUR' }, got ${kindOf(given)}`];
  const options = asMeant(given, OPTIONS);
  return [
    ...validateOptionNames(FACTORY, given, OPTIONS),
    ...validateCurrencies(options),
    ...ATTRIBUTES.flatMap((name) => validateAttributeName(`${name} of ${FACTORY}`, options[name])),
    ...validateDistinct(options),
    ...validateMaxAge(options.maxAge),
  ];
}

/** The function takes it as it is. */
function validateMaxAge(maxAge: Duration | undefined): string[] {
  const prop = `maxAge of ${FACTORY}`;
  return maxAge?.isUnresolved?.() ? [`${prop} must be known at synth, got a token`] : validateDuration(prop, maxAge, 1, 3600);
}

function validateCurrencies({ currency, currencyAttribute }: TablePriceOptions): string[] {
  const both = { currency, currencyAttribute };
  const given = Object.values(both).filter((value) => value !== undefined && value !== null);
  if (given.length !== 1) return [`${FACTORY} must have either currency or currencyAttribute, got ${given.length === 0 ? 'neither' : 'both'}`];
  if (given[0] !== currency) return [];
  if (Token.isUnresolved(currency)) return [`currency of ${FACTORY} must be known at synth, since the OpenAPI document has it, got a token`];
  return currencies().includes(currency!) ? [] : [`currency of ${FACTORY} must be an ISO 4217 code that is in use such as 'EUR', got ${shown(currency)}`];
}

/** One attribute has one meaning. */
function validateDistinct(options: TablePriceOptions): string[] {
  const names = [PRODUCT_KEY, ...Object.values(attributesOf(options))].filter((name) => typeof name === 'string');
  const repeated = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return repeated.length === 0 ? [] : [`the attributes of ${FACTORY} must differ from each other and from '${PRODUCT_KEY}', got ${inWords(repeated.map((name) => `'${name}'`))} more than once`];
}
