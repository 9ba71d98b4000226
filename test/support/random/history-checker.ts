/*
 * Whether all that happened is what the contract says: every answer against the table as it stands at the end,
 * every item of the table against what was asked and answered.
 */
import { faultsOfAnswer, unless } from './answers';
import { isPermanent, mayLandUnseen } from './fault-injection';
import { canonical, expectedFields, Fields, fieldsOf } from './orders';
import type { Item } from './orders-table';
import type { Asked, CreateAsked, GetAsked, ListAsked } from './requests';
import type { Exchange, History } from './run';
import { isReplay, markOf, NOT_THERE, Patch, Timeline, versionIn } from './timeline';
import type { OrderDocument } from '../../../src/handler/domain/order';
import { orderNumberOf } from '../../../src/handler/domain/order-number';
import { INITIAL_STATUS, OrderStatus, statusesAfter } from '../../../src/handler/domain/order-status';

export interface Violation {
  /** `lost` and `doubled` count orders. */
  readonly rule: 'answer' | 'create' | 'lost' | 'doubled' | 'read' | 'change' | 'list' | 'walk' | 'probe' | 'table';
  readonly detail: string;
  readonly exchange?: Exchange;
}

type Of<A extends Asked> = Exchange & { readonly request: { readonly asked: A } };
type Create = Of<CreateAsked>;
type Get = Of<GetAsked>;
type List = Of<ListAsked>;

/** The ids that clients choose for their own orders; those that they choose and that were made for other orders are taken. */
const OWN_ID = /^order_\d+$/;

/** What a body that is any JSON may be answered with, when it is no order. */
const NO_ORDER = [400, 403, 409, 413, 422];

const REQUEST_FIELDS = [
  'customerId', 'items', 'currency', 'totalAmount', 'shippingAmount', 'taxAmount', 'discountAmount', 'metadata',
  'contact', 'shippingAddress', 'note', 'reference', 'locale',
];
const OUR_FIELDS = ['orderId', 'status', 'statusHistory', 'createdAt', 'updatedAt', 'version', 'requestFingerprint'];

export function violationsIn(history: History, items: readonly Item[]): Violation[] {
  return new Judge(history, items).violations();
}

/** The orders that a client was told of as accepted. */
export function acceptedIds({ exchanges }: Pick<History, 'exchanges'>): Set<string> {
  return new Set(exchanges.filter(({ request, answer }) => request.asked.operation === 'createOrder' && answer?.statusCode === 200).map(idIn));
}

class Judge {
  private readonly stored: ReadonlyMap<string, Fields>;
  private readonly timelines: ReadonlyMap<string, Timeline>;
  /** The attempts at each order, by its id. */
  private readonly attempts: ReadonlyMap<string, readonly Create[]>;
  private readonly decided: readonly Exchange[];
  private readonly idByKey: ReadonlyMap<string, string>;
  private readonly byCustomer: ReadonlyMap<string, readonly [string, Timeline][]>;

  public constructor(private readonly history: History, items: readonly Item[]) {
    this.stored = new Map(items.map((item) => [item.orderId.S!, fieldsOf(item)]));
    // What must be refused in any case has nothing to do with the orders that there are.
    this.decided = history.exchanges.filter(({ request, answer }) => request.refusals.length === 0 && answer);
    const attempts = this.decided.filter(isAttempt);
    this.idByKey = idsByKey(attempts);
    this.attempts = groupBy(attempts, (attempt) => this.idOf(attempt) ?? '');
    const patches = groupBy(this.decided.filter(isPatch), ({ request }) => request.asked.orderId);
    this.timelines = new Map([...this.stored].map(([orderId, fields]) => {
      const makers = (this.attempts.get(orderId) ?? []).filter((attempt) => mayHaveMade(attempt, fields));
      return [orderId, new Timeline(fields, makers, patches.get(orderId) ?? [])];
    }));
    this.byCustomer = groupBy([...this.timelines], ([, timeline]) => timeline.customerId);
    this.decided.forEach((exchange) => this.noteSightings(exchange));
  }

