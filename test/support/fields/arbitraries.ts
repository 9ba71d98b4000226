/*
 * Schemas of the subset made at random, and values that are close to what a schema accepts.
 */
import * as fc from 'fast-check';
import { Schema } from './verdicts';

/** One is the name of a member that every object of JavaScript has. With others, such as `toString`, ajv compares no objects; the suite has them. */
const NAMES = ['a', 'b', 'isPrototypeOf', 'ä/~ %', '0'];

const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '0', '-', ' ', '🧺', 'é', '\n'), maxLength: 6 }),
  fc.constantFrom('', 'DE-0815', 'aa', '2026-02-29'),
);

const digits = (count: number, max: number) => fc.oneof({ weight: 4, arbitrary: fc.nat(max).map((value) => String(value).padStart(count, '0')) }, fc.constantFrom('9', '99', '0'));

const dates = fc.tuple(digits(4, 9999), digits(2, 13), digits(2, 32)).map((parts) => parts.join('-'));

const times = fc.tuple(digits(2, 24), digits(2, 60), digits(2, 60), fc.constantFrom('', '.5', '.'), fc.oneof(
  fc.constantFrom('Z', 'z', ''),
  fc.tuple(fc.constantFrom('+', '-'), digits(2, 24), digits(2, 60)).map(([sign, hours, minutes]) => `${sign}${hours}:${minutes}`),
)).map(([hours, minutes, seconds, fraction, offset]) => `${hours}:${minutes}:${seconds}${fraction}${offset}`);

/** Around the end of a day in UTC. */
const leapSeconds = fc.tuple(digits(2, 23), digits(2, 59), fc.constantFrom('+', '-'), digits(2, 23), digits(2, 59))
  .map(([hours, minutes, sign, offsetHours, offsetMinutes]) => `2026-12-31T${hours}:${minutes}:60${sign}${offsetHours}:${offsetMinutes}`);

const dateTimes = fc.oneof(fc.tuple(dates, fc.constantFrom('T', 't', ''), times).map((parts) => parts.join('')), leapSeconds);

