import * as fc from 'fast-check';
import { MAX_MINOR_UNITS, toMinorUnits } from '../../../src/handler/domain/money';
import { fingerprintOf, identify } from '../../../src/handler/domain/order';
import { Fault, Problem } from '../../../src/handler/domain/problem';
import { parseJson } from '../../../src/handler/request/json-body';
import { LIMITS } from '../../../src/handler/request/order-checks';
import { readOrderRequest } from '../../../src/handler/request/order-request';
import { CURL_ORDER } from '../../../tools/shared/curl-order';
import { FULL_ORDER, MINIMAL_ORDER, nestedArrays, pointersOf, problemOf } from '../../support/handler/fixtures';

const ITEM = MINIMAL_ORDER.items[0];

const orderIdFault = (got: string) => ({
  detail: `must be a string of 1 to 64 letters, digits, hyphens and underscores, but not of 43, the length of an id that is made from an Idempotency-Key, got ${got}`,
  pointer: '#/orderId',
});

const CUSTOMER_ID_MISSING = { detail: 'is required: only a caller who is a customer may leave it out', pointer: '#/customerId' };

function faultsOf(input: unknown): readonly Fault[] {
  const problem = problemOf(() => readOrderRequest(input));
  expect(problem.kind).toBe('validation-failed');
  return problem.faults as readonly Fault[];
}

function withItem(change: Record<string, unknown>) {
  return { ...MINIMAL_ORDER, items: [{ ...ITEM, ...change }] };
}

/** An order as JSON text, with the literal as its price: JavaScript's own numbers could not tell some of them apart. */
function pricedAt(literal: string): unknown {
  return parseJson(`{"customerId":"c","items":[{"productId":"p","quantity":1,"price":${literal}}]}`);
}

describe('a valid order', () => {
  test('is read with every field as it was sent', () => {
    expect(readOrderRequest(FULL_ORDER)).toEqual(FULL_ORDER);
  });

  test('may be the one that the reference template documents', () => {
    expect(readOrderRequest(CURL_ORDER)).toEqual(CURL_ORDER);
  });

  test('is in US dollars when it names no currency', () => {
    expect(readOrderRequest(MINIMAL_ORDER).currency).toBe('USD');
  });

  test('gets no field that was not sent, but for currency and total', () => {
    expect(Object.keys(readOrderRequest(MINIMAL_ORDER)).sort()).toEqual(['currency', 'customerId', 'items', 'totalAmount']);
  });

  test('may use every limit to the full', () => {
    const items = Array.from({ length: LIMITS.items }, () => ({
      productId: 'p'.repeat(LIMITS.productId),
      name: 'n'.repeat(LIMITS.itemName),
      quantity: LIMITS.quantity,
      price: 0.01,
    }));
    const key = (index: number) => String(index).padStart(LIMITS.metadataKey, 'k');
    const entries = Array.from({ length: LIMITS.metadataEntries }, (_, index) => [key(index), 'v'.repeat(LIMITS.metadataValue)]);

    const order = { orderId: 'o'.repeat(64), customerId: 'c'.repeat(LIMITS.customerId), items, metadata: Object.fromEntries(entries) };

    expect(readOrderRequest(order).totalAmount).toBe(1_000_000);
  });
});

describe('the customer of an order', () => {
  const { customerId, ...ANONYMOUS } = FULL_ORDER;

  test('is the caller when the caller is a customer and the order names none', () => {
    expect(readOrderRequest(ANONYMOUS, { ownCustomerId: customerId })).toEqual(FULL_ORDER);
  });

  test('makes the same order, named by the request or not', () => {
    const fingerprints = [FULL_ORDER, ANONYMOUS].map((body) => fingerprintOf(readOrderRequest(body, { ownCustomerId: customerId })));

    expect(fingerprints[0]).toBe(fingerprints[1]);
    expect(fingerprints[0]).toBe(fingerprintOf(readOrderRequest(FULL_ORDER)));
  });

  test('stays who the request names', () => {
    expect(readOrderRequest(FULL_ORDER, { ownCustomerId: 'somebody-else' }).customerId).toBe(customerId);
  });

  test.each([[null], [''], [7]])('fails when the request names %j, although it could leave it out', (named) => {
    const problem = problemOf(() => readOrderRequest({ ...ANONYMOUS, customerId: named }, { ownCustomerId: customerId }));

    expect(pointersOf(problem.faults as readonly Fault[])).toEqual(['#/customerId']);
  });

  test('fails when nobody names one, and says who may leave it out', () => {
    expect(faultsOf(ANONYMOUS)).toEqual([CUSTOMER_ID_MISSING]);
  });
});

