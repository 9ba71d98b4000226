/*
 * What the routes of fulfilments and returns do. Each changes an order, whose new version is the answer.
 */
import { CREATE_FULFILMENT, CREATE_RETURN, FULFILMENT_KEY, IDEMPOTENCY_KEY_HEADER, IF_MATCH_HEADER, UPDATE_FULFILMENT } from '../contract';
import { BoundOperation, withinDeadline } from './deadline';
import { isKey, MAX_ORDER_ID_BYTES } from './domain/cursor';
import { readIfMatch } from './domain/entity-tag';
import { Circumstances, withChangedFulfilment, withNewFulfilment } from './domain/fulfilment';
import { fingerprintOf, identifyChange, Order } from './domain/order';
import { withNewReturn } from './domain/order-return';
import { Problem } from './domain/problem';
import type { EditedAttributes, FulfillingStore } from './fulfilling-store';
import { Operation, orderIdOf, orderNotFound, orderResponse, preconditionFailed, refuseParameters, Store, Success } from './operations';
import { actorOf } from './request/actor';
import type { Caller } from './request/caller';
import { readFulfilmentChange, readFulfilmentRequest, readReturnRequest } from './request/fulfilment-request';
import type { HttpRequest } from './request/http-request';
import { readIdempotencyKey } from './request/idempotency-key';

/** What the operations need of the table. */
export type EditingStore = Store & Pick<FulfillingStore, 'edit'>;

/** Makes marks of a request, the same again for the same idempotency key. */
type Mark = (...parts: readonly unknown[]) => string;

/** What a request does to an order. */
type Edit = (request: HttpRequest, mark: Mark) => (order: Order, circumstances: Circumstances) => object | undefined;

/** The operations by the route keys under which API Gateway hands their requests over. */
export function fulfilmentOperations(deadlineMs: number): ReadonlyMap<string, Operation<EditingStore>> {
  return new Map([
    [CREATE_FULFILMENT.routeKey, withinDeadline(deadlineMs, editing(createFulfilment))],
    [UPDATE_FULFILMENT.routeKey, withinDeadline(deadlineMs, editing(updateFulfilment))],
    [CREATE_RETURN.routeKey, withinDeadline(deadlineMs, editing(createReturn))],
  ]);
}

function createFulfilment(request: HttpRequest, mark: Mark): ReturnType<Edit> {
  const body = readFulfilmentRequest(request.json());
  const fulfilment = { ...body, fulfilmentId: mark('fulfilment'), fingerprint: fingerprintOf(body) };
  return (order, circumstances) => withNewFulfilment(order, fulfilment, circumstances);
}

function updateFulfilment(request: HttpRequest, mark: Mark): ReturnType<Edit> {
  const fulfilmentId = request.pathParameter(FULFILMENT_KEY);
  if (!isKey(fulfilmentId, MAX_ORDER_ID_BYTES)) throw new Problem('fulfilment-not-found', 'the order has no fulfilment with this id');
  const body = readFulfilmentChange(request.json());
  const change = { ...body, fulfilmentId, changeId: mark(fulfilmentId, fingerprintOf(body)) };
  return (order, circumstances) => withChangedFulfilment(order, change, circumstances);
}

function createReturn(request: HttpRequest, mark: Mark): ReturnType<Edit> {
  const body = readReturnRequest(request.json());
  const made = { ...body, returnId: mark('return'), fingerprint: fingerprintOf(body) };
  return (order, circumstances) => withNewReturn(order, made, circumstances);
}

function editing(read: Edit): BoundOperation<EditingStore> {
  return async (request, caller, { store, now, newId }, signal): Promise<Success> => {
    refuseParameters(request);
    refuseCustomers(caller);
    const orderId = orderIdOf(request);
    const expectedVersion = readIfMatch(request.header(IF_MATCH_HEADER));
    const idempotencyKey = readIdempotencyKey(request.header(IDEMPOTENCY_KEY_HEADER));
    const mark: Mark = (...parts) => identifyChange([orderId, ...parts], idempotencyKey, caller.identity, newId);
    const apply = read(request, mark);
    const circumstances = { at: now(), by: actorOf(caller) };
    const edited = await store.edit({
      orderId,
      expectedVersion,
      changeId: mark('status'),
      ...circumstances,
      apply: (order) => apply(order, circumstances) as EditedAttributes | undefined,
    }, signal);
    if (edited.result === 'refused') throw edited.order ? preconditionFailed(edited.order, expectedVersion) : orderNotFound();
    return { outcome: edited.result, ...orderResponse(edited.order, edited.result === 'replayed') };
  };
}

function refuseCustomers({ customerId }: Caller): void {
  if (customerId !== undefined) throw new Problem('forbidden', 'customers may not record fulfilments and returns: staff does it');
}
