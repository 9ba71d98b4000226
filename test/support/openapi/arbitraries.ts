/*
 * Requests at random: some as they should be, most with something wrong.
 */
import * as fc from 'fast-check';
import { CREATE_ORDER, IDEMPOTENCY_KEY_HEADER, IF_MATCH_HEADER, ROUTES } from '../../../src/contract';
import { COUNTRIES } from '../../../src/handler/domain/country';
import { MINOR_DIGITS } from '../../../src/handler/domain/currency';
import { FULFILMENT_STATES } from '../../../src/handler/domain/fulfilment';
import { ORDER_STATUSES } from '../../../src/handler/domain/order-status';
import { CHANGE_REASONS } from '../../../src/handler/domain/status-change';
import type { AccessRules } from '../../../src/handler/request/access-rules';
import { MAX_NOTE } from '../../../src/handler/request/detailed-status-request';
import { FULFILMENT_LIMITS } from '../../../src/handler/request/fulfilment-request';
import { LIMITS } from '../../../src/handler/request/order-checks';
import { accessRules } from '../../../tools/openapi/access-rules';
import { Call, PACKED_ORDER_ID, PARCEL_ID, SCENARIOS } from '../../../tools/openapi/scenarios';

/** Few enough to meet again. */
const CUSTOMERS = ['customer123', 'customer456'];
const ORDER_IDS = ['order-1', 'order-2', 'order-3'];

/** Characters at both sides of each border that the rules for a line draw. */
export const BORDERLINE = [
  'a', ' ', '\t', '\n', '\0', '\x1F', '\x7F', '\x80', '\x9F', '\xA0', '\u2027', '\u2028', '\u2029', '\u202A', '\uFEFF', '\uD800', '\uDFFF', '\u{1F6D2}',
];

/** Texts around a limit of length, in characters; mostly clean. */
function textsUpTo(maxLength: number): fc.Arbitrary<string> {
  const lengths = fc.constantFrom(0, 1, 2, maxLength - 1, maxLength, maxLength + 1);
  return fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }) },
    { weight: 3, arbitrary: fc.tuple(lengths, fc.constantFrom('a', '\u{1F6D2}', ' ')).map(([length, character]) => character.repeat(length)) },
    { weight: 2, arbitrary: fc.array(fc.constantFrom(...BORDERLINE), { maxLength: 4 }).map((characters) => characters.join('')) },
  );
}

const cleanText = fc.stringMatching(/^[a-z0-9]{1,12}$/);

const cents = fc.integer({ min: 0, max: 1_000_000 }).map((count) => count / 100);

const anyNumber = fc.oneof(
  cents,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, -1, 0.001, 1e15, 999_999_999_999_999, 1e21, 1e-7),
);

const item = fc.record({
  productId: fc.oneof(cleanText, textsUpTo(LIMITS.productId)),
  quantity: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 10 }) }, anyNumber),
  price: fc.oneof({ weight: 3, arbitrary: cents }, anyNumber),
  discountAmount: anyNumber,
  taxAmount: anyNumber,
  sku: textsUpTo(LIMITS.sku),
  name: textsUpTo(LIMITS.itemName),
  note: textsUpTo(LIMITS.itemNote),
}, { requiredKeys: ['productId', 'quantity', 'price'] });

const metadata = fc.oneof(
  fc.dictionary(cleanText, cleanText, { maxKeys: LIMITS.metadataEntries + 1 }),
  fc.dictionary(textsUpTo(LIMITS.metadataKey), textsUpTo(LIMITS.metadataValue), { maxKeys: 3 }),
  fc.constant(JSON.parse('{"__proto__": "x", "constructor": "y"}')),
);

const address = fc.record({
  name: cleanText,
  organization: textsUpTo(LIMITS.addressLine),
  addressLine1: cleanText,
  city: textsUpTo(LIMITS.addressLine),
  postalCode: textsUpTo(LIMITS.postalCode),
  country: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...COUNTRIES) }, fc.string({ maxLength: 3 })),
}, { requiredKeys: ['name', 'addressLine1', 'country'] });

