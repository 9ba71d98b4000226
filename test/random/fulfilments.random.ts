/*
 * Several packers on few orders of a real table: parcels with random parts that are shipped, delivered and cancelled, cancellations of whole orders,
 * returns, retries with the same key, lost answers and failing calls. No piece is in two parcels or comes back twice, and each request takes effect
 * once (`npm test -- random --requests 10000 --seed 1`).
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { OrderRoute, OrderStaffList } from '../../src';
import { CREATE_FULFILMENT, CREATE_RETURN, UPDATE_FULFILMENT } from '../../src/contract';
import { activeFulfilments, FulfilmentState, FulfilmentStatus, StoredFulfilment } from '../../src/handler/domain/fulfilment';
import type { LineQuantity } from '../../src/handler/domain/line-quantities';
import type { Order, OrderItem } from '../../src/handler/domain/order';
import type { StoredReturn } from '../../src/handler/domain/order-return';
import type { OrderStatus } from '../../src/handler/domain/order-status';
import { statusShardOf } from '../../src/handler/domain/status-shard';
import type { HttpResponse } from '../../src/handler/http';
import { apiEvent, as, jwt, patchOrder, postOrders } from '../support/handler/fixtures';
import type { Step } from '../support/random/fault-injection';
import { FulfillingCopy } from '../support/random/fulfilment-shop';
import { pick, randomFrom } from '../support/random/numbers';
import { OrdersTable } from '../support/random/orders-table';
import { PATIENT_CLIENT } from '../support/random/patient-client';
import { write } from '../support/random/report';
import { readSettings } from '../support/random/settings';
import type { Stocked } from '../support/random/stock-shop';
import { StockTable } from '../support/random/stock-table';

const RUNS = readSettings(process.env);

jest.setTimeout(300_000 + RUNS[0].requests * 250);

/** With fewer requests, chance may leave out a kind of them. */
const ENOUGH_FOR_VARIETY = 2_000;

const CLIENTS = 50;

/** So few that several packers are at each of them. */
const OPEN_ORDERS = 12;

const SHARDS = 4;
const PRODUCTS = ['mug', 'plate', 'bowl'] as const;
const STOCK = 1_000_000;
const PRICE = 10;

const TROUBLES: readonly (readonly Step[])[] = [
  ...Array<Step[]>(10).fill([]),
  ['answer-lost'], ['answer-lost', 'answer-lost', 'answer-lost'], ['answered-with-500'], ['request-lost'], ['throttled'], ['late'],
  ['late', 'request-lost', 'request-lost'], ['in-conflict'], ['cancelled', 'answer-lost'],
];

/** What a client without a key survives: the SDK tries again, and the request is still the same one. */
const SHORT_TROUBLES: readonly (readonly Step[])[] = [...Array<Step[]>(4).fill([]), ['answer-lost'], ['answered-with-500'], ['throttled'], ['late']];

const client = new DynamoDBClient(PATIENT_CLIENT);

afterAll(() => client.destroy());

interface StoredOrder extends Order {
  readonly fulfilments?: readonly StoredFulfilment[];
  readonly returns?: readonly StoredReturn[];
  readonly fulfilmentStatus?: FulfilmentStatus;
}

/** A request, and what it leaves in the order, by which its effect is found. */
interface Sent {
  readonly what: 'pack' | 'ship' | 'deliver' | 'cancel a parcel' | 'track' | 'return' | 'cancel' | 'set SHIPPED';
  readonly event: ReturnType<typeof apiEvent>;
  readonly orderId: string;
  /** Carrier of a new parcel, tracking number of a change, note of a return. */
  readonly mark?: string;
  readonly hasKey: boolean;
  statusCode?: number;
  body?: string;
}

test.each(RUNS)('no piece is in two parcels, and each request takes effect once ($requests requests, seed $seed)', async ({ requests, seed }) => {
  const others = OrderRoute.standard().filter(({ operationId }) => operationId !== 'listOrders');
  const routes = [...others, OrderRoute.listOrders({ staffList: OrderStaffList.byStatus() })];
  const orders = await OrdersTable.create(client, `fulfilments-${seed}-${process.pid}`, routes);
  const stock = await StockTable.create(client, `fulfilments-stock-${seed}-${process.pid}`);
  try {
    await stock.fill(PRODUCTS, STOCK);
    await run({ orders, stock }, { requests, seed });
  } finally {
    await Promise.all([orders.delete(), stock.delete()]);
  }
});

