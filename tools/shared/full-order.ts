/** An order with every field in use. */
export const FULL_ORDER = {
  orderId: 'order-1',
  customerId: 'customer123',
  items: [{ productId: 'prod1', quantity: 2, price: 29.99, name: 'Mug' }],
  currency: 'EUR',
  totalAmount: 66.97,
  shippingAmount: 4.99,
  taxAmount: 7,
  discountAmount: 5,
  metadata: { channel: 'web', note: '' },
};
