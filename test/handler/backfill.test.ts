import { marshall } from '@aws-sdk/util-dynamodb';
import { BackfillDependencies, createBackfill } from '../../src/handler/backfill';
import { BackfillStore } from '../../src/handler/backfill-store';
import { newOrder } from '../../src/handler/domain/order';
import { Problem } from '../../src/handler/domain/problem';
import { statusShardOf } from '../../src/handler/domain/status-shard';
import { clientFor, FakeDynamoDB, INTERNAL_ERROR, Item, THROTTLED } from '../support/handler/fake-dynamodb';
import { FULL_ORDER } from '../support/handler/fixtures';
import { CREATED_AT, stored, WHOLE_AMOUNTS } from '../support/handler/legacy-orders';

const SHARDS = 4;
const MORNING = new Date('2025-03-30T08:00:00.000Z');
const INVOCATION = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 120_000 };

const dynamoDB = new FakeDynamoDB();
let store: BackfillStore;
let clock: number;
let pauses: number[];
let lines: any[];

beforeAll(async () => {
  await dynamoDB.start();
  store = new BackfillStore(clientFor(dynamoDB.endpoint), 'orders');
});

beforeEach(() => {
  dynamoDB.reset();
  clock = 0;
  pauses = [];
  lines = [];
});

afterAll(() => dynamoDB.stop());

afterEach(() => jest.restoreAllMocks());

function backfill(changes: Partial<BackfillDependencies> = {}) {
  return createBackfill({
    store,
    shards: SHARDS,
    writesPerSecond: 100,
    now: () => clock,
    pause: async (ms) => {
      pauses.push(ms);
      clock += ms;
    },
    log: (line) => lines.push(line),
    ...changes,
  });
}

/** As a former version stores an order. */
function put(orderId: string, change: object = {}): void {
  dynamoDB.items.set(orderId, marshall({ ...newOrder(FULL_ORDER, orderId, MORNING), ...change }, { removeUndefinedValues: true }) as unknown as Item);
}

function putMany(count: number): void {
  for (let index = 0; index < count; index++) put(`order-${String(index).padStart(3, '0')}`);
}

function keysOf(orderId: string): unknown[] {
  const { statusShard, createdAtOrderId } = dynamoDB.items.get(orderId)!;
  return [statusShard?.S, createdAtOrderId?.S];
}

function writes(): typeof dynamoDB.requests {
  return dynamoDB.requests.filter(({ operation }) => operation === 'UpdateItem');
}

/** A change of a former version, right before the next write of the backfill takes effect. */
function beforeTheNextWrite(change: () => void): void {
  const writeKeys = store.writeKeys.bind(store);
  jest.spyOn(store, 'writeKeys').mockImplementationOnce(async (...args) => {
    change();
    return writeKeys(...args);
  });
}

/** Invokes it until it is done, as a caller does. */
async function untilDone(run: ReturnType<typeof backfill>) {
  const results = [];
  for (let from: string | undefined; ;) {
    const result = await run(from === undefined ? {} : { from }, INVOCATION);
    results.push(result);
    if (result.done) return results;
    from = result.next;
  }
}

