/*
 * The sample app with customer accounts on a local AWS, called over HTTP with tokens that an issuer on
 * loopback has signed. What is asked of one order is told in order; everything else stands alone.
 */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { orderNumberOf } from '../../src/handler/domain/order-number';
import { SampleApp, SampleOutputs } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { Answer, forEachOf, OrdersClient } from '../support/e2e/orders-client';

const CUSTOMER_SCOPES = 'openid orders/read orders/write';
const HOUR_SECONDS = 3_600;

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient(CLIENT_SETTINGS));

let issuer: TokenIssuer;
let app: SampleApp;
let outputs: SampleOutputs;
let url: string;
let staff: OrdersClient;
let nobody: OrdersClient;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  app = new SampleApp(ENDPOINT, { stack: 'OrderAccounts', context: { issuer: issuer.url, audience: issuer.audience } });
  await bootstrapOnce();
  outputs = await app.deploy();
  url = app.ordersUrl(outputs);
  staff = await callerWith({ sub: 'staff-1', scope: 'openid orders/admin' });
  nobody = new OrdersClient(url);
});

afterAll(async () => {
  await app.destroy();
  await issuer.stop();
});

describe('a token lets its holder in', () => {
  test('when it is signed, meant for the API, in its time, and has one of the route\'s scopes', async () => {
    const caller = await customer('let-in');

    const placed = await caller.place({ ...orderOf('let-in'), orderId: 'let-in' });

    expect(placed.status).toBe(200);
    expect((await caller.get('let-in')).status).toBe(200);
    expect((await caller.list()).status).toBe(200);
    expect((await caller.setStatus('let-in', 'CANCELLED', { 'If-Match': '"1"' })).status).toBe(200);
  });

  test.each(['scope', 'scp'])('when its scopes come as a list, in %s or in scope', async (name) => {
    const scopes = name === 'scp' ? { scp: ['orders/read', 'orders/admin'] } : { scope: 'orders/admin', scp: ['orders/read'] };

    const listed = await (await callerWith({ sub: 'staff-2', ...scopes })).list({ customerId: 'let-in' });

    expect(ordersIn(listed)).toHaveLength(1);
  });

  test.each<[string, () => Promise<OrdersClient>]>([
    ['there is none', async () => nobody],
    ['it is no token', async () => new OrdersClient(url, 'let-me-in')],
    ['it has expired', () => customer('late', { exp: now() - 1 })],
    ['it is not valid yet', () => customer('early', { nbf: now() + HOUR_SECONDS })],
    ['it is meant for another API', () => customer('astray', { aud: 'invoices' })],
    ['it is meant for no API', () => customer('astray', { aud: undefined })],
    ['it names another issuer', () => customer('foreign', { iss: 'https://auth.example.com' })],
    ['it is signed with a key that the issuer does not know', async () => new OrdersClient(url, await issuer.sign(CUSTOMER, 'unknown'))],
    ['it is signed with another key than it names', async () => new OrdersClient(url, await issuer.sign(CUSTOMER, 'impostor'))],
    ['it says that it needs no signature', async () => new OrdersClient(url, await issuer.sign(CUSTOMER, 'none'))],
  ])('fails with 401 on every route when %s', async (_, refused) => {
    const answers = await callEveryRoute(await refused());

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });

  test.each([
    { scope: 'orders/read', statuses: { create: 403, get: 404, list: 200, update: 403 } },
    { scope: 'orders/write', statuses: { create: 200, get: 403, list: 403, update: 404 } },
    { scope: 'openid profile', statuses: { create: 403, get: 403, list: 403, update: 403 } },
    { scope: undefined, statuses: { create: 403, get: 403, list: 403, update: 403 } },
    { scope: 'orders/admin', statuses: { create: 200, get: 404, list: 400, update: 404 } },
  ])('with the scope $scope, only where that is asked for', async ({ scope, statuses }) => {
    const [create, get, list, update] = await callEveryRoute(await customer('scoped', { scope }));

    expect({ create: create.status, get: get.status, list: list.status, update: update.status }).toEqual(statuses);
    // API Gateway's own 403: the function was not asked.
    for (const { status, text } of [create, get, list, update]) if (status === 403) expect(JSON.parse(text)).toEqual({ message: 'Forbidden' });
  });

  test('fails with 403 when it names no customer', async () => {
    const answers = await callEveryRoute(await callerWith({ scope: CUSTOMER_SCOPES }));

    for (const answer of answers) expect(problemIn(answer)).toMatchObject({ status: 403, detail: 'the credentials must be those of a customer or of staff' });
  });

  test('fails to make staff of somebody whose scope only looks like that of staff', async () => {
    const caller = await customer('climber', { 'scope': `${CUSTOMER_SCOPES} orders/admin-lite orders/administrator tenant[orders/admin]`, 'admin': true, 'cognito:groups': ['orders/admin'] });

    expect((await caller.get('let-in')).status).toBe(404);
    expect((await caller.list({ customerId: 'let-in' })).status).toBe(403);
  });
});

