/*
 * From the cart to the order that the API takes, and to the sums that the page shows.
 */
import { deliveryOf, productOf } from './catalogue.js';
import { guestId } from './guest.js';
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
    customerId: guestId(),
    contact: { name: cart.name, email: cart.email },
    ...deliveryOf(cart.delivery).needsAddress && { shippingAddress: addressOf(cart) },
    items: cart.lines.map(({ productId, quantity }) => ({
      productId,
      name: productOf(productId)?.name,
      quantity: Number(quantity),
      price: amountOf(productOf(productId)?.price ?? 0n),
    })),
    currency: CURRENCY,
    shippingAmount: amountOf(delivery),
    totalAmount: total === undefined ? undefined : amountOf(total),
    ...filled({ note: cart.note }),
    metadata: { delivery: deliveryOf(cart.delivery).id },
  };
}

/** @param {Cart} cart */
function addressOf({ name, addressLine1, addressLine2, city, postalCode, region, country }) {
  return { name, addressLine1, ...filled({ addressLine2 }), city, ...filled({ postalCode, region }), country };
}

/**
 * Without what the customer has left empty and may leave empty.
 * @param {Record<string, string>} fields
 */
function filled(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
