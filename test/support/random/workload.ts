/*
 * What the clients are going to do, drawn from the seed. A plan speaks of orders that do not exist yet as "the
 * order a third of the way through those known by then"; `requests.ts` makes requests of it when its time comes.
 */
import * as fc from 'fast-check';
import { Alteration, ALTERATIONS, bodyPlan, BodyPlan, draft, spelling } from './bodies';
import { Caller, customer, customerIdOf, staff, stranger, trustedToOrder } from './callers';
import { InjectedFault, INJECTED_FAULTS } from './fault-injection';
import type { Spelling } from './json-text';
import { ROUTES } from '../../../src/contract';
import { ORDER_STATUSES } from '../../../src/handler/domain/order-status';

/** A part of the way through a list, from 0 to below 1. */
type Fraction = number;

/** Who reads or changes an order, by what the order is to them. */
export type Viewer =
  | { readonly is: 'owner'; readonly isLambdaAuthorizer: boolean }
  | { readonly is: 'customer'; readonly customerId: string }
  | { readonly is: 'somebody'; readonly caller: Caller };

/** One of the orders known, most of the time one that is looked at often; or an id of which nothing is known. */
export type Target = { readonly order: Fraction } | { readonly orderId: string };

export interface CreatePlan {
  readonly kind: 'create';
  readonly caller: Caller;
  readonly body: BodyPlan;
  readonly key?: string;
  readonly wrapping: 'text' | 'base64' | 'odd flag';
  /** The id of a known order instead of the one in the body. */
  readonly takenId?: Fraction;
  readonly leavesOutCustomer: LeavesOutCustomer;
  readonly oddity?: Oddity;
  readonly copies: number;
  readonly injectedFault?: InjectedFault;
}

/** Whether the body of a new order names no customer: if its caller is a customer, and if its caller is somebody else. */
export interface LeavesOutCustomer {
  readonly ofCustomer: boolean;
  readonly ofOthers: boolean;
}

/** Something about the request, besides its body, for which it is refused. */
export interface Oddity {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

export interface GetPlan {
  readonly kind: 'get';
  readonly viewer: Viewer;
  readonly target: Target;
  readonly oddity?: Oddity;
  readonly injectedFault?: InjectedFault;
}

export interface PatchPlan {
  readonly kind: 'patch';
  readonly viewer: Viewer;
  readonly target: Target;
  /** A status, or the next that can follow. */
  readonly status: string;
  /** How far from the version that was seen last; or the header as it is; `undefined` for none. */
  readonly ifMatch: number | string | undefined;
  readonly key?: string;
  readonly body?: { readonly text: string; readonly refusals: readonly number[] };
  readonly oddity?: Oddity;
  readonly copies: number;
  readonly injectedFault?: InjectedFault;
}

export interface ListPlan {
  readonly kind: 'list';
  readonly viewer: Viewer;
  readonly customerId: string;
  readonly namesCustomer: boolean;
  readonly limit?: number;
  readonly cursor?: { readonly seen: Fraction } | { readonly forgedFrom: Fraction } | { readonly position: readonly [string, string] };
  readonly oddity?: Oddity;
  readonly injectedFault?: InjectedFault;
}

/** All pages of a customer, while others write. */
export interface WalkPlan {
  readonly kind: 'walk';
  readonly viewer: Viewer;
  readonly customerId: string;
  readonly limits: readonly number[];
}

/** The same request for somebody else's order and for one that does not exist: the answers must be the same. */
export interface ProbePlan {
  readonly kind: 'probe';
  readonly order: Fraction;
  readonly customerId: string;
  readonly patch?: { readonly ifMatch: string; readonly status: string };
}

/** A request that was sent before: most of the time a little while ago. */
export interface RetryPlan {
  readonly kind: 'retry';
  readonly ago: Fraction;
  /** Only of requests for new orders: how the JSON is written the second time, and what it asks for instead. */
  readonly rewriting?: { readonly spelling: Spelling; readonly alteration: Alteration; readonly leavesOutCustomer: LeavesOutCustomer };
  readonly copies: number;
  readonly injectedFault?: InjectedFault;
}

/** An event that is none of the API's routes. */
export interface StrayPlan {
  readonly kind: 'stray';
  readonly event: unknown;
  readonly statuses: readonly number[];
}

export type Plan = CreatePlan | GetPlan | PatchPlan | ListPlan | WalkPlan | ProbePlan | RetryPlan | StrayPlan;

/** How many plans are drawn at once, so that a long run begins at once too. */
const CHUNK = 200;

/** Odd, so that it gives each seed another number: the chunks of one seed are not those of the next. */
const FAR_APART = 0x9E3779B1;

/** Plans without end. */
export function* plansFrom(seed: number, requests: number): Generator<Plan> {
  const arbitrary = plan(requests);
  for (let chunk = 0; ; chunk++) yield* fc.sample(arbitrary, { seed: Math.imul(seed, FAR_APART) + chunk, numRuns: CHUNK });
}

/** How many customers take part, so that each has some pages of orders. */
export function customersOf(requests: number): string[] {
  return Array.from({ length: Math.max(8, Math.round(requests / 100)) }, (_, index) => customerIdOf(index));
}

/** So many ids and keys that some requests clash and most do not. */
function plan(requests: number): fc.Arbitrary<Plan> {
  const customerId = fc.constantFrom(...customersOf(requests));
  const ownId = fc.nat(Math.ceil(requests / 5)).map((index) => `order_${index}`);
  const key = fc.nat(Math.ceil(requests / 10)).map((index) => `key "${index}"`);
  return fc.oneof(
    { weight: 42, arbitrary: createPlan(customerId, ownId, key) },
    { weight: 12, arbitrary: retryPlan },
    { weight: 12, arbitrary: getPlan(customerId, ownId) },
    { weight: 26, arbitrary: patchPlan(customerId, ownId, key) },
    { weight: 8, arbitrary: listPlan(customerId) },
    { weight: 1, arbitrary: walkPlan(customerId) },
    { weight: 3, arbitrary: probePlan(customerId) },
    { weight: 3, arbitrary: strayPlan },
  );
}

const fraction: fc.Arbitrary<Fraction> = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const optional = <T>(arbitrary: fc.Arbitrary<T>, nilOutOf: number) => fc.option(arbitrary, { nil: undefined, freq: nilOutOf });
const rarely = <T>(arbitrary: fc.Arbitrary<T>, outOf: number) => (
  fc.oneof({ weight: outOf - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary }));
const copies = fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, { weight: 2, arbitrary: fc.integer({ min: 2, max: 5 }) });
/** A customer may do it, so it is done often; of others it is refused. */
const leavesOutCustomer: fc.Arbitrary<LeavesOutCustomer> = fc.record({
  ofCustomer: fc.boolean(),
  ofOthers: fc.nat(19).map((number) => number === 0),
});

