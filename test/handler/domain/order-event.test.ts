import { erased } from '../../../src/handler/domain/erasure';
import { documentOf } from '../../../src/handler/domain/order';
import { eventOf, MAX_DETAIL_BYTES, NothingToTell, OrderEvent, StreamRecord } from '../../../src/handler/domain/order-event';
import { MalformedOrder } from '../../../src/handler/domain/stored-order';
import { BACK_OFFICE } from '../../support/handler/fixtures';
import { stored, WHOLE_AMOUNTS } from '../../support/handler/legacy-orders';
import { erasedOf, imageOf, inserted, modified, movedOn, orderWith, removed, TABLE_ARN } from '../../support/handler/stream-records';

const ORDER = orderWith('order-1');
const DEV = { environment: 'dev', personalData: false };
const CONFIRMED = movedOn(ORDER, 'CONFIRMED');
const PARCELS = { fulfilments: BACK_OFFICE.fulfilments, fulfilmentStatus: BACK_OFFICE.fulfilmentStatus };

/** As the backfill of the staff list writes them. */
function withKeys(order: object): object {
  return { ...order, statusShard: 'PROCESSING#02', createdAtOrderId: '2026-03-01T12:00:00.123Z#order-1' };
}

function detailOf(record: StreamRecord) {
  return JSON.parse(eventOf(record, { environment: 'prod', personalData: false }).detail);
}

