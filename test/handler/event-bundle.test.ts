/*
 * The function that publishes order events, as it ships: in a Node.js of its own, on an EventBridge of this machine
 * that fails on demand.
 */
import { documentOf } from '../../src/handler/domain/order';
import type { StreamRecord } from '../../src/handler/domain/order-event';
import { withoutPersonalData } from '../../src/handler/domain/personal-data';
import type { BatchResponse } from '../../src/handler/stream-handler';
import { EVENTS_FOLDER } from '../../tools/build/bundle';
import { bundleOn, sumOf } from '../support/handler/bundle-process';
import { FULL_ORDER } from '../support/handler/fixtures';
import { withServer } from '../support/handler/local-server';
import { ReceivedRequest, Reply, Script, ScriptedServer } from '../support/handler/scripted-server';
import { inserted, modified, movedOn, orderWith, TABLE_ARN } from '../support/handler/stream-records';
import { strictFaultsOf } from '../support/order-events-schema';

const BUS_ARN = 'arn:aws:events:eu-central-1:111111111111:event-bus/shop';

interface Entry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Time: number;
  readonly Resources: string[];
  readonly Detail: string;
}

const THROTTLED: Reply = { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } };
const INTERNAL_ERROR: Reply = { status: 500, body: { __type: 'InternalException', message: 'try later' } };

const eventBridge = new ScriptedServer();
const bundle = bundleOn(eventBridge, EVENTS_FOLDER, 'index.js');

beforeEach(() => eventBridge.answer(takes()));

/** Has one execution environment handle the batches, one after another. */
async function run(batches: StreamRecord[][], environment: NodeJS.ProcessEnv = {}, preload = '') {
  const { responses, exitCode, stdout, stderr, waits } = await bundle.run(batches.map((Records) => ({ Records })), {
    EVENT_BUS_ARN: BUS_ARN,
    EVENT_SOURCE: 'shop.orders',
    ENVIRONMENT: 'prod',
    ...environment,
  }, preload);
  const answers = responses as unknown as BatchResponse[];
  const failures = answers.map(({ batchItemFailures }) => batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const lines = stdout.trim().split('\n').filter(Boolean).map((line): Record<string, unknown> => JSON.parse(line));
  return { failures, exitCode, stderr, lines, waits };
}

function entriesOf({ body }: ReceivedRequest): Entry[] {
  return JSON.parse(body).Entries;
}

/** Takes all entries but those of these positions. */
function takes(refused: readonly number[] = [], ErrorCode = 'ThrottlingException'): Script {
  return (request) => ({
    body: {
      FailedEntryCount: refused.length,
      Entries: entriesOf(request).map((_, index) => (refused.includes(index) ? { ErrorCode, ErrorMessage: 'not now' } : { EventId: `bus-${index}` })),
    },
  });
}

/** Runs into these replies first, one for each request, and takes everything then. */
function takesAfter(...replies: ReturnType<Script>[]): Script {
  const left = [...replies];
  return (request) => left.shift() ?? takes()(request);
}

const ORDERS = ['a', 'b', 'c'].map((orderId) => inserted(orderWith(orderId)));
const sequenceNumbers = ORDERS.map(({ dynamodb }) => dynamodb.SequenceNumber);

/** An event as a target gets it of an entry. */
function eventOf({ Source, DetailType, Time, Resources, Detail }: Entry): object {
  return { 'id': 'bus-1', 'source': Source, 'detail-type': DetailType, 'time': new Date(Time * 1_000).toISOString(), 'resources': Resources, 'detail': JSON.parse(Detail) };
}

describe('the bundle', () => {
  test('puts what the schema says on the bus of the environment', async () => {
    const placed = orderWith('order-1', FULL_ORDER);
    const confirmed = movedOn(placed, 'CONFIRMED');

    const { failures } = await run([[inserted(placed, { eventID: 'event-a' })], [modified(placed, confirmed)]]);

    expect(failures).toEqual([[], []]);
    const [created, changed] = eventBridge.requests.flatMap(entriesOf);
    for (const entry of [created, changed]) expect(strictFaultsOf(eventOf(entry))).toEqual([]);
    expect({ ...created, Detail: JSON.parse(created.Detail) }).toEqual({
      EventBusName: BUS_ARN,
      Source: 'shop.orders',
      DetailType: 'OrderCreated',
      Time: Math.floor(Date.parse(placed.createdAt) / 1_000) + 0.123,
      Resources: [TABLE_ARN],
      Detail: { schemaVersion: '1', eventId: 'event-a', occurredAt: placed.createdAt, environment: 'prod', order: withoutPersonalData(documentOf(placed)) },
    });
    expect(JSON.parse(changed.Detail)).toMatchObject({ previousStatus: 'PROCESSING', order: { status: 'CONFIRMED', version: 2 } });
  });

  test('leaves out what is about a person, unless the app wants it', async () => {
    const placed = inserted(orderWith('order-1', FULL_ORDER));

    await run([[placed]]);
    await run([[placed]], { PERSONAL_DATA: 'true' });

    const [without, full] = eventBridge.requests.flatMap(entriesOf).map(({ Detail }) => JSON.parse(Detail).order);
    expect(full).toEqual(documentOf(orderWith('order-1', FULL_ORDER)));
    expect(JSON.stringify(without)).not.toMatch(/Lovelace|ada@example|Rotenturm|Box 7|ring twice|engraving/);
  });

  test('signs by the credentials of the environment, for EventBridge and its region', async () => {
    await run([ORDERS]);

    expect(eventBridge.requests[0].headers).toMatchObject({
      'authorization': expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=fake\/\d{8}\/eu-central-1\/events\/aws4_request, /),
      'x-amz-target': 'AWSEvents.PutEvents',
    });
  });

  test('keeps one connection for all batches', async () => {
    await run([ORDERS, ORDERS, ORDERS]);

    expect(eventBridge.requests.map(({ connection }) => connection)).toEqual([1, 1, 1]);
  });

  test('writes one line of JSON for each batch, and nothing else', async () => {
    const { lines, stderr } = await run([ORDERS, ORDERS]);

    expect(lines).toEqual(Array(2).fill(expect.objectContaining({ level: 'INFO', outcome: 'published', records: 3 })));
    expect(stderr).toBe('');
  });

  test.each(['EVENT_BUS_ARN', 'EVENT_SOURCE', 'ENVIRONMENT'])('fails to load without %s', async (name) => {
    const { exitCode, stderr } = await run([ORDERS], { [name]: undefined });

    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(`the environment variable ${name} must be set`);
  });
});

