/*
 * What the shop sells, and how it delivers.
 */

/** As the products table has it. @typedef {{ productId: string, name: string, price: number, available: number }} Product */

/**
 * The catalogue is the shop's own, and no part of the API that takes orders.
 * @returns {Promise<Product[]>}
 */
export async function readProducts() {
  return (await fetch('products.json')).json();
}

export const DELIVERIES = [
  { id: 'post', name: 'By post', needsAddress: true },
  { id: 'pickup', name: 'Pick up in the shop', needsAddress: false },
];

/** @param {string} id the first is the usual one */
export function deliveryOf(id) {
  return DELIVERIES.find((delivery) => delivery.id === id) ?? DELIVERIES[0];
}
