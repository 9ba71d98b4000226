/*
 * A shop with stock on a real table, under everything that makes stock go wrong: clients who want the last piece at once, carts with one product on
 * two lines, cancellations, retries, lost answers and cancelled transactions. Pieces are neither sold twice nor lost (`npm test -- random
 * --requests 10000 --seed 1`).
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { HttpResponse } from '../../src/handler/http';
import { patchOrder, postOrders } from '../support/handler/fixtures';
import { Step } from '../support/random/fault-injection';
import { pick, randomFrom } from '../support/random/numbers';
import { OrdersTable } from '../support/random/orders-table';
import { PATIENT_CLIENT } from '../support/random/patient-client';
import { write } from '../support/random/report';
import { readSettings } from '../support/random/settings';
import { ShopCopy, Stocked } from '../support/random/stock-shop';
import { StockTable } from '../support/random/stock-table';

const RUNS = readSettings(process.env);

jest.setTimeout(300_000 + RUNS[0].requests * 250);

const CLIENTS = 16;

const client = new DynamoDBClient(PATIENT_CLIENT);

afterAll(() => client.destroy());

async function withShop(name: string, products: readonly string[], available: number, use: (shop: Stocked) => Promise<void>): Promise<void> {
  const orders = await OrdersTable.create(client, `${name}-orders-${process.pid}`);
  const stock = await StockTable.create(client, `${name}-stock-${process.pid}`);
  try {
    await stock.fill(products, available);
    await use({ orders, stock });
  } finally {
    await Promise.all([orders.delete(), stock.delete()]);
  }
}

test('the last one is sold once, however many want it at once', async () => {
  await withShop('last-one', ['mug'], 1, async (shop) => {
    const copies = Array.from({ length: 50 }, () => new ShopCopy(shop, PATIENT_CLIENT));
    const responses = await Promise.all(copies.map((copy, index) => (
      copy.handle(postOrders({ orderId: `order-${index}`, customerId: 'ada', items: [{ productId: 'mug', quantity: 1, price: 10 }] }))
    )));
    await Promise.all(copies.map((copy) => copy.close()));

    expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([200, ...Array(49).fill(409)]);
    const refusals = responses.filter(({ statusCode }) => statusCode === 409).map(({ body }) => JSON.parse(body));
    expect(refusals).toEqual(Array(49).fill(expect.objectContaining({
      type: 'urn:problem-type:order-processing:out-of-stock',
      errors: [{ pointer: '#/items/0/quantity', detail: 'must be left out, since none is left', available: 0 }],
    })));
    expect([...await shop.stock.left()]).toEqual([['mug', 0]]);
    expect(await shop.orders.items()).toHaveLength(1);
  });
});

const PRODUCTS = Array.from({ length: 20 }, (_, index) => `product-${index}`);

/** Trouble at the first tries of a request; mostly there is none. */
const TROUBLES: readonly (readonly Step[])[] = [
  ...Array<Step[]>(10).fill([]),
  ['answer-lost'], ['answer-lost', 'answer-lost', 'answer-lost'], ['answered-with-500'], ['request-lost'], ['throttled'], ['late'],
  ['late', 'request-lost', 'request-lost'], ['cancelled'], ['cancelled', 'cancelled', 'answer-lost'],
];

interface Placed {
  readonly event: unknown;
  readonly orderId: string;
  readonly items: readonly { readonly productId: string; readonly quantity: number }[];
  /** The first answer that was one. */
  readonly accepted: boolean;
}

