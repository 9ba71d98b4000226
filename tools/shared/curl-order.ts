/** The order of the reference template's `curl` example. */
export const CURL_ORDER = {
  customerId: 'customer123',
  items: [
    { productId: 'prod1', quantity: 2, price: 29.99 },
    { productId: 'prod2', quantity: 1, price: 49.99 },
  ],
  totalAmount: 109.97,
  currency: 'USD',
};