describe('a fault says nothing of what may be about a person', () => {
  const SECRET = 'jane.doe@example.com';

  test.each([
    ['a customer id', { customerId: `${SECRET}\n` }],
    ['a customer id that is long', { customerId: SECRET.repeat(20) }],
    ['the name of an item', { items: [{ ...ITEM, name: `${SECRET}\u0000` }] }],
    ['a product', { items: [{ ...ITEM, productId: `${SECRET}\u0000` }] }],
    ['a text of metadata', { metadata: { note: SECRET.repeat(30) } }],
    ['metadata', { metadata: [SECRET] }],
    ['an amount', { taxAmount: SECRET }],
    ['a customer id in an object', { customerId: { email: SECRET } }],
  ])('as %s', (_, change) => {
    expect(faultsOf({ ...MINIMAL_ORDER, ...change }).map(({ detail }) => detail).join()).not.toContain('jane');
  });

  test('and is short, whatever came', () => {
    const long = 'x'.repeat(100_000);
    const items = [{ productId: long, quantity: long, price: long, name: long }];
    const order = { orderId: long, customerId: long, items, currency: long, totalAmount: long, metadata: { a: long } };

    expect(faultsOf(order).filter(({ detail }) => detail.length > 250)).toEqual([]);
  });
});

describe('a body that is no object', () => {
  test.each(['null', 'true', '1', '"order"', '[]', '[{}]', '1e400', '12345678901234567890'])('is refused as malformed: %s', (json) => {
    expect(problemOf(() => readOrderRequest(parseJson(json)))).toMatchObject({
      kind: 'malformed-request',
      detail: expect.stringMatching(/^the body must be a JSON object that holds one order, got (null|an? (boolean|number|string|array))$/),
      faults: [],
    });
  });
});

describe('the faults of an order', () => {
  test('include a wrong total beside faults that do not bear on it', () => {
    const items = [{ productId: 'p', quantity: 1, price: 10, name: '' }];

    expect(pointersOf(faultsOf({ customerId: '', items, totalAmount: 9 }))).toEqual(['#/customerId', '#/items/0/name', '#/totalAmount']);
  });

  test.each([
    ['an item without a price', { items: [{ productId: 'p', quantity: 1 }] }, '#/items/0/price'],
    ['no items', { items: undefined }, '#/items'],
    ['a currency that there is not', { currency: 'XYZ' }, '#/currency'],
    ['an amount that is none', { taxAmount: 'x' }, '#/taxAmount'],
  ])('do not include the total beside %s, which leaves none to compare with', (_, change, pointer) => {
    expect(pointersOf(faultsOf({ ...MINIMAL_ORDER, totalAmount: 9, ...change }))).toEqual([pointer]);
  });

  test('are all reported at once, each with a pointer', () => {
    const order = {
      orderId: 'not an id',
      items: [{ productId: '', quantity: 0, price: -1 }, { 'productId': 'p', 'quantity': 1, 'price': 1, 'a/b': 1 }],
      currency: 'usd',
      totalAmount: '1',
      discount: 1,
      metadata: { 'a~b': 1, 'größe': 2 },
    };

    expect(pointersOf(faultsOf(order))).toEqual([
      '#/discount',
      '#/orderId',
      '#/customerId',
      '#/items/0/productId',
      '#/items/0/quantity',
      '#/items/0/price',
      '#/items/1/a~1b',
      '#/currency',
      '#/totalAmount',
      '#/metadata/a~0b',
      '#/metadata/gr%C3%B6%C3%9Fe',
    ]);
  });

  test('are counted in the detail', () => {
    expect(problemOf(() => readOrderRequest({})).detail).toBe('the request has 2 faults');
    expect(problemOf(() => readOrderRequest({ ...MINIMAL_ORDER, orderId: '' })).detail).toBe('the request has 1 fault');
  });

  test('are cut after 100, and the detail says so', () => {
    const unknown = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`field${index}`, 1]));

    const problem = problemOf(() => readOrderRequest({ ...MINIMAL_ORDER, ...unknown }));

    expect(problem.faults).toHaveLength(100);
    expect(problem.detail).toBe('the request has 101 faults, the first 100 are listed');
  });

  test('are not cut when they are 100', () => {
    const unknown = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`field${index}`, 1]));

    const problem = problemOf(() => readOrderRequest({ ...MINIMAL_ORDER, ...unknown }));

    expect(problem.faults).toHaveLength(100);
    expect(problem.detail).toBe('the request has 100 faults');
  });

  test('begin with what is missing when the order is empty', () => {
    expect(faultsOf({})).toEqual([
      CUSTOMER_ID_MISSING,
      { detail: 'is required', pointer: '#/items' },
    ]);
  });
});

