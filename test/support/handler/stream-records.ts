/*
 * Records of the table's stream, as Lambda hands them over.
 */
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { MINIMAL_ORDER } from './fixtures';
import { erased } from '../../../src/handler/domain/erasure';
import { newOrder, Order } from '../../../src/handler/domain/order';
import { StreamRecord } from '../../../src/handler/domain/order-event';
import type { OrderStatus } from '../../../src/handler/domain/order-status';
import type { Image } from '../../../src/handler/domain/stored-order';

export const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:111111111111:table/orders';

/** What may be written over in a record. */
export type Change = Omit<Partial<StreamRecord>, 'dynamodb'> & { readonly dynamodb?: Partial<StreamRecord['dynamodb']> };

export function orderWith(orderId: string, fields: object = {}): Order {
  return { ...newOrder({ ...MINIMAL_ORDER, currency: 'USD', totalAmount: 10, ...fields }, orderId, new Date('2026-03-01T12:00:00.123Z')), ...fields };
}

/** The order after a change of its status. */
export function movedOn(order: Order, status: OrderStatus): Order {
  const at = new Date(Date.parse(order.updatedAt) + 60_000).toISOString();
  return { ...order, status, statusHistory: [...order.statusHistory, { status, at }], updatedAt: at, version: order.version + 1, changeId: `change-${order.version}` };
}

/** The order without its personal data. */
export function erasedOf(order: Order): Order {
  return unmarshall(erased(imageOf(order), new Date(Date.parse(order.updatedAt) + 60_000)) as never) as Order;
}

/** An item as it stands in the table and in its stream. */
export function imageOf(item: object): Image {
  return marshall(item, { convertClassInstanceToMap: true }) as Image;
}

let sequenceNumber = 0;

export function inserted(order: object, change: Change = {}): StreamRecord {
  return record('INSERT', { NewImage: imageOf(order) }, change);
}

export function modified(before: object, after: object, change: Change = {}): StreamRecord {
  return record('MODIFY', { OldImage: imageOf(before), NewImage: imageOf(after) }, change);
}

export function removed(order: object): StreamRecord {
  return record('REMOVE', { OldImage: imageOf(order) });
}

function record(eventName: StreamRecord['eventName'], images: object, { dynamodb, ...change }: Change = {}): StreamRecord {
  const { orderId } = (images as { NewImage?: Image; OldImage?: Image }).NewImage ?? (images as { OldImage: Image }).OldImage;
  sequenceNumber += 1;
  return {
    eventID: `event-${sequenceNumber}`,
    eventName,
    eventSourceARN: `${TABLE_ARN}/stream/2026-03-01T00:00:00.000`,
    ...change,
    dynamodb: { SequenceNumber: String(sequenceNumber).padStart(21, '0'), Keys: { orderId }, ...images, ...dynamodb },
  };
}
