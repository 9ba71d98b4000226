/*
 * Nothing that the functions write to anywhere but the table holds a personal value: not their log lines with the metrics in them, not what
 * they say of errors, and not the events of an API that is not told to publish them.
 */
import * as fc from 'fast-check';
import { createStreamHandler, EventLog } from '../../src/handler/stream-handler';
import { apiEvent, getOrder, listOrders, patchOrder, postOrders } from '../support/handler/fixtures';
import { brokenStore, Dependencies, Harness, NOW } from '../support/handler/harness';
import { erasedOf, inserted, modified, movedOn, removed } from '../support/handler/stream-records';

/** Long enough that no word of ours is one by chance. */
const value = fc.stringMatching(/^[a-zäöüß]{14,24}$/);
const line = fc.oneof(value, fc.tuple(value, fc.constantFrom(' "x"', '\\', ' €', '\u{1F381}')).map((parts) => parts.join('')));

const person = fc.record({
  name: line,
  email: value,
  tel: line,
  organization: line,
  addressLine1: line,
  addressLine2: line,
  city: line,
  region: line,
  postalCode: line,
  note: line,
  itemNote: line,
  metadata: line,
  header: value,
  reference: line,
  code: line,
});

type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;

const ORDER_ID = 'order-1';

function orderOf(who: Person, isValid: boolean) {
  const { name, organization, addressLine1, addressLine2, city, region, postalCode } = who;
  const address = { name, organization, addressLine1, addressLine2, city, region, postalCode, country: 'AT' };
  return {
    orderId: ORDER_ID,
    customerId: 'customer123',
    items: [{ productId: 'prod1', quantity: 1, price: 10, note: who.itemNote }],
    contact: { name, email: `${who.email}@mail.example`, tel: who.tel },
    shippingAddress: address,
    billingAddress: isValid ? address : { ...address, [who.header]: who.city },
    note: who.note,
    reference: who.reference,
    discountAmount: 1,
    discounts: [{ code: who.code, amount: 1 }],
    metadata: { gift: who.metadata, ...!isValid && { [`${who.metadata}\n`]: who.metadata } },
  };
}

/** The personal values that a text holds, also where they are escaped in JSON. */
function found(who: Person, text: string): string[] {
  return Object.values(who).filter((each) => text.includes(each) || text.includes(JSON.stringify(each).slice(1, -1)));
}

/** All routes, as a caller uses them who writes personal values wherever something can be written. */
async function useAll(who: Person, overrides: Partial<Dependencies> = {}) {
  const harness = new Harness({ functionName: 'shop-order-processor', ...overrides });
  const headers = { 'content-type': 'application/json', 'user-agent': who.header, 'x-name': who.header };
  for (const isValid of [false, true]) await harness.handle(postOrders(orderOf(who, isValid), { headers }));
  const statuses: number[] = [];
  for (const event of [
    postOrders({ ...orderOf(who, true), orderId: undefined }, { headers: { ...headers, 'idempotency-key': 'a'.repeat(300) + who.header } }),
    postOrders(`{"contact": "${who.name}`, { headers }),
    getOrder(ORDER_ID, { headers }),
    getOrder(`${ORDER_ID}-none`, { rawQueryString: `name=${encodeURIComponent(who.name)}` }),
    listOrders('customerId=customer123', { headers }),
    listOrders(`customerId=${encodeURIComponent(who.name)}&cursor=${encodeURIComponent(who.city)}`),
    patchOrder(ORDER_ID, { status: 'CONFIRMED' }, { ...headers, 'if-match': '"1"' }),
    patchOrder(ORDER_ID, { status: who.note }, { ...headers, 'if-match': who.header }),
    apiEvent('DELETE /orders/{orderId}/personal-data', { pathParameters: { orderId: ORDER_ID }, headers }),
    apiEvent('DELETE /orders/personal-data', { rawQueryString: `customerId=${encodeURIComponent(who.name)}`, headers }),
  ]) statuses.push((await harness.handle(event)).statusCode);
  return { harness, statuses };
}

test('log lines hold none, whatever comes of a request', async () => {
  await fc.assert(fc.asyncProperty(person, async (who) => {
    const { harness, statuses } = await useAll(who);

    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(4);
    expect(harness.logs).toHaveLength(12);
    expect(found(who, JSON.stringify(harness.logs))).toEqual([]);
  }), { numRuns: 100 });
});

test('log lines hold none when the table fails', async () => {
  await fc.assert(fc.asyncProperty(person, async (who) => {
    const { harness } = await useAll(who, brokenStore(new Error('out of order')));

    expect(harness.logs.some(({ error }) => error !== undefined)).toBe(true);
    expect(found(who, JSON.stringify(harness.logs))).toEqual([]);
  }), { numRuns: 30 });
});

test('an erased order holds none, in the table and in each answer', async () => {
  await fc.assert(fc.asyncProperty(person, async (who) => {
    const { harness } = await useAll(who);
    const order = harness.orders.get(ORDER_ID)!;
    const answers = [await harness.handle(getOrder(ORDER_ID)), await harness.handle(listOrders('customerId=customer123'))];

    expect(order.erasedAt).toBe(NOW.toISOString());
    expect(found(who, JSON.stringify([order, answers]))).toEqual([]);
  }), { numRuns: 30 });
});

test('events hold none but what a client has put into metadata, references and codes, and the lines of their function hold none at all', async () => {
  await fc.assert(fc.asyncProperty(person, async (who) => {
    const { metadata, reference, code, ...private_ } = who;
    const harness = new Harness();
    await harness.handle(postOrders(orderOf(who, true)));
    const order = harness.orders.get(ORDER_ID)!;
    const lines: EventLog[] = [];
    const published: unknown[] = [];
    const handler = createStreamHandler({
      publisher: { publish: async (events) => { published.push(...events); return undefined; } },
      environment: 'dev',
      personalData: false,
      now: () => NOW,
      log: (each) => { lines.push(each); },
    });
    const moved = movedOn(order, 'CONFIRMED');
    const broken = { ...order, orderId: 'broken', contact: who.name, status: who.note };
    const records = [inserted(order), modified(order, moved), modified(moved, erasedOf(moved)), inserted(broken), removed(order)];
    await handler({ Records: records }, { awsRequestId: 'request-1' });

    expect(published).toHaveLength(3);
    expect(found(private_ as Person, JSON.stringify(published))).toEqual([]);
    expect(found(who, JSON.stringify([lines, published[2]]))).toEqual([]);
  }), { numRuns: 30 });
});