describe('an unknown field', () => {
  test('is refused by its name, with the known ones', () => {
    expect(faultsOf({ ...MINIMAL_ORDER, totalAmout: 10 })).toEqual([{
      detail: 'is not a known field; known are orderId, customerId, items, currency, totalAmount, shippingAmount, taxAmount, taxIncluded, '
        + 'discountAmount, discounts, contact, shippingAddress, billingAddress, note, locale, purchaseOrderNumber, reference, metadata',
      pointer: '#/totalAmout',
    }]);
  });

  test('is refused in an item', () => {
    expect(faultsOf(withItem({ colour: 'red' }))).toEqual([{
      detail: 'is not a known field; known are productId, sku, quantity, price, discountAmount, taxAmount, name, note',
      pointer: '#/items/0/colour',
    }]);
  });

  test.each(['status', 'createdAt', 'updatedAt', 'version', 'requestFingerprint'])('is refused when it is ours to set: %s', (name) => {
    expect(pointersOf(faultsOf({ ...MINIMAL_ORDER, [name]: 'x' }))).toEqual([`#/${name}`]);
  });

  test('with half of a surrogate pair in its name is refused with a pointer that can be written', () => {
    expect(pointersOf(faultsOf(parseJson('{"customerId":"c","items":[{"productId":"p","quantity":1,"price":1}],"a\\ud800":1}')))).toEqual(['#/a%EF%BF%BD']);
  });
});

describe('a __proto__ key', () => {
  test.each([
    ['at the top', '{"customerId":"c","items":[{"productId":"p","quantity":1,"price":1}],"__proto__":{"orderId":"x"}}', '#/__proto__'],
    ['in an item', '{"customerId":"c","items":[{"productId":"p","quantity":1,"price":1,"__proto__":{"name":"x"}}]}', '#/items/0/__proto__'],
    ['in metadata, as a text', '{"customerId":"c","items":[{"productId":"p","quantity":1,"price":1}],"metadata":{"__proto__":"x"}}', '#/metadata/__proto__'],
  ])('is refused %s', (_, json, pointer) => {
    expect(pointersOf(faultsOf(parseJson(json)))).toEqual([pointer]);
  });

  test('does not stand in for a required field', () => {
    expect(pointersOf(faultsOf(parseJson('{"__proto__":{"customerId":"c"},"items":[{"productId":"p","quantity":1,"price":1}]}'))))
      .toEqual(['#/__proto__', '#/customerId']);
  });
});

describe('a text', () => {
  const FIELDS: { field: string; maxLength: number; pointer: string; orderWith: (text: unknown) => unknown }[] = [
    { field: 'customerId', maxLength: 255, pointer: '#/customerId', orderWith: (text) => ({ ...MINIMAL_ORDER, customerId: text }) },
    { field: 'productId', maxLength: 128, pointer: '#/items/0/productId', orderWith: (text) => withItem({ productId: text }) },
    { field: 'name', maxLength: 256, pointer: '#/items/0/name', orderWith: (text) => withItem({ name: text }) },
    { field: 'metadata value', maxLength: 512, pointer: '#/metadata/key', orderWith: (text) => ({ ...MINIMAL_ORDER, metadata: { key: text } }) },
  ];

  describe.each(FIELDS)('in $field', ({ maxLength, pointer, orderWith }) => {
    test.each([
      ['one character', 'a'],
      ['letters beyond ASCII', 'größe 寸法'],
      ['white space around it', ' a '],
      ['an emoji', '😀'],
      ['an emoji of several characters', '👩‍👩‍👧'],
      ['markup, which is text as any other', '<script>alert(1)</script>'],
      ['as many characters as allowed', 'x'.repeat(maxLength)],
      ['as many emoji as allowed, though each takes two UTF-16 units', '😀'.repeat(maxLength)],
    ])('is accepted: %s', (_, text) => {
      expect(() => readOrderRequest(orderWith(text))).not.toThrow();
    });

    test.each([
      ['blank', '   '],
      ['blank, in white space beyond ASCII', '\u00A0\u3000'],
      ['a control character', 'a\u0000b'],
      ['a line break', 'a\nb'],
      ['a tab', 'a\tb'],
      ['the delete character', 'a\u007Fb'],
      ['a control character beyond ASCII', 'a\u0085b'],
      ['a line separator', 'a\u2028b'],
      ['a paragraph separator', 'a\u2029b'],
      ['the first half of a surrogate pair', 'a\uD83D'],
      ['the second half of a surrogate pair', '\uDE00a'],
      ['one character too many', 'x'.repeat(maxLength + 1)],
      ['one emoji too many', '😀'.repeat(maxLength + 1)],
      ['a number', 5],
      ['null', null],
      ['true', true],
      ['an array', ['a']],
      ['an object', { a: 'a' }],
    ])('is refused: %s', (_, text) => {
      expect(pointersOf(faultsOf(orderWith(text)))).toEqual([pointer]);
    });
  });

  test.each(FIELDS.slice(0, 3))('in $field is refused when it is empty', ({ maxLength, pointer, orderWith }) => {
    expect(faultsOf(orderWith(''))).toEqual([
      { detail: `must be a string of 1 to ${maxLength} characters, not blank, with no control characters, got a blank string`, pointer },
    ]);
  });

  test('in a metadata value may be empty', () => {
    expect(readOrderRequest({ ...MINIMAL_ORDER, metadata: { note: '' } }).metadata).toEqual({ note: '' });
  });
});

