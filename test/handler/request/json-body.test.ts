import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { decodeBody, MAX_BODY_BYTES, parseJson } from '../../../src/handler/request/json-body';
import { base64, nestedArrays, problemOf } from '../../support/handler/fixtures';

describe('decodeBody', () => {
  test('gives text as it is', () => {
    expect(decodeBody('{"a":"größe 😀"}', false)).toBe('{"a":"größe 😀"}');
  });

  test('decodes base64', () => {
    expect(decodeBody(base64('{"a":"größe 😀"}'), true)).toBe('{"a":"größe 😀"}');
  });

  test.each([
    ['text of one byte a character', 'x'.repeat(MAX_BODY_BYTES), false],
    ['text of two bytes a character', 'ä'.repeat(MAX_BODY_BYTES / 2), false],
    ['base64, which itself is longer', base64('x'.repeat(MAX_BODY_BYTES)), true],
  ])('accepts as many bytes as allowed: %s', (_, body, isBase64Encoded) => {
    expect(Buffer.byteLength(decodeBody(body, isBase64Encoded))).toBe(MAX_BODY_BYTES);
  });

  test.each([
    ['text of one byte a character', 'x'.repeat(MAX_BODY_BYTES + 1), false],
    ['text whose characters would be few enough', `x${'ä'.repeat(MAX_BODY_BYTES / 2)}`, false],
    ['base64', base64('x'.repeat(MAX_BODY_BYTES + 1)), true],
    ['base64 whose characters would be few enough', base64(`x${'ä'.repeat(MAX_BODY_BYTES / 2)}`), true],
  ])('refuses one byte more: %s', (_, body, isBase64Encoded) => {
    expect(problemOf(() => decodeBody(body, isBase64Encoded))).toMatchObject({
      kind: 'payload-too-large',
      detail: 'the body must have at most 1048576 bytes, got 1048577',
    });
  });

  test.each([
    ['a byte that begins no character', [0x22, 0xFF, 0x22]],
    ['a character that is cut off', [0x22, 0xC3, 0x22]],
    ['half of a surrogate pair', [0x22, 0xED, 0xA0, 0x80, 0x22]],
    ['a slash in more bytes than it needs', [0x22, 0xC0, 0xAF, 0x22]],
    ['UTF-16', [0xFF, 0xFE, 0x22, 0x00]],
  ])('refuses what is not UTF-8: %s', (_, bytes) => {
    expect(problemOf(() => decodeBody(base64(Uint8Array.from(bytes)), true))).toMatchObject({
      kind: 'malformed-request',
      detail: 'the body must be JSON in UTF-8, got another encoding',
    });
  });
});

