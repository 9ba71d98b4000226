/*
 * Every answer that the document promises, brought about on the real handler: its examples are taken from here, and
 * test/openapi/answers.test.ts finds each documented answer among these.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { accessRules } from './access-rules';
import { EveryStore, MemoryStore } from './memory-store';
import { exampleQuote, exampleQuotes } from './quotes';
import {
  CREATE_FULFILMENT, CREATE_ORDER, CREATE_RETURN, ERASE_CUSTOMER, ERASE_ORDER, FULFILMENT_KEY, GET_ORDER, IDEMPOTENCY_KEY_HEADER, IF_MATCH_HEADER,
  LIST_ORDERS, OperationId, ORDER_KEY, ROUTES, UPDATE_FULFILMENT, UPDATE_ORDER_STATUS,
} from '../../src/contract';
import { checkedCreation, Pricing } from '../../src/handler/checked-creation';
import { LONGEST_DEADLINE_MS } from '../../src/handler/deadline';
import type { Order } from '../../src/handler/domain/order';
import { orderNumberOf } from '../../src/handler/domain/order-number';
import { outOfStock } from '../../src/handler/domain/stock';
import type { Image } from '../../src/handler/domain/stored-order';
import { erasureOperations } from '../../src/handler/erasure-operations';
import { FulfillingStore } from '../../src/handler/fulfilling-store';
import { fulfilmentOperations } from '../../src/handler/fulfilment-operations';
import { createHandler, HttpResponse } from '../../src/handler/http';
import { listOperations } from '../../src/handler/list-operations';
import { Operation, OPERATIONS } from '../../src/handler/operations';
import { updateStatusWithReason } from '../../src/handler/reasoned-operations';
import type { AccessRules } from '../../src/handler/request/access-rules';
import { MAX_BODY_BYTES } from '../../src/handler/request/json-body';
import { PROBLEMS } from '../../src/handler/shop-problem-kinds';
import type { Products } from '../../src/handler/shop-table';
import { showingOrders } from '../../src/handler/shown-orders';
import { tablePricing } from '../../src/handler/table-pricing';
import { CURL_ORDER } from '../shared/curl-order';
import { FULL_ORDER } from '../shared/full-order';

/** A request as a client makes it. */
export interface Call {
  readonly operationId: OperationId;
  readonly orderId?: string;
  readonly fulfilmentId?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is no text becomes JSON. */
  readonly body?: unknown;
  /** Of a JWT that API Gateway has let in. */
  readonly claims?: Readonly<Record<string, string>>;
}

export interface Scenario {
  readonly summary: string;
  readonly call: Call;
  /** What happened before. */
  readonly before?: readonly Call[];
  readonly access?: AccessRules;
  /** What each call of DynamoDB ends in. */
  readonly fault?: Error;
  /** Products of the shop, whose prices hold then. */
  readonly products?: Products;
  /** Whether the shop signs quotes. */
  readonly hasQuotes?: true;
  /** How many are left of products of which less is left than the order needs. */
  readonly left?: ReadonlyMap<string, number>;
}

/** API Gateway's event for a call, payload format 2.0. */
export function eventOf({ operationId, orderId, fulfilmentId, query = '', headers = {}, body, claims }: Call): Record<string, unknown> {
  const { routeKey } = ROUTES.find((route) => route.operationId === operationId)!;
  return {
    version: '2.0',
    routeKey,
    rawQueryString: query,
    headers: { ...body !== undefined && { 'content-type': 'application/json' }, ...headers },
    pathParameters: orderId === undefined ? undefined : { [ORDER_KEY]: orderId, ...fulfilmentId !== undefined && { [FULFILMENT_KEY]: fulfilmentId } },
    requestContext: { requestId: 'JKJaXmPLvHcESHA=', ...claims && { authorizer: { jwt: { claims } } } },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
  };
}

/** Ids and times as readable as a real run's, and the same in each run. */
const FIRST_REQUEST = Date.UTC(2026, 10, 22, 9, 30);
const MINUTE = 60_000;
const uuid = (kind: string, count: number) => `${kind}-52cf-4f0e-9d5a-${String(count).padStart(12, '0')}`;