describe('metadata', () => {
  const withMetadata = (metadata: unknown) => ({ ...MINIMAL_ORDER, metadata });
  const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'value']));

  test.each([
    ['nothing', {}],
    ['20 entries', entries(20)],
    ['a key of 64 characters', { ['k'.repeat(64)]: 'v' }],
    ['a key of 64 emoji', { ['😀'.repeat(64)]: 'v' }],
    ['keys that objects have by themselves', { constructor: 'a', toString: 'b', hasOwnProperty: 'c' }],
  ])('may hold %s', (_, metadata) => {
    expect(readOrderRequest(withMetadata(metadata)).metadata).toEqual(metadata);
  });

  test('is refused with 21 entries', () => {
    expect(faultsOf(withMetadata(entries(21)))).toEqual([{ detail: 'must have at most 20 entries, got 21', pointer: '#/metadata' }]);
  });

  test.each([
    ['empty', '', '#/metadata/'],
    ['blank', '  ', '#/metadata/%20%20'],
    ['of 65 characters', 'k'.repeat(65), `#/metadata/${'k'.repeat(65)}`],
    ['with a control character', 'a\nb', '#/metadata/a%0Ab'],
    ['with half of a surrogate pair', 'a\uDC00', '#/metadata/a%EF%BF%BD'],
  ])('is refused with a key that is %s', (_, key, pointer) => {
    expect(pointersOf(faultsOf(withMetadata({ [key]: 'v' })))).toEqual([pointer]);
  });

  test('is refused with the key __proto__, which would vanish on its way to the table', () => {
    expect(faultsOf(withMetadata(JSON.parse('{"__proto__":"v"}')))).toEqual([{ detail: 'key must not be __proto__', pointer: '#/metadata/__proto__' }]);
  });

  test.each([[null, 'null: leave it out'], ['text', 'a string'], [['a'], 'an array'], [1, 'a number']])('is refused when it is %j', (metadata, got) => {
    expect(faultsOf(withMetadata(metadata))).toEqual([{ detail: `must be an object, got ${got}`, pointer: '#/metadata' }]);
  });

  test.each(['1e400', '12345678901234567890'])('is refused as no object when it is the number %s', (literal) => {
    const order = parseJson(`{"customerId":"c","items":[{"productId":"p","quantity":1,"price":1}],"metadata":${literal}}`);

    expect(faultsOf(order)).toEqual([{ detail: 'must be an object, got a number', pointer: '#/metadata' }]);
  });
});