async function run(shop: Stocked, { requests, seed }: { readonly requests: number; readonly seed: number }): Promise<void> {
  const random = randomFrom(seed);
  const counts: Record<string, number> = {};
  /** Each order as its latest version that somebody has seen. */
  const seen = new Map<string, StoredOrder>();
  /** Orders that packers are at. */
  let open: string[] = [];
  const history: Sent[] = [];
  /** The answers of changes that were made by them, by order. */
  const versions = new Map<string, number[]>();
  let started = 0;

  const look = (order: StoredOrder) => {
    if ((seen.get(order.orderId)?.version ?? 0) < order.version) seen.set(order.orderId, order);
    if (order.status === 'CANCELLED' || (order.status === 'DELIVERED' && random() < 0.5)) open = open.filter((each) => each !== order.orderId);
  };
  const send = async (copy: FulfillingCopy, what: string, event: unknown, hasKey = true): Promise<HttpResponse> => {
    started++;
    let response = await copy.handle(event, pick(hasKey ? TROUBLES : SHORT_TROUBLES, random));
    // As a client does whose answer is none: again, until there is one.
    for (let tries = 0; response.statusCode >= 500 && tries < 5; tries++) response = await copy.handle(event);
    if (response.statusCode >= 500) throw new Error(`${what} ends in ${response.statusCode}: ${JSON.stringify(copy.lastError)}`);
    const name = `${what}: ${response.statusCode}${response.headers['Idempotency-Replayed'] ? ' replayed' : ''}`;
    counts[name] = (counts[name] ?? 0) + 1;
    return response;
  };
  const sendChange = async (copy: FulfillingCopy, sent: Sent) => {
    const { statusCode, headers, body } = await send(copy, sent.what, sent.event, sent.hasKey);
    expect({ sent, statusCode, body }).toEqual({ sent, statusCode: [200, 409, 412].includes(statusCode) ? statusCode : 'one of them', body });
    Object.assign(sent, { statusCode, body });
    if (statusCode !== 200) return;
    const order: StoredOrder = JSON.parse(body);
    expect(headers.ETag).toBe(`"${order.version}"`);
    // The answer to a request has its effect, a retry's too.
    if (sent.what === 'pack') expect(order.fulfilments!.filter(({ carrier }) => carrier === sent.mark)).toHaveLength(1);
    if (sent.what === 'return') expect(order.returns!.filter(({ note }) => note === sent.mark)).toHaveLength(1);
    if (!headers['Idempotency-Replayed']) versions.set(sent.orderId, [...versions.get(sent.orderId) ?? [], order.version]);
    look(order);
  };
  const change = async (copy: FulfillingCopy, sent: Sent) => {
    history.push(sent);
    await sendChange(copy, sent);
  };

  const place = async (copy: FulfillingCopy) => {
    const orderId = `${seed}-${randomUUID()}`;
    const line = () => ({ productId: pick(PRODUCTS, random), quantity: 1 + Math.floor(random() * 6), price: PRICE });
    const items = Array.from({ length: 1 + Math.floor(random() * 3) }, line);
    open.push(orderId); // now, so that the others do not place as many more
    expect((await send(copy, 'new', postOrders({ orderId, customerId: 'ada', items }))).statusCode).toBe(200);
    const confirmation = patchOrder(orderId, { status: 'CONFIRMED' }, { 'if-match': '*', 'idempotency-key': randomUUID() });
    const { statusCode, body } = await send(copy, 'confirm', confirmation);
    expect([statusCode, body]).toEqual([200, body]);
    look(JSON.parse(body));
  };
  const staff = (event: ReturnType<typeof apiEvent>) => as(jwt({ sub: 'clerk-1' }), event);
  const headersFor = ({ version }: StoredOrder, hasKey: boolean) => ({
    'content-type': 'application/json',
    'if-match': random() < 0.7 ? '*' : `"${version}"`,
    ...hasKey && { 'idempotency-key': randomUUID() },
  });
  const requestOf = (
    what: Sent['what'], routeKey: string, order: StoredOrder, body: object, more: { readonly mark?: string; readonly fulfilmentId?: string } = {},
  ): Sent => {
    const { orderId } = order;
    const hasKey = random() < 0.7;
    const pathParameters = { orderId, ...more.fulfilmentId !== undefined && { fulfilmentId: more.fulfilmentId } };
    const event = staff(apiEvent(routeKey, { pathParameters, headers: headersFor(order, hasKey), body: JSON.stringify(body) }));
    return { what, event, orderId, mark: more.mark, hasKey };
  };
  const pack = (copy: FulfillingCopy, each: StoredOrder) => {
    const others = open.map((orderId) => seen.get(orderId)).filter((order) => order?.status === 'CONFIRMED');
    const order = random() < 0.1 || others.length === 0 ? each : pick(others, random)!;
    const mark = randomUUID();
    const body = { carrier: mark, ...random() < 0.8 && { items: partOf(order.items, random) }, ...random() < 0.3 && { status: 'SHIPPED' } };
    return change(copy, requestOf('pack', CREATE_FULFILMENT.routeKey, order, body, { mark }));
  };
  const step = (copy: FulfillingCopy, order: StoredOrder, what: 'ship' | 'deliver' | 'cancel a parcel' | 'track') => {
    const from: Partial<Record<Sent['what'], FulfilmentState>> = { 'ship': 'PACKED', 'deliver': 'SHIPPED', 'cancel a parcel': 'PACKED' };
    const parcels = (order.fulfilments ?? []).filter(({ status }) => from[what] === undefined || status === from[what] || random() < 0.1);
    if (parcels.length === 0) return pack(copy, order);
    const mark = randomUUID();
    const to = { 'ship': 'SHIPPED', 'deliver': 'DELIVERED', 'cancel a parcel': 'CANCELLED' } as const;
    const body = what === 'track' ? { trackingNumber: mark } : { status: to[what] };
    return change(copy, requestOf(what, UPDATE_FULFILMENT.routeKey, order, body, { mark, fulfilmentId: pick(parcels, random).fulfilmentId }));
  };
  const takeBack = (copy: FulfillingCopy, order: StoredOrder) => {
    const mark = randomUUID();
    const delivered = (order.fulfilments ?? []).filter(({ status }) => status === 'DELIVERED').flatMap(({ items }) => items);
    const items = delivered.length > 0 && random() < 0.8 ? [{ ...pick(delivered, random), quantity: 1 }] : partOf(order.items, random);
    const body = { items, note: mark, ...random() < 0.6 && { refundAmount: Math.floor(random() * order.totalAmount) } };
    return change(copy, requestOf('return', CREATE_RETURN.routeKey, order, body, { mark }));
  };
  const set = (copy: FulfillingCopy, order: StoredOrder, status: 'CANCELLED' | 'SHIPPED') => {
    const event = staff(patchOrder(order.orderId, { status, reason: 'other' }, headersFor(order, true)));
    return change(copy, { what: status === 'CANCELLED' ? 'cancel' : 'set SHIPPED', event, orderId: order.orderId, hasKey: true });
  };
  /** An order that can be cancelled, unless somebody packs it at this moment. */
  const withoutParcels = (known: readonly string[]) => (
    known.map((orderId) => seen.get(orderId)!).find((order) => order.status === 'CONFIRMED' && activeFulfilments(order).length === 0)
  );
  const retry = async (copy: FulfillingCopy) => {
    const isOne = ({ hasKey, statusCode }: Sent) => hasKey && statusCode !== undefined && (statusCode === 200 || random() < 0.2);
    const answered = history.slice(-60).filter(isOne);
    if (answered.length === 0) return place(copy);
    const sent = pick(answered, random);
    const { statusCode, body } = sent;
    await sendChange(copy, sent);
    // What was met stays met. One that was refused may be met now.
    if (statusCode === 200) expect([sent.what, body, [sent.statusCode, sent.body]]).toEqual([sent.what, body, [200, sent.body]]);
  };

  const copies = Array.from({ length: CLIENTS }, () => new FulfillingCopy(shop, { shards: SHARDS }, PATIENT_CLIENT));
  await Promise.all(copies.map(async (copy) => {
    while (started < requests) {
      const known = open.filter((orderId) => seen.has(orderId));
      if (open.length < OPEN_ORDERS || known.length === 0) {
        await place(copy);
        continue;
      }
      const order = seen.get(pick(known, random))!;
      const chance = random();
      if (chance < 0.25) await pack(copy, order);
      else if (chance < 0.4) await step(copy, order, 'ship');
      else if (chance < 0.55) await step(copy, order, 'deliver');
      else if (chance < 0.65) await step(copy, order, 'cancel a parcel');
      else if (chance < 0.7) await step(copy, order, 'track');
      else if (chance < 0.8) await takeBack(copy, order);
      else if (chance < 0.84) await set(copy, random() < 0.3 ? order : withoutParcels(known) ?? order, 'CANCELLED');
      else if (chance < 0.86) await set(copy, order, 'SHIPPED');
      else await retry(copy);
    }
  }));
  await Promise.all(copies.map((copy) => copy.close()));
  const lines = Object.entries(counts).sort().map(([name, count]) => `  ${name}: ${count}\n`);
  write(`\n${requests} requests to a shop with fulfilments, seed ${seed}\n${lines.join('')}`);

  const stored = (await shop.orders.items()).map((item) => unmarshall(item as never) as StoredOrder);
  for (const order of stored) {
    const sent = history.filter(({ orderId }) => orderId === order.orderId);
    expect([order, faultsOf(order, sent)]).toEqual([order, []]);
    const made = versions.get(order.orderId) ?? [];
    expect([order.orderId, made.length, Math.max(0, ...made) <= order.version]).toEqual([order.orderId, new Set(made).size, true]);
  }
  const left = await shop.stock.left();
  for (const productId of PRODUCTS) {
    const held = stored.filter(({ status }) => status !== 'CANCELLED').flatMap(({ items }) => items).filter((item) => item.productId === productId);
    expect([productId, left.get(productId)]).toEqual([productId, STOCK - held.reduce((sum, { quantity }) => sum + quantity, 0)]);
  }
  if (requests >= ENOUGH_FOR_VARIETY) expectVariety(counts);
}

