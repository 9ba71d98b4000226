/*
 * Who may do what: customers with their own orders, staff with all, guests with new ones
 * (docs/adr/0006-who-may-see-what.md).
 */
import { CREATE_ORDER, LIST_ORDERS } from '../../src/contract';
import { Order } from '../../src/handler/domain/order';
import { OrderStatus } from '../../src/handler/domain/order-status';
import { HandlerDependencies } from '../../src/handler/http';
import { accessRules } from '../../tools/openapi/access-rules';
import { ApiEvent, Authorizer, getOrder, iam, jwt, lambda, listOrders, MINIMAL_ORDER, patchOrder, postOrders, STATUSES } from '../support/handler/fixtures';
import { ACCESS, ACCESS_WITH_GUESTS, brokenStore, Harness, OTHER, OWNER, patch, refusalOf, REQUEST_ID, STAFF, STORED, withOrder } from '../support/handler/harness';

describe('who may do what', () => {
  const EVENTS: Record<string, ApiEvent> = {
    create: postOrders(MINIMAL_ORDER),
    get: getOrder('order-1'),
    list: listOrders('customerId=customer123'),
    cancel: patch('CANCELLED'),
    confirm: patch('CONFIRMED'),
  };
  const statusesFor = async (caller: Authorizer | undefined, access: HandlerDependencies['access']) => {
    const statusOf = async (event: ApiEvent) => (await withOrder({}, { access }).handleAs(caller, event)).statusCode;
    return Object.fromEntries(await Promise.all(Object.entries(EVENTS).map(async ([name, event]) => [name, await statusOf(event)])));
  };
  const EVERYTHING = { create: 200, get: 200, list: 200, cancel: 200, confirm: 200 };
  const NOTHING = { create: 403, get: 403, list: 403, cancel: 403, confirm: 403 };

  test.each<[string, Authorizer | undefined]>([
    ['anybody on an open route', undefined],
    ['a user with a JWT', jwt({ sub: 'user-1', customer_id: 'customer124' })],
    ['a caller whom a Lambda authorizer let in', lambda({})],
    ['a caller whom IAM let in', iam('AROAEXAMPLE:session-1')],
  ])('without a claim for the customer, %s may do everything', async (_, caller) => {
    expect(await statusesFor(caller, accessRules())).toEqual(EVERYTHING);
  });

  test.each<[string, Authorizer | undefined, Record<string, number>]>([
    ['staff may do everything', STAFF, EVERYTHING],
    ['staff by the context of a Lambda authorizer may do everything', lambda({ scope: 'orders/admin' }), EVERYTHING],
    ['staff who are customers too may do everything', jwt({ scope: 'orders/admin', customer_id: 'customer124' }), EVERYTHING],
    ['the owner may do everything but advance the order', OWNER, { ...EVERYTHING, confirm: 403 }],
    ['the owner by the context of a Lambda authorizer too', lambda({ customer_id: 'customer123' }), { ...EVERYTHING, confirm: 403 }],
    ['another customer finds no such order', OTHER, { create: 403, get: 404, list: 403, cancel: 404, confirm: 403 }],
    ['a caller whose token names no customer may do nothing', jwt({ sub: 'customer123' }), NOTHING],
    ['a caller whom IAM let in may do nothing', iam('AROAEXAMPLE:session-1'), NOTHING],
    ['an event without an authorizer may do nothing', undefined, NOTHING],
  ])('with a claim for the customer, %s', async (_, caller, expected) => {
    expect(await statusesFor(caller, ACCESS)).toEqual(expected);
  });

  test('with guests, an event without an authorizer may create and nothing else', async () => {
    expect(await statusesFor(undefined, ACCESS_WITH_GUESTS)).toEqual({ ...NOTHING, create: 200 });
  });

  test('with guests, customers have their orders for themselves as before', async () => {
    expect(await statusesFor(OTHER, ACCESS_WITH_GUESTS)).toMatchObject({ get: 404, list: 403, cancel: 404 });
  });

  test('a route that the rules do not name is none of the API\'s, whoever calls', async () => {
    const access = new Map([...ACCESS].filter(([routeKey]) => routeKey !== LIST_ORDERS.routeKey));

    expect(refusalOf(await withOrder({}, { access }).handleAs(STAFF, EVENTS.list))).toMatchObject({ status: 404, kind: 'route-not-found' });
  });

  test('a route whose callers are all trusted stands beside one for customers', async () => {
    const access = accessRules({}, { [CREATE_ORDER.routeKey]: { customerIdClaim: 'customer_id' } });

    expect(await statusesFor(iam('AROAEXAMPLE:session-1'), access)).toEqual({ ...EVERYTHING, create: 403 });
    expect(await statusesFor(OWNER, access)).toEqual(EVERYTHING);
  });

  test('HTTP in payload format 1.0 reaches no route, whatever its claims say', async () => {
    const harness = new Harness({ access: ACCESS });
    const { body, headers } = EVENTS.create as { body?: string; headers: object };

    const response = await harness.handle({ version: '1.0', httpMethod: 'POST', path: '/orders', body, headers, requestContext: { authorizer: OWNER } });

    expect(refusalOf(response)).toMatchObject({ status: 404, kind: 'route-not-found' });
    expect(harness.orders.size).toBe(0);
    expect(harness.logs).toEqual([expect.objectContaining({ routeKey: 'payload format 1.0', outcome: 'route-not-found' })]);
  });

  test('a direct invocation is trusted to create, and reaches nothing else', async () => {
    const harness = new Harness({ access: ACCESS });

    expect((await harness.handle(MINIMAL_ORDER)).statusCode).toBe(200);
    expect((await harness.handle({ pathParameters: { orderId: 'order-1' }, body: '{"status":"CANCELLED"}' })).statusCode).toBe(422);
  });

  test.each<[string, ApiEvent, string]>([
    ['create', EVENTS.create, 'customers may only place orders of their own: leave customerId out, or send your own'],
    ['list', EVENTS.list, 'customers may only list their own orders: leave customerId out, or send your own'],
    ['confirm', EVENTS.confirm, 'customers may only set CANCELLED, got CONFIRMED'],
  ])('the refusal of another customer\'s %s says no more than the rule', async (_, event, detail) => {
    expect(refusalOf(await withOrder({}, { access: ACCESS }).handleAs(OTHER, event))).toEqual({ status: 403, kind: 'forbidden', detail });
  });

  test('nobody may create, get, list or change before the caller is known, whatever else is wrong', async () => {
    const harness = new Harness({ access: ACCESS, ...brokenStore(new Error('asked')) });

    for (const event of [postOrders('no JSON'), getOrder(''), listOrders('page=1'), patchOrder('', 'no JSON')]) {
      expect((await harness.handle(event)).statusCode).toBe(403);
    }
  });

  test('what is refused for its customer never reaches the table', async () => {
    const harness = new Harness({ access: ACCESS, ...brokenStore(new Error('asked')) });

    for (const event of [EVENTS.create, EVENTS.list, EVENTS.confirm]) {
      expect((await harness.handleAs(OTHER, event)).statusCode).toBe(403);
    }
  });

  test.each<[OrderStatus, number]>([['PROCESSING', 200], ['CONFIRMED', 200], ['SHIPPED', 409], ['DELIVERED', 409], ['CANCELLED', 409]])(
    'the owner who cancels an order that is %s gets %d',
    async (status, expected) => {
      expect((await withOrder({ status }, { access: ACCESS }).handleAs(OWNER, patch('CANCELLED'))).statusCode).toBe(expected);
    },
  );

  describe('another customer\'s order is not told from one that is not there', () => {
    const answersFor = async (event: (orderId: string) => ApiEvent, order: Partial<Order> = {}) => {
      const harness = withOrder(order, { access: ACCESS });
      return [await harness.handleAs(OTHER, event('order-1')), await harness.handleAs(OTHER, event('nowhere'))];
    };

    test('by its reader', async () => {
      const [theirs, missing] = await answersFor((orderId) => getOrder(orderId));

      expect(theirs).toEqual(missing);
      expect(theirs.statusCode).toBe(404);
    });

    test.each(STATUSES.flatMap((status) => ['"1"', '"2"', '*'].map((header) => [status, header] as const)))(
      'by who cancels it when it is %s, with the If-Match %s',
      async (status, header) => {
        const [theirs, missing] = await answersFor((orderId) => patch('CANCELLED', { 'if-match': header }, orderId), { status });

        expect(theirs).toEqual(missing);
        expect(theirs.statusCode).toBe(404);
      },
    );

    test.each<[string, (orderId: string) => ApiEvent]>([
      ['no If-Match', (orderId) => patchOrder(orderId, { status: 'CANCELLED' })],
      ['a broken If-Match', (orderId) => patch('CANCELLED', { 'if-match': '1' }, orderId)],
      ['a status that there is not', (orderId) => patch('LOST', {}, orderId)],
      ['a status that is not a customer\'s to set', (orderId) => patch('SHIPPED', {}, orderId)],
    ])('by who sends %s', async (_, event) => {
      const [theirs, missing] = await answersFor(event);

      expect(theirs).toEqual(missing);
    });

    test('by the log line, which has the id of neither', async () => {
      const harness = withOrder({}, { access: ACCESS });

      await harness.handleAs(OTHER, getOrder('order-1'));
      await harness.handleAs(OTHER, getOrder('nowhere'));

      expect(harness.logs[0]).toEqual(harness.logs[1]);
    });

    test('and the answers of two requests differ in the instance alone', async () => {
      const { body } = await withOrder({}, { access: ACCESS }).handleAs(OTHER, getOrder('order-1'));

      expect(body).toBe('{"type":"urn:problem-type:order-processing:order-not-found","title":"There is no such order","status":404,'
        + `"detail":"there is no order with this id that the caller may see","instance":"urn:uuid:${REQUEST_ID}"}`);
    });
  });

  test('the answer to another customer\'s chosen orderId has nothing of the order', async () => {
    const harness = withOrder({}, { access: ACCESS });

    const response = await harness.handleAs(OTHER, postOrders({ ...MINIMAL_ORDER, customerId: 'customer124', orderId: 'order-1' }));

    expect(refusalOf(response)).toEqual({ status: 409, kind: 'order-exists', detail: 'the orderId order-1 belongs to an order with other contents, or to an erased one: retry with the same body, or use a new orderId' });
    expect(harness.orders.get('order-1')).toEqual(STORED);
  });
});

