/*
 * The schemas of what goes in and out, from the constants that the handler checks with. What JSON Schema cannot say
 * is said in words; test/openapi/requests.test.ts holds the list of it.
 */
import { LARGEST_AMOUNTS } from './amounts';
import type { Schema } from './openapi';
import { IDEMPOTENCY_KEY_HEADER } from '../../src/contract';
import { MINOR_DIGITS } from '../../src/handler/domain/currency';
import { OUR_TAG } from '../../src/handler/domain/entity-tag';
import { MAX_MINOR_UNITS } from '../../src/handler/domain/money';
import { INITIAL_STATUS, ORDER_STATUSES, OrderStatus, statusesAfter } from '../../src/handler/domain/order-status';
import { MAX_PAGE } from '../../src/handler/request/list-request';
import { DEFAULT_CURRENCY, LIMITS, NOT_IN_A_LINE, ORDER_ID } from '../../src/handler/request/order-request';

export const refTo = (schema: string): Schema => ({ $ref: `#/components/schemas/${schema}` });

/** An object that has these members and no others. */
export function closed(description: string, properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { description, type: 'object', properties, required, additionalProperties: false };
}

/**
 * One pattern for texts that match one of these, which are anchored each. A schema of a text has one type and one pattern: of
 * branches (`anyOf`) generators of clients make types that do not exist.
 */
export function patternOf(...expressions: readonly RegExp[]): string {
  return `^(?:${expressions.map(({ source }) => source.replace(/^\^|\$$/g, '')).join('|')})$`;
}

/** With the characters themselves for `\\u2028` and `\\u2029`: Go's regular expressions have no such escape. */
const NOT_IN_TEXT = NOT_IN_A_LINE.replace(/\\u([0-9A-F]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));

/** The checks' `line`: not blank, and with nothing in it that is no part of a line. */
const LINE = `^[^${NOT_IN_TEXT}]*[^\\s${NOT_IN_TEXT}][^${NOT_IN_TEXT}]*$`;
const LINE_OR_NOTHING = `^(?:[^${NOT_IN_TEXT}]*[^\\s${NOT_IN_TEXT}][^${NOT_IN_TEXT}]*)?$`;

/** JSON Schema counts characters as the checks do: code points. */
function line(description: string, maxLength: number): Schema {
  return {
    description: `${description}. One line, not blank, with no control characters and no half of a surrogate pair.`,
    type: 'string',
    minLength: 1,
    maxLength,
    pattern: LINE,
  };
}

function amount(description: string): Schema {
  return {
    description: `${description}. A decimal with at most as many digits after the point as the currency has, and not more than ${LARGEST_AMOUNTS}.`,
    type: 'number',
    format: 'double', // holds 15 digits; without it, Go's clients compute with half of them
    minimum: 0,
    maximum: Number(MAX_MINOR_UNITS),
  };
}

export const customerId = line('Whose order it is', LIMITS.customerId);