/** Those of an API with every route and every option. */
export const EVERY_OPERATION = showingOrders(new Map<string, Operation<EveryStore>>([
  ...OPERATIONS,
  ...erasureOperations(),
  ...listOperations({ hasNumbers: true, staffList: { shards: 4 } }),
  [UPDATE_ORDER_STATUS.routeKey, updateStatusWithReason],
  ...fulfilmentOperations(LONGEST_DEADLINE_MS),
]));

/** A handler with nothing behind it but memory, or but a fault. */
export class World {
  private requests = 0;
  private ids = 0;
  private readonly handler: ReturnType<typeof createHandler>;

  public constructor({ access = accessRules(), fault, products, left, hasQuotes }: Omit<Scenario, 'summary' | 'before' | 'call'> = {}) {
    const pricing = hasQuotes ? exampleQuotes() : products && pricesOf(products);
    this.handler = createHandler({
      operations: pricing ? new Map([...EVERY_OPERATION, ...checkedCreation(pricing, DEADLINE_MS)]) : EVERY_OPERATION,
      store: fault ? failingStore(fault) : storeWith(left),
      access,
      problems: PROBLEMS,
      now: () => new Date(FIRST_REQUEST + this.requests * MINUTE),
      newId: () => uuid('3d4e5f60', ++this.ids),
      canReadOrders: true,
      log: () => {},
    });
  }

  public async send(call: Call): Promise<HttpResponse> {
    return this.sendEvent(eventOf(call));
  }

  public async sendEvent(event: unknown): Promise<HttpResponse> {
    this.requests += 1;
    return this.handler(event, { awsRequestId: uuid('8f3b2c1e', this.requests) });
  }
}

const DEADLINE_MS = 25_000;

/** Prices in US dollars from a products table in memory. */
function pricesOf(products: Products): Pricing {
  return tablePricing({ tableName: 'products', priceAttribute: 'price', currency: 'USD', guests: true }, { read: async () => products });
}

/** A store in memory that accepts no order for the products of which too little is left. */
function storeWith(left?: ReadonlyMap<string, number>): MemoryStore {
  const store = new MemoryStore();
  return left === undefined ? store : Object.assign(store, { create: async ({ items }: Order) => { throw outOfStock(items, left); } });
}

/** The real store on a client that only fails. */
function failingStore(fault: Error): FulfillingStore {
  return new FulfillingStore({ send: () => Promise.reject(fault) } as unknown as DynamoDBDocumentClient, 'orders');
}

/** The last answer of a scenario. */
export async function play({ before = [], call, ...circumstances }: Scenario): Promise<HttpResponse> {
  const world = new World(circumstances);
  for (const earlier of before) await world.send(earlier);
  return world.send(call);
}

/** As an order of a shop that decides all amounts but prices, which it compares. */
function withoutAmounts({ customerId, items }: typeof CURL_ORDER): object {
  return { customerId, items };
}

function withoutCustomer({ customerId: _, ...order }: typeof CURL_ORDER): object {
  return order;
}

const THROTTLED = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
const BUILDING = Object.assign(new Error('Cannot read from backfilling global secondary index: OrdersByStatus'), { name: 'ValidationException' });
const BROKEN = new Error('what DynamoDB says is not told');

const CUSTOMERS = accessRules({ customerIdClaim: 'sub', staff: [{ scope: 'orders/admin' }] });
const SOMEBODY_ELSE = { sub: 'customer456' };

/** The products of the order, each with the same attributes. */
function productWith(attributes: Image): Products {
  return new Map(CURL_ORDER.items.map(({ productId }) => [productId, { productId: { S: productId }, ...attributes }]));
}

const CHEAPER = productWith({ price: { N: '19.99' } });
const MISPRICED = productWith({ price: { S: 'on request' } });

const create: Call = { operationId: 'createOrder', headers: { [IDEMPOTENCY_KEY_HEADER]: '7c9e6679-7425-40de-944b-e07fc1f90ae7' }, body: CURL_ORDER };
const ORDER_ID = 'order-2026-0001';
export const PACKED_ORDER_ID = ORDER_ID;

