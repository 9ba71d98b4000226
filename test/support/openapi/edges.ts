/*
 * Orders with one thing at or just beyond what the rules allow, which requests at random seldom hit.
 */
import { BORDERLINE } from './arbitraries';
import { LIMITS } from '../../../src/handler/request/order-checks';

const ITEM = { productId: 'prod1', quantity: 1, price: 10 };
const ORDER = { customerId: 'customer123', items: [ITEM] };

const withItem = (fields: object) => ({ ...ORDER, items: [{ ...ITEM, ...fields }] });

/** Each text of an order, put to use. */
const TEXTS: readonly (readonly [maxLength: number, make: (text: string) => object])[] = [
  [LIMITS.customerId, (customerId) => ({ ...ORDER, customerId })],
  [LIMITS.productId, (productId) => withItem({ productId })],
  [LIMITS.itemName, (name) => withItem({ name })],
  [LIMITS.metadataKey, (key) => ({ ...ORDER, metadata: { [key]: 'x' } })],
  [LIMITS.metadataValue, (text) => ({ ...ORDER, metadata: { key: text } })],
  [64, (orderId) => ({ ...ORDER, orderId })],
];

/** Each amount of an order, put to use. */
const AMOUNTS: readonly ((amount: unknown) => object)[] = [
  (price) => withItem({ price }),
  ...['totalAmount', 'shippingAmount', 'taxAmount', 'discountAmount'].map((name) => (amount: unknown) => ({ ...ORDER, [name]: amount })),
];

const FIELDS = ['orderId', 'customerId', 'items', 'currency', 'totalAmount', 'shippingAmount', 'taxAmount', 'discountAmount', 'metadata'];

const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'x']));

export const EDGE_ORDERS: readonly object[] = [
  ORDER,
  ...TEXTS.flatMap(([maxLength, make]) => [
    ...[0, 1, maxLength, maxLength + 1].flatMap((length) => ['a', '\u{1F6D2}', ' '].map((character) => make(character.repeat(length)))),
    ...BORDERLINE.flatMap((character) => [make(character), make(`a${character}a`)]),
  ]),
  ...[42, 43, 44].map((length) => ({ ...ORDER, orderId: 'o'.repeat(length) })),
  ...AMOUNTS.flatMap((make) => [0, -0.01, 0.01, 0.001, 999_999_999_999_999, 1e15, 9_999_999_999_999.99, '1', null].map(make)),
  ...[0, 1, -1, 1.5, LIMITS.quantity, LIMITS.quantity + 1, '1', null].map((quantity) => withItem({ quantity })),
  ...[0, 1, LIMITS.items, LIMITS.items + 1].map((length) => ({ ...ORDER, items: Array.from({ length }, () => ITEM) })),
  ...[0, 1, LIMITS.metadataEntries, LIMITS.metadataEntries + 1].map((count) => ({ ...ORDER, metadata: entries(count) })),
  { ...ORDER, metadata: JSON.parse('{"__proto__":"x"}') },
  ...FIELDS.flatMap((name) => [null, 1, '', true, [], {}].map((value) => ({ ...ORDER, [name]: value }))),
  ...['customerId', 'items'].map((name) => ({ ...ORDER, [name]: undefined })),
  ...['productId', 'quantity', 'price'].map((name) => withItem({ [name]: undefined })),
  { ...ORDER, extra: 1 },
  withItem({ extra: 1 }),
  withItem({ name: null }),
];