const cleanOrder = fc.record({
  orderId: fc.constantFrom(...ORDER_IDS),
  customerId: fc.constantFrom(...CUSTOMERS),
  items: fc.array(fc.record({ productId: cleanText, quantity: fc.integer({ min: 1, max: 10 }), price: cents }), { minLength: 1, maxLength: 3 }),
}, { requiredKeys: ['customerId', 'items'] });

const looseOrder = fc.record({
  orderId: fc.oneof(fc.constantFrom(...ORDER_IDS), fc.string({ maxLength: 66 }), fc.constantFrom(...[42, 43, 44, 64, 65].map((length) => 'o'.repeat(length)))),
  customerId: fc.oneof(cleanText, textsUpTo(LIMITS.customerId)),
  items: fc.array(item, { maxLength: 3 }),
  currency: fc.oneof(fc.constantFrom(...MINOR_DIGITS.keys()), fc.string({ maxLength: 4 })),
  totalAmount: anyNumber,
  shippingAmount: anyNumber,
  taxAmount: anyNumber,
  discountAmount: anyNumber,
  taxIncluded: fc.boolean(),
  discounts: fc.array(fc.record({ code: cleanText, amount: cents }), { maxLength: 3 }),
  contact: fc.record({
    name: textsUpTo(LIMITS.addressLine),
    email: fc.oneof(fc.emailAddress(), textsUpTo(LIMITS.email)),
    tel: cleanText,
  }, { requiredKeys: [] }),
  shippingAddress: address,
  billingAddress: address,
  note: textsUpTo(LIMITS.note),
  locale: fc.oneof(fc.constantFrom('de', 'de-AT'), fc.string({ maxLength: 36 })),
  purchaseOrderNumber: textsUpTo(LIMITS.reference),
  reference: textsUpTo(LIMITS.reference),
  metadata,
}, { requiredKeys: ['customerId', 'items'] });

/** A value with one of its members, however deep, made to be something else, left out or added to. */
function spoilt(arbitrary: fc.Arbitrary<object>): fc.Arbitrary<unknown> {
  const others = fc.oneof(fc.jsonValue(), fc.constant(undefined));
  const names = fc.constantFrom('', 'extra', '__proto__', 'constructor');
  return fc.tuple(arbitrary, fc.nat(), others, names).map(([value, place, other, name]) => {
    const copy = JSON.parse(JSON.stringify(value));
    const places = placesIn(copy);
    if (places.length === 0) return copy;
    const [parent, key] = places[place % places.length];
    if (name === '') parent[key] = other;
    else if (!Array.isArray(parent)) Object.defineProperty(parent, name, { value: other, enumerable: true });
    return copy;
  });
}

function placesIn(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const parent = value as Record<string, unknown>;
  return Object.keys(parent).flatMap((key) => [[parent, key] as [Record<string, unknown>, string], ...placesIn(parent[key])]);
}

/** A value that the body of an order may have; as JSON it is what it is. */
export const anyOrder: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 2, arbitrary: cleanOrder },
  { weight: 3, arbitrary: looseOrder },
  { weight: 3, arbitrary: spoilt(cleanOrder) },
  { weight: 2, arbitrary: spoilt(looseOrder) },
  fc.jsonValue(),
);

const cleanStatus = fc.record({
  status: fc.constantFrom(...ORDER_STATUSES), reason: fc.constantFrom(...CHANGE_REASONS), note: textsUpTo(MAX_NOTE),
}, { requiredKeys: ['status'] });

export const anyStatusBody: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: cleanStatus }, fc.record({ status: fc.oneof(fc.string(), fc.jsonValue()) }), spoilt(cleanStatus), fc.jsonValue(),
);

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A cursor that could have been given out, and some that look like it. */
const CURSORS = [
  ['2026-11-22T09:31:00.000Z', 'order-1'],
  ['2026-11-22T09:31:00.000Z'],
  { createdAt: 'a', orderId: 'b' },
  ['a', 1],
].map(base64url);