describe('an order', () => {
  test('of a former version gets the keys of its status, and nothing else of it changes', async () => {
    put('order-1', { status: 'CONFIRMED', version: 2 });
    const before = dynamoDB.items.get('order-1');

    await expect(backfill()({}, INVOCATION)).resolves.toEqual({ done: true, scanned: 1, written: 1, skipped: 0 });

    expect(dynamoDB.items.get('order-1')).toEqual({
      ...before,
      statusShard: { S: statusShardOf('CONFIRMED', 'order-1', SHARDS) },
      createdAtOrderId: { S: '2025-03-30T08:00:00.000Z#order-1' },
    });
  });

  test('of the template, without a version and with a time without a zone, gets them too', async () => {
    dynamoDB.items.set('old-1', stored(WHOLE_AMOUNTS) as unknown as Item);

    await backfill()({}, INVOCATION);

    expect(keysOf('old-1')).toEqual([statusShardOf('PROCESSING', 'old-1', SHARDS), `${CREATED_AT.slice(0, 23)}Z#old-1`]);
    expect(dynamoDB.items.get('old-1')).not.toHaveProperty('version');
  });

  test('whose status a former version has changed gets the keys of that status', async () => {
    put('order-1', { status: 'SHIPPED', statusShard: statusShardOf('CONFIRMED', 'order-1', SHARDS), createdAtOrderId: '2025-03-30T08:00:00.000Z#order-1' });

    await expect(backfill()({}, INVOCATION)).resolves.toMatchObject({ written: 1 });

    expect(keysOf('order-1')[0]).toBe(statusShardOf('SHIPPED', 'order-1', SHARDS));
  });

  test('that has its keys is not written', async () => {
    put('order-1');
    await backfill()({}, INVOCATION);
    dynamoDB.requests.length = 0;

    await expect(backfill()({}, INVOCATION)).resolves.toEqual({ done: true, scanned: 1, written: 0, skipped: 0 });

    expect(writes()).toEqual([]);
  });

  test('that changes between read and write gets the keys of what it is now', async () => {
    put('order-1');
    beforeTheNextWrite(() => put('order-1', { status: 'CONFIRMED', version: 2 }));

    await expect(backfill()({}, INVOCATION)).resolves.toMatchObject({ written: 1 });

    expect(keysOf('order-1')[0]).toBe(statusShardOf('CONFIRMED', 'order-1', SHARDS));
    expect(dynamoDB.items.get('order-1')).toMatchObject({ status: { S: 'CONFIRMED' }, version: { N: '2' } });
  });

  test('of the template that gets its first version between read and write gets the keys of what it is now', async () => {
    dynamoDB.items.set('old-1', stored(WHOLE_AMOUNTS) as unknown as Item);
    beforeTheNextWrite(() => dynamoDB.items.set('old-1', { ...dynamoDB.items.get('old-1')!, status: { S: 'CANCELLED' }, version: { N: '2' } }));

    await backfill()({}, INVOCATION);

    expect(keysOf('old-1')[0]).toBe(statusShardOf('CANCELLED', 'old-1', SHARDS));
  });

  test('that is deleted between read and write is not made again', async () => {
    put('order-1');
    beforeTheNextWrite(() => dynamoDB.items.delete('order-1'));

    await expect(backfill()({}, INVOCATION)).resolves.toMatchObject({ done: true, scanned: 1, written: 0, skipped: 0 });

    expect(dynamoDB.items.size).toBe(0);
  });

  test('that fills its item is skipped, and the others are written', async () => {
    put('full');
    put('order-1');
    const client = clientFor(dynamoDB.endpoint);
    const send = client.send.bind(client) as (...args: unknown[]) => Promise<unknown>;
    jest.spyOn(client, 'send').mockImplementation(async (...args: any[]) => {
      if (args[0].input.Key?.orderId.S !== 'full') return send(...args);
      throw Object.assign(new Error('Item size to update has exceeded the maximum allowed size'), { name: 'ValidationException' });
    });

    await expect(backfill({ store: new BackfillStore(client, 'orders') })({}, INVOCATION)).resolves.toEqual({ done: true, scanned: 2, written: 1, skipped: 1 });

    expect(keysOf('order-1')[0]).toBeDefined();
  });
});

test.each([
  ['without a status', { status: undefined }],
  ['with a status of another program', { status: 'ARCHIVED' }],
  ['without a time', { createdAt: undefined }],
  ['with a time that is none', { createdAt: 'yesterday' }],
])('an item %s is skipped, counted and named in the log', async (_, change) => {
  put('other', change);
  put('order-1');

  await expect(backfill()({}, INVOCATION)).resolves.toEqual({ done: true, scanned: 2, written: 1, skipped: 1 });

  expect(keysOf('other')).toEqual([undefined, undefined]);
  expect(lines).toEqual([expect.objectContaining({ level: 'WARN', message: 'staff list backfill', skipped: 1, skippedIds: ['other'] })]);
});

