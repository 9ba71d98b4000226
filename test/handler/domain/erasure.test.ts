import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { erased, isErased, KeptCustomFields } from '../../../src/handler/domain/erasure';
import { normalizeOrder } from '../../../src/handler/domain/legacy-order';
import { newOrder, Order } from '../../../src/handler/domain/order';
import { Image } from '../../../src/handler/domain/stored-order';
import { BACK_OFFICE } from '../../support/handler/fixtures';
import { AMOUNTS_AS_TEXT, CREATED_AT, ODDITIES, stored, TEMPLATE_ORDERS, UPDATED_AT } from '../../support/handler/legacy-orders';

const AT = new Date('2026-03-01T12:00:00.123Z');
const ERASURE = { erasedAt: { S: AT.toISOString() }, updatedAt: { S: AT.toISOString() }, modelVersion: { N: '2' } };

/** With the fields that every order may have. */
const REQUEST = {
  customerId: 'customer123',
  items: [{ productId: 'prod1', quantity: 2, price: 29.99, name: 'Mug' }],
  currency: 'EUR',
  shippingAmount: 4.99,
  taxAmount: 7,
  discountAmount: 5,
  totalAmount: 66.97,
  metadata: { gift: 'for Ada' },
};

const ORDER = imageOf(newOrder(REQUEST, 'order-1', new Date('2026-02-01T12:00:00.123Z')));

function imageOf(order: object): Image {
  return marshall(order, { removeUndefinedValues: true }) as Image;
}

/** An order as a later version of the model has it, in attributes. */
const MODERN: Image = {
  ...ORDER,
  modelVersion: { N: '2' },
  taxIncluded: { BOOL: true } as Image[string],
  items: { L: [{ M: { ...ORDER.items.L![0].M, sku: { S: 'A-1' }, discountAmount: { N: '0.50' }, taxAmount: { N: '1.90' }, note: { S: 'for Ada' }, customFields: imageOf({ f: { engraving: 'Ada', size: 'L' } }).f } }] },
  discounts: { L: [{ M: { code: { S: 'ADA-10' }, amount: { N: '1' } } }] },
  contact: { M: { email: { S: 'ada@example.com' } } },
  shippingAddress: { M: { name: { S: 'Ada' }, addressLine1: { S: 'Street 1' }, country: { S: 'AT' } } },
  billingAddress: { M: { name: { S: 'Ada' }, addressLine1: { S: 'Street 1' }, country: { S: 'DE' } } },
  note: { S: 'ring twice, Ada' },
  locale: { S: 'de-AT' },
  reference: { S: 'Ada-7' },
  purchaseOrderNumber: { S: 'PO-Ada' },
  customFields: imageOf({ f: { gift: true, to: { name: 'Ada', floor: 3 }, tags: ['red', 'blue'] } }).f,
  changeId: { S: 'hash-of-Ada' },
  crm: { S: 'what another program has written of Ada' },
};

