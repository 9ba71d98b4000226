import * as fc from 'fast-check';
import { cursorOf, isKey, MAX_ORDER_ID_BYTES, readCursor } from '../../../src/handler/domain/cursor';

const POSITION = { createdAt: '2025-03-30T01:59:59.123Z', orderId: 'order-1' };

const forged = (value: unknown) => base64url(JSON.stringify(value));
const base64url = (text: string) => Buffer.from(text).toString('base64url');

describe('a cursor', () => {
  test('is a text that a URL carries as it is', () => {
    expect(cursorOf({ createdAt: '2025', orderId: '\u{1F6D2}?&=+/' })).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  test('holds the position and no customer', () => {
    const stored = { ...POSITION, customerId: 'customer123', totalAmount: 1 };

    expect(readCursor(cursorOf(stored))).toEqual(POSITION);
    expect(cursorOf(stored)).toBe(cursorOf(POSITION));
  });

  test('leads back to its position, whatever ids and times there are', () => {
    const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 64 });

    fc.assert(fc.property(fc.record({ createdAt: key, orderId: key }), (position) => {
      expect(readCursor(cursorOf(position))).toEqual(position);
    }));
  });

  test('may hold keys as long as a table has them', () => {
    const longest = { createdAt: 't'.repeat(1024), orderId: 'ä'.repeat(1024) };

    expect(readCursor(cursorOf(longest))).toEqual(longest);
  });
});

describe('a cursor that is none of ours is refused:', () => {
  test.each([
    ['an empty one', ''],
    ['no base64', '!!!!'],
    ['base64 of nothing', '===='],
    ['no JSON', base64url('hello')],
    ['JSON that is cut off', cursorOf(POSITION).slice(0, -4)],
    ['bytes that are no text', Buffer.from([0x5B, 0xFF, 0x5D]).toString('base64url')],
    ['a cursor with padding', `${cursorOf(POSITION)}=`],
    ['a cursor with a character in front', `A${cursorOf(POSITION)}`],
    ['a cursor with a character after', `${cursorOf(POSITION)}A`],
    ['a cursor with white space', ` ${cursorOf(POSITION)}`],
    ['a cursor of a list by status', cursorOf(POSITION, ['CONFIRMED', 'newest'])],
    ['a cursor twice', cursorOf(POSITION) + cursorOf(POSITION)],
    ['the alphabet of plain base64', Buffer.from(JSON.stringify(['2025', '???>>>'])).toString('base64')],
    ['JSON with white space', base64url('["2025", "order-1"]')],
    ['JSON with an escape that it does not need', base64url('["2025","\\u006frder-1"]')],
    ['DynamoDB\'s own form', forged({ customerId: 'victim', createdAt: '2025', orderId: 'order-1' })],
    ['null', forged(null)],
    ['a text', forged('2025')],
    ['a number', forged(1)],
    ['an empty array', forged([])],
    ['one part', forged(['2025'])],
    ['three parts', forged(['2025', 'order-1', 'victim'])],
    ['a time that is no text', forged([2025, 'order-1'])],
    ['an id that is no text', forged(['2025', { S: 'order-1' }])],
    ['an id that is null', forged(['2025', null])],
    ['an empty time', forged(['', 'order-1'])],
    ['an empty id', forged(['2025', ''])],
    ['a time longer than a sort key', forged(['t'.repeat(1025), 'order-1'])],
    ['an id longer than a partition key', forged(['2025', 'o'.repeat(2049)])],
    ['an id of few characters and too many bytes', forged(['2025', 'ä'.repeat(1025)])],
    ['a prototype', base64url('{"__proto__":["2025","order-1"]}')],
    ['an object that looks like an array', base64url('{"0":"2025","1":"order-1","length":2}')],
    ['nested arrays', base64url('['.repeat(20_000) + ']'.repeat(20_000))],
    ['a number that a double cannot hold', base64url('["2025",1e400]')],
  ])('%s', (_, cursor) => {
    expect(readCursor(cursor)).toBeUndefined();
  });

  test('any other text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(readCursor(text)).toBeUndefined();
    }));
  });

  test('any JSON but for a pair of texts', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const isPair = Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string' && part !== '');
      const position = readCursor(forged(value));

      expect(position === undefined ? undefined : [position.createdAt, position.orderId]).toEqual(isPair ? value : undefined);
    }));
  });

  test('ours with one character changed, unless it is another position in the very form that we would give it', () => {
    const cursor = cursorOf(POSITION);

    fc.assert(fc.property(fc.nat({ max: cursor.length - 1 }), fc.constantFrom(...'ABCXYZabcxyz0189-_+/=. '), (at, character) => {
      const changed = cursor.slice(0, at) + character + cursor.slice(at + 1);
      const position = readCursor(changed);

      expect(position === undefined || cursorOf(position) === changed).toBe(true);
    }));
  });
});

describe('isKey', () => {
  test.each([
    ['a text', 'order-1', true],
    ['a text of as many bytes as a key may have', 'o'.repeat(MAX_ORDER_ID_BYTES), true],
    ['one byte more', 'o'.repeat(MAX_ORDER_ID_BYTES + 1), false],
    ['few characters of many bytes', '\u{1F6D2}'.repeat(MAX_ORDER_ID_BYTES / 4), true],
    ['few characters of too many bytes', '\u{1F6D2}'.repeat(MAX_ORDER_ID_BYTES / 4 + 1), false],
    ['an empty text', '', false],
    ['a number', 1, false],
    ['nothing', undefined, false],
    ['an array of a text', ['order-1'], false],
  ])('says of %s whether a table can hold it as a key', (_, candidate, expected) => {
    expect(isKey(candidate, MAX_ORDER_ID_BYTES)).toBe(expected);
  });
});