describe('an invocation', () => {
  test('ends before its time is up, and the next goes on where it has stopped', async () => {
    putMany(25);

    const results = await untilDone(backfill({ writesPerSecond: 1 })); // 10 items in 10 s, in 40 s

    expect(results).toEqual([{ done: true, scanned: 25, written: 25, skipped: 0 }]);

    dynamoDB.reset();
    putMany(95);
    const parts = await untilDone(backfill({ writesPerSecond: 1 }));

    expect(parts.map(({ scanned, written }) => [scanned, written])).toEqual([[50, 50], [45, 45]]);
    expect(parts[0]).toMatchObject({ done: false, next: expect.any(String) });
    expect(parts[1]).not.toHaveProperty('next');
    expect([...dynamoDB.items.keys()].filter((orderId) => keysOf(orderId)[0] === undefined)).toEqual([]);
  });

  test('of a function with little time left does one page', async () => {
    putMany(30);

    const late = { ...INVOCATION, getRemainingTimeInMillis: () => 5_000 };
    await expect(backfill({ writesPerSecond: 1 })({}, late)).resolves.toMatchObject({ done: false, scanned: 10 });
  });

  test('writes at most at its rate', async () => {
    putMany(50);

    await backfill({ writesPerSecond: 10 })({}, INVOCATION);

    expect(clock).toBeGreaterThanOrEqual(4_900);
    expect(clock).toBeLessThan(6_000);
  });

  test('waits for nothing where nothing is to be written', async () => {
    putMany(50);
    await backfill()({}, INVOCATION);
    pauses = [];

    await backfill({ writesPerSecond: 1 })({}, INVOCATION);

    expect(pauses).toEqual([]);
  });

  test('reads what it needs and no more', async () => {
    put('order-1');

    await backfill()({}, INVOCATION);

    expect(dynamoDB.requests[0]).toMatchObject({ operation: 'Scan', TableName: 'orders', Limit: 100 });
    expect(Object.values(dynamoDB.requests[0].ExpressionAttributeNames!))
      .toEqual(['orderId', 'status', 'version', 'createdAt', 'statusShard', 'createdAtOrderId']);
  });

  test('says in one line of the log what it has done', async () => {
    put('order-1');

    await backfill()({}, INVOCATION);

    expect(lines).toEqual([{
      timestamp: '1970-01-01T00:00:00.000Z',
      level: 'INFO',
      message: 'staff list backfill',
      requestId: 'request-1',
      outcome: 'done',
      scanned: 1,
      written: 1,
      skipped: 0,
      durationMs: 0,
    }]);
  });

  test.each([
    ['a misspelt from', { form: 'x' }, 'the event must be {} or { "from": … }'],
    ['a text', 'x', 'the event must be {} or { "from": … }'],
    ['a list', [], 'the event must be {} or { "from": … }'],
    ['a from of its own making', { from: 'order-1' }, 'from must be the value of next in the result of an earlier invocation'],
    ['a from that is no text', { from: 7 }, 'from must be the value of next in the result of an earlier invocation'],
    ['an empty from', { from: '' }, 'from must be the value of next in the result of an earlier invocation'],
  ])('fails with %s', async (_, event, message) => {
    await expect(backfill()(event, INVOCATION)).rejects.toThrow(message);
    expect(dynamoDB.requests).toEqual([]);
  });

  test.each([undefined, null, {}, { from: null }])('begins at the start of the table with %j', async (event) => {
    put('order-1');
    await expect(backfill()(event, INVOCATION)).resolves.toMatchObject({ done: true, scanned: 1 });
  });
});

