/*
 * Clients at work: each takes the next plan, sends what it asks for, and takes note of what came back and when.
 * The handler is the real one, many times over, as Lambda runs it: each copy has one request at a time, its own
 * SDK client and its own clock.
 */
import { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { API_VARIANTS, STAFF } from './callers';
import { MAX_ATTEMPTS, FaultInjectingTransport } from './fault-injection';
import { KnownState } from './known-state';
import { createRequest, getRequest, listRequest, pageRequest, patchRequest, probeRequests, Request } from './requests';
import type { RandomSettings } from './settings';
import { customersOf, Plan, plansFrom, RetryPlan, Viewer } from './workload';
import { createHandler, FailedInvocation, HttpResponse } from '../../../src/handler/http';
import { OPERATIONS } from '../../../src/handler/operations';
import { documentClientOf, OrderStore } from '../../../src/handler/order-store';
import { STANDARD_PROBLEMS } from '../../../src/handler/problem-kinds';

export interface Exchange {
  readonly request: Request;
  readonly requestId: string;
  /** When it was sent and when it was answered, on a clock that ticks with every such event. */
  readonly from: number;
  readonly to: number;
  readonly answer?: HttpResponse;
  /** What the handler threw instead of an answer. */
  readonly thrown?: unknown;
  /** The id that was made for it, if one was. */
  readonly generatedId?: string;
}

/** The answers to a walk through all pages, and to two requests that nobody should be able to tell apart. */
export interface History {
  readonly exchanges: readonly Exchange[];
  readonly walks: readonly (readonly Exchange[])[];
  readonly probes: readonly (readonly [Exchange, Exchange])[];
}

const CLIENTS = 16;

/** The copies of the function do not agree on the time to the millisecond. */
const CLOCK_SKEW_MS = 40;

/** What is sent again is among the newest eighth half of the time. */
const RECENCY = 3;

/** A walk that is longer goes round in circles. */
const MOST_PAGES = 1_000;

export class Run {
  public readonly exchanges: Exchange[] = [];
  public readonly walks: Exchange[][] = [];
  public readonly probes: [Exchange, Exchange][] = [];

  private readonly known = new KnownState();
  private readonly sent: Request[] = [];
  /** Those that held a valid order, and can be sent again in other words. */
  private readonly sentOrders: Request[] = [];
  private readonly idle: FunctionCopy[] = [];
  private readonly copies: FunctionCopy[] = [];
  private ticks = 0;
  private started = 0;

  public constructor(
    private readonly settings: RandomSettings,
    private readonly tableName: string,
    private readonly client: DynamoDBClientConfig,
  ) {}

  /** Sends as many requests as the settings say, and then reads every customer's orders page by page. */
  public async complete(): Promise<History> {
    const plans = plansFrom(this.settings.seed, this.settings.requests);
    await this.inParallel(async () => {
      while (this.started < this.settings.requests) await this.perform(plans.next().value as Plan);
    });
    await Promise.all(this.copies.map((copy) => copy.settled()));
    const customers = customersOf(this.settings.requests);
    await this.inParallel(async () => {
      for (let customerId = customers.pop(); customerId !== undefined; customerId = customers.pop()) {
        await this.walk({ is: 'somebody', caller: STAFF }, customerId, [7, 1, 100, 3]);
      }
    });
    return this;
  }

  /** Lets go of the connections to the table. */
  public close(): void {
    this.copies.forEach((copy) => copy.close());
  }

  private async inParallel(work: () => Promise<void>): Promise<void> {
    await Promise.all(Array.from({ length: CLIENTS }, work));
  }

  private async perform(plan: Plan): Promise<void> {
    switch (plan.kind) {
      case 'create': return this.sendAndRetry(createRequest(plan, this.known), plan.copies);
      case 'get': return this.sendAndRetry(getRequest(plan, this.known));
      case 'patch': return this.sendAndRetry(patchRequest(plan, this.known), plan.copies);
      case 'list': return this.sendAndRetry(listRequest(plan, this.known));
      case 'retry': return this.retry(plan);
      case 'walk': return this.walk(plan.viewer, plan.customerId, plan.limits);
      case 'probe': {
        const requests = probeRequests(plan, this.known);
        if (requests) this.probes.push([await this.send(requests[0]), await this.send(requests[1])]);
        return;
      }
      case 'stray': {
        const { event, statuses: refusals } = plan;
        await this.send({ event, caller: { variant: 'trusting', identity: 'anybody' }, asked: { operation: 'none' }, refusals });
      }
    }
  }

  /** Several clients at once; who learns that the table cannot be reached tries again. */
  private async sendAndRetry(request: Request, copies = 1): Promise<void> {
    this.sent.push(request);
    if (request.rewritten) this.sentOrders.push(request);
    const untroubled = { ...request, injectedFault: undefined };
    const answers = await Promise.all(Array.from({ length: copies }, (_, copy) => this.send(copy === 0 ? request : untroubled)));
    if (answers.some(({ answer }) => answer?.statusCode === 503)) await this.send(untroubled);
  }

  private async retry({ ago, rewriting, copies, injectedFault }: RetryPlan): Promise<void> {
    const candidates = rewriting ? this.sentOrders : this.sent;
    const earlier = candidates.at(-1 - Math.floor(ago ** RECENCY * candidates.length));
    if (!earlier) return;
    const request = rewriting ? earlier.rewritten!(rewriting) : earlier;
    await this.sendAndRetry({ ...request, injectedFault }, copies);
  }

  private async walk(viewer: Viewer, customerId: string, limits: readonly number[]): Promise<void> {
    const pages: Exchange[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.send(pageRequest(viewer, customerId, limits[pages.length % limits.length], cursor));
      pages.push(page);
      cursor = page.answer?.statusCode === 200 ? JSON.parse(page.answer.body).nextCursor : undefined;
    } while (cursor !== undefined && pages.length < MOST_PAGES);
    this.walks.push(pages);
  }

  private async send(request: Request): Promise<Exchange> {
    this.started++;
    const copy = this.idle.pop() ?? this.newCopy();
    const requestId = `00000000-0000-4000-8000-${String(this.started).padStart(12, '0')}`;
    const from = this.ticks++;
    const result = await copy.invoke(request, requestId);
    const exchange = { request, requestId, from, to: this.ticks++, ...result };
    this.idle.push(copy);
    this.exchanges.push(exchange);
    this.learn(exchange);
    return exchange;
  }

  private newCopy(): FunctionCopy {
    const skewMs = (this.settings.seed + this.copies.length * 17) % (2 * CLOCK_SKEW_MS) - CLOCK_SKEW_MS;
    const copy = new FunctionCopy(this.client, this.tableName, skewMs);
    this.copies.push(copy);
    return copy;
  }

  private learn({ request: { asked }, answer }: Exchange): void {
    if (answer?.statusCode !== 200) return;
    const body = JSON.parse(answer.body);
    if (asked.operation === 'createOrder') this.known.learnCreated(body.orderId, JSON.parse(asked.text));
    if (asked.operation === 'getOrder' || asked.operation === 'updateOrderStatus') this.known.learn(body);
    if (asked.operation !== 'listOrders') return;
    for (const order of body.orders) this.known.learn(order);
    if (body.nextCursor !== undefined) this.known.learnCursor(body.nextCursor);
  }
}

class FunctionCopy {
  private readonly plain: DynamoDBClient;
  private readonly transport: FaultInjectingTransport;
  private readonly handlers: Readonly<Record<keyof typeof API_VARIANTS, ReturnType<typeof createHandler>>>;
  private generatedId?: string;

  public constructor(config: DynamoDBClientConfig, tableName: string, skewMs: number) {
    this.plain = new DynamoDBClient(config);
    this.transport = new FaultInjectingTransport(this.plain.config.requestHandler);
    const client = new DynamoDBClient({ ...config, maxAttempts: MAX_ATTEMPTS, requestHandler: this.transport });
    const dependencies = {
      operations: OPERATIONS,
      problems: STANDARD_PROBLEMS,
      store: new OrderStore(documentClientOf(client), tableName),
      now: () => new Date(Date.now() + skewMs),
      newId: () => this.generatedId = crypto.randomUUID(),
      canReadOrders: true,
      log: () => {},
    };
    this.handlers = {
      trusting: createHandler({ ...dependencies, access: API_VARIANTS.trusting }),
      members: createHandler({ ...dependencies, access: API_VARIANTS.members }),
      guests: createHandler({ ...dependencies, access: API_VARIANTS.guests, canReadOrders: false }),
    };
  }

  public async invoke({ event, caller, injectedFault }: Request, awsRequestId: string): Promise<Pick<Exchange, 'answer' | 'thrown' | 'generatedId'>> {
    this.transport.expect(injectedFault);
    this.generatedId = undefined;
    try {
      // As Lambda hands it over: through JSON.
      const answer = await this.handlers[caller.variant](event === undefined ? undefined : JSON.parse(JSON.stringify(event)), { awsRequestId });
      return { answer, generatedId: this.generatedId };
    } catch (thrown) {
      if (thrown instanceof FailedInvocation) return { answer: thrown.response, generatedId: this.generatedId };
      return { thrown, generatedId: this.generatedId };
    }
  }

  public async settled(): Promise<void> {
    return this.transport.settled();
  }

  public close(): void {
    this.plain.destroy();
  }
}
