/*
 * Fulfilments: the parcels of an order. Together they never have more of a line than the order has. What follows from them for the order is decided
 * here too: how far it is fulfilled, and when it is shipped and delivered (docs/adr/0031-fulfilments.md). Pure.
 */
import type { Actor } from './actor';
import { difference, faultsBeyond, haveAllLines, isNothing, LineQuantity, linesOf, orderedIn, Quantities, refuseExcess, sumOf } from './line-quantities';
import type { Order } from './order';
import type { OrderStatus } from './order-status';
import { areMaps } from './own-lists';
import { Problem } from './problem';

const NEXT = {
  PACKED: ['SHIPPED', 'CANCELLED'],
  SHIPPED: ['DELIVERED'],
  DELIVERED: [],
  CANCELLED: [],
} as const;

/** The state of one fulfilment. */
export type FulfilmentState = keyof typeof NEXT;

export const FULFILMENT_STATES = Object.keys(NEXT) as readonly FulfilmentState[];

/** The states that a fulfilment can begin with. */
export const FIRST_STATES = ['PACKED', 'SHIPPED'] as const satisfies readonly FulfilmentState[];

/** How much of an order is shipped. */
export const FULFILMENT_STATUSES = ['UNFULFILLED', 'PARTIAL', 'FULFILLED'] as const;

export type FulfilmentStatus = (typeof FULFILMENT_STATUSES)[number];

/** Bounds that keep usual orders far within the 400 KB of an item. */
export const MAX_FULFILMENTS = 50;
export const MAX_FULFILMENT_ITEMS = 500;

/** How many of the last changes of a fulfilment are known again. */
export const MAX_KNOWN_CHANGES = 10;

/** How a parcel is found at its carrier. */
export interface Tracking {
  readonly carrier?: string;
  readonly trackingNumber?: string;
  readonly trackingUrl?: string;
}

export interface FulfilmentEntry {
  readonly status: FulfilmentState;
  readonly at: string;
  readonly by?: Actor;
}

/** A fulfilment as a client sees it. */
export interface Fulfilment extends Tracking {
  readonly fulfilmentId: string;
  readonly status: FulfilmentState;
  readonly items: readonly LineQuantity[];
  readonly statusHistory: readonly FulfilmentEntry[];
}

export interface StoredFulfilment extends Fulfilment {
  /** Tells a retry of the request that made it from another request. Absent from an erased order. */
  readonly fingerprint?: string;
  /** Its last changes: tell a retry of one from another change. */
  readonly changeIds?: readonly string[];
}

/** An order as an API with fulfilments stores it. */
export interface FulfillableOrder extends Order {
  readonly fulfilments?: readonly StoredFulfilment[];
  readonly fulfilmentStatus?: FulfilmentStatus;
}

/** A request for a fulfilment. */
export interface NewFulfilment extends Tracking {
  readonly fulfilmentId: string;
  readonly fingerprint: string;
  readonly status: FulfilmentState;
  /** Without it, all that is in no fulfilment yet. */
  readonly items?: readonly LineQuantity[];
}

/** A request for a change of one. An empty text removes what it names. */
export interface FulfilmentChange extends Tracking {
  readonly fulfilmentId: string;
  readonly changeId: string;
  readonly status?: FulfilmentState;
}

/** When a change is made, and by whom. */
export interface Circumstances {
  readonly at: Date;
  readonly by?: Actor;
}

/** Attributes of an order after a change of its fulfilments, and the status that it comes to by that. */
export interface FulfilledOrder {
  readonly fulfilments: readonly StoredFulfilment[];
  readonly fulfilmentStatus: FulfilmentStatus;
  readonly status?: OrderStatus;
}

/** Whether it is a list of ours. Another program may have stored something else under its name. */
export function areFulfilments(candidate: unknown): candidate is readonly StoredFulfilment[] {
  return areMaps<StoredFulfilment>(candidate, ['fulfilmentId'], ['items', 'statusHistory']) && candidate.every(({ status }) => FULFILMENT_STATES.includes(status));
}

