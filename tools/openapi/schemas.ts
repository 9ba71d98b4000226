/*
 * The schemas of what goes in and out, from the constants that the handler checks with. What JSON Schema cannot say
 * is said in words; test/openapi/requests.test.ts holds the list of it.
 */
import { LARGEST_AMOUNTS } from './amounts';
import type { Schema } from './openapi';
import { IDEMPOTENCY_KEY_HEADER } from '../../src/contract';
import { COUNTRIES } from '../../src/handler/domain/country';
import { MINOR_DIGITS } from '../../src/handler/domain/currency';
import { OUR_TAG } from '../../src/handler/domain/entity-tag';
import { FIRST_STATES, FULFILMENT_STATES, FULFILMENT_STATUSES, MAX_FULFILMENT_ITEMS, MAX_FULFILMENTS } from '../../src/handler/domain/fulfilment';
import { MAX_MINOR_UNITS, PRICE_DIGITS } from '../../src/handler/domain/money';
import { ORDER_NUMBER, TYPED_ORDER_NUMBER } from '../../src/handler/domain/order-number';
import { MAX_RETURNS } from '../../src/handler/domain/order-return';
import { INITIAL_STATUS, ORDER_STATUSES, OrderStatus, statusesAfter } from '../../src/handler/domain/order-status';
import { PRICE_SOURCES } from '../../src/handler/domain/price-source';
import { CHANGE_REASONS } from '../../src/handler/domain/status-change';
import { MAX_ERASED } from '../../src/handler/erasure-operations';
import { MAX_NOTE } from '../../src/handler/request/detailed-status-request';
import { FULFILMENT_LIMITS } from '../../src/handler/request/fulfilment-request';
import { NOT_IN_A_LINE } from '../../src/handler/request/line';
import { MAX_PAGE } from '../../src/handler/request/list-request';
import { EMAIL, LIMITS, LOCALE, ORDER_ID } from '../../src/handler/request/order-checks';
import { DEFAULT_CURRENCY } from '../../src/handler/request/order-request';
import { SORTS } from '../../src/handler/request/staff-list-request';

export const refTo = (schema: string): Schema => ({ $ref: `#/components/schemas/${schema}` });

type Properties = Readonly<Record<string, Schema>>;

/** An object of a request: it has these members and no others, since the handler refuses what it does not know. */
export function closed(description: string, properties: Properties, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { description, type: 'object', properties, required, additionalProperties: false };
}

/** An object of an answer: members may be added. Without the word `true`, clients in Go, Java and Python refuse one that they do not know. */
export function open(description: string, properties: Properties, optional: readonly string[] = []): Schema {
  return { ...closed(description, properties, optional), additionalProperties: true };
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
    description: `${description}. One line, not blank, with no control characters and no lone surrogate.`,
    type: 'string',
    minLength: 1,
    maxLength,
    pattern: LINE,
  };
}

function amount(description: string, digits = 'as many digits after the point as the currency has'): Schema {
  return {
    description: `${description}. A decimal number with at most ${digits}, and not more than ${LARGEST_AMOUNTS}.`,
    type: 'number',
    format: 'double', // holds 15 digits; without it, Go's clients compute with half of them
    minimum: 0,
    maximum: Number(MAX_MINOR_UNITS),
  };
}

export const customerId = line('The customer of the order', LIMITS.customerId);

