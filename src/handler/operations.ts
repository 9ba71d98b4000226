/*
 * What each route does. A request that cannot be met ends in a Problem; http.ts gives it its status.
 */
import { CREATE_ORDER, GET_ORDER, IDEMPOTENCY_KEY_HEADER, IF_MATCH_HEADER, LIST_ORDERS, ORDER_KEY, UPDATE_ORDER_STATUS } from '../contract';
import { cursorOf, isKey, MAX_ORDER_ID_BYTES } from './domain/cursor';
import { entityTagOf, ExpectedVersion, NO_VERSION, readIfMatch } from './domain/entity-tag';
import { documentOf, identify, identifyChange, newOrder, Order, OrderIdentity } from './domain/order';
import { orderNumberOf } from './domain/order-number';
import { CANCELLED, INITIAL_STATUS, statusesAfter } from './domain/order-status';
import { Problem } from './domain/problem';
import type { OrderValue } from './embedded-metrics';
import type { CreateResult, OrderStore, StatusChange, Notice } from './order-store';
import type { Caller } from './request/caller';
import type { HttpRequest } from './request/http-request';
import { readIdempotencyKey } from './request/idempotency-key';
import { readListRequest } from './request/list-request';
import type { CustomFieldMembers } from './request/order-checks';
import { readOrderRequest } from './request/order-request';
import { readParameters } from './request/query-parameters';
import { readStatusRequest, StatusRequest } from './request/status-request';

/** What the operations of the standard routes need of the table. */
export type Store = Pick<OrderStore, 'create' | 'get' | 'list' | 'changeStatus'>;

/** What an operation needs of the world. */
export interface OperationDependencies<S = Store> {
  readonly store: S;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Whether the API has the route that reads an order: then a new order is told where it can be read. */
  readonly canReadOrders: boolean;
  /** What the shop has added to an order and its items. */
  readonly customFields?: CustomFieldMembers;
}

/** A request that was met. */
export interface Success {
  /** What the log calls it. */
  readonly outcome: string;
  readonly orderId?: string;
  /** What a new order comes to; a replay is none. */
  readonly value?: OrderValue;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
  readonly notice?: Notice;
}

export type Operation<S = Store> = (request: HttpRequest, caller: Caller, dependencies: OperationDependencies<S>) => Promise<Success>;

/** The operations of the standard routes by the route keys under which API Gateway hands their requests over. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  [CREATE_ORDER.routeKey, createOrder],
  [GET_ORDER.routeKey, getOrder],
  [LIST_ORDERS.routeKey, listOrders],
  [UPDATE_ORDER_STATUS.routeKey, updateOrderStatus],
]);

async function createOrder(request: HttpRequest, caller: Caller, dependencies: OperationDependencies): Promise<Success> {
  const { store, now, newId, canReadOrders, customFields } = dependencies;
  refuseParameters(request);
  const idempotencyKey = readIdempotencyKey(request.header(IDEMPOTENCY_KEY_HEADER));
  const orderRequest = readOrderRequest(request.json(), { idempotencyKey, ownCustomerId: caller.customerId, customFields });
  refuseOtherCustomers(caller, orderRequest);
  const identity = identify(orderRequest, idempotencyKey, caller.identity, newId);
  const result = await store.create(newOrder(orderRequest, identity.orderId, now()));
  return creationAnswer(result, identity, canReadOrders, orderRequest);
}

export function refuseOtherCustomers(caller: Caller, request: { readonly customerId: string }): void {
  if (!mayAccess(caller, request)) throw new Problem('forbidden', 'customers may only place orders of their own: leave customerId out, or send your own');
}

/** The answer to what became of an order. */
export function creationAnswer(result: CreateResult, identity: OrderIdentity, canReadOrders: boolean, value?: OrderValue): Success {
  // An erased order tells no more which request made it; under an id that nobody chose it is that of a retry.
  if (result === 'conflict' || (result === 'erased' && !isDerived(identity))) throw conflictProblem(identity);
  const answer = accepted(identity.orderId, result !== 'created', canReadOrders);
  return result === 'created' ? { ...answer, value } : answer;
}

async function getOrder(request: HttpRequest, caller: Caller, { store }: OperationDependencies): Promise<Success> {
  refuseParameters(request);
  const order = await store.get(orderIdOf(request));
  if (!order || !mayAccess(caller, order)) throw orderNotFound();
  return { outcome: 'read', ...orderResponse(order) };
}

async function listOrders(request: HttpRequest, caller: Caller, { store }: OperationDependencies): Promise<Success> {
  const { orders, next } = await store.list(readListRequest(request.query, caller));
  return {
    outcome: 'listed',
    body: { orders: orders.map(documentOf), ...next && { nextCursor: cursorOf(next) } },
  };
}

/** What a change of status needs of the world. */
type ChangeDependencies = Pick<OperationDependencies<Pick<Store, 'changeStatus'>>, 'store' | 'now' | 'newId'>;

/** Reads the body of a change of status: the members of the change that a client sends. */
export type StatusReader = (body: unknown, caller: Caller) => StatusRequest;