/** An order by a quote that was issued at a time. */
function withQuote(issuedAt: number, beside: object = {}): Call {
  const { customerId, items, currency } = CURL_ORDER;
  return { operationId: 'createOrder', body: { customerId, quote: exampleQuote({ items, currency }, issuedAt, 'quote-2026-0001'), ...beside } };
}

const createNamed: Call = { operationId: 'createOrder', body: { ...CURL_ORDER, orderId: ORDER_ID } };
const createAnother: Call = { operationId: 'createOrder', body: { ...CURL_ORDER, orderId: 'order-2026-0002', metadata: { channel: 'web' } } };
const createInFull: Call = { operationId: 'createOrder', body: { ...FULL_ORDER, orderId: ORDER_ID } };
const createOwn: Call = { ...create, body: withoutCustomer(CURL_ORDER), claims: { sub: CURL_ORDER.customerId } };
const get: Call = { operationId: 'getOrder', orderId: ORDER_ID };
/** A last character that the number does not have. */
const MISTYPED = orderNumberOf(ORDER_ID).endsWith('0') ? '1' : '0';
const find: Call = { operationId: 'listOrders', query: `orderNumber=${orderNumberOf(ORDER_ID)}` };
const listAll: Call = { operationId: 'listOrders', query: 'status=PROCESSING&createdFrom=2026-11-01T00:00:00Z&sort=oldest' };
const list: Call = { operationId: 'listOrders', query: 'customerId=customer123' };
const confirm: Call = { operationId: 'updateOrderStatus', orderId: ORDER_ID, headers: { [IF_MATCH_HEADER]: '"1"' }, body: { status: 'CONFIRMED' } };
const confirmOnce: Call = { ...confirm, headers: { ...confirm.headers, [IDEMPOTENCY_KEY_HEADER]: '9b2d5f10-7425-40de-944b-e07fc1f90ae7' } };

const cancelForFraud: Call = { ...confirm, body: { status: 'CANCELLED', reason: 'fraud', note: 'Three cards were declined.' } };

const key = { [IDEMPOTENCY_KEY_HEADER]: '5e0c1a52-7425-40de-944b-e07fc1f90ae7' };
const at = (version: number) => ({ [IF_MATCH_HEADER]: `"${version}"` });
/** The first fulfilment of the order that is packed here. */
export const PARCEL_ID = uuid('3d4e5f60', 2); // the change before it has the first
const pack: Call = {
  operationId: 'createFulfilment', orderId: ORDER_ID, headers: at(2), body: { items: [{ lineNumber: 1, quantity: 1 }], carrier: 'DHL' },
};
const packOnce: Call = { ...pack, headers: { ...at(2), ...key } };
const packAll: Call = { ...pack, body: {} };
const ship: Call = {
  operationId: 'updateFulfilment', orderId: ORDER_ID, fulfilmentId: PARCEL_ID, headers: at(3), body: { status: 'SHIPPED', trackingNumber: '00340434161094042557' },
};
const shipOnce: Call = { ...ship, headers: { ...at(3), ...key } };
const deliver: Call = { ...ship, headers: at(4), body: { status: 'DELIVERED' } };
const giveBack: Call = {
  operationId: 'createReturn', orderId: ORDER_ID, headers: at(5), body: { items: [{ lineNumber: 1, quantity: 1 }], refundAmount: 9.99, reason: 'customer' },
};
const giveBackOnce: Call = { ...giveBack, headers: { ...at(5), ...key } };
const confirmed = [createNamed, confirm];
const delivered = [...confirmed, packAll, ship, deliver];

const erase: Call = { operationId: 'eraseOrder', orderId: ORDER_ID };
const eraseAll: Call = { operationId: 'eraseCustomer', query: 'customerId=customer123' };

/** Refusals and failures that every route has. */
function troubles(call: Call): Record<string, Scenario> {
  return {
    unknownParameter: { summary: 'An unknown query parameter', call: { ...call, query: `${call.query ?? ''}&page=2` } },
    noCustomer: { summary: 'A token without a customer id', call: { ...call, claims: {} }, access: CUSTOMERS },
    internalError: { summary: 'An internal error', call, fault: BROKEN },
    throttled: { summary: 'DynamoDB throttles', call, fault: THROTTLED },
  };
}