describe('orderId', () => {
  test.each(['a', '0', '_', '-', 'A-b_9', 'x'.repeat(42), 'x'.repeat(44), 'x'.repeat(64), '7c9e6679-7425-40de-944b-e07fc1f90ae7'])('may be %s', (orderId) => {
    expect(readOrderRequest({ ...MINIMAL_ORDER, orderId }).orderId).toBe(orderId);
  });

  test.each<[unknown, string]>([
    ['', '""'], ['x'.repeat(65), '65 characters'], ['a b', '"a b"'], ['a/b', '"a/b"'], ['../a', '"../a"'], ['a\n', '"a\\n"'], ['ä', '"ä"'], [' a', '" a"'],
    [1, 'a number'], [null, 'null: leave it out'], [['a'], 'an array'],
  ])('is refused when it is %j', (orderId, got) => {
    expect(faultsOf({ ...MINIMAL_ORDER, orderId })).toEqual([orderIdFault(got)]);
  });

  test.each([
    ['is made of a key', identify({}, 'key', 'caller', () => '').orderId],
    ['is as long as one that is made of a key', 'x'.repeat(43)],
    ['could not be made of a key, by its last character alone', `${'_'.repeat(42)}B`],
  ])('is refused when it %s, so that nobody can take the id that somebody else\'s key will get', (_, orderId) => {
    expect(orderId).toHaveLength(43);
    expect(faultsOf({ ...MINIMAL_ORDER, orderId })).toEqual([orderIdFault('43 characters')]);
  });

  describe('beside an Idempotency-Key', () => {
    const FAULT = { detail: 'must be left out with the header Idempotency-Key, from which the id is made: send one of the two', pointer: '#/orderId' };
    const faultsWithKey = (input: unknown) => problemOf(() => readOrderRequest(input, { idempotencyKey: 'key-1' }));

    test('is refused: one key would make as many orders as there are ids', () => {
      expect(faultsWithKey({ ...MINIMAL_ORDER, orderId: 'order-1' })).toMatchObject({ kind: 'validation-failed', faults: [FAULT] });
    });

    test('is refused together with all other faults, also those of the total', () => {
      expect(faultsWithKey({ ...MINIMAL_ORDER, orderId: 'not an id', coupon: 1, totalAmount: 11 }).faults).toEqual([
        FAULT,
        expect.objectContaining({ pointer: '#/coupon' }),
        orderIdFault('"not an id"'),
        expect.objectContaining({ pointer: '#/totalAmount' }),
      ]);
    });

    test('is among the faults that are listed, however many there are', () => {
      const items = Array.from({ length: 100 }, () => ({}));

      expect(faultsWithKey({ ...MINIMAL_ORDER, orderId: 'order-1', items }).faults).toContainEqual(FAULT);
    });

    test.each([[null], [''], [7]])('is refused whatever it is: %j', (orderId) => {
      expect(faultsWithKey({ ...MINIMAL_ORDER, orderId }).faults).toContainEqual(FAULT);
    });

    test('may be left out', () => {
      expect(readOrderRequest({ ...MINIMAL_ORDER, orderId: undefined }, { idempotencyKey: 'key-1' })).toMatchObject(MINIMAL_ORDER);
    });
  });
});

describe('items', () => {
  test.each<[unknown, unknown]>([
    [[], 0], [{}, 'an object'], [null, 'null'], ['a', 'a string'], [Array.from({ length: 101 }, () => ITEM), 101],
  ])('are refused when they are no array of 1 to 100: %#', (items, got) => {
    expect(faultsOf({ ...MINIMAL_ORDER, items })).toEqual([{ detail: `must be an array of 1 to 100 elements, got ${got}`, pointer: '#/items' }]);
  });

  test.each<[unknown, string]>([[null, 'null'], ['a', 'a string'], [1, 'a number'], [[], 'an array']])('are refused when one of them is %j', (item, got) => {
    expect(faultsOf({ ...MINIMAL_ORDER, items: [ITEM, item] })).toEqual([{ detail: `must be an object, got ${got}`, pointer: '#/items/1' }]);
  });

  test('are refused without product, quantity and price', () => {
    expect(pointersOf(faultsOf({ ...MINIMAL_ORDER, items: [{}] }))).toEqual(['#/items/0/productId', '#/items/0/quantity', '#/items/0/price']);
  });

  test('are refused as no objects when they are numbers that a double cannot hold', () => {
    expect(faultsOf(parseJson('{"customerId":"c","items":[1e400]}'))).toEqual([{ detail: 'must be an object, got a number', pointer: '#/items/0' }]);
  });
});

