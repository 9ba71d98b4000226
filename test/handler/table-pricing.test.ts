/*
 * New orders in an API with prices from a products table: what customers, guests, staff and direct invocations may send, what is filled in, what
 * is refused, and that a retry is recognised whatever has changed since.
 */
import { ProductsRules } from '../../src/contract';
import { fingerprintOf, Order } from '../../src/handler/domain/order';
import type { HttpResponse } from '../../src/handler/http';
import type { Authorizer } from '../support/handler/fixtures';
import { postOrders } from '../support/handler/fixtures';
import { ACCESS, ACCESS_WITH_GUESTS, bodyOf, Dependencies, Harness, OWNER, refusalOf, STAFF } from '../support/handler/harness';
import { pricedOperations, ShopProducts } from '../support/handler/shop-products';

const OWN = { customerId: 'customer123' };
const line = (productId: string, quantity = 1, more: object = {}) => ({ productId, quantity, ...more });

let products: ShopProducts;
let harness: Harness;

beforeEach(() => {
  products = new ShopProducts();
  products.set('shirt', { price: { N: '19.99' } });
  products.set('mug', { price: { S: '8.50' } });
  products.set('screw', { price: { N: '0.0125' } });
  open();
});

/** Opens the shop with other rules, or on other parts. */
function open(rules: Partial<ProductsRules> = {}, overrides: Partial<Dependencies> = {}): void {
  harness = new Harness({ operations: pricedOperations(products, rules), access: rules.guests ? ACCESS_WITH_GUESTS : ACCESS, ...overrides });
}

async function order(body: object, caller: Authorizer | undefined = OWNER, key?: string): Promise<HttpResponse> {
  return harness.handleAs(caller, postOrders({ ...OWN, ...body }, { headers: { 'content-type': 'application/json', ...key && { 'idempotency-key': key } } }));
}

async function placed(body: object, caller: Authorizer | undefined = OWNER): Promise<Order> {
  const answer = await order(body, caller);
  expect(answer.statusCode).toBe(200);
  return harness.orders.get(bodyOf(answer).orderId as string)!;
}

describe('an order of ids and quantities', () => {
  test('gets the prices, the currency and the total of the shop', async () => {
    expect(await placed({ items: [line('shirt', 2), line('mug')] })).toMatchObject({
      items: [line('shirt', 2, { price: 19.99 }), line('mug', 1, { price: 8.5 })], currency: 'EUR', totalAmount: 48.48, priceSource: 'TABLE', modelVersion: 2,
    });
  });

  test('reads each product once, however many lines it has', async () => {
    const { totalAmount } = await placed({ items: [line('shirt'), line('shirt', 2), line('mug')] });

    expect(totalAmount).toBe(68.47);
    expect(products.reads).toEqual([{ productIds: ['shirt', 'mug'], consistent: false }]);
  });

  test('has prices and a total that it may send too, if they hold', async () => {
    expect(await placed({ items: [line('shirt', 2, { price: 19.99 })], totalAmount: 39.98 })).toMatchObject({ totalAmount: 39.98, priceSource: 'TABLE' });
  });

  test('may cost nothing where the shop says so', async () => {
    products.set('sample', { price: { N: '0' } });

    expect(await placed({ items: [line('sample')] })).toMatchObject({ totalAmount: 0 });
  });

  test.each([
    ['19.90', 'N', 19.9], ['19.900000000', 'S', 19.9], ['007', 'S', 7], ['100', 'N', 100], ['9999999999999.99', 'N', 9999999999999.99],
  ])('reads the price %s (%s) exactly', async (text, type, price) => {
    products.set('odd', { price: { [type]: text } });

    expect(await placed({ items: [line('odd')] })).toMatchObject({ items: [{ price }], totalAmount: price });
  });

  test('may be of many units at a price of less than a cent', async () => {
    products.set('grain', { price: { N: '0.000001' } });

    expect(await placed({ items: [line('grain', 1_000_000)] })).toMatchObject({ totalAmount: 1 });
  });
});

