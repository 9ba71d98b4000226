/*
 * Validates the JSON Schemas of custom fields and compiles them into rules. Only keywords that the function checks are accepted: one that was ignored
 * would let in what the schema forbids. Each fault begins with the prop and the JSON pointer of what it is about.
 */
import { Token } from 'aws-cdk-lib';
import { compilePattern, PatternError } from './pattern';
import { FIELD_FORMATS, FIELD_TYPES, FieldRule, FieldType, MAX_MAGNITUDE, MIN_MAGNITUDE } from '../contract';
import { canonicalJson } from '../props/canonical-json';
import { inWords, kindOf, shown, validateWholeNumber } from '../props/validation';

/** Maximum number of fields of a schema, those of nested objects included. */
const MAX_FIELDS = 500;

/** Maximum number of objects in one another, and of arrays. DynamoDB stores 32 levels in all. */
const MAX_DEPTH = 3;

/** Maximum number of values of `enum`. */
const MAX_VALUES = 500;

/** Maximum of lengths. A request has fewer bytes. */
const MAX_LENGTH = 1_000_000;

/** The name of a field: 1 to 64 characters that are fit for a line. */
const FIELD_NAME = /^[^\x00-\x1F\x7F-\x9F\u2028\u2029\p{Cs}]{1,64}$/u;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Keywords of every type. */
const COMMON = ['type', 'enum', 'const', 'title', 'description', 'x-personal'];

const KEYWORDS: Readonly<Record<FieldType, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum'],
  integer: ['minimum', 'maximum'],
  boolean: [],
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
};

type Schema = Readonly<Record<string, unknown>>;

/** Where a schema is: its prop and JSON pointer, and how deep. */
interface Place {
  readonly prop: string;
  readonly pointer: string;
  readonly objects: number;
  readonly arrays: number;
}

/** Faults of the schema of a prop, such as `customFields.order`. */
export function validateFieldSchema(prop: string, schema: unknown): string[] {
  const root = { prop, pointer: '', objects: 0, arrays: 0 };
  const faults = validateSchema(root, schema);
  if (faults.length > 0) return faults;
  const { type, ...rest } = schema as Schema;
  if (type !== 'object') return [`${at(root, 'type')} must be object, the type of customFields, got ${shown(type)}`];
  const fields = fieldsIn(rest);
  return fields <= MAX_FIELDS ? [] : [`${prop} must have at most ${MAX_FIELDS} fields, those of nested objects included, got ${fields}`];
}

/** The rule of a schema without faults. */
export function compileFieldSchema(schema: Schema): FieldRule {
  const { minLength, maxLength, format, minimum, maximum, minItems, maxItems, required } = schema as Partial<FieldRule>;
  const type = typeIn(schema)!;
  return {
    type,
    enum: schema.enum as unknown[] | undefined,
    const: schema.const,
    minLength,
    maxLength,
    pattern: schema.pattern === undefined ? undefined : compilePattern(schema.pattern as string),
    format,
    minimum,
    maximum,
    items: type === 'array' ? compileFieldSchema(schema.items as Schema) : undefined,
    minItems,
    maxItems,
    properties: type === 'object'
      ? Object.fromEntries(Object.entries(schema.properties as Schema).map(([name, each]) => [name, compileFieldSchema(each as Schema)]))
      : undefined,
    required,
    personal: schema['x-personal'] as true | undefined,
  };
}

function validateSchema(place: Place, schema: unknown): string[] {
  if (!isObject(schema)) return [`${at(place)} must be a JSON Schema such as { type: 'string' }, got ${kindOf(schema)}`];
  const type = typeIn(schema);
  if (type === undefined) return [withoutType(place, schema)];
  if (place.objects > MAX_DEPTH || place.arrays > MAX_DEPTH) {
    return [`${at(place)} must be nested in at most ${MAX_DEPTH} objects and ${MAX_DEPTH} arrays`];
  }
  const known = [...COMMON, ...KEYWORDS[type], ...place.pointer === '' ? ['$schema'] : []];
  return Object.entries(schema).filter(([, value]) => value !== undefined).flatMap(([keyword, value]) => (known.includes(keyword)
    ? validateKeyword(place, schema, type, keyword, value)
    : [`${at(place, keyword)} must be left out, since the keywords of the type ${type} are ${inWords(known)}, got ${shown(value)}`]
  )).concat(validatePresence(place, schema, type));
}

