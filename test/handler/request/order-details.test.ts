/*
 * What an order says beyond what was bought: whom to tell, where to send it, and amounts of lines.
 */
import * as fc from 'fast-check';
import { itemBytes } from '../../../src/handler/domain/item-size';
import { Fault } from '../../../src/handler/domain/problem';
import { customFieldMembers } from '../../../src/handler/request/custom-fields';
import { LIMITS } from '../../../src/handler/request/order-checks';
import { readOrderRequest } from '../../../src/handler/request/order-request';
import { FULL_ORDER, MINIMAL_ORDER, pointersOf, problemOf } from '../../support/handler/fixtures';

const ITEM = MINIMAL_ORDER.items[0];
const ADDRESS = FULL_ORDER.shippingAddress;

const faultsOf = (input: unknown) => problemOf(() => readOrderRequest(input)).faults as readonly Fault[];
const withItem = (fields: object, order: object = {}) => ({ ...MINIMAL_ORDER, ...order, items: [{ ...ITEM, ...fields }] });
const totalOf = (input: unknown) => readOrderRequest(input).totalAmount;

describe('contact and addresses', () => {
  test.each(['shippingAddress', 'billingAddress'])('%s needs who, where and the country', (name) => {
    expect(faultsOf({ ...MINIMAL_ORDER, [name]: {} })).toEqual(['name', 'addressLine1', 'country'].map((field) => ({ detail: 'is required', pointer: `#/${name}/${field}` })));
  });

  test.each([
    ['UK', '"UK"'], ['at', '"at"'], ['AUT', '"AUT"'], ['', 'a blank string'], ['Österreich', '10 characters'], [43, 'a number'],
  ])('the country %j is none', (country, got) => {
    expect(faultsOf({ ...MINIMAL_ORDER, shippingAddress: { ...ADDRESS, country } })).toEqual([
      { detail: `must be a country code of ISO 3166, two letters in upper case such as DE, got ${got}`, pointer: '#/shippingAddress/country' },
    ]);
  });

  test('an unknown line is refused with those that are known', () => {
    expect(faultsOf({ ...MINIMAL_ORDER, shippingAddress: { ...ADDRESS, street: 'x' } })).toEqual([{
      detail: 'is not a known field; known are name, organization, addressLine1, addressLine2, city, region, postalCode, country',
      pointer: '#/shippingAddress/street',
    }]);
  });

  test.each(['ada', '@example.com', 'ada@', 'ada lovelace@example.com', 'ada@a@b'])('%j is no e-mail address, and is not repeated', (email) => {
    expect(faultsOf({ ...MINIMAL_ORDER, contact: { email } })).toEqual([{ detail: 'must be an e-mail address such as ada@example.com, got none', pointer: '#/contact/email' }]);
  });

  test.each(['a@b', 'ada+shop@example.co.uk', 'пример@почта.рф'])('%j is an e-mail address', (email) => {
    expect(readOrderRequest({ ...MINIMAL_ORDER, contact: { email } }).contact).toEqual({ email });
  });

  test('no fault says what a person wrote', () => {
    const secret = 'Lovelace';
    const everywhere = Object.fromEntries(Object.keys(ADDRESS).map((name) => [name, `${secret}\u0000`]));
    const order = {
      ...MINIMAL_ORDER,
      contact: { name: `${secret}\n`, email: secret, tel: secret.repeat(20) },
      shippingAddress: everywhere,
      billingAddress: [secret],
      note: secret.repeat(500),
      items: [{ ...ITEM, note: `${secret}\t` }],
    };

    expect(pointersOf(faultsOf(order))).toHaveLength(14);
    expect(JSON.stringify(faultsOf(order))).not.toContain(secret);
  });
});

describe('a field that may be left out', () => {
  test.each(['contact', 'shippingAddress', 'note', 'locale', 'taxIncluded', 'discounts', 'currency', 'metadata', 'totalAmount'])('is told to be when it is null: %s', (name) => {
    const [fault, ...others] = faultsOf({ ...MINIMAL_ORDER, [name]: null });

    expect(fault).toEqual({ detail: expect.stringMatching(/, got null: leave it out$/), pointer: `#/${name}` });
    expect(others).toEqual([]);
  });

  test('is not told so when it is required', () => {
    expect(faultsOf(withItem({ productId: null }))).toEqual([{ detail: expect.stringMatching(/, got null$/), pointer: '#/items/0/productId' }]);
  });
});

