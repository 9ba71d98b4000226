/*
 * order-events.schema.json, the handler and the documentation say the same of an event.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORDER_CREATED, ORDER_ERASED, ORDER_FULFILMENT_UPDATED, ORDER_RETURNED, ORDER_STATUS_CHANGED } from '../../src/contract';
import { eventOf, StreamRecord } from '../../src/handler/domain/order-event';
import { ORDER_STATUSES, statusesAfter } from '../../src/handler/domain/order-status';
import { ROOT } from '../../tools/shared/paths';
import { BACK_OFFICE, FULL_ORDER } from '../support/handler/fixtures';
import { erasedOf, inserted, modified, movedOn, orderWith } from '../support/handler/stream-records';
import { faultsBefore, faultsOf, Schema, SCHEMA, strictFaultsOf } from '../support/order-events-schema';

const { schemas } = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8')).components as { schemas: Record<string, Schema> };
const DOCUMENTATION = readFileSync(join(ROOT, 'docs', 'guide', 'order-events.md'), 'utf8');
const { Detail, Order, Item, Discount, Contact, Address, Status } = SCHEMA.$defs!;

interface Event {
  readonly [field: string]: unknown;
  readonly detail: { readonly [field: string]: unknown; readonly order: Record<string, unknown> };
}

/** The event of a record as a target gets it. */
function delivered(record: StreamRecord): Event {
  const { type, time, tableArn, detail } = eventOf(record, { environment: 'prod', personalData: true })!;
  return { 'id': 'bus-1', 'source': 'shop.orders', 'detail-type': type, 'time': time.toISOString(), 'resources': [tableArn], 'detail': JSON.parse(detail) };
}

const FULL = orderWith('order-1', { ...FULL_ORDER, ...BACK_OFFICE, priceSource: 'TABLE' });
const CREATED = delivered(inserted(FULL));
const CHANGED = delivered(modified(FULL, movedOn(FULL, 'CONFIRMED')));
const ERASED = delivered(modified(FULL, erasedOf(FULL)));
const PACKED = delivered(modified({ ...FULL, fulfilments: [] }, FULL));
const RETURNED = delivered(modified({ ...FULL, returns: [] }, FULL));
const ABRIDGED = delivered(inserted({ ...FULL, metadata: { note: 'x'.repeat(300_000) } }));

const TRANSITIONS = ORDER_STATUSES.flatMap((from) => statusesAfter(from).map((to) => [from, to] as const));

describe('what the handler publishes is what the schema documents, and no more:', () => {
  test.each<[string, Event]>([
    ['an order with every field', CREATED],
    ['an order with the least fields', delivered(inserted(orderWith('order-2')))],
    ['a change', CHANGED],
    ['an erasure', ERASED],
    ['a parcel', PACKED],
    ['a return', RETURNED],
    ['an abridged order', ABRIDGED],
    ...TRANSITIONS.map(([from, to]): [string, Event] => [`${from} → ${to}`, delivered(modified({ ...FULL, status: from }, movedOn(FULL, to)))]),
  ])('%s', (_, event) => {
    expect(strictFaultsOf(event)).toEqual([]);
  });

  test('every field that the schema documents is published', () => {
    const published = (key: 'detail' | 'order') => new Set([CREATED, CHANGED, ABRIDGED, ERASED].flatMap(({ detail }) => Object.keys(key === 'detail' ? detail : detail.order)));

    expect([...published('detail')].sort()).toEqual(Object.keys(Detail.properties!).sort());
    expect([...published('order')].sort()).toEqual(Object.keys(Order.properties!).sort());
  });

  test('there are no other kinds of events', () => {
    expect(SCHEMA.properties!['detail-type'].enum).toEqual([
      ORDER_CREATED, ORDER_STATUS_CHANGED, ORDER_ERASED, ORDER_FULFILMENT_UPDATED, ORDER_RETURNED,
    ]);
  });
});

describe('a consumer who validates with the schema of the version before, and ignores types that it does not know,', () => {
  test.each<[string, Event]>([['a new order', CREATED], ['a change', CHANGED], ['an erasure', ERASED], ['an abridged order', ABRIDGED]])('takes %s', (_, event) => {
    expect(faultsBefore(event)).toEqual([]);
  });

  test('does not know the types of the back office', () => {
    expect([PACKED, RETURNED].map((event) => faultsBefore(event))).toEqual([[expect.stringContaining('/detail-type')], [expect.stringContaining('/detail-type')]]);
  });
});