/** What is wrong with an order after all requests for it. */
function faultsOf(order: StoredOrder, sent: readonly Sent[]): string[] {
  const { items, status, statusHistory, fulfilments = [], returns = [], fulfilmentStatus, totalAmount, version, orderId } = order;
  const ordered = items.map(({ quantity }) => quantity);
  const sumOf = (parts: readonly { readonly items: readonly LineQuantity[] }[]) => ordered.map((_, index) => (
    parts.flatMap((part) => part.items).filter(({ lineNumber }) => lineNumber === index + 1).reduce((sum, { quantity }) => sum + quantity, 0)
  ));
  const inStates = (...states: FulfilmentState[]) => sumOf(fulfilments.filter((each) => states.includes(each.status)));
  const isAll = (sums: readonly number[]) => sums.every((sum, index) => sum === ordered[index]);
  const isAbove = (sums: readonly number[], most: readonly number[]) => sums.some((sum, index) => sum > most[index]);
  const shipped = inStates('SHIPPED', 'DELIVERED');
  const delivered = inStates('DELIVERED');
  const statuses = statusHistory.map((entry) => entry.status);
  const way: readonly OrderStatus[] = ['PROCESSING', 'CONFIRMED', ...status === 'CANCELLED' ? ['CANCELLED' as const] : ['SHIPPED', 'DELIVERED'] as const];
  const expectedStatus = isAll(delivered) ? 'DELIVERED' : isAll(shipped) ? 'SHIPPED' : 'CONFIRMED';
  const expectedFulfilment = isAll(shipped) ? 'FULFILLED' : shipped.some((sum) => sum > 0) ? 'PARTIAL' : 'UNFULFILLED';
  // Without fulfilments, or when a part is never sent.
  const isByPatch = !isAll(shipped) && statuses.includes('SHIPPED');
  const markedWith = (what: Sent['what'], isMet: boolean) => (
    sent.filter((each) => each.what === what && (each.statusCode === 200) === isMet).map(({ mark }) => mark!)
  );
  const packed = fulfilments.map(({ carrier }) => carrier!);
  const noted = returns.map(({ note }) => note!);
  const steps = fulfilments.flatMap((each) => each.statusHistory);
  const moves = steps.length - fulfilments.length;
  const tracks = new Set(markedWith('track', true)).size;
  const byFulfilments = isByPatch ? 0 : statuses.filter((each) => each === 'SHIPPED' || each === 'DELIVERED').length;
  const faults: Record<string, boolean> = {
    'a piece is in two fulfilments': isAbove(inStates('PACKED', 'SHIPPED', 'DELIVERED'), ordered),
    'more came back than was delivered': isAbove(sumOf(returns), isByPatch && status === 'DELIVERED' ? ordered : delivered),
    'more is refunded than the total': returns.reduce((sum, { refundAmount = 0 }) => sum + refundAmount, 0) > totalAmount,
    'a request has made two fulfilments': new Set(packed).size < packed.length,
    'a request has made two returns': new Set(noted).size < noted.length,
    'a fulfilment of a request that was met is missing': markedWith('pack', true).some((mark) => !packed.includes(mark)),
    'a return of a request that was met is missing': markedWith('return', true).some((mark) => !noted.includes(mark)),
    'a request that was refused has made a fulfilment': markedWith('pack', false).some((mark) => packed.includes(mark)),
    'a request that was refused has made a return': markedWith('return', false).some((mark) => noted.includes(mark)),
    'the status does not follow from the fulfilments': status !== 'CANCELLED' && !isByPatch && status !== expectedStatus,
    'a cancelled order has a fulfilment': status === 'CANCELLED' && fulfilments.some((each) => each.status !== 'CANCELLED'),
    'the fulfilment status does not follow from the fulfilments': fulfilments.length > 0 && fulfilmentStatus !== expectedFulfilment,
    'the history has a gap, or a step twice': statuses.join() !== way.slice(0, statuses.length).join() || statuses[statuses.length - 1] !== status,
    'the history of a fulfilment has a gap, or a step twice': fulfilments.some((each) => !isWay(each)),
    'the version does not count the changes': version !== statuses.length - byFulfilments + fulfilments.length + moves + tracks + returns.length,
    'the index has another status': (order as unknown as Record<string, unknown>).statusShard !== statusShardOf(status, orderId, SHARDS),
  };
  return Object.keys(faults).filter((fault) => faults[fault]);
}

