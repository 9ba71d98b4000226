import * as fc from 'fast-check';
import { parseJson } from '../../../src/handler/request/json-body';
import { readStatusRequest } from '../../../src/handler/request/status-request';
import { nestedArrays, problemOf, STATUSES } from '../../support/handler/fixtures';

const MUST_BE = { detail: 'must be one of PROCESSING, CONFIRMED, SHIPPED, DELIVERED, CANCELLED', pointer: '#/status' };

const read = (json: string) => readStatusRequest(parseJson(json));

test.each(STATUSES)('the status %s is read', (status) => {
  expect(read(`{"status":"${status}"}`)).toBe(status);
});

test.each(['null', 'true', '1', '1e400', '"SHIPPED"', '[]', '["SHIPPED"]'])('fails as malformed for %s, which is no object', (json) => {
  expect(problemOf(() => read(json))).toMatchObject({
    kind: 'malformed-request',
    detail: 'the body must be a JSON object that holds the new status',
    faults: [],
  });
});

test.each([
  ['a status that there is not', '{"status":"LOST"}'],
  ['a status in lower case', '{"status":"shipped"}'],
  ['white space around the status', '{"status":" SHIPPED"}'],
  ['an empty status', '{"status":""}'],
  ['a control character', '{"status":"SHIPPED\\u0000"}'],
  ['half of a surrogate pair', '{"status":"\\ud800"}'],
  ['null', '{"status":null}'],
  ['a number', '{"status":1}'],
  ['a number that a double cannot hold', '{"status":1e400}'],
  ['an array of the status', '{"status":["SHIPPED"]}'],
  ['an object', '{"status":{"S":"SHIPPED"}}'],
  ['a deep array', `{"status":${nestedArrays(1_000)}}`],
  ['a name that every object has', '{"status":"constructor"}'],
  ['the name of the prototype', '{"status":"__proto__"}'],
])('fails for %s', (_, json) => {
  expect(problemOf(() => read(json))).toMatchObject({ kind: 'validation-failed', detail: 'the request has 1 fault', faults: [MUST_BE] });
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
    MUST_BE,
  ]);
});

test('fails for any other JSON, as malformed or not valid', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    expect(['malformed-request', 'validation-failed']).toContain(problemOf(() => readStatusRequest(value)).kind);
  }));
});