/** Whether a request with the same id is a retry. What an erased order has kept does not tell. */
export function isSameRequest(made: { readonly fingerprint?: string }, { fingerprint }: { readonly fingerprint?: string }): boolean {
  return made.fingerprint === undefined || made.fingerprint === fingerprint;
}

/** @throws Error when another program has stored something else under the name, which is not overwritten */
function fulfilmentsOf({ fulfilments = [] }: FulfillableOrder): readonly StoredFulfilment[] {
  if (areFulfilments(fulfilments)) return fulfilments;
  throw new Error('another program has written the attribute fulfilments of this order, which belongs to the API: rename it there');
}

/** The fulfilments that count. */
export function activeFulfilments({ fulfilments }: Pick<FulfillableOrder, 'fulfilments'>): readonly StoredFulfilment[] {
  return areFulfilments(fulfilments) ? fulfilments.filter(({ status }) => status !== 'CANCELLED') : [];
}

/** What is in no fulfilment yet. */
export function unpackedIn(order: FulfillableOrder): Quantities {
  return difference(orderedIn(order.items), sumOf(activeFulfilments(order)));
}

/** What the fulfilments have delivered. */
export function deliveredIn(order: FulfillableOrder): Quantities {
  return sumOf(activeFulfilments(order).filter(({ status }) => status === 'DELIVERED'));
}

/**
 * The order with one more fulfilment, or `undefined` if the same request has made it before.
 * @throws Problem when the order is not to be packed, or has not that much left
 */
export function withNewFulfilment(order: FulfillableOrder, request: NewFulfilment, { at, by }: Circumstances): FulfilledOrder | undefined {
  const fulfilments = fulfilmentsOf(order);
  const { items: asked, ...fulfilment } = request;
  const made = fulfilments.find(({ fulfilmentId }) => fulfilmentId === request.fulfilmentId);
  if (made) {
    if (isSameRequest(made, request)) return undefined;
    throw new Problem('idempotency-key-reused', 'the Idempotency-Key belongs to another fulfilment of the order: retry with the same body, or use a new key');
  }
  if (order.status !== 'CONFIRMED') throw new Problem('transition-not-allowed', `the order must be CONFIRMED to be packed, got ${order.status}`);
  const unpacked = unpackedIn(order);
  if (isNothing(unpacked)) throw nothingToPack(order);
  const items = asked ?? linesOf(unpacked);
  refuseExcess(faultsBeyond(unpacked, { items }, 'no more of the line is left to pack'));
  refuseTooMany([...fulfilments, { items }]);
  const statusHistory = [entryOf(fulfilment.status, { at, by })];
  return after(order, [...fulfilments, { ...fulfilment, items, statusHistory }]);
}

/**
 * The order with a changed fulfilment, or `undefined` if the same request has made the change before.
 * @throws Problem when there is no such fulfilment, or it cannot come to that state
 */
export function withChangedFulfilment(order: FulfillableOrder, request: FulfilmentChange, { at, by }: Circumstances): FulfilledOrder | undefined {
  const { fulfilmentId, changeId, ...change } = request;
  const fulfilments = fulfilmentsOf(order);
  const current = fulfilments.find((each) => each.fulfilmentId === fulfilmentId);
  if (!current) throw new Problem('fulfilment-not-found', 'the order has no fulfilment with this id');
  const { changeIds = [] } = current;
  if (changeIds.includes(changeId)) return undefined;
  if (change.status !== undefined) refuseStep(order, current.status, change.status);
  const entries = change.status === undefined ? [] : [entryOf(change.status, { at, by })];
  const known = [...changeIds, changeId].slice(-MAX_KNOWN_CHANGES);
  const changed = withoutEmptyTexts({ ...current, ...change, changeIds: known, statusHistory: [...current.statusHistory, ...entries] });
  return after(order, fulfilments.map((each) => (each === current ? changed : each)));
}

function nothingToPack(order: FulfillableOrder): Problem {
  return new Problem('exceeds-order', activeFulfilments(order).length > 0
    ? 'all of the order is in fulfilments: cancel one that is PACKED to pack it anew'
    : 'no line of the order has a quantity, so that none can be packed: set the status of the order when it is sent');
}