/** Of an order that is there: chosen, made of a key or made at random. */
export const orderId: Schema = { description: 'The id of the order.', type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' };

export const entityTag: Schema = { type: 'string', pattern: OUR_TAG.source };

/** Base64url: the shape of every cursor, which does not make a text one. */
export const cursor: Schema = { type: 'string', pattern: '^[A-Za-z0-9_-]+$' };

const status = refTo('OrderStatus');

const orderStatus: Schema = { description: waysOf(ORDER_STATUSES), type: 'string', enum: ORDER_STATUSES };

function waysOf(statuses: readonly OrderStatus[]): string {
  const ways = statuses.map((each) => `\`${each}\` → ${statusesAfter(each).map((next) => `\`${next}\``).join(' or ') || 'nothing'}`);
  return `Where an order stands; what can follow: ${ways.join('; ')}.`;
}

/** From the first status to one that nothing follows. */
function longestWayFrom(from: OrderStatus): number {
  return 1 + Math.max(0, ...statusesAfter(from).map(longestWayFrom));
}

const timestamp = (description: string): Schema => ({ description: `${description}, in UTC.`, type: 'string', format: 'date-time', pattern: '^[0-9-]+T[0-9:.]+Z$' });

const item = closed('A product, how many of it, and for how much.', {
  productId: line('The product', LIMITS.productId),
  quantity: { description: 'How many of it.', type: 'integer', minimum: 1, maximum: LIMITS.quantity },
  price: amount('The price of one'),
  name: line('What people call the product', LIMITS.itemName),
}, ['name']);

const items: Schema = {
  description: 'What is ordered. Together with shipping and tax, and without the discount, it adds up to a total that is not more than the largest amount of the currency.',
  type: 'array',
  minItems: 1,
  maxItems: LIMITS.items,
  items: refTo('OrderItem'),
};

const currency = refTo('Currency');

const currencyCode: Schema = {
  description: 'The code of ISO 4217; it decides how many digits an amount may have after the point: JPY none, USD two, KWD three.',
  type: 'string',
  enum: [...MINOR_DIGITS.keys()].sort(),
};

const amounts = {
  totalAmount: amount('Items + shipping + tax − discount, exactly. Left out of a request, it is computed; given and different, it is a fault'),
  shippingAmount: amount('The cost of shipping'),
  taxAmount: amount('The tax'),
  discountAmount: amount('What is taken off; never more than items, shipping and tax together'),
};

const metadata: Schema = {
  description: 'Texts of the client\'s own, by key. Keys and texts are single lines, not blank but for an empty text, with no control characters and no half of a surrogate pair.',
  type: 'object',
  maxProperties: LIMITS.metadataEntries,
  propertyNames: { type: 'string', minLength: 1, maxLength: LIMITS.metadataKey, pattern: LINE, not: { const: '__proto__' } },
  additionalProperties: { type: 'string', maxLength: LIMITS.metadataValue, pattern: LINE_OR_NOTHING },
};

/** Absent when the request had none. */
const OPTIONAL = ['shippingAmount', 'taxAmount', 'discountAmount', 'metadata'];

export const SCHEMAS: Readonly<Record<string, Schema>> = {
  OrderRequest: closed('A new order. A field that is not listed is a fault, and so is a number with more digits than a double can hold.', {
    orderId: {
      description: `An id of the client's own choice, but not of 43 characters, as ids have that are made of an \`${IDEMPOTENCY_KEY_HEADER}\`. `
        + 'Left out, one is made. Beside that header it is a fault: send one of both.',
      type: 'string',
      pattern: ORDER_ID.source,
    },
    customerId,
    items,
    currency: { ...currency, description: `Left out, it is ${DEFAULT_CURRENCY}.` }, // a `default` would make it required of a client in TypeScript
    ...amounts,
    metadata,
  }, ['orderId', 'currency', 'totalAmount', ...OPTIONAL]),
  OrderItem: item,
  Currency: currencyCode,
  OrderStatus: orderStatus,
  OrderAccepted: closed('An order that is stored. A retry gets it again as it was, however far the order has come.', {
    message: { description: 'For people.', type: 'string' },
    orderId,
    status: { description: 'Where every order begins.', type: 'string', const: INITIAL_STATUS },
  }),
  Order: closed('An order as it stands.', {
    orderId,
    customerId,
    items,
    currency,
    ...amounts,
    metadata,
    status,
    statusHistory: {
      description: 'From the first status to the present one.',
      type: 'array',
      minItems: 1,
      maxItems: longestWayFrom(INITIAL_STATUS),
      items: refTo('StatusEntry'),
    },
    createdAt: timestamp('When the order was placed'),
    updatedAt: timestamp('When its status last changed'),
    version: { description: 'Counts the changes, from 1; the `ETag` is the same in quotes.', type: 'integer', minimum: 1 },
  }, OPTIONAL),
  StatusEntry: closed('A status that the order has come to, and when.', { status, at: timestamp('When it came to it') }),
  OrderPage: closed('Some of a customer\'s orders, newest first.', {
    orders: { description: 'The orders of this page; it may be empty.', type: 'array', maxItems: MAX_PAGE, items: refTo('Order') },
    nextCursor: { ...cursor, description: 'The `cursor` of the next page; absent on the last one. What it holds may change: pass it on as it is.' },
  }, ['nextCursor']),
  StatusRequest: closed('A change of an order\'s status.', { status }),
};
