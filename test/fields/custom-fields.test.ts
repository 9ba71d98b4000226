/*
 * The prop `customFields`: what it refuses, and what it changes in the template.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Lazy, Stack, Token } from 'aws-cdk-lib';
import { OrderFields, OrderFieldSchemas, OrderProcessingApi } from '../../src';
import { EXTENDED_FOLDER } from '../../tools/build/bundle';
import { refusalFor, withField } from '../support/fields/verdicts';
import { several } from '../support/refusals';

const ORDER = { type: 'object', properties: { costCenter: { type: 'string', pattern: '^[A-Z]{2}-[0-9]{4}$', title: 'Cost center' } }, required: ['costCenter'] };
const ITEM = { type: 'object', properties: { engraving: { 'type': 'string', 'maxLength': 40, 'x-personal': true } } };

const IN_FIELD = 'customFields.order#/properties/field';

const VALUES = 'must be a list of 1 to 500 values of one type that JSON and DynamoDB hold exactly, without null and tokens';

describe('a schema outside of the subset fails with its JSON pointer', () => {
  test.each<[string, unknown, string]>([
    ['a boolean schema', true, `${IN_FIELD} must be a JSON Schema such as { type: 'string' }, got true`],
    ['a token', Lazy.any({ produce: () => ({}) }), `${IN_FIELD} must be a JSON Schema such as { type: 'string' }, got a token`],
    ['no type', {}, `${IN_FIELD}/type must be string, number, integer, boolean, object or array, got none`],
    ['an unknown type', { type: 'text' }, `${IN_FIELD}/type must be string, number, integer, boolean, object or array, got "text"`],
    ['several types', { type: ['string', 'null'] }, `${IN_FIELD}/type must be string, number, integer, boolean, object or array, got ["string","null"]`],
    ['values of several types', { enum: ['a', 1] }, `${IN_FIELD}/enum ${VALUES}, got ["a",1]`],
    ['an unknown keyword', { type: 'string', minLen: 1 },
      `${IN_FIELD}/minLen must be left out, since the keywords of the type string are type, enum, const, title, description, x-personal, minLength, maxLength, pattern and format, got 1`],
    ['a keyword of another type', { type: 'boolean', maxLength: 1 },
      `${IN_FIELD}/maxLength must be left out, since the keywords of the type boolean are type, enum, const, title, description and x-personal, got 1`],
    ['$ref', { type: 'number', $ref: '#/$defs/a' },
      `${IN_FIELD}/%24ref must be left out, since the keywords of the type number are type, enum, const, title, description, x-personal, minimum and maximum, got "#/$defs/a"`],
    ['a length that is no number', { type: 'string', maxLength: '5' }, `${IN_FIELD}/maxLength must be a number of characters, got "5"`],
    ['a length that is a token', { type: 'string', maxLength: Token.asNumber({ Ref: 'A' }) }, `${IN_FIELD}/maxLength must be a number of characters, got a token`],
    ['a negative length', { type: 'string', minLength: -1 }, `${IN_FIELD}/minLength must be a whole number from 0 to 1000000 characters, got -1`],
    ['lengths that no text has', { type: 'string', minLength: 5, maxLength: 3 }, `${IN_FIELD}/maxLength must be at least minLength, which is 5, got 3`],
    ['numbers of elements that no array has', { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 1 }, `${IN_FIELD}/maxItems must be at least minItems, which is 2, got 1`],
    ['a range without numbers', { type: 'integer', minimum: 2, maximum: 1 }, `${IN_FIELD}/maximum must be at least minimum, which is 2, got 1`],
    ['a bound that is no number', { type: 'integer', minimum: '2' }, `${IN_FIELD}/minimum must be a number that JSON and DynamoDB hold exactly, got "2"`],
    ['a bound that JSON rounds', { type: 'number', maximum: 2 ** 53 }, `${IN_FIELD}/maximum must be a number that JSON and DynamoDB hold exactly, got 9007199254740992`],
    ['a pattern with lookaround', { type: 'string', pattern: '(?=a)' }, `${IN_FIELD}/pattern must be a pattern without lookaround, got "(?=a)"`],
    ['a pattern that is a token', { type: 'string', pattern: Token.asString({ Ref: 'A' }) }, `${IN_FIELD}/pattern must be a regular expression such as '^[A-Z]{3}$', got a token`],
    ['a pattern that is an object of JavaScript', { type: 'string', pattern: /a/ }, `${IN_FIELD}/pattern must be a regular expression such as '^[A-Z]{3}$', got the object RegExp`],
    ['another format', { type: 'string', format: 'email' }, `${IN_FIELD}/format must be date, date-time or uri, got "email"`],
    ['an empty enum', { type: 'string', enum: [] }, `${IN_FIELD}/enum must be a list of 1 to 500 distinct values of the type string, got []`],
    ['equal values', { type: 'object', properties: { a: { type: 'integer' } }, enum: [{ a: 1 }, { a: 1 }] },
      `${IN_FIELD}/enum must be a list of 1 to 500 distinct values of the type object, got [{"a":1},{"a":1}]`],
    ['a value of another type', { type: 'integer', enum: [1, 1.5] }, `${IN_FIELD}/enum must be a list of 1 to 500 distinct values of the type integer, got [1,1.5]`],
    ['a constant of another type', { type: 'string', const: 1 }, `${IN_FIELD}/const must be a value of the type string, got 1`],
    ['a constant with a token', { type: 'string', const: Token.asString({ Ref: 'A' }) }, `${IN_FIELD}/const must be a value of the type string, got`],
    ['an object without fields', { type: 'object' }, `${IN_FIELD}/properties must contain the JSON Schemas of the fields by their names, got none`],
    ['an object with a list of fields', { type: 'object', properties: ['a'] }, `${IN_FIELD}/properties must contain the JSON Schemas of the fields by their names, got a list`],
    ['an array without a schema of its elements', { type: 'array' }, `${IN_FIELD}/items must be the JSON Schema of the elements, got none`],
    ['other fields than those of the schema', { ...withField({ type: 'string' }), additionalProperties: true },
      `${IN_FIELD}/additionalProperties must be false or left out, since fields without a schema are refused, got true`],
    ['a required field that there is not', { ...withField({ type: 'string' }), required: ['fields'] }, `${IN_FIELD}/required must have the names of properties, each once, got "fields"`],
    ['a required field that is named twice', { ...withField({ type: 'string' }), required: ['field', 'field'] }, `${IN_FIELD}/required must have the names of properties, each once, got "field"`],
    ['required fields that are a token', { ...withField({ type: 'string' }), required: Token.asList('names') }, `${IN_FIELD}/required must be a list of names of properties, got a token`],
    ['values that are a token', { enum: Token.asList('values') }, `${IN_FIELD}/enum ${VALUES}, got a token`],
    ['values that are a token, of a type', { type: 'string', enum: Token.asList('values') }, `${IN_FIELD}/enum must be a list of 1 to 500 distinct values of the type string, got a token`],
    ['no values', { enum: [] }, `${IN_FIELD}/enum ${VALUES}, got []`],
    ['a value that is null', { enum: [null, 1] }, `${IN_FIELD}/enum ${VALUES}, got [null,1]`],
    ['a constant that is null', { const: null }, `${IN_FIELD}/const must be a value that JSON and DynamoDB hold exactly, without null and tokens, got null`],
    ['no properties', { type: 'object', properties: {} }, `${IN_FIELD}/properties must contain the JSON Schemas of the fields by their names, got none`],
    ['a field without a name', withField({ type: 'string' }, ''), `${IN_FIELD}/properties must have names of 1 to 64 characters without control characters, and not __proto__, got ""`],
    ['a field that JavaScript loses', { type: 'object', properties: JSON.parse('{ "__proto__": { "type": "string" } }') },
      `${IN_FIELD}/properties must have names of 1 to 64 characters without control characters, and not __proto__, got "__proto__"`],
    ['x-personal as a text', { 'type': 'string', 'x-personal': 'yes' }, `${IN_FIELD}/x-personal must be true or left out, got "yes"`],
    ['a title that is none', { type: 'string', title: 1 }, `${IN_FIELD}/title must be a text, got 1`],
    ['four objects in one another', withField(withField(withField({ type: 'string' }))), `${IN_FIELD}/properties/field/properties/field/properties/field must be nested in at most 3 objects and 3 arrays`],
    ['four arrays in one another', { type: 'array', items: { type: 'array', items: { type: 'array', items: { type: 'array', items: { type: 'string' } } } } },
      `${IN_FIELD}/items/items/items/items must be nested in at most 3 objects and 3 arrays`],
    ['a name with a slash', withField({ type: 'any' }, 'a/b~c'), `${IN_FIELD}/properties/a~1b~0c/type must be string, number, integer, boolean, object or array, got "any"`],
  ])('%s', (_name, schema, message) => {
    expect(refusalFor({ order: withField(schema) })).toContain(message);
  });

  test.each<[string, unknown, string]>([
    ['of another type', { item: { type: 'string' } }, 'customFields.item#/type must be object, the type of customFields, got "string"'],
    ['of another draft', { order: { ...ORDER, $schema: 'http://json-schema.org/draft-07/schema#' } },
      'customFields.order#/%24schema must be https://json-schema.org/draft/2020-12/schema or left out, got "http://json-schema.org/draft-07/schema#"'],
    ['that is a text', { order: '{}' }, 'customFields.order must be a JSON Schema such as { type: \'string\' }, got "{}"'],
    ['of another name', { orders: ORDER }, 'customFields must only have the options order, item, got orders (did you mean order?)'],
    ['that is missing', {}, 'customFields must have the schemas order or item, got none'],
    ['that is undefined', undefined, 'customFields must have the schemas order or item, got none'],
  ])('a schema %s', (_name, schemas, message) => {
    expect(refusalFor(schemas)).toBe(message);
  });

  test('all of them in one message', () => {
    const wrong = { type: 'object', properties: { a: { type: 'string', maxLength: -1 }, b: { type: 'date' } } };
    expect(refusalFor({ order: wrong, item: { type: 'object' } })).toBe(several([
      'customFields.order#/properties/a/maxLength must be a whole number from 0 to 1000000 characters, got -1',
      'customFields.order#/properties/b/type must be string, number, integer, boolean, object or array, got "date"',
      'customFields.item#/properties must contain the JSON Schemas of the fields by their names, got none',
    ]));
  });

  test('a schema that contains itself', () => {
    const schema: { type: string; properties: Record<string, unknown> } = { type: 'object', properties: {} };
    schema.properties.self = schema;
    expect(refusalFor({ order: schema })).toMatch(/must be nested in at most 3 objects and 3 arrays$/);
  });

  test('what is no OrderFields', () => {
    expect(() => new OrderProcessingApi(new Stack(), 'Orders', { customFields: { order: ORDER } as never })).toThrow(/customFields must be OrderFields.fromJsonSchema\(\{ order, item \}\), got another object$/);
  });
});

const many = (count: number) => ({ type: 'object', properties: Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, { type: 'string', maxLength: 100 }])) });

test('500 fields synthesize, and one more fails', () => {
  expect(refusalFor({ order: many(500), item: many(500) })).toBe('not refused');
  expect(refusalFor({ order: many(501) })).toBe('customFields.order must have at most 500 fields, those of nested objects included, got 501');
});

/** The assets of the functions in an app, by the id of their API: their hash and files. */
function assetsOf(apis: Readonly<Record<string, OrderFieldSchemas | undefined>>): Record<string, { hash: string; folder: string; files: string[] }> {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  for (const [id, schemas] of Object.entries(apis)) {
    new OrderProcessingApi(stack, id, { generatedNames: true, outputPrefix: id, customFields: schemas && OrderFields.fromJsonSchema(schemas) });
  }
  const assembly = app.synth();
  const functions = Object.entries(assembly.getStackByName('Shop').template.Resources as Record<string, { Type: string; Properties: { Code: { S3Key: string } } }>)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
  return Object.fromEntries(Object.keys(apis).map((id) => {
    const hash = functions.find(([logicalId]) => logicalId.startsWith(id))![1].Properties.Code.S3Key.replace('.zip', '');
    const folder = join(assembly.directory, `asset.${hash}`);
    return [id, { hash, folder, files: readdirSync(folder).sort() }];
  }));
}