describe('a customer or a guest who tries to get a price that nobody of the shop decided', () => {
  const attempts: readonly [string, object, string][] = [
    ['a discount', { discountAmount: 5 }, '#/discountAmount'],
    ['a discount of nothing', { discountAmount: 0 }, '#/discountAmount'],
    ['a discount in parts', { discounts: [{ code: 'FREE', amount: 19.99 }] }, '#/discounts'],
    ['no shipping', { shippingAmount: 0 }, '#/shippingAmount'],
    ['no tax', { taxAmount: 0 }, '#/taxAmount'],
    ['taxes that are in the price', { taxIncluded: true }, '#/taxIncluded'],
    ['a discount on an item', { items: [line('shirt', 1, { discountAmount: 19.99 })] }, '#/items/0/discountAmount'],
    ['a tax on an item', { items: [line('shirt', 1, { taxAmount: 0 })] }, '#/items/0/taxAmount'],
    ['another currency', { currency: 'JPY' }, '#/currency'],
    ['a negative price', { items: [line('shirt', 1, { price: -1 })] }, '#/items/0/price'],
    ['a price of a text', { items: [line('shirt', 1, { price: '0' })] }, '#/items/0/price'],
    ['a source of prices', { priceSource: 'STAFF' }, '#/priceSource'],
  ];

  test.each(attempts)('fails with %s', async (_, body, pointer) => {
    const asked = { items: [line('shirt')], ...body };
    expect(refusalOf(await order(asked))).toMatchObject({ status: 422, errors: [{ pointer }] });

    open({ guests: true });
    expect(refusalOf(await order(asked, undefined))).toMatchObject({ status: 422, errors: [{ pointer }] });
    expect(products.reads).toEqual([]);
  });

  test.each([0, 0.01, 19.98, 19.990001])('fails with a price of %d, and says the one that holds', async (price) => {
    expect(refusalOf(await order({ items: [line('mug'), line('shirt', 1, { price })] }))).toMatchObject({
      status: 409, kind: 'price-changed', errors: [{ detail: `must be 19.99 or left out, got ${price}`, pointer: '#/items/1/price', price: 19.99 }],
    });
  });

  test('fails with two lines of one product, one of them at the right price', async () => {
    expect(refusalOf(await order({ items: [line('shirt', 1, { price: 19.99 }), line('shirt', 1, { price: 1 })] }))).toMatchObject({
      status: 409, errors: [{ pointer: '#/items/1/price', price: 19.99 }],
    });
  });

  test('fails with a total that is not that of the shop', async () => {
    expect(refusalOf(await order({ items: [line('shirt')], totalAmount: 0.01 }))).toMatchObject({
      status: 409, kind: 'price-changed', errors: [{ detail: 'must be 19.99 or left out, got 0.01', pointer: '#/totalAmount', price: 19.99 }],
    });
  });

  test('fails with the name of another product, where the table has the names', async () => {
    products.set('shirt', { price: { N: '19.99' }, title: { S: 'Shirt' } });
    open({ nameAttribute: 'title' });

    expect(refusalOf(await order({ items: [line('shirt', 1, { name: 'Car' })] }))).toMatchObject({ status: 422, errors: [{ pointer: '#/items/0/name' }] });
    expect(await placed({ items: [line('shirt')] })).toMatchObject({ items: [{ name: 'Shirt' }] });
  });

  test('may send an empty list of discounts, as clients in Java do', async () => {
    expect(await placed({ items: [line('shirt')], discounts: [] })).toMatchObject({ totalAmount: 19.99, priceSource: 'TABLE' });
  });
});

describe('staff', () => {
  test('may set a price, a discount, shipping and taxes', async () => {
    const { totalAmount, priceSource } = await placed({ items: [line('shirt', 1, { price: 15 }), line('mug')], discountAmount: 3.5, shippingAmount: 4, taxAmount: 1 }, STAFF);

    expect({ totalAmount, priceSource }).toEqual({ totalAmount: 25, priceSource: 'STAFF' });
    expect(products.reads).toEqual([{ productIds: ['mug'], consistent: false }]);
  });

  test('gets the prices of the shop too', async () => {
    expect(await placed({ items: [line('shirt')] }, STAFF)).toMatchObject({ totalAmount: 19.99, priceSource: 'TABLE' });
  });

  test('may sell what is not in the table', async () => {
    expect(await placed({ items: [line('repair', 1, { price: 30 })] }, STAFF)).toMatchObject({ totalAmount: 30, priceSource: 'STAFF' });
  });

  test('fails in another currency', async () => {
    expect(refusalOf(await order({ items: [line('shirt')], currency: 'USD' }, STAFF))).toMatchObject({
      status: 422, errors: [{ detail: 'must be EUR, the currency of the prices, or left out, got "USD"', pointer: '#/currency' }],
    });
  });

  test('a direct invocation has the rights of staff, also in an API for guests', async () => {
    open({ guests: true });

    const answer = await harness.handle({ ...OWN, items: [line('shirt', 1, { price: 1 })] });

    expect([...harness.orders.values()]).toMatchObject([{ totalAmount: 1, priceSource: 'STAFF' }]);
    expect(answer.statusCode).toBe(200);
  });
});

