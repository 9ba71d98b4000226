/*
 * Who calls, from what API Gateway's authorizer has proven (docs/adr/0006-who-may-see-what.md).
 */
import { isObject } from './check';
import type { HttpRequest } from './http-request';
import { CUSTOMER_ID, isCustomerId } from './order-request';
import { CallerRule, StaffRule } from '../../contract';
import { Problem } from '../domain/problem';

export interface Caller {
  /** Whose idempotency keys these are: each principal has its own. */
  readonly identity: string;
  /** The one customer whose orders the caller places, sees and changes; `undefined` for every customer's. */
  readonly customerId?: string;
}

/** What was a list in a token, as API Gateway writes it. */
const LIST = /^\[(.*)\]$/s;

/** Says nothing of what the claim holds, which may be about a person. */
const NO_CUSTOMER_ID = `the customer id in the credentials must be ${CUSTOMER_ID}, and no list`;

/** Without an authorizer all callers are one. */
const ANYBODY: Caller = { identity: '' };

/** @throws Problem `forbidden` when the caller must be a customer or staff and cannot be told to be one */
export function callerOf(request: HttpRequest, { customerIdClaim, staff = [] }: CallerRule): Caller {
  const { authorizer } = request;
  const claims = claimsOf(authorizer);
  const principal: Caller = { identity: principalOf(authorizer, claims) };
  if (request.isDirect || customerIdClaim === undefined) return principal;
  const customerId = idOf(claims[customerIdClaim]);
  const identity = isCustomerId(customerId) ? `customer:${customerId}` : undefined;
  // The same person has the same keys, in a token with the rights of staff and in one without.
  if (staff.some((rule) => isHeldBy(request, claims, rule))) return identity === undefined ? principal : { identity };
  if (identity === undefined) throw new Problem('forbidden', Object.keys(claims).includes(customerIdClaim) ? NO_CUSTOMER_ID : 'the credentials name no customer');
  return { identity, customerId };
}

/** A JWT's claims, or the context that a Lambda authorizer has returned. */
function claimsOf({ jwt, lambda }: HttpRequest['authorizer']): Record<string, unknown> {
  if (isObject(jwt) && isObject(jwt.claims)) return jwt.claims;
  return isObject(lambda) ? lambda : {};
}

/** The user or client behind the credentials. */
function principalOf({ iam }: HttpRequest['authorizer'], { sub, client_id: client }: Record<string, unknown>): string {
  const user = isObject(iam) && typeof iam.userId === 'string' ? withoutSession(iam.userId) : undefined;
  const [kind, id] = Object.entries({ sub, client, iam: user }).find(([, candidate]) => idOf(candidate) !== undefined) ?? [];
  return kind === undefined ? ANYBODY.identity : `${kind}:${idOf(id)}`;
}

/** Of an IAM role the role itself: a session ends, and a retry may come in the next one. */
function withoutSession(userId: string): string {
  return userId.split(':')[0];
}

function isHeldBy(request: HttpRequest, claims: Record<string, unknown>, rule: StaffRule): boolean {
  // OAuth has scopes as one text with spaces.
  if ('scope' in rule) return [claims.scope, claims.scp].flatMap(membersOf).flatMap(wordsOf).includes(rule.scope);
  return membersOf(claims[rule.claim]).includes(rule.value) && !isDeniedByToken(request, rule);
}

/**
 * API Gateway writes the lists `["x staff"]` and `["x", "staff"]` and the text `"[x staff]"` alike; the token that it has checked has them
 * as they are. Nothing is granted by it: where tokens come in another header, anybody may write this one.
 */
function isDeniedByToken({ authorizer, header }: HttpRequest, { claim, value }: Extract<StaffRule, { claim: string }>): boolean {
  if (authorizer.jwt === undefined) return false;
  const inToken = payloadOf(header('authorization'))[claim];
  return inToken !== undefined && !(Array.isArray(inToken) ? inToken : [inToken]).flatMap(valueOf).includes(value);
}

function payloadOf(token = ''): Record<string, unknown> {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    return isObject(payload) ? payload : {};
  } catch {
    return {}; // no token, or one of another kind
  }
}

/** The members of a list, which API Gateway writes as `[a b]` when it was in a token; of anything else the one that it is. */
function membersOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.flatMap(valueOf);
  const list = typeof claim === 'string' ? LIST.exec(claim)?.[1] : undefined;
  return list === undefined ? valueOf(claim) : wordsOf(list);
}

/** A list or a map in a list is no value. */
function valueOf(claim: unknown): string[] {
  return ['string', 'number', 'boolean'].includes(typeof claim) ? [String(claim)] : [];
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/**
 * A text, or a whole number, which a Lambda authorizer's context can hold. A number that has lost digits is no id, and a list is none, which
 * others may have as well.
 */
function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return LIST.test(value) ? undefined : value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}