const anyTime = fc.constantFrom(
  '2026-07-31T09:30:00Z', '2026-11-22T09:31:00.000+02:00', '2026-11-22T09:31:00', '2026-02-30T00:00:00Z', '2026-11-22', '1999-01-01T00:00:00.5Z', '', 'now',
);

/** A list's parameters as texts, as they stand in a URL once each. */
export const anyListQuery: fc.Arbitrary<Partial<Record<string, string>>> = fc.record({
  customerId: fc.oneof(fc.constantFrom(...CUSTOMERS), textsUpTo(LIMITS.customerId)),
  limit: fc.oneof(fc.integer({ min: -1, max: 102 }).map(String), fc.constantFrom('', '01', '1.0', '1e1', '+1', ' 1', '0x1', '٣'), fc.string({ maxLength: 3 })),
  cursor: fc.oneof(fc.string({ maxLength: 8 }), fc.base64String(), fc.constantFrom(...CURSORS)),
  page: fc.constant('2'),
  orderNumber: fc.oneof(fc.stringMatching(/^[0-9A-TV-Za-tv-z -]{12,15}$/), fc.constantFrom('1EB60M8AWD0P4', '1eb6-0m8a-wdop4', '1EB60M8AWD0P5', '', '1EB60M8AWDUP4')),
  status: fc.constantFrom('PROCESSING', 'CONFIRMED', 'confirmed', ''),
  createdFrom: anyTime,
  createdTo: anyTime,
  sort: fc.constantFrom('newest', 'oldest', 'up', ''),
}, { requiredKeys: [] });

const header = fc.oneof(fc.constantFrom('k-1', '"k-1"', 'k-2', '', '""', 'ключ', 'k'.repeat(256)), fc.string());

const headers = fc.record({
  [IDEMPOTENCY_KEY_HEADER]: header,
  [IF_MATCH_HEADER]: fc.oneof(fc.constantFrom('*', '"1"', '"2"', '"3"', 'W/"1"', '1', '"1", "2"'), header),
  'content-type': fc.oneof({ weight: 6, arbitrary: fc.constant('application/json') }, fc.constantFrom('application/json; charset=utf-8', 'application/json;charset=latin1', 'text/plain'), fc.string()),
}, { requiredKeys: [] });

const body = fc.oneof({ weight: 6, arbitrary: anyOrder }, { weight: 4, arbitrary: anyStatusBody }, fc.string(), fc.constant(undefined));

const fullQuery = anyListQuery.map((parameters) => String(new URLSearchParams(parameters as Record<string, string>)));

const claims = fc.oneof(
  fc.constantFrom(...CUSTOMERS).map((sub): Record<string, string> => ({ sub })),
  fc.constant({ sub: 'clerk', scope: 'orders/read orders/admin' }),
  fc.constantFrom({}, undefined),
);

export const anyAccess: fc.Arbitrary<AccessRules> = fc.constantFrom(
  accessRules(),
  accessRules(),
  accessRules({ customerIdClaim: 'sub' }),
  accessRules({ customerIdClaim: 'sub', staff: [{ scope: 'orders/admin' }] }, { [CREATE_ORDER.routeKey]: {} }),
);

const wildCall: fc.Arbitrary<Call> = fc.record({
  operationId: fc.constantFrom(...ROUTES.map((route) => route.operationId)),
  orderId: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ORDER_IDS) }, fc.string(), fc.constant(undefined)),
  query: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fullQuery, fc.string()),
  headers,
  body,
  claims,
}) as fc.Arbitrary<Call>;

/** Calls that get somewhere: in a row they make orders and move them. */
const tameCall: fc.Arbitrary<Call> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ operationId: fc.constant('createOrder' as const), body: cleanOrder, claims }) },
  fc.record({ operationId: fc.constant('getOrder' as const), orderId: fc.constantFrom(...ORDER_IDS), claims }),
  fc.record({ operationId: fc.constant('listOrders' as const), query: fc.constantFrom(...CUSTOMERS).map((customerId) => `customerId=${customerId}&limit=2`), claims }),
  fc.record({ operationId: fc.constant('eraseOrder' as const), orderId: fc.constantFrom(...ORDER_IDS), claims }),
  fc.record({ operationId: fc.constant('eraseCustomer' as const), query: fc.constantFrom(...CUSTOMERS).map((customerId) => `customerId=${customerId}`), claims }),
  {
    weight: 3,
    arbitrary: fc.record({
      operationId: fc.constant('updateOrderStatus' as const),
      orderId: fc.constantFrom(...ORDER_IDS),
      headers: fc.constantFrom('*', '"1"', '"2"').map((tag) => ({ [IF_MATCH_HEADER]: tag })),
      body: cleanStatus,
      claims,
    }),
  },
) as fc.Arbitrary<Call>;