describe('a record becomes', () => {
  test('OrderCreated when an order is placed', () => {
    const event = eventOf(inserted(ORDER, { eventID: 'event-a' }), { environment: 'prod', personalData: false });

    expect(event).toEqual<OrderEvent>({
      type: 'OrderCreated',
      orderId: 'order-1',
      time: new Date('2026-03-01T12:00:00.123Z'),
      tableArn: TABLE_ARN,
      omitted: [],
      detail: JSON.stringify({ schemaVersion: '1', eventId: 'event-a', occurredAt: '2026-03-01T12:00:00.123Z', environment: 'prod', order: documentOf(ORDER) }, fieldsInOrder),
    });
  });

  test('OrderStatusChanged when an order has another status, with the one before', () => {
    const event = eventOf(modified(ORDER, CONFIRMED, { eventID: 'event-b' }), DEV);

    expect(event).toMatchObject({ type: 'OrderStatusChanged', time: new Date('2026-03-01T12:01:00.123Z') });
    expect(JSON.parse(event!.detail)).toEqual({
      schemaVersion: '1',
      eventId: 'event-b',
      occurredAt: CONFIRMED.updatedAt,
      environment: 'dev',
      previousStatus: 'PROCESSING',
      order: documentOf(CONFIRMED),
    });
  });

  test('OrderStatusChanged also on a way that the API does not offer', () => {
    expect(detailOf(modified(movedOn(ORDER, 'CANCELLED'), orderWith('order-1')))).toMatchObject({ previousStatus: 'CANCELLED', order: { status: 'PROCESSING' } });
  });

  test('OrderErased when personal data was erased, with the order as it is now and no status before', () => {
    const order = orderWith('order-1', { metadata: { gift: 'for Ada' } });
    const after = erasedOf(order);

    expect(eventOf(modified(order, after), DEV)).toMatchObject({ type: 'OrderErased', time: new Date(after.erasedAt!) });
    expect(detailOf(modified(order, after))).toEqual({
      schemaVersion: '1', eventId: expect.any(String), occurredAt: after.erasedAt, environment: 'prod', order: documentOf(after),
    });
    expect(detailOf(modified(order, after)).order).toMatchObject({ erasedAt: after.erasedAt, version: 2 });
    expect(JSON.stringify(detailOf(modified(order, after)))).not.toContain('Ada');
  });

  test('OrderStatusChanged when an erased order has another status', () => {
    const order = erasedOf(ORDER);
    expect(eventOf(modified(order, movedOn(order, 'CONFIRMED')), DEV)).toMatchObject({ type: 'OrderStatusChanged' });
  });

  test('OrderFulfilmentUpdated when a parcel has changed and the status has not, without what leads to an address and who of staff it was', () => {
    const event = eventOf(modified(CONFIRMED, { ...CONFIRMED, ...PARCELS }), DEV);

    expect(event.type).toBe('OrderFulfilmentUpdated');
    expect(JSON.parse(event.detail)).not.toHaveProperty('previousStatus');
    expect(JSON.parse(event.detail).order).toMatchObject({
      fulfilmentStatus: 'PARTIAL',
      fulfilments: [{
        fulfilmentId: 'parcel-1',
        status: 'DELIVERED',
        items: [{ lineNumber: 1, quantity: 1 }],
        carrier: 'Post',
        statusHistory: [{ status: 'PACKED', at: '2026-03-01T12:00:00.123Z', by: { kind: 'STAFF' } }],
      }],
    });
    expect(event.detail).not.toMatch(/tracking|clerk-1|fingerprint|changeId/);
  });

  test('OrderFulfilmentUpdated with tracking and names of staff when the API publishes personal data', () => {
    const { detail } = eventOf(modified(CONFIRMED, { ...CONFIRMED, ...PARCELS }), { ...DEV, personalData: true });

    expect(JSON.parse(detail).order.fulfilments[0]).toMatchObject({ trackingNumber: 'RR123456785AT', statusHistory: [{ by: { kind: 'STAFF', id: 'clerk-1' } }] });
    expect(detail).not.toMatch(/fingerprint|changeId/);
  });

  test('OrderReturned when something came back, without the note of staff', () => {
    const event = eventOf(modified(CONFIRMED, { ...CONFIRMED, returns: BACK_OFFICE.returns }), DEV);

    expect(event.type).toBe('OrderReturned');
    expect(JSON.parse(event.detail).order.returns).toEqual([{
      returnId: 'return-1', items: [{ lineNumber: 1, quantity: 1 }], refundAmount: 10, reason: 'customer', at: '2026-03-01T12:00:00.123Z', by: { kind: 'STAFF' },
    }]);
  });

  test('OrderStatusChanged, with parcels and reason, when the status has changed too', () => {
    const shipped = { ...movedOn(CONFIRMED, 'SHIPPED'), ...PARCELS, statusChanges: BACK_OFFICE.statusChanges };
    const event = eventOf(modified(CONFIRMED, shipped), DEV);

    expect(event.type).toBe('OrderStatusChanged');
    expect(JSON.parse(event.detail).order.statusHistory[1]).toEqual({ status: 'CONFIRMED', at: CONFIRMED.updatedAt, reason: 'staff', by: { kind: 'STAFF' } });
    expect(JSON.parse(event.detail).order.fulfilments).toHaveLength(1);
  });

  test('OrderErased also of an order of the template', () => {
    const image = stored(WHOLE_AMOUNTS);
    const record = modified({}, {}, { dynamodb: { OldImage: image, NewImage: erased(image, new Date('2026-03-01T12:00:00.123Z')) } });

    expect(eventOf(record, DEV)).toMatchObject({ type: 'OrderErased', orderId: 'old-1' });
    expect(detailOf(record).order).toMatchObject({ erasedAt: '2026-03-01T12:00:00.123Z', statusHistory: [{ status: 'PROCESSING' }], version: 2 });
  });

  test.each([
    ['another program has written its own erasedAt', modified(ORDER, { ...ORDER, erasedAt: 'theirs' })],
    ['an order is removed, by hand or by its time to live', removed(ORDER)],
    ['another program has written its own fulfilments', modified(ORDER, { ...ORDER, fulfilments: ['DHL'], returns: { open: 1 }, fulfilmentStatus: 'ours' })],
    ['something else of an order has changed', modified(ORDER, { ...ORDER, note: 'call back' })],
    ['an order gets its keys of the staff list', modified(ORDER, withKeys(ORDER))],
    ['an erased order gets them', modified(erasedOf(ORDER), withKeys(erasedOf(ORDER)))],
    ['an order of the template gets them', modified({}, {}, { dynamodb: { OldImage: stored(WHOLE_AMOUNTS), NewImage: { ...stored(WHOLE_AMOUNTS), ...imageOf(withKeys({})) } } })],
    ['something else of a thing has changed that is no order, but for its status', modified({ orderId: 'x', status: 'PROCESSING' }, { orderId: 'x', status: 'PROCESSING', n: 1 })],
  ])('nothing when %s', (_, record) => {
    expect(() => eventOf(record, DEV)).toThrow(NothingToTell);
  });
});

