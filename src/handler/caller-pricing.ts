/*
 * Prices of the caller, in an API that takes stock.
 */
import type { Pricing } from './checked-creation';
import { fingerprintOf } from './domain/order';
import { readOrderRequest } from './request/order-request';

export const CALLER_PRICING: Pricing = {
  read(body, { caller, idempotencyKey, customFields }) {
    const request = readOrderRequest(body, { idempotencyKey, ownCustomerId: caller.customerId, customFields });
    return { ...request, fingerprint: fingerprintOf(request), price: async () => request };
  },
};
