/*
 * The bodies of requests for fulfilments and returns.
 */
import { checkedBody } from './body';
import { array, Check, gotNumber, gotText, isObject, object, optional, required, value } from './check';
import { REASON_MEMBERS } from './detailed-status-request';
import { FORMATS } from './formats';
import { line } from './line';
import { LIMITS } from './order-checks';
import { FIRST_STATES, FULFILMENT_STATES, FulfilmentChange, FulfilmentState, NewFulfilment } from '../domain/fulfilment';
import { MAX_MINOR_UNITS } from '../domain/money';
import type { NewReturn } from '../domain/order-return';
import { Fault, validationProblem } from '../domain/problem';

/** Bounds of texts, in characters. */
export const FULFILMENT_LIMITS = { carrier: 64, trackingNumber: 128, trackingUrl: 500 } as const;

const wholeNumber = (largest: number): Check => value(
  `a whole number from 1 to ${largest}`,
  (candidate) => Number.isInteger(candidate) && Number(candidate) >= 1 && Number(candidate) <= largest,
  gotNumber,
);

const lineQuantity = object({ lineNumber: required(wholeNumber(LIMITS.items)), quantity: required(wholeNumber(LIMITS.quantity)) });

/** Each line once: otherwise two entries could ask for the same piece. */
const lines: Check = (candidate, pointer) => {
  const faults = array(1, LIMITS.items, lineQuantity)(candidate, pointer);
  return faults.length > 0 ? faults : repeatedLines(candidate as readonly { readonly lineNumber: number }[], pointer);
};

function repeatedLines(items: readonly { readonly lineNumber: number }[], pointer: string): Fault[] {
  const first = (lineNumber: number) => items.findIndex((item) => item.lineNumber === lineNumber);
  return items.flatMap(({ lineNumber }, index) => (
    first(lineNumber) === index ? [] : [{ detail: `must name each line once, got ${lineNumber} again: add the quantities`, pointer: `${pointer}/${index}/lineNumber` }]
  ));
}

const state = (states: readonly FulfilmentState[]): Check => value(`one of ${states.join(', ')}`, (candidate) => states.includes(candidate as FulfilmentState), gotText);

/** As the RFC and the browsers have it, which differ. */
function isWebUrl(text: string): boolean {
  return /^https?:\/\/[^/?#]/i.test(text) && FORMATS.uri.is(text) && URL.canParse(text);
}

/** Browsers follow it, so it is of the web. */
const trackingUrl = (canBeEmpty: boolean): Check => value(
  `an absolute URL with https or http, in ASCII with % escapes, of at most ${FULFILMENT_LIMITS.trackingUrl} characters${canBeEmpty ? ', or empty' : ''}`,
  (candidate) => typeof candidate === 'string' && candidate.length <= FULFILMENT_LIMITS.trackingUrl && (candidate === '' ? canBeEmpty : isWebUrl(candidate)),
  (candidate) => (typeof candidate === 'string' ? `${candidate.length} characters` : gotText(candidate)),
);

const tracking = (canBeEmpty: boolean) => ({
  carrier: optional(line(canBeEmpty ? 0 : 1, FULFILMENT_LIMITS.carrier)),
  trackingNumber: optional(line(canBeEmpty ? 0 : 1, FULFILMENT_LIMITS.trackingNumber)),
  trackingUrl: optional(trackingUrl(canBeEmpty)),
});

const newFulfilment = object({ items: optional(lines), status: optional(state(FIRST_STATES)), ...tracking(false) });

const fulfilmentChange = object({ status: optional(state(FULFILMENT_STATES)), ...tracking(true) });

/** How many digits it may have depends on the currency of the order. */
const refund = value(
  'a decimal number from 0',
  (candidate) => typeof candidate === 'number' && candidate >= 0 && candidate <= Number(MAX_MINOR_UNITS),
  gotNumber,
);

const newReturn = object({ items: required(lines), refundAmount: optional(refund), ...REASON_MEMBERS });

type Made = 'fulfilmentId' | 'returnId' | 'fingerprint' | 'changeId';

/** @throws Problem with all faults */
export function readFulfilmentRequest(input: unknown): Omit<NewFulfilment, Made> {
  return { status: 'PACKED', ...checkedBody<Partial<NewFulfilment>>(input, 'a fulfilment', newFulfilment) };
}

/** @throws Problem with all faults */
export function readFulfilmentChange(input: unknown): Omit<FulfilmentChange, Made> {
  const change = checkedBody<Omit<FulfilmentChange, Made>>(input, 'a change of a fulfilment', fulfilmentChange);
  if (isObject(change) && Object.keys(change).length === 0) {
    throw validationProblem([{ detail: 'must have at least one of status, carrier, trackingNumber, trackingUrl, got none', pointer: '#' }]);
  }
  return change;
}

/** @throws Problem with all faults */
export function readReturnRequest(input: unknown): Omit<NewReturn, Made> {
  return checkedBody(input, 'a return', newReturn);
}