describe('an order that names no customer', () => {
  const { customerId: _, ...ANONYMOUS } = MINIMAL_ORDER;
  const KEYED = { headers: { 'idempotency-key': 'key-1' } };
  const MISSING = { status: 422, kind: 'validation-failed', errors: [{ detail: 'is required: only a caller who is a customer may leave it out', pointer: '#/customerId' }] };

  test('is that of the customer who places it', async () => {
    const harness = new Harness({ access: ACCESS });

    expect((await harness.handleAs(OWNER, postOrders(ANONYMOUS))).statusCode).toBe(200);
    expect([...harness.orders.values()]).toEqual([expect.objectContaining(MINIMAL_ORDER)]);
  });

  test.each([
    ['without the customer and then with them', ANONYMOUS, MINIMAL_ORDER],
    ['with the customer and then without them', MINIMAL_ORDER, ANONYMOUS],
  ])('is one order with the same that names them: %s', async (__, first, second) => {
    const harness = new Harness({ access: ACCESS });

    const placed = await harness.handleAs(OWNER, postOrders(first, KEYED));
    const retry = await harness.handleAs(OWNER, postOrders(second, KEYED));

    expect(retry).toEqual({ ...placed, headers: { ...placed.headers, 'Idempotency-Replayed': 'true' } });
    expect(harness.orders.size).toBe(1);
  });

  test('is one order by its orderId too', async () => {
    const harness = new Harness({ access: ACCESS });

    await harness.handleAs(OWNER, postOrders({ ...ANONYMOUS, orderId: 'order-1' }));

    expect((await harness.handleAs(OWNER, postOrders({ ...MINIMAL_ORDER, orderId: 'order-1' }))).headers).toMatchObject({ 'Idempotency-Replayed': 'true' });
  });

  test('fails with an orderId that another customer\'s order has', async () => {
    const harness = new Harness({ access: ACCESS });
    await harness.handleAs(OWNER, postOrders({ ...ANONYMOUS, orderId: 'order-1' }));

    expect(refusalOf(await harness.handleAs(OTHER, postOrders({ ...ANONYMOUS, orderId: 'order-1' })))).toMatchObject({ status: 409 });
  });

  test.each<[string, HandlerDependencies['access'], Authorizer | undefined]>([
    ['staff', ACCESS, STAFF],
    ['staff who are customers too', ACCESS, jwt({ scope: 'orders/admin', customer_id: 'customer124' })],
    ['guests', ACCESS_WITH_GUESTS, undefined],
    ['a customer, on a route for guests', ACCESS_WITH_GUESTS, OWNER],
    ['whoever IAM let in', accessRules(), iam('AROAEXAMPLE:session-1')],
  ])('fails with 422 for %s, who can place it for anybody', async (__, access, caller) => {
    expect(refusalOf(await new Harness({ access }).handleAs(caller, postOrders(ANONYMOUS)))).toMatchObject(MISSING);
  });

  test('fails with 422 in a direct invocation', async () => {
    expect(refusalOf(await new Harness({ access: ACCESS }).handle(ANONYMOUS))).toMatchObject(MISSING);
  });
});

