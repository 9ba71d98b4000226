/*
 * order-events.schema.json as a validator, and a strict one: what the schema lets pass because a later version may have it
 * fails the strict one because this version has not.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { ROOT } from '../../tools/shared/paths';

export interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly [keyword: string]: unknown;
}

export const SCHEMA: Schema = JSON.parse(readFileSync(join(ROOT, 'order-events.schema.json'), 'utf8'));

/** What is wrong with an event, by the schema. */
export const faultsOf = faultsBy(SCHEMA);

/** What is wrong with an event, by the schema of the version before the back office, which consumers may still have. */
export const faultsBefore = faultsBy(JSON.parse(readFileSync(join(ROOT, 'test', 'support', 'order-events.schema.before-back-office.json'), 'utf8')));

/** As `faultsOf`, with every field wrong that the schema does not document. */
export const strictFaultsOf = faultsBy(closed(SCHEMA));

function faultsBy(schema: Schema): (event: unknown) => string[] {
  const validate = addFormats(new Ajv({ allErrors: true, strictTypes: false })).compile(schema);
  return (event) => (validate(event) ? [] : validate.errors!.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`));
}

/** Every object that lists its fields holds no others; what EventBridge adds to an event is not ours to document. */
function closed(schema: Schema): Schema {
  const defs = Object.entries(schema.$defs!).map(([name, definition]) => [name, closedObjects(definition)]);
  return { ...schema, $id: `${String(schema.$id)}:closed`, $defs: Object.fromEntries(defs) };
}

function closedObjects(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closedObjects);
  if (typeof node !== 'object' || node === null) return node;
  const members = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closedObjects(value)]));
  return members.type === 'object' && members.properties ? { additionalProperties: false, ...members } : members;
}
