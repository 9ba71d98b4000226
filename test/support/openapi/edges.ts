/*
 * Orders with one thing at or just beyond what the rules allow, which requests at random seldom hit.
 */
import { BORDERLINE } from './arbitraries';
import { LIMITS } from '../../../src/handler/request/order-checks';

const ITEM = { productId: 'prod1', quantity: 1, price: 10 };
const ORDER = { customerId: 'customer123', items: [ITEM] };

const ADDRESS = { name: 'Ada', addressLine1: 'Box 7', country: 'AT' };

const withItem = (fields: object) => ({ ...ORDER, items: [{ ...ITEM, ...fields }] });

/** Each text of an order, put to use. */
const TEXTS: readonly (readonly [maxLength: number, make: (text: string) => object])[] = [
  [LIMITS.customerId, (customerId) => ({ ...ORDER, customerId })],
  [LIMITS.productId, (productId) => withItem({ productId })],
  [LIMITS.sku, (sku) => withItem({ sku })],
  [LIMITS.itemName, (name) => withItem({ name })],
  [LIMITS.itemNote, (note) => withItem({ note })],
  [LIMITS.discountCode, (code) => ({ ...ORDER, discountAmount: 1, discounts: [{ code, amount: 1 }] })],
  [LIMITS.addressLine, (name) => ({ ...ORDER, contact: { name } })],
  [LIMITS.tel, (tel) => ({ ...ORDER, contact: { tel } })],
  [LIMITS.email, (email) => ({ ...ORDER, contact: { email } })],
  [LIMITS.email - 2, (local) => ({ ...ORDER, contact: { email: `${local}@b` } })],
  ...['name', 'organization', 'addressLine1', 'addressLine2', 'city', 'region'].map((line): readonly [number, (text: string) => object] => (
    [LIMITS.addressLine, (text) => ({ ...ORDER, shippingAddress: { ...ADDRESS, [line]: text } })]
  )),
  [LIMITS.postalCode, (postalCode) => ({ ...ORDER, billingAddress: { ...ADDRESS, postalCode } })],
  [LIMITS.note, (note) => ({ ...ORDER, note })],
  [LIMITS.locale, (locale) => ({ ...ORDER, locale })],
  [LIMITS.reference, (purchaseOrderNumber) => ({ ...ORDER, purchaseOrderNumber })],
  [LIMITS.reference, (reference) => ({ ...ORDER, reference })],
  [LIMITS.metadataKey, (key) => ({ ...ORDER, metadata: { [key]: 'x' } })],
  [LIMITS.metadataValue, (text) => ({ ...ORDER, metadata: { key: text } })],
  [64, (orderId) => ({ ...ORDER, orderId })],
];

/** Each amount of an order, put to use. */
const AMOUNTS: readonly ((amount: unknown) => object)[] = [
  (price) => withItem({ price }),
  ...['discountAmount', 'taxAmount'].map((name) => (amount: unknown) => withItem({ [name]: amount })),
  ...['totalAmount', 'shippingAmount', 'taxAmount', 'discountAmount'].map((name) => (amount: unknown) => ({ ...ORDER, [name]: amount })),
  ...[true, false].flatMap((taxIncluded) => [
    (taxAmount: unknown) => ({ ...withItem({ taxAmount }), taxIncluded }),
    (taxAmount: unknown) => ({ ...ORDER, taxIncluded, taxAmount }),
  ]),
  (amount) => ({ ...ORDER, discountAmount: amount, discounts: [{ code: 'A', amount }] }),
];

/** Of the price of a unit: digits, and what they come to times the quantity. */
const PRICES: readonly (readonly [price: number, quantity: number])[] = [
  [44.355, 200], [44.355, 1], [0.0125, 80], [0.0125, 79], [0.000001, 10_000], [0.000001, 9_999], [0.0000001, 1_000_000],
  [9_999_999.999999, 1_000_000],
];

const FIELDS = [
  'orderId', 'customerId', 'items', 'currency', 'totalAmount', 'shippingAmount', 'taxAmount', 'taxIncluded', 'discountAmount', 'discounts',
  'contact', 'shippingAddress', 'billingAddress', 'note', 'locale', 'purchaseOrderNumber', 'reference', 'metadata',
];

const discounts = (count: number) => Array.from({ length: count }, () => ({ code: 'A', amount: 0.01 }));

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
  ...PRICES.map(([price, quantity]) => withItem({ price, quantity })),
  ...['de', 'de-AT', 'zh-Hant-TW', 'x', 'de_AT', 'de-', '-de', 'de-AT-toolongapart', 'deutsch123'].map((locale) => ({ ...ORDER, locale })),
  ...['AT', 'at', 'UK', 'XK', 'AUT', '', 'Österreich'].map((country) => ({ ...ORDER, shippingAddress: { ...ADDRESS, country } })),
  ...['a@b', '@b', 'a@', 'a b@c', 'a@b@c', 'a', 'a@b\u00A0c'].map((email) => ({ ...ORDER, contact: { email } })),
  ...['name', 'addressLine1', 'country'].map((name) => ({ ...ORDER, billingAddress: { ...ADDRESS, [name]: undefined } })),
  ...[0, 1, LIMITS.discounts, LIMITS.discounts + 1].map((count) => ({ ...ORDER, discountAmount: count / 100, discounts: discounts(count) })),
  { ...ORDER, discounts: [{ code: 'A', amount: 1 }] },
  { ...ORDER, shippingAddress: { ...ADDRESS, extra: 'x' } },
  { ...ORDER, contact: { extra: 'x' } },
  { ...ORDER, metadata: JSON.parse('{"__proto__":"x"}') },
  ...FIELDS.flatMap((name) => [null, 1, '', true, [], {}].map((value) => ({ ...ORDER, [name]: value }))),
  ...['customerId', 'items'].map((name) => ({ ...ORDER, [name]: undefined })),
  ...['productId', 'quantity', 'price'].map((name) => withItem({ [name]: undefined })),
  { ...ORDER, extra: 1 },
  withItem({ extra: 1 }),
  withItem({ name: null }),
];