describe('quantity', () => {
  test.each([['1', 1], ['1000000', 1_000_000], ['1e2', 100], ['2.0', 2]])('may be %s', (literal, expected) => {
    const order = parseJson(`{"customerId":"c","items":[{"productId":"p","quantity":${literal},"price":0}]}`);

    expect(readOrderRequest(order).items[0].quantity).toBe(expected);
  });

  test.each([
    ['0', '0'], ['-1', '-1'], ['1.5', '1.5'], ['1000001', '1000001'],
    ...['1e400', '1e-400', '12345678901234567890', '1.0000000000000000001'].map((literal) => [literal, 'a number that a double does not hold exactly: send fewer digits']),
    ['"1"', 'a string: send a JSON number'], ['null', 'null'], ['true', 'a boolean'], ['[]', 'an array'], ['[1]', 'an array'], ['{}', 'an object'],
  ])('is refused when it is %s', (literal, got) => {
    const order = parseJson(`{"customerId":"c","items":[{"productId":"p","quantity":${literal},"price":0}]}`);

    expect(faultsOf(order)).toEqual([{ detail: `must be a whole number from 1 to 1000000, got ${got}`, pointer: '#/items/0/quantity' }]);
  });

  test.each([[NaN], [Infinity]])('is refused when a direct invocation makes it %p', (quantity) => {
    expect(pointersOf(faultsOf(withItem({ quantity })))).toEqual(['#/items/0/quantity']);
  });
});

describe('currency', () => {
  test.each<[unknown, string]>([
    ['', '""'], ['usd', '"usd"'], ['US', '"US"'], ['XAU', '"XAU"'], ['XXX', '"XXX"'], ['constructor', '"constructor"'],
    [null, 'null: leave it out'], [840, 'a number'], [true, 'a boolean'], [['USD'], 'an array'], [{}, 'an object'],
  ])('is refused when it is %j', (currency, got) => {
    expect(faultsOf({ ...MINIMAL_ORDER, currency })).toEqual([{ detail: `must be a currency code of ISO 4217 in upper case such as USD, got ${got}`, pointer: '#/currency' }]);
  });

  test.each([
    ['an object that cannot become a text', parseJson('{"toString":1,"valueOf":1}')],
    ['an array of such objects', parseJson('[{"toString":null}]')],
    ['an array nested too deeply to become a text', JSON.parse(nestedArrays(100_000))],
  ])('is refused when it is %s', (_, currency) => {
    expect(pointersOf(faultsOf({ ...MINIMAL_ORDER, currency }))).toEqual(['#/currency']);
  });

  test.each([1.2345, 999_999_999_999_999, 1.23456, 1e15])('that is unknown says nothing of the digits of an amount: %d', (price) => {
    expect(pointersOf(faultsOf({ ...withItem({ price }), currency: 'EURO' }))).toEqual(['#/currency']);
  });

  test.each<[unknown, string]>([
    [-1, '-1'], ['1', 'a string: send a JSON number'], [null, 'null'], [NaN, 'a number that a double does not hold exactly: send fewer digits'],
  ])('that is unknown does not hide what is no amount in any currency: %p', (price, got) => {
    expect(faultsOf({ ...withItem({ price }), currency: 'EURO' })).toEqual([
      { detail: `must be a decimal number from 0, got ${got}`, pointer: '#/items/0/price' },
      expect.objectContaining({ pointer: '#/currency' }),
    ]);
  });
});