/** The id of a stored order, be it chosen, made from a key or made at random. */
export const orderId: Schema = { description: 'The id of the order.', type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' };

const orderNumber: Schema = {
  description: 'A number for people to name the order by, made from its id. The last character checks the others. Two of many millions of orders may have the same number.',
  type: 'string',
  pattern: ORDER_NUMBER.source,
};

/** As people type it. */
export const typedOrderNumber: Schema = { type: 'string', pattern: TYPED_ORDER_NUMBER.source };

export const entityTag: Schema = { type: 'string', pattern: OUR_TAG.source };

/** Base64url: the shape of every cursor, which does not make a text one. */
export const cursor: Schema = { type: 'string', pattern: '^[A-Za-z0-9_-]+$' };

const status = refTo('OrderStatus');

const orderStatus: Schema = { description: waysOf(ORDER_STATUSES), type: 'string', enum: ORDER_STATUSES };

function waysOf(statuses: readonly OrderStatus[]): string {
  const ways = statuses.map((each) => `\`${each}\` → ${statusesAfter(each).map((next) => `\`${next}\``).join(' or ') || 'none'}`);
  return `The status of an order. Next statuses: ${ways.join('; ')}.`;
}

/** From the first status to one that nothing follows. */
function longestWayFrom(from: OrderStatus): number {
  return 1 + Math.max(0, ...statusesAfter(from).map(longestWayFrom));
}

const timestamp = (description: string): Schema => ({ description: `${description}, in UTC.`, type: 'string', format: 'date-time', pattern: '^[0-9-]+T[0-9:.]+Z$' });

const itemProperties: Properties = {
  productId: line('The id of the product', LIMITS.productId),
  sku: line('The stock keeping unit of the shop', LIMITS.sku),
  quantity: { description: 'The number of units.', type: 'integer', minimum: 1, maximum: LIMITS.quantity },
  price: amount(
    'The price of one unit. Quantity × price must have no more digits after the point than the currency: 200 × 44.355 EUR is accepted, and 1 × 44.355 EUR is refused',
    `${PRICE_DIGITS} digits after the point`,
  ),
  discountAmount: amount('The discount on this item, at most quantity × price'),
  taxAmount: amount('The tax on this item. With `taxIncluded` the price contains it, and it is at most quantity × price − discount'),
  name: line('The name of the product', LIMITS.itemName),
  note: line('What the customer wants for this item, such as an engraving. Personal data', LIMITS.itemNote),
};

/** Absent from an item whose request had none. */
const OPTIONAL_OF_ITEM = ['sku', 'discountAmount', 'taxAmount', 'name', 'note'];

const contact: Properties = {
  name: line('The name', LIMITS.addressLine),
  email: { ...line('The e-mail address', LIMITS.email), description: 'The e-mail address: something before an `@`, something after it, and no space. Nobody checks that it exists.', pattern: EMAIL.source.replaceAll('\\s', `\\s${NOT_IN_TEXT}`) },
  tel: line('The telephone number', LIMITS.tel),
};

const address: Properties = {
  name: line('The name of the recipient', LIMITS.addressLine),
  organization: line('The company', LIMITS.addressLine),
  addressLine1: line('The street and the number, or a post box', LIMITS.addressLine),
  addressLine2: line('The apartment, the floor or the building', LIMITS.addressLine),
  city: line('The city, town or village', LIMITS.addressLine),
  region: line('The state, province, prefecture or county', LIMITS.addressLine),
  postalCode: line('The postal code', LIMITS.postalCode),
  country: refTo('Country'),
};

const OPTIONAL_OF_ADDRESS = ['organization', 'addressLine2', 'city', 'region', 'postalCode'];

const discount: Properties = {
  code: line('The code of the discount', LIMITS.discountCode),
  amount: amount('What it takes off'),
};

function itemsOf(schema: string): Schema {
  return {
    description: 'The items of the order. Items + shipping + tax − discount add up to a total that is not more than the largest amount of the currency. '
      + 'An item counts as quantity × price − its discount + its tax.',
    type: 'array',
    minItems: 1,
    maxItems: LIMITS.items,
    items: refTo(schema),
  };
}

const currency = refTo('Currency');

const currencyCode: Schema = {
  description: 'An ISO 4217 currency code. It decides how many digits an amount may have after the point: JPY none, USD two, KWD three.',
  type: 'string',
  enum: [...MINOR_DIGITS.keys()].sort(),
};

const amounts = {
  totalAmount: amount('Items + shipping + tax − discount, exactly. If a request leaves it out, it is computed. If it is given and different, the request is refused'),
  shippingAmount: amount('The cost of shipping'),
  taxAmount: amount('The tax that is on no item. With `taxIncluded` it is at most the total, and at most items + shipping less the taxes of items'),
  taxIncluded: {
    description: 'Whether the prices and the shipping contain all taxes, as in the EU. Then taxes are not added to the total. The default is false.',
    type: 'boolean',
  },
  discountAmount: amount('The discount on the whole order, at most items + shipping + tax. With `discounts` it is their sum'),
};

const list = (description: string, maxItems: number, schema: string): Schema => ({ description, type: 'array', maxItems, items: refTo(schema) });

/** What an order says about people and papers, under the names of a request's or an answer's schemas. */
function detailsOf(kind: 'Order' | 'Ordered'): Properties {
  const person = (schema: string, description: string): Schema => ({ ...refTo(`${kind}${schema}`), description: `${description}. Personal data.` });
  return {
    discounts: list('What `discountAmount` is made of.', LIMITS.discounts, `${kind}Discount`),
    contact: person('Contact', 'Whom to tell about the order'),
    shippingAddress: person('Address', 'Where the order is sent'),
    billingAddress: person('Address', 'Whom the invoice names'),
    note: line('What the customer wants to say. Personal data', LIMITS.note),
    locale: { description: 'The language of the customer, a language tag of BCP 47 such as `de-AT`.', type: 'string', maxLength: LIMITS.locale, pattern: LOCALE.source },
    purchaseOrderNumber: line('The number of the purchase order of the customer', LIMITS.reference),
    reference: line('The number of the order in another system', LIMITS.reference),
  };
}

const metadata: Schema = {
  description: 'Strings of the client, by key. A key is one line and not blank. A value is one line, and empty or not blank. Neither has control characters or a lone surrogate.',
  type: 'object',
  maxProperties: LIMITS.metadataEntries,
  propertyNames: { type: 'string', minLength: 1, maxLength: LIMITS.metadataKey, pattern: LINE, not: { const: '__proto__' } },
  additionalProperties: { type: 'string', maxLength: LIMITS.metadataValue, pattern: LINE_OR_NOTHING },
};

/** Values with names for the constants of a client: Go has one name for each constant of a package, and several of our lists have the same values. */
function enumeration(description: string, values: readonly string[], prefix: string): Schema {
  const names = values.map((value) => `${prefix}_${value.toUpperCase().replace(/-/g, '_')}`);
  return { description, 'type': 'string', 'enum': values, 'x-enum-varnames': names };
}

const reason = (description: string): Schema => ({ ...refTo('ChangeReason'), description });

const note = line('A note for staff, which customers neither send nor see', MAX_NOTE);

const by: Schema = { ...refTo('Actor'), description: 'Who did it. Absent if the credentials named nobody.' };

const fulfilmentState = (description: string, schema = 'FulfilmentState'): Schema => ({ ...refTo(schema), description });

const lineQuantities = (description: string, schema: string): Schema => ({ description, type: 'array', minItems: 1, maxItems: LIMITS.items, items: refTo(schema) });

const lineQuantity: Properties = {
  lineNumber: { description: 'The position of the line in the `items` of the order, from 1.', type: 'integer', minimum: 1, maximum: LIMITS.items },
  quantity: { description: 'The number of units of the line.', type: 'integer', minimum: 1, maximum: LIMITS.quantity },
};

/** As RFC 3986 has it, but for the inner order of an authority such as `user@[::1]:443`. */
const URL_CHARACTERS = "[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}";
const WEB_URL = `^[Hh][Tt][Tt][Pp][Ss]?://(?:${URL_CHARACTERS}|[\\[\\]])+(?:[/?](?:${URL_CHARACTERS}|[/?])*)?(?:#(?:${URL_CHARACTERS}|[/?])*)?$`;

const tracking: Properties = {
  carrier: line('The carrier', FULFILMENT_LIMITS.carrier),
  trackingNumber: line('The number of the parcel at the carrier', FULFILMENT_LIMITS.trackingNumber),
  trackingUrl: {
    description: 'The page that shows where the parcel is: an absolute URL with `https` or `http`.', type: 'string', maxLength: FULFILMENT_LIMITS.trackingUrl, pattern: WEB_URL,
  },
};

/** The same in a change, which can remove it. */
const removable = (properties: Properties): Properties => Object.fromEntries(Object.entries(properties).map(([name, { minLength: _, ...schema }]) => [
  name, { ...schema, description: `${schema.description} An empty text removes it.`, pattern: `^(?:${String(schema.pattern).slice(1, -1)})?$` },
]));

/** What an API with a back office shows of an order besides. */
const backOffice: Properties = {
  fulfilmentStatus: { ...refTo('FulfilmentStatus'), description: 'How much of the order is shipped. Absent before the first fulfilment, like `UNFULFILLED`.' },
  fulfilments: list(`The parcels of the order, also cancelled ones, with at most ${MAX_FULFILMENT_ITEMS} items together.`, MAX_FULFILMENTS, 'Fulfilment'),
  returns: list('What came back of the order.', MAX_RETURNS, 'OrderReturn'),
};

/** Absent from an order whose request had none. */
const OPTIONAL = ['shippingAmount', 'taxAmount', 'taxIncluded', 'discountAmount', 'metadata', ...Object.keys(detailsOf('Order'))];

const ordered: Properties = {
  orderId,
  orderNumber,
  customerId,
  items: itemsOf('OrderedItem'),
  currency,
  ...amounts,
  ...detailsOf('Ordered'),
  metadata,
  status,
  statusHistory: {
    description: 'All statuses of the order, from the first to the current one.',
    type: 'array',
    minItems: 1,
    maxItems: longestWayFrom(INITIAL_STATUS),
    items: refTo('StatusEntry'),
  },
  createdAt: timestamp('The time when the order was placed'),
  updatedAt: timestamp('The time of the last change of the order'),
  version: { description: 'The version of the order. It begins with 1, and each change adds 1. The `ETag` is this number in quotes.', type: 'integer', minimum: 1 },
  priceSource: refTo('PriceSource'),
  erasedAt: timestamp('The time when the personal data of the order was erased'),
  ...backOffice,
};

const OPTIONAL_OF_ORDER = [...OPTIONAL, 'priceSource', 'erasedAt', ...Object.keys(backOffice)];

/** What the summary of an order does not have, though each order has it. */
const NOT_IN_SUMMARY = ['items', 'statusHistory'];

export const SCHEMAS: Readonly<Record<string, Schema>> = {
  OrderRequest: closed('A new order. A field that is not listed is refused, and so is a number with more digits than a double can hold. '
    + `All fields together have at most ${LIMITS.bytes.toLocaleString('en-US')} bytes as DynamoDB counts them.`, {
    orderId: {
      description: `An id that the client chooses. It has not 43 characters, the length of ids that are made from an \`${IDEMPOTENCY_KEY_HEADER}\`. `
        + 'If it is left out, the API makes an id. A request with both this field and that header is refused: send one of the two.',
      type: 'string',
      pattern: ORDER_ID.source,
    },
    customerId: line('The customer of the order. A customer who is signed in may leave it out and gets their own id. Everybody else must send it', LIMITS.customerId),
    items: itemsOf('OrderItem'),
    currency: { ...currency, description: `The currency. The default is ${DEFAULT_CURRENCY}.` }, // a `default` would make it required of a client in TypeScript
    ...amounts,
    ...detailsOf('Order'),
    metadata,
  }, ['orderId', 'customerId', 'currency', 'totalAmount', ...OPTIONAL]),
  OrderItem: closed('An item of a new order.', itemProperties, OPTIONAL_OF_ITEM),
  OrderedItem: open('An item of an order.', itemProperties, OPTIONAL_OF_ITEM),
  OrderDiscount: closed('A discount of a new order.', discount),
  OrderedDiscount: open('A discount of an order. An erased order has no code.', discount, ['code']),
  OrderContact: closed('Whom to tell about a new order.', contact, Object.keys(contact)),
  OrderedContact: open('Whom to tell about an order.', contact, Object.keys(contact)),
  OrderAddress: closed('An address of a new order.', address, OPTIONAL_OF_ADDRESS),
  OrderedAddress: open('An address of an order. An erased order has only the country.', address, ['name', 'addressLine1', ...OPTIONAL_OF_ADDRESS]),
  Country: {
    description: 'A country code of ISO 3166-1 of two letters. `XK` stands for Kosovo.',
    type: 'string',
    enum: [...COUNTRIES],
  },
  Currency: currencyCode,
  OrderStatus: orderStatus,
  PriceSource: {
    description: 'Who decided the prices, where it was not the caller: the products table of the shop, staff who set a price or an amount, or a quote of the shop.',
    type: 'string',
    enum: PRICE_SOURCES,
  },
  OrderAccepted: open('The answer to a new order, which is stored. A retry gets the same answer, whatever status the order has by then.', {
    message: { description: 'A text for people.', type: 'string' },
    orderId,
    orderNumber,
    status: { description: 'The status of every new order.', type: 'string', const: INITIAL_STATUS },
  }),
  Order: open('An order.', ordered, OPTIONAL_OF_ORDER),
  ListedOrder: open('An order in a list. A list by `status` has a summary of each order.', ordered, [...OPTIONAL_OF_ORDER, ...NOT_IN_SUMMARY]),
  StatusEntry: open('A status of the order, and the time when it got it.', {
    status, at: timestamp('The time when the order got this status'), reason: reason('Why the status was changed.'), note, by,
  }, ['reason', 'note', 'by']),
  ChangeReason: enumeration('Why something was done.', CHANGE_REASONS, 'REASON'),
  FulfilmentStatus: enumeration('How much of an order is shipped.', FULFILMENT_STATUSES, 'ORDER'),
  FulfilmentState: enumeration('The status of a fulfilment.', FULFILMENT_STATES, 'FULFILMENT'),
  FirstFulfilmentState: enumeration('The first status of a fulfilment.', FIRST_STATES, 'FIRST'),
  Actor: open('Who changed an order.', {
    kind: { description: 'What the caller was to the shop: `CUSTOMER`, `STAFF`, or `IAM` for a principal of AWS. There may be more in the future.', type: 'string' },
    id: { description: 'The id in the credentials: of the customer, of the token or of the role. Customers do not see it.', type: 'string' },
  }, ['id']),
  Fulfilment: open('A parcel of an order.', {
    fulfilmentId: { description: 'The id of the fulfilment.', type: 'string' },
    status: fulfilmentState('The status of the fulfilment.'),
    items: lineQuantities('What is in it.', 'FulfilledLine'),
    ...tracking,
    statusHistory: { description: 'All statuses of the fulfilment, from the first to the current one.', type: 'array', minItems: 1, items: refTo('FulfilmentEntry') },
  }, Object.keys(tracking)),
  FulfilmentEntry: open('A status of a fulfilment, and the time when it got it.', {
    status: fulfilmentState('The status.'), at: timestamp('The time when the fulfilment got this status'), by,
  }, ['by']),
  FulfilledLine: open('A quantity of a line of an order.', lineQuantity),
  LineQuantity: closed('A quantity of a line of an order. Each line is named once.', lineQuantity),
  OrderReturn: open('What came back of an order at once.', {
    returnId: { description: 'The id of the return.', type: 'string' },
    items: lineQuantities('What came back.', 'FulfilledLine'),
    refundAmount: amount('What is paid back for it, in the currency of the order. It is a record: the payment provider pays back'),
    reason: reason('Why it came back.'),
    note,
    at: timestamp('The time when it was recorded'),
    by,
  }, ['refundAmount', 'reason', 'note', 'by']),
  FulfilmentRequest: closed('A new fulfilment.', {
    items: lineQuantities('What is in it. If it is left out, all that is in no other fulfilment.', 'LineQuantity'),
    status: fulfilmentState('The first status. The default is `PACKED`.', 'FirstFulfilmentState'),
    ...tracking,
  }, ['items', 'status', ...Object.keys(tracking)]),
  FulfilmentChange: {
    ...closed('A change of a fulfilment, with at least one member.', {
      status: fulfilmentState('The new status: `PACKED` → `SHIPPED` or `CANCELLED`; `SHIPPED` → `DELIVERED`.'), ...removable(tracking),
    }, ['status', ...Object.keys(tracking)]),
    minProperties: 1,
  },
  ReturnRequest: closed('A new return.', {
    items: lineQuantities('What came back: at most what was delivered and has not come back yet.', 'LineQuantity'),
    refundAmount: amount('What is paid back for it. All refunds of an order are at most its total'),
    reason: reason('Why it came back.'),
    note,
  }, ['refundAmount', 'reason', 'note']),
  ListSort: { description: 'Which orders come first in a list.', type: 'string', enum: [...SORTS] },
  OrderPage: open('A page of a list of orders.', {
    orders: { description: 'The orders of this page. It may be empty.', type: 'array', maxItems: MAX_PAGE, items: refTo('ListedOrder') },
    nextCursor: { ...cursor, description: 'The `cursor` of the next page. Absent on the last page. Its contents may change: send it unchanged.' },
  }, ['nextCursor']),
  CustomerErasure: open('What a request has erased of the orders of a customer.', {
    customerId: { ...customerId, description: 'The customer.' },
    erased: { description: 'The number of orders that this request erased.', type: 'integer', minimum: 0, maximum: MAX_ERASED },
    done: { description: 'Whether no order of the customer is left to erase. Repeat the request until it is.', type: 'boolean' },
  }),
  StatusRequest: closed('A change of the status. `reason` and `note` are for deployments that enable them.', { status, reason: reason('Why. Customers may send `customer` only.'), note }, ['reason', 'note']),
};
