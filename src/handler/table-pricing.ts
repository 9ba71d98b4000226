/*
 * Prices from the products table of the shop.
 */
import type { ProductsRules } from '../contract';
import type { Pricing } from './checked-creation';
import { fingerprintOf } from './domain/order';
import type { ProductsTable } from './products-table';
import { readOrderRequest } from './request/order-request';

/** TODO of PRICES, 04:40: this is a place-holder of the skeleton. */
export function tablePricing(rules: ProductsRules, products: Pick<ProductsTable, 'read'>): Pricing {
  return {
    read(body, { caller, idempotencyKey, customFields }) {
      const request = readOrderRequest(body, { idempotencyKey, ownCustomerId: caller.customerId, customFields });
      return {
        ...request,
        fingerprint: fingerprintOf(request),
        async price(_now, signal) {
          await products.read([...new Set(request.items.map(({ productId }) => productId))], { consistent: false, signal });
          return { ...request, priceSource: rules.guests ? 'TABLE' : 'STAFF' };
        },
      };
    },
  };
}