describe('an erased order', () => {
  test('keeps what was packed, returned and refunded, and why, and neither notes, tracking, ids of people nor hashes', () => {
    const image = erased({ ...ORDER, ...imageOf(BACK_OFFICE) }, AT);

    const [{ fulfilmentId, status, items, carrier }] = BACK_OFFICE.fulfilments;
    const [{ note: ofReturn, by: _, fingerprint: __, ...back }] = BACK_OFFICE.returns;
    const [{ note: ofChange, by: ___, ...change }] = BACK_OFFICE.statusChanges;
    const parcel = { fulfilmentId, status, items, carrier, statusHistory: [{ status: 'PACKED', by: { kind: 'STAFF' } }] };
    expect(unmarshall(image as never)).toMatchObject({ fulfilmentStatus: 'PARTIAL', fulfilments: [parcel], returns: [back], statusChanges: [change] });
    expect(JSON.stringify(image)).not.toMatch(/RR123456785AT|clerk-1|fingerprint|change-1|changeIds/);
    expect(JSON.stringify(image)).not.toMatch(new RegExp([ofReturn, ofChange].join('|')));
    expect(isErased(image)).toBe(true);
    expect(isErased({ ...image, ...imageOf({ returns: BACK_OFFICE.returns }) })).toBe(false);
  });

  test('keeps what every order has but for metadata, fingerprint and the mark of its last change', () => {
    const { metadata: _, requestFingerprint: __, ...kept } = ORDER;

    expect(erased({ ...ORDER, changeId: { S: 'x' } }, AT)).toEqual({ ...kept, ...ERASURE, version: { N: '2' } });
  });

  test('keeps country, amounts and products of what came later, and none of what is about a person', () => {
    const image = erased(MODERN, AT);

    expect(unmarshall(image as never)).toMatchObject({
      taxIncluded: true,
      items: [{ sku: 'A-1', discountAmount: 0.5, taxAmount: 1.9 }],
      discounts: [{ amount: 1 }],
      shippingAddress: { country: 'AT' },
      billingAddress: { country: 'DE' },
    });
    expect(JSON.stringify(image)).not.toMatch(/Ada|ada@|Street|de-AT|gift|blue|metadata|ingerprint/);
  });

  test('keeps of the fields of the shop\'s own those that it is told', () => {
    const kept: KeptCustomFields = { order: { gift: 'scalar', to: { floor: 'scalar' }, tags: ['scalar'] }, item: { size: 'scalar' } };

    expect(unmarshall(erased(MODERN, AT, kept) as never)).toMatchObject({
      customFields: { gift: true, to: { floor: 3 }, tags: ['red', 'blue'] },
      items: [{ customFields: { size: 'L' } }],
    });
    expect(JSON.stringify(erased(MODERN, AT, kept))).not.toContain('Ada');
  });

  test('keeps of an order of the former model nothing under the later names: they are those of another program', () => {
    const { modelVersion: _, ...former } = MODERN;

    expect(Object.keys(erased(former, AT))).not.toEqual(expect.arrayContaining(['discounts', 'shippingAddress', 'taxIncluded']));
    expect(JSON.stringify(erased(former, AT))).not.toMatch(/Ada|"AT"|A-1/);
  });

  test('keeps numbers digit by digit', () => {
    const totalAmount = { N: '12345678901234567890.12345' };
    expect(erased({ ...ORDER, totalAmount }, AT)).toMatchObject({ totalAmount });
  });

  test.each(['contact', 'currency', 'customerId', 'items', 'statusHistory'])('keeps nothing of %s where it has another shape', (name) => {
    const elsewhere = [{ M: { name: { S: 'Ada' } } }, { L: [{ S: 'Ada' }] }, { B: 'QWRh' }, { SS: ['Ada'] }] as Image[string][];
    for (const value of elsewhere) expect(JSON.stringify(erased({ ...MODERN, [name]: value }, AT))).not.toMatch(/Ada|QWRh/);
  });

  test.each([[undefined, '2'], ['1', '2'], ['7', '8'], ['not a number', '2']])('of the version %s has the version %s', (version, next) => {
    expect(erased({ ...ORDER, version: { N: version } as Image[string] }, AT).version).toEqual({ N: next });
  });

  test('is erased, and the order before is not', () => {
    expect(isErased(ORDER)).toBe(false);
    expect(isErased(erased(ORDER, AT))).toBe(true);
    expect(isErased(erased(MODERN, AT))).toBe(true);
  });

  test('is still erased after a change of its status', () => {
    const image = erased(ORDER, AT);
    const history = { L: [...image.statusHistory.L!, { M: { status: { S: 'CONFIRMED' }, at: { S: '2026-04-01T00:00:00.000Z' } } }] };

    expect(isErased({ ...image, status: { S: 'CONFIRMED' }, statusHistory: history, changeId: { S: 'x' }, version: { N: '3' } })).toBe(true);
  });

  test.each<[string, Image]>([
    ['another program has written to it since', { ...erased(ORDER, AT), crm: { S: 'Ada' } }],
    ['the word erasedAt is that of another program', { ...ORDER, erasedAt: { S: 'yes' } }],
    ['it has fields of the shop\'s own that are personal from now on', erased(MODERN, AT, { order: { gift: 'scalar' } })],
  ])('is not erased when %s', (_, image) => {
    expect(isErased(image)).toBe(false);
    expect(isErased(erased(image, AT))).toBe(true);
  });
});

describe('an erased order of the template', () => {
  test.each(TEMPLATE_ORDERS)('of $what is read as before, but for what is gone', (legacy) => {
    const read = (image: Image) => normalizeOrder(unmarshall(image as never, { wrapNumbers: (digits) => digits as never }) as Order);
    const before = read(stored(legacy));
    const after = read(erased(stored(legacy), AT));

    const { orderId, customerId, currency, totalAmount, status, statusHistory, createdAt } = before;
    const now = AT.toISOString();
    expect(after).toMatchObject({ orderId, customerId, currency, totalAmount, status, statusHistory, createdAt, updatedAt: now, erasedAt: now });
    expect(after.items).toHaveLength(before.items.length);
  });

  test('keeps amounts as text', () => {
    expect(erased(stored(AMOUNTS_AS_TEXT), AT)).toMatchObject({ totalAmount: { S: '59.98' }, items: AMOUNTS_AS_TEXT.item.items });
  });

  test('keeps of items that are none their places alone', () => {
    expect(erased(stored(ODDITIES), AT).items).toEqual({ L: [{ M: {} }, { M: {} }, { M: { quantity: { S: 'two' }, price: { S: '1e3' } } }] });
  });

  test('keeps when other programs have moved it along, which its last change was', () => {
    const moved = stored(AMOUNTS_AS_TEXT, { status: { S: 'SHIPPED' } });
    const historyOf = (image: Image) => normalizeOrder(unmarshall(image as never) as Order).statusHistory;

    expect(historyOf(erased(moved, AT))).toEqual(historyOf(moved));
    expect(historyOf(moved)).toEqual([{ status: 'PROCESSING', at: `${CREATED_AT}Z` }, { status: 'SHIPPED', at: `${UPDATED_AT}Z` }]);
  });
});