describe('the price of a unit', () => {
  test.each([
    ['44.355 EUR by the two hundred', { price: 44.355, quantity: 200 }, 8_871],
    ['a screw of 1.25 cents by the eighty', { price: 0.0125, quantity: 80 }, 1],
    ['the smallest fraction', { price: 0.000001, quantity: 10_000 }, 0.01],
  ])('may be a fraction of a cent where the line is whole cents: %s', (_, item, total) => {
    expect(totalOf(withItem(item, { currency: 'EUR' }))).toBe(total);
  });

  test.each([
    ['EUR', 44.355, 1, 'at most 2 digits'], ['EUR', 0.0125, 79, 'at most 2 digits'], ['JPY', 0.5, 1, 'no digits'], ['KWD', 0.0005, 1, 'at most 3 digits'],
  ])('in %s is refused where the line is none: %d × %d', (currency, price, quantity, digits) => {
    expect(faultsOf(withItem({ price, quantity }, { currency }))).toEqual([
      { detail: `times the quantity must have ${digits} after the point, got ${quantity} × ${price}: round the price, or change the quantity`, pointer: '#/items/0/price' },
    ]);
  });

  test('has at most six digits after the point', () => {
    expect(faultsOf(withItem({ price: 0.0000125, quantity: 800 }))).toEqual([
      { detail: 'must be a decimal number from 0 to 9999999999999.99 with at most 6 digits after the point, got 0.0000125: round it to 2 digits', pointer: '#/items/0/price' },
    ]);
  });
});

describe('discounts and taxes of lines', () => {
  test('count in the total', () => {
    expect(totalOf(withItem({ quantity: 3, discountAmount: 5, taxAmount: 2.5 }))).toBe(27.5);
  });

  test('a discount is at most what the line costs', () => {
    expect(totalOf(withItem({ discountAmount: 10 }))).toBe(0);
    expect(faultsOf(withItem({ discountAmount: 10.01 }))).toEqual([{ detail: 'must be at most 10 (quantity × price), got 10.01', pointer: '#/items/0/discountAmount' }]);
  });

  test('taxes that the prices contain add nothing, and are no more than these', () => {
    const order = { taxIncluded: true, taxAmount: 0.8, shippingAmount: 5 };

    expect(totalOf(withItem({ discountAmount: 1, taxAmount: 1.5 }, order))).toBe(14);
    expect(faultsOf(withItem({ discountAmount: 1, taxAmount: 9.01 }, order))).toEqual([
      { detail: 'must be at most 9 (quantity × price − discount, which contain it), got 9.01', pointer: '#/items/0/taxAmount' },
    ]);
    expect(faultsOf(withItem({ taxAmount: 10 }, { ...order, taxAmount: 5.01 }))).toEqual([
      { detail: 'must be at most 5 (items + shipping, which contain it, less the taxes of items), got 5.01', pointer: '#/taxAmount' },
    ]);
    expect(faultsOf(withItem({}, { ...order, taxAmount: 15.01 }))).toEqual([{ detail: 'must be at most 15 (the total, which contains it), got 15.01', pointer: '#/taxAmount' }]);
  });

  test('the message about a total says that taxes are contained', () => {
    expect(faultsOf(withItem({}, { taxIncluded: true, taxAmount: 1, totalAmount: 11 }))).toEqual([
      { detail: 'must be 10 (items + shipping − discount) or left out, got 11', pointer: '#/totalAmount' },
    ]);
  });

  test('each line has its fault', () => {
    const items = [{ ...ITEM, discountAmount: 11 }, ITEM, { ...ITEM, price: 0.001 }];

    expect(pointersOf(faultsOf({ ...MINIMAL_ORDER, items }))).toEqual(['#/items/0/discountAmount', '#/items/2/price']);
  });

  test('no tax is taken for one of a line when it is of the order', () => {
    expect(readOrderRequest({ ...MINIMAL_ORDER, taxIncluded: false, taxAmount: 2 })).toMatchObject({ taxIncluded: false, totalAmount: 12 });
  });
});

describe('discounts with codes', () => {
  const discounts = [{ code: 'WELCOME', amount: 4 }, { code: 'CLUB', amount: 1.5 }];

  test('explain the discount of the order', () => {
    expect(totalOf({ ...MINIMAL_ORDER, discountAmount: 5.5, discounts })).toBe(4.5);
  });

  test.each([[undefined, 'none'], [5, '5']])('are refused beside the discount %p, which is not their sum', (discountAmount, got) => {
    expect(faultsOf({ ...MINIMAL_ORDER, discountAmount, discounts })).toEqual([{ detail: `must be 5.5, the sum of the discounts, got ${got}`, pointer: '#/discountAmount' }]);
  });

  test('may be none, as a generated client in Java sends them', () => {
    expect(totalOf({ ...MINIMAL_ORDER, discountAmount: 1, discounts: [] })).toBe(9);
    expect(totalOf({ ...MINIMAL_ORDER, discounts: [] })).toBe(10);
  });

  test('are refused without a code or an amount', () => {
    expect(pointersOf(faultsOf({ ...MINIMAL_ORDER, discounts: [{}] }))).toEqual(['#/discounts/0/code', '#/discounts/0/amount']);
  });
});

