/*
 * Staff lists orders by status on a real table, while orders arrive, change their status, are cancelled and erased from many clients, with lost answers
 * and failing calls. Pages of any size in both directions neither skip nor repeat an order that kept its status. On DynamoDB Local the table has as
 * many orders as it gets requests (`npm test -- dynamodb-local --requests 10000 --seeds 20`).
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { OrderRoute, OrderStaffList } from '../../src';
import { ERASE_ORDER } from '../../src/contract';
import { ORDER_STATUSES, OrderStatus, statusesAfter } from '../../src/handler/domain/order-status';
import type { OrderSummary } from '../../src/handler/domain/order-summary';
import { statusShardOf } from '../../src/handler/domain/status-shard';
import type { HttpResponse } from '../../src/handler/http';
import { apiEvent, listOrders, MINIMAL_ORDER, patchOrder, postOrders } from '../support/handler/fixtures';
import type { Step } from '../support/random/fault-injection';
import { pick, randomFrom } from '../support/random/numbers';
import { OrdersTable } from '../support/random/orders-table';
import { PATIENT_CLIENT } from '../support/random/patient-client';
import { write } from '../support/random/report';
import { readSettings } from '../support/random/settings';
import { ListingCopy } from '../support/random/staff-list-shop';

const SETTINGS = readSettings(process.env);

/** Numbers of shards with their part of the requests of a run. Each page reads every shard, so many of them take an emulator long. */
const SHARES = [[1, 0.4], [4, 0.4], [32, 0.2]] as const;

/** MiniStack looks through the whole table for each page. */
const ORDERS_PER_REQUEST = process.env.LOCAL_AWS === 'dynamodb-local' ? 1 : 0.1;

const RUNS = SETTINGS.flatMap(({ requests, seed }) => SHARES.map(([shards, share]) => ({ requests: Math.ceil(requests * share), seed, shards })));

jest.setTimeout(300_000 + SETTINGS[0].requests * 250);

/** With fewer requests, chance may leave out a kind of them. */
const ENOUGH_FOR_VARIETY = 400;

const CLIENTS = 16;

/** A walk ends after so many pages: with one order on each, all would take as many as there are orders. */
const MOST_PAGES = 8;

const TROUBLES: readonly (readonly Step[])[] = [
  ...Array<Step[]>(10).fill([]), ['answer-lost'], ['answer-lost', 'answer-lost', 'answer-lost'], ['answered-with-500'], ['request-lost'], ['throttled'], ['late'],
];

const client = new DynamoDBClient(PATIENT_CLIENT);

afterAll(() => client.destroy());

/** From when to when something happened, by the count of all beginnings and ends. */
interface Span {
  readonly start: number;
  /** After everything else while it has not ended. */
  readonly end: number;
}

/** What is known of an order: when it came to each status. */
interface Placed {
  readonly orderId: string;
  readonly reached: Map<OrderStatus, Span>;
}

interface Walk extends Span {
  readonly status: OrderStatus;
  readonly isOldestFirst: boolean;
  readonly createdFrom?: string;
  readonly createdTo?: string;
  readonly limit: number;
  readonly pages: readonly (readonly OrderSummary[])[];
  /** Whether it came to the end of the list. */
  readonly isComplete: boolean;
}

