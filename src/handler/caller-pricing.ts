/*
 * Prices of the caller, in an API that takes stock.
 */
import type { Pricing } from './checked-creation';
import { fingerprintOf } from './domain/order';
import { readOrderRequest } from './request/order-request';

export const CALLER_PRICING: Pricing = {
  read(body, sender) {
    const request = readOrderRequest(body, sender);
    return { ...request, fingerprint: fingerprintOf(request), price: async () => request };
  },
};
