/*
 * From a record of the table's stream to the event that it is worth, if any. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { withoutPersonalData, withoutTracking } from './personal-data';
import { ShownOrder, shownOrder } from './shown-order';
import { Image, MalformedOrder, orderIn, status } from './stored-order';
import {
  CustomFieldRules, ORDER_CREATED, ORDER_ERASED, ORDER_FULFILMENT_UPDATED, ORDER_RETURNED, ORDER_STATUS_CHANGED,
} from '../../contract';

/** A record of a stream, as far as it matters here. */
export interface StreamRecord {
  /** The same again whenever the record is delivered again. */
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventSourceARN: string;
  readonly dynamodb: {
    /** The record's place in its shard. */
    readonly SequenceNumber: string;
    readonly Keys?: Image;
    readonly NewImage?: Image;
    readonly OldImage?: Image;
  };
}

/** What EventBridge gets of an event. */
export interface OrderEvent {
  readonly type: typeof ORDER_CREATED | typeof ORDER_STATUS_CHANGED | typeof ORDER_ERASED | typeof ORDER_FULFILMENT_UPDATED | typeof ORDER_RETURNED;
  readonly orderId: string;
  readonly time: Date;
  readonly tableArn: string;
  /** JSON. */
  readonly detail: string;
  /** Fields of the order that are left out, since with them the event would be too large. */
  readonly omitted: readonly string[];
}

/** Says why a record makes no event although nothing is wrong with it. */
export class NothingToTell extends Error {
  public readonly name = 'NothingToTell';
}

/** The `detail` of an event: its format is a contract (order-events.schema.json, docs/guide/order-events.md). */
export interface OrderEventDetail {
  readonly schemaVersion: '1';
  readonly eventId: string;
  readonly occurredAt: string;
  readonly environment: string;
  readonly previousStatus?: string;
  readonly omitted?: readonly string[];
  readonly order: Partial<ShownOrder>;
}

/**
 * The most bytes of a detail. The bus would take 1 MB, but not every target does (an SNS topic takes 256 KB), and
 * EventBridge drops what a target refuses. The rest of those 256 KB is for what EventBridge puts around a detail.
 */
export const MAX_DETAIL_BYTES = 250_000;

/** What makes an order large, and what a consumer can do without until it reads the order by the API. */
const OMITTED_WHEN_TOO_LARGE = ['items', 'metadata', 'discounts', 'customFields', 'note', 'fulfilments', 'returns'] as const;

export interface EventSettings {
  readonly environment: string;
  /** Whether an event may say who somebody is and where they live. */
  readonly personalData: boolean;
  /** Which custom fields are about no person. Without it an event has none. */
  readonly customFields?: CustomFieldRules;
}

/**
 * The event of a record.
 * @throws NothingToTell when an order was removed, or changed but for its status, its erasure, its fulfilments and its returns
 * @throws MalformedOrder when the item is no order of ours
 */
export function eventOf(record: StreamRecord, settings: EventSettings): OrderEvent {
  const { NewImage: newImage, OldImage: oldImage } = record.dynamodb;
  if (record.eventName === 'REMOVE') throw new NothingToTell('the order was removed');
  if (newImage === undefined) throw new MalformedOrder('NewImage is missing: the stream must have NEW_AND_OLD_IMAGES');
  if (record.eventName === 'INSERT') return published(record, settings, ORDER_CREATED, orderIn(newImage));

  if (oldImage === undefined) throw new MalformedOrder('OldImage is missing: the stream must have NEW_AND_OLD_IMAGES');
  const isErasure = newImage.modelVersion !== undefined && newImage.erasedAt !== undefined && newImage.erasedAt.S !== oldImage.erasedAt?.S;
  if (isErasure) return published(record, settings, ORDER_ERASED, orderIn(newImage));
  const previousStatus = status(oldImage.status, 'status before');
  if (status(newImage.status, 'status') !== previousStatus) return published(record, settings, ORDER_STATUS_CHANGED, orderIn(newImage), previousStatus);
  const type = backOfficeEvent(newImage, oldImage);
  if (type === undefined) throw new NothingToTell('the status is as it was');
  return published(record, settings, type, orderIn(newImage));
}

/** What has changed in the back office. Another program may have something else under these names. */
function backOfficeEvent(newImage: Image, oldImage: Image): OrderEvent['type'] | undefined {
  const hasChanged = (name: 'fulfilments' | 'returns') => !isDeepStrictEqual(newImage[name], oldImage[name]) && orderIn(newImage)[name] !== undefined;
  if (hasChanged('fulfilments')) return ORDER_FULFILMENT_UPDATED;
  return hasChanged('returns') ? ORDER_RETURNED : undefined;
}

function published(
  record: StreamRecord, settings: EventSettings, type: OrderEvent['type'], stored: ReturnType<typeof orderIn>, previousStatus?: string,
): OrderEvent {
  const { environment, personalData, customFields } = settings;
  const shown = shownOrder(stored, !personalData);
  const order = personalData ? shown : { ...withoutPersonalData(shown, customFields), ...withoutTracking(shown) };
  const common = { schemaVersion: '1', eventId: record.eventID, occurredAt: order.updatedAt, environment, previousStatus } as const;
  return {
    type,
    orderId: order.orderId,
    time: new Date(order.updatedAt),
    tableArn: record.eventSourceARN.replace(/\/stream\/.*$/, ''),
    ...withinLimit({ ...common, order }),
  };
}

function withinLimit(detail: OrderEventDetail): Pick<OrderEvent, 'detail' | 'omitted'> {
  const whole = JSON.stringify(detail);
  if (Buffer.byteLength(whole) <= MAX_DETAIL_BYTES) return { detail: whole, omitted: [] };

  const omitted = OMITTED_WHEN_TOO_LARGE.filter((name) => detail.order[name] !== undefined);
  const order = { ...detail.order, ...Object.fromEntries(omitted.map((name) => [name, undefined])) };
  const abridged = JSON.stringify({ ...detail, omitted, order });
  if (Buffer.byteLength(abridged) > MAX_DETAIL_BYTES) throw new MalformedOrder(`the order has more than ${MAX_DETAIL_BYTES} bytes without ${omitted.join(' and ')}`);
  return { detail: abridged, omitted };
}
