/*
 * A new order in an API that decides prices or takes stock: a request is refused for reasons outside of it, which can be others when it is retried.
 * A retry is recognised before it is refused (docs/adr/0026-prices-and-retries.md): the one place where that happens is `unlessPlaced`.
 */
import { CREATE_ORDER, IDEMPOTENCY_KEY_HEADER } from '../contract';
import { BoundOperation, withinDeadline } from './deadline';
import { identify, newOrder, OrderIdentity, PricedRequest } from './domain/order';
import { Problem } from './domain/problem';
import { creationAnswer, Operation, refuseOtherCustomers, refuseParameters, Store } from './operations';
import { CreateResult, resultBeside } from './order-store';
import type { Caller } from './request/caller';
import { readIdempotencyKey } from './request/idempotency-key';
import type { Circumstances } from './request/order-request';

/** Who calls, and what is known of a request beside its body. */
export interface Sender extends Circumstances {
  readonly caller: Caller;
  /** Whether it is a direct invocation of the function, which only IAM lets through. */
  readonly isDirect: boolean;
}

/** Whether the caller is of the shop: staff, IAM or a direct invocation. Guests are callers who are no customers either, so the settings tell. */
export function isOfShop({ caller, isDirect }: Sender, guests = false): boolean {
  return isDirect || (caller.customerId === undefined && !guests);
}

/** Who decides what an order costs. */
export interface Pricing {
  /**
   * Reads the body of a request, and asks nothing outside of it.
   * @throws Problem with all faults of its shape
   */
  read(body: unknown, sender: Sender): UnpricedOrder;
}

/** A valid request for an order whose amounts may not be known yet. */
export interface UnpricedOrder {
  readonly customerId: string;
  readonly orderId?: string;
  /** Where the request has an id by itself, whoever sends it. Without it, the id is that of the client, of the idempotency key, or a new one. */
  readonly identity?: OrderIdentity;
  /** Tells a retry from another request. What the server fills in is no part of it. */
  readonly fingerprint: string;
  /**
   * The request with all amounts.
   * @throws Problem when the order cannot be placed now
   */
  price(now: () => Date, signal: AbortSignal): Promise<PricedRequest>;
}

/** The operation by the route key under which API Gateway hands its requests over. */
export function checkedCreation(pricing: Pricing, deadlineMs: number): ReadonlyMap<string, Operation<Store>> {
  const createOrder: BoundOperation<Store> = async (request, caller, { store, now, newId, canReadOrders, customFields }, signal) => {
    refuseParameters(request);
    const idempotencyKey = readIdempotencyKey(request.header(IDEMPOTENCY_KEY_HEADER));
    const unpriced = pricing.read(request.json(), {
      caller, isDirect: request.isDirect, ownCustomerId: caller.customerId, idempotencyKey, customFields,
    });
    refuseOtherCustomers(caller, unpriced);
    const identity = unpriced.identity ?? identify(unpriced, idempotencyKey, caller.identity, newId);

    let priced: PricedRequest | undefined;
    const place = async () => {
      priced = await unpriced.price(now, signal);
      return store.create(newOrder(priced, identity.orderId, now(), unpriced.fingerprint), signal);
    };
    const result = await place().catch((refusal) => unlessPlaced(refusal, { identity, fingerprint: unpriced.fingerprint, store, signal }));
    return creationAnswer(result, identity, canReadOrders, priced);
  };
  return new Map([[CREATE_ORDER.routeKey, withinDeadline(deadlineMs, createOrder)]]);
}

interface Attempt {
  readonly identity: OrderIdentity;
  readonly fingerprint: string;
  readonly store: Store;
  readonly signal: AbortSignal;
}

/** What became of the order when the same request, or another one, has placed it before. Only an order that is not there is refused. */
async function unlessPlaced(refusal: unknown, { identity: { source, orderId }, fingerprint, store, signal }: Attempt): Promise<CreateResult> {
  if (source === 'generated') throw refusal; // nobody can have sent the id before
  const placed = await store.get(orderId, signal);
  if (!placed) throw refusal instanceof Problem ? withRetryFirst(refusal) : refusal;
  return resultBeside(fingerprint, placed.requestFingerprint, placed.erasedAt);
}

/** A first try that is still running may be accepted, although its retry has overtaken it and is refused. */
function withRetryFirst({ kind, detail, faults, cause, counts }: Problem): Problem {
  return new Problem(kind, `${detail}; if an earlier try of this request got no answer, send it again unchanged first`, faults, cause, counts);
}