describe('parseJson', () => {
  test.each([
    ['{"a":[1,true,null,"b"]}', { a: [1, true, null, 'b'] }],
    [' \t\r\n{ "a" : 1 } \n', { a: 1 }],
    ['"\\u00e4\\ud83d\\ude00\\"\\\\\\/\\b\\f\\n\\r\\t"', 'ä😀"\\/\b\f\n\r\t'],
    ['null', null],
    ['[]', []],
  ])('reads %s', (text, expected) => {
    expect(parseJson(text)).toStrictEqual(expected);
  });

  test('agrees with JSON.parse on all values whose numbers a double holds', () => {
    const safeNumber = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true }));
    const text = fc.string({ unit: 'binary' });
    const value = fc.anything({ key: text, values: [text, fc.boolean(), fc.constant(null), safeNumber], withNullPrototype: false });

    fc.assert(fc.property(value.map((candidate) => JSON.stringify(candidate)), (json) => {
      expect(JSON.stringify(parseJson(json))).toBe(JSON.stringify(JSON.parse(json)));
    }));
  });

  test('agrees with JSON.parse on what is no JSON', () => {
    const nearlyJson = fc.string({ unit: fc.constantFrom(...'{}[]",:-+.0123eE \\utrfalsn/'), maxLength: 12 });

    fc.assert(fc.property(nearlyJson, (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      if (isJson) fc.pre(!/"(.*)".*"\1"/.test(text)); // perhaps a key twice, which JSON.parse lets pass
      const read = () => parseJson(text);
      if (isJson) read();
      else expect(problemOf(read).kind).toBe('malformed-request');
    }), { numRuns: 1_000 });
  });

  test.each([
    ['text', () => parseJson('\uFEFF{"a":1}')],
    ['base64', () => parseJson(decodeBody(base64('\uFEFF{"a":1}'), true))],
  ])('reads over a byte order mark before it, as editors write it: in %s', (_, read) => {
    expect(read()).toEqual({ a: 1 });
  });

  test.each(['\uFEFF\uFEFF{}', '{}\uFEFF', ' \uFEFF{}', '\uFEFF', '{\uFEFF}'])('refuses a byte order mark anywhere else: %j', (text) => {
    expect(problemOf(() => parseJson(text)).kind).toBe('malformed-request');
  });

  test('keeps what looks like a byte order mark within a text', () => {
    expect(parseJson('"\uFEFFa"')).toBe('\uFEFFa');
  });

  test.each([
    ['UTF-16, little endian', Buffer.from('{"a":1}', 'utf16le')],
    ['UTF-16, big endian', Buffer.from('{"a":1}', 'utf16le').swap16()],
    ['UTF-16 with a byte order mark', Buffer.from('\uFEFF{"a":1}', 'utf16le')],
    ['UTF-32', Buffer.from('7b0000007d000000', 'hex')],
    ['Latin 1', Buffer.from('{"a":"ö"}', 'latin1')],
    ['gzip', gzipSync('{"a":1}')],
  ])('says of %s that it is not UTF-8, in base64 and in a text that was made of it', (_, bytes) => {
    const expected = { kind: 'malformed-request', detail: 'the body must be JSON in UTF-8, got another encoding' };

    expect(problemOf(() => parseJson(decodeBody(bytes.toString('base64'), true)))).toMatchObject(expected);
    if (bytes.includes(0)) expect(problemOf(() => parseJson(bytes.toString()))).toMatchObject(expected);
  });

  test('keeps __proto__ a plain key', () => {
    const parsed = parseJson('{"__proto__":{"isAdmin":true}}');

    expect(Object.keys(parsed as object)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  });

  test.each([
    ['1e2', 100],
    ['1E+2', 100],
    ['29.990', 29.99],
    ['109.97', 109.97],
    ['0.30', 0.3],
    ['-0', -0],
    ['-0.0', -0],
    ['0e400', 0],
    ['9007199254740991', 9_007_199_254_740_991],
    ['5e-324', 5e-324],
  ])('reads the number %s as it stands', (literal, expected) => {
    expect(parseJson(literal)).toBe(expected);
  });

  test.each([
    '1e400',
    '-1e400',
    '1e-400',
    '29.990000000000000001',
    '12345678901234567890',
    '-12345678901234567890',
    '9007199254740993',
    '9007199254740992.0',
    '0.1000000000000000055511151231257827',
    '1e23',
  ])('does not round the number %s', (literal) => {
    expect(Number.isFinite(parseJson(literal))).toBe(false);
  });

  test.each(['NaN', 'Infinity', '-Infinity', '+1', '.5', '1.', '01', '-', '0x10', '1_000', '1e', '1,5'])('refuses %s, which is no number in JSON', (text) => {
    expect(problemOf(() => parseJson(text)).kind).toBe('malformed-request');
  });

  test.each([
    ['nothing', ''],
    ['white space', '  '],
    ['text without quotes', 'hello'],
    ['single quotes', "{'a':1}"],
    ['a comma too many', '{"a":1,}'],
    ['an object that is not closed', '{"a":1'],
    ['a key without a value', '{"a":}'],
    ['a key without quotes', '{a:1}'],
    ['more after the end', '{} {}'],
    ['a comment', '{} // order'],
    ['a line break in a text', '"a\nb"'],
    ['an unknown escape', '"\\x41"'],
    ['half an escape', '"\\u00"'],
    ['a form', 'customerId=1&items=2'],
  ])('refuses %s', (_, text) => {
    const problem = problemOf(() => parseJson(text));

    expect(problem.kind).toBe('malformed-request');
    expect(problem.detail).toMatch(/^the body must be JSON: ./);
  });

  test.each([
    ['at the top', '{"totalAmount":1,"totalAmount":2}', 'totalAmount'],
    ['further down', '{"items":[{"price":1,"price":2}]}', 'price'],
    ['written in two ways', '{"a":1,"\\u0061":2}', 'a'],
    ['that is __proto__', '{"__proto__":1,"__proto__":2}', '__proto__'],
    ['of numbers that differ only beyond a double', '{"a":1.0000000000000000001,"a":1.0000000000000000002}', 'a'],
  ])('refuses a key that occurs twice with two values, %s', (_, text, key) => {
    expect(problemOf(() => parseJson(text))).toMatchObject({
      kind: 'malformed-request',
      detail: `the body must be JSON: the key "${key}" occurs twice`,
    });
  });

  test('refuses a key that occurs twice, once as an empty object and once as an empty array', () => {
    expect(problemOf(() => parseJson('{"a":{},"a":[]}')).kind).toBe('malformed-request');
  });

  test('names no more than the beginning of a long key that occurs twice', () => {
    const key = 'k'.repeat(1_000);

    expect(problemOf(() => parseJson(`{"${key}":1,"${key}":2}`)).detail.length).toBeLessThan(150);
  });

  test('names no more than the beginning of a long number that is cut off', () => {
    expect(problemOf(() => parseJson(`${'1'.repeat(1_000)}.`)).detail.length).toBeLessThan(250);
  });

  test.each([
    ['arrays', nestedArrays(100_000)],
    ['arrays that are not closed', '['.repeat(200_000)],
    ['objects', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`],
  ])('refuses 200 KB of nested %s', (_, text) => {
    expect(problemOf(() => parseJson(text))).toMatchObject({
      kind: 'malformed-request',
      detail: 'the body must be JSON: it is nested too deeply',
    });
  });
});
