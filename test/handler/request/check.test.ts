import { array, Check, gotNumber, gotText, isObject, object, oddCharacterIn, optional, record, required, typeOf, value } from '../../../src/handler/request/check';
import { pointersOf } from '../../support/handler/fixtures';

const text = value('a text', (candidate) => typeof candidate === 'string', typeOf);
const anything: Check = () => [];

describe('value', () => {
  test('has no fault with what it accepts', () => {
    expect(text('a', '#/a')).toEqual([]);
  });

  test('refuses anything else with what would be accepted, what came, and where', () => {
    expect(text(1, '#/a')).toEqual([{ detail: 'must be a text, got a number', pointer: '#/a' }]);
  });
});

describe('object', () => {
  const person = object({ name: required(text), nickname: optional(text) });

  test.each([
    ['all members', { name: 'a', nickname: 'b' }],
    ['the required members alone', { name: 'a' }],
    ['an optional member that is undefined', { name: 'a', nickname: undefined }],
  ])('has no fault with %s', (_, candidate) => {
    expect(person(candidate, '#')).toEqual([]);
  });

  test.each([['null', null], ['an array', []], ['a string', 'a'], ['a number', 1], ['a boolean', true], ['undefined', undefined]])('refuses %s', (type, candidate) => {
    expect(person(candidate, '#/p')).toEqual([{ detail: `must be an object, got ${type}`, pointer: '#/p' }]);
  });

  test('refuses an object without a required member', () => {
    expect(person({}, '#')).toEqual([{ detail: 'is required', pointer: '#/name' }]);
  });

  test('refuses an unknown member and names the known ones', () => {
    expect(person({ name: 'a', age: 1 }, '#')).toEqual([{ detail: 'is not a known field; known are name, nickname', pointer: '#/age' }]);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('refuses %s as any other unknown member', (name) => {
    expect(pointersOf(person(JSON.parse(`{"name":"a","${name}":{}}`), '#'))).toEqual([`#/${name}`]);
  });

  test('refuses null where an optional member may be left out', () => {
    expect(pointersOf(person({ name: 'a', nickname: null }, '#'))).toEqual(['#/nickname']);
  });

  test('reports the faults of all members at once', () => {
    expect(pointersOf(person({ nickname: 1, x: 1, y: 1 }, '#'))).toEqual(['#/x', '#/y', '#/name', '#/nickname']);
  });
});

describe('a pointer', () => {
  test('repeats no more than the beginning of a long name', () => {
    const [{ pointer }] = object({})({ ['n'.repeat(100_000)]: 1 }, '#');

    expect(pointer).toBe(`#/${'n'.repeat(200)}${encodeURIComponent('…')}`);
  });
});

describe('record', () => {
  const lower = value('in lower case', (candidate) => candidate === String(candidate).toLowerCase(), gotText);
  const labels = record(2, lower, text);

  test.each([[{}], [{ a: 'A' }], [{ a: 'A', b: 'B' }]])('has no fault with %j', (candidate) => {
    expect(labels(candidate, '#')).toEqual([]);
  });

  test.each([['null', null], ['an array', []], ['a string', 'a']])('refuses %s', (type, candidate) => {
    expect(labels(candidate, '#/l')).toEqual([{ detail: `must be an object, got ${type}`, pointer: '#/l' }]);
  });

  test('refuses more entries than allowed', () => {
    expect(labels({ a: 'A', b: 'B', c: 'C' }, '#/l')).toEqual([{ detail: 'must have at most 2 entries, got 3', pointer: '#/l' }]);
  });

  test('refuses a wrong key and a wrong value, both with the pointer of the entry', () => {
    expect(labels({ A: 1 }, '#/l')).toEqual([
      { detail: 'key must be in lower case, got "A"', pointer: '#/l/A' },
      { detail: 'must be a text, got a number', pointer: '#/l/A' },
    ]);
  });
});

describe('array', () => {
  const list = array(1, 2, text);

  test.each([[['a']], [['a', 'b']]])('has no fault with %j', (candidate) => {
    expect(list(candidate, '#')).toEqual([]);
  });

  test.each<[unknown, unknown]>([[[], 0], [['a', 'b', 'c'], 3], [{}, 'an object'], [{ length: 1 }, 'an object'], [null, 'null'], ['ab', 'a string']])('refuses %j', (candidate, got) => {
    expect(list(candidate, '#/a')).toEqual([{ detail: `must be an array of 1 to 2 elements, got ${got}`, pointer: '#/a' }]);
  });

  test('refuses each wrong element with its index', () => {
    expect(pointersOf(list([1, 2], '#/a'))).toEqual(['#/a/0', '#/a/1']);
  });

  test('refuses a hole in the array', () => {
    expect(pointersOf(list([undefined, 'a'], '#/a'))).toEqual(['#/a/0']);
  });
});

describe('what a fault repeats', () => {
  test.each<[unknown, string]>([
    [0.30000000000000004, '0.30000000000000004'],
    [-1, '-1'],
    [1e21, '1e+21'],
    [NaN, 'a number that a double does not hold exactly: send fewer digits'],
    ['1', 'a string: send a JSON number'],
    [null, 'null'],
    [true, 'a boolean'],
    [[1], 'an array'],
    [{}, 'an object'],
  ])('of %p in place of a number is %s', (candidate, got) => {
    expect(gotNumber(candidate)).toBe(got);
  });

  test.each<[unknown, string]>([
    ['usd', '"usd"'],
    ['', '""'],
    ['a"b\n', '"a\\"b\\n"'],
    ['x'.repeat(41), `"${'x'.repeat(40)}…"`],
    [`${'x'.repeat(39)}😀😀`, `"${'x'.repeat(39)}\uFFFD…"`],
    [7, 'a number'],
    [null, 'null'],
  ])('of %p in place of a text is %s', (candidate, got) => {
    expect(gotText(candidate)).toBe(got);
  });

  test.each([
    ['a\nb', 'U+000A at character 2'],
    ['😀\u2028', 'U+2028 at character 2'],
    ['\uD83D', 'U+D83D at character 1'],
    ['ab', undefined],
  ])('of a text that must not be repeated is its odd character: %j', (candidate, odd) => {
    expect(oddCharacterIn(candidate, /^[\x20-\x7E😀]$/u)).toBe(odd);
  });
});

describe('isObject', () => {
  test.each([[{}], [Object.create(null)], [{ length: 0 }]])('is true of %j', (candidate) => {
    expect(isObject(candidate)).toBe(true);
  });

  test.each([[null], [undefined], [[]], ['a'], [1], [true]])('is false of %j', (candidate) => {
    expect(isObject(candidate)).toBe(false);
  });
});

describe('a pointer', () => {
  const nothing = record(9, anything, text);

  test.each([
    ['a slash', 'a/b', '#/a~1b'],
    ['a tilde', 'a~b', '#/a~0b'],
    ['a tilde and a one, which is no slash', '~1', '#/~01'],
    ['a space and a percent sign', '100 %', '#/100%20%25'],
    ['letters beyond ASCII', 'größe', '#/gr%C3%B6%C3%9Fe'],
    ['an emoji', '😀', '#/%F0%9F%98%80'],
    ['a quote and a backslash', '"\\', '#/%22%5C'],
    ['no character at all', '', '#/'],
    ['half of a surrogate pair, which no URI can hold', 'a\uD800b', '#/a%EF%BF%BDb'],
    ['a surrogate pair the wrong way round', '\uDE00\uD83D', '#/%EF%BF%BD%EF%BF%BD'],
  ])('names a key with %s', (_, key, pointer) => {
    expect(pointersOf(nothing({ [key]: 1 }, '#'))).toEqual([pointer]);
  });

  test('leads through arrays and objects to the fault', () => {
    const nested = object({ list: required(array(1, 3, object({ map: required(record(1, anything, text)) }))) });

    expect(pointersOf(nested({ list: [{ map: {} }, { map: { 'a/b': 1 } }] }, '#'))).toEqual(['#/list/1/map/a~1b']);
  });
});
