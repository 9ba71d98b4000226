/*
 * Orders that the template's own handler has stored, in the hands of ours: the whole handler on its real store, and the
 * events.
 */
import { eventOf } from '../../../src/handler/domain/order-event';
import { Image, MalformedOrder } from '../../../src/handler/domain/stored-order';
import { HttpResponse } from '../../../src/handler/http';
import type { AccessRules } from '../../../src/handler/request/access-rules';
import { StaffListStore } from '../../../src/handler/staff-list-store';
import { accessRules } from '../../../tools/openapi/access-rules';
import { clientFor, FakeDynamoDB, Item } from '../../support/handler/fake-dynamodb';
import { apiEvent, getOrder, listOrders, patchOrder, postOrders } from '../../support/handler/fixtures';
import { ACCESS, bodyOf, Harness, OTHER, OWNER, refusalOf } from '../../support/handler/harness';
import { AMOUNTS_AS_TEXT, CREATED_AT, NOTHING, ODDITIES, stored, UPDATED_AT, WHOLE_AMOUNTS } from '../../support/handler/legacy-orders';
import { expectDocumented, ofHandler, undocumented } from '../../support/openapi/conformance';
import { strictFaultsOf } from '../../support/order-events-schema';

const CREATED = `${CREATED_AT}Z`;
const NOW = new Date('2026-11-23T12:00:00.000Z');

const dynamoDB = new FakeDynamoDB();
let harness: Harness;

beforeAll(() => dynamoDB.start());

beforeEach(() => {
  dynamoDB.reset();
  harness = harnessWith(accessRules());
});

afterAll(() => dynamoDB.stop());

function harnessWith(access: AccessRules): Harness {
  return new Harness({ store: new StaffListStore(clientFor(dynamoDB.endpoint), 'orders', { hasNumbers: true }), now: () => NOW, access });
}

function put(image: Image): void {
  dynamoDB.items.set(image.orderId.S!, image as Item);
}

function itemOf(orderId: string): Image {
  return dynamoDB.items.get(orderId) as Image;
}

function patch(orderId: string, status: string, ifMatch = '"1"', headers: Record<string, string> = {}): Promise<HttpResponse> {
  return harness.handle(patchOrder(orderId, { status }, { 'if-match': ifMatch, ...headers }));
}

/** The order with whole amounts, as a client of ours sees it. */
const SEEN = {
  orderId: 'old-1',
  orderNumber: 'ESHH53H1149T6',
  customerId: 'customer123',
  items: [{ productId: 'prod1', quantity: 2, price: 30, name: 'Mug' }, { productId: 'prod2', quantity: 1, price: 50 }],
  totalAmount: 110,
  currency: 'EUR',
  status: 'PROCESSING',
  statusHistory: [{ status: 'PROCESSING', at: CREATED }],
  createdAt: CREATED,
  updatedAt: `${UPDATED_AT}Z`,
  version: 1,
};