describe('when DynamoDB fails', () => {
  test.each([['throttles', THROTTLED], ['fails', INTERNAL_ERROR]])(
    'it is asked again, if it %s for a moment', async (_, trouble) => {
      putMany(3);
      dynamoDB.troubleOnce(trouble, trouble, trouble);

      await expect(backfill()({}, INVOCATION)).resolves.toMatchObject({ done: true, scanned: 3 });

      expect([...dynamoDB.items.keys()].filter((orderId) => keysOf(orderId)[0] === undefined)).toEqual([]);
    },
  );

  test('and a write took effect without an answer, the write is sent again', async () => {
    putMany(3);
    const writeKeys = store.writeKeys.bind(store);
    jest.spyOn(store, 'writeKeys').mockImplementationOnce(async (...args) => {
      await writeKeys(...args);
      throw new Problem('store-unavailable', 'the answer is lost');
    });

    await expect(backfill()({}, INVOCATION)).resolves.toEqual({ done: true, scanned: 3, written: 3, skipped: 0 });

    expect(writes()).toHaveLength(4);
  });

  test('for as long as the invocation works, what is done is told, and the next goes on', async () => {
    putMany(30);
    const page = store.page.bind(store);
    jest.spyOn(store, 'page').mockImplementation(async (after, limit) => {
      if (after !== undefined) {
        dynamoDB.troubleAlways(THROTTLED);
        clock += 60_000;
      }
      return page(after, limit);
    });

    const result = await backfill({ writesPerSecond: 10 })({}, INVOCATION);
    expect(result).toEqual({ done: false, next: expect.any(String), scanned: 10, written: 10, skipped: 0 });

    jest.restoreAllMocks();
    dynamoDB.troubleAlways(undefined);
    await expect(backfill()({ from: result.next }, INVOCATION)).resolves.toEqual({ done: true, scanned: 20, written: 20, skipped: 0 });
  });

  test('before anything is done, the invocation fails with the error of DynamoDB', async () => {
    putMany(1);
    dynamoDB.troubleAlways(THROTTLED);
    const late = { ...INVOCATION, getRemainingTimeInMillis: () => 0 };

    await expect(backfill()({}, late)).rejects.toThrow('fake ProvisionedThroughputExceededException');
  });

  test('for good, the invocation fails with its error, and begins no further write', async () => {
    putMany(100);
    dynamoDB.troubleOnce({ answerAfterMs: 0 });
    dynamoDB.troubleAlways({ error: 'AccessDeniedException', status: 400 });

    await expect(backfill()({}, INVOCATION)).rejects.toThrow('fake AccessDeniedException');

    expect(writes().length).toBeLessThanOrEqual(10);
  });
});

test('an interruption at any request is harmless: the run after it finishes the work, and each order has its keys once', async () => {
  putMany(12);
  for (let failing = 0; failing < 14; failing++) {
    const reached = dynamoDB.requests.length;
    dynamoDB.troubleOnce(...Array.from({ length: failing }, () => ({ answerAfterMs: 0 })), { error: 'AccessDeniedException', status: 400 });
    await backfill()({}, INVOCATION).catch(() => undefined);
    expect(dynamoDB.requests.length).toBeGreaterThan(reached);
  }
  dynamoDB.troubleOnce();

  await untilDone(backfill());

  for (const orderId of dynamoDB.items.keys()) {
    expect(keysOf(orderId)).toEqual([statusShardOf('PROCESSING', orderId, SHARDS), `2025-03-30T08:00:00.000Z#${orderId}`]);
    expect(dynamoDB.items.get(orderId)).toMatchObject({ version: { N: '1' }, updatedAt: { S: MORNING.toISOString() } });
  }
});

test('two that run at once disturb each other in nothing', async () => {
  putMany(200);

  await Promise.all([untilDone(backfill()), untilDone(backfill())]);

  expect([...dynamoDB.items.keys()].map((orderId) => keysOf(orderId)[0])).toEqual([...dynamoDB.items.keys()].map((orderId) => statusShardOf('PROCESSING', orderId, SHARDS)));
});
