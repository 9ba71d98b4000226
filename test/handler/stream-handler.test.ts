import * as fc from 'fast-check';
import type { OrderEvent, StreamRecord } from '../../src/handler/domain/order-event';
import type { Attribute } from '../../src/handler/domain/stored-order';
import type { PublishFailure } from '../../src/handler/event-publisher';
import { createStreamHandler, EventLog } from '../../src/handler/stream-handler';
import { inserted, modified, movedOn, orderWith, removed } from '../support/handler/stream-records';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const THROTTLED = new Error('Rate exceeded');
const TOO_LARGE = new Error('Total size of the entries in the request is over the limit.');

/** The handler on a bus in memory that takes events until it is told otherwise. */
class Harness {
  /** Each request, by the orders whose events it held. */
  public readonly requests: string[][] = [];
  public readonly taken: OrderEvent[] = [];
  public readonly logs: EventLog[] = [];
  /** What the bus does with a request; a test may have it do something else. */
  public publish = takesAllInto(this.taken);

  private readonly handler = createStreamHandler({
    personalData: false,
    publisher: {
      publish: (events) => {
        this.requests.push(events.map(({ orderId }) => orderId));
        return this.publish(events);
      },
    },
    environment: 'dev',
    now: () => NOW,
    log: (line) => { this.logs.push(line); },
  });

  /** The sequence numbers from which on Lambda would deliver again. */
  public async handle(records: readonly StreamRecord[]): Promise<string[]> {
    const { batchItemFailures } = await this.handler({ Records: records }, { awsRequestId: 'request-1' });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }
}

type Publish = (events: readonly OrderEvent[]) => Promise<PublishFailure | undefined>;

function takesAllInto(taken: OrderEvent[]): Publish {
  return async (events) => {
    taken.push(...events);
    return undefined;
  };
}

function ordersOf(...orderIds: string[]): StreamRecord[] {
  return orderIds.map((orderId) => inserted(orderWith(orderId)));
}

/** An order placed and moved along. */
function lifeOf(orderId: string): StreamRecord[] {
  const placed = orderWith(orderId);
  const confirmed = movedOn(placed, 'CONFIRMED');
  const shipped = movedOn(confirmed, 'SHIPPED');
  return [inserted(placed), modified(placed, confirmed), modified(confirmed, shipped), modified(shipped, movedOn(shipped, 'DELIVERED'))];
}

describe('events go out', () => {
  test('in one request, when they are of as many orders', async () => {
    const harness = new Harness();

    expect(await harness.handle(ordersOf('a', 'b', 'c'))).toEqual([]);
    expect(harness.requests).toEqual([['a', 'b', 'c']]);
  });

  test('one of an order in each request, so that none overtakes another', async () => {
    const harness = new Harness();
    const [placedA, confirmedA, shippedA] = lifeOf('a');
    const [placedB, confirmedB] = lifeOf('b');

    await harness.handle([placedA, placedB, confirmedA, shippedA, confirmedB]);

    expect(harness.requests).toEqual([['a', 'b'], ['a'], ['a', 'b']]);
  });

  test('at most ten in each request', async () => {
    const harness = new Harness();

    await harness.handle(ordersOf(...'abcdefghijklm'));

    expect(harness.requests.map(({ length }) => length)).toEqual([10, 3]);
  });

  test('with less than 1 MB in each request', async () => {
    const harness = new Harness();
    const large = [...'abcdefghij'].map((orderId) => inserted(orderWith(orderId, { metadata: { note: 'x'.repeat(240_000) } })));

    await harness.handle(large);

    expect(harness.requests).toEqual([['a', 'b', 'c'], ['d', 'e', 'f'], ['g', 'h', 'i'], ['j']]);
  });

  test('in no request, when there is nothing to tell', async () => {
    const harness = new Harness();

    expect(await harness.handle([removed(orderWith('a')), modified(orderWith('b'), orderWith('b'))])).toEqual([]);
    expect(harness.requests).toEqual([]);
  });
});