describe('an order of the template is read', () => {
  test('as the contract says: with a version, a history and times in UTC', async () => {
    put(stored(WHOLE_AMOUNTS));
    const answer = await harness.handle(getOrder('old-1'));

    expectDocumented('getOrder', ofHandler(answer));
    expect(answer.headers.ETag).toBe('"1"');
    expect(bodyOf(answer)).toEqual(SEEN);
  });

  test('with numbers where it holds amounts as text', async () => {
    put(stored(AMOUNTS_AS_TEXT));
    const answer = await harness.handle(getOrder('old-2'));

    expectDocumented('getOrder', ofHandler(answer));
    expect(bodyOf(answer)).toMatchObject({ items: [{ quantity: 2, price: 29.99 }], totalAmount: 59.98 });
  });

  test.each([
    ['without fractions of a second', '2025-10-01T08:30:00', '2025-10-01T08:30:00Z'],
    ['with a zone, from a handler that somebody has mended', '2025-10-01T08:30:00.123456+00:00', CREATED],
  ])('with a time in UTC: %s', async (_, createdAt, seen) => {
    put(stored(WHOLE_AMOUNTS, { createdAt: { S: createdAt } }));
    const answer = await harness.handle(getOrder('old-1'));

    expectDocumented('getOrder', ofHandler(answer));
    expect(bodyOf(answer)).toMatchObject({ createdAt: seen, statusHistory: [{ at: seen }] });
  });

  test('with the status that somebody has given it since, and when', async () => {
    put(stored(WHOLE_AMOUNTS, { status: { S: 'SHIPPED' }, updatedAt: { S: '2025-10-02T09:00:00' } }));
    const answer = await harness.handle(getOrder('old-1'));

    expectDocumented('getOrder', ofHandler(answer));
    expect(bodyOf(answer).statusHistory).toEqual([{ status: 'PROCESSING', at: CREATED }, { status: 'SHIPPED', at: '2025-10-02T09:00:00Z' }]);
  });

  test('with the time of its creation where a tool has written no other', async () => {
    put(stored(WHOLE_AMOUNTS, { updatedAt: { NULL: true } as never }));
    const answer = await harness.handle(getOrder('old-1'));

    expectDocumented('getOrder', ofHandler(answer));
    expect(bodyOf(answer)).toMatchObject({ createdAt: CREATED, updatedAt: CREATED });
  });

  test('as it is where it has no customer and no items: nothing is made up', async () => {
    put(stored(NOTHING));
    const answer = await harness.handle(getOrder('old-3'));

    expect(bodyOf(answer)).toMatchObject({ customerId: '', items: [], totalAmount: 0, version: 1, createdAt: CREATED });
    expect(undocumented('getOrder', ofHandler(answer))).toEqual([expect.stringContaining('customerId'), expect.stringContaining('customerId'), expect.stringContaining('items')]);
  });

  test('as it is where nothing is as it should be, with no number rounded', async () => {
    put(stored(ODDITIES));
    const answer = await harness.handle(getOrder(ODDITIES.item.orderId.S!));

    expect(answer.statusCode).toBe(200);
    expect(bodyOf(answer)).toMatchObject({
      orderId: 'No. 4 für Ada',
      customerId: 42,
      items: ['mug', null, { sku: 'A-1', quantity: 'two', price: '1e3', gift: true }],
      totalAmount: '12345678901234567890',
      currency: 'euro',
    });
  });

  test.each([[{ S: 'a mug' }, 'a mug'], [{ N: '3' }, 3], [{ M: {} }, {}]])('as it is where its items are no list but %j', async (items, seen) => {
    put(stored(WHOLE_AMOUNTS, { items }));

    expect(bodyOf(await harness.handle(getOrder('old-1')))).toMatchObject({ items: seen });
  });

  test('and stays in the table as it was', async () => {
    put(stored(WHOLE_AMOUNTS));
    await harness.handle(getOrder('old-1'));
    await harness.handle(listOrders('customerId=customer123'));

    expect(itemOf('old-1')).toEqual(stored(WHOLE_AMOUNTS));
  });
});

describe('a list', () => {
  test('has orders of the template and of ours, newest first, page by page', async () => {
    put(stored(WHOLE_AMOUNTS));
    put(stored(AMOUNTS_AS_TEXT, { createdAt: { S: '2025-10-01T08:30:00.123455' } }));
    put(stored(WHOLE_AMOUNTS, { orderId: { S: 'old-5' }, customerId: { S: 'customer124' } }));
    await harness.handle(postOrders({ customerId: 'customer123', orderId: 'new-1', items: [{ productId: 'prod1', quantity: 1, price: 10 }] }));

    const seen: unknown[] = [];
    for (let cursor = ''; seen.length < 4;) {
      const answer = await harness.handle(listOrders(`customerId=customer123&limit=1${cursor}`));
      expectDocumented('listOrders', ofHandler(answer));
      const { orders, nextCursor } = bodyOf(answer) as { orders: { orderId: string }[]; nextCursor?: string };
      seen.push(...orders.map(({ orderId }) => orderId));
      if (nextCursor === undefined) break;
      cursor = `&cursor=${nextCursor}`;
    }
    expect(seen).toEqual(['new-1', 'old-1', 'old-2']);
  });

  test('is not lost over an order with a number that JSON does not carry', async () => {
    put(stored(WHOLE_AMOUNTS));
    put(stored(ODDITIES, { customerId: { S: 'customer123' } }));
    const answer = await harness.handle(listOrders('customerId=customer123'));

    expect(bodyOf(answer).orders).toHaveLength(2);
  });
});