describe('a customer\'s order', () => {
  const owner = () => customer('owner');
  const stranger = () => customer('stranger');

  test('is placed, and read where Location says', async () => {
    const placed = await (await owner()).place({ ...orderOf('owner'), orderId: 'owned-1', metadata: { note: 'ring twice' } });
    const read = await (await owner()).call('GET', placed.headers.location.replace(/^orders/, ''));

    expect(JSON.parse(placed.text)).toEqual({ message: 'Order processed successfully', orderId: 'owned-1', status: 'PROCESSING', orderNumber: orderNumberOf('owned-1') });
    expect(read.status).toBe(200);
    expect(read.headers).toMatchObject({ 'etag': '"1"', 'cache-control': 'no-store', 'content-type': 'application/json' });
    expect(JSON.parse(read.text)).toEqual({
      ...orderOf('owner'),
      orderId: 'owned-1',
      orderNumber: orderNumberOf('owned-1'),
      metadata: { note: 'ring twice' },
      currency: 'USD',
      totalAmount: 21.5,
      status: 'PROCESSING',
      statusHistory: [{ status: 'PROCESSING', at: expect.stringMatching(/^\d{4}-.*Z$/) }],
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      version: 1,
    });
  });

  test('fails with 403 when it is placed for somebody else, and is not stored', async () => {
    const refused = await (await stranger()).place({ ...orderOf('owner'), orderId: 'planted' });

    expect(problemIn(refused)).toMatchObject({ status: 403, type: expect.stringMatching(/:forbidden$/) });
    expect((await staff.get('planted')).status).toBe(404);
  });

  test('is placed once, however often, and apart from an order of another customer with the same Idempotency-Key', async () => {
    const place = async (customerId: string) => (await customer(customerId)).place(orderOf(customerId), { 'Idempotency-Key': 'shared' });
    const [first, retry, others] = [await place('careful'), await place('careful'), await place('stranger')];

    expect(retry.text).toBe(first.text);
    expect(retry.headers['idempotency-replayed']).toBe('true');
    expect(others.status).toBe(200);
    expect(others.headers).not.toHaveProperty('idempotency-replayed');
    expect(others.headers.location).not.toBe(first.headers.location);
  });

  test('need not name the customer, and is the same order as one that does', async () => {
    const { customerId: _, ...anonymous } = orderOf('unnamed');
    const caller = await customer('unnamed');
    const key = { 'Idempotency-Key': 'unnamed-1' };

    const [placed, retry] = [await caller.place(anonymous, key), await caller.place(orderOf('unnamed'), key)];

    expect(placed.status).toBe(200);
    expect(retry.text).toBe(placed.text);
    expect(retry.headers['idempotency-replayed']).toBe('true');
    expect(ordersIn(await caller.list())).toEqual([expect.objectContaining({ customerId: 'unnamed' })]);
  });

  test('fails with 422 when staff places it and names no customer', async () => {
    const { customerId: _, ...anonymous } = orderOf('unnamed');

    expect(faultsIn(await staff.place(anonymous))).toEqual([{ pointer: '#/customerId', detail: 'is required: only a caller who is a customer may leave it out' }]);
  });

  test('fails with 409 when its id is taken by another customer\'s, and says no more of that', async () => {
    const refused = await (await stranger()).place({ ...orderOf('stranger'), orderId: 'owned-1' });

    expect(problemIn(refused)).toMatchObject({ status: 409, type: expect.stringMatching(/:order-exists$/) });
    expect(refused.text).not.toMatch(/owner|ring twice|PROCESSING/);
  });

  test('is placed by staff for any customer', async () => {
    await staff.place({ ...orderOf('owner'), orderId: 'owned-2' });

    expect((await (await owner()).get('owned-2')).status).toBe(200);
  });

  test('is listed, newest first and in pages, with the customer\'s others and nobody else\'s', async () => {
    await (await stranger()).place({ ...orderOf('stranger'), orderId: 'not-owned' });
    await (await owner()).place({ ...orderOf('owner'), orderId: 'owned-3' });
    const caller = await owner();

    const first = await caller.list({ limit: 2 });
    const second = await caller.list({ limit: 2, cursor: cursorIn(first), customerId: 'owner' });

    expect([ordersIn(first), ordersIn(second)].map((orders) => orders.map(({ orderId }) => orderId))).toEqual([['owned-3', 'owned-2'], ['owned-1']]);
    expect(cursorIn(second)).toBeUndefined();
    expect(ordersIn(second)[0]).toEqual(JSON.parse((await caller.get('owned-1')).text));
  });

  test.each<[string, (caller: OrdersClient, orderId: string) => Promise<Answer>]>([
    ['reads it', (caller, orderId) => caller.get(orderId)],
    ['cancels it', (caller, orderId) => caller.setStatus(orderId, 'CANCELLED', { 'If-Match': '"1"' })],
    ['cancels a version that it does not have', (caller, orderId) => caller.setStatus(orderId, 'CANCELLED', { 'If-Match': '"7"' })],
    ['cancels any version', (caller, orderId) => caller.setStatus(orderId, 'CANCELLED', { 'If-Match': '*', 'Idempotency-Key': 'key-1' })],
    ['cancels without a version', (caller, orderId) => caller.setStatus(orderId, 'CANCELLED')],
    ['confirms it', (caller, orderId) => caller.setStatus(orderId, 'CONFIRMED', { 'If-Match': '"1"' })],
    ['gives it no status', (caller, orderId) => caller.call('PATCH', `/${orderId}`, { headers: { 'If-Match': '"1"' }, body: {} })],
  ])('looks like one that does not exist to another customer who %s', async (_, act) => {
    const caller = await stranger();

    const hidden = await act(caller, 'owned-1');
    const missing = await act(caller, 'no-such');

    expect(hidden.status).toBeGreaterThanOrEqual(400);
    expect(withoutTraces(hidden)).toEqual(withoutTraces(missing));
    expect(JSON.parse((await staff.get('owned-1')).text)).toMatchObject({ status: 'PROCESSING', version: 1 });
  });

  test('answers that other customer with 404, and keeps that customer out of the list', async () => {
    expect(problemIn(await (await stranger()).get('owned-1'))).toMatchObject({ status: 404, type: expect.stringMatching(/:order-not-found$/) });
    expect(problemIn(await (await stranger()).setStatus('owned-1', 'CANCELLED', { 'If-Match': '*' }))).toMatchObject({ status: 404 });
    expect(problemIn(await (await stranger()).list({ customerId: 'owner' }))).toMatchObject({ status: 403, type: expect.stringMatching(/:forbidden$/) });
  });

  test('fails with 403 when its customer confirms, ships or delivers it', async () => {
    for (const status of ['PROCESSING', 'CONFIRMED', 'SHIPPED', 'DELIVERED']) {
      expect(problemIn(await (await owner()).setStatus('owned-1', status, { 'If-Match': '"1"' }))).toMatchObject({ status: 403 });
    }
  });

  test('is cancelled by its customer before and after it is confirmed, and fails with 409 once it is shipped', async () => {
    await staff.setStatus('owned-2', 'CONFIRMED', { 'If-Match': '"1"' });
    await staff.setStatus('owned-3', 'CONFIRMED', { 'If-Match': '"1"' });
    await staff.setStatus('owned-3', 'SHIPPED', { 'If-Match': '"2"' });

    const processing = await (await owner()).setStatus('owned-1', 'CANCELLED', { 'If-Match': '"1"' });
    const confirmed = await (await owner()).setStatus('owned-2', 'CANCELLED', { 'If-Match': '"2"' });
    const shipped = await (await owner()).setStatus('owned-3', 'CANCELLED', { 'If-Match': '"3"' });

    expect(JSON.parse(processing.text)).toMatchObject({ status: 'CANCELLED', version: 2 });
    expect(JSON.parse(confirmed.text)).toMatchObject({ status: 'CANCELLED', version: 3 });
    expect(problemIn(shipped)).toMatchObject({ status: 409, type: expect.stringMatching(/:transition-not-allowed$/) });
    expect(JSON.parse((await staff.get('owned-3')).text)).toMatchObject({ status: 'SHIPPED', version: 3 });
  });
});