const settingsIn = ({ folder }: { folder: string }) => JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));

describe('the code of the function', () => {
  beforeEach(() => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true); // the CDK says that it bundles
  });

  test('is the extended bundle with the compiled schemas in settings.json', () => {
    const { Orders: asset } = assetsOf({ Orders: { order: ORDER, item: ITEM } });

    expect(asset.files).toEqual([...readdirSync(EXTENDED_FOLDER), 'settings.json'].sort());
    expect(settingsIn(asset).customFields.item).toEqual({ type: 'object', properties: { engraving: { type: 'string', maxLength: 40, personal: true } } });
    expect(settingsIn(asset).customFields.order).toMatchObject({ type: 'object', required: ['costCenter'], properties: { costCenter: { pattern: { source: '^[A-Z]{2}-[0-9]{4}$' } } } });
  });

  test('is another one for other schemas, also of two APIs in one app, and the same for the same schemas', () => {
    const { First: first, Second: second, Third: third } = assetsOf({ First: { order: ORDER }, Second: { item: ITEM }, Third: { order: { ...ORDER, description: 'Words' } } });

    expect(settingsIn(first).customFields).toEqual({ order: expect.anything() });
    expect(settingsIn(second).customFields).toEqual({ item: expect.anything() });
    expect(second.hash).not.toBe(first.hash);
    expect(third.hash).toBe(first.hash);
    expect(assetsOf({ Again: { order: ORDER } }).Again.hash).toBe(first.hash);
  });

  test('is the same for members in any order, as the maps of Java and Go have them', () => {
    const reversed = (value: object): object => Object.fromEntries(
      Object.entries(value).reverse().map(([name, member]) => [name, typeof member === 'object' && !Array.isArray(member) ? reversed(member) : member]),
    );
    const { One: one, Other: other } = assetsOf({ One: { order: ORDER, item: ITEM }, Other: reversed({ order: ORDER, item: ITEM }) });

    expect(other.hash).toBe(one.hash);
  });
});
