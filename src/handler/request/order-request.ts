/*
 * From unknown input to a valid order request, or a Problem that lists every fault at once. Nothing is
 * coerced and nothing is dropped.
 */
import { array, Check, gotNumber, gotText, isObject, object, oddCharacterIn, optional, record, required, REQUIRED, typeOf, value } from './check';
import { IDEMPOTENCY_KEY_HEADER } from '../../contract';
import { minorDigitsOf } from '../domain/currency';
import { fromMinorUnits, largestAmount, MAX_MINOR_UNITS, toMinorUnits } from '../domain/money';
import { OrderRequest, totalOf } from '../domain/order';
import { Fault, Problem, validationProblem } from '../domain/problem';

/** Bounds of an order; texts in characters. With all of them used an item stays below DynamoDB's 400 KB. */
export const LIMITS = {
  items: 100,
  quantity: 1_000_000,
  /** As many as the subject of a token may have in OpenID Connect. */
  customerId: 255,
  productId: 128,
  itemName: 256,
  metadataEntries: 20,
  metadataKey: 64,
  metadataValue: 512,
} as const;

export const DEFAULT_CURRENCY = 'USD';

/** What would end or garble a line, as the inside of a character class: control characters, line and paragraph separators. */
export const NOT_IN_A_LINE = '\\x00-\\x1F\\x7F-\\x9F\\u2028\\u2029';

/** One line of text that comes back from the table as it went in: no half of a surrogate pair either. */
const CLEAN_LINE = new RegExp(`^[^${NOT_IN_A_LINE}\\p{Cs}]*$`, 'u');

/** Completes the sentence "must be …". */
function lineOf(minLength: number, maxLength: number): string {
  return `a string of ${minLength} to ${maxLength} characters, not blank, with no control characters`;
}

function line(minLength: number, maxLength: number): Check {
  return value(lineOf(minLength, maxLength), (candidate) => {
    if (typeof candidate !== 'string' || !CLEAN_LINE.test(candidate)) return false;
    const length = [...candidate].length;
    return length >= minLength && length <= maxLength && (length === 0 || candidate.trim() !== '');
  }, gotLine);
}

/** Nothing of what it holds, which may be about a person: its type, its length, or the character that no line has. */
export function gotLine(candidate: unknown): string {
  if (typeof candidate !== 'string') return typeOf(candidate);
  return oddCharacterIn(candidate, CLEAN_LINE) ?? (candidate.trim() === '' ? 'a blank string' : `${[...candidate].length} characters`);
}