test.each(RUNS)('pieces are neither sold twice nor lost, and each order is there once ($requests requests, seed $seed)', async ({ requests, seed }) => {
  const available = Math.ceil(requests * 0.07);
  await withShop(`random-${seed}`, PRODUCTS, available, async (shop) => {
    const random = randomFrom(seed);
    const counts: Record<string, number> = {};
    const placed: Placed[] = [];
    const cancelled = new Set<string>();
    /** Orders of which a try may have been accepted after a later one was refused. */
    const doubted = new Set<string>();
    let started = 0;

    const send = async (copy: ShopCopy, what: string, event: unknown, orderId?: string): Promise<HttpResponse> => {
      started++;
      const trouble = pick(TROUBLES, random);
      if (orderId !== undefined && trouble.includes('late')) doubted.add(orderId);
      let response = await copy.handle(event, trouble);
      // As a client does whose answer is none: again, until there is one.
      for (let tries = 0; response.statusCode >= 500 && tries < 5; tries++) response = await copy.handle(event);
      if (response.statusCode >= 500) throw new Error(`${what} ends in ${response.statusCode}: ${JSON.stringify(copy.lastError)}`);
      const name = `${what}: ${response.statusCode}${response.headers['Idempotency-Replayed'] ? ' replayed' : ''}`;
      counts[name] = (counts[name] ?? 0) + 1;
      return response;
    };
    const place = async (copy: ShopCopy) => {
      const orderId = `${seed}-${randomUUID()}`;
      const items = cartOf(random);
      const event = postOrders({ orderId, customerId: 'ada', items });
      const { statusCode, body } = await send(copy, 'new', event, orderId);
      expect({ statusCode, body }).toEqual({ statusCode: statusCode === 409 ? 409 : 200, body });
      placed.push({ event, orderId, items, accepted: statusCode === 200 });
    };
    const retry = async (copy: ShopCopy, { event, orderId, accepted }: Placed) => {
      const { statusCode } = await send(copy, accepted ? 'retry' : 'retry of a refused one', event, orderId);
      if (accepted) expect([orderId, statusCode]).toEqual([orderId, 200]);
      else if (statusCode === 200) placed.push({ ...placed.find((each) => each.orderId === orderId)!, accepted: true });
    };
    const clash = async (copy: ShopCopy, { orderId }: Placed) => {
      const { statusCode } = await send(copy, 'clash', postOrders({ orderId, customerId: 'grace', items: cartOf(random) }));
      expect(statusCode).toBe(409);
    };
    const cancel = async (copy: ShopCopy, { orderId }: Placed) => {
      const key = pick(['key-1', 'key-2'], random);
      const { statusCode } = await send(copy, 'cancel', patchOrder(orderId, { status: 'CANCELLED' }, { 'if-match': '*', 'idempotency-key': key }));
      expect([200, 409]).toContain(statusCode);
      if (statusCode === 200) cancelled.add(orderId);
    };
    const confirm = async (copy: ShopCopy, { orderId }: Placed) => {
      await send(copy, 'confirm', patchOrder(orderId, { status: 'CONFIRMED' }, { 'if-match': '*' }));
    };

    const copies = Array.from({ length: CLIENTS }, () => new ShopCopy(shop, PATIENT_CLIENT));
    await Promise.all(copies.map(async (copy) => {
      while (started < requests) {
        const others = placed.filter(({ accepted }) => accepted);
        const chance = random();
        if (chance < 0.5 || others.length === 0) await place(copy);
        else if (chance < 0.65) await retry(copy, pick(placed, random));
        else if (chance < 0.7) await clash(copy, pick(others, random));
        else if (chance < 0.75) await confirm(copy, pick(others, random));
        else await cancel(copy, pick(others.slice(-30), random));
        if (started % 100 === 0) expect([...(await shop.stock.left()).values()].filter((left) => left < 0)).toEqual([]);
      }
    }));
    await Promise.all(copies.map((copy) => copy.settled()));
    // As the problem tells a client to do whose first try may be running: send it again, unchanged.
    for (const { event, orderId } of [...placed].filter((each) => doubted.has(each.orderId))) {
      const { statusCode } = await copies[0].handle(event);
      if (statusCode === 200) placed.push({ ...placed.find((each) => each.orderId === orderId)!, accepted: true });
    }
    await Promise.all(copies.map((copy) => copy.close()));
    write(`\n${requests} requests to a shop with stock, seed ${seed}\n${Object.entries(counts).sort().map(([name, count]) => `  ${name}: ${count}\n`).join('')}`);

    const items = (await shop.orders.items()).map((item) => unmarshall(item));
    const left = await shop.stock.left();
    const held = (productId: string) => items.flatMap(({ stockTaken = [] }) => stockTaken).filter((taken) => taken.productId === productId)
      .reduce((sum: number, { quantity }: { quantity: number }) => sum + quantity, 0);
    expect(PRODUCTS.filter((productId) => left.get(productId)! < 0 || left.get(productId)! + held(productId) !== available)).toEqual([]);

    const accepted = new Set(placed.filter((each) => each.accepted).map(({ orderId }) => orderId));
    expect(new Set(items.map(({ orderId }) => orderId))).toEqual(accepted);
    expect(new Set(items.filter(({ status }) => status === 'CANCELLED').map(({ orderId }) => orderId))).toEqual(cancelled);
    for (const { orderId, status, items: lines, stockTaken } of items) {
      expect([orderId, sumsOf(stockTaken ?? [])]).toEqual([orderId, status === 'CANCELLED' ? {} : sumsOf(lines)]);
    }
    expectVariety(counts, requests);
  });
});

/** A run that sells nothing out proves nothing about the last one. */
function expectVariety(counts: Readonly<Record<string, number>>, requests: number): void {
  const kinds = ['new: 200', 'new: 409', 'retry: 200 replayed', 'clash: 409', 'cancel: 200', 'cancel: 409', 'confirm: 200'];
  expect(kinds.filter((kind) => (counts[kind] ?? 0) < requests * 0.005)).toEqual([]);
}

/** One to four lines, now and then of the same product. */
function cartOf(random: () => number): { productId: string; quantity: number; price: number }[] {
  const line = () => ({ productId: pick(PRODUCTS, random), quantity: 1 + Math.floor(random() * 3), price: 10 });
  const lines = Array.from({ length: 1 + Math.floor(random() * 4) }, line);
  return random() < 0.3 ? [...lines, { ...lines[0], quantity: 1 }] : lines;
}

function sumsOf(lines: readonly { readonly productId: string; readonly quantity: number }[]): Record<string, number> {
  return lines.reduce<Record<string, number>>((sums, { productId, quantity }) => ({ ...sums, [productId]: (sums[productId] ?? 0) + quantity }), {});
}
