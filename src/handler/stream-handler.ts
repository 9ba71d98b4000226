/*
 * A batch of the stream's records in, and how far it has been published out. Lambda delivers everything from the
 * first failure on again: at least once, and for each order in order (docs/adr/0014-order-events.md).
 */
import { EVENTS_BATCH_SIZE } from '../contract';
import { EventSettings, eventOf, NothingToTell, OrderEvent, StreamRecord } from './domain/order-event';
import { MalformedOrder } from './domain/stored-order';
import type { PublishFailure } from './event-publisher';

/** The most bytes of events in one request: EventBridge takes 1 MB, which counts what surrounds a detail too. Where it takes less, requests are halved. */
const MAX_REQUEST_BYTES = 950_000;

/** A line of the log: ids and outcome, nothing that a customer wrote. */
export interface EventLog {
  readonly timestamp: string;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: 'order events' | 'order event';
  readonly requestId: string;
  readonly outcome: 'published' | 'failed' | 'abridged' | 'skipped' | 'ignored';
  readonly [detail: string]: unknown;
}

export interface StreamHandlerDependencies extends EventSettings {
  readonly publisher: { publish(events: readonly OrderEvent[]): Promise<PublishFailure | undefined> };
  readonly now: () => Date;
  readonly log: (line: EventLog) => void;
}

/** What Lambda hands over: records of one shard, in order. */
export interface StreamEvent {
  readonly Records: readonly StreamRecord[];
}

/** What Lambda wants to know of a batch: where to begin again, if anywhere. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** A record with what it is worth: an event, or why there is none. */
interface Reading {
  readonly record: StreamRecord;
  readonly event?: OrderEvent;
  /** What is wrong with it. */
  readonly fault?: string;
  /** What there is nothing to tell of. */
  readonly nothing?: string;
}

type Publishable = Reading & { readonly event: OrderEvent };

export function createStreamHandler({ publisher, now, log, ...settings }: StreamHandlerDependencies) {
  return async ({ Records: records }: StreamEvent, context: { readonly awsRequestId: string }): Promise<BatchResponse> => {
    const startedAt = now();
    const readings = records.map((record) => read(record, settings));
    const { failure, tooLarge } = await publishInOrder(readings.filter(isPublishable), publisher);
    // What stands after the failure comes again, and is reported then.
    const reached = failure ? readings.slice(0, readings.indexOf(failure.reading)) : readings;
    const settled = reached.map((reading) => (tooLarge.has(reading) ? { record: reading.record, fault: 'EventBridge refuses the event for its size' } : reading));

    const finishedAt = now();
    const common = { timestamp: finishedAt.toISOString(), requestId: context.awsRequestId };
    for (const reading of settled) {
      const line = lineOf(reading);
      if (line) log({ ...common, message: 'order event', ...idsOf(reading.record), ...line });
    }
    log({
      ...common,
      level: failure ? 'ERROR' : 'INFO',
      message: 'order events',
      outcome: failure ? 'failed' : 'published',
      records: records.length,
      published: settled.filter(isPublishable).map(({ event: { orderId, type } }) => ({ orderId, type })),
      skipped: settled.filter(({ fault }) => fault).length,
      durationMs: finishedAt.getTime() - startedAt.getTime(),
      ...failure && { failed: idsOf(failure.reading.record), error: describe(failure.error) },
    });
    return { batchItemFailures: failure ? [{ itemIdentifier: failure.reading.record.dynamodb.SequenceNumber }] : [] };
  };
}

/** What there is to say of a record by itself; of one that was published as it is the line of the batch is enough. */
function lineOf({ event, fault, nothing }: Reading): Pick<EventLog, 'level' | 'outcome'> & Record<string, unknown> | undefined {
  if (fault) return { level: 'ERROR', outcome: 'skipped', reason: fault };
  if (nothing) return { level: 'INFO', outcome: 'ignored', reason: nothing };
  return event?.omitted.length ? { level: 'WARN', outcome: 'abridged', omitted: event.omitted } : undefined;
}

/** A record that is no order of ours would fail however often it came, and hold up every order after it: it is skipped, and said so. */
function read(record: StreamRecord, settings: EventSettings): Reading {
  try {
    return { record, event: eventOf(record, settings) };
  } catch (error) {
    if (error instanceof NothingToTell) return { record, nothing: error.message };
    if (error instanceof MalformedOrder) return { record, fault: error.message };
    throw error;
  }
}

function isPublishable(reading: Reading): reading is Publishable {
  return reading.event !== undefined;
}

/**
 * Ends with the first failure: nothing after it may overtake it. What EventBridge refuses for its size is halved until one event is left, which
 * would be refused for ever: it is left out, so that it holds up no other.
 */
async function publishInOrder(readings: readonly Publishable[], publisher: StreamHandlerDependencies['publisher']) {
  const tooLarge = new Set<Reading>();
  const requests = requestsOf(readings);
  for (let request = requests.shift(); request; request = requests.shift()) {
    const failure = await publisher.publish(request.map(({ event }) => event));
    if (!failure) continue;
    if (!failure.isTooLarge) return { tooLarge, failure: { reading: request[failure.index], error: failure.error } };
    const half = Math.ceil(request.length / 2);
    if (request.length === 1) tooLarge.add(request[0]);
    else requests.unshift(request.slice(0, half), request.slice(half));
  }
  return { tooLarge };
}

/**
 * As many events in a request as EventBridge takes, but of each order one at most: of two in one request the first
 * could fail and the second succeed.
 */
function requestsOf(readings: readonly Publishable[]): Publishable[][] {
  const requests: Publishable[][] = [];
  for (const reading of readings) {
    const last = requests.at(-1);
    if (last && hasRoom(last, reading.event)) last.push(reading);
    else requests.push([reading]);
  }
  return requests;
}

function hasRoom(request: readonly Publishable[], { orderId, detail }: OrderEvent): boolean {
  const bytes = request.reduce((sum, { event }) => sum + Buffer.byteLength(event.detail), Buffer.byteLength(detail));
  return request.length < EVENTS_BATCH_SIZE && bytes <= MAX_REQUEST_BYTES && request.every(({ event }) => event.orderId !== orderId);
}

function idsOf({ eventID, dynamodb: { SequenceNumber, Keys } }: StreamRecord) {
  return { orderId: Keys?.orderId?.S, eventId: eventID, sequenceNumber: SequenceNumber };
}

function describe(error: unknown) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack };
}
