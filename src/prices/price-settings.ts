/*
 * The prop `prices`: its validation, and what the function and its role need for it.
 */
import { Stack, Token } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { quoteSettings, validateSignedQuotes } from './quote-keys';
import { isOpen } from '../api/authorizer';
import { TablePriceTexts } from '../api/open-api-prices';
import { RouteSettings } from '../api/route-settings';
import { CREATE_ORDER, PRODUCT_KEY, PRODUCTS_VARIABLE, ProductsRules, QuoteSettings } from '../contract';
import { OrderPrices, TablePriceOptions } from '../props/order-prices';
import {
  asMeant, inWords, isPlain, kindInsteadOf, kindOf, optionNames, shown, validateDuration, validateOptionNames,
} from '../props/validation';
import { validateShopTable } from '../table/shop-table';

interface PriceProps {
  readonly prices?: OrderPrices;
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
export function resolvePrices(scope: Construct, { prices }: PriceProps, routes: readonly RouteSettings[]): PriceSettings {
  const isValid = prices instanceof OrderPrices && validatePrices(scope, { prices }, routes).length === 0;
  if (!isValid || prices._rule.kind === 'caller') return { isStated: isValid, isByShop: false, variables: {} };
  if (prices._rule.kind === 'quotes') return { isStated: true, isByShop: true, quotes: quoteSettings(prices._rule.options, guestsCreate(routes)), variables: {} };
  return byTable(scope, prices._rule.products, prices._rule.options, routes);
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
    isStated: true,
    isByShop: true,
    table: { products, attributes: [...new Set(attributes)], currency, hasNames: nameAttribute !== undefined },
    variables: { [PRODUCTS_VARIABLE]: Stack.of(scope).toJsonString(rules) },
  };
}

/** Whether anybody may create orders. */
export function guestsCreate(routes: readonly RouteSettings[]): boolean {
  return routes.some(({ route, callers, authorizer }) => route.operationId === CREATE_ORDER.operationId && (callers === 'guests' || isOpen(authorizer)));
}

const OPTIONS = optionNames<TablePriceOptions>({
  currency: true, currencyAttribute: true, priceAttribute: true, activeAttribute: true, nameAttribute: true, maxAge: true,
});

const ATTRIBUTES = ['priceAttribute', 'currencyAttribute', 'activeAttribute', 'nameAttribute'] as const;

/** In characters. The environment of the function, which has 4 KB, has the names. */
const MAX_ATTRIBUTE = 64;

/** Pattern of an ISO 4217 code. The function knows which codes are in use. */
const CURRENCY = /^[A-Z]{3}$/;

const FACTORY = 'OrderPrices.fromTable()';

export function validatePrices(scope: Construct, { prices }: PriceProps, routes: readonly RouteSettings[]): string[] {
  if (prices === undefined || prices === null) return [];
  if (!(prices instanceof OrderPrices)) {
    return [`prices must be an OrderPrices such as OrderPrices.fromTable(products, { currency: 'EUR' }) or OrderPrices.fromCaller(), got ${kindInsteadOf(OrderPrices, prices)}`];
  }
  if (prices._rule.kind === 'caller') return [];
  const creates = validateCreatesOrders(prices, routes);
  if (prices._rule.kind === 'quotes') return [...creates, ...validateSignedQuotes(prices._rule.options)];
  const { products, options } = prices._rule;
  return [
    ...creates,
    ...validateShopTable(scope, `products of ${FACTORY}`, products),
    ...validateTableOptions(options),
  ];
}

function validateCreatesOrders({ _rule: { kind } }: OrderPrices, routes: readonly RouteSettings[]): string[] {
  if (routes.some(({ route }) => route.operationId === CREATE_ORDER.operationId)) return [];
  return [`prices must be left out without OrderRoute.createOrder(), since nothing else has prices of its own, got OrderPrices.${kind === 'table' ? 'fromTable' : 'signedQuotes'}()`];
}

function validateTableOptions(given: TablePriceOptions): string[] {
  if (!isPlain(given)) return [`${FACTORY} must have options such as { currency: 'EUR' }, got ${kindOf(given)}`];
  const options = asMeant(given, OPTIONS);
  return [
    ...validateOptionNames(FACTORY, given, OPTIONS),
    ...validateCurrencies(options),
    ...ATTRIBUTES.flatMap((name) => validateAttribute(name, options[name])),
    ...validateDistinct(options),
    ...validateDuration(`maxAge of ${FACTORY}`, options.maxAge, 1, 3600),
  ];
}

function validateCurrencies({ currency, currencyAttribute }: TablePriceOptions): string[] {
  const both = { currency, currencyAttribute };
  const given = Object.values(both).filter((value) => value !== undefined && value !== null);
  if (given.length !== 1) return [`${FACTORY} must have either currency or currencyAttribute, got ${given.length === 0 ? 'neither' : 'both'}`];
  if (given[0] !== currency) return [];
  if (Token.isUnresolved(currency)) return [`currency of ${FACTORY} must be known at synth, since the OpenAPI document has it, got a token`];
  return CURRENCY.test(currency!) ? [] : [`currency of ${FACTORY} must be an ISO 4217 code such as 'EUR', got ${shown(currency)}`];
}

function validateAttribute(option: string, name: string | undefined): string[] {
  if (name === undefined || name === null) return [];
  const prop = `${option} of ${FACTORY}`;
  if (Token.isUnresolved(name)) return [`${prop} must be known at synth, since the permissions of the role contain it, got a token`];
  const isName = typeof name === 'string' && name.length >= 1 && name.length <= MAX_ATTRIBUTE;
  return isName ? [] : [`${prop} must be the name of an attribute, 1 to ${MAX_ATTRIBUTE} characters, got ${shown(name)}`];
}

/** One attribute has one meaning. */
function validateDistinct({ priceAttribute = DEFAULT_PRICE_ATTRIBUTE, ...options }: TablePriceOptions): string[] {
  const names = [PRODUCT_KEY, priceAttribute, options.currencyAttribute, options.activeAttribute, options.nameAttribute].filter((name) => typeof name === 'string');
  const repeated = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return repeated.length === 0 ? [] : [`the attributes of ${FACTORY} must differ from each other and from '${PRODUCT_KEY}', got ${inWords(repeated.map((name) => `'${name}'`))} more than once`];
}