/** While the currency is unknown, so are its digits and its largest amount. */
function amount(minorDigits: number | undefined): Check {
  if (minorDigits === undefined) return value('a decimal number from 0', (candidate) => typeof candidate === 'number' && candidate >= 0, gotNumber);
  const largest = largestAmount(minorDigits);
  return value(
    `a decimal number from 0 to ${largest} with ${minorDigits === 0 ? 'no' : `at most ${minorDigits}`} digits after the point`,
    (candidate) => typeof candidate === 'number' && toMinorUnits(candidate, minorDigits) !== undefined,
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

const currency = value(
  'a currency code of ISO 4217 such as USD',
  (candidate) => typeof candidate === 'string' && minorDigitsOf(candidate) !== undefined,
  gotText,
);

const quantity = value(
  `a whole number from 1 to ${LIMITS.quantity}`,
  (candidate) => Number.isInteger(candidate) && Number(candidate) >= 1 && Number(candidate) <= LIMITS.quantity,
  gotNumber,
);

/** `__proto__` would vanish where the SDK copies the metadata into a plain object. */
const metadataKey: Check = (key, pointer) => (key === '__proto__' ? [{ detail: 'must not be __proto__', pointer }] : []);

const customerId = line(1, LIMITS.customerId);

/** What the id of a customer is; completes the sentence "must be …". */
export const CUSTOMER_ID = lineOf(1, LIMITS.customerId);

/** Staff, guests and IAM act for any customer, so they must say for whom. */
export const CUSTOMER_ID_MISSING = `${REQUIRED}: only a caller who is a customer may leave it out`;

const metadata = record(
  LIMITS.metadataEntries,
  (key, pointer) => [...line(1, LIMITS.metadataKey)(key, pointer), ...metadataKey(key, pointer)],
  line(0, LIMITS.metadataValue),
);

/** Whether this can be the id of a customer. */
export function isCustomerId(candidate: unknown): candidate is string {
  return customerId(candidate, '#').length === 0;
}

function item(minorDigits: number | undefined): Check {
  return object({
    productId: required(line(1, LIMITS.productId)),
    quantity: required(quantity),
    price: required(amount(minorDigits)),
    name: optional(line(1, LIMITS.itemName)),
  });
}

function order(minorDigits: number | undefined): Check {
  return object({
    orderId: optional(orderId),
    customerId: required(customerId, CUSTOMER_ID_MISSING),
    items: required(array(LIMITS.items, item(minorDigits))),
    currency: optional(currency),
    totalAmount: optional(amount(minorDigits)),
    shippingAmount: optional(amount(minorDigits)),
    taxAmount: optional(amount(minorDigits)),
    discountAmount: optional(amount(minorDigits)),
    metadata: optional(metadata),
  });
}

/** By the digits of the currency; made when they are first asked for, and then kept. */
const ORDER_CHECKS: Record<string, Check> = {};

/** Where a fault leaves no total to compare with: in an amount, in an item's price or quantity. */
const DECIDES_TOTAL = /^#\/(\w+Amount|items(\/\d+(\/(price|quantity))?)?)$/;

/** What the checks have proven about the input, when no fault decides the total. */
type CheckedInput = Omit<OrderRequest, 'currency' | 'totalAmount'> & Partial<OrderRequest>;

/** What a request says beside its body. */
interface Circumstances {
  readonly idempotencyKey?: string;
  /** The one customer who can be meant; filled in when the body names none, so that both are the same order. */
  readonly ownCustomerId?: string;
}

/** @throws Problem `malformed-request` when the input is no object, `validation-failed` with all faults otherwise */
export function readOrderRequest(body: unknown, { idempotencyKey, ownCustomerId }: Circumstances = {}): OrderRequest {
  if (!isObject(body)) throw new Problem('malformed-request', `the body must be a JSON object that holds one order, got ${typeOf(body)}`);
  const input = ownCustomerId === undefined || body.customerId !== undefined ? body : { ...body, customerId: ownCustomerId };
  const { currency: requestedCurrency = DEFAULT_CURRENCY } = input;
  const minorDigits = typeof requestedCurrency === 'string' ? minorDigitsOf(requestedCurrency) : undefined;
  const faults = [...checkIdentity(input.orderId, idempotencyKey), ...(ORDER_CHECKS[`${minorDigits}`] ??= order(minorDigits))(input, '#')];
  if (minorDigits === undefined || faults.some(({ pointer }) => DECIDES_TOTAL.test(pointer))) throw validationProblem(faults);

  const request = { ...input as unknown as CheckedInput, currency: requestedCurrency as string };
  const total = totalInMinorUnits(request, minorDigits);
  const allFaults = [...faults, ...checkTotal(request, total, minorDigits)];
  if (allFaults.length > 0) throw validationProblem(allFaults);
  return { ...request, totalAmount: fromMinorUnits(total, minorDigits) };
}

/** Of two ways to tell a retry one would be lost in silence, and with it a second order made. */
function checkIdentity(ownId: unknown, idempotencyKey: string | undefined): Fault[] {
  if (ownId === undefined || idempotencyKey === undefined) return [];
  return [{ detail: `must be left out with the header ${IDEMPOTENCY_KEY_HEADER}, from which the id is made: send one of the two`, pointer: '#/orderId' }];
}

function totalInMinorUnits(request: CheckedInput, minorDigits: number): bigint {
  const units = (checked: number | undefined) => toMinorUnits(checked ?? 0, minorDigits)!;
  return totalOf({
    items: request.items.map(({ quantity: count, price }) => ({ quantity: count, price: units(price) })),
    shipping: units(request.shippingAmount),
    tax: units(request.taxAmount),
    discount: units(request.discountAmount),
  });
}

function checkTotal(request: CheckedInput, total: bigint, minorDigits: number): Fault[] {
  const expected = fromMinorUnits(total, minorDigits);
  if (total < 0n) {
    const discounted = fromMinorUnits(total + toMinorUnits(request.discountAmount!, minorDigits)!, minorDigits);
    return [{ detail: `must be at most ${discounted} (items + shipping + tax), got ${request.discountAmount}`, pointer: '#/discountAmount' }];
  }
  if (total > MAX_MINOR_UNITS) return [{ detail: `must add up to a total of at most ${largestAmount(minorDigits)}, got ${expected}`, pointer: '#/items' }];
  if (request.totalAmount === undefined || toMinorUnits(request.totalAmount, minorDigits) === total) return [];
  return [{ detail: `must be ${expected} (items + shipping + tax − discount) or left out, got ${request.totalAmount}`, pointer: '#/totalAmount' }];
}
