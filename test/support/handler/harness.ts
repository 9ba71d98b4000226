/*
 * The whole handler on a store in memory, and everything that can be seen of it from outside.
 */
import { ApiEvent, as, Authorizer, jwt, MINIMAL_ORDER, patchOrder, postOrders } from './fixtures';
import { CallerRule, CREATE_ORDER } from '../../../src/contract';
import { newOrder, Order, OrderRequest } from '../../../src/handler/domain/order';
import { erasureOperations } from '../../../src/handler/erasure-operations';
import { createHandler, HandlerDependencies, HttpResponse, RequestLog } from '../../../src/handler/http';
import { Operation, OPERATIONS } from '../../../src/handler/operations';
import { shopMetrics } from '../../../src/handler/shop-metrics';
import { PROBLEMS } from '../../../src/handler/shop-problem-kinds';
import { accessRules } from '../../../tools/openapi/access-rules';
import { EveryStore, MemoryStore } from '../../../tools/openapi/memory-store';

export const REQUEST_ID = '8f3b2c1e-0b6a-4b0e-9d5a-6a1f7c2e9b10';
export const NOW = new Date('2025-03-30T01:59:59.123Z');

/** How customers are told from each other and from staff, in the tests that do. */
const RULE: CallerRule = { customerIdClaim: 'customer_id', staff: [{ scope: 'orders/admin' }] };
export const ACCESS = accessRules(RULE);
/** The same, and anybody may place an order. */
export const ACCESS_WITH_GUESTS = accessRules(RULE, { [CREATE_ORDER.routeKey]: {} });
export const OWNER = jwt({ sub: 'user-1', customer_id: 'customer123' });
export const OTHER = jwt({ sub: 'user-2', customer_id: 'customer124' });
export const STAFF = jwt({ sub: 'user-3', scope: 'orders/admin' });

export const REQUEST: OrderRequest = { ...MINIMAL_ORDER, currency: 'USD', totalAmount: 10 };
/** The owner's order. */
export const STORED = newOrder(REQUEST, 'order-1', NOW);

export type Store = EveryStore;

export type Dependencies = HandlerDependencies<Store>;

/** A store of which these methods are others. */
export function storeThat(methods: Partial<Store>): Store {
  return Object.assign(new MemoryStore(), methods);
}

/** A store on which every call ends in the error. */
export function brokenStore(error: unknown): Pick<Dependencies, 'store'> {
  const fail = () => Promise.reject(error);
  const reading = { get: fail, list: fail, unerasedOf: fail, withNumber: fail, listByStatus: fail };
  return { store: { ...reading, create: fail, changeStatus: fail, erase: fail, edit: fail } };
}

export class Harness {
  public readonly orders = new Map<string, Order>();
  public readonly logs: RequestLog[] = [];
  private readonly handler: ReturnType<typeof createHandler>;
  private ids = 0;

  public constructor(overrides: Partial<Dependencies> = {}) {
    this.handler = createHandler({
      operations: new Map<string, Operation<Store>>([...OPERATIONS, ...erasureOperations()]),
      store: new MemoryStore(this.orders),
      access: accessRules(),
      problems: PROBLEMS,
      metrics: shopMetrics,
      now: () => NOW,
      canReadOrders: true,
      newId: () => `00000000-0000-4000-8000-${String(this.ids++).padStart(12, '0')}`,
      log: (line) => { this.logs.push(line); },
      ...overrides,
    });
  }

  public async handle(event: unknown): Promise<HttpResponse> {
    return this.handler(event, { awsRequestId: REQUEST_ID });
  }

  /** Handles the event as the caller's. */
  public async handleAs(caller: Authorizer | undefined, event: ApiEvent): Promise<HttpResponse> {
    return this.handle(as(caller, event));
  }

  public async post(body: unknown, headers: Record<string, string> = {}): Promise<HttpResponse> {
    return this.handle(postOrders(body, { headers: { 'content-type': 'application/json', ...headers } }));
  }
}

export function bodyOf(response: HttpResponse): Record<string, unknown> {
  return JSON.parse(response.body);
}

/** A harness that holds the owner's order, with these fields changed. */
export function withOrder(change: Partial<Order> = {}, overrides: Partial<Dependencies> = {}): Harness {
  const harness = new Harness(overrides);
  const order = { ...STORED, ...change };
  harness.orders.set(order.orderId, order);
  return harness;
}

/** The event that changes the owner's order at its first version, unless told otherwise. */
export function patch(status: unknown, headers: Record<string, string> = {}, orderId = STORED.orderId): ApiEvent {
  return patchOrder(orderId, { status }, { 'if-match': '"1"', ...headers });
}

/** What a refusal says, without what all of them have. */
export function refusalOf({ statusCode, headers, body }: HttpResponse): Record<string, unknown> {
  const { type, detail, errors } = JSON.parse(body);
  expect(headers['Content-Type']).toBe('application/problem+json');
  return { status: statusCode, kind: type.replace('urn:problem-type:order-processing:', ''), detail, ...errors && { errors } };
}