const injectedFault = rarely(fc.constantFrom(...Object.keys(INJECTED_FAULTS) as InjectedFault[]), 12);

const UNKNOWN_PARAMETERS = ['a', 'a=b', 'limit=1', 'customerId=customer-1-', 'orderId=x', '__proto__=1', '%', '%00', '%FF=%C0%80', '=', '&&a'];
const unknownParameters = fc.constantFrom(...UNKNOWN_PARAMETERS).map((query): Oddity => ({ status: 400, query }));

const KEYS_THAT_ARE_NONE = ['', ' ', 'a,b', '"a","b"', '""', '"', '"a"b"', 'é', 'a\u0000b', 'a\tb', 'a\r\nX: y', '\uD800', 'x'.repeat(256)];
const oddKeys = fc.constantFrom(...KEYS_THAT_ARE_NONE).map((text): Oddity => ({ status: 400, headers: { 'Idempotency-Key': text } }));

const OTHER_TYPES = ['', 'text/plain', 'application/json; charset=utf-16', 'application/x-www-form-urlencoded', 'application/jsonp', 'json', '*/*', '\u0000'];
const otherTypes = fc.constantFrom(...OTHER_TYPES).map((type): Oddity => ({ status: 415, headers: { 'Content-Type': type } }));

function createPlan(customerId: fc.Arbitrary<string>, ownId: fc.Arbitrary<string>, key: fc.Arbitrary<string>): fc.Arbitrary<CreatePlan> {
  return customerId.chain((placedFor) => fc.record({
    kind: fc.constant('create' as const),
    caller: fc.oneof(
      { weight: 6, arbitrary: fc.boolean().map((isLambdaAuthorizer) => customer(placedFor, isLambdaAuthorizer)) },
      { weight: 6, arbitrary: trustedToOrder },
      { weight: 1, arbitrary: customerId.map((other) => customer(other)) },
      { weight: 1, arbitrary: stranger },
    ),
    body: bodyPlan(draft(fc.constant(placedFor), optional(ownId, 2))),
    key: optional(key, 2),
    wrapping: fc.constantFrom<CreatePlan['wrapping'][]>('text', 'text', 'base64', 'odd flag'),
    takenId: rarely(fraction, 15),
    leavesOutCustomer,
    oddity: rarely(fc.oneof(unknownParameters, oddKeys, otherTypes), 20),
    copies,
    injectedFault,
  }));
}

const retryPlan: fc.Arbitrary<RetryPlan> = fc.record({
  kind: fc.constant('retry' as const),
  ago: fraction,
  rewriting: optional(fc.record({
    spelling,
    alteration: fc.constantFrom(...Object.keys(ALTERATIONS) as Alteration[]),
    leavesOutCustomer,
  }), 3),
  copies: fc.integer({ min: 1, max: 3 }),
  injectedFault,
});