describe('when EventBridge fails, the bundle', () => {
  /** The batch of a concurrent test, on an EventBridge of its own that answers like that. */
  function runOn(script: Script, test: (result: Awaited<ReturnType<typeof run>>, requests: readonly ReceivedRequest[]) => void): Promise<void> {
    return withServer(new ScriptedServer(), async (bus) => {
      bus.answer(script);
      test(await run([ORDERS], { AWS_ENDPOINT_URL: bus.endpoint }), bus.requests);
    });
  }

  // The longest first: five at a time run side by side.
  test.concurrent.each<[string, ReturnType<Script>, string]>([
    ['stays silent', 'silence', 'TimeoutError'],
    ['throttles', THROTTLED, 'ThrottlingException'],
    ['has an error', INTERNAL_ERROR, 'InternalException'],
    ['resets the connection', 'reset', 'Error'],
  ])('gives the batch back after three tries when it %s each time', (_, trouble, errorName) => runOn(() => trouble, ({ failures, lines, waits }, requests) => {
    expect(failures).toEqual([[sequenceNumbers[0]]]);
    expect(requests).toHaveLength(3);
    expect(lines).toEqual([expect.objectContaining({ level: 'ERROR', outcome: 'failed', published: [], error: expect.objectContaining({ name: errorName }) })]);
    expect(sumOf(waits)).toBeLessThan(12_000);
  }));

  test.concurrent.each<[string, ReturnType<Script>]>([
    ['throttling', THROTTLED],
    ['an error of the server', INTERNAL_ERROR],
    ['a connection that was reset', 'reset'],
    ['silence', 'silence'],
    ['an answer without an end', 'no-end'],
  ])('sends again after %s, and all is well', (_, trouble) => runOn(takesAfter(trouble), ({ failures, lines }, requests) => {
    expect(failures).toEqual([[]]);
    expect(lines).toEqual([expect.objectContaining({ outcome: 'published' })]);
    expect(requests.map(entriesOf)).toEqual([expect.any(Array), entriesOf(requests[0])]);
  }));

  test('gives the batch back when nobody listens', async () => {
    const gone = await new ScriptedServer().start();
    await gone.stop();

    const { failures } = await run([ORDERS], { AWS_ENDPOINT_URL: gone.endpoint });

    expect(failures).toEqual([[sequenceNumbers[0]]]);
  });

  test.each(['EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'])('gives the batch back when the network says %s', async (code) => {
    const network = `require('node:dns').lookup = (host, options, callback) => { process.nextTick(callback, Object.assign(new Error('lookup'), { code: '${code}' })); };`;

    const { failures } = await run([ORDERS], { AWS_ENDPOINT_URL: 'http://bus.invalid' }, network);

    expect(failures).toEqual([[sequenceNumbers[0]]]);
  });

  test('gives the batch back at once when the role may not put events', async () => {
    eventBridge.answer(() => ({ status: 400, body: { __type: 'AccessDeniedException', message: 'not authorized' } }));

    const { failures, lines } = await run([ORDERS]);

    expect(failures).toEqual([[sequenceNumbers[0]]]);
    expect(eventBridge.requests).toHaveLength(1);
    expect(lines).toEqual([expect.objectContaining({ error: expect.objectContaining({ name: 'AccessDeniedException' }) })]);
  });

  test.each([
    { refused: [1], first: 1 },
    { refused: [2, 0], first: 0 },
    { refused: [2], first: 2 },
  ])('gives back what follows from the first refused on when it takes all but $refused', async ({ refused, first }) => {
    eventBridge.answer(takes(refused));

    const { failures, lines } = await run([ORDERS]);

    expect(failures).toEqual([[sequenceNumbers[first]]]);
    expect(eventBridge.requests).toHaveLength(1); // a refused entry is left to Lambda, which waits longer and longer
    expect(lines).toEqual([expect.objectContaining({
      outcome: 'failed',
      failed: expect.objectContaining({ orderId: 'abc'[first] }),
      error: expect.objectContaining({ name: 'ThrottlingException', message: 'not now' }),
    })]);
  });

  test.each([
    ['tells of no entry', {}],
    ['tells of fewer entries than were sent', { FailedEntryCount: 0, Entries: [] }],
  ])('gives the batch back when the answer %s', async (_, body) => {
    eventBridge.answer(() => ({ body }));

    const { failures } = await run([ORDERS]);

    expect(failures).toEqual([[sequenceNumbers[0]]]);
  });

  describe('for the size of a request', () => {
    const TOO_LARGE: Reply = { status: 400, body: { __type: 'ValidationException', message: 'Total size of the entries in the request is over the limit.' } };
    const BARE_413: Reply = { status: 413, headers: { 'Content-Length': '0' }, body: '' };
    const orderIdsIn = (request: ReceivedRequest) => entriesOf(request).map(({ Detail }) => JSON.parse(Detail).order.orderId);

    test.each([['with a fault that says so', TOO_LARGE], ['with a bare 413', BARE_413]])('halves it, %s', async (_, refusal) => {
      eventBridge.answer((request) => (entriesOf(request).length > 1 ? refusal : takes()(request)));

      const { failures, lines } = await run([ORDERS]);

      expect(failures).toEqual([[]]);
      expect(eventBridge.requests.map(orderIdsIn)).toEqual([['a', 'b', 'c'], ['a', 'b'], ['a'], ['b'], ['c']]);
      expect(lines).toEqual([expect.objectContaining({ outcome: 'published', published: ['a', 'b', 'c'].map((orderId) => ({ orderId, type: 'OrderCreated' })) })]);
    });

    test('skips the one event that is refused by itself, so that it neither comes again nor holds up the others', async () => {
      eventBridge.answer((request) => (orderIdsIn(request).includes('b') ? TOO_LARGE : takes()(request)));

      const { failures, lines } = await run([ORDERS]);

      expect(failures).toEqual([[]]);
      expect(eventBridge.requests.map(orderIdsIn)).toEqual([['a', 'b', 'c'], ['a', 'b'], ['a'], ['b'], ['c']]);
      expect(lines).toEqual([
        expect.objectContaining({ level: 'ERROR', outcome: 'skipped', orderId: 'b', sequenceNumber: sequenceNumbers[1], reason: 'EventBridge refuses the event for its size' }),
        expect.objectContaining({ outcome: 'published', skipped: 1 }),
      ]);
    });

    test('gives an event back that something on the way has refused, which EventBridge may take another time', async () => {
      eventBridge.answer((request) => (orderIdsIn(request).includes('b') ? BARE_413 : takes()(request)));

      expect((await run([ORDERS])).failures).toEqual([[sequenceNumbers[1]]]);
    });

    test('gives the batch back for a fault that is not about it', async () => {
      eventBridge.answer(() => ({ status: 400, body: { __type: 'ValidationException', message: '1 validation error detected: the size of eventBusName is wrong' } }));

      expect((await run([ORDERS])).failures).toEqual([[sequenceNumbers[0]]]);
      expect(eventBridge.requests).toHaveLength(1);
    });
  });

  test('publishes what was given back when it comes again', async () => {
    eventBridge.answer(takesAfter({ body: { FailedEntryCount: 1, Entries: [{ EventId: '1' }, { ErrorCode: 'InternalFailure' }, { EventId: '3' }] } }));

    const { failures } = await run([ORDERS, ORDERS.slice(1)]);

    expect(failures).toEqual([[sequenceNumbers[1]], []]);
    expect(eventBridge.requests.map((request) => entriesOf(request).map(({ Detail }) => JSON.parse(Detail).order.orderId))).toEqual([['a', 'b', 'c'], ['b', 'c']]);
  });
});