describe('staff moves an order along', () => {
  beforeAll(async () => {
    await (await customer('moving')).place({ ...orderOf('moving'), orderId: 'moving-1' });
  });

  test('from PROCESSING to DELIVERED, each time with the ETag of the answer before', async () => {
    let etag = (await staff.get('moving-1')).headers.etag;
    for (const [status, next] of [['CONFIRMED', '"2"'], ['SHIPPED', '"3"'], ['DELIVERED', '"4"']]) {
      const answer = await staff.setStatus('moving-1', status, { 'If-Match': etag });

      expect(answer.status).toBe(200);
      expect(answer.headers.etag).toBe(next);
      expect(JSON.parse(answer.text)).toMatchObject({ orderId: 'moving-1', status });
      etag = answer.headers.etag;
    }

    const order = JSON.parse((await staff.get('moving-1')).text) as OrderInAnswer;
    expect(order.statusHistory.map(({ status }) => status)).toEqual(['PROCESSING', 'CONFIRMED', 'SHIPPED', 'DELIVERED']);
    expect(order.statusHistory.map(({ at }) => at)).toEqual(order.statusHistory.map(({ at }) => at).sort());
    expect(order.updatedAt).toBe(order.statusHistory[3].at);
  });

  test.each([
    { why: 'there is no If-Match', headers: {}, status: 'CANCELLED', expected: 428, type: 'precondition-required' },
    { why: 'the version is an old one', headers: { 'If-Match': '"3"' }, status: 'CANCELLED', expected: 412, type: 'precondition-failed' },
    { why: 'the version is a coming one', headers: { 'If-Match': '"5"' }, status: 'CANCELLED', expected: 412, type: 'precondition-failed' },
    { why: 'the tag is a weak one of an old version', headers: { 'If-Match': 'W/"3"' }, status: 'CANCELLED', expected: 412, type: 'precondition-failed' },
    { why: 'If-Match is no entity tag', headers: { 'If-Match': '4' }, status: 'CANCELLED', expected: 400, type: 'malformed-request' },
    { why: 'If-Match has two entity tags', headers: { 'If-Match': ['"4"', '"5"'] }, status: 'CANCELLED', expected: 400, type: 'malformed-request' },
    { why: 'no way leads on', headers: { 'If-Match': '"4"' }, status: 'CANCELLED', expected: 409, type: 'transition-not-allowed' },
    { why: 'it stays as it is', headers: { 'If-Match': '"4"' }, status: 'DELIVERED', expected: 409, type: 'transition-not-allowed' },
    { why: 'it goes back', headers: { 'If-Match': '*' }, status: 'PROCESSING', expected: 409, type: 'transition-not-allowed' },
    { why: 'there is no such status', headers: { 'If-Match': '"4"' }, status: 'LOST', expected: 422, type: 'validation-failed' },
  ])('fails with $expected when $why', async ({ headers, status, expected, type }) => {
    const problem = problemIn(await staff.setStatus('moving-1', status, headers));

    expect(problem).toMatchObject({ status: expected, type: `urn:problem-type:order-processing:${type}` });
    expect(JSON.parse((await staff.get('moving-1')).text)).toMatchObject({ status: 'DELIVERED', version: 4 });
  });

  test('fails with 404 when there is no such order, and makes none', async () => {
    expect(problemIn(await staff.setStatus('moving-0', 'CONFIRMED', { 'If-Match': '*' }))).toMatchObject({ status: 404 });
    expect((await staff.get('moving-0')).status).toBe(404);
  });

  test('once, when 20 do it at the same time with the same If-Match: the other 19 fail with 412', async () => {
    await staff.place({ ...orderOf('moving'), orderId: 'raced-1' });

    const answers = await Promise.all(Array.from({ length: 20 }, () => staff.setStatus('raced-1', 'CONFIRMED', { 'If-Match': '"1"' })));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)]);
    expect(JSON.parse((await staff.get('raced-1')).text)).toMatchObject({ version: 2, statusHistory: [{}, {}] });
  });

  test('one way only, when some cancel and some confirm at the same time', async () => {
    await staff.place({ ...orderOf('moving'), orderId: 'raced-2' });
    const owner = await customer('moving');

    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 === 0
      ? staff.setStatus('raced-2', 'CONFIRMED', { 'If-Match': '"1"' })
      : owner.setStatus('raced-2', 'CANCELLED', { 'If-Match': '"1"' }))));

    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect((await staff.get('raced-2')).text).toBe(winners[0].text);
  });

  test('once, when the request is sent again with its Idempotency-Key: the answer is the same', async () => {
    await staff.place({ ...orderOf('moving'), orderId: 'retried-1' });
    const request = () => staff.setStatus('retried-1', 'CONFIRMED', { 'If-Match': '"1"', 'Idempotency-Key': 'confirm-1' });

    const first = await request();
    const second = await request();

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.text).toBe(first.text);
    expect(second.headers.etag).toBe(first.headers.etag);
    expect([first, second].map(({ headers }) => headers['idempotency-replayed'])).toEqual([undefined, 'true']);
  });

  test('once, when 20 send it at the same time with one Idempotency-Key: all get the same answer', async () => {
    await staff.place({ ...orderOf('moving'), orderId: 'retried-2' });

    const answers = await Promise.all(Array.from({ length: 20 }, () => (
      staff.setStatus('retried-2', 'CONFIRMED', { 'If-Match': '"1"', 'Idempotency-Key': 'confirm-2' })
    )));

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(JSON.parse(answers[0].text)).toMatchObject({ version: 2, statusHistory: [{}, {}] });
  });

  test('fails with 412 when somebody else sends the same request with the same Idempotency-Key', async () => {
    const other = await callerWith({ sub: 'staff-2', scope: 'orders/admin' });

    expect((await other.setStatus('retried-1', 'CONFIRMED', { 'If-Match': '"1"', 'Idempotency-Key': 'confirm-1' })).status).toBe(412);
  });
});

