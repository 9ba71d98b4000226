/*
 * From unknown input to a valid request for an order that a quote prices: what the quote has, and what the body says beside it.
 */
import { IDEMPOTENCY_KEY_HEADER, QUOTED_FIELDS } from '../../contract';
import type { OrderRequest } from '../domain/order';
import { Fault, problemOf, validationProblem } from '../domain/problem';
import { InvalidQuote } from '../quotes/invalid-quote';
import type { Quote } from '../quotes/quote';
import { isEmptyList, isObject, object, optional, REQUIRED } from '../request/check';
import { itemMembers, orderMembers } from '../request/order-checks';
import { Circumstances, DEFAULT_CURRENCY, keptChecks, OrderForm, readFields, totalled } from '../request/order-request';

export interface QuotedOrder {
  readonly quote: Quote;
  readonly request: OrderRequest;
}

type ReadQuote = (compact: unknown) => Quote;

/** Beside the fields of an order, which are checked together, whichever of them a quote has. */
const FORM: OrderForm = {
  checkFor: keptChecks((minorDigits, customFields) => object({
    quote: optional(() => []), // a known field, which its reader has checked
    ...orderMembers(minorDigits, customFields, itemMembers(minorDigits, customFields)),
  })),
  currency: DEFAULT_CURRENCY,
};

/** @throws Problem `malformed-request` when the input is no object, `quote-not-valid` or `validation-failed` with all faults otherwise */
export function readQuotedOrder(body: unknown, circumstances: Circumstances, readQuote: ReadQuote): QuotedOrder {
  const sent = isObject(body) ? body : {};
  const { quote, reasons } = tryQuote(sent.quote, readQuote);
  const fields = readFields(isObject(body) ? merged(body, quote, circumstances) : body, circumstances, FORM);
  const { request, faults = [] } = totalled(fields);
  const ofQuote = [...reasons, ...quote ? [...faults.filter(isQuoted).map(inClaims), ...customerReasons(quote, fields.input.customerId)] : []];
  const beside = [
    ...sent.quote === undefined ? [{ detail: `${REQUIRED}: the shop decides about items and amounts by it`, pointer: '#/quote' }] : [],
    ...identityFaults(sent, circumstances),
    ...misplacedFaults(sent),
    ...faults.filter((fault) => !isQuoted(fault)),
  ];
  if (ofQuote.length > 0) throw problemOf('quote-not-valid', 'request', [...ofQuote.map((detail) => ({ detail, pointer: '#/quote' })), ...beside]);
  if (!quote || !request || beside.length > 0) throw validationProblem(beside);
  return { quote, request };
}

/** The quote, or why there is none. A quote that is left out is no invalid one. */
function tryQuote(compact: unknown, readQuote: ReadQuote): { readonly quote?: Quote; readonly reasons: readonly string[] } {
  if (compact === undefined) return { reasons: [] };
  try {
    return { quote: readQuote(compact), reasons: [] };
  } catch (error) {
    if (!(error instanceof InvalidQuote)) throw error;
    return { reasons: error.reasons };
  }
}

/** The order as if the fields of the quote were the body's own. A quote for a customer says whose the order is, where nobody else does. */
function merged({ quote: _, ...body }: Record<string, unknown>, quote: Quote | undefined, { ownCustomerId }: Circumstances): Record<string, unknown> {
  const beside = Object.fromEntries(Object.entries(body).filter(([name]) => !isQuotedField(name)));
  return { ...beside, ...beside.customerId === undefined && { customerId: ownCustomerId ?? quote?.customer }, ...quote?.order };
}

function isQuotedField(name: string): boolean {
  return (QUOTED_FIELDS as readonly string[]).includes(name);
}

function isQuoted({ pointer }: Fault): boolean {
  return isQuotedField(pointer.split('/')[1]);
}

function inClaims({ detail, pointer }: Fault): string {
  return `#/order${pointer.slice(1)} of the claims ${detail}`;
}

/** Whose it is stays between the customer and the shop. */
function customerReasons({ customer }: Quote, customerId: unknown): string[] {
  return customer === undefined || customer === customerId ? [] : ['must be used by the customer for whom it was issued, got another one'];
}

/** Of two ways to tell a retry one would be lost in silence. */
function identityFaults({ quote, orderId }: Record<string, unknown>, { idempotencyKey }: Circumstances): Fault[] {
  if (quote === undefined) return [];
  return [
    ...orderId === undefined ? [] : [{ detail: 'must be left out with a quote, from which the id is made', pointer: '#/orderId' }],
    ...idempotencyKey === undefined ? [] : [{ detail: `must be sent without the header ${IDEMPOTENCY_KEY_HEADER}, since the id is made from the quote`, pointer: '#/quote' }],
  ];
}

function misplacedFaults(body: Record<string, unknown>): Fault[] {
  return QUOTED_FIELDS.filter((name) => body[name] !== undefined && !isEmptyList(body[name]))
    .map((name) => ({ detail: 'must be left out, since the quote decides about it', pointer: `#/${name}` }));
}