describe('an amount', () => {
  const FIELDS: [string, (amount: unknown) => unknown][] = [
    ['#/items/0/price', (amount) => withItem({ price: amount })],
    ['#/totalAmount', (amount) => ({ ...MINIMAL_ORDER, totalAmount: amount })],
    ['#/shippingAmount', (amount) => ({ ...MINIMAL_ORDER, shippingAmount: amount })],
    ['#/taxAmount', (amount) => ({ ...MINIMAL_ORDER, taxAmount: amount })],
    ['#/discountAmount', (amount) => ({ ...MINIMAL_ORDER, discountAmount: amount })],
  ];

  describe.each(FIELDS)('at %s', (pointer, orderWith) => {
    const isPrice = pointer.endsWith('/price');

    test.each<[unknown, string]>([
      ['10', 'a string: send a JSON number'], [null, isPrice ? 'null' : 'null: leave it out'], [true, 'a boolean'], [[10], 'an array'], [{}, 'an object'],
      [-0.01, '-0.01'], [1e14, '100000000000000'], [1e21, '1e+21'], [Infinity, 'Infinity'],
      [NaN, 'a number that a double does not hold exactly: send fewer digits'],
      [isPrice ? 0.0000001 : 0.001, `${isPrice ? '1e-7' : '0.001'}: round it to 2 digits`], [1e-7, '1e-7: round it to 2 digits'], [0.1 + 0.2, '0.30000000000000004: round it to 2 digits'],
    ])('is refused when it is %p', (amount, got) => {
      expect(faultsOf(orderWith(amount))).toEqual([
        { detail: `must be a decimal number from 0 to 9999999999999.99 with at most ${isPrice ? 6 : 2} digits after the point, got ${got}`, pointer },
      ]);
    });
  });

  test.each([
    ['29.99', 29.99],
    ['29.990', 29.99],
    ['29.9', 29.9],
    ['0', 0],
    ['0.00', 0],
    ['-0', 0],
    ['1e2', 100],
    ['1.5E+1', 15],
    ['2999e-2', 29.99],
    ['9999999999999.99', 9_999_999_999_999.99],
  ])('may be written as %s', (literal, total) => {
    expect(readOrderRequest(pricedAt(literal)).totalAmount).toBe(total);
  });

  test.each([
    '29.999',
    '29.990000000000000001',
    '0.0000000000000000000000000001',
    '12345678901234567890',
    '9007199254740993',
    '1e400',
    '1e-400',
    '-1e400',
    '-1',
    '"NaN"',
    '"Infinity"',
    '"29.99"',
    '""',
    'null',
  ])('is refused rather than rounded or coerced: %s', (literal) => {
    expect(pointersOf(faultsOf(pricedAt(literal)))).toEqual(['#/items/0/price']);
  });

  test.each([
    ['JPY', 100],
    ['USD', 1.25],
    ['KWD', 1.125],
    ['CLF', 1.0625],
  ])('in %s may have the digits of the currency: %d', (currency, price) => {
    expect(readOrderRequest({ ...withItem({ price }), currency }).totalAmount).toBe(price);
  });

  test.each([
    ['JPY', 100.5, 1e15, '999999999999999', 'no', 0],
    ['USD', 1.125, 1e13, '9999999999999.99', 'at most 2', 2],
    ['KWD', 1.0625, 1e12, '999999999999.999', 'at most 3', 3],
    ['CLF', 1.03125, 1e11, '99999999999.9999', 'at most 4', 4],
  ])('in %s is refused with one digit more: %d, and above the largest: %d', (currency, finer, larger, largest, allowed, digits) => {
    const detail = `must be a decimal number from 0 to ${largest} with ${allowed} digits after the point, got `;

    for (const [taxAmount, got] of [[finer, `${finer}: round it to ${digits} digits`], [larger, String(larger)]]) {
      expect(faultsOf({ ...withItem({ price: 0 }), taxAmount, currency })).toEqual([{ detail: detail + got, pointer: '#/taxAmount' }]);
    }
    expect(pointersOf(faultsOf({ ...withItem({ price: larger }), currency }))).toEqual(['#/items/0/price']);
    expect(readOrderRequest({ ...withItem({ price: Number(largest) }), currency }).totalAmount).toBe(Number(largest));
  });
});

