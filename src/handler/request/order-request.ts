/*
 * From unknown input to a valid order request, or a Problem that lists every fault at once. Nothing is
 * coerced and nothing is dropped.
 */
import { objectIn } from './body';
import type { Check } from './check';
import { CustomFieldMembers, LIMITS, order } from './order-checks';
import { CheckedRequest, DECIDES_TOTAL, readTotal } from './order-total';
import { IDEMPOTENCY_KEY_HEADER } from '../../contract';
import { minorDigitsOf } from '../domain/currency';
import { itemBytes } from '../domain/item-size';
import type { OrderRequest } from '../domain/order';
import { Fault, validationProblem } from '../domain/problem';

export const DEFAULT_CURRENCY = 'USD';

/** What a request says beside its body, and what the shop has added to it. */
export interface Circumstances {
  readonly idempotencyKey?: string;
  /** The one customer who can be meant; filled in when the body names none, so that both are the same order. */
  readonly ownCustomerId?: string;
  readonly customFields?: CustomFieldMembers;
}

const NO_CUSTOM_FIELDS: CustomFieldMembers = {};

/** What an API takes for an order. */
export interface OrderForm {
  readonly checkFor: (minorDigits: number | undefined, customFields: CustomFieldMembers) => Check;
  /** Of an order that names none. */
  readonly currency: string;
}

const FORM: OrderForm = { checkFor: keptChecks(order), currency: DEFAULT_CURRENCY };

/** The fields of a request, each checked by itself. */
export interface ReadFields {
  readonly input: Record<string, unknown>;
  readonly currency: unknown;
  /** `undefined` while the currency is none. */
  readonly minorDigits?: number;
  readonly faults: readonly Fault[];
}

/** @throws Problem `malformed-request` when the input is no object, `validation-failed` with all faults otherwise */
export function readOrderRequest(body: unknown, circumstances: Circumstances = {}): OrderRequest {
  return withTotal(readFields(body, circumstances, FORM));
}

/** @throws Problem `malformed-request` when the input is no object */
export function readFields(body: unknown, circumstances: Circumstances, form: OrderForm): ReadFields {
  const { idempotencyKey, ownCustomerId, customFields = NO_CUSTOM_FIELDS } = circumstances;
  const sent = objectIn(body, 'one order');
  const input = ownCustomerId === undefined || sent.customerId !== undefined ? sent : { ...sent, customerId: ownCustomerId };
  const { currency = form.currency } = input;
  const minorDigits = typeof currency === 'string' ? minorDigitsOf(currency) : undefined;
  return { input, currency, minorDigits, faults: [...checkIdentity(input.orderId, idempotencyKey), ...form.checkFor(minorDigits, customFields)(input, '#')] };
}

/** @throws Problem `validation-failed` with all faults of the fields, and of what they are together */
export function withTotal(fields: ReadFields): OrderRequest {
  const { request, faults } = totalled(fields);
  if (request === undefined) throw validationProblem(faults);
  return request;
}

/** A request, or all faults of the fields, and of what they are together. */
type Totalled = { readonly request: OrderRequest; readonly faults?: undefined } | { readonly request?: undefined; readonly faults: readonly Fault[] };

export function totalled({ input, currency, minorDigits, faults }: ReadFields): Totalled {
  if (minorDigits === undefined || faults.some(({ pointer }) => DECIDES_TOTAL.test(pointer))) return { faults };
  const request = { ...input as unknown as CheckedRequest, currency: currency as string };
  const total = readTotal(request, minorDigits);
  const allFaults = [...faults, ...typeof total === 'number' ? [] : total, ...faults.length === 0 ? checkSize(input) : []];
  if (typeof total !== 'number' || allFaults.length > 0) return { faults: allFaults };
  return { request: { ...request, totalAmount: total } };
}

/** The checks, made when they are first asked for, and then kept. */
export function keptChecks(make: OrderForm['checkFor']): OrderForm['checkFor'] {
  const kept = new WeakMap<CustomFieldMembers, Record<string, Check>>();
  return (minorDigits, customFields) => {
    if (!kept.has(customFields)) kept.set(customFields, {});
    return kept.get(customFields)![`${minorDigits}`] ??= make(minorDigits, customFields);
  };
}

/** Of two ways to tell a retry one would be lost in silence, and with it a second order made. */
function checkIdentity(ownId: unknown, idempotencyKey: string | undefined): Fault[] {
  if (ownId === undefined || idempotencyKey === undefined) return [];
  return [{ detail: `must be left out with the header ${IDEMPOTENCY_KEY_HEADER}, from which the id is made: send one of the two`, pointer: '#/orderId' }];
}

/** Of what has its place in an order. What takes most of the bytes is what can be made shorter. */
export function checkSize(input: Record<string, unknown>): Fault[] {
  const bytes = itemBytes(input);
  if (bytes <= LIMITS.bytes) return [];
  const largest = Object.keys(input).reduce((a, b) => (itemBytes({ [a]: input[a] }) < itemBytes({ [b]: input[b] }) ? b : a));
  return [{ detail: `must be shorter: all fields together must have at most ${LIMITS.bytes} bytes as DynamoDB counts them, got ${bytes}`, pointer: `#/${largest}` }];
}
