/*
 * The entry of the extended bundle, which the construct chooses when a route or a prop needs it: the default bundle, which every other
 * function loads, does not grow with it.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ORDER_NUMBERS_VARIABLE, PRODUCTS_VARIABLE, ProductsRules, TIMEOUT_VARIABLE } from '../contract';
import { checkedCreation, Pricing } from './checked-creation';
import { deadlineOf } from './deadline';
import { keptCustomFields } from './domain/custom-fields';
import { ErasingStore } from './erasing-store';
import { erasureOperations } from './erasure-operations';
import { NUMBER_OPERATIONS } from './number-operations';
import { NumberedStore } from './numbered-store';
import { Operation, OPERATIONS } from './operations';
import { cached } from './products-cache';
import { ProductsTable } from './products-table';
import { quotePricing } from './quote-pricing';
import { customFieldMembers } from './request/custom-fields';
import { readSettings } from './settings-file';
import { start, Started } from './start';
import { tablePricing } from './table-pricing';

const { customFields: rules = {}, quotes } = readSettings();
const customFields = customFieldMembers(rules);
const deadlineMs = deadlineOf(Number(process.env[TIMEOUT_VARIABLE]));
const quotePrices = quotes && quotePricing(quotes);
const products: ProductsRules | undefined = JSON.parse(process.env[PRODUCTS_VARIABLE] ?? 'null') ?? undefined;

export const { handler, ready } = process.env[ORDER_NUMBERS_VARIABLE] === 'true' ? withNumbers() : withoutNumbers();

function withNumbers(): Started {
  return start<NumberedStore>({
    customFields,
    partsOn: (client, tableName) => ({
      operations: new Map<string, Operation<NumberedStore>>([...operationsOn(client), ...NUMBER_OPERATIONS]),
      store: new NumberedStore(client, tableName),
    }),
  });
}

function withoutNumbers(): Started {
  return start<ErasingStore>({
    customFields,
    partsOn: (client, tableName) => ({ operations: operationsOn(client), store: new ErasingStore(client, tableName) }),
  });
}

function operationsOn(client: DynamoDBDocumentClient): ReadonlyMap<string, Operation<ErasingStore>> {
  const pricing = pricingOn(client);
  return new Map([...OPERATIONS, ...erasureOperations(keptCustomFields(rules)), ...pricing ? checkedCreation(pricing, deadlineMs) : []]);
}

/** Without it, an order is created as in the default bundle. */
function pricingOn(client: DynamoDBDocumentClient): Pricing | undefined {
  return products ? tablePricing(products, cached(new ProductsTable(client, products), products.maxAgeSeconds, Date.now)) : quotePrices;
}