const uris = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.tuple(
    fc.constantFrom('https:', 'urn:', 'a+b-1.c:', '1a:', ':', ''),
    fc.constantFrom('', '//', '/', '///'),
    fc.constantFrom('', 'user@', 'u:p%20@', 'a b@'),
    fc.constantFrom('example.com', '', '127.0.0.1', '[::1]', '[v1.a]', '[1:2]', '[fe80::1%25eth0]', 'exa mple', 'ex%41', 'ex%4', 'é'),
    fc.constantFrom('', ':', ':80'),
    fc.constantFrom('', '/', '/a/b%2F', '/a[b]', '/{a}', '/a|b'),
    fc.constantFrom('', '?', '?q=1/?', '?a#b', '#', '##', '#a[', '?\\'),
  ).map((parts) => parts.join('')),
).filter((uri) => !/:\/(?!\/).*\[/.test(uri)); // ajv takes an authority after one slash

/** Numbers that JSON carries exactly. */
const numbers = fc.oneof(
  fc.integer({ min: -6, max: 6 }),
  fc.integer({ min: -50, max: 50 }).map((value) => value / 10),
  fc.constantFrom(2 ** 53 - 1, -(2 ** 53) + 1, 0.1 + 0.2, 1e-7),
);

const annotations = fc.record({ 'title': fc.constant('Title'), 'description': fc.constant('Words'), 'x-personal': fc.constant(true) }, { requiredKeys: [] });

const range = (bounds: fc.Arbitrary<number>, min: string, max: string) => fc.tuple(bounds, bounds, fc.boolean(), fc.boolean())
  .map(([a, b, hasMin, hasMax]) => ({ ...hasMin && { [min]: Math.min(a, b) }, ...hasMax && { [max]: Math.max(a, b) } }));

const PATTERNS = ['^[A-Z]{2}-[0-9]{4}$', 'a', '^a*$', '^.$', '^(?:a|b)+$', '\\p{L}', '^\\S+$', '[^a]', '🧺', '\\d', '^(?:(?:a|b0)+-?)*$', '\\bb'];

/** With the values of `enum` and `const`, which are of the schema's own type. */
function withChoices(schemas: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  return schemas.chain((schema) => fc.oneof(
    { weight: 3, arbitrary: fc.constant(schema) },
    fc.uniqueArray(storable(schema), { minLength: 1, maxLength: 4, selector: (value) => JSON.stringify(value) })
      .map((values) => ({ ...schema, enum: values })),
    storable(schema).map((value) => ({ ...schema, const: value })),
  ));
}

function storable(schema: Schema): fc.Arbitrary<unknown> {
  return closeTo(schema).filter((value) => isOf(schema.type as string, value) && !JSON.stringify(value).includes('null'));
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  return typeof value === type && (type !== 'object' || !Array.isArray(value));
}

function schemaOf(depth: number): fc.Arbitrary<Schema> {
  const scalars: fc.Arbitrary<Schema>[] = [
    fc.tuple(fc.constantFrom({}, {}, ...PATTERNS.map((pattern) => ({ pattern }))), range(fc.nat(5), 'minLength', 'maxLength'))
      .map(([pattern, length]) => ({ type: 'string', ...length, ...pattern })),
    fc.constantFrom('date', 'date-time', 'uri').map((format) => ({ type: 'string', format })),
    fc.tuple(fc.constantFrom('number', 'integer'), range(numbers, 'minimum', 'maximum')).map(([type, bounds]) => ({ type, ...bounds })),
    fc.constant({ type: 'boolean' }),
  ];
  const arrayOf = () => fc.tuple(schemaOf(depth + 1), range(fc.nat(4), 'minItems', 'maxItems')).map(([items, length]) => ({ type: 'array', items, ...length }));
  const nested = depth >= 3 ? [] : [objectOf(depth + 1), arrayOf()];
  return fc.tuple(withChoices(fc.oneof(...scalars, ...nested)), annotations).map(([schema, words]) => ({ ...schema, ...words }));
}

function objectOf(depth: number): fc.Arbitrary<Schema> {
  return fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }).chain((names) => fc.tuple(
    fc.tuple(...names.map(() => schemaOf(depth))),
    fc.subarray(names),
    fc.constantFrom({}, { additionalProperties: false }),
  ).map(([schemas, required, closed]) => ({
    type: 'object',
    properties: Object.fromEntries(names.map((name, index) => [name, schemas[index]])),
    ...required.length > 0 && { required },
    ...closed,
  })));
}

/** Schemas of an order or an item. */
export const anySchema: fc.Arbitrary<Schema> = objectOf(1);

const anyValue = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null), fc.constant([]), fc.constant({}), fc.constant([1]), fc.constant({ a: 'a' }));

/** Values that a schema may accept, and others. */
export function closeTo(schema: Schema): fc.Arbitrary<unknown> {
  const choices = [...schema.enum as unknown[] ?? [], ...schema.const === undefined ? [] : [schema.const]];
  return fc.oneof(
    { weight: 12, arbitrary: ofType(schema) },
    { weight: 1, arbitrary: anyValue },
    ...choices.length > 0 ? [{ weight: 20, arbitrary: fc.constantFrom(...choices) }] : [],
  );
}

const FORMATTED: Readonly<Record<string, fc.Arbitrary<string>>> = { 'date': dates, 'date-time': dateTimes, 'uri': uris };

function ofType(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'string': return FORMATTED[schema.format as string] ?? texts;
    case 'boolean': return fc.boolean();
    case 'array': return fc.array(closeTo(schema.items as Schema), { maxLength: 4 });
    case 'object': {
      const members = Object.fromEntries(Object.entries(schema.properties as Record<string, Schema>).map(([name, each]) => [name, closeTo(each)]));
      const requiredKeys = schema.required as string[] ?? [];
      return fc.tuple(fc.record(members, { requiredKeys: [] }), fc.record(members, { requiredKeys }), fc.nat(20))
        .map(([some, enough, which]) => ({ ...which < 3 ? some : enough, ...which === 20 ? { other: 1 } : {} }));
    }
    default: return numbers;
  }
}