const lineQuantity = fc.record({ lineNumber: fc.constantFrom(1, 1, 1, 2, 3), quantity: fc.constantFrom(1, 1, 1, 2) });

const lineQuantities = fc.array(lineQuantity, { minLength: 1, maxLength: 2 });

const cleanFulfilment = fc.record({
  items: lineQuantities,
  status: fc.constantFrom(...FULFILMENT_STATES),
  carrier: fc.oneof(cleanText, textsUpTo(FULFILMENT_LIMITS.carrier)),
  trackingUrl: fc.oneof(fc.webUrl(), fc.constantFrom('javascript:alert(1)', 'https://', 'https:///a', 'https://a.example/b c', 'https://[::1]/', 'parcel')),
}, { requiredKeys: [] });

export const anyFulfilmentBody: fc.Arbitrary<unknown> = fc.oneof({ weight: 3, arbitrary: cleanFulfilment }, spoilt(cleanFulfilment), fc.jsonValue());

const cleanFulfilmentChange = fc.record({
  status: fc.constantFrom(...FULFILMENT_STATES), trackingNumber: textsUpTo(FULFILMENT_LIMITS.trackingNumber),
}, { requiredKeys: [] });

export const anyFulfilmentChangeBody: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: cleanFulfilmentChange }, spoilt(cleanFulfilmentChange), fc.jsonValue(),
);

const cleanReturn = fc.record({
  items: lineQuantities,
  refundAmount: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(0, 1, 9.99) }, anyNumber),
  reason: fc.constantFrom(...CHANGE_REASONS),
  note: textsUpTo(MAX_NOTE),
}, { requiredKeys: ['items'] });

export const anyReturnBody: fc.Arbitrary<unknown> = fc.oneof({ weight: 3, arbitrary: cleanReturn }, spoilt(cleanReturn), fc.jsonValue());

const ofStaff = fc.constantFrom({ sub: 'clerk', scope: 'orders/read orders/admin' }, undefined);
const anyVersion = fc.constantFrom('*', '*', '*', '"2"', '"3"').map((tag) => ({ [IF_MATCH_HEADER]: tag }));

/** Calls of the back office on the order of `PRELUDES`. */
const backOfficeCall: fc.Arbitrary<Call> = fc.oneof(
  fc.record({
    operationId: fc.constant('createFulfilment' as const), orderId: fc.constant(PACKED_ORDER_ID), headers: anyVersion, body: anyFulfilmentBody, claims: ofStaff,
  }),
  fc.record({
    operationId: fc.constant('updateFulfilment' as const),
    orderId: fc.constant(PACKED_ORDER_ID),
    fulfilmentId: fc.constantFrom(PARCEL_ID, 'none', ''),
    headers: anyVersion,
    body: anyFulfilmentChangeBody,
    claims: ofStaff,
  }),
  fc.record({
    operationId: fc.constant('createReturn' as const), orderId: fc.constant(PACKED_ORDER_ID), headers: anyVersion, body: anyReturnBody, claims: ofStaff,
  }),
) as fc.Arbitrary<Call>;

/** What can have happened before: nothing, or an order that is confirmed, packed or delivered. */
export const PRELUDES: readonly (readonly Call[])[] = [
  [], SCENARIOS.createFulfilment.packed.before!, SCENARIOS.updateFulfilment.shipped.before!, SCENARIOS.createReturn.returned.before!,
];

export const anyCall: fc.Arbitrary<Call> = fc.oneof(tameCall, wildCall, backOfficeCall);