function viewer(customerId: fc.Arbitrary<string>): fc.Arbitrary<Viewer> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ is: fc.constant('owner' as const), isLambdaAuthorizer: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('customer' as const), customerId }) },
    { weight: 6, arbitrary: fc.record({ is: fc.constant('somebody' as const), caller: staff }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('somebody' as const), caller: stranger }) },
  );
}

/** What a path can hold. */
const STRANGE_IDS = [
  'none', '', '.', '..', '__proto__', 'constructor', '%2e', '\u0000', 'a\nb', '\uFFFD', '\uD800', 'x'.repeat(43), 'x'.repeat(65), 'x'.repeat(2048), 'x'.repeat(2049), '😀'.repeat(600), '"1"', '*',
];

function target(ownId: fc.Arbitrary<string>): fc.Arbitrary<Target> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.record({ order: fraction }) },
    { weight: 1, arbitrary: fc.record({ orderId: ownId }) },
    { weight: 1, arbitrary: fc.record({ orderId: fc.oneof(fc.constantFrom(...STRANGE_IDS), fc.string({ unit: 'binary' })) }) },
  );
}

function getPlan(customerId: fc.Arbitrary<string>, ownId: fc.Arbitrary<string>): fc.Arbitrary<GetPlan> {
  return fc.record({ kind: fc.constant('get' as const), viewer: viewer(customerId), target: target(ownId), oddity: rarely(unknownParameters, 20), injectedFault });
}

const STATUSES_THAT_ARE_NONE = [undefined, null, '', 'processing', 'SHIPPED ', 'PENDING', '__proto__', 'constructor', 0, ['SHIPPED'], { S: 'SHIPPED' }, '\uD800'];
const brokenStatuses = fc.oneof(
  fc.constantFrom(...STATUSES_THAT_ARE_NONE).map((status) => ({ text: JSON.stringify({ status }), refusals: [422] })),
  fc.constantFrom('{"status":"SHIPPED","version":1}', '{"status":"SHIPPED","__proto__":{}}').map((text) => ({ text, refusals: [422] })),
  fc.constantFrom('', '{', '[]', 'null', '"SHIPPED"', '{"status":"SHIPPED","status":"CANCELLED"}', `{"status":${'['.repeat(90_000)}`).map((text) => ({ text, refusals: [400] })),
  fc.json().map((text) => ({ text, refusals: [400, 422] })),
);

const TAGS_THAT_ARE_NONE = ['', ' ', '1', '"1', '\'1\'', '"1","2"', '"1" "2"', 'w/"1"', '"a b"', '"\u0000"', '"\uD800"', '**'];
const oddTags = fc.constantFrom(...TAGS_THAT_ARE_NONE).map((text): Oddity => ({ status: 400, headers: { 'If-Match': text } }));

/** Tags of which some are of a version in another spelling, as proxies write it. */
const ODD_TAGS = ['"0"', '"01"', '"-1"', '"1e0"', '"abc"', '""', 'W/"1"', 'W/"2"', 'W/"0"', '"1-gzip"', 'W/"2--gzip"', '"1;br"', '"1-x"', '"999999999999999"', '"9999999999999999999"', '"\u00FF"'];