describe('an order of the template moves along', () => {
  test('from its first version, and is one with version and history from then on', async () => {
    put(stored(WHOLE_AMOUNTS));
    const answer = await patch('old-1', 'CONFIRMED');

    expectDocumented('updateOrderStatus', ofHandler(answer));
    expect(answer.headers.ETag).toBe('"2"');
    const confirmed = {
      ...SEEN,
      status: 'CONFIRMED',
      statusHistory: [...SEEN.statusHistory, { status: 'CONFIRMED', at: NOW.toISOString() }],
      updatedAt: NOW.toISOString(),
      version: 2,
    };
    expect(bodyOf(answer)).toEqual(confirmed);
    expect(bodyOf(await harness.handle(getOrder('old-1')))).toEqual(confirmed);
  });

  test('in one write, which touches nothing else', async () => {
    put(stored(WHOLE_AMOUNTS));
    await patch('old-1', 'CONFIRMED');

    expect(dynamoDB.requests.map(({ operation }) => operation)).toEqual(['UpdateItem']);
    expect(itemOf('old-1')).toEqual(stored(WHOLE_AMOUNTS, {
      status: { S: 'CONFIRMED' },
      statusHistory: { L: [{ M: { status: { S: 'CONFIRMED' }, at: { S: NOW.toISOString() } } }] },
      updatedAt: { S: NOW.toISOString() },
      version: { N: '2' },
      changeId: { S: expect.any(String) as unknown as string },
    }));
  });

  test('to its end', async () => {
    put(stored(AMOUNTS_AS_TEXT));
    await patch('old-2', 'CONFIRMED');
    await patch('old-2', 'SHIPPED', '"2"');
    const answer = await patch('old-2', 'DELIVERED', '"3"');

    expectDocumented('updateOrderStatus', ofHandler(answer));
    expect(answer.headers.ETag).toBe('"4"');
    expect((bodyOf(answer).statusHistory as { status: string }[]).map(({ status }) => status)).toEqual(['PROCESSING', 'CONFIRMED', 'SHIPPED', 'DELIVERED']);
  });

  test.each([['*', 200], ['"2"', 412], ['"0"', 412], ['W/"1"', 200], ['W/"2"', 412]])('with If-Match: %s → %d', async (ifMatch, status) => {
    put(stored(WHOLE_AMOUNTS));

    expect((await patch('old-1', 'CONFIRMED', ifMatch)).statusCode).toBe(status);
  });

  test('once: the version that it has had from the beginning is stale then', async () => {
    put(stored(WHOLE_AMOUNTS));
    await patch('old-1', 'CONFIRMED');

    expect(refusalOf(await patch('old-1', 'CANCELLED'))).toMatchObject({ status: 412, detail: expect.stringContaining('"2"') });
  });

  test('once: the same request under the same key is known again', async () => {
    put(stored(WHOLE_AMOUNTS));
    const key = { 'idempotency-key': 'change-1' };
    const first = await patch('old-1', 'CONFIRMED', '"1"', key);
    const second = await patch('old-1', 'CONFIRMED', '"1"', key);

    expect(second.headers['Idempotency-Replayed']).toBe('true');
    expect(second.body).toBe(first.body);
  });

  test('fails with 409 on a way that there is not', async () => {
    put(stored(WHOLE_AMOUNTS));

    expect(refusalOf(await patch('old-1', 'DELIVERED'))).toMatchObject({ status: 409, kind: 'transition-not-allowed' });
  });

  test('fails with 409 from a status that we do not know', async () => {
    put(stored(WHOLE_AMOUNTS, { status: { S: 'PACKED' } }));

    expect(refusalOf(await patch('old-1', 'SHIPPED'))).toMatchObject({
      status: 409, detail: 'the order is PACKED: no status can follow, got SHIPPED',
    });
  });

  test('by its customer alone, where customers are told apart', async () => {
    harness = harnessWith(ACCESS);
    put(stored(WHOLE_AMOUNTS));
    const cancel = patchOrder('old-1', { status: 'CANCELLED' }, { 'if-match': '"1"' });

    expect((await harness.handleAs(OTHER, cancel)).statusCode).toBe(404);
    expect((await harness.handleAs(OWNER, cancel)).statusCode).toBe(200);
  });
});