  public violations(): Violation[] {
    return [
      ...this.history.exchanges.flatMap((exchange) => faultsOfAnswer(exchange).map(violation('answer', exchange))),
      ...this.decided.flatMap((exchange) => this.faultsOf(exchange)),
      ...[...this.stored].flatMap(([orderId, fields]) => this.faultsOfItem(orderId, fields)),
      ...this.faultsOfKeys(),
      ...this.history.walks.flatMap((pages) => this.faultsOfWalk(pages)),
      ...this.history.probes.flatMap(([foreign, none]) => (
        unless(alike(foreign, none), 'it is told apart from the same request for an order that does not exist').map(violation('probe', foreign)))),
    ];
  }

  private noteSightings(exchange: Exchange): void {
    if (exchange.answer!.statusCode !== 200) return;
    const { operation } = exchange.request.asked;
    if (operation === 'createOrder') this.timelines.get(idIn(exchange))?.see(exchange, 1);
    for (const order of documentsIn(exchange)) this.timelines.get(order.orderId)?.see(exchange, order.version);
  }

  private faultsOf(exchange: Exchange): Violation[] {
    if (exchange.answer!.statusCode === 503) return []; // whether it was right to say so is a matter of the answer alone
    if (isCreate(exchange)) return this.faultsOfCreate(exchange);
    if (isPatch(exchange)) return unless(this.explainsPatch(exchange), this.storyOf(exchange)).map(violation('change', exchange));
    if (isList(exchange)) return this.faultsOfList(exchange).map(violation('list', exchange));
    if (isGet(exchange)) return unless(this.explainsGet(exchange), this.storyOf(exchange)).map(violation('read', exchange));
    return [];
  }

  private faultsOfCreate(create: Create): Violation[] {
    const { answer } = create;
    if (!isAttempt(create)) {
      return unless(NO_ORDER.includes(answer!.statusCode), 'the status is none for a body like this').map(violation('create', create));
    }
    const orderId = this.idOf(create);
    const fields = orderId === undefined ? undefined : this.stored.get(orderId);
    if (!orderId || !fields) return [{ rule: 'lost', detail: 'its order is not in the table', exchange: create }];
    if (answer!.statusCode === 200) {
      return [
        ...unless(asksFor(create, fields), `the order in the table is another one: ${canonical(fields)}`).map(violation('lost', create)),
        ...unless(
          canonical(JSON.parse(answer!.body)) === canonical({ message: 'Order processed successfully', orderId, status: INITIAL_STATUS, orderNumber: orderNumberOf(orderId) })
            && answer!.headers.Location === (create.request.caller.variant === 'guests' ? undefined : `orders/${orderId}`),
          'the answer is not that of a new order',
        ).map(violation('create', create)),
      ];
    }
    const clash = ownIdIn(create) === undefined ? 422 : 409;
    const isClash = answer!.statusCode === clash && !asksFor(create, fields) && this.timelines.get(orderId)!.during(create).at(-1)! > NOT_THERE;
    return unless(isClash, `a valid order is refused, and the order in the table is ${canonical(fields)}`).map(violation('create', create));
  }

  /** The id of the order that a valid request makes, or would have made. */
  private idOf(create: Create): string | undefined {
    return ownIdIn(create) ?? create.generatedId ?? this.idByKey.get(slotOf(create));
  }

  /** No two orders for one key. */
  private faultsOfKeys(): Violation[] {
    return this.decided.filter(isAttempt).filter(isMadeByKey).flatMap((create) => (
      unless(idIn(create) === this.idByKey.get(slotOf(create)), 'another order was made for the same key').map(violation('doubled', create))));
  }