function withoutEmptyTexts(fulfilment: StoredFulfilment): StoredFulfilment {
  return Object.fromEntries(Object.entries(fulfilment).filter(([, member]) => member !== '')) as unknown as StoredFulfilment;
}

/** States of all fulfilments that count, in which somebody may end an order of which a part is never sent. */
const ENDED_BY: Readonly<Partial<Record<OrderStatus, readonly FulfilmentState[]>>> = { SHIPPED: ['SHIPPED', 'DELIVERED'], DELIVERED: ['DELIVERED'] };

/** @throws Problem when fulfilments decide about the status of the order, so that nobody may set it beside them */
export function refuseBesideFulfilments(order: FulfillableOrder, status: OrderStatus): void {
  const { [status]: ended = [] } = ENDED_BY;
  const others = activeFulfilments(order).filter((fulfilment) => !ended.includes(fulfilment.status));
  if (others.length === 0 || status === 'CONFIRMED') return;
  const states = [...new Set(others.map((fulfilment) => fulfilment.status))].join(' and ');
  const got = others.length === 1 ? `1 that is ${states}` : `${others.length} that are ${states}`;
  const advice = status === 'CANCELLED' ? `: ${adviceBeforeCancelling(states)}` : '';
  throw new Problem('transition-not-allowed', `${status} needs all fulfilments of the order to be ${ENDED_BY[status]?.join(' or ') ?? 'CANCELLED'}, got ${got}${advice}`);
}

function adviceBeforeCancelling(states: string): string {
  return states === 'PACKED' ? 'cancel what is packed first' : 'what is sent cannot be called off, so set SHIPPED when no more is sent';
}

function entryOf(status: FulfilmentState, { at, by }: Circumstances): FulfilmentEntry {
  return { status, at: at.toISOString(), ...by && { by } };
}

function refuseStep({ status }: FulfillableOrder, from: FulfilmentState, to: FulfilmentState): void {
  // Another program, or a version before fulfilments, has cancelled the order beside them.
  if (status === 'CANCELLED' && to !== 'CANCELLED') throw new Problem('transition-not-allowed', `the order is CANCELLED: its fulfilments can only be CANCELLED, got ${to}`);
  const next: readonly FulfilmentState[] = NEXT[from];
  if (next.includes(to)) return;
  const expected = next.length > 0 ? `the next status must be ${next.join(' or ')}` : 'no status can follow';
  throw new Problem('transition-not-allowed', `the fulfilment is ${from}: ${expected}, got ${to}`);
}

function refuseTooMany(fulfilments: readonly { readonly items: readonly LineQuantity[] }[]): void {
  const entries = fulfilments.reduce((sum, { items }) => sum + items.length, 0);
  if (fulfilments.length <= MAX_FULFILMENTS && entries <= MAX_FULFILMENT_ITEMS) return;
  throw new Problem('exceeds-order', `an order must have at most ${MAX_FULFILMENTS} fulfilments with ${MAX_FULFILMENT_ITEMS} items together, also cancelled ones, got ${fulfilments.length} with ${entries}`);
}

function after(order: FulfillableOrder, fulfilments: readonly StoredFulfilment[]): FulfilledOrder {
  const inStates = (...states: readonly FulfilmentState[]) => sumOf(fulfilments.filter(({ status }) => states.includes(status)));
  const ordered = orderedIn(order.items);
  const shipped = inStates('SHIPPED', 'DELIVERED');
  // Of a line without a quantity nobody knows how much is to be shipped: staff says so by the status.
  const areAll = (counted: Quantities) => haveAllLines(ordered) && isNothing(difference(ordered, counted));
  const isShipped = areAll(shipped);
  const isDelivered = areAll(inStates('DELIVERED'));
  const fulfilmentStatus = isShipped ? 'FULFILLED' : isNothing(shipped) ? 'UNFULFILLED' : 'PARTIAL';
  const status = isDelivered && order.status === 'SHIPPED' ? 'DELIVERED' : isShipped && order.status === 'CONFIRMED' ? 'SHIPPED' : undefined;
  return { fulfilments, fulfilmentStatus, ...status && { status } };
}
