/*
 * What clients sent to the handler of the CloudFormation template that this library replaces, and the items that it made
 * of it, attribute for attribute. test/e2e/migration.e2e.ts sends the same to the template's own Python code and
 * compares.
 */
import type { Image } from '../../../src/handler/domain/stored-order';

export interface LegacyOrder {
  readonly what: string;
  /** Of the request. */
  readonly body: string;
  /** Without the times, and the order's id where the handler makes it up. */
  readonly item: Image;
}

export const CREATED_AT = '2025-10-01T08:30:00.123456';
/** The handler reads the clock twice. */
export const UPDATED_AT = '2025-10-01T08:30:00.123461';

/** What the handler writes of an order besides what it was sent. */
const PROCESSING = { status: { S: 'PROCESSING' } };

export const WHOLE_AMOUNTS: LegacyOrder = {
  what: 'amounts that are whole, and fields that the handler drops',
  body: JSON.stringify({
    orderId: 'old-1',
    customerId: 'customer123',
    items: [{ productId: 'prod1', quantity: 2, price: 30, name: 'Mug' }, { productId: 'prod2', quantity: 1, price: 50 }],
    totalAmount: 110,
    currency: 'EUR',
    metadata: { channel: 'web' },
  }),
  item: {
    ...PROCESSING,
    orderId: { S: 'old-1' },
    customerId: { S: 'customer123' },
    items: {
      L: [
        { M: { productId: { S: 'prod1' }, quantity: { N: '2' }, price: { N: '30' }, name: { S: 'Mug' } } },
        { M: { productId: { S: 'prod2' }, quantity: { N: '1' }, price: { N: '50' } } },
      ],
    },
    totalAmount: { N: '110' },
    currency: { S: 'EUR' },
  },
};

/** The handler answers 500 to a decimal: boto3 refuses floats. As text they come through. */
export const AMOUNTS_AS_TEXT: LegacyOrder = {
  what: 'amounts as text',
  body: JSON.stringify({ orderId: 'old-2', customerId: 'customer123', items: [{ productId: 'prod1', quantity: '2', price: '29.99' }], totalAmount: '59.98' }),
  item: {
    ...PROCESSING,
    orderId: { S: 'old-2' },
    customerId: { S: 'customer123' },
    items: { L: [{ M: { productId: { S: 'prod1' }, quantity: { S: '2' }, price: { S: '29.99' } } }] },
    totalAmount: { S: '59.98' },
    currency: { S: 'USD' },
  },
};

/** An order that only the handler took for one. */
export const NOTHING: LegacyOrder = {
  what: 'nothing at all',
  body: '{}',
  item: { ...PROCESSING, customerId: { S: '' }, items: { L: [] }, totalAmount: { N: '0' }, currency: { S: 'USD' } },
};

export const ODDITIES: LegacyOrder = {
  what: 'nothing that is as it should be',
  // As text: a double would round the total before it is sent.
  body: '{"orderId": "No. 4 für Ada", "customerId": 42, "totalAmount": 12345678901234567890, "currency": "euro", '
    + '"items": ["mug", null, {"sku": "A-1", "quantity": "two", "price": "1e3", "gift": true}]}',
  item: {
    ...PROCESSING,
    orderId: { S: 'No. 4 für Ada' },
    customerId: { N: '42' },
    items: { L: [{ S: 'mug' }, { NULL: true }, { M: { sku: { S: 'A-1' }, quantity: { S: 'two' }, price: { S: '1e3' }, gift: { BOOL: true } } }] } as Image[string],
    totalAmount: { N: '12345678901234567890' },
    currency: { S: 'euro' },
  },
};

export const TEMPLATE_ORDERS = [WHOLE_AMOUNTS, AMOUNTS_AS_TEXT, NOTHING, ODDITIES];

/** The item as it stands in the table, with some of its attributes changed. */
export function stored({ item }: LegacyOrder, changes: Image = {}): Image {
  return { orderId: { S: 'old-3' }, ...item, createdAt: { S: CREATED_AT }, updatedAt: { S: UPDATED_AT }, ...changes };
}