test('an order without a customer is nobody\'s', async () => {
  harness = harnessWith(ACCESS);
  put(stored(NOTHING));

  expect((await harness.handleAs(OWNER, getOrder('old-3'))).statusCode).toBe(404);
});

describe('a new order never takes the place of one of the template', () => {
  test.each([
    ['with the same contents: the template kept no mark of its request', WHOLE_AMOUNTS.body],
    ['with others', WHOLE_AMOUNTS.body.replace('customer123', 'customer124')],
  ])('%s', async (_, body) => {
    put(stored(WHOLE_AMOUNTS));
    const answer = await harness.handle(apiEvent('POST /orders', { body }));

    expect(refusalOf(answer)).toMatchObject({ status: 409, kind: 'order-exists' });
    expect(itemOf('old-1')).toEqual(stored(WHOLE_AMOUNTS));
  });
});

describe('an event', () => {
  test('tells of an order that the template\'s handler places while both APIs run', () => {
    const event = published('INSERT', stored(AMOUNTS_AS_TEXT));

    expect(strictFaultsOf(event)).toEqual([]);
    expect(event.detail).toMatchObject({
      occurredAt: `${UPDATED_AT}Z`,
      order: { orderId: 'old-2', totalAmount: 59.98, items: [{ quantity: 2, price: 29.99 }], version: 1, createdAt: CREATED },
    });
  });

  test('tells of its change what the API answers', async () => {
    put(stored(WHOLE_AMOUNTS));
    const answer = await patch('old-1', 'CONFIRMED');
    const event = published('MODIFY', itemOf('old-1'), stored(WHOLE_AMOUNTS));

    expect(strictFaultsOf(event)).toEqual([]);
    expect(event.detail).toMatchObject({ previousStatus: 'PROCESSING', occurredAt: NOW.toISOString() });
    expect(event.detail.order).toEqual(bodyOf(answer));
  });

  test('tells of an order without customer and items', () => {
    expect(published('INSERT', stored(NOTHING)).detail.order).toMatchObject({ customerId: '', items: [], totalAmount: 0 });
  });

  test.each<[string, Image, string]>([
    ['a customer that is no text', stored(ODDITIES), 'customerId must be a text'],
    ['an item that is none', stored(ODDITIES, { customerId: { S: 'customer123' } }), 'items[0] must be a map'],
    ['a text for a price that is no amount', stored(AMOUNTS_AS_TEXT, { totalAmount: { S: 'free' } }), 'totalAmount must be a number'],
    ['half of a product', stored(AMOUNTS_AS_TEXT, { items: { L: [{ M: { productId: { S: 'p' }, quantity: { S: '0.5' }, price: { S: '1' } } }] } }), 'items[0].quantity must be a whole number'],
    ['a day that there is not', stored(WHOLE_AMOUNTS, { createdAt: { S: '2025-13-01T08:30:00' } }), 'createdAt must be a timestamp of RFC 3339 in UTC'],
  ])('is not made of an order with %s', (_, image, message) => {
    expect(() => published('INSERT', image)).toThrow(new MalformedOrder(message));
  });
});

/** The event of a record as EventBridge hands it on. */
function published(eventName: 'INSERT' | 'MODIFY', NewImage: Image, OldImage?: Image) {
  const { type, time, tableArn, detail } = eventOf({
    eventID: 'event-1',
    eventName,
    eventSourceARN: 'arn:aws:dynamodb:eu-central-1:111111111111:table/orders/stream/2026',
    dynamodb: { SequenceNumber: '1', NewImage, OldImage },
  }, { environment: 'dev', personalData: false })!;
  return { 'source': 'ecommerce-orders.orders', 'detail-type': type, 'time': time.toISOString(), 'resources': [tableArn], 'detail': JSON.parse(detail) };
}
