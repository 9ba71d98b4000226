/*
 * What generators of clients stumble on is in no part of the document. `npm test -- clients` shows it with some generators, this with
 * each schema.
 */
import * as fc from 'fast-check';
import { readIfMatch } from '../../src/handler/domain/entity-tag';
import { readIdempotencyKey } from '../../src/handler/request/idempotency-key';
import { textOf } from '../../tools/openapi/files';
import type { Schema } from '../../tools/openapi/openapi';
import { operationsOf } from '../../tools/openapi/tables';
import { DOCUMENT, operationOf } from '../support/openapi/conformance';

type Place = readonly [path: string, schema: Schema];

/** A schema and all that are in it. What names of members must be is left out: only validators look at it. */
function schemasIn([path, schema]: Place): Place[] {
  const { properties = {}, items, additionalProperties, oneOf = [] } = schema as {
    properties?: Record<string, Schema>; items?: Schema; additionalProperties?: Schema | boolean; oneOf?: Schema[];
  };
  const parts: Place[] = [
    ...Object.entries(properties).map(([name, part]): Place => [`${path}.${name}`, part]),
    ...items ? [[`${path}[]`, items] as const] : [],
    ...typeof additionalProperties === 'object' ? [[`${path}{}`, additionalProperties] as const] : [],
    ...oneOf.map((part, index): Place => [`${path}|${index}`, part]),
  ];
  return [[path, schema], ...parts.flatMap(schemasIn)];
}

const named: Place[] = Object.entries(DOCUMENT.components.schemas);

const inOperations: Place[] = operationsOf(DOCUMENT).flatMap(({ operation: { operationId, parameters, requestBody, responses } }): Place[] => [
  ...parameters.map(({ name, schema }): Place => [`${operationId} ${name}`, schema]),
  ...Object.values(requestBody?.content ?? {}).map(({ schema }): Place => [`${operationId} body`, schema]),
  ...Object.entries(responses).flatMap(([status, { headers, content }]): Place[] => [
    ...Object.entries(headers).map(([name, { schema }]): Place => [`${operationId} ${status} ${name}`, schema]),
    ...Object.entries(content).map(([type, { schema }]): Place => [`${operationId} ${status} ${type}`, schema]),
  ]),
]);

const all = [...named, ...inOperations].flatMap(schemasIn);

const pathsOf = (places: readonly Place[]): string[] => places.map(([path]) => path);

test('a schema has one type, or refers to a schema that has a name', () => {
  const without = all.filter(([, { type, $ref, oneOf }]) => typeof type !== 'string' && typeof $ref !== 'string' && !Array.isArray(oneOf));

  expect(pathsOf(without)).toEqual([]);
});

test('only a schema that has a name is a choice, and each of its branches has a name too', () => {
  const choices = new Set(pathsOf(named.filter(([, { oneOf }]) => oneOf !== undefined)));
  const others = all.filter(([path, schema]) => ['oneOf', 'anyOf', 'allOf', 'not', 'if'].some((keyword) => keyword in schema) && !choices.has(path));
  const branches = named.flatMap(([path, { oneOf = [] }]) => (oneOf as Schema[]).map((branch, index): Place => [`${path}|${index}`, branch]));

  expect(pathsOf(others)).toEqual([]);
  expect(pathsOf(branches.filter(([, { $ref }]) => $ref === undefined))).toEqual([]);
});

test('branches of a choice are told apart by a text that each has one value for, whose schema has a name: else a client in Go does not look at it', () => {
  const schemaOf = ({ $ref }: Schema) => DOCUMENT.components.schemas[String($ref).split('/').at(-1)!];
  const typesOf = (branches: readonly Schema[]) => branches.map((branch) => {
    const { properties } = schemaOf(branch) as { properties: { type: Schema } };
    return (schemaOf(properties.type) as { enum: readonly string[] }).enum;
  });
  const choices = named.filter(([, { oneOf }]) => oneOf !== undefined).map(([path, { oneOf }]) => ({ path, types: typesOf(oneOf as Schema[]) }));

  expect(choices.length).toBeGreaterThan(0);
  for (const { types } of choices) {
    expect(types.every(({ length }) => length === 1)).toBe(true);
    expect(new Set(types.flat()).size).toBe(types.length);
  }
});

