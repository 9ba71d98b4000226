/*
 * What the routes of fulfilments and returns do. Each changes an order, whose new version is the answer.
 */
import { BackOfficeMetric, CREATE_FULFILMENT, CREATE_RETURN, FULFILMENT_KEY, IDEMPOTENCY_KEY_HEADER, IF_MATCH_HEADER, UPDATE_FULFILMENT } from '../contract';
import { BoundOperation, withinDeadline } from './deadline';
import { isKey, MAX_ORDER_ID_BYTES } from './domain/cursor';
import { readIfMatch } from './domain/entity-tag';
import { Circumstances, FulfilmentState, withChangedFulfilment, withNewFulfilment } from './domain/fulfilment';
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
interface Edit {
  /** Name of a metric that counts it. */
  readonly counts?: string;
  /** Headers of its answer, besides those of an order. */
  readonly headers?: Readonly<Record<string, string>>;
  apply(order: Order, circumstances: Circumstances): object | undefined;
}

type EditReader = (request: HttpRequest, mark: Mark) => Edit;

/** The operations by the route keys under which API Gateway hands their requests over. */
export function fulfilmentOperations(deadlineMs: number): ReadonlyMap<string, Operation<EditingStore>> {
  const operationOf = (read: EditReader) => sentAgainByKey(withinDeadline(deadlineMs, editing(read)));
  return new Map([
    [CREATE_FULFILMENT.routeKey, operationOf(createFulfilment)],
    [UPDATE_FULFILMENT.routeKey, operationOf(updateFulfilment)],
    [CREATE_RETURN.routeKey, operationOf(createReturn)],
  ]);
}

/** The detail of `store-unavailable` here: the id of the order does not tell a retry from a second parcel. */
const SEND_AGAIN_BY_KEY = 'retry after the seconds of Retry-After, with the same Idempotency-Key; a request without a key may have taken effect: read the order first';

function sentAgainByKey(operation: Operation<EditingStore>): Operation<EditingStore> {
  return (...request) => operation(...request).catch((error) => {
    throw error instanceof Problem && error.kind === 'store-unavailable' ? new Problem(error.kind, SEND_AGAIN_BY_KEY, [], error.cause) : error;
  });
}

function createFulfilment(request: HttpRequest, mark: Mark): Edit {
  const body = readFulfilmentRequest(request.json());
  const fulfilmentId = mark('fulfilment');
  const fulfilment = { ...body, fulfilmentId, fingerprint: fingerprintOf(body) };
  return {
    apply: (order, circumstances) => withNewFulfilment(order, fulfilment, circumstances),
    counts: countsOf(body),
    headers: { Location: `fulfilments/${fulfilmentId}` }, // relative to the request's own URL, as that of a new order
  };
}

function updateFulfilment(request: HttpRequest, mark: Mark): Edit {
  const fulfilmentId = request.pathParameter(FULFILMENT_KEY);
  if (!isKey(fulfilmentId, MAX_ORDER_ID_BYTES)) throw new Problem('fulfilment-not-found', 'the order has no fulfilment with this id');
  const body = readFulfilmentChange(request.json());
  const change = { ...body, fulfilmentId, changeId: mark(fulfilmentId, fingerprintOf(body)) };
  return { apply: (order, circumstances) => withChangedFulfilment(order, change, circumstances), counts: countsOf(body) };
}

function createReturn(request: HttpRequest, mark: Mark): Edit {
  const body = readReturnRequest(request.json());
  const made = { ...body, returnId: mark('return'), fingerprint: fingerprintOf(body) };
  return { apply: (order, circumstances) => withNewReturn(order, made, circumstances), counts: BackOfficeMetric.ORDERS_RETURNED };
}

function countsOf({ status }: { readonly status?: FulfilmentState }): string | undefined {
  return status === 'SHIPPED' ? BackOfficeMetric.FULFILMENTS_SHIPPED : undefined;
}

function editing(read: EditReader): BoundOperation<EditingStore> {
  return async (request, caller, { store, now, newId }, signal): Promise<Success> => {
    refuseParameters(request);
    refuseCustomers(caller);
    const orderId = orderIdOf(request);
    const expectedVersion = readIfMatch(request.header(IF_MATCH_HEADER));
    const idempotencyKey = readIdempotencyKey(request.header(IDEMPOTENCY_KEY_HEADER));
    const mark: Mark = (...parts) => identifyChange([orderId, ...parts], idempotencyKey, caller.identity, newId);
    const edit = read(request, mark);
    const circumstances = { at: now(), by: actorOf(caller) };
    const edited = await store.edit({
      orderId,
      expectedVersion,
      changeId: mark('status'),
      ...circumstances,
      apply: (order) => edit.apply(order, circumstances) as EditedAttributes | undefined,
    }, signal);
    if (edited.result === 'refused') throw edited.order ? preconditionFailed(edited.order, expectedVersion) : orderNotFound();
    const isReplay = edited.result === 'replayed';
    const notice = isReplay || edit.counts === undefined ? undefined : { counts: edit.counts };
    const { headers, ...response } = orderResponse(edited.order, isReplay);
    return { outcome: edited.result, notice, ...response, headers: { ...headers, ...edit.headers } };
  };
}

function refuseCustomers({ customerId }: Caller): void {
  if (customerId !== undefined) throw new Problem('forbidden', 'customers may not record fulfilments and returns: staff does it');
}
