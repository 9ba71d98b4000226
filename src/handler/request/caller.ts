/*
 * Who calls, from what API Gateway's authorizer has proven (docs/adr/0006-who-may-see-what.md).
 */
import { isObject } from './check';
import type { HttpRequest } from './http-request';
import { isCustomerId } from './order-request';
import { Problem } from '../domain/problem';

/** How callers are told apart; what is left out is not asked for. */
export interface AccessRules {
  /** The claim that holds the caller's customer id; without it every caller that the API lets in is trusted. */
  readonly customerIdClaim?: string;
  /** The scope whose holders are trusted with every order. */
  readonly adminScope?: string;
  /** Whether the route for new orders is open although customers have claims. */
  readonly guestOrders?: boolean;
}

export interface Caller {
  /** Whose idempotency keys these are: each principal has its own. */
  readonly identity: string;
  /** The one customer whose orders the caller places, sees and changes; `undefined` for every customer's. */
  readonly customerId?: string;
}

/** Without an authorizer all callers are one. */
const ANYBODY: Caller = { identity: '' };

/** @throws Problem `forbidden` when the caller must be a customer and cannot be told to be one */
export function callerOf(request: HttpRequest, { customerIdClaim, adminScope, guestOrders = false }: AccessRules, isNewOrder: boolean): Caller {
  const { authorizer } = request;
  const claims = claimsOf(authorizer);
  const principal: Caller = { identity: principalOf(authorizer, claims) };
  if (customerIdClaim === undefined) return principal;
  if (request.isDirect || (guestOrders && isNewOrder)) return ANYBODY;
  if (adminScope !== undefined && scopesOf(claims).includes(adminScope)) return principal;
  const customerId = claims[customerIdClaim];
  if (!isCustomerId(customerId)) throw new Problem('forbidden', 'the credentials name no customer');
  return { identity: `customer:${customerId}`, customerId };
}

/** A JWT's claims, or the context that a Lambda authorizer has returned. */
function claimsOf({ jwt, lambda }: HttpRequest['authorizer']): Record<string, unknown> {
  if (isObject(jwt) && isObject(jwt.claims)) return jwt.claims;
  return isObject(lambda) ? lambda : {};
}

/** The user or client behind the credentials. */
function principalOf({ iam }: HttpRequest['authorizer'], { sub, client_id: client }: Record<string, unknown>): string {
  const user = isObject(iam) && typeof iam.userId === 'string' ? withoutSession(iam.userId) : undefined;
  const [kind, id] = Object.entries({ sub, client, iam: user }).find(([, candidate]) => typeof candidate === 'string') ?? [];
  return kind === undefined ? ANYBODY.identity : `${kind}:${String(id)}`;
}

/** Of an IAM role the role itself: a session ends, and a retry may come in the next one. */
function withoutSession(userId: string): string {
  return userId.split(':')[0];
}

/** The scopes of an OAuth token: a text with spaces between, and API Gateway puts brackets around what was a list. */
function scopesOf({ scope, scp }: Record<string, unknown>): string[] {
  const texts = [scope, scp].filter((claim): claim is string => typeof claim === 'string');
  return texts.flatMap((text) => text.replace(/^\[(.*)\]$/s, '$1').split(/\s+/)).filter((each) => each !== '');
}
