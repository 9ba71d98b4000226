import * as fc from 'fast-check';
import { documentOf, newOrder, OrderRequest } from '../../../src/handler/domain/order';
import { Attribute, MalformedOrder, orderIn } from '../../../src/handler/domain/stored-order';
import { readOrderRequest } from '../../../src/handler/request/order-request';
import { FULL_ORDER } from '../../support/handler/fixtures';
import { imageOf, movedOn, orderWith } from '../../support/handler/stream-records';

const NOW = new Date('2026-03-01T12:00:00.123Z');
const IMAGE = imageOf(orderWith('order-1', FULL_ORDER));

/** An item of the image, with attributes of it changed. */
function itemWith(changes: Record<string, Attribute>): Attribute {
  return { L: [{ M: { ...IMAGE.items.L![0].M, ...changes } }] };
}

test('an order with every field in use is read as the client sees it', () => {
  const order = movedOn(newOrder(FULL_ORDER, 'order-1', NOW), 'CONFIRMED');

  expect(orderIn(imageOf(order))).toEqual(documentOf(order));
});

test('every order that the API takes is read as the client sees it, to the last digit', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
  const cents = fc.integer({ min: 0, max: 99_999_999 }).map((count) => count / 100);
  const item = fc.record({ productId: text, quantity: fc.integer({ min: 1, max: 1_000_000 }), price: cents, name: text }, { requiredKeys: ['productId', 'quantity', 'price'] });
  const request = fc.record({
    customerId: text,
    items: fc.array(item, { minLength: 1, maxLength: 5 }),
    currency: fc.constantFrom('USD', 'EUR', 'KWD'),
    shippingAmount: cents,
    taxAmount: cents,
    metadata: fc.dictionary(text, text, { maxKeys: 5, noNullPrototype: true }),
  }, { requiredKeys: ['customerId', 'items'] });
  const taken = request.map((input): OrderRequest | undefined => {
    try {
      return readOrderRequest(input);
    } catch {
      return undefined; // a text that the API does not take
    }
  }).filter((order) => order !== undefined);

  fc.assert(fc.property(taken, (input) => {
    const order = newOrder(input, 'order-1', NOW);
    expect(orderIn(imageOf(order))).toEqual(documentOf(order));
  }));
});

test.each(['0', '0.1', '29.99', '0.0001', '999999999999999', '9999999999999.99', '1E+2', '1.5E-3', '-0.5'])('the number %s keeps its value', (digits) => {
  expect(orderIn({ ...IMAGE, totalAmount: { N: digits } }).totalAmount).toBe(Number(digits));
});

test('the marks that tell retries, and what others have written to the item, stay behind', () => {
  const others = { changeId: 'change-1', internalNote: 'bad payer', expiresAt: 1_800_000_000, tags: new Set(['a']), blob: new Uint8Array([1]) };
  const order = newOrder(FULL_ORDER, 'order-1', NOW);
  const items = order.items.map((item) => ({ ...item, stock: 7 }));

  expect(orderIn(imageOf({ ...order, ...others, items }))).toEqual(documentOf(order));
});

test.each<[string, Record<string, Attribute | undefined>, string]>([
  ['no customer', { customerId: undefined }, 'customerId must be a text'],
  ['a customer that is a number', { customerId: { N: '1' } }, 'customerId must be a text'],
  ['no total', { totalAmount: undefined }, 'totalAmount must be a number'],
  ['a total that is a text', { totalAmount: { S: '10' } }, 'totalAmount must be a number'],
  ['more digits than a double carries', { totalAmount: { N: '0.1234567890123456' } }, 'totalAmount must have at most 15 digits'],
  ['an integer that a double rounds', { version: { N: '9007199254740993' } }, 'version must have at most 15 digits'],
  ['a version that is not whole', { version: { N: '1.5' } }, 'version must be a whole number'],
  ['a status that there is not', { status: { S: 'LOST' } }, 'status must be a status of an order'],
  ['items that are no list', { items: { M: {} } }, 'items must be a list'],
  ['an item that is no map', { items: { L: [{ S: 'mug' }] } }, 'items[0] must be a map'],
  ['an item without a price', { items: itemWith({ price: { S: 'free' } }) }, 'items[0].price must be a number'],
  ['half of a product', { items: itemWith({ quantity: { N: '0.5' } }) }, 'items[0].quantity must be a whole number'],
  ['a time without a zone', { updatedAt: { S: '2026-03-01T12:00:00' } }, 'updatedAt must be a timestamp of RFC 3339 in UTC'],
  ['a day that there is not', { createdAt: { S: '2026-13-01T12:00:00Z' } }, 'createdAt must be a timestamp of RFC 3339 in UTC'],
  ['metadata that holds no texts, without telling their keys', { metadata: { M: { secret: { N: '1' } } } }, 'each value of metadata must be a text'],
])('fails for %s', (_, changes, message) => {
  expect(() => orderIn({ ...IMAGE, ...changes } as typeof IMAGE)).toThrow(new MalformedOrder(message));
});
