/*
 * From the cart to the order that the API takes, and to the sums that the page shows.
 */
import { deliveryOf, productOf } from './catalogue.js';
import { amountOf, CURRENCY, sum, times } from './money.js';

/** @typedef {import('./cart.js').Cart} Cart */

/** @param {Cart} cart */
export function sumsOf(cart) {
  const goods = sum(cart.lines.map(lineTotal));
  const delivery = deliveryOf(cart.delivery).price;
  return { goods, delivery, total: sum([goods, delivery]) };
}

/** @param {import('./cart.js').Line} line */
export function lineTotal({ productId, quantity }) {
  return times(productOf(productId)?.price ?? 0n, quantity);
}

/**
 * The API's own order. The total goes with it: should the page ever reckon otherwise than the API, the API says so
 * and takes nothing.
 * @param {Cart} cart
 */
export function orderOf(cart) {
  const { delivery, total } = sumsOf(cart);
  return {
    customerId: cart.customer,
    items: cart.lines.map(({ productId, quantity }) => ({
      productId,
      name: productOf(productId)?.name,
      quantity: Number(quantity),
      price: amountOf(productOf(productId)?.price ?? 0n),
    })),
    currency: CURRENCY,
    shippingAmount: amountOf(delivery),
    totalAmount: total === undefined ? undefined : amountOf(total),
    metadata: { delivery: deliveryOf(cart.delivery).id, ...cart.note !== '' && { note: cart.note } },
  };
}
