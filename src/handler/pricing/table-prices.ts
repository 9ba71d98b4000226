/*
 * What an order costs by the products table, or why it cannot be placed at these prices. Pure.
 */
import { Misconfigured, Offer, Unavailable } from './offer';
import type { UnpricedItem, UnpricedRequest } from './table-order-request';
import { ShopMetric } from '../../contract';
import { minorDigitsOf } from '../domain/currency';
import { lineAmount, smallestQuantity } from '../domain/money';
import type { OrderItem, PricedRequest } from '../domain/order';
import { Fault, Problem, ProblemKind, validationProblem } from '../domain/problem';
import { checkSize } from '../request/order-request';
import { readTotal } from '../request/order-total';

/** What is offered of each product that the order asks for. */
export type Offers = ReadonlyMap<string, Offer | Unavailable | Misconfigured>;

/** The order with its prices, or why not. */
export type Outcome =
  | { readonly priced: PricedRequest }
  /** The products are those that the refusal is about. */
  | { readonly refusal: Problem; readonly productIds: readonly string[] };

/** Whether a line has the price of the table. A price of staff is theirs to decide, of whatever product. */
export function isPricedByTable({ price }: UnpricedItem, mayDecide: boolean): boolean {
  return !mayDecide || price === undefined;
}

/** Gives each line its price, if nothing is in the way. `mayDecide` is true of callers who may set prices and amounts. */
export function priceOrder(request: UnpricedRequest, offers: Offers, mayDecide: boolean): Outcome {
  const byTable = (item: UnpricedItem) => isPricedByTable(item, mayDecide);
  const objections = request.items.flatMap((item, index) => (byTable(item) ? objectionsTo(item, index, offers.get(item.productId)!) : []));
  if (objections.length > 0) return { refusal: problemOf(objections), productIds: objections.map(({ productId }) => productId) };

  const items = request.items.map((item) => (byTable(item) ? withOffer(item, offers.get(item.productId) as Offer) : item as OrderItem));
  const filled = { ...request, items };
  const refuse = (refusal: Problem) => ({ refusal, productIds: [...offers.keys()] });
  const faults = items.flatMap((item, index) => (byTable(request.items[index]) ? quantityFaults(item, index, request.currency) : []));
  if (faults.length > 0) return refuse(validationProblem(faults));
  const totalAmount = readTotal({ ...filled, totalAmount: undefined }, minorDigitsOf(request.currency)!);
  if (typeof totalAmount !== 'number') return refuse(validationProblem(totalAmount));
  if (request.totalAmount !== undefined && request.totalAmount !== totalAmount) return refuse(totalChanged(request.totalAmount, totalAmount));
  const tooLarge = checkSize({ ...filled });
  if (tooLarge.length > 0) return refuse(validationProblem(tooLarge));
  return { priced: { ...filled, totalAmount, priceSource: mayDecide && hasAmounts(request) ? 'STAFF' : 'TABLE' } };
}

/** What is wrong with one line. */
interface Objection {
  readonly kind: ProblemKind;
  readonly productId: string;
  readonly fault: Fault;
  /** For the shop and not for the caller. */
  readonly misconfigured?: string;
}

function objectionsTo({ productId, price }: UnpricedItem, index: number, offer: Offer | Unavailable | Misconfigured): Objection[] {
  const pointer = `#/items/${index}/productId`;
  if ('misconfigured' in offer) {
    const detail = 'is a product that cannot be sold as it is stored: the shop has to correct it';
    return [{ kind: 'product-misconfigured', productId, fault: { detail, pointer }, misconfigured: offer.misconfigured }];
  }
  if ('unavailable' in offer) {
    return [{ kind: 'product-not-available', productId, fault: { detail: `must be a product that is available: this one ${offer.unavailable}`, pointer } }];
  }
  if (price === undefined || price === offer.price) return [];
  const detail = `must be ${offer.price} or left out, got ${price}`;
  return [{ kind: 'price-changed', productId, fault: { detail, pointer: `#/items/${index}/price`, price: offer.price } }];
}

/** One problem has one kind: the first of these that a line has. Its faults are those of all lines. */
const BY_KIND = [
  { kind: 'product-misconfigured', detail: 'the order has products that cannot be sold as they are stored: the shop has to correct them' },
  { kind: 'product-not-available', detail: 'the order has products that are not available: take them out, or other ones in their place' },
  { kind: 'price-changed', detail: 'the order has prices that have changed: show the customer those that hold, and send them or none' },
] as const;

function problemOf(objections: readonly Objection[]): Problem {
  const { kind, detail } = BY_KIND.find((each) => objections.some((objection) => objection.kind === each.kind))!;
  const mistakes = objections.filter(({ misconfigured }) => misconfigured !== undefined);
  const cause = mistakes.map(({ productId, misconfigured }) => `product ${JSON.stringify(productId)}: ${misconfigured}`).join('; ');
  const faults = objections.map(({ fault }) => fault);
  if (mistakes.length === 0) return new Problem(kind, detail, faults);
  return new Problem(kind, detail, faults, new Error(cause), ShopMetric.PRODUCTS_MISCONFIGURED);
}

/** Staff may give an item another name. */
function withOffer(item: UnpricedItem, offer: Offer): OrderItem {
  return { ...offer, ...item, price: offer.price };
}

/** A price that is a fraction of the smallest unit of the currency is for quantities that come to whole ones. */
function quantityFaults({ quantity, price }: OrderItem, index: number, currency: string): Fault[] {
  const minorDigits = minorDigitsOf(currency)!;
  if (lineAmount(quantity, price, minorDigits) !== undefined) return [];
  const detail = `must be a multiple of ${smallestQuantity(price, minorDigits)}, since one costs ${price} ${currency}, got ${quantity}`;
  return [{ detail, pointer: `#/items/${index}/quantity` }];
}

function totalChanged(sent: number, total: number): Problem {
  const fault = { detail: `must be ${total} or left out, got ${sent}`, pointer: '#/totalAmount', price: total };
  return new Problem('price-changed', 'the order comes to another total: show the customer the one that holds, and send it or none', [fault]);
}

/** Whether the caller has set a price or an amount. */
function hasAmounts({ items, discounts = [], ...request }: UnpricedRequest): boolean {
  const amounts = [request.shippingAmount, request.taxAmount, request.taxIncluded, request.discountAmount, discounts[0]];
  return [...amounts, ...items.flatMap((item) => [item.price, item.discountAmount, item.taxAmount])].some((amount) => amount !== undefined);
}
