import { App, Stack } from 'aws-cdk-lib';
import { OrderFields, OrderProcessingApi } from '../../../src';
import { compileFieldSchema, validateFieldSchema } from '../../../src/fields/field-schemas';
import type { Fault } from '../../../src/handler/domain/problem';
import { customFieldMembers } from '../../../src/handler/request/custom-fields';
import { parseJson } from '../../../src/handler/request/json-body';

export type Schema = Record<string, unknown>;

/** The faults of a schema at synth, without the prop. */
export function faultsAtSynth(schema: unknown): string[] {
  return validateFieldSchema('customFields.order', schema).map((fault) => fault.replace(/^customFields\.order/, ''));
}

/** The faults of the handler for a value under `#/customFields`, with the rules as they travel. */
export function faultsOf(schema: Schema, value: unknown): Fault[] {
  const order = JSON.parse(JSON.stringify(compileFieldSchema(schema)));
  return customFieldMembers({ order }).order!.check(parseJson(JSON.stringify(value)), '#/customFields');
}

/** A schema with one field. */
export function withField(schema: unknown, name = 'field'): Schema {
  return { type: 'object', properties: { [name]: schema } };
}

/** The message with which the construct refuses the schemas. */
export function refusalFor(schemas: unknown): string {
  try {
    new OrderProcessingApi(new Stack(new App(), 'Shop'), 'Orders', { customFields: OrderFields.fromJsonSchema(schemas as never) } as never);
  } catch (error) {
    return (error as Error).message.replace('[Shop/Orders] ', '');
  }
  return 'not refused';
}