test.each(RUNS)('a list neither skips nor repeats an order ($requests requests, seed $seed, $shards shards)', async ({ requests, seed, shards }) => {
  const routes = [...OrderRoute.standard().filter(({ operationId }) => operationId !== 'listOrders'), OrderRoute.listOrders({ staffList: OrderStaffList.byStatus() })];
  const table = await OrdersTable.create(client, `staff-list-${seed}-${shards}-${process.pid}`, routes);
  try {
    const random = randomFrom(seed + shards);
    const counts: Record<string, number> = {};
    const placed: Placed[] = [];
    const times: string[] = [];
    const walks: Walk[] = [];
    let sent = 0;
    let clock = 0;

    const send = async (copy: ListingCopy, what: string, event: unknown): Promise<HttpResponse> => {
      sent++;
      let response = await copy.handle(event, pick(TROUBLES, random));
      // As a client does whose answer is none: again, until there is one.
      for (let tries = 0; response.statusCode >= 500 && tries < 5; tries++) response = await copy.handle(event);
      if (response.statusCode >= 500) throw new Error(`${what} ends in ${response.statusCode}: ${JSON.stringify(copy.lastError)}`);
      const name = `${what}: ${response.statusCode}`;
      counts[name] = (counts[name] ?? 0) + 1;
      return response;
    };
    const place = async (copy: ListingCopy) => {
      const orderId = `${seed}-${randomUUID()}`;
      const start = ++clock;
      const { statusCode, body } = await send(copy, 'new', postOrders({ ...MINIMAL_ORDER, orderId, customerId: pick(['ada', 'grace'], random) }));
      expect([statusCode, body]).toEqual([200, body]);
      placed.push({ orderId, reached: new Map([['PROCESSING', { start, end: ++clock }]]) });
    };
    const change = async (copy: ListingCopy, { orderId, reached }: Placed, status: OrderStatus) => {
      const start = ++clock;
      const { statusCode, body } = await send(copy, status, patchOrder(orderId, { status }, { 'if-match': '*', 'idempotency-key': randomUUID() }));
      expect([[200, 409], body]).toEqual([expect.arrayContaining([statusCode]), body]);
      if (statusCode === 200) reached.set(status, { start, end: ++clock });
    };
    const changeAny = async (copy: ListingCopy, order: Placed) => {
      const current = [...order.reached.keys()].pop()!;
      const possible = random() < 0.9 ? statusesAfter(current) : [];
      // Few are cancelled, so that many come to their end.
      await change(copy, order, possible[0] !== undefined && random() < 0.8 ? possible[0] : pick(ORDER_STATUSES.slice(1), random));
    };
    const erase = async (copy: ListingCopy, { orderId }: Placed) => {
      const { statusCode, body } = await send(copy, 'erase', apiEvent(ERASE_ORDER.routeKey, { pathParameters: { orderId } }));
      expect([statusCode, body]).toEqual([200, body]);
    };
    const walk = async (copy: ListingCopy) => {
      const [one, other] = [pick(times, random), pick(times, random)].sort();
      const isOldestFirst = random() < 0.5;
      const createdFrom = random() < 0.3 ? one : undefined;
      const createdTo = random() < 0.3 && one !== other ? other : undefined;
      const status = pick(ORDER_STATUSES, random);
      const limit = random() < 0.5 ? pick([1, 2, 100], random) : 1 + Math.floor(random() * 40);
      const query = new URLSearchParams({ status, limit: String(limit), sort: isOldestFirst ? 'oldest' : 'newest', ...createdFrom && { createdFrom }, ...createdTo && { createdTo } });
      const pages: (readonly OrderSummary[])[] = [];
      const start = ++clock;
      let isComplete = false;
      while (!isComplete && pages.length < MOST_PAGES) {
        const { statusCode, body } = await send(copy, 'page', listOrders(String(query)));
        expect([statusCode, body]).toEqual([200, body]);
        const { orders, nextCursor } = JSON.parse(body);
        pages.push(orders);
        isComplete = nextCursor === undefined;
        if (!isComplete) query.set('cursor', nextCursor);
      }
      for (const { createdAt } of pages[0].slice(0, 5)) times.push(createdAt);
      walks.push({ start, end: ++clock, status, isOldestFirst, createdFrom, createdTo, limit, pages, isComplete });
    };

    times.push(new Date().toISOString());
    const copies = Array.from({ length: CLIENTS }, () => new ListingCopy(table.name, shards, PATIENT_CLIENT));
    const orders = Math.ceil(requests * ORDERS_PER_REQUEST); // before the first walk, so that a list is long
    await Promise.all(copies.map(async (copy) => {
      while (placed.length < orders) await (random() < 0.6 || placed.length < 20 ? place(copy) : changeAny(copy, pick(placed, random)));
    }));
    const last = sent + requests;
    await Promise.all(copies.map(async (copy) => {
      while (sent < last) {
        const chance = random();
        if (chance < 0.45) await place(copy);
        else if (chance < 0.75) await changeAny(copy, pick(placed, random));
        else if (chance < 0.8) await erase(copy, pick(placed, random));
        else await walk(copy);
      }
    }));
    await Promise.all(copies.map((copy) => copy.close()));
    write(`\n${requests} requests to a shop with ${orders} orders in ${shards} shards, seed ${seed}\n${Object.entries(counts).sort().map(([name, count]) => `  ${name}: ${count}\n`).join('')}`);

    const items = new Map((await table.items()).map((item) => unmarshall(item as never)).map((item) => [item.orderId as string, item]));
    for (const { orderId, status, statusShard, createdAtOrderId, createdAt } of items.values()) {
      expect([statusShard, createdAtOrderId]).toEqual([statusShardOf(status, orderId, shards), `${createdAt}#${orderId}`]);
    }
    expect([...items.keys()].sort()).toEqual(placed.map(({ orderId }) => orderId).sort());
    for (const { orderId, reached } of placed) {
      const history: OrderStatus[] = items.get(orderId)!.statusHistory.map(({ status }: { status: OrderStatus }) => status);
      expect([orderId, history]).toEqual([orderId, expect.arrayContaining([...reached.keys()])]);
      // A change whose answer was lost is refused when it is sent again and somebody else has changed the order since: it was made some time.
      for (const status of history) if (!reached.has(status)) reached.set(status, { start: 0, end: Infinity });
    }
    const keyOf = (orderId: string): string => items.get(orderId)!.createdAtOrderId;
    for (const each of walks) expect([each, faultsOf(each, placed, keyOf)]).toEqual([each, []]);
    if (requests >= ENOUGH_FOR_VARIETY) expectVariety(counts, walks, requests);
  } finally {
    await table.delete();
  }
});