/** The fault of a schema whose type is not known: of the values that should say it, if it has any. */
function withoutType(place: Place, schema: Schema): string {
  const keyword = schema.type === undefined ? ['enum', 'const'].find((each) => schema[each] !== undefined) : undefined;
  if (keyword === undefined) return `${at(place, 'type')} must be ${inAlternatives(FIELD_TYPES)}, got ${shown(schema.type)}`;
  const values = keyword === 'enum' ? `a list of 1 to ${MAX_VALUES} values of one type` : 'a value';
  return `${at(place, keyword)} must be ${values} that JSON and DynamoDB hold exactly, without null and tokens, got ${shown(schema[keyword])}`;
}

function validatePresence(place: Place, schema: Schema, type: FieldType): string[] {
  if (type === 'array' && schema.items === undefined) return [`${at(place, 'items')} must be the JSON Schema of the elements, got none`];
  if (type === 'object' && schema.properties === undefined) return [`${at(place, 'properties')} must contain the JSON Schemas of the fields by their names, got none`];
  return [];
}

function validateKeyword(place: Place, schema: Schema, type: FieldType, keyword: string, value: unknown): string[] {
  const where = at(place, keyword);
  switch (keyword) {
    case 'title':
    case 'description':
      return typeof value === 'string' ? [] : [`${where} must be a text, got ${kindOf(value)}`];
    case 'x-personal':
      return value === true ? [] : [`${where} must be true or left out, got ${shown(value)}`];
    case 'additionalProperties':
      return value === false ? [] : [`${where} must be false or left out, since fields without a schema are refused, got ${shown(value)}`];
    case '$schema':
      return value === DIALECT ? [] : [`${where} must be ${DIALECT} or left out, got ${shown(value)}`];
    case 'enum':
      return validateEnum(where, type, value);
    case 'const':
      return isOfType(type, value) ? [] : [`${where} must be a value of the type ${type}, got ${shown(value)}`];
    case 'minLength':
    case 'maxLength':
      return validateLength(place, schema, keyword, 'minLength', 'characters');
    case 'minItems':
    case 'maxItems':
      return validateLength(place, schema, keyword, 'minItems', 'elements');
    case 'minimum':
    case 'maximum':
      if (!isExact(value)) return [`${where} must be a number that JSON and DynamoDB hold exactly, got ${shown(value)}`];
      return keyword === 'maximum' ? validateOrder(place, schema, 'minimum', 'maximum') : [];
    case 'pattern':
      return validatePattern(where, value);
    case 'format':
      return FIELD_FORMATS.some((format) => format === value) ? [] : [`${where} must be ${inAlternatives(FIELD_FORMATS)}, got ${shown(value)}`];
    case 'items':
      return validateSchema({ ...place, pointer: pointerTo(place, keyword), arrays: place.arrays + 1 }, value);
    case 'properties':
      return validateProperties(place, value);
    case 'required':
      return validateRequired(where, schema, value);
  }
  return [];
}

function validateLength(place: Place, schema: Schema, keyword: string, lower: 'minLength' | 'minItems', unit: string): string[] {
  const value = schema[keyword];
  if (typeof value !== 'number' || Token.isUnresolved(value)) return [`${at(place, keyword)} must be a number of ${unit}, got ${kindOf(value)}`];
  const faults = validateWholeNumber(at(place, keyword), value, 0, MAX_LENGTH, unit);
  return faults.length > 0 || keyword === lower ? faults : validateOrder(place, schema, lower, keyword);
}

function validateOrder(place: Place, schema: Schema, lower: string, upper: string): string[] {
  const min = schema[lower];
  const max = schema[upper] as number;
  return typeof min === 'number' && min > max ? [`${at(place, upper)} must be at least ${lower}, which is ${min}, got ${max}`] : [];
}

function validateEnum(where: string, type: FieldType, value: unknown): string[] {
  const values = Array.isArray(value) && !Token.isUnresolved(value) ? value : [];
  const isAllowed = values.length > 0 && values.length <= MAX_VALUES && values.every((each) => isOfType(type, each));
  if (isAllowed && new Set(values.map(canonicalJson)).size === values.length) return [];
  return [`${where} must be a list of 1 to ${MAX_VALUES} distinct values of the type ${type}, got ${shown(value)}`];
}

