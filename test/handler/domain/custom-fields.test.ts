import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import { compileFieldSchema } from '../../../src/fields/field-schemas';
import { keptCustomFields } from '../../../src/handler/domain/custom-fields';
import { erased } from '../../../src/handler/domain/erasure';
import { documentOf, Order } from '../../../src/handler/domain/order';
import { withoutPersonalData } from '../../../src/handler/domain/personal-data';
import type { Image } from '../../../src/handler/domain/stored-order';
import { anySchema, closeTo } from '../../support/fields/arbitraries';
import { faultsOf, Schema } from '../../support/fields/verdicts';
import { orderWith } from '../../support/handler/stream-records';

const text = { type: 'string' };
const personal = { 'type': 'string', 'x-personal': true };
const object = (properties: Schema, more: Schema = {}): Schema => ({ type: 'object', properties, ...more });
const array = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });

const SCHEMA = object({
  costCenter: text,
  engraving: personal,
  gift: object({ wrap: { type: 'boolean' }, from: personal }),
  guests: array(object({ age: { type: 'integer' }, name: personal })),
  names: array(personal),
  route: array(array({ type: 'number' })),
  secret: object({ code: text }, { 'x-personal': true }),
});

const FIELDS = {
  costCenter: 'DE-0815',
  engraving: 'For Ada',
  gift: { wrap: true, from: 'Ada' },
  guests: [{ age: 3, name: 'Ada' }, { age: 5 }],
  names: ['Ada'],
  route: [[1.5, 2], [3, 4]],
  secret: { code: 'Ada' },
  dropped: 'Ada',
};

const PUBLIC = { costCenter: 'DE-0815', gift: { wrap: true }, guests: [{ age: 3 }, { age: 5 }], route: [[1.5, 2], [3, 4]] };

const rules = { order: compileFieldSchema(SCHEMA), item: compileFieldSchema(SCHEMA) };

const orderOf = (fields: object) => ({ ...orderWith('order-1', { customFields: fields } as never), modelVersion: 2 }) as Order;

const inEvent = (order: Order, own = rules) => withoutPersonalData(documentOf(order), own).customFields;

const afterErasure = (order: Order, own = rules) => {
  const image = marshall(order, { removeUndefinedValues: true, convertClassInstanceToMap: true }) as Image;
  return unmarshall(erased(image, new Date(), keptCustomFields(own)) as never).customFields;
};

test('an event and an erased order have the fields that a schema names and does not mark as personal', () => {
  expect(inEvent(orderOf(FIELDS))).toEqual(PUBLIC);
  expect(afterErasure(orderOf(FIELDS))).toEqual({ ...PUBLIC });
});

test('those of an item as those of an order', () => {
  const [item] = orderWith('order-1').items;
  const order = { ...orderWith('order-1', { items: [{ ...item, customFields: FIELDS }] } as never), modelVersion: 2 } as Order;
  expect(withoutPersonalData(documentOf(order), rules).items[0].customFields).toEqual(PUBLIC);
});

test('they have none without schemas, and none where all is personal', () => {
  const all = { order: compileFieldSchema({ ...SCHEMA, 'x-personal': true }) };
  for (const own of [{}, all]) {
    expect(inEvent(orderOf(FIELDS), own as never)).toBeUndefined();
    expect(afterErasure(orderOf(FIELDS), own as never)).toBeUndefined();
  }
});

test('what has another shape than the schema says, by the schema of an earlier deployment, is left out', () => {
  const order = orderOf({ costCenter: { name: 'Ada' }, gift: 'Ada', guests: ['Ada'], route: 'Ada' });
  expect(JSON.stringify(inEvent(order))).not.toContain('Ada');
  expect(JSON.stringify(afterErasure(order))).not.toContain('Ada');
});

test('a list whose elements are lists of personal data is left out, also where it is empty', () => {
  const names = { type: 'array', items: { type: 'array', items: { 'type': 'string', 'x-personal': true } } };
  const own = { order: compileFieldSchema({ type: 'object', properties: { names } }), item: undefined as never };
  for (const fields of [{ names: [] }, { names: [['Ada']] }]) {
    expect(inEvent(orderOf(fields), own)).toEqual({});
    expect(afterErasure(orderOf(fields), own)).toEqual({});
  }
});

test('for fields that are accepted at random, an event and an erased order have the same of them', () => {
  const samples = anySchema.chain((schema) => fc.tuple(fc.constant(schema), closeTo(schema)));
  let compared = 0;
  fc.assert(fc.property(samples, ([schema, fields]) => {
    if (faultsOf(schema, fields).length > 0) return;
    const order = orderOf(fields as object);
    const own = { order: compileFieldSchema(schema), item: undefined as never };
    compared += 1;
    expect(inEvent(order, own)).toEqual(afterErasure(order, own));
  }), { numRuns: 500 });
  expect(compared).toBeGreaterThan(50);
});