/** Refusals that every route with a body has. */
function bodyTroubles(call: Call): Record<string, Scenario> {
  return {
    notJson: { summary: 'Truncated JSON', call: { ...call, body: '{"status":' } },
    malformedKey: { summary: 'An empty Idempotency-Key', call: { ...call, headers: { ...call.headers, [IDEMPOTENCY_KEY_HEADER]: '""' } } },
    tooLarge: { summary: 'A body above the limit', call: { ...call, body: ' '.repeat(MAX_BODY_BYTES + 1) } },
    notSupported: { summary: 'Another content type', call: { ...call, headers: { ...call.headers, 'content-type': 'application/xml' } } },
  };
}

/** By operation and by the name that the example has in the document. */
export const SCENARIOS: Readonly<Record<OperationId, Readonly<Record<string, Scenario>>>> = {
  [CREATE_ORDER.operationId]: {
    created: { summary: 'A new order', call: create },
    replayed: { summary: 'A retry', before: [create], call: create },
    inFull: { summary: 'An order with every field', call: createInFull },
    ofCaller: { summary: 'An order of a customer who is signed in, without customerId', call: createOwn, access: CUSTOMERS },
    ...troubles(create),
    ...bodyTroubles(create),
    notAnObject: { summary: 'Two orders at once', call: { ...create, body: [CURL_ORDER, CURL_ORDER] } },
    somebodyElse: { summary: 'An order for another customer', call: { ...create, claims: SOMEBODY_ELSE }, access: CUSTOMERS },
    idTaken: { summary: 'An orderId of another order', before: [createNamed], call: { ...createNamed, body: { ...CURL_ORDER, orderId: ORDER_ID, currency: 'EUR' } } },
    faults: {
      summary: 'Several faults at once',
      call: { ...create, body: { items: [{ productId: 'prod1', quantity: 0, price: 29.999 }], currency: 'usd', coupon: 'SPRING' } },
    },
    keyAndId: { summary: 'Both an orderId and an Idempotency-Key', call: { ...create, body: { ...CURL_ORDER, orderId: ORDER_ID } } },
    wrongTotal: { summary: 'A total that is not the sum', call: { ...create, body: { ...CURL_ORDER, totalAmount: 100 } } },
    priceChanged: { summary: 'A price that no longer holds', call: { ...create, body: withoutAmounts(CURL_ORDER) }, products: CHEAPER },
    notAvailable: { summary: 'A product that does not exist', call: { ...create, body: withoutAmounts(CURL_ORDER) }, products: new Map() },
    outOfStock: { summary: 'A product of which less is left', call: create, left: new Map([[CURL_ORDER.items[0].productId, 1]]) },
    quoteExpired: { summary: 'A quote that has expired', call: withQuote(FIRST_REQUEST - 20 * MINUTE), hasQuotes: true },
    quoteUsed: { summary: 'A quote of another order', before: [withQuote(FIRST_REQUEST)], call: withQuote(FIRST_REQUEST, { note: 'Please ring twice.' }), hasQuotes: true },
    quoteNotValid: { summary: 'A quote that is none', call: { operationId: 'createOrder', body: { customerId: CURL_ORDER.customerId, quote: 'none' } }, hasQuotes: true },
    misconfigured: { summary: 'A product with a price that is none', call: { ...create, body: withoutAmounts(CURL_ORDER) }, products: MISPRICED },
    keyReused: { summary: 'An Idempotency-Key of another order', before: [create], call: { ...create, body: { ...CURL_ORDER, currency: 'EUR' } } },
  },
  [GET_ORDER.operationId]: {
    order: { summary: 'A confirmed order', before: [createNamed, confirm], call: get },
    ...troubles(get),
    notFound: { summary: 'An unknown order', call: get },
    somebodyElse: { summary: 'An order of another customer', before: [createNamed], call: { ...get, claims: SOMEBODY_ELSE }, access: CUSTOMERS },
  },
  [LIST_ORDERS.operationId]: {
    firstPage: { summary: 'A page with more to come', before: [createNamed, createAnother], call: { ...list, query: `${list.query}&limit=1` } },
    byNumber: { summary: 'Orders with an order number', before: [createNamed], call: find },
    lastPage: { summary: 'The last page', before: [createNamed], call: list },
    byStatus: { summary: 'Orders of all customers by status', before: [createNamed, createAnother], call: { ...listAll, query: `${listAll.query}&limit=1` } },
    ...troubles(list),
    faults: { summary: 'Several faults at once', call: { ...list, query: 'limit=0&cursor=abc' } },
    mistyped: { summary: 'A mistyped order number, with parameters that it does not take', call: { ...find, query: `${find.query!.slice(0, -1)}${MISTYPED}&limit=1&${list.query}` } },
    neither: { summary: 'Neither customerId nor status', call: { ...list, query: '' } },
    byStatusWithFaults: { summary: 'A time without a zone, and a status that is none', call: { ...list, query: 'status=LOST&createdFrom=2026-11-01T00:00:00&sort=up' } },
    byStatusAsCustomer: { summary: 'A customer asks by status', call: { ...listAll, claims: SOMEBODY_ELSE }, access: CUSTOMERS },
    indexBuilding: { summary: 'The index is being built', call: listAll, fault: BUILDING },
    byNumberAsCustomer: { summary: 'A customer asks by order number', call: { ...find, claims: SOMEBODY_ELSE }, access: CUSTOMERS },
    somebodyElse: { summary: 'Orders of another customer', call: { ...list, claims: SOMEBODY_ELSE }, access: CUSTOMERS },
  },
  [UPDATE_ORDER_STATUS.operationId]: {
    changed: { summary: 'A confirmed order', before: [createNamed], call: confirm },
    replayed: { summary: 'A retry with the same key', before: [createNamed, confirmOnce], call: confirmOnce },
    ...troubles(confirm),
    ...bodyTroubles(confirm),
    malformedTag: { summary: 'An If-Match without quotes', call: { ...confirm, headers: { [IF_MATCH_HEADER]: '1' } } },
    staffOnly: { summary: 'A customer confirms their own order', before: [createNamed], call: { ...confirm, claims: { sub: CURL_ORDER.customerId } }, access: CUSTOMERS },
    notFound: { summary: 'An unknown order', call: confirm },
    notAllowed: { summary: 'A status that cannot follow', before: [createNamed], call: { ...confirm, body: { status: 'PROCESSING' } } },
    stale: { summary: 'A stale version', before: [createNamed, confirm], call: confirm },
    faults: { summary: 'An unknown status', call: { ...confirm, body: { status: 'LOST' } } },
    withReason: { summary: 'A cancellation with a reason', before: [createNamed], call: cancelForFraud },
    noTag: { summary: 'No If-Match', before: [createNamed], call: { ...confirm, headers: {} } },
  },
  [CREATE_FULFILMENT.operationId]: {
    packed: { summary: 'A part of an order is packed', before: confirmed, call: pack },
    replayed: { summary: 'A retry with the same key', before: [...confirmed, packOnce], call: packOnce },
    ...troubles(pack),
    ...bodyTroubles(pack),
    malformedTag: { summary: 'An If-Match without quotes', call: { ...pack, headers: { [IF_MATCH_HEADER]: '2' } } },
    staffOnly: { summary: 'A customer', before: confirmed, call: { ...pack, claims: { sub: CURL_ORDER.customerId } }, access: CUSTOMERS },
    notFound: { summary: 'An unknown order', call: pack },
    notConfirmed: { summary: 'An order that is not confirmed', before: [createNamed], call: { ...pack, headers: at(1) } },
    tooMuch: { summary: 'More than the order has', before: confirmed, call: { ...pack, body: { items: [{ lineNumber: 1, quantity: 9 }] } } },
    stale: { summary: 'A stale version', before: [...confirmed, pack], call: { ...pack, body: { carrier: 'UPS' } } },
    faults: { summary: 'Several faults at once', call: { ...pack, body: { items: [{ lineNumber: 0, quantity: 0.5 }], status: 'LOST' } } },
    noTag: { summary: 'No If-Match', before: confirmed, call: { ...pack, headers: {} } },
    keyReused: { summary: 'An Idempotency-Key of another fulfilment', before: [...confirmed, packOnce], call: { ...packOnce, body: { carrier: 'UPS' } } },
  },
  [UPDATE_FULFILMENT.operationId]: {
    shipped: { summary: 'A parcel is shipped', before: [...confirmed, packAll], call: ship },
    replayed: { summary: 'A retry with the same key', before: [...confirmed, packAll, shipOnce], call: shipOnce },
    ...troubles(ship),
    ...bodyTroubles(ship),
    malformedTag: { summary: 'An If-Match without quotes', call: { ...ship, headers: { [IF_MATCH_HEADER]: '3' } } },
    staffOnly: { summary: 'A customer', before: confirmed, call: { ...ship, claims: { sub: CURL_ORDER.customerId } }, access: CUSTOMERS },
    notFound: { summary: 'An unknown order', call: ship },
    noFulfilment: { summary: 'An unknown fulfilment', before: confirmed, call: ship },
    notAllowed: { summary: 'A status that cannot follow', before: [...confirmed, packAll], call: { ...ship, body: { status: 'DELIVERED' } } },
    stale: { summary: 'A stale version', before: [...confirmed, packAll, ship], call: { ...deliver, headers: at(3) } },
    faults: { summary: 'An unknown status, and a URL that is none', call: { ...ship, body: { status: 'LOST', trackingUrl: 'parcel' } } },
    noTag: { summary: 'No If-Match', before: [...confirmed, packAll], call: { ...ship, headers: {} } },
  },
  [CREATE_RETURN.operationId]: {
    returned: { summary: 'A part of an order came back', before: delivered, call: giveBack },
    replayed: { summary: 'A retry with the same key', before: [...delivered, giveBackOnce], call: giveBackOnce },
    ...troubles(giveBack),
    ...bodyTroubles(giveBack),
    malformedTag: { summary: 'An If-Match without quotes', call: { ...giveBack, headers: { [IF_MATCH_HEADER]: '5' } } },
    staffOnly: { summary: 'A customer', before: delivered, call: { ...giveBack, claims: { sub: CURL_ORDER.customerId } }, access: CUSTOMERS },
    notFound: { summary: 'An unknown order', call: giveBack },
    notDelivered: { summary: 'What was not delivered', before: confirmed, call: { ...giveBack, headers: at(2) } },
    stale: { summary: 'A stale version', before: delivered, call: { ...giveBack, headers: at(4) } },
    faults: { summary: 'Several faults at once', call: { ...giveBack, body: { items: [], refundAmount: -1 } } },
    noTag: { summary: 'No If-Match', before: delivered, call: { ...giveBack, headers: {} } },
    keyReused: { summary: 'An Idempotency-Key of another return', before: [...delivered, giveBackOnce], call: { ...giveBackOnce, body: { ...giveBack.body as object, refundAmount: 1 } } },
  },
  [ERASE_ORDER.operationId]: {
    erased: { summary: 'An erased order', before: [createInFull], call: erase },
    again: { summary: 'A retry', before: [createInFull, erase], call: erase },
    ...troubles(erase),
    staffOnly: { summary: 'A customer', before: [createNamed], call: { ...erase, claims: { sub: CURL_ORDER.customerId } }, access: CUSTOMERS },
    notFound: { summary: 'An unknown order', call: erase },
  },
  [ERASE_CUSTOMER.operationId]: {
    done: { summary: 'All orders of a customer', before: [createNamed, createAnother], call: eraseAll },
    none: { summary: 'No order left to erase', before: [createNamed, eraseAll], call: eraseAll },
    ...troubles(eraseAll),
    noCustomerId: { summary: 'No customerId', call: { ...eraseAll, query: '' } },
    staffOnly: { summary: 'A customer', call: { ...eraseAll, claims: { sub: CURL_ORDER.customerId } }, access: CUSTOMERS },
  },
};