export async function updateOrderStatus(
  request: HttpRequest, caller: Caller, dependencies: ChangeDependencies, signal?: AbortSignal, readBody: StatusReader = readStatusRequest,
): Promise<Success> {
  const { store, now, newId } = dependencies;
  refuseParameters(request);
  const orderId = orderIdOf(request);
  const expectedVersion = readIfMatch(request.header(IF_MATCH_HEADER));
  const idempotencyKey = readIdempotencyKey(request.header(IDEMPOTENCY_KEY_HEADER));
  const body = readBody(request.json(), caller);
  if (caller.customerId !== undefined && body.status !== CANCELLED) throw new Problem('forbidden', `customers may only set ${CANCELLED}, got ${body.status}`);
  const change: StatusChange = {
    ...body,
    orderId,
    expectedVersion,
    customerId: caller.customerId,
    changeId: identifyChange([orderId, ...Object.values(body), expectedVersion], idempotencyKey, caller.identity, newId),
    at: now(),
  };
  const changed = await store.changeStatus(change, signal);
  if (changed.result === 'refused') throw refusalOf(change, changed.order);
  const { result, order, notice } = changed;
  return { outcome: result, notice, ...orderResponse(order, result === 'replayed') };
}

/** The routes without parameters: one that came anyway would be lost in silence. */
export function refuseParameters({ query }: HttpRequest): void {
  readParameters(query, {});
}

/** The id in the path; one that no order can have is one that no order has. */
export function orderIdOf(request: HttpRequest): string {
  const orderId = request.pathParameter(ORDER_KEY);
  if (!isKey(orderId, MAX_ORDER_ID_BYTES)) throw orderNotFound();
  return orderId;
}

/** Whether an order is the caller's own, or the caller is trusted with all. */
function mayAccess(caller: Caller, { customerId }: { readonly customerId: string }): boolean {
  return caller.customerId === undefined || caller.customerId === customerId;
}

/** The same for an order that is not there and for one that is somebody else's. */
export function orderNotFound(): Problem {
  return new Problem('order-not-found', 'there is no order with this id that the caller may see');
}

/** The answer to a new order; the same whenever it is asked for again, however far the order has come since. */
function accepted(orderId: string, isReplay: boolean, canBeRead: boolean): Success {
  return {
    outcome: isReplay ? 'replayed' : 'created',
    orderId,
    headers: {
      // Relative to the request's own URL, so it is right under a stage, a custom domain and an emulator.
      ...canBeRead && { Location: `orders/${orderId}` },
      ...replayed(isReplay),
    },
    body: { message: 'Order processed successfully', orderId, status: INITIAL_STATUS, orderNumber: orderNumberOf(orderId) },
  };
}

export function orderResponse(order: Order, isReplay = false): Pick<Success, 'orderId' | 'headers' | 'body'> {
  return {
    orderId: order.orderId,
    headers: { ETag: entityTagOf(order.version), ...replayed(isReplay) },
    body: documentOf(order),
  };
}

function replayed(isReplay: boolean): Record<string, string> {
  return isReplay ? { 'Idempotency-Replayed': 'true' } : {};
}

/** Whether the id is made from something that belongs to this one order. */
function isDerived({ source }: OrderIdentity): boolean {
  return source === 'idempotency-key' || source === 'quote';
}

function conflictProblem(identity: OrderIdentity): Error {
  const { orderId } = identity;
  switch (identity.source) {
    case 'request':
      return new Problem('order-exists', `the orderId ${orderId} belongs to an order with other contents, or to an erased one: retry with the same body, or use a new orderId`);
    case 'idempotency-key':
      return new Problem('idempotency-key-reused', `the ${IDEMPOTENCY_KEY_HEADER} belongs to an order with other contents: retry with the same body, or use a new key`);
    case 'quote':
      return identity.reused;
    case 'generated':
      return new Error(`the generated id ${orderId} was taken`);
  }
}

/** Why a change was refused, from the order as it stood at that moment. HTTP asks for the version to be looked at first. */
function refusalOf({ customerId, expectedVersion, status }: StatusChange, order: Order | undefined): Problem {
  if (!order || (customerId !== undefined && order.customerId !== customerId)) return orderNotFound();
  if (expectedVersion !== 'any' && order.version !== expectedVersion) return preconditionFailed(order, expectedVersion);
  const next = statusesAfter(order.status);
  const expected = next.length > 0 ? `the next status must be ${next.join(' or ')}` : 'no status can follow';
  return new Problem('transition-not-allowed', `the order is ${order.status}: ${expected}, got ${status}`);
}

/** The answer to a change of another version than the order has. */
export function preconditionFailed({ version }: Order, expectedVersion: ExpectedVersion): Problem {
  const reason = expectedVersion === NO_VERSION ? `, and ${IF_MATCH_HEADER} holds the ETag of no version` : '';
  return new Problem('precondition-failed', `the order has the ETag ${entityTagOf(version)}${reason}: read it again, then send that ETag`);
}