/** What is wrong with a walk. */
function faultsOf(walk: Walk, placed: readonly Placed[], keyOf: (orderId: string) => string): string[] {
  const { status, isOldestFirst, createdFrom = '', createdTo = '~', limit, pages, isComplete } = walk;
  const listed = pages.flat();
  const keys = listed.map(({ orderId }) => keyOf(orderId));
  const found = new Set(listed.map(({ orderId }) => orderId));
  const isAfter = (a: string, b: string) => (isOldestFirst ? a > b : a < b);
  const last = keys[keys.length - 1];
  const isCovered = (key: string) => key >= createdFrom && key < createdTo && (isComplete || (last !== undefined && !isAfter(key, last)));
  return [
    ...listed.filter((order) => order.status !== status).map(({ orderId }) => `${orderId} has another status`),
    ...keys.filter((key, index) => index > 0 && !isAfter(key, keys[index - 1])).map((key) => `${key} is repeated or out of order`),
    ...keys.filter((key) => key < createdFrom || key >= createdTo).map((key) => `${key} is out of the range`),
    ...pages.slice(0, -1).filter(({ length }) => length !== limit).map(({ length }) => `a page of ${length} has a page after it`),
    ...placed.filter((order) => hadStatus(order, walk) && isCovered(keyOf(order.orderId)) && !found.has(order.orderId)).map(({ orderId }) => `${orderId} is skipped`),
    ...placed.filter((order) => hadAnotherStatus(order, walk) && found.has(order.orderId)).map(({ orderId }) => `${orderId} had another status all the time`),
  ];
}

/** Whether an order came to the status before the walk, and to none after it until the walk had ended. */
function hadStatus({ reached }: Placed, { status, start, end }: Walk): boolean {
  const own = reached.get(status);
  return own !== undefined && own.end < start && later(status).every((each) => (reached.get(each)?.start ?? Infinity) > end);
}

/** Whether an order came to the status after the walk, or to a later one before it. */
function hadAnotherStatus({ reached }: Placed, { status, start, end }: Walk): boolean {
  return (reached.get(status)?.start ?? Infinity) > end || later(status).some((each) => (reached.get(each)?.end ?? Infinity) < start);
}

/** The statuses that an order can come to from this one, by whichever way. */
function later(status: OrderStatus): readonly OrderStatus[] {
  return statusesAfter(status).flatMap((next) => [next, ...later(next)]);
}

/** A run whose walks meet nothing proves nothing. */
function expectVariety(counts: Readonly<Record<string, number>>, walks: readonly Walk[], requests: number): void {
  const kinds = ['new: 200', 'page: 200', 'CONFIRMED: 200', 'SHIPPED: 200', 'CANCELLED: 200', 'erase: 200'];
  expect(kinds.filter((kind) => (counts[kind] ?? 0) < requests * 0.005)).toEqual([]);
  for (const isOldestFirst of [true, false]) {
    expect(walks.filter((walk) => walk.isOldestFirst === isOldestFirst && walk.pages.length > 2 && walk.pages.flat().length > 3)).not.toEqual([]);
  }
}
