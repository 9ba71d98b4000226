import * as fc from 'fast-check';
import { parseJson } from '../../../src/handler/request/json-body';
import { readStatusRequest } from '../../../src/handler/request/status-request';
import { nestedArrays, problemOf, STATUSES } from '../../support/handler/fixtures';

const mustBe = (got: string) => ({ detail: `must be one of PROCESSING, CONFIRMED, SHIPPED, DELIVERED, CANCELLED, got ${got}`, pointer: '#/status' });

const read = (json: string) => readStatusRequest(parseJson(json));

test.each(STATUSES)('the status %s is read', (status) => {
  expect(read(`{"status":"${status}"}`)).toEqual({ status });
});

test.each([
  ['null', 'null'], ['true', 'a boolean'], ['1', 'a number'], ['1e400', 'a number'], ['"SHIPPED"', 'a string'], ['[]', 'an array'], ['["SHIPPED"]', 'an array'],
])('fails as malformed for %s, which is no object', (json, got) => {
  expect(problemOf(() => read(json))).toMatchObject({
    kind: 'malformed-request',
    detail: `the body must be a JSON object that holds the new status, got ${got}`,
    faults: [],
  });
});

test.each([
  ['a status that there is not', '{"status":"LOST"}', '"LOST"'],
  ['a status in lower case', '{"status":"shipped"}', '"shipped"'],
  ['white space around the status', '{"status":" SHIPPED"}', '" SHIPPED"'],
  ['an empty status', '{"status":""}', '""'],
  ['a control character', '{"status":"SHIPPED\\u0000"}', '"SHIPPED\\u0000"'],
  ['half of a surrogate pair', '{"status":"\\ud800"}', '"\uFFFD"'],
  ['null', '{"status":null}', 'null'],
  ['a number', '{"status":1}', 'a number'],
  ['a number that a double cannot hold', '{"status":1e400}', 'a number'],
  ['an array of the status', '{"status":["SHIPPED"]}', 'an array'],
  ['an object', '{"status":{"S":"SHIPPED"}}', 'an object'],
  ['a deep array', `{"status":${nestedArrays(1_000)}}`, 'an array'],
  ['a name that every object has', '{"status":"constructor"}', '"constructor"'],
  ['the name of the prototype', '{"status":"__proto__"}', '"__proto__"'],
])('fails for %s', (_, json, got) => {
  expect(problemOf(() => read(json))).toMatchObject({ kind: 'validation-failed', detail: 'the request has 1 fault', faults: [mustBe(got)] });
});

test('fails without a status', () => {
  expect(problemOf(() => read('{}')).faults).toEqual([{ detail: 'is required', pointer: '#/status' }]);
});

test('fails when the prototype alone has a status', () => {
  expect(problemOf(() => read('{"__proto__":{"status":"SHIPPED"}}')).faults).toEqual([
    { detail: 'is not a known field; known are status', pointer: '#/__proto__' },
    { detail: 'is required', pointer: '#/status' },
  ]);
});

test('fails for every field beside the status, all at once', () => {
  expect(problemOf(() => read('{"status":"LOST","version":1,"constructor":1}')).faults).toEqual([
    { detail: 'is not a known field; known are status', pointer: '#/version' },
    { detail: 'is not a known field; known are status', pointer: '#/constructor' },
    mustBe('"LOST"'),
  ]);
});

test('fails for any other JSON, as malformed or not valid', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    expect(['malformed-request', 'validation-failed']).toContain(problemOf(() => readStatusRequest(value)).kind);
  }));
});