describe('when EventBridge does not take an event', () => {
  test('Lambda is told to begin again with it, and nothing after its request is sent', async () => {
    const harness = new Harness();
    const records = ordersOf('a', 'b', 'c', 'c');
    harness.publish = async () => ({ index: 1, error: THROTTLED });

    expect(await harness.handle(records)).toEqual([records[1].dynamodb.SequenceNumber]);
    expect(harness.requests).toEqual([['a', 'b', 'c']]);
  });

  test('what went out before is not sent again', async () => {
    const harness = new Harness();
    const [placed, confirmed, shipped] = lifeOf('a');
    harness.publish = async () => (harness.requests.length === 2 ? { index: 0, error: THROTTLED } : undefined);

    expect(await harness.handle([placed, confirmed, shipped])).toEqual([confirmed.dynamodb.SequenceNumber]);
    expect(harness.requests).toHaveLength(2);
  });

  test('one line says which, why and what went out before', async () => {
    const harness = new Harness();
    const records = ordersOf('a', 'b', 'c');
    harness.publish = async () => ({ index: 1, error: THROTTLED });

    await harness.handle(records);

    expect(harness.logs).toEqual([{
      timestamp: NOW.toISOString(),
      level: 'ERROR',
      message: 'order events',
      requestId: 'request-1',
      outcome: 'failed',
      records: 3,
      published: [{ orderId: 'a', type: 'OrderCreated' }],
      skipped: 0,
      durationMs: 0,
      failed: { orderId: 'b', eventId: records[1].eventID, sequenceNumber: records[1].dynamodb.SequenceNumber },
      error: { name: 'Error', message: 'Rate exceeded', stack: expect.any(String) },
    }]);
  });
});

test('at least once, and for each order in order, whatever fails and however Lambda cuts the batches', async () => {
  const stream = fc.shuffledSubarray([...'abcdefgh'], { minLength: 2 }).chain((orderIds) => {
    const lives = orderIds.map(lifeOf);
    const turns = orderIds.flatMap((_, index) => [index, index, index, index]);
    return fc.shuffledSubarray(turns, { minLength: turns.length }).map((order) => {
      const next = lives.map(() => 0);
      return order.map((index) => lives[index][next[index]++]);
    });
  });
  const sizes = fc.infiniteStream(fc.integer({ min: 1, max: 10 }));
  const isRefused = fc.infiniteStream(fc.boolean());

  await fc.assert(fc.asyncProperty(stream, sizes, isRefused, async (records, batchSizes, refusals) => {
    const harness = new Harness();
    let requestsLeft = 40; // after which nothing fails any more
    harness.publish = async (events) => {
      requestsLeft -= 1;
      const results = events.map(() => requestsLeft < 0 || !refusals.next().value);
      harness.taken.push(...events.filter((_, index) => results[index]));
      const index = results.indexOf(false);
      return index === -1 ? undefined : { index, error: THROTTLED };
    };

    for (let done = 0; done < records.length;) {
      const batch = records.slice(done, done + batchSizes.next().value);
      const [failed] = await harness.handle(batch);
      done += failed === undefined ? batch.length : batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === failed);
    }

    for (const orderId of new Set(records.map(({ dynamodb }) => dynamodb.Keys!.orderId.S!))) {
      const versions = harness.taken.filter((event) => event.orderId === orderId).map(({ detail }) => JSON.parse(detail).order.version);
      expect(versions).toEqual([...versions].sort((a, b) => a - b)); // some come again, none goes back
      expect([...new Set(versions)]).toEqual([1, 2, 3, 4]);
    }
  }));
});