function patchPlan(customerId: fc.Arbitrary<string>, ownId: fc.Arbitrary<string>, key: fc.Arbitrary<string>): fc.Arbitrary<PatchPlan> {
  return fc.record({
    kind: fc.constant('patch' as const),
    viewer: viewer(customerId),
    target: target(ownId),
    status: fc.oneof({ weight: 5, arbitrary: fc.constant('next') }, { weight: 2, arbitrary: fc.constantFrom<string>(...ORDER_STATUSES) }),
    ifMatch: fc.oneof(
      { weight: 12, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.constantFrom(-1, 1) },
      { weight: 3, arbitrary: fc.constantFrom('*', ' * ') },
      { weight: 1, arbitrary: fc.constantFrom(...ODD_TAGS) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    key: optional(key, 2),
    body: rarely(brokenStatuses, 15),
    oddity: rarely(fc.oneof(unknownParameters, oddKeys, otherTypes, oddTags), 20),
    copies,
    injectedFault,
  });
}

const BROKEN_LISTS = [
  'limit=0', 'limit=-1', 'limit=101', 'limit=1e1', 'limit=05', 'limit=', 'limit=ten', 'limit=1&limit=1', 'limit=%D9%A1', 'limit=99999999999999999999', 'Limit=1',
  'cursor=', 'cursor=x', 'cursor=%00', 'cursor=bnVsbA', 'cursor=W10', 'cursor=WyJhIl0', 'cursor=WyIiLCIiXQ', 'cursor=WzEsMl0', 'cursor=e30',
  'cursor=WyJhIiwiYiJd%3D', 'cursor=WyJhIiwiYiJd&cursor=WyJhIiwiYiJd', 'cursor=eyJjdXN0b21lcklkIjp7IlMiOiJ4In19', '__proto__=1', 'customerid=x', 'orderId=x', '%FF',
].map((query): Oddity => ({ status: 400, query }));

/** Positions that no order has; texts alone, as a cursor holds them. */
const STRANGE_POSITIONS: readonly (readonly [string, string])[] = [
  ['0', '0'], ['\uFFFF', '\uFFFF'], ['\u0000', '\u0000'], ['9999-12-31T23:59:59.999Z', 'x'], ['2025', '__proto__'], ['😀', '😀'],
  ['x'.repeat(1024), 'y'.repeat(2048)], ['x'.repeat(1025), 'y'], ['x', 'y'.repeat(2049)], ['😀'.repeat(257), 'y'], ['', 'y'], ['x', ''], ['\uD800', 'x'], ['2025', '\uDFFF'],
];

function listPlan(customerId: fc.Arbitrary<string>): fc.Arbitrary<ListPlan> {
  return fc.record({
    kind: fc.constant('list' as const),
    viewer: viewer(customerId),
    customerId,
    namesCustomer: fc.boolean(),
    limit: optional(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 100 })), 3),
    cursor: optional(fc.oneof(
      { weight: 4, arbitrary: fc.record({ seen: fraction }) },
      { weight: 4, arbitrary: fc.record({ forgedFrom: fraction }) },
      { weight: 1, arbitrary: fc.record({ position: fc.constantFrom(...STRANGE_POSITIONS) }) },
    ), 2),
    oddity: rarely(fc.constantFrom(...BROKEN_LISTS), 6),
    injectedFault,
  });
}

function walkPlan(customerId: fc.Arbitrary<string>): fc.Arbitrary<WalkPlan> {
  return fc.record({
    kind: fc.constant('walk' as const),
    viewer: fc.oneof(
      fc.record({ is: fc.constant('owner' as const), isLambdaAuthorizer: fc.boolean() }),
      fc.record({ is: fc.constant('somebody' as const), caller: staff }),
    ),
    customerId,
    limits: fc.array(fc.integer({ min: 3, max: 12 }), { minLength: 1, maxLength: 5 }),
  });
}

function probePlan(customerId: fc.Arbitrary<string>): fc.Arbitrary<ProbePlan> {
  return fc.record({
    kind: fc.constant('probe' as const),
    order: fraction,
    customerId,
    patch: optional(fc.record({
      ifMatch: fc.constantFrom('*', '"1"', '"2"', '"7"', 'W/"1"', ''),
      status: fc.constantFrom<string>('CANCELLED', 'CANCELLED', 'CANCELLED', ...ORDER_STATUSES, 'NONE'),
    }), 2),
  });
}

const ORDER = { customerId: 'stray', items: [{ productId: 'p', quantity: 1, price: 1 }] };

const OTHER_ROUTES = [
  '$default', 'POST /', 'GET /orders/', 'DELETE /orders/{orderId}', 'post /orders', 'PUT /orders', '', '__proto__', 'constructor', '\uD800',
];

const INVOCATIONS_WITHOUT_ORDER = [
  null, undefined, 0, true, '', 'text', {}, { body: null }, { body: '' }, { body: 7 }, { body: [] }, { body: {} }, { body: '{}', headers: 7 },
];

/** In the place of what API Gateway puts into an event; the last one has no text that it could become. */
const ODD_PARTS = [undefined, null, 7, [], { toString: 1, orderId: { toString: 1 } }];

/** Events that the API never sends, and invocations that hold no order. */
const strayPlan: fc.Arbitrary<StrayPlan> = fc.oneof(
  fc.constantFrom(...OTHER_ROUTES).map((routeKey) => stray({ version: '2.0', routeKey, headers: {}, body: JSON.stringify(ORDER) }, 404)),
  fc.constantFrom<unknown[]>(...INVOCATIONS_WITHOUT_ORDER).map((event) => stray(event, 400, 422)),
  fc.tuple(fc.constantFrom(...ROUTES), fc.constantFrom(...ODD_PARTS)).map(([{ routeKey }, odd]) => (
    stray({ routeKey, headers: odd, requestContext: odd, pathParameters: odd, rawQueryString: odd, body: odd }, 400, 404, 422, 428))),
  fc.jsonValue().filter((event) => !Array.isArray(event)).map((event) => stray(event, 400, 404, 422)), // a batch of records fails: nobody reads its answer
);

function stray(event: unknown, ...statuses: number[]): StrayPlan {
  return { kind: 'stray', event, statuses };
}