  private faultsOfItem(orderId: string, fields: Fields): Violation[] {
    const attempts = this.attempts.get(orderId) ?? [];
    const firsts = attempts.filter((attempt) => attempt.answer!.statusCode === 200 && !isReplay(attempt));
    const timeline = this.timelines.get(orderId)!;
    const { history, lastVersion } = timeline;
    const last = history.at(-1)!;
    const known = [...REQUEST_FIELDS, ...OUR_FIELDS, 'modelVersion', ...lastVersion > 1 ? ['changeId'] : []];
    const isWay = history.every(({ status }, index) => (index === 0 ? status === INITIAL_STATUS : canFollow(history[index - 1].status, status)));
    const unasked = history.slice(1).filter((_, index) => timeline.makersOf(index + 2).length === 0);
    const twice = history.slice(1).filter((_, index) => timeline.makersOf(index + 2).filter(isTold).length > 1);
    const isAtLast = fields.version === lastVersion && fields.status === last.status && fields.updatedAt === last.at;
    return [
      ...unless(attempts.some((attempt) => mayHaveMade(attempt, fields)), 'nobody has placed it, or was told that it was refused').map(violation('doubled')),
      ...unless(firsts.length <= 1, `${firsts.length} requests were told that they made it`).map(violation('doubled')),
      ...unless(Object.keys(fields).every((name) => known.includes(name)), 'it has a field that no order has').map(violation('table')),
      ...unless(OUR_FIELDS.every((name) => fields[name] !== undefined), 'it lacks a field').map(violation('table')),
      ...unless(isWay, 'its history is no way through the statuses').map(violation('table')),
      ...unless(isAtLast, 'its version or status is not that of its history').map(violation('table')),
      ...unless(fields.createdAt === history[0].at, 'it was not created when its history begins').map(violation('table')),
      ...unless(unasked.length === 0, `nobody has asked for ${canonical(unasked)}`).map(violation('change')),
      ...unless(twice.length === 0, `several requests were told that they made ${canonical(twice)}`).map(violation('change')),
    ].map((each) => ({ ...each, detail: `${each.detail}: ${canonical(fields)}` }));
  }

  private explainsGet(get: Get): boolean {
    const { asked } = get.request;
    const timeline = this.visible(get, asked.orderId);
    const versions = timeline?.during(get) ?? [NOT_THERE];
    if (get.answer!.statusCode === 404) return versions.includes(NOT_THERE);
    return versions.some((version) => version > NOT_THERE && shows(get, timeline!, version));
  }

  /** Whether there is a version at which the answer would have been just this. */
  private explainsPatch(patch: Patch): boolean {
    const { asked } = patch.request;
    const { statusCode } = patch.answer!;
    const timeline = this.visible(patch, asked.orderId);
    return (timeline?.during(patch) ?? [NOT_THERE]).some((version) => {
      if (version === NOT_THERE) return statusCode === 404;
      const makers = timeline!.makersOf(version) as Patch[];
      if (isReplay(patch)) return shows(patch, timeline!, version) && makers.some((maker) => isSameChange(maker, patch));
      if (isTold(patch)) return versionIn(patch) === version && isChange(patch, timeline!, version);
      if (isRetryOfLast(patch, timeline!, version)) return false;
      if (asked.version !== 'any' && asked.version !== version) return statusCode === 412;
      return statusCode === 409 && !canFollow(timeline!.statusAt(version), asked.status);
    });
  }

  /** The order, if there is one that the caller may know of. */
  private visible({ request: { caller } }: Exchange, orderId: string): Timeline | undefined {
    const timeline = this.timelines.get(orderId);
    return timeline && (caller.customerId === undefined || caller.customerId === timeline.customerId) ? timeline : undefined;
  }

