/*
 * Why the shop does not sell a line as it was ordered, in words for the customer, and what the customer can do: the API
 * says what holds now, and nothing changes before the customer agrees.
 */
import { removeFromCart, setPrice, setQuantity } from './cart.js';
import { formatAmount } from '../web-shared/money.js';

/** @typedef {import('../web-shared/faults-view.js').Objection} Objection */

/**
 * @param {import('../web-shared/send.js').Fault} fault
 * @param {readonly import('./cart.js').Line[]} lines as they were ordered
 * @returns {Objection | undefined} nothing for a fault that the customer mends by typing
 */
export function objectionTo({ pointer = '', price, available }, lines) {
  const [, index, member] = /^#\/items\/(\d+)\/(\w+)$/.exec(pointer) ?? [];
  const line = lines[Number(index)];
  if (line === undefined) return undefined;
  if (price !== undefined) return otherPrice(line, price);
  if (available === 0) return gone(line, 'is sold out');
  if (available !== undefined) return lessLeft(line, available);
  return member === 'productId' ? gone(line, 'is no longer available') : undefined;
}

/**
 * @param {import('./cart.js').Line} line
 * @param {number} price
 * @returns {Objection}
 */
function otherPrice({ productId, name, price: seen }, price) {
  return {
    sentence: `The price of ${name} has changed: it is now ${formatAmount(price)}, and was ${formatAmount(seen)}`,
    remedy: `Accept ${formatAmount(price)}`,
    about: `for ${name}`,
    agree: () => setPrice(productId, price),
  };
}

/**
 * @param {import('./cart.js').Line} line
 * @param {number} available
 * @returns {Objection}
 */
function lessLeft({ productId, name }, available) {
  return {
    sentence: `${name}: only ${available} left`,
    remedy: `Take ${available}`,
    about: `of ${name}`,
    agree: () => setQuantity(productId, String(available)),
  };
}

/**
 * @param {import('./cart.js').Line} line
 * @param {string} reason
 * @returns {Objection}
 */
function gone({ productId, name }, reason) {
  return { sentence: `${name} ${reason}`, remedy: 'Remove', about: name, agree: () => removeFromCart(productId) };
}