test('any lines with discounts and taxes, contained or not, add up as exact arithmetic says, in each currency\'s digits', () => {
  const decimal = (units: bigint, digits: number) => Number(`${units}e-${digits}`);
  const units = (max: bigint) => fc.bigInt({ min: 0n, max });
  const quantities = fc.integer({ min: 1, max: 1_000_000 });
  const anyLine = fc.record({ quantity: quantities, millionths: units(99_999_999_999n), discount: units(99_999n), tax: units(99_999n) });
  const bills = fc.record({
    currency: fc.constantFrom<[string, number]>(['JPY', 0], ['EUR', 2], ['KWD', 3], ['CLF', 4]),
    lines: fc.array(anyLine, { minLength: 1, maxLength: 20 }),
    shipping: units(999_999n),
    tax: units(999_999n),
    discount: units(999_999n),
    taxIncluded: fc.boolean(),
  });

  fc.assert(fc.property(bills, ({ currency: [currency, digits], lines, shipping, tax, discount, taxIncluded }) => {
    const scale = 10n ** BigInt(6 - digits);
    const bill = {
      customerId: 'c',
      currency,
      taxIncluded,
      items: lines.map(({ quantity, millionths, ...line }) => (
        { productId: 'p', quantity, price: decimal(millionths, 6), discountAmount: decimal(line.discount, digits), taxAmount: decimal(line.tax, digits) }
      )),
      shippingAmount: decimal(shipping, digits),
      taxAmount: decimal(tax, digits),
      discountAmount: decimal(discount, digits),
    };
    const exact = lines.map((line) => ({ ...line, amount: line.millionths * BigInt(line.quantity) }));
    const brokenLines = exact.flatMap(({ amount, ...line }, index) => {
      if (amount % scale !== 0n) return [`#/items/${index}/price`];
      if (line.discount > amount / scale) return [`#/items/${index}/discountAmount`];
      return taxIncluded && line.tax > amount / scale - line.discount ? [`#/items/${index}/taxAmount`] : [];
    });
    const added = (each: bigint) => (taxIncluded ? 0n : each);
    const total = exact.reduce((sum, each) => sum + each.amount / scale - each.discount + added(each.tax), shipping + added(tax) - discount);
    if (brokenLines.length > 0) {
      expect(pointersOf(faultsOf(bill))).toEqual(brokenLines);
    } else if (total < 0n || total > 999_999_999_999_999n) {
      expect(pointersOf(faultsOf(bill))).toEqual([total < 0n ? '#/discountAmount' : '#/items']);
    } else if (taxIncluded && (tax > total || exact.reduce((sum, line) => sum + line.tax, tax) > total + discount)) {
      expect(pointersOf(faultsOf(bill))).toEqual(['#/taxAmount']);
    } else {
      expect(totalOf(bill)).toBe(decimal(total, digits));
    }
  }), { numRuns: 2_000 });
});

describe('the bytes of an order', () => {
  /** An order of just so many bytes, most of them in its items. */
  function orderOf(bytes: number): Record<string, unknown> {
    const items = Array.from({ length: LIMITS.items }, () => ({ ...ITEM, name: '🙂'.repeat(LIMITS.itemName), note: '🙂'.repeat(420) }));
    const order = { ...MINIMAL_ORDER, note: 'n', items };
    const missing = bytes - itemBytes(order);
    items.forEach((item, index) => { item.note += 'x'.repeat(Math.floor(missing / items.length) + (index < missing % items.length ? 1 : 0)); });
    return order;
  }

  test('may be as many as DynamoDB has room for with what comes later', () => {
    expect(itemBytes(orderOf(LIMITS.bytes))).toBe(LIMITS.bytes);
    expect(readOrderRequest(orderOf(LIMITS.bytes)).items).toHaveLength(LIMITS.items);
  });

  test('are not one more: the fault says what to shorten', () => {
    expect(faultsOf(orderOf(LIMITS.bytes + 1))).toEqual([
      { detail: 'must be shorter: all fields together must have at most 280000 bytes as DynamoDB counts them, got 280001', pointer: '#/items' },
    ]);
  });

  test('are those of its custom fields too', () => {
    const customFields = customFieldMembers({ order: { type: 'object', properties: { drawing: { type: 'string' } } } });
    const order = (length: number) => ({ ...MINIMAL_ORDER, customFields: { drawing: 'x'.repeat(length) } });
    const room = LIMITS.bytes - itemBytes(order(0));

    expect(readOrderRequest(order(room), { customFields }).customFields).toEqual({ drawing: expect.any(String) });
    expect(problemOf(() => readOrderRequest(order(room + 1), { customFields })).faults).toEqual([
      { detail: expect.stringContaining('must be shorter'), pointer: '#/customFields' },
    ]);
  });
});
