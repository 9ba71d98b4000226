/*
 * Prices from quotes that the shop's pricing service has signed. Nothing but the request is asked, and the clock
 * (docs/adr/0027-signed-quotes.md).
 */
import type { QuoteSettings } from '../contract';
import { isOfShop, Pricing } from './checked-creation';
import { fingerprintOf, identifyQuote } from './domain/order';
import { readQuotedOrder } from './pricing/quoted-order-request';
import { quoteReader, refuseUnlessCurrent } from './quotes/quote';
import { readQuoteKeys } from './quotes/quote-keys';
import { isObject } from './request/check';
import { readOrderRequest } from './request/order-request';

export function quotePricing({ audience, keys, guests }: QuoteSettings): Pricing {
  const readQuote = quoteReader(audience, readQuoteKeys(keys));

  return {
    read(body, sender) {
      if (isOfShop(sender, guests) && isObject(body) && body.quote === undefined) {
        const request = readOrderRequest(body, sender);
        return { ...request, fingerprint: fingerprintOf(request), price: async () => ({ ...request, priceSource: 'STAFF' }) };
      }
      const { quote, request } = readQuotedOrder(body, sender, readQuote);
      return {
        ...request,
        identity: identifyQuote(audience, quote.jti),
        fingerprint: fingerprintOf(request),
        async price(now) {
          refuseUnlessCurrent(quote, now());
          return { ...request, priceSource: 'QUOTE' };
        },
      };
    },
  };
}
