/*
 * The entry of the extended bundle, which the construct chooses when a route or a prop needs it: the default bundle, which every other
 * function loads, does not grow with it.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  BACKFILL_VARIABLE, BackfillRules, CHANGE_REASONS_VARIABLE, FULFILMENTS_VARIABLE, ORDER_NUMBERS_VARIABLE, PRODUCTS_VARIABLE, ProductsRules,
  STAFF_LIST_VARIABLE, StaffListRules, STOCK_VARIABLE, StockRules, TIMEOUT_VARIABLE, UPDATE_ORDER_STATUS,
} from '../contract';
import { CALLER_PRICING } from './caller-pricing';
import { checkedCreation, Pricing } from './checked-creation';
import { deadlineOf, withinDeadline } from './deadline';
import { keptCustomFields } from './domain/custom-fields';
import { erasureOperations } from './erasure-operations';
import { FulfillingStore } from './fulfilling-store';
import { fulfilmentOperations } from './fulfilment-operations';
import { listOperations } from './list-operations';
import { Operation, OPERATIONS, updateOrderStatus } from './operations';
import { rehearseQuotes, rehearseTablePrices } from './pricing-rehearsal';
import { cached } from './products-cache';
import { ProductsTable } from './products-table';
import { quotePricing } from './quote-pricing';
import { updateStatusWithReason } from './reasoned-operations';
import { customFieldMembers } from './request/custom-fields';
import { readSettings } from './settings-file';
import { shopMetrics } from './shop-metrics';
import { PROBLEMS } from './shop-problem-kinds';
import { showingOrders } from './shown-orders';
import { start } from './start';
import { startBackfill } from './start-backfill';
import { tablePricing } from './table-pricing';
import { bounded } from './warm-up';

const { customFields: rules = {}, quotes } = readSettings();
/** Without the variable, which the code of a deployment can run ahead of, the timeout is the default of the construct. */
const deadlineMs = deadlineOf(Number(process.env[TIMEOUT_VARIABLE] ?? 30));
const quotePrices = quotes && quotePricing(quotes);
const products = rulesIn<ProductsRules>(PRODUCTS_VARIABLE);
const stock = rulesIn<StockRules>(STOCK_VARIABLE);
const staffList = rulesIn<StaffListRules>(STAFF_LIST_VARIABLE);

const hasNumbers = isOn(ORDER_NUMBERS_VARIABLE);
const hasReasons = isOn(CHANGE_REASONS_VARIABLE);
const hasFulfilments = isOn(FULFILMENTS_VARIABLE);

const backfill = rulesIn<BackfillRules>(BACKFILL_VARIABLE);

export const { handler, ready } = backfill ? startBackfill(backfill, staffList!) : startOrders(); // the construct gives a backfill its staff list

function startOrders() {
  const started = start<FulfillingStore>({
    customFields: customFieldMembers(rules),
    problems: PROBLEMS,
    metrics: shopMetrics,
    partsOn: (client, tableName) => ({
      operations: showingOrders(operationsOn(client)),
      store: new FulfillingStore(client, tableName, { stock, hasNumbers, staffList, hasFulfilments }),
    }),
  });
  return { handler: started.handler, ready: Promise.all([started.ready, bounded((signal) => rehearsePrices(started.client, signal))]) };
}

/** `undefined` without the variable. */
function rulesIn<T>(variable: string): T | undefined {
  const text = process.env[variable];
  return text === undefined ? undefined : JSON.parse(text);
}

function isOn(variable: string): boolean {
  return process.env[variable] === 'true';
}

function operationsOn(client: DynamoDBDocumentClient): ReadonlyMap<string, Operation<FulfillingStore>> {
  const pricing = pricingOn(client);
  return new Map<string, Operation<FulfillingStore>>([
    ...OPERATIONS,
    ...erasureOperations(keptCustomFields(rules), deadlineMs),
    ...pricing ? checkedCreation(pricing, deadlineMs) : [],
    ...hasNumbers || staffList ? listOperations({ hasNumbers, staffList, deadlineMs }) : [],
    [UPDATE_ORDER_STATUS.routeKey, withinDeadline(deadlineMs, hasReasons ? updateStatusWithReason : updateOrderStatus)],
    ...fulfilmentOperations(deadlineMs),
  ]);
}

/** Without it, an order is created as in the default bundle. */
function pricingOn(client: DynamoDBDocumentClient): Pricing | undefined {
  if (products) return tablePricing(products, cached(new ProductsTable(client, products), products.maxAgeSeconds, Date.now));
  return quotePrices ?? (stock && CALLER_PRICING);
}

async function rehearsePrices(client: DynamoDBClient, signal: AbortSignal): Promise<void> {
  if (products) return rehearseTablePrices(client, products, signal);
  if (quotes) return rehearseQuotes(quotes, signal);
}
