/*
 * What the handler accepts is what JSON Schema accepts. The oracles are ajv, for schemas and values made at random, and the official test suite.
 */
import { readdirSync, readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { isEqual } from '../../src/handler/request/custom-fields';
import { anySchema, closeTo } from '../support/fields/arbitraries';
import { faultsAtSynth, faultsOf, Schema, withField } from '../support/fields/verdicts';

/** `ownProperties`: every object of JavaScript has a member `constructor`, and none of JSON has. */
const ajv = addFormats(new Ajv2020({ ownProperties: true, keywords: ['x-personal'], strict: false, addUsedSchema: false }));

/** The schema as we mean it: a member without a schema is refused. */
function closed(schema: Schema): Schema {
  const { properties, items } = schema as { properties?: Record<string, Schema>; items?: Schema };
  return {
    ...schema,
    ...properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, closed(each)])),
      additionalProperties: false,
    },
    ...items && { items: closed(items) },
  };
}

const samples = anySchema.chain((schema) => fc.tuple(fc.constant(schema), fc.array(closeTo(schema), { minLength: 4, maxLength: 12 })));

test('for schemas and values made at random the verdict is that of ajv', () => {
  const counts = { accepted: 0, refused: 0 };
  fc.assert(fc.property(samples, ([schema, values]) => {
    expect(faultsAtSynth(schema)).toEqual([]);
    const validate = ajv.compile(closed(schema));
    for (const value of values) {
      const accepted = validate(JSON.parse(JSON.stringify(value)));
      counts[accepted ? 'accepted' : 'refused'] += 1;
      const faults = faultsOf(schema, value);
      expect({ value, accepted: faults.length === 0, faults }).toEqual({ value, accepted, faults });
    }
  }), { numRuns: Number(process.env.RUNS ?? 700) });
  expect(counts.accepted).toBeGreaterThan(500);
  expect(counts.refused).toBeGreaterThan(500);
});

describe('what ajv accepts beyond the standards is refused', () => {
  test.each([
    ['date-time', '2026-07-31 09:30:00Z', 'a space in place of T'],
    ['date-time', '2026-07-31T09:30:00+02', 'an offset without minutes'],
    ['date-time', '2026-07-31T09:30:00+0200', 'an offset without a colon'],
    ['uri', 'a:/[::1]', 'a bracket in a path'],
    ['uri', 'https://example.com:a', 'a port that is no number'],
  ])('as %s: %j, with %s', (format, value) => {
    expect(ajv.validate({ type: 'string', format }, value)).toBe(true);
    expect(faultsOf(withField({ type: 'string', format }), { field: value })).toHaveLength(1);
  });
});

const SUITE = 'test/support/json-schema-test-suite';

interface Group {
  readonly description: string;
  readonly schema: Schema;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

const casesOf = (file: string) => (JSON.parse(readFileSync(`${SUITE}/${file}`, 'utf8')) as Group[])
  .flatMap(({ description, schema, tests }) => tests.map((each) => ({ ...each, name: `${description}: ${each.description}`, schema })));

const TYPE_OF: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum'],
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
};

/**
 * The suite's schemas often have no type, and ours must. With the type of the data a schema says the same. Where a keyword is for another type, the data
 * has the wrong one.
 */
function withTypes(schema: Schema, data: unknown): { schema: Schema; mismatch: boolean } {
  if (typeof schema !== 'object') return { schema, mismatch: false };
  const { $schema, $comment, ...adapted } = schema as Schema;
  let mismatch = false;
  if (adapted.type === undefined && adapted.enum === undefined && adapted.const === undefined) {
    const type = Array.isArray(data) ? 'array' : data === null ? 'string' : typeof data;
    const implied = Object.entries(TYPE_OF).find(([, keywords]) => keywords.some((keyword) => keyword in adapted))?.[0];
    adapted.type = implied ?? (type === 'undefined' ? 'string' : type);
    mismatch = data !== undefined && (data === null || adapted.type !== type);
  }
  const nested = (inner: Schema, value: unknown) => {
    const result = withTypes(inner, value);
    mismatch ||= result.mismatch;
    return result.schema;
  };
  if (adapted.type === 'object') {
    const members = typeof data === 'object' && data !== null && !Array.isArray(data) ? data as Schema : {};
    const declared = adapted.properties as Record<string, Schema> ?? {};
    const others = adapted.additionalProperties === false ? [] : [...Object.keys(members), ...adapted.required as string[] ?? []];
    const names = [...new Set([...Object.keys(declared), ...others])];
    const own = (of: Schema, name: string) => (Object.hasOwn(of, name) ? of[name] : undefined);
    adapted.properties = Object.fromEntries(names.map((name) => [name, nested((own(declared, name) ?? {}) as Schema, own(members, name))]));
  }
  if (adapted.type === 'array') adapted.items = nested((adapted.items ?? {}) as Schema, Array.isArray(data) ? data[0] : undefined);
  return { schema: adapted, mismatch };
}

/** How many cases of each file are of the subset: none may be lost without our notice. */
const CASES: Readonly<Record<string, number>> = {
  'additionalProperties.json': 1,
  'const.json': 29,
  'ecmascript-regex.json': 57,
  'enum.json': 25,
  'format-date-time.json': 33,
  'format-date.json': 81,
  'format-uri.json': 46,
  'items.json': 4,
  'maxItems.json': 6,
  'maxLength.json': 7,
  'maximum.json': 8,
  'minItems.json': 6,
  'minLength.json': 7,
  'minimum.json': 11,
  'non-bmp-regex.json': 7,
  'pattern.json': 12,
  'properties.json': 6,
  'required.json': 9,
  'type.json': 44,
};

describe('the JSON Schema Test Suite', () => {
  const files = readdirSync(SUITE).filter((file) => file.endsWith('.json'));
  const cases = files.flatMap((file) => casesOf(file).flatMap(({ name, schema, data, valid }) => {
    const adapted = withTypes(schema, data);
    const field = withField(adapted.schema);
    return faultsAtSynth(field).length > 0 ? [] : [{ file, name, field, data, expected: valid && !adapted.mismatch }];
  }));

  test.each(cases)('$file: $name', ({ field, data, expected }) => {
    const faults = faultsOf(field, { field: data });
    expect({ accepted: faults.length === 0, faults }).toEqual({ accepted: expected, faults });
  });

  test('has so many cases of the subset', () => {
    expect(Object.fromEntries(files.map((file) => [file, cases.filter((each) => each.file === file).length]))).toEqual(CASES);
  });

  test.each(['const.json', 'enum.json'])('compares values as %s does', (file) => {
    const own = casesOf(file).filter(({ schema }) => Object.keys(schema).every((keyword) => ['$schema', 'const', 'enum'].includes(keyword)));
    expect(own.length).toBeGreaterThan(20);
    for (const { name, schema, data, valid } of own) {
      const values = schema.enum as unknown[] ?? [schema.const];
      expect({ name, equal: values.some((each) => isEqual(each, data)) }).toEqual({ name, equal: valid });
    }
  });
});