describe('a list', () => {
  test('neither repeats nor skips an order while others arrive', async () => {
    const caller = await customer('busy');
    const placeMany = (name: string, count: number) => forEachOf(Array.from({ length: count }, (_, index) => `${name}-${index}`), async (orderId) => {
      expect((await caller.place({ ...orderOf('busy'), orderId })).status).toBe(200);
      return orderId;
    });
    const atTheStart = await placeMany('early', 65);
    const listed: OrderInAnswer[] = [];
    let cursor: string | undefined;
    let pages = 0;

    do {
      const page = await caller.list({ limit: 7, cursor });
      listed.push(...ordersIn(page));
      cursor = cursorIn(page);
      await placeMany(`late-${++pages}`, 3);
    } while (cursor !== undefined);

    expect(listed.map(({ orderId }) => orderId).sort()).toEqual([...atTheStart].sort());
    expect(listed.map(({ createdAt }) => createdAt)).toEqual(listed.map(({ createdAt }) => createdAt).sort().reverse());
    expect(pages).toBe(10);
  });

  test('neither repeats nor skips an order of many that were made in the same millisecond', async () => {
    const orderIds = Array.from({ length: 23 }, (_, index) => `same-${index}`);
    await forEachOf(orderIds, (orderId) => putOrder({ orderId, customerId: 'simultaneous', createdAt: '2026-01-31T12:00:00.000Z' }));

    const listed = await listAll(await customer('simultaneous'), 4);

    expect(listed.map(({ orderId }) => orderId).sort()).toEqual([...orderIds].sort());
  });

  test('has 20 orders on a page unless told otherwise, and at most 100', async () => {
    const orderIds = Array.from({ length: 101 }, (_, index) => `many-${index}`);
    await forEachOf(orderIds, (orderId) => putOrder({ orderId, customerId: 'collector', createdAt: `2026-01-31T12:00:00.${orderId.slice(5).padStart(3, '0')}Z` }));
    const caller = await customer('collector');

    const [unset, most] = [await caller.list(), await caller.list({ limit: 100 })];

    expect([ordersIn(unset).length, ordersIn(most).length]).toEqual([20, 100]);
    expect(ordersIn(await caller.list({ cursor: cursorIn(most) })).map(({ orderId }) => orderId)).toEqual(['many-0']);
  });

  test('is empty for a customer without orders', async () => {
    expect(JSON.parse((await (await customer('new-here')).list()).text)).toEqual({ orders: [] });
  });

  test('is staff\'s for any customer, who must be named', async () => {
    expect(ordersIn(await staff.list({ customerId: 'simultaneous', limit: 5 }))).toHaveLength(5);
    expect(faultsIn(await staff.list())).toEqual([{ parameter: 'customerId', detail: 'is required: only a caller who is a customer may leave it out' }]);
  });

  test.each([
    ['?limit=0', ['limit']],
    ['?limit=101', ['limit']],
    ['?limit=-1', ['limit']],
    ['?limit=1.5', ['limit']],
    ['?limit=1e1', ['limit']],
    ['?limit=%201', ['limit']],
    ['?limit=', ['limit']],
    ['?limit=5&limit=6', ['limit']],
    ['?limit=999999999999999999999', ['limit']],
    ['?limit=%D9%A5', ['limit']], // a digit of another script
    ['?cursor=', ['cursor']],
    ['?page=2', ['page']],
    ['?__proto__=1', ['__proto__']],
    ['?customerId=', ['customerId']],
    ['?customerId=%00', ['customerId']],
    ['?limit=0&cursor=x&sort=asc', ['sort', 'limit', 'cursor']],
  ])('fails with 400 on %s', async (query, parameters) => {
    const answer = await (await customer('collector')).call('GET', query);

    expect(answer.status).toBe(400);
    expect(faultsIn(answer).map(({ parameter }) => parameter)).toEqual(parameters);
  });
});