test('the same record becomes the same event again', () => {
  const record = modified(ORDER, CONFIRMED);

  expect(eventOf(record, DEV)).toEqual(eventOf(JSON.parse(JSON.stringify(record)), DEV));
});

describe('that fails', () => {
  test.each<[string, StreamRecord, string]>([
    ['when the stream has no new images', inserted(ORDER, { dynamodb: { NewImage: undefined } }), 'NewImage is missing: the stream must have NEW_AND_OLD_IMAGES'],
    ['when the stream has no old images', modified(ORDER, CONFIRMED, { dynamodb: { OldImage: undefined } }), 'OldImage is missing: the stream must have NEW_AND_OLD_IMAGES'],
    ['when what was placed is no order', inserted({ orderId: 'order-1', status: 'PROCESSING' }), 'customerId must be a text'],
    ['when it was no order before', modified({ ...ORDER, status: 'NEW' }, ORDER), 'status before must be a status of an order'],
    ['when it is no order any more', modified(ORDER, { ...ORDER, status: 'GONE' }), 'status must be a status of an order'],
  ])('%s', (_, record, message) => {
    expect(() => eventOf(record, DEV)).toThrow(new MalformedOrder(message));
  });
});

describe('an order that is too large for an event', () => {
  /** An order whose event has about this many bytes. */
  const orderOf = (bytes: number, fields = {}) => {
    const [item] = ORDER.items;
    return { ...ORDER, items: Array.from({ length: 100 }, () => ({ ...item, name: 'x'.repeat(bytes / 100) })), ...fields };
  };

  test('goes without its items and metadata, and says so', () => {
    const order = orderOf(300_000, { metadata: { note: 'gift' } });
    const event = eventOf(inserted(order), DEV);

    const { items, metadata, ...rest } = documentOf(order);
    expect(event.omitted).toEqual(['items', 'metadata']);
    expect(JSON.parse(event.detail)).toMatchObject({ omitted: ['items', 'metadata'] });
    expect(JSON.parse(event.detail).order).toEqual(rest);
  });

  test('names just what it had', () => {
    expect(detailOf(inserted(orderOf(300_000))).omitted).toEqual(['items']);
  });

  test('is measured in bytes, as EventBridge does', () => {
    const bytes = (unit: string) => Buffer.byteLength(eventOf(inserted(orderWith('order-1', { metadata: { note: unit.repeat(100_000) } })), DEV).detail);

    expect(bytes('é')).toBeGreaterThan(200_000);
    expect(bytes('€')).toBeLessThan(2_000);
  });

  test('is whole up to the very limit', () => {
    const filled = (length: number) => inserted(orderWith('order-1', { metadata: { note: 'x'.repeat(length) } }), { eventID: 'event' });
    const rest = Buffer.byteLength(eventOf(filled(0), DEV).detail);

    expect(Buffer.byteLength(eventOf(filled(MAX_DETAIL_BYTES - rest), DEV).detail)).toBe(MAX_DETAIL_BYTES);
    expect(eventOf(filled(MAX_DETAIL_BYTES - rest + 1), DEV)!.omitted).toEqual(['items', 'metadata']);
  });

  test('fails when something else of it is too large', () => {
    const record = inserted(orderWith('order-1', { customerId: 'x'.repeat(300_000) }));

    expect(() => eventOf(record, DEV)).toThrow(new MalformedOrder('the order has more than 250000 bytes without items'));
  });
});

test('an item in the stream is what the SDK makes of an order', () => {
  expect(imageOf({ orderId: 'order-1', totalAmount: 109.97 })).toEqual({ orderId: { S: 'order-1' }, totalAmount: { N: '109.97' } });
});

/** The order of an order's fields is the one in which they are read. */
function fieldsInOrder(_key: string, value: unknown): unknown {
  const document = value as Record<string, unknown>;
  if (typeof value !== 'object' || value === null || !('customerId' in document)) return value;
  const names = ['orderId', 'orderNumber', 'customerId', 'items', 'currency', 'totalAmount', 'status', 'statusHistory', 'createdAt', 'updatedAt', 'version'];
  return Object.fromEntries(names.map((name) => [name, document[name]]));
}