describe('a record that is no order of ours', () => {
  const malformed = inserted({ orderId: 'strange', status: 'PROCESSING' });

  test('is skipped, so that it holds up no order', async () => {
    const harness = new Harness();
    const [a, b] = ordersOf('a', 'b');

    expect(await harness.handle([a, malformed, b])).toEqual([]);
    expect(harness.requests).toEqual([['a', 'b']]);
  });

  test('gets a line of its own that says what is wrong, by ids alone', async () => {
    const harness = new Harness();

    await harness.handle([malformed]);

    expect(harness.logs).toEqual([
      {
        timestamp: NOW.toISOString(),
        level: 'ERROR',
        message: 'order event',
        requestId: 'request-1',
        outcome: 'skipped',
        orderId: 'strange',
        eventId: malformed.eventID,
        sequenceNumber: malformed.dynamodb.SequenceNumber,
        reason: 'customerId must be a text',
      },
      expect.objectContaining({ level: 'INFO', outcome: 'published', records: 1, published: [], skipped: 1 }),
    ]);
  });

  test('gets it when it is left behind, and not while it comes again', async () => {
    const harness = new Harness();
    harness.publish = async () => ({ index: 0, error: THROTTLED });

    await harness.handle([...ordersOf('a'), malformed]);

    expect(harness.logs).toEqual([expect.objectContaining({ outcome: 'failed', skipped: 0 })]);
  });
});

describe('a record that makes no event', () => {
  const order = orderWith('a');
  const confirmed = movedOn(order, 'CONFIRMED');
  const withStatus = (status: Attribute | undefined): StreamRecord => {
    const record = inserted(order);
    return { ...record, dynamodb: { ...record.dynamodb, NewImage: { ...record.dynamodb.NewImage, status: status! } } };
  };

  test.each<[string, StreamRecord, string, string]>([
    ['whose status is a number', withStatus({ N: '1' }), 'skipped', 'status must be a text'],
    ['whose status is null', withStatus({ NULL: true } as Attribute), 'skipped', 'status must be a text'],
    ['whose status is a list', withStatus({ L: [] }), 'skipped', 'status must be a text'],
    ['whose status is a map', withStatus({ M: {} }), 'skipped', 'status must be a text'],
    ['without a status', withStatus(undefined), 'skipped', 'status must be a text'],
    ['of which nothing is left but the key', inserted({ orderId: 'a' }), 'skipped', 'customerId must be a text'],
    ['whose status is empty', withStatus({ S: '' }), 'skipped', 'status must be a status of an order'],
    ['whose status is unknown', withStatus({ S: 'LOST' }), 'skipped', 'status must be a status of an order'],
    ['whose status was no text before', modified({ ...order, status: 1 }, confirmed), 'skipped', 'status before must be a text'],
    ['whose status is no text any more', modified(order, { ...confirmed, status: 1 }), 'skipped', 'status must be a text'],
    ['without a new image', inserted(order, { dynamodb: { NewImage: undefined } }), 'skipped', 'NewImage is missing: the stream must have NEW_AND_OLD_IMAGES'],
    ['without an old image', modified(order, confirmed, { dynamodb: { OldImage: undefined } }), 'skipped', 'OldImage is missing: the stream must have NEW_AND_OLD_IMAGES'],
    ['of a thing that is no order', inserted({ orderId: 'counter', count: 7 }), 'skipped', 'customerId must be a text'],
    ['of an order of the template without a customer', inserted({ ...order, createdAt: '2025-01-01T00:00:00', customerId: 7 }), 'skipped', 'customerId must be a text'],
    ['whose total is a set', inserted({ ...order, totalAmount: new Set([1]) }), 'skipped', 'totalAmount must be a number'],
    ['of an order that was removed', removed(order), 'ignored', 'the order was removed'],
    ['of an order that has outlived its time', { ...removed(order), userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } } as StreamRecord, 'ignored', 'the order was removed'],
    ['of a change that leaves the status as it was', modified(order, { ...order, note: 'call back' }), 'ignored', 'the status is as it was'],
  ])('%s has a line that says why', async (_, record, outcome, reason) => {
    const harness = new Harness();

    expect(await harness.handle([record])).toEqual([]);
    expect(harness.logs).toEqual([
      expect.objectContaining({ level: outcome === 'skipped' ? 'ERROR' : 'INFO', message: 'order event', outcome, eventId: record.eventID, reason }),
      expect.objectContaining({ message: 'order events', records: 1, published: [], skipped: outcome === 'skipped' ? 1 : 0 }),
    ]);
  });
});

