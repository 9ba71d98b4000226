/*
 * The event bus. The only file that calls EventBridge.
 */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { OrderEvent } from './domain/order-event';

/** The first of some events that EventBridge has not taken, and why. Those after it may have been taken. */
export interface PublishFailure {
  readonly index: number;
  readonly error: unknown;
  /** Whether it was refused for the size of the events: the same events would be refused again. */
  readonly isTooLarge?: boolean;
}

/** An event that EventBridge has refused while it took the request. */
class EventRefused extends Error {
  public constructor(public readonly name: string, message: string | undefined) {
    super(message);
  }
}

export class EventPublisher {
  public constructor(private readonly client: EventBridgeClient, private readonly busArn: string, private readonly source: string) {}

  /** Sends the events in one request. */
  public async publish(events: readonly OrderEvent[]): Promise<PublishFailure | undefined> {
    try {
      const { Entries: results = [] } = await this.client.send(new PutEventsCommand({ Entries: events.map((event) => this.entryOf(event)) }));
      // An event without an id has not been taken, whatever else the answer says.
      const index = events.findIndex((_, each) => results[each]?.EventId === undefined);
      return index === -1 ? undefined : { index, error: new EventRefused(results[index]?.ErrorCode ?? 'NoAnswer', results[index]?.ErrorMessage) };
    } catch (error) {
      return { index: 0, error, isTooLarge: isTooLarge(error, events.length) };
    }
  }

  private entryOf({ type, time, tableArn, detail }: OrderEvent) {
    return { EventBusName: this.busArn, Source: this.source, DetailType: type, Time: time, Resources: [tableArn], Detail: detail };
  }
}

/**
 * EventBridge answers a request above its limit with a fault that speaks of the size of its entries, and a far larger one with a bare 413, which
 * for one event alone is not EventBridge's: an event is far below its limit.
 */
function isTooLarge(error: unknown, events: number): boolean {
  const { name, message = '', $metadata, $response } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode; // the response alone is there when it was no JSON
  return (status === 413 && events > 1) || (name === 'ValidationException' && /\bsize\b.*\bentries\b/i.test(message));
}

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}