  private faultsOfList(list: List): string[] {
    const { asked } = list.request;
    const { statusCode, body } = list.answer!;
    if (statusCode !== 200) return ['a list that is allowed is refused'];
    const { nextCursor } = JSON.parse(body);
    const orders = documentsIn(list);
    const ids = new Set(orders.map(({ orderId }) => orderId));
    const oldest = orders.at(-1)?.createdAt ?? asked.after?.createdAt ?? '';
    const missing = this.timelinesOf(asked.customerId).filter(([orderId, timeline]) => !ids.has(orderId)
      && timeline.isKnownBefore(list)
      && (asked.after === undefined || timeline.createdAt < asked.after.createdAt)
      && (nextCursor === undefined || timeline.createdAt > oldest));
    return [
      ...unless(orders.length <= asked.limit, `it has ${orders.length} orders`),
      ...unless(orders.every(({ customerId }) => customerId === asked.customerId), 'it has an order of another customer'),
      ...unless(ids.size === orders.length, 'it has an order twice'),
      ...unless(orders.every(({ createdAt }, index) => index === 0 || createdAt <= orders[index - 1].createdAt), 'it is not newest first'),
      ...unless(orders.every(({ createdAt }) => !isAfter(createdAt, asked.after?.createdAt)), 'it has an order from before its cursor'),
      ...unless(orders.every((order) => this.explainsDocument(list, order)), 'it has an order that never was like this'),
      ...unless(missing.length === 0, `it lacks ${missing.map(([orderId]) => orderId).join(', ')}`),
    ];
  }

  private explainsDocument(exchange: Exchange, order: OrderDocument): boolean {
    const timeline = this.timelines.get(order.orderId);
    if (!timeline?.during(exchange).includes(order.version)) return false;
    return canonical(timeline.documentAt(order.version)) === canonical(order);
  }

  private timelinesOf(customerId: string): readonly [string, Timeline][] {
    return this.byCustomer.get(customerId) ?? [];
  }

  /** Page by page, each order that was there when the walk began comes exactly once. */
  private faultsOfWalk(pages: readonly Exchange[]): Violation[] {
    const [first] = pages;
    if (pages.some(({ answer }) => answer?.statusCode !== 200)) return []; // told of by the page
    const ids = pages.flatMap(documentsIn).map(({ orderId }) => orderId);
    const { customerId } = first.request.asked as ListAsked;
    const missing = this.timelinesOf(customerId).filter(([orderId, timeline]) => timeline.isKnownBefore(first) && !ids.includes(orderId));
    return [
      ...unless(new Set(ids).size === ids.length, 'an order came twice'),
      ...unless(missing.length === 0, `orders were skipped: ${missing.map(([orderId]) => orderId).join(', ')}`),
      ...unless(!('nextCursor' in JSON.parse(pages.at(-1)!.answer!.body)), 'the walk never ends'),
    ].map(violation('walk', first));
  }

  private storyOf(exchange: Exchange): string {
    const { orderId } = exchange.request.asked as { orderId: string };
    const timeline = this.timelines.get(orderId);
    if (!timeline) return 'there is no such order';
    return `the order was of ${timeline.customerId}, at version ${timeline.during(exchange).join(' or ')} of ${canonical(timeline.history.map(({ status }) => status))}`;
  }
}

function isCreate(exchange: Exchange): exchange is Create {
  return exchange.request.asked.operation === 'createOrder';
}

function isGet(exchange: Exchange): exchange is Get {
  return exchange.request.asked.operation === 'getOrder';
}

function isPatch(exchange: Exchange): exchange is Patch {
  return exchange.request.asked.operation === 'updateOrderStatus';
}

function isList(exchange: Exchange): exchange is List {
  return exchange.request.asked.operation === 'listOrders';
}

/** Whether it holds a valid order: known beforehand, or because it was accepted. */
function isAttempt(exchange: Exchange): exchange is Create {
  return isCreate(exchange) && (exchange.request.asked.isValid || exchange.answer!.statusCode === 200);
}

function isTold({ answer }: Exchange): boolean {
  return answer?.statusCode === 200;
}

function idIn({ answer }: Exchange): string {
  return JSON.parse(answer!.body).orderId;
}

function ownIdIn({ request: { asked } }: Create): string | undefined {
  return JSON.parse(asked.text).orderId;
}

