/*
 * What each field of an order request may be. What several fields must be together is in order-total.ts.
 */
import { array, Check, gotNumber, gotText, Member, object, optional, record, required, REQUIRED, typeOf, value } from './check';
import { gotLine, line, lineOf } from './line';
import { IDEMPOTENCY_KEY_HEADER } from '../../contract';
import { COUNTRIES } from '../domain/country';
import { minorDigitsOf } from '../domain/currency';
import { isPrice, largestAmount, PRICE_DIGITS, toMinorUnits } from '../domain/money';

/** Bounds of an order; texts in characters. */
export const LIMITS = {
  items: 100,
  quantity: 1_000_000,
  /** As many as the subject of a token may have in OpenID Connect. */
  customerId: 255,
  productId: 128,
  sku: 128,
  itemName: 256,
  itemNote: 512,
  /** Of a name, an organization, or a line of an address. */
  addressLine: 256,
  postalCode: 32,
  /** As many as an address of e-mail can have (RFC 5321). */
  email: 254,
  tel: 64,
  discounts: 20,
  discountCode: 64,
  note: 1_024,
  locale: 35,
  reference: 128,
  metadataEntries: 20,
  metadataKey: 64,
  metadataValue: 512,
  /** As DynamoDB counts the bytes of all fields. What an order gets later has the rest of the 400 KB of an item. */
  bytes: 280_000,
} as const;

/** What the shop adds to each order and to each item, if it does. */
export interface CustomFieldMembers {
  readonly order?: Member;
  readonly item?: Member;
}

/** While the currency is unknown, so are its digits and its largest amount. */
const ANY_AMOUNT = value('a decimal number from 0', (candidate) => typeof candidate === 'number' && candidate >= 0, gotNumber);

function amount(minorDigits: number | undefined): Check {
  if (minorDigits === undefined) return ANY_AMOUNT;
  return decimal(minorDigits, minorDigits, (candidate) => toMinorUnits(candidate, minorDigits) !== undefined);
}

function price(minorDigits: number | undefined): Check {
  return minorDigits === undefined ? ANY_AMOUNT : decimal(minorDigits, PRICE_DIGITS, (candidate) => isPrice(candidate, minorDigits));
}

function decimal(minorDigits: number, digits: number, accepts: (candidate: number) => boolean): Check {
  const largest = largestAmount(minorDigits);
  return value(
    `a decimal number from 0 to ${largest} with ${digits === 0 ? 'no' : `at most ${digits}`} digits after the point`,
    (candidate) => typeof candidate === 'number' && accepts(candidate),
    (candidate) => gotNumber(candidate) + (typeof candidate === 'number' && candidate >= 0 && candidate <= largest ? `: round it to ${minorDigits} digits` : ''),
  );
}

/** The ids that a client may choose: none of 43 characters, since nobody may take the id that the key of somebody else will get. */
export const ORDER_ID = /^(?:[A-Za-z0-9_-]{1,42}|[A-Za-z0-9_-]{44,64})$/;

const orderId = value(
  `a string of 1 to 64 letters, digits, hyphens and underscores, but not of 43, the length of an id that is made from an ${IDEMPOTENCY_KEY_HEADER}`,
  (candidate) => typeof candidate === 'string' && ORDER_ID.test(candidate),
  (candidate) => (typeof candidate === 'string' && /^[\w-]+$/.test(candidate) ? `${candidate.length} characters` : gotText(candidate)),
);

/** What the code of a currency is; completes the sentence "must be …". */
export const CURRENCY = 'a currency code of ISO 4217 in upper case such as USD';

const currency = value(CURRENCY, (candidate) => typeof candidate === 'string' && minorDigitsOf(candidate) !== undefined, gotText);

const country = value(
  'a country code of ISO 3166, two letters in upper case such as DE',
  (candidate) => COUNTRIES.has(candidate as string),
  // A country by its name is no secret, but what stands there by mistake may be.
  (candidate) => (typeof candidate === 'string' && /^[A-Za-z]{2,3}$/.test(candidate) ? gotText(candidate) : gotLine(candidate)),
);

const quantity = value(
  `a whole number from 1 to ${LIMITS.quantity}`,
  (candidate) => Number.isInteger(candidate) && Number(candidate) >= 1 && Number(candidate) <= LIMITS.quantity,
  gotNumber,
);

/** Enough to see that it is one: whether somebody reads it only a message tells. */
export const EMAIL = /^[^\s@]+@[^\s@]+$/;

