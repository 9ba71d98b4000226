/*
 * A quote: what an order costs, for how long, and for whom, as the shop's pricing service has signed it.
 */
import { InvalidQuote, invalidPart } from './invalid-quote';
import { verifiedPayload } from './jws';
import type { QuoteKeys } from './quote-keys';
import { QUOTED_FIELDS } from '../../contract';
import { Fault, Problem, problemOf } from '../domain/problem';
import { Check, gotNumber, gotText, object, optional, required, typeOf, value } from '../request/check';
import { line } from '../request/line';
import { LIMITS } from '../request/order-checks';

/** Claims of a quote that is valid at some time. */
export interface Quote {
  /** Unique among the quotes of an audience; an order gets its id from it. */
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  /** The one customer who may use the quote; without it anybody may who has it. */
  readonly customer?: string;
  /** The fields of the order that the quote decides. What they may be is that of an order without a quote. */
  readonly order: Readonly<Record<string, unknown>>;
}

/** From `iat` to `exp`, in seconds: a day. */
export const MAX_LIFETIME = 24 * 60 * 60;

/** How far the clock of the pricing service may be ahead, in seconds. */
export const CLOCK_SKEW = 60;

/** Of a `jti`, in characters. */
const MAX_ID_LENGTH = 255;

/** The end of the year 9999, the last that RFC 3339 can write. */
const LAST_SECOND = 253_402_300_799;

const time = value(
  'a time in whole seconds since 1970',
  (candidate) => Number.isInteger(candidate) && Number(candidate) >= 0 && Number(candidate) <= LAST_SECOND,
  gotNumber,
);

const anything: Check = () => [];

const order = object({
  ...Object.fromEntries(QUOTED_FIELDS.map((name) => [name, optional(anything)])),
  items: required(anything),
  currency: required(anything),
});

function claimsFor(audience: string): Check {
  return object({
    aud: required(value(JSON.stringify(audience), (candidate) => candidate === audience, gotText)),
    iat: required(time),
    exp: required(time),
    jti: required(line(1, MAX_ID_LENGTH)),
    customer: optional(line(1, LIMITS.customerId)),
    order: required(order),
  });
}

/** Reads quotes for an audience that were signed under one of the keys. */
export function quoteReader(audience: string, keys: QuoteKeys): (compact: unknown) => Quote {
  const checkClaims = claimsFor(audience);
  return (compact) => {
    if (typeof compact !== 'string') throw new InvalidQuote([`must be a string, got ${typeOf(compact)}`]);
    const claims = verifiedPayload(compact, keys);
    const faults = checkClaims(claims, '#');
    const allFaults = faults.length > 0 ? faults : lifetimeFaults(claims as Quote);
    if (allFaults.length > 0) throw invalidPart('claims', allFaults);
    return claims as Quote;
  };
}

function lifetimeFaults({ iat, exp }: Quote): Fault[] {
  const lifetime = exp - iat;
  if (lifetime > 0 && lifetime <= MAX_LIFETIME) return [];
  return [{ detail: `must be 1 to ${MAX_LIFETIME} seconds after iat, got ${lifetime}`, pointer: '#/exp' }];
}

/** @throws Problem when the quote does not hold at this moment */
export function refuseUnlessCurrent({ iat, exp }: Quote, now: Date): void {
  const seconds = now.getTime() / 1_000;
  if (seconds >= exp) throw quoteProblem('quote-expired', [`must be used before it expires, at ${rfc3339(exp)}: get a new quote`]);
  if (seconds < iat - CLOCK_SKEW) {
    throw quoteProblem('quote-not-valid', [`must be issued by a clock that is at most ${CLOCK_SKEW} s ahead, got ${rfc3339(iat)}`]);
  }
}

/** A problem with the quote of a body. */
export function quoteProblem(kind: 'quote-expired' | 'quote-not-valid', reasons: readonly string[]): Problem {
  return problemOf(kind, 'quote', reasons.map((detail) => ({ detail, pointer: '#/quote' })));
}

function rfc3339(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
