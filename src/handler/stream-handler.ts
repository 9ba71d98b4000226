/*
 * A batch of the stream's records in, and how far it has been published out. Lambda delivers everything from the
 * first failure on again: at least once, and for each order in order (docs/adr/0014-order-events.md).
 */
import { EVENTS_BATCH_SIZE } from '../contract';
import { eventOf, OrderEvent, StreamRecord } from './domain/order-event';
import { MalformedOrder } from './domain/stored-order';
import type { PublishFailure } from './event-publisher';

/** The most bytes of events in one request: EventBridge takes 1 MB, which counts what surrounds a detail too. */
const MAX_REQUEST_BYTES = 950_000;

/** A line of the log: ids and outcome, nothing that a customer wrote. */
export interface EventLog {
  readonly timestamp: string;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: 'order events' | 'order event';
  readonly requestId: string;
  readonly outcome: 'published' | 'failed' | 'abridged' | 'skipped';
  readonly [detail: string]: unknown;
}

export interface StreamHandlerDependencies {
  readonly publisher: { publish(events: readonly OrderEvent[]): Promise<PublishFailure | undefined> };
  readonly environment: string;
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

/** A record with what it is worth: an event, nothing, or a fault. */
interface Reading {
  readonly record: StreamRecord;
  readonly event?: OrderEvent;
  readonly fault?: MalformedOrder;
}

type Publishable = Reading & { readonly event: OrderEvent };

export function createStreamHandler({ publisher, environment, now, log }: StreamHandlerDependencies) {
  return async ({ Records: records }: StreamEvent, context: { readonly awsRequestId: string }): Promise<BatchResponse> => {
    const startedAt = now();
    const readings = records.map((record) => read(record, environment));
    const failure = await publishInOrder(readings.filter(isPublishable), publisher);
    // What stands after the failure comes again, and is reported then.
    const settled = failure ? readings.slice(0, readings.indexOf(failure.reading)) : readings;

    const finishedAt = now();
    const common = { timestamp: finishedAt.toISOString(), requestId: context.awsRequestId };
    for (const { record, event, fault } of settled) {
      if (fault) log({ ...common, level: 'ERROR', message: 'order event', outcome: 'skipped', ...idsOf(record), reason: fault.message });
      else if (event?.omitted.length) log({ ...common, level: 'WARN', message: 'order event', outcome: 'abridged', ...idsOf(record), omitted: event.omitted });
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

/** A record that is no order of ours would fail however often it came, and hold up every order after it: it is skipped, and said so. */
function read(record: StreamRecord, environment: string): Reading {
  try {
    return { record, event: eventOf(record, environment) };
  } catch (error) {
    if (!(error instanceof MalformedOrder)) throw error;
    return { record, fault: error };
  }
}

function isPublishable(reading: Reading): reading is Publishable {
  return reading.event !== undefined;
}

/** Ends with the first failure: nothing after it may overtake it. */
async function publishInOrder(readings: readonly Publishable[], publisher: StreamHandlerDependencies['publisher']) {
  for (const request of requestsOf(readings)) {
    const failure = await publisher.publish(request.map(({ event }) => event));
    if (failure) return { reading: request[failure.index], error: failure.error };
  }
  return undefined;
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
