/*
 * What an order takes from the stock, and what is said where less is left. Pure.
 */
import type { Order, OrderItem, StockTaken } from './order';
import { Fault, Problem, validationProblem } from './problem';
import type { Attribute } from './stored-order';
import { ShopMetric, StockRules } from '../../contract';

/** What an item of the stock table has in the attribute with the quantity: how many are left, or what is wrong with it. */
export type Stock = { readonly left: number } | { readonly fault: string };

/** A transaction has 100 writes, and the order is one of them. */
export const MAX_PRODUCTS = 99;

/** Digits of DynamoDB that a double holds exactly. */
const WHOLE_NUMBER = /^\d{1,15}$/;

/** Each product once, with the sum of its lines: a transaction has one write for each item. */
export function quantitiesOf(items: readonly OrderItem[]): StockTaken[] {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of items) quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
}

/** What an order has to give back. One from before the stock has taken nothing; an attribute of that name is then another program's. */
export function stockTakenBy({ modelVersion, stockTaken = [] }: Order): readonly StockTaken[] {
  return modelVersion === undefined ? [] : stockTaken;
}

/** @throws Problem when one transaction cannot take that many products */
export function refuseTooManyProducts(taken: readonly StockTaken[]): void {
  if (taken.length <= MAX_PRODUCTS) return;
  throw validationProblem([{ detail: `must have at most ${MAX_PRODUCTS} different products, got ${taken.length}: send a second order`, pointer: '#/items' }]);
}

/** Reads the quantity of an item of the stock table. */
export function stockIn(item: Readonly<Record<string, Attribute>> | undefined, { tableName, quantityAttribute }: StockRules): Stock {
  if (item === undefined) return { fault: `the table ${tableName} has no such product` };
  const quantity = item[quantityAttribute];
  const digits = quantity?.N ?? '';
  if (WHOLE_NUMBER.test(digits)) return { left: Number(digits) };
  return { fault: `its attribute ${quantityAttribute} in the table ${tableName} must be a whole number from 0, got ${JSON.stringify(quantity) ?? 'none'}` };
}

/** The problem of an order for which too little is left, with a fault for each line of such a product. */
export function outOfStock(items: readonly OrderItem[], left: ReadonlyMap<string, number>): Problem {
  const faults = linesOf(items, left).map(({ index, productId }): Fault => {
    const available = left.get(productId)!;
    const isOneOfSeveral = items.filter((other) => other.productId === productId).length > 1;
    const most = available === 0 ? 'must be left out, since none is left' : `must be at most ${available}, since no more are left`;
    return { detail: isOneOfSeveral ? `${most}: the lines of a product count together` : most, pointer: `#/items/${index}/quantity`, available };
  });
  const lines = faults.length === 1 ? '1 item' : `${faults.length} items`;
  return new Problem('out-of-stock', `less is left of ${lines} than the order needs`, faults, undefined, ShopMetric.ORDERS_OUT_OF_STOCK);
}

/** The problem of an order for products whose stock is not stored as it has to be. The caller learns the lines, and the log what is wrong. */
export function stockMisconfigured(items: readonly OrderItem[], faults: ReadonlyMap<string, string>): Problem {
  const lines = linesOf(items, faults).map(({ index }): Fault => ({ detail: 'the shop has to correct this product', pointer: `#/items/${index}/productId` }));
  const cause = new Error([...faults].map(([productId, fault]) => `product ${JSON.stringify(productId)}: ${fault}`).join('; '));
  return new Problem('product-misconfigured', 'the shop has to correct its products before they can be ordered', lines, cause, ShopMetric.PRODUCTS_MISCONFIGURED);
}

function linesOf(items: readonly OrderItem[], products: ReadonlyMap<string, unknown>): { readonly index: number; readonly productId: string }[] {
  return items.map(({ productId }, index) => ({ index, productId })).filter(({ productId }) => products.has(productId));
}