describe('a forged cursor', () => {
  const cursorOf = (content: unknown) => Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');
  const foreignPosition = ['2026-01-31T12:00:00.050Z', 'many-50']; // an order of the customer `collector`

  beforeAll(() => forEachOf(['mine-1', 'mine-2'], (orderId) => (
    putOrder({ orderId, customerId: 'forger', createdAt: orderId === 'mine-1' ? '2026-01-01T00:00:00.000Z' : '2026-02-28T00:00:00.000Z' })
  )));

  test.each<[string, unknown, string[]]>([
    ['of another customer\'s order', foreignPosition, ['mine-1']],
    ['of a time to come', ['9999-12-31T23:59:59.999Z', 'z'], ['mine-2', 'mine-1']],
    ['of the beginning of time', ['0', '0'], []],
    ['of something that is no time', ['whenever', 'many-50'], ['mine-2', 'mine-1']],
    ['with a control character', ['2026-01-31\u0000', '\u0000'], ['mine-1']],
    ['of the longest keys', ['2'.repeat(1_024), 'x'.repeat(2_048)], ['mine-2', 'mine-1']],
  ])('%s shows the forger\'s own orders alone', async (_, content, expected) => {
    const answer = await (await customer('forger')).list({ cursor: cursorOf(content) });

    expect(answer.status).toBe(200);
    expect(ordersIn(answer).map(({ orderId }) => orderId)).toEqual(expected);
  });

  test.each<[string, string]>([
    ['that names the other customer', cursorOf([...foreignPosition, 'collector'])],
    ['in the form of a key', cursorOf({ createdAt: foreignPosition[0], orderId: foreignPosition[1], customerId: 'collector' })],
    ['of keys that are no texts', cursorOf([{ S: foreignPosition[0] }, { S: foreignPosition[1] }])],
    ['of numbers', cursorOf([1, 2])],
    ['of empty keys', cursorOf(['', ''])],
    ['of keys that are too long', cursorOf(['2'.repeat(1_025), 'x'])],
    ['of half a surrogate pair', cursorOf('["\\ud800","x"]')],
    ['of half a surrogate pair in the id', cursorOf('["2026","\\udfff"]')],
    ['of null', cursorOf(null)],
    ['of an empty list', cursorOf([])],
    ['with a prototype', cursorOf('{"__proto__":["a","b"]}')],
    ['of nested lists', cursorOf('['.repeat(5_000))],
    ['with spaces', cursorOf('["2026", "many-50"]')],
    ['with padding', `${cursorOf(['2026', 'many-5'])}==`],
    ['that is no base64', '!"§$%&/()'],
    ['that is no UTF-8', Buffer.from([0xff, 0xfe, 0x00]).toString('base64url')],
    ['that is no JSON', cursorOf('{')],
  ])('fails with 400 %s', async (_, cursor) => {
    const answer = await (await customer('forger')).list({ cursor });

    expect(answer.status).toBe(400);
    expect(faultsIn(answer)).toEqual([{ parameter: 'cursor', detail: expect.stringMatching(/^must be the nextCursor of the page before, unchanged, got "/) }]);
  });
});

describe('hostile input', () => {
  const oddIds = [
    '%00', '%0D%0ASet-Cookie:%20a=b', '%20', '..', '%2E%2E', '%2E%2E%2Forders', '%2F', '%5C', '%25', '%2525', '%7BorderId%7D', '*', '%3F', '%23', ';', '__proto__',
    'constructor', '%C3%A9', '%F0%9F%98%80', '%FF', '%ED%A0%80', '%', '%zz', '\'%20OR%20\'1\'=\'1', '%3Cscript%3E',
  ];

  test.each([...oddIds.map((id) => [id, id]), ['3,000 characters', 'x'.repeat(3_000)]])('an order id of %s fails with 404: no order has it', async (_, orderId) => {
    for (const answer of [
      await staff.get(orderId),
      await staff.setStatus(orderId, 'CANCELLED', { 'If-Match': '*' }),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.headers).not.toHaveProperty('set-cookie');
    }
  });

  test('a body of 10 MB fails with 413', async () => {
    const order = { ...orderOf('hostile'), metadata: { note: 'x'.repeat(10 * 1024 * 1024 - 500) } };

    expect((await staff.place(order)).status).toBe(413);
    expect((await staff.call('PATCH', '/moving-1', { body: order, headers: { 'If-Match': '*' } })).status).toBe(413);
  });

  test.each<[string, string, number]>([
    ['deeply nested', '['.repeat(50_000), 400],
    ['with a prototype', '{"status":"CANCELLED","__proto__":{"status":"CONFIRMED"}}', 422],
    ['with a key twice', '{"status":"CANCELLED","status":"CONFIRMED"}', 400],
    ['with half a surrogate pair', '{"status":"\\ud800"}', 422],
    ['with a list for a status', '{"status":["CANCELLED"]}', 422],
    ['of a number out of range', '{"status":1e400}', 422],
    ['of NaN', 'NaN', 400],
    ['of another encoding than it says', Buffer.from('{"status":"CANCELLED"}', 'utf16le').toString('latin1'), 400],
    ['with a byte order mark, which does not matter,', '\ufeff{"status":"CANCELLED"}', 409],
    ['with two byte order marks', '\ufeff\ufeff{"status":"CANCELLED"}', 400],
  ])('a body %s fails with the reason', async (_, body, expected) => {
    expect(problemIn(await staff.call('PATCH', '/moving-1', { body, headers: { 'If-Match': '"4"' } }))).toMatchObject({ status: expected });
  });

  test.each<[string, Record<string, string | string[]>, number]>([
    ['an Idempotency-Key of 300 characters', { 'Idempotency-Key': 'x'.repeat(300) }, 400],
    ['an empty Idempotency-Key', { 'Idempotency-Key': '' }, 400],
    ['an Idempotency-Key in another script', { 'Idempotency-Key': '\xe9\xff' }, 400],
    ['an Idempotency-Key with a tab', { 'Idempotency-Key': 'a\tb' }, 400],
    ['an Idempotency-Key that opens a quote', { 'Idempotency-Key': '"key' }, 400],
    ['an If-Match of 4,000 characters', { 'If-Match': `"${'1'.repeat(4_000)}"` }, 412],
    ['an If-Match in another script', { 'If-Match': '\xe9' }, 400],
    ['an If-Match of version 0', { 'If-Match': '"0"' }, 412],
    ['an If-Match of a version beyond all numbers', { 'If-Match': '"99999999999999999999"' }, 412],
    ['an If-Match of no version', { 'If-Match': '""' }, 412],
    ['an empty If-Match', { 'If-Match': '' }, 400],
    ['an If-Match that a proxy has made weak', { 'If-Match': 'W/"4"' }, 409],
    ['an If-Match to which a proxy has added the coding', { 'If-Match': '"4-gzip"' }, 409],
    ['a content type of its own', { 'Content-Type': 'text/plain' }, 415],
    ['a content type twice', { 'Content-Type': 'application/json, text/plain' }, 415],
    ['another charset', { 'Content-Type': 'application/json; charset=utf-16' }, 415],
    ['the charset as many write it', { 'Content-Type': 'application/json; charset=utf8' }, 409],
    ['a compression', { 'Content-Encoding': 'gzip' }, 415],
    ['names from JavaScript', { ['__proto__']: 'x', constructor: 'x', toString: 'x', hasOwnProperty: 'x' }, 409],
    ['what proxies say', { 'X-Forwarded-For': '\'; DROP TABLE', 'X-HTTP-Method-Override': 'DELETE', 'X-Original-URL': '/admin', 'Expect': '200-ok' }, 409],
  ])('headers with %s are answered with the reason', async (_, headers, expected) => {
    const answer = await staff.setStatus('moving-1', 'CANCELLED', { 'If-Match': '"4"', ...headers });

    expect(problemIn(answer)).toMatchObject({ status: expected });
    expect(JSON.parse((await staff.get('moving-1')).text)).toMatchObject({ status: 'DELIVERED', version: 4 });
  });
});

test('the table has the index that the list reads, with all that an order holds', async () => {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: outputs.DynamoDBTableName }));

  expect(Table?.GlobalSecondaryIndexes).toEqual([expect.objectContaining({
    IndexName: 'OrdersByCustomer',
    KeySchema: [{ AttributeName: 'customerId', KeyType: 'HASH' }, { AttributeName: 'createdAt', KeyType: 'RANGE' }],
    Projection: { ProjectionType: 'ALL' },
  })]);
});

test('a browser of any origin may change an order with a token, and read its ETag', async () => {
  const origin = { Origin: 'https://shop.example.com' };
  const preflight = await nobody.call('OPTIONS', '/moving-1', {
    headers: { ...origin, 'Access-Control-Request-Method': 'PATCH', 'Access-Control-Request-Headers': 'authorization,content-type,if-match,idempotency-key' },
  });
  const answer = await staff.call('GET', '/moving-1', { headers: origin });

  expect(preflight.status).toBe(204);
  expect(preflight.headers['access-control-allow-methods']).toMatch(/PATCH/);
  for (const name of ['authorization', 'if-match', 'idempotency-key']) expect(preflight.headers['access-control-allow-headers'].toLowerCase()).toContain(name);
  expect(answer.headers['access-control-expose-headers'].toLowerCase()).toContain('etag');
});

const CUSTOMER = { sub: 'somebody', scope: CUSTOMER_SCOPES };

async function callerWith(claims: Record<string, unknown>): Promise<OrdersClient> {
  return new OrdersClient(url, await issuer.sign(claims));
}

/** A customer with the scopes of customers, and a token that differs from the usual one by these claims. */
function customer(customerId: string, claims: Record<string, unknown> = {}): Promise<OrdersClient> {
  return callerWith({ sub: customerId, scope: CUSTOMER_SCOPES, ...claims });
}

/** The four routes, with requests that whoever is let in may make. */
function callEveryRoute(caller: OrdersClient): Promise<Answer[]> {
  return Promise.all([
    caller.place(orderOf('scoped')),
    caller.get('no-such'),
    caller.list(),
    caller.setStatus('no-such', 'CANCELLED', { 'If-Match': '*' }),
  ]);
}

function orderOf(customerId: string) {
  return { customerId, items: [{ productId: 'prod1', quantity: 2, price: 10.75 }] };
}

/** Puts an order into the table that the API could have made at that time. */
async function putOrder({ createdAt, ...ids }: { orderId: string; customerId: string; createdAt: string }): Promise<void> {
  await dynamodb.send(new PutCommand({
    TableName: outputs.DynamoDBTableName,
    Item: {
      ...orderOf(ids.customerId),
      ...ids,
      currency: 'USD',
      totalAmount: 21.5,
      status: 'PROCESSING',
      statusHistory: [{ status: 'PROCESSING', at: createdAt }],
      createdAt,
      updatedAt: createdAt,
      version: 1,
      requestFingerprint: 'put by a test',
    },
  }));
}

interface OrderInAnswer {
  readonly orderId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly statusHistory: readonly { readonly status: string; readonly at: string }[];
}

function ordersIn(answer: Answer): OrderInAnswer[] {
  return (JSON.parse(answer.text) as { orders: OrderInAnswer[] }).orders;
}

function cursorIn(answer: Answer): string | undefined {
  return (JSON.parse(answer.text) as { nextCursor?: string }).nextCursor;
}

async function listAll(caller: OrdersClient, limit: number): Promise<OrderInAnswer[]> {
  const orders: OrderInAnswer[] = [];
  let cursor: string | undefined;
  do {
    const page = await caller.list({ limit, cursor });
    orders.push(...ordersIn(page));
    cursor = cursorIn(page);
  } while (cursor !== undefined);
  return orders;
}

interface ProblemInAnswer {
  readonly type: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: { readonly detail: string; readonly parameter?: string }[];
}

function problemIn(answer: Answer): ProblemInAnswer {
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const problem = JSON.parse(answer.text) as ProblemInAnswer;
  expect(problem.status).toBe(answer.status);
  return problem;
}

function faultsIn(answer: Answer) {
  return problemIn(answer).errors ?? [];
}

/** An answer without what differs between any two: the time, and the request's id. */
function withoutTraces({ status, headers: { date, ...headers }, text }: Answer) {
  return { status, headers: without(headers, /request-?id|trace/), text: text.replace(/urn:uuid:[\w-]+/, 'urn:uuid:…') };
}

function without(headers: Readonly<Record<string, string>>, names: RegExp): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.test(name)));
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