/** Whether the states of a fulfilment follow each other, each once. */
function isWay({ status, statusHistory }: StoredFulfilment): boolean {
  const states = statusHistory.map((entry) => entry.status).join(' ');
  return /^(PACKED( CANCELLED)?|(PACKED )?SHIPPED( DELIVERED)?)$/.test(states) && states.endsWith(status);
}

/** A part of some lines, now and then more than there is. */
function partOf(items: readonly OrderItem[], random: () => number): LineQuantity[] {
  const all = items.map(({ quantity }, index) => ({ lineNumber: index + 1, quantity: 1 + Math.floor(random() * quantity) }));
  const lines = all.filter(() => random() < 0.6);
  return lines.length > 0 ? lines : [{ lineNumber: 1, quantity: 1 }];
}

/** A run whose packers never meet proves nothing. */
function expectVariety(counts: Readonly<Record<string, number>>): void {
  const kinds = [
    'pack: 200', 'pack: 200 replayed', 'pack: 409', 'pack: 412', 'ship: 200', 'ship: 409', 'deliver: 200', 'cancel a parcel: 200', 'track: 200',
    'return: 200', 'return: 409', 'cancel: 200', 'cancel: 409', 'set SHIPPED: 409',
  ];
  expect(kinds.filter((kind) => counts[kind] === undefined)).toEqual([]);
}