function validatePattern(where: string, value: unknown): string[] {
  if (typeof value !== 'string' || Token.isUnresolved(value)) return [`${where} must be a regular expression such as '^[A-Z]{3}$', got ${kindOf(value)}`];
  try {
    compilePattern(value);
    return [];
  } catch (error) {
    if (error instanceof PatternError) return [`${where} must be ${error.message}`];
    throw error;
  }
}

function validateProperties(place: Place, value: unknown): string[] {
  const where = at(place, 'properties');
  const entries = isObject(value) ? Object.entries(value) : [];
  if (entries.length === 0) {
    return [`${where} must contain the JSON Schemas of the fields by their names, got ${isObject(value) ? 'none' : kindOf(value)}`];
  }
  const pointer = pointerTo(place, 'properties');
  return entries.flatMap(([name, each]) => (FIELD_NAME.test(name) && name !== '__proto__' && !Token.isUnresolved(name)
    ? validateSchema({ ...place, pointer: pointerTo({ ...place, pointer }, name), objects: place.objects + 1 }, each)
    : [`${where} must have names of 1 to 64 characters without control characters, and not __proto__, got ${shown(name)}`]
  ));
}

function validateRequired(where: string, { properties }: Schema, value: unknown): string[] {
  const names = isObject(properties) ? Object.keys(properties) : [];
  if (!Array.isArray(value) || Token.isUnresolved(value)) return [`${where} must be a list of names of properties, got ${kindOf(value)}`];
  const wrong = value.filter((name, index) => !names.includes(name) || value.indexOf(name) !== index);
  return wrong.map((name) => `${where} must have the names of properties, each once, got ${shown(name)}`);
}

/** The type of a schema. Without one, it is that of all of its values. */
function typeIn(schema: Schema): FieldType | undefined {
  if (schema.type !== undefined) return FIELD_TYPES.find((type) => type === schema.type);
  const values = [...Array.isArray(schema.enum) ? schema.enum : [], ...schema.const === undefined ? [] : [schema.const]];
  return values.length === 0 || Token.isUnresolved(values) ? undefined : FIELD_TYPES.find((type) => values.every((value) => isOfType(type, value)));
}

/** Whether a value is one of JSON that the table can hold, of a type. */
function isOfType(type: FieldType, value: unknown): boolean {
  if (!isStorable(value)) return false;
  switch (type) {
    case 'integer': return Number.isInteger(value);
    case 'array': return Array.isArray(value);
    case 'object': return isObject(value);
    default: return typeof value === type;
  }
}

function isStorable(value: unknown, depth = 0): boolean {
  if (depth > 2 * MAX_DEPTH || Token.isUnresolved(value)) return false;
  if (Array.isArray(value)) return value.every((each) => isStorable(each, depth + 1));
  if (isObject(value)) return Object.entries(value).every(([name, each]) => !Token.isUnresolved(name) && isStorable(each, depth + 1));
  return typeof value === 'number' ? isExact(value) : typeof value === 'boolean' || typeof value === 'string';
}

function isExact(value: unknown): boolean {
  if (typeof value !== 'number' || Token.isUnresolved(value)) return false;
  const magnitude = Math.abs(value);
  return magnitude === 0 || (magnitude >= MIN_MAGNITUDE && magnitude <= MAX_MAGNITUDE);
}

function fieldsIn({ properties, items }: Schema): number {
  const schemas = properties === undefined ? [] : Object.values(properties as Schema);
  return schemas.length + [...schemas, ...items === undefined ? [] : [items]].reduce((sum: number, each) => sum + fieldsIn(each as Schema), 0);
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Token.isUnresolved(value);
}

function at(place: Place, keyword?: string): string {
  const pointer = keyword === undefined ? place.pointer : pointerTo(place, keyword);
  return pointer === '' ? place.prop : `${place.prop}#${pointer}`;
}

/** JSON pointer in its URI fragment form (RFC 6901). */
function pointerTo({ pointer }: Pick<Place, 'pointer'>, token: string): string {
  return `${pointer}/${encodeURIComponent(token.replace(/\p{Cs}/gu, '\uFFFD').replace(/~/g, '~0').replace(/\//g, '~1'))}`;
}

function inAlternatives(words: readonly string[]): string {
  return inWords(words).replace(/ and (?!.* and )/, ' or ');
}
