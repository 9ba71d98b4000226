/*
 * A shop whose prices change while its customers order, on a real table, with lost answers and failing calls: no order has a price that the table
 * did not hold while its request ran or, with `maxAge`, so long before (`npm test -- random --requests 10000 --seed 1`).
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { OrderItem } from '../../src/handler/domain/order';
import { as, jwt, postOrders } from '../support/handler/fixtures';
import { Step } from '../support/random/fault-injection';
import { pick, randomFrom } from '../support/random/numbers';
import { OrdersTable } from '../support/random/orders-table';
import { PATIENT_CLIENT } from '../support/random/patient-client';
import { PriceTable } from '../support/random/price-table';
import { write } from '../support/random/report';
import { readSettings } from '../support/random/settings';
import { ShopCopy } from '../support/random/stock-shop';

const RUNS = readSettings(process.env).flatMap((settings) => [{ ...settings, maxAgeSeconds: undefined }, { ...settings, maxAgeSeconds: 1 }]);

jest.setTimeout(300_000 + RUNS[0].requests * 250);

const CLIENTS = 8;

const PRODUCTS = Array.from({ length: 8 }, (_, index) => `product-${index}`);

/** Trouble at the first calls of a request, which are reads too; mostly there is none. */
const TROUBLES: readonly (readonly Step[])[] = [
  ...Array<Step[]>(8).fill([]), ['answer-lost'], ['answer-lost', 'answer-lost', 'answer-lost', 'answer-lost'], ['answered-with-500'], ['request-lost'], ['throttled'],
];

const client = new DynamoDBClient(PATIENT_CLIENT);

afterAll(() => client.destroy());

interface Placed {
  readonly event: unknown;
  readonly orderId: string;
  readonly from: number;
  until: number;
  isAccepted: boolean;
}

test.each(RUNS)('an order has prices that the table held ($requests requests, seed $seed, maxAge $maxAgeSeconds s)', async ({ requests, seed, maxAgeSeconds }) => {
  const random = randomFrom(seed);
  const orders = await OrdersTable.create(client, `prices-orders-${seed}-${process.pid}`);
  const prices = await PriceTable.create(client, `prices-products-${seed}-${process.pid}`);
  const copies = Array.from({ length: CLIENTS }, () => new ShopCopy({ orders, prices, maxAgeSeconds }, PATIENT_CLIENT));
  const counts: Record<string, number> = {};
  const placed: Placed[] = [];
  let sent = 0;

  const newPrice = () => Math.ceil(random() * 10_000) / 100;
  await Promise.all(PRODUCTS.map((productId) => prices.set(productId, newPrice())));

  const send = async (copy: ShopCopy, what: string, order: Placed) => {
    sent++;
    let response = await copy.handle(order.event, pick(TROUBLES, random));
    // As a client does whose answer is none: again, until there is one.
    for (let tries = 0; response.statusCode >= 500 && tries < 5; tries++) response = await copy.handle(order.event);
    if (!order.isAccepted) order.until = Date.now();
    const name = `${what}: ${response.statusCode}${response.headers['Idempotency-Replayed'] ? ' replayed' : ''}`;
    counts[name] = (counts[name] ?? 0) + 1;
    expect([name, response.statusCode]).toEqual([name, order.isAccepted || response.statusCode === 200 ? 200 : 409]);
    order.isAccepted = response.statusCode === 200;
  };
  const place = async (copy: ShopCopy) => {
    const orderId = randomUUID();
    const items = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const productId = pick(PRODUCTS, random);
      return { productId, quantity: 1 + Math.floor(random() * 3), ...random() < 0.4 && { price: prices.lastOf(productId) } };
    });
    const order = { event: as(jwt({ sub: 'ada' }), postOrders({ orderId, items })), orderId, from: Date.now(), until: 0, isAccepted: false };
    await send(copy, 'new', order);
    placed.push(order);
  };
  const change = async () => {
    while (sent < requests) {
      const productId = pick(PRODUCTS, random);
      if (random() < 0.2) {
        await prices.remove(productId);
        await sleep(20);
      }
      await prices.set(productId, newPrice());
      await sleep(random() * 20);
    }
  };

  try {
    await Promise.all([change(), ...copies.map(async (copy) => {
      while (sent < requests) {
        if (random() < 0.75 || placed.length === 0) await place(copy);
        else await send(copy, 'retry', pick(placed, random));
      }
    })]);
    await Promise.all(copies.map((copy) => copy.close()));
    write(`\n${requests} requests to a shop whose prices change, seed ${seed}, maxAge ${maxAgeSeconds ?? 0} s\n${Object.entries(counts).sort().map(([name, count]) => `  ${name}: ${count}\n`).join('')}`);

    const stored = new Map((await orders.items()).map((item) => unmarshall(item)).map((order) => [order.orderId, order]));
    expect([...stored.keys()].sort()).toEqual(placed.filter(({ isAccepted }) => isAccepted).map(({ orderId }) => orderId).sort());
    for (const { orderId, from, until } of placed.filter(({ isAccepted }) => isAccepted)) {
      const { items, totalAmount, priceSource } = stored.get(orderId)!;
      const readFrom = from - 1_000 * (maxAgeSeconds ?? 0);
      const wrong = (items as OrderItem[]).filter(({ productId, price }) => !prices.wasHeld(productId, price, readFrom, until));
      const total = (items as OrderItem[]).reduce((cents, { price, quantity }) => cents + Math.round(price * 100) * quantity, 0) / 100;
      expect({ orderId, wrong, totalAmount, priceSource }).toEqual({ orderId, wrong: [], totalAmount: total, priceSource: 'TABLE' });
    }
    const kinds = ['new: 200', 'new: 409', 'retry: 200 replayed'];
    expect(kinds.filter((kind) => (counts[kind] ?? 0) < requests * 0.005)).toEqual([]);
  } finally {
    await Promise.all([orders.delete(), prices.delete()]);
  }
});