describe('the idempotency key of a new order', () => {
  const ordersOf = async (access: HandlerDependencies['access'], ...callers: (Authorizer | undefined)[]) => {
    const harness = new Harness({ access });
    for (const caller of callers) {
      const event = postOrders(MINIMAL_ORDER, { headers: { 'idempotency-key': 'key-1' } });
      expect((await harness.handleAs(caller, event)).statusCode).toBe(200);
    }
    return harness.orders.size;
  };

  test.each<[string, HandlerDependencies['access'], number, Authorizer | undefined, Authorizer | undefined]>([
    ['two users', accessRules(), 2, jwt({ sub: 'user-1' }), jwt({ sub: 'user-2' })],
    ['two tokens of one user', accessRules(), 1, jwt({ sub: 'user-1', jti: '1' }), jwt({ sub: 'user-1', jti: '2' })],
    ['two clients', accessRules(), 2, jwt({ client_id: 'app-1' }), jwt({ client_id: 'app-2' })],
    ['a user and anybody', accessRules(), 2, jwt({ sub: 'user-1' }), undefined],
    ['anybody twice', accessRules(), 1, undefined, undefined],
    ['two sessions of one IAM role', accessRules(), 1, iam('AROA1:session-1'), iam('AROA1:session-2')],
    ['sessions of one name of two IAM roles', accessRules(), 2, iam('AROA1:session-1'), iam('AROA2:session-1')],
    ['two IAM users', accessRules(), 2, iam('AIDA1'), iam('AIDA2')],
    ['two tokens of one customer', ACCESS, 1, OWNER, jwt({ sub: 'user-9', customer_id: 'customer123' })],
    ['a customer and staff', ACCESS, 2, OWNER, STAFF],
    ['a customer, and the same with the rights of staff', ACCESS, 1, OWNER, jwt({ sub: 'user-1', customer_id: 'customer123', scope: 'orders/admin' })],
    ['two members of staff', ACCESS, 2, STAFF, jwt({ sub: 'user-9', scope: 'orders/admin' })],
    ['two guests', ACCESS_WITH_GUESTS, 1, undefined, undefined],
  ])('from %s makes so many orders: %j, %d', async (_, access, count, first, second) => {
    expect(await ordersOf(access, first, second)).toBe(count);
  });

  test('from two customers makes an order of each, since each has its own keys', async () => {
    const harness = new Harness({ access: ACCESS });
    const event = (customerId: string) => postOrders({ ...MINIMAL_ORDER, customerId }, { headers: { 'idempotency-key': 'key-1' } });

    expect((await harness.handleAs(OWNER, event('customer123'))).statusCode).toBe(200);
    expect((await harness.handleAs(OTHER, event('customer124'))).statusCode).toBe(200);
    expect(harness.orders.size).toBe(2);
  });
});