describe('a product', () => {
  test('fails when it does not exist, or is not for sale, with every line of it', async () => {
    products.set('shirt', { price: { N: '19.99' }, active: { BOOL: true } });
    products.set('mug', { price: { N: '8.5' }, active: { BOOL: false } });
    products.set('screw', { price: { N: '0.0125' } });
    open({ activeAttribute: 'active' });

    expect(refusalOf(await order({ items: [line('shirt', 1, { price: 1 }), line('mug'), line('screw'), line('none'), line('none')] }))).toMatchObject({
      status: 409,
      kind: 'product-not-available',
      errors: [
        { pointer: '#/items/0/price', price: 19.99 },
        { detail: 'must be a product that is available: this one is not for sale', pointer: '#/items/1/productId' },
        { detail: 'must be a product that is available: this one is not for sale', pointer: '#/items/2/productId' },
        { detail: 'must be a product that is available: this one does not exist', pointer: '#/items/3/productId' },
        { detail: 'must be a product that is available: this one does not exist', pointer: '#/items/4/productId' },
      ],
    });
  });

  test('fails in a quantity that comes to no whole cents, and says which ones do', async () => {
    expect(refusalOf(await order({ items: [line('screw', 3)] }))).toMatchObject({
      status: 422, errors: [{ detail: 'must be a multiple of 4, since one costs 0.0125 EUR, got 3', pointer: '#/items/0/quantity' }],
    });
    expect(await placed({ items: [line('screw', 4)] })).toMatchObject({ totalAmount: 0.05 });
  });

  test('fails in another currency, where each product has its own', async () => {
    products.set('shirt', { price: { N: '19.99' }, currency: { S: 'EUR' } });
    open({ currency: undefined, currencyAttribute: 'currency' });

    expect(refusalOf(await order({ items: [line('shirt')] }))).toMatchObject({
      status: 409, kind: 'product-not-available', errors: [{ detail: 'must be a product that is available: this one is sold in EUR, and the order is in USD' }],
    });
    expect(await placed({ items: [line('shirt')], currency: 'EUR' })).toMatchObject({ totalAmount: 19.99, currency: 'EUR' });
  });

  test('is read again before anybody is refused, and nobody is refused for an old read', async () => {
    products.behind = new Map([['shirt', { productId: { S: 'shirt' }, price: { N: '29.99' } }]]);

    expect(await placed({ items: [line('shirt', 1, { price: 19.99 }), line('mug')] })).toMatchObject({ totalAmount: 28.49 });
    expect(products.reads).toEqual([{ productIds: ['shirt', 'mug'], consistent: false }, { productIds: ['shirt', 'mug'], consistent: true }]);
  });
});

describe('a mistake of the shop', () => {
  test.each<[string, object, string]>([
    ['no price', {}, 'its attribute price must be a number, or a string with a decimal number, from 0 to 9999999999999.99 with at most 6 digits after the point and 15 in all, got none'],
    ['a text that is no price', { price: { S: 'on request' } }, 'got {"S":"on request"}'],
    ['an empty text', { price: { S: '' } }, 'got {"S":""}'],
    ['a price with a comma', { price: { S: '19,99' } }, 'got {"S":"19,99"}'],
    ['a negative price', { price: { N: '-1' } }, 'got {"N":"-1"}'],
    ['a price with too many digits', { price: { N: '0.0000001' } }, 'got {"N":"0.0000001"}'],
    ['a price that a double does not hold', { price: { N: '9007199254740993.1' } }, 'got {"N":"9007199254740993.1"}'],
    ['a price that is null', { price: { NULL: true } }, 'got {"NULL":true}'],
    ['a price that is true', { price: { BOOL: true } }, 'got {"BOOL":true}'],
    ['a flag that is a text', { price: { N: '1' }, active: { S: 'true' } }, 'its attribute active must be a boolean, got {"S":"true"}'],
    ['a currency that is none', { price: { N: '1' }, active: { BOOL: true }, money: { S: 'Euro' } }, 'its attribute money must be a currency code'],
    ['no name', { price: { N: '1' }, active: { BOOL: true }, money: { S: 'USD' } }, 'its attribute title must be a string of 1 to 256 characters'],
  ])('fails with %s: the log names the product and the attribute, the caller only the line', async (_, attributes, reason) => {
    products.set('broken', { active: { BOOL: true }, money: { S: 'USD' }, ...attributes });
    open({ currency: undefined, currencyAttribute: 'money', activeAttribute: 'active', nameAttribute: 'title' });

    const answer = await order({ items: [line('broken')], currency: 'USD' });

    expect(refusalOf(answer)).toMatchObject({
      status: 500,
      kind: 'product-misconfigured',
      errors: [{ detail: 'is a product that cannot be sold as it is stored: the shop has to correct it', pointer: '#/items/0/productId' }],
    });
    expect(answer.body).not.toContain('attribute');
    expect(harness.logs).toEqual([expect.objectContaining({
      level: 'ERROR', outcome: 'product-misconfigured', error: expect.objectContaining({ message: expect.stringContaining(reason) }),
    })]);
    expect(harness.logs[0].error!.message).toMatch(/^product "broken": /);
    expect([...harness.orders]).toEqual([]);
  });

  test('is told before anything else that is wrong', async () => {
    products.set('broken', {});

    expect(refusalOf(await order({ items: [line('none'), line('broken')] }))).toMatchObject({ kind: 'product-misconfigured', errors: [{}, {}] });
  });
});

