/*
 * The largest order, measured: what docs/limits.md says of it.
 */
import { itemBytes } from '../../src/handler/domain/item-size';
import { documentOf, newOrder } from '../../src/handler/domain/order';
import { eventOf, MAX_DETAIL_BYTES } from '../../src/handler/domain/order-event';
import { MAX_BODY_BYTES } from '../../src/handler/request/json-body';
import { LIMITS } from '../../src/handler/request/order-checks';
import { readOrderRequest } from '../../src/handler/request/order-request';
import { pageAt } from '../../tools/shared/markdown';
import { inserted } from '../support/handler/stream-records';

const LONGEST = '\u{1f9fa}'; // four bytes
const text = (characters: number, unit = 'x') => unit.repeat(characters);
const limits = pageAt('docs/limits.md').text.replace(/\s+/g, ' ');

const ADDRESS = {
  name: text(LIMITS.addressLine),
  organization: text(LIMITS.addressLine),
  addressLine1: text(LIMITS.addressLine),
  addressLine2: text(LIMITS.addressLine),
  city: text(LIMITS.addressLine),
  region: text(LIMITS.addressLine),
  postalCode: text(LIMITS.postalCode),
  country: 'AT',
};

/** Every text is as long as it may be. As many of them as there is room for are of characters of four bytes. */
function largestOrder(): Record<string, unknown> {
  const order = {
    orderId: text(64),
    customerId: text(LIMITS.customerId),
    contact: { name: text(LIMITS.addressLine), email: `${text(LIMITS.email - 2)}@x`, tel: text(LIMITS.tel) },
    shippingAddress: ADDRESS,
    billingAddress: ADDRESS,
    discountAmount: 0,
    discounts: Array.from({ length: LIMITS.discounts }, () => ({ code: text(LIMITS.discountCode), amount: 0 })),
    note: text(LIMITS.note),
    locale: text(8),
    purchaseOrderNumber: text(LIMITS.reference),
    reference: text(LIMITS.reference),
    metadata: Object.fromEntries(Array.from({ length: LIMITS.metadataEntries }, (_, index) => [`${text(LIMITS.metadataKey - 2)}${10 + index}`, text(LIMITS.metadataValue)])),
    items: Array.from({ length: LIMITS.items }, () => ({
      productId: text(LIMITS.productId),
      sku: text(LIMITS.sku),
      quantity: LIMITS.quantity,
      price: 9_999.99,
      discountAmount: 1_000_000.01,
      taxAmount: 1_000_000.01,
      name: text(LIMITS.itemName),
      note: text(LIMITS.itemNote),
    })),
  };
  const longer = Math.floor((LIMITS.bytes - itemBytes(order)) / 3 / LIMITS.items); // of each item's note, characters of four bytes in place of one
  const items = order.items.map((item) => ({ ...item, note: text(longer, LONGEST) + text(LIMITS.itemNote - longer) }));
  return { ...order, items };
}

const REQUEST = readOrderRequest(largestOrder());
const ORDER = newOrder(REQUEST, 'order-1', new Date());

test('the largest order has all the bytes that it may have', () => {
  expect(itemBytes(largestOrder())).toBeGreaterThan(LIMITS.bytes - 3 * LIMITS.items);
  expect(limits).toContain(`all its fields at ${LIMITS.bytes.toLocaleString('en-US')} bytes`);
});

test('as an item it leaves 100,000 bytes for what it gets later', () => {
  const bytes = itemBytes({ ...ORDER });

  expect(limits).toContain(`is an item of ${Math.ceil(bytes / 1_000)} KB`);
  expect(bytes + 100_000).toBeLessThan(400 * 1024);
});

test('it is an answer that Lambda lets through', () => {
  expect(limits).toContain(`an answer of ${(Buffer.byteLength(JSON.stringify(documentOf(ORDER))) / 1_000_000).toFixed(1)} MB, of the 6 MB`);
});

test('it is an event, with personal data and without', () => {
  for (const personalData of [true, false]) {
    const { detail, omitted } = eventOf(inserted(ORDER), { environment: 'dev', personalData });

    expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(MAX_DETAIL_BYTES);
    expect(omitted).toEqual(personalData ? expect.arrayContaining(['items', 'metadata']) : []); // the notes are most of it
  }
  expect(limits).toContain('an event without its items, of 250,000 bytes at most');
});

test('it is no larger a body than the API takes, with an escape for each character that is not ASCII, which takes three bytes for one at most', () => {
  const escaped = JSON.stringify(largestOrder()).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

  expect(readOrderRequest(JSON.parse(escaped))).toEqual(REQUEST);
  expect(escaped.length).toBeLessThan(MAX_BODY_BYTES);
  expect(LIMITS.bytes * 3.5).toBeLessThan(MAX_BODY_BYTES);
});