describe('the order of an event is that of the API:', () => {
  test.each<[string, Schema, Schema]>([
    ['Order', Order, schemas.Order],
    ['Item', Item, schemas.OrderItem],
    ['Discount', Discount, schemas.OrderDiscount],
    ['Contact', Contact, schemas.OrderContact],
    ['Address', Address, schemas.OrderAddress],
    ['LineQuantity', SCHEMA.$defs!.LineQuantity, schemas.FulfilledLine],
    ['Fulfilment', SCHEMA.$defs!.Fulfilment, schemas.Fulfilment],
    ['OrderReturn', SCHEMA.$defs!.OrderReturn, schemas.OrderReturn],
    ['Actor', SCHEMA.$defs!.Actor, schemas.Actor],
  ])('%s has the same fields, of the same types', (_, ours, theirs) => {
    const types = ({ properties }: Schema) => Object.fromEntries(Object.entries(properties!).map(([name, { type }]) => [name, type ?? 'string'])); // a reference is to a text

    expect(types({ properties: resolved(ours) })).toEqual(types({ properties: resolved(theirs) }));
  });

  test('the same fields are required, but for items, which a large order goes without, and for what came later', () => {
    expect([...Order.required!, 'items', 'orderNumber'].sort()).toEqual([...schemas.Order.required!].sort());
    expect(Item.required).toEqual(schemas.OrderItem.required);
    expect(Discount.required).toEqual(schemas.OrderedDiscount.required);
    expect(Address.required).toEqual(schemas.OrderedAddress.required);
  });

  test('it has the same statuses', () => {
    expect(Status.enum).toEqual(ORDER_STATUSES);
  });

  function resolved({ properties }: Schema): Record<string, Schema> {
    return Object.fromEntries(Object.entries(properties!).map(([name, { $ref, ...schema }]) => [name, $ref === undefined ? schema : {}]));
  }
});

describe('the schema fails', () => {
  const without = (event: Event, ...path: string[]): unknown => {
    const [name, ...rest] = path;
    const { [name]: value, ...others } = event;
    return rest.length === 0 ? others : { ...others, [name]: without(value as Event, ...rest) };
  };
  const withDetail = (event: Event, changes: object) => ({ ...event, detail: { ...event.detail, ...changes } });
  const withOrder = (event: Event, changes: object) => withDetail(event, { order: { ...event.detail.order, ...changes } });

  test.each<[string, unknown]>([
    ...['source', 'detail-type', 'time', 'resources', 'detail'].map((name): [string, unknown] => [`without ${name}`, without(CREATED, name)]),
    ...Detail.required!.map((name): [string, unknown] => [`without detail.${name}`, without(CREATED, 'detail', name)]),
    ...[...Order.required!, 'items'].map((name): [string, unknown] => [`without the order's ${name}`, without(CREATED, 'detail', 'order', name)]),
    ['for a change without the status before', without(CHANGED, 'detail', 'previousStatus')],
    ['for an erased order with a status before', withDetail(ERASED, { previousStatus: 'PROCESSING' })],
    ['for a new order with a status before', withDetail(CREATED, { previousStatus: 'PROCESSING' })],
    ['for another version', withDetail(CREATED, { schemaVersion: '2' })],
    ['for a status that there is not', withOrder(CREATED, { status: 'LOST' })],
    ['for an amount in a text', withOrder(CREATED, { totalAmount: '10' })],
    ['for half of a product', withOrder(CREATED, { items: [{ productId: 'mug', quantity: 0.5, price: 1 }] })],
    ['for a time that is not in UTC', withDetail(CREATED, { occurredAt: '2026-03-01T12:00:00+01:00' })],
    ['for another kind of event', { ...CREATED, 'detail-type': 'OrderLost' }],
  ])('%s', (_, event) => {
    expect(faultsOf(event)).not.toEqual([]);
  });

  test('not for a field that it does not know: a later one of the same version', () => {
    expect(faultsOf(withOrder(withDetail(CREATED, { giftWrapped: true }), { carrier: 'post' }))).toEqual([]);
    expect(strictFaultsOf(withDetail(CREATED, { giftWrapped: true }))).not.toEqual([]);
  });
});

describe('docs/guide/order-events.md', () => {
  const examples = [...DOCUMENTATION.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, json]) => JSON.parse(json) as Event);

  test('shows an event that is as the schema says, and whose sum is right', () => {
    expect(examples).toHaveLength(1);
    for (const event of examples) {
      const { items, shippingAmount, totalAmount } = event.detail.order as unknown as typeof FULL_ORDER;
      expect(strictFaultsOf(event)).toEqual([]);
      expect(totalAmount).toBeCloseTo(items.reduce((sum, { quantity, price }) => sum + quantity * price, shippingAmount), 10);
    }
  });

  test('names every field of an event\'s detail', () => {
    const named = [...DOCUMENTATION.matchAll(/^\| `detail\.(\w+)` \|/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(Object.keys(Detail.properties!).sort());
  });
});
