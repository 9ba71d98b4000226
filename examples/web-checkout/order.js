/*
 * From the cart to the order that the API takes, and to the sums that the page shows.
 */
import { deliveryOf } from './catalogue.js';
import { guestId } from './guest.js';
import { amountOf, CURRENCY, numberIn, sum, times } from '../web-shared/money.js';

/** @typedef {import('./cart.js').Cart} Cart */

/** @param {Cart} cart */
export function totalOf(cart) {
  return sum(cart.lines.map(lineTotal));
}

/** @param {import('./cart.js').Line} line */
export function lineTotal({ price, quantity }) {
  return times(price, quantity);
}

/**
 * The API's own order. It has the prices of the products table in any case. The prices and the total that the customer
 * has seen go with it, so that the API refuses the order when others hold now.
 * @param {Cart} cart
 */
export function orderOf(cart) {
  const total = totalOf(cart);
  return {
    customerId: guestId(),
    contact: { name: cart.name, email: cart.email },
    ...deliveryOf(cart.delivery).needsAddress && { shippingAddress: addressOf(cart) },
    items: cart.lines.map(({ productId, quantity, price }) => ({ productId, quantity: numberIn(quantity), price })),
    currency: CURRENCY,
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