const email: Check = (candidate, pointer) => {
  const faults = line(1, LIMITS.email)(candidate, pointer);
  return faults.length > 0 || EMAIL.test(candidate as string) ? faults : [{ detail: 'must be an e-mail address such as ada@example.com, got none', pointer }];
};

export const LOCALE = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;

const locale = value(
  `a language tag of BCP 47 such as de-AT, of at most ${LIMITS.locale} characters`,
  (candidate) => typeof candidate === 'string' && candidate.length <= LIMITS.locale && LOCALE.test(candidate),
  gotText,
);

const flag = value('true or false', (candidate) => typeof candidate === 'boolean', typeOf);

/** `__proto__` would vanish where the SDK copies the metadata into a plain object. */
const metadataKey: Check = (key, pointer) => (key === '__proto__' ? [{ detail: 'must not be __proto__', pointer }] : []);

const customerId = line(1, LIMITS.customerId);

/** What the id of a customer is; completes the sentence "must be …". */
export const CUSTOMER_ID = lineOf(1, LIMITS.customerId);

/** Staff, guests and IAM act for any customer, so they must say for whom. */
export const CUSTOMER_ID_MISSING = `${REQUIRED}: only a caller who is a customer may leave it out`;

/** Whether this can be the id of a customer. */
export function isCustomerId(candidate: unknown): candidate is string {
  return customerId(candidate, '#').length === 0;
}

const metadata = record(
  LIMITS.metadataEntries,
  (key, pointer) => [...line(1, LIMITS.metadataKey)(key, pointer), ...metadataKey(key, pointer)],
  line(0, LIMITS.metadataValue),
);

const addressLine = line(1, LIMITS.addressLine);

const contact = object({
  name: optional(addressLine),
  email: optional(email),
  tel: optional(line(1, LIMITS.tel)),
});

const address = object({
  name: required(addressLine),
  organization: optional(addressLine),
  addressLine1: required(addressLine),
  addressLine2: optional(addressLine),
  city: optional(addressLine),
  region: optional(addressLine),
  postalCode: optional(line(1, LIMITS.postalCode)),
  country: required(country),
});

/** Known is what the shop has added; without it the field is none. */
function customFieldsOf(member: Member | undefined): Readonly<Record<string, Member>> {
  return member === undefined ? {} : { customFields: member };
}

export type Members = Readonly<Record<string, Member>>;

/** The fields of an item, in a currency of so many digits after the point. */
export function itemMembers(minorDigits: number | undefined, { item: customFields }: CustomFieldMembers): Members {
  return {
    productId: required(line(1, LIMITS.productId)),
    sku: optional(line(1, LIMITS.sku)),
    quantity: required(quantity),
    price: required(price(minorDigits)),
    discountAmount: optional(amount(minorDigits)),
    taxAmount: optional(amount(minorDigits)),
    name: optional(line(1, LIMITS.itemName)),
    note: optional(line(1, LIMITS.itemNote)),
    ...customFieldsOf(customFields),
  };
}

/** The fields of an order with such items. */
export function orderMembers(minorDigits: number | undefined, customFields: CustomFieldMembers, item: Members): Members {
  const ofOrder = optional(amount(minorDigits));
  return {
    orderId: optional(orderId),
    customerId: required(customerId, CUSTOMER_ID_MISSING),
    items: required(array(1, LIMITS.items, object(item))),
    currency: optional(currency),
    totalAmount: ofOrder,
    shippingAmount: ofOrder,
    taxAmount: ofOrder,
    taxIncluded: optional(flag),
    discountAmount: ofOrder,
    // None, as Java's clients send a list that they have nothing for.
    discounts: optional(array(0, LIMITS.discounts, object({
      code: required(line(1, LIMITS.discountCode)),
      amount: required(amount(minorDigits)),
    }))),
    contact: optional(contact),
    shippingAddress: optional(address),
    billingAddress: optional(address),
    note: optional(line(1, LIMITS.note)),
    locale: optional(locale),
    purchaseOrderNumber: optional(line(1, LIMITS.reference)),
    reference: optional(line(1, LIMITS.reference)),
    metadata: optional(metadata),
    ...customFieldsOf(customFields.order),
  };
}

/** An order in a currency of so many digits after the point. */
export function order(minorDigits: number | undefined, customFields: CustomFieldMembers): Check {
  return object(orderMembers(minorDigits, customFields, itemMembers(minorDigits, customFields)));
}
