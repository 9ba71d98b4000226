/*
 * Who calls, from what API Gateway's authorizer has proven (docs/adr/0006-who-may-see-what.md).
 */
import { isObject, objectOf } from './check';
import type { HttpRequest } from './http-request';
import { CUSTOMER_ID, isCustomerId } from './order-checks';
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

/** @throws Problem `forbidden` when the caller must be a customer, staff or somebody whom a claim names, and cannot be told to be one */
export function callerOf(request: HttpRequest, { customerIdClaim, callerIdClaim, staff = [] }: CallerRule): Caller {
  if (request.isDirect) return ANYBODY;
  const claims = claimsOf(request.authorizer);
  const principal = () => ({ identity: principalOf(request.authorizer, claims, callerIdClaim) });
  if (customerIdClaim === undefined) return principal();
  const customerId = idOf(claims[customerIdClaim]);
  const identity = isCustomerId(customerId) ? `customer:${customerId}` : undefined;
  // The same person has the same keys, in a token with the rights of staff and in one without.
  if (staff.some((rule) => isHeldBy(request, claims, rule))) return identity === undefined ? principal() : { identity };
  if (identity === undefined) {
    throw new Problem('forbidden', Object.keys(claims).includes(customerIdClaim) ? NO_CUSTOMER_ID : 'the credentials must be those of a customer or of staff');
  }
  return { identity, customerId };
}

/** A JWT's claims, or the context that a Lambda authorizer has returned. */
function claimsOf({ jwt, lambda }: HttpRequest['authorizer']): Record<string, unknown> {
  const { claims } = objectOf(jwt);
  return isObject(claims) ? claims : objectOf(lambda);
}

/** The user or client behind the credentials. Its kind stands in front: no id of one kind is that of another. */
function principalOf({ iam }: HttpRequest['authorizer'], claims: Record<string, unknown>, callerIdClaim: string | undefined): string {
  const { cognitoIdentity, userId } = objectOf(iam);
  const ids = callerIdClaim === undefined
    // Users of an identity pool share its roles.
    ? { sub: claims.sub, client: claims.client_id, cognito: objectOf(cognitoIdentity).identityId, iam: withoutSession(userId) }
    : { caller: claims[callerIdClaim] };
  for (const [kind, candidate] of Object.entries(ids)) {
    const id = idOf(candidate);
    if (id !== undefined) return `${kind}:${id}`;
  }
  // With another identity in a second try it would be another order.
  if (callerIdClaim !== undefined) throw new Problem('forbidden', 'the credentials must say who calls');
  return ANYBODY.identity;
}

/** Of an IAM role the role itself: a session ends, and a retry may come in the next one. A federated user has a name in an account instead. */
function withoutSession(userId: unknown): unknown {
  return typeof userId === 'string' && !/^\d+:/.test(userId) ? userId.split(':')[0] : userId;
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
    return objectOf(JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()));
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
 * A text that is not blank, or a whole number, which a Lambda authorizer's context can hold. A number that has lost digits is no id, and a list is none, which
 * others may have as well.
 */
function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return LIST.test(value) || value.trim() === '' ? undefined : value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}