test('an object and a list of values have a name, which a generator would make up otherwise', () => {
  const names = new Set(pathsOf(named));
  const nameless = all.filter(([path, schema]) => !names.has(path) && ('properties' in schema || (schema.enum as unknown[] | undefined ?? []).length > 1));

  expect(pathsOf(nameless)).toEqual([]);
});

test('an object of an answer says that there may be more members, or a client in Go, Java or Python would refuse them', () => {
  const requests = [
    'OrderRequest', 'OrderItem', 'OrderDiscount', 'OrderContact', 'OrderAddress', 'LineQuantity', 'FulfilmentRequest', 'FulfilmentChange', 'ReturnRequest', 'StatusRequest',
  ];
  const objects = named.filter(([, { properties }]) => properties !== undefined);
  const objectsThatSay = (open: boolean) => pathsOf(objects.filter(([, { additionalProperties }]) => additionalProperties === open));

  expect(objectsThatSay(false)).toEqual(requests);
  expect(objectsThatSay(true)).toHaveLength(objects.length - requests.length);
});

test('a field that may be left out of a request has no default, which would make it required of a client in TypeScript', () => {
  const { properties } = DOCUMENT.components.schemas.OrderRequest as { properties: Record<string, Schema> };

  expect(Object.keys(properties).filter((name) => 'default' in properties[name])).toEqual([]);
});

test('an amount is a double, which holds 15 digits', () => {
  const numbers = all.filter(([, { type }]) => type === 'number');

  expect(numbers.length).toBeGreaterThan(0);
  expect(pathsOf(numbers.filter(([, { format }]) => format !== 'double'))).toEqual([]);
});

describe('patterns', () => {
  const patterns = [...new Set(all.flatMap(([, { pattern }]) => (typeof pattern === 'string' ? [pattern] : [])))].map((pattern) => ({ pattern }));

  test.each(patterns)('$pattern is anchored at both ends, whatever its branches', ({ pattern }) => {
    expect(pattern).toMatch(/^\^.*\$$/s);
    expect(branchesOf(pattern.slice(1, -1))).toBe(1);
  });

  test.each(patterns)('$pattern says the same in JavaScript, Java, Go (RE2) and Python', ({ pattern }) => {
    // No look-around, no back-reference, no name of a group, and of letters only escapes that they all know.
    expect(pattern.match(/\(\?(?!:)|\\(?!x[0-9A-F]{2}|[sd]|[^A-Za-z0-9])/g)).toBeNull();
    expect(() => new RegExp(pattern, 'u')).not.toThrow();
  });

  test('the document holds no line separator as it is, which editors take for the end of a line', () => {
    expect(patterns.some(({ pattern }) => pattern.includes('\u2028'))).toBe(true);
    expect(textOf(DOCUMENT)).not.toMatch(/[\u2028\u2029]/);
  });
});

/** In how many branches a pattern ends up outside of all groups. */
function branchesOf(pattern: string): number {
  const structure = pattern.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  let depth = 0;
  return 1 + [...structure].filter((character) => {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    return character === '|' && depth === 0;
  }).length;
}

describe('the one pattern of a header', () => {
  const characters = fc.constantFrom('a', '1', '"', '\\', '*', 'W/', ',', ' ', '~', '!', '\x7F', '\x80', '\xFF');
  const headers = fc.oneof(
    fc.array(characters, { maxLength: 6 }).map((parts) => parts.join('')),
    fc.tuple(fc.constantFrom('', '"'), fc.constantFrom('a', '\\"', '\\\\', 'ab'), fc.constantFrom(126, 127, 128, 254, 255, 256))
      .map(([quote, part, count]) => quote + part.repeat(count) + quote),
  ).filter((text) => text === text.trim());

  test.each([
    ['Idempotency-Key', readIdempotencyKey],
    ['If-Match', readIfMatch],
  ] as const)('%s takes what the handler takes, and nothing else', (name, read) => {
    const { schema } = operationOf('updateOrderStatus').parameters.find((parameter) => parameter.name === name)!;
    const pattern = new RegExp(schema.pattern as string, 'u');

    fc.assert(fc.property(headers, (header) => pattern.test(header) === isRead(() => read(header))), { numRuns: 5000 });
  });
});

function isRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
