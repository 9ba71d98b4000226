/*
 * Prices from the products table of the shop. It is read when an order comes, without holding the products: the order is written with prices that
 * the table had a moment ago (docs/adr/0026-prices-and-retries.md).
 */
import type { ProductsRules } from '../contract';
import { isOfShop, Pricing } from './checked-creation';
import { fingerprintOf, PricedRequest } from './domain/order';
import { offerOf } from './pricing/offer';
import { tableOrderReader, UnpricedRequest } from './pricing/table-order-request';
import { isPricedByTable, Offers, priceOrder } from './pricing/table-prices';
import type { ProductsReader } from './shop-table';

export function tablePricing(rules: ProductsRules, products: ProductsReader): Pricing {
  const readForShop = tableOrderReader(rules, true);
  const readForOthers = tableOrderReader(rules, false);

  const offersOf = async (productIds: readonly string[], currency: string, consistent: boolean, signal: AbortSignal): Promise<Offers> => {
    const found = await products.read(productIds, { consistent, signal });
    return new Map(productIds.map((productId) => [productId, offerOf(found.get(productId), rules, currency)]));
  };

  const price = async (request: UnpricedRequest, mayDecide: boolean, signal: AbortSignal): Promise<PricedRequest> => {
    const asked = [...new Set(request.items.filter((item) => isPricedByTable(item, mayDecide)).map(({ productId }) => productId))];
    const offers = new Map(await offersOf(asked, request.currency, false, signal));
    const certain = new Set<string>();
    for (;;) {
      const outcome = priceOrder(request, offers, mayDecide);
      if ('priced' in outcome) return outcome.priced;
      // What was read may be older than what the caller has seen, and nobody is refused for that.
      const doubted = [...new Set(outcome.productIds)].filter((productId) => !certain.has(productId));
      if (doubted.length === 0) throw outcome.refusal;
      for (const [productId, offer] of await offersOf(doubted, request.currency, true, signal)) {
        offers.set(productId, offer);
        certain.add(productId);
      }
    }
  };

  return {
    read(body, sender) {
      const mayDecide = isOfShop(sender, rules.guests);
      const request = (mayDecide ? readForShop : readForOthers)(body, sender);
      return { ...request, fingerprint: fingerprintOfSent(request), price: (_, signal) => price(request, mayDecide, signal) };
    },
  };
}

/** As without a table where the request has all prices. Otherwise without the total, which the table decides, and which says nothing more. */
function fingerprintOfSent(request: UnpricedRequest): string {
  const isComplete = request.items.every((item) => item.price !== undefined);
  return fingerprintOf(isComplete ? request : { ...request, totalAmount: undefined });
}