describe('a request that EventBridge refuses for its size', () => {
  /** Takes no more than so many events in a request, and never those of these orders. */
  function takesAtMost(harness: Harness, most: number, ...never: string[]): void {
    harness.publish = async (events) => {
      if (events.length > most || events.some(({ orderId }) => never.includes(orderId))) return { index: 0, error: TOO_LARGE, isTooLarge: true };
      harness.taken.push(...events);
      return undefined;
    };
  }

  test('is halved until it is taken, in order', async () => {
    const harness = new Harness();
    takesAtMost(harness, 2);

    expect(await harness.handle(ordersOf(...'abcdefg'))).toEqual([]);
    expect(harness.requests.map((orderIds) => orderIds.join(''))).toEqual(['abcdefg', 'abcd', 'ab', 'cd', 'efg', 'ef', 'g']);
    expect(harness.logs).toEqual([expect.objectContaining({ outcome: 'published', skipped: 0 })]);
  });

  test('holds up no other event when one by itself is refused: that one is skipped, with a line', async () => {
    const harness = new Harness();
    const records = ordersOf(...'abcd');
    takesAtMost(harness, 10, 'b');

    expect(await harness.handle(records)).toEqual([]);
    expect(harness.taken.map(({ orderId }) => orderId)).toEqual(['a', 'c', 'd']);
    expect(harness.logs).toEqual([
      expect.objectContaining({ level: 'ERROR', message: 'order event', outcome: 'skipped', orderId: 'b', eventId: records[1].eventID, reason: 'EventBridge refuses the event for its size' }),
      expect.objectContaining({ outcome: 'published', published: ['a', 'c', 'd'].map((orderId) => ({ orderId, type: 'OrderCreated' })), skipped: 1 }),
    ]);
  });

  test('does not keep a later event of the same order back', async () => {
    const harness = new Harness();
    const [placed, confirmed] = lifeOf('a');
    harness.publish = async (events) => {
      if (events[0].type === 'OrderCreated') return { index: 0, error: TOO_LARGE, isTooLarge: true };
      harness.taken.push(...events);
      return undefined;
    };

    expect(await harness.handle([placed, confirmed])).toEqual([]);
    expect(harness.taken.map(({ type }) => type)).toEqual(['OrderStatusChanged']);
  });

  test('is begun again where something else fails in it', async () => {
    const harness = new Harness();
    const records = ordersOf(...'abcd');
    harness.publish = async (events) => {
      if (events.length > 2) return { index: 0, error: TOO_LARGE, isTooLarge: true };
      return events[0].orderId === 'c' ? { index: 1, error: THROTTLED } : undefined;
    };

    expect(await harness.handle(records)).toEqual([records[3].dynamodb.SequenceNumber]);
    expect(harness.requests.map((orderIds) => orderIds.join(''))).toEqual(['abcd', 'ab', 'cd']);
  });
});

test('an event that is abridged gets a line of its own', async () => {
  const harness = new Harness();
  const record = inserted(orderWith('a', { metadata: { note: 'x'.repeat(300_000) } }));

  await harness.handle([record]);

  expect(harness.logs[0]).toMatchObject({ level: 'WARN', outcome: 'abridged', orderId: 'a', eventId: record.eventID, omitted: ['items', 'metadata'] });
  expect(JSON.stringify(harness.logs)).not.toContain('xxx');
});

test('one line tells what went out', async () => {
  const harness = new Harness();

  await harness.handle([...lifeOf('a').slice(0, 2), removed(orderWith('b'))]);

  expect(harness.logs.filter(({ message }) => message === 'order events')).toEqual([expect.objectContaining({
    level: 'INFO',
    outcome: 'published',
    records: 3,
    published: [{ orderId: 'a', type: 'OrderCreated' }, { orderId: 'a', type: 'OrderStatusChanged' }],
    skipped: 0,
  })]);
});

test('fails as a whole when a record is read wrong by a fault of ours: Lambda delivers it again', async () => {
  await expect(new Harness().handle([{ eventName: 'INSERT' } as unknown as StreamRecord])).rejects.toThrow(TypeError);
});
