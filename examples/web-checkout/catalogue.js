/*
 * What the shop sells, and how it delivers. Prices in cents.
 */

/** @typedef {{ id: string, name: string, price: bigint }} Product */

/** @type {readonly Product[]} */
export const PRODUCTS = [
  { id: 'notebook-a5', name: 'Notebook A5', price: 12_10n },
  { id: 'pencil-hb', name: 'Pencil HB', price: 10n },
  { id: 'envelopes-25', name: '25 envelopes', price: 6_75n },
  { id: 'mug-stoneware', name: 'Stoneware mug', price: 24_99n },
  { id: 'tea-earl-grey', name: 'Earl Grey tea', price: 8_50n },
  { id: 'lamp-desk', name: 'Desk lamp', price: 79_00n },
];

export const DELIVERIES = [
  { id: 'post', name: 'By post', price: 4_90n, needsAddress: true },
  { id: 'pickup', name: 'Pick up in the shop', price: 0n, needsAddress: false },
];

/** @param {string} id */
export function productOf(id) {
  return PRODUCTS.find((product) => product.id === id);
}

/** @param {string} id the first is the usual one */
export function deliveryOf(id) {
  return DELIVERIES.find((delivery) => delivery.id === id) ?? DELIVERIES[0];
}