/** A caller's idempotency key. */
function slotOf({ request: { caller, asked } }: Create): string {
  return JSON.stringify([caller.identity, asked.key]);
}

/** Whether it was accepted, under the id that belongs to its idempotency key. */
function isMadeByKey(create: Create): boolean {
  return ownIdIn(create) === undefined && create.generatedId === undefined && create.answer!.statusCode === 200;
}

/** The id that the first answer gave, for each key. */
function idsByKey(attempts: readonly Create[]): Map<string, string> {
  return new Map(attempts.filter(isMadeByKey).reverse().map((create) => [slotOf(create), idIn(create)]));
}

/** Whether the stored order is what the request asked for, to the last digit. */
function asksFor(create: Create, fields: Fields): boolean {
  const ownId = ownIdIn(create);
  if (ownId !== undefined && !OWN_ID.test(ownId)) return false; // the id of an order that was placed without one
  const { orderId, ...expected } = expectedFields(create.request.asked.text);
  return canonical(expected) === canonical(Object.fromEntries(Object.entries(fields).filter(([name]) => REQUEST_FIELDS.includes(name))));
}

function mayHaveMade(create: Create, fields: Fields): boolean {
  const { request: { injectedFault }, answer } = create;
  const isUnseen = answer!.statusCode === 503 && injectedFault !== undefined && isPermanent(injectedFault) && mayLandUnseen(injectedFault);
  return (answer!.statusCode === 200 || isUnseen) && asksFor(create, fields);
}

function documentsIn({ request: { asked }, answer }: Exchange): OrderDocument[] {
  const body = JSON.parse(answer!.body);
  if (answer!.statusCode !== 200) return [];
  if (asked.operation === 'listOrders') return body.orders;
  return asked.operation === 'getOrder' || asked.operation === 'updateOrderStatus' ? [body] : [];
}

function canFollow(status: OrderStatus | undefined, next: OrderStatus): boolean {
  return status !== undefined && statusesAfter(status).includes(next);
}

/** Whether the answer is the order at this version. */
function shows({ answer }: Exchange, timeline: Timeline, version: number): boolean {
  const isCurrent = answer!.statusCode === 200 && answer!.headers.ETag === `"${version}"`;
  return isCurrent && canonical(timeline.documentAt(version)) === canonical(JSON.parse(answer!.body));
}

/** Whether this change led to this version, from the one before it and from what was asked for. */
function isChange(patch: Patch, timeline: Timeline, version: number): boolean {
  const { asked, caller } = patch.request;
  return version > 1
    && shows(patch, timeline, version)
    && timeline.makersOf(version).includes(patch)
    && timeline.statusAt(version) === asked.status
    && (asked.version === 'any' || asked.version === version - 1)
    && (caller.customerId === undefined || asked.status === 'CANCELLED');
}

/** A retry by the client, or by the SDK, which then answers its own request. */
function isSameChange(maker: Patch, patch: Patch): boolean {
  return maker === patch ? patch.request.injectedFault !== undefined : markOf(maker) === markOf(patch);
}

/** Whether the order was last changed by this very change, so that it must be answered again. */
function isRetryOfLast(patch: Patch, timeline: Timeline, version: number): boolean {
  const makers = timeline.makersOf(version).filter(isTold);
  return version > 1 && makers.some((maker) => !isReplay(maker) && markOf(maker as Patch) === markOf(patch));
}

function isAfter(createdAt: string, bound: string | undefined): boolean {
  return bound !== undefined && createdAt > bound;
}

/** Whether two answers are the same, but for the request's id. */
function alike(a: Exchange, b: Exchange): boolean {
  const [left, right] = [a, b].map(({ answer, requestId }) => answer && { ...answer, body: answer.body.replace(requestId, '') });
  return canonical(left) === canonical(right);
}

function violation(rule: Violation['rule'], exchange?: Exchange) {
  return (detail: string): Violation => ({ rule, detail, exchange });
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(keyOf(value), [...groups.get(keyOf(value)) ?? [], value]);
  return groups;
}