describe('the total', () => {
  const priced = (...prices: number[]) => ({ customerId: 'c', items: prices.map((price) => ({ productId: 'p', quantity: 1, price })) });

  test('is computed when it is left out', () => {
    expect(readOrderRequest({ ...FULL_ORDER, totalAmount: undefined }).totalAmount).toBe(66.47);
  });

  test.each([
    [[0.1, 0.2], 0.3],
    [[0.7, 0.1], 0.8],
    [[1.1, 2.2], 3.3],
    [[4.35, 4.35], 8.7],
    [[9_999_999_999_999.98, 0.01], 9_999_999_999_999.99],
  ])('of %j is exact', (prices, total) => {
    expect(readOrderRequest(priced(...prices)).totalAmount).toBe(total);
    expect(readOrderRequest({ ...priced(...prices), totalAmount: total }).totalAmount).toBe(total);
  });

  test('counts each item by its quantity', () => {
    expect(readOrderRequest(withItem({ quantity: 3, price: 0.1 })).totalAmount).toBe(0.3);
  });

  test('may be zero', () => {
    expect(readOrderRequest({ ...MINIMAL_ORDER, discountAmount: 10 }).totalAmount).toBe(0);
  });

  test('is refused when it is another than was computed, and the right one is told', () => {
    expect(faultsOf({ ...CURL_ORDER, totalAmount: 109.96 })).toEqual([
      { detail: 'must be 109.97 (items + shipping + tax − discount) or left out, got 109.96', pointer: '#/totalAmount' },
    ]);
  });

  test('is refused when the discount is larger than the rest', () => {
    expect(faultsOf({ ...MINIMAL_ORDER, shippingAmount: 1, taxAmount: 1, discountAmount: 12.01 })).toEqual([
      { detail: 'must be at most 12 (items + shipping + tax), got 12.01', pointer: '#/discountAmount' },
    ]);
  });

  test.each([
    ['USD', 9_999_999_999_999.99, 0.01, '9999999999999.99', 10_000_000_000_000],
    ['JPY', 999_999_999_999_999, 1, '999999999999999', 1_000_000_000_000_000],
  ])('in %s is refused when it is above the largest amount', (currency, price, more, largest, got) => {
    expect(faultsOf({ ...priced(price, more), currency })).toEqual([
      { detail: `must add up to a total of at most ${largest}, got ${got}`, pointer: '#/items' },
    ]);
  });

  const units = fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 8n }), fc.bigInt({ min: 0n, max: MAX_MINOR_UNITS }));
  const bills = fc.record({
    currency: fc.constantFrom<[string, number]>(['JPY', 0], ['EUR', 2], ['KWD', 3], ['CLF', 4]),
    items: fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 1_000_000 }), price: units }), { minLength: 1, maxLength: LIMITS.items }),
    shipping: units,
    tax: units,
    discount: units,
  });

  const decimal = (amount: bigint, digits: number) => Number(`${amount}e-${digits}`);

  test('equals exact arithmetic in whole minor units, and is refused where that ends below zero or above 15 digits', () => {
    fc.assert(fc.property(bills, ({ currency: [currency, digits], items, shipping, tax, discount }) => {
      const exact = items.reduce((sum, { quantity, price }) => sum + price * BigInt(quantity), shipping + tax - discount);
      const bill = {
        customerId: 'c',
        currency,
        items: items.map(({ quantity, price }) => ({ productId: 'p', quantity, price: decimal(price, digits) })),
        shippingAmount: decimal(shipping, digits),
        taxAmount: decimal(tax, digits),
        discountAmount: decimal(discount, digits),
      };

      if (exact < 0n || exact > MAX_MINOR_UNITS) {
        expect(pointersOf(faultsOf(bill))).toEqual([exact < 0n ? '#/discountAmount' : '#/items']);
      } else {
        expect(toMinorUnits(readOrderRequest(bill).totalAmount, digits)).toBe(exact);
      }
    }));
  });

  test('is accepted when it is given exactly, and refused when it is one minor unit off', () => {
    const payable = fc.record({ price: fc.bigInt({ min: 1n, max: MAX_MINOR_UNITS - 1n }), currency: fc.constantFrom<[string, number]>(['JPY', 0], ['EUR', 2], ['KWD', 3]) });
    fc.assert(fc.property(payable, ({ price, currency: [currency, digits] }) => {
      const bill = { customerId: 'c', currency, items: [{ productId: 'p', quantity: 1, price: decimal(price, digits) }] };

      expect(readOrderRequest({ ...bill, totalAmount: decimal(price, digits) })).toMatchObject({ totalAmount: decimal(price, digits) });
      for (const off of [price - 1n, price + 1n]) {
        expect(pointersOf(faultsOf({ ...bill, totalAmount: decimal(off, digits) }))).toEqual(['#/totalAmount']);
      }
    }));
  });
});

describe('any input', () => {
  const isReadOrRefused = (input: unknown) => {
    try {
      readOrderRequest(input);
    } catch (error) {
      expect(error).toBeInstanceOf(Problem);
    }
  };

  test('that is a JSON value is read or refused with a Problem', () => {
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), fc.object({ withObjectString: true })), isReadOrRefused));
  });

  test('that has the fields of an order is read or refused with a Problem', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'valueOf', 'toJSON', 'length'));
    const any = fc.oneof(fc.jsonValue(), fc.dictionary(key, fc.jsonValue()), fc.constantFrom('USD', 'JPY', 1, 0.5, -0, 1e21, ''));
    const item = fc.oneof({ weight: 3, arbitrary: fc.record({ productId: any, quantity: any, price: any, name: any }, { requiredKeys: [] }) }, any);
    const order = fc.record({
      orderId: any,
      customerId: any,
      items: fc.oneof(fc.array(item), any),
      currency: any,
      totalAmount: any,
      shippingAmount: any,
      taxAmount: any,
      discountAmount: any,
      metadata: any,
    }, { requiredKeys: [] });

    fc.assert(fc.property(order, isReadOrRefused), { numRuns: 500 });
  });
});