describe('a retry', () => {
  const BODY = { items: [line('shirt', 2)] };

  test.each<[string, () => void]>([
    ['nothing has changed', () => undefined],
    ['a price has changed', () => products.set('shirt', { price: { N: '29.99' } })],
    ['the product is gone', () => products.products.delete('shirt')],
    ['the product is broken', () => products.set('shirt', {})],
    ['the table cannot be read', () => { products.read = () => Promise.reject(new Error('AccessDeniedException')); }],
  ])('gets the first answer when %s', async (_, change) => {
    const first = await order(BODY, OWNER, 'key-1');
    change();
    const again = await order(BODY, OWNER, 'key-1');

    expect(again).toMatchObject({ statusCode: 200, body: first.body, headers: { 'Idempotency-Replayed': 'true' } });
    expect([...harness.orders.values()]).toMatchObject([{ totalAmount: 39.98 }]);
  });

  test('with a price that no longer holds gets the first answer', async () => {
    const body = { items: [line('shirt', 1, { price: 19.99 })] };
    const first = await order(body, OWNER, 'key-1');
    products.set('shirt', { price: { N: '29.99' } });

    expect(await order(body, OWNER, 'key-1')).toMatchObject({ statusCode: 200, body: first.body });
  });

  test('of another order with the same key is refused as ever, also when that one is not available', async () => {
    await order(BODY, OWNER, 'key-1');

    expect(refusalOf(await order({ items: [line('mug')] }, OWNER, 'key-1'))).toMatchObject({ status: 422, kind: 'idempotency-key-reused' });
    expect(refusalOf(await order({ items: [line('none')] }, OWNER, 'key-1'))).toMatchObject({ status: 422, kind: 'idempotency-key-reused' });
  });

  test('of an order that was refused says that an earlier try may have been accepted', async () => {
    const { kind, detail } = refusalOf(await order({ items: [line('none')] }, OWNER, 'key-1'));

    expect(kind).toBe('product-not-available');
    expect(detail).toBe('the order has products that are not available: take them out, or other ones in their place; if an earlier try of this request got no answer, send it again unchanged first');
  });

  test('of an order without a key cannot be: nothing is read for it', async () => {
    const get = jest.fn();
    open({}, { store: Object.assign(Object.create(null), { create: jest.fn(), get }) });

    expect(refusalOf(await order({ items: [line('none')] })).detail).not.toContain('send it again');
    expect(get).not.toHaveBeenCalled();
  });
});

describe('the fingerprint of an order', () => {
  test('that has all prices is that of an API without products', async () => {
    const { requestFingerprint } = await placed({ items: [line('shirt', 1, { price: 19.99 })] });

    expect(requestFingerprint).toBe(fingerprintOf({ ...OWN, items: [line('shirt', 1, { price: 19.99 })], currency: 'EUR', totalAmount: 19.99 }));
  });

  test('that lacks a price has nothing that the shop fills in, and no total', async () => {
    const body = { items: [line('shirt'), line('mug', 1, { price: 8.5 })] };
    const { requestFingerprint } = await placed({ ...body, totalAmount: 28.49 });

    expect(requestFingerprint).toBe(fingerprintOf({ ...OWN, ...body, currency: 'EUR' }));
  });
});

test('an order with names of the shop that are too long together is refused', async () => {
  open({ nameAttribute: 'title' });
  const ids = Array.from({ length: 100 }, (_, index) => `product-${index}`);
  for (const productId of ids) products.set(productId, { price: { N: '1' }, title: { S: '€'.repeat(256) } });

  const note = 'x'.repeat(512);
  const metadata = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key-${index}`, '€'.repeat(512)]));
  const answer = await order({ items: ids.map((productId) => line(productId, 1, { note: '€'.repeat(512), sku: '€'.repeat(128) })), note, metadata });

  expect(refusalOf(answer)).toMatchObject({ status: 422, errors: [{ pointer: '#/items' }] });
});
