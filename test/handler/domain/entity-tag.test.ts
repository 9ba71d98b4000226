import * as fc from 'fast-check';
import { entityTagOf, readIfMatch } from '../../../src/handler/domain/entity-tag';
import { gotInsteadOfTag, problemOf } from '../../support/handler/fixtures';

describe('entityTagOf', () => {
  test('is the version in quotes, which makes it a strong tag', () => {
    expect(entityTagOf(7)).toBe('"7"');
  });
});

describe('readIfMatch', () => {
  test('gives the version of every tag that we give out', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 999_999_999_999_999 }), (version) => {
      expect(readIfMatch(entityTagOf(version))).toBe(version);
    }));
  });

  test.each(['*', ' * '])('takes any version for "%s"', (header) => {
    expect(readIfMatch(header)).toBe('any');
  });

  test('does not mind white space around the tag', () => {
    expect(readIfMatch(' \t"3"  ')).toBe(3);
  });

  test.each([
    ['nginx and CDNs', 'W/"3"'],
    ['Apache', '"3-gzip"'],
    ['Apache, for Brotli', '"3-br"'],
    ['older Apaches', '"3;gzip"'],
    ['Jetty', '"3--gzip"'],
    ['Caddy, for Zstandard', '"3-zstd"'],
    ['two proxies, one after another', 'W/"3-gzip"'],
  ])('gives the version of our tag as a proxy that compresses has written it: %s', (_, header) => {
    expect(readIfMatch(header)).toBe(3);
  });

  test.each([
    ['a weak tag that is none of ours', 'W/"686897696a7c876b7e"'],
    ['a weak tag of version 0', 'W/"0"'],
    ['a coding that nobody adds', '"1-x"'],
    ['two codings', '"1-gzip-br"'],
    ['a coding alone', '"-gzip"'],
    ['a coding without its mark', '"1gzip"'],
    ['an empty tag', '""'],
    ['the star in quotes', '"*"'],
    ['version 0', '"0"'],
    ['a leading zero', '"01"'],
    ['a sign', '"+1"'],
    ['a negative number', '"-1"'],
    ['a fraction', '"1.0"'],
    ['an exponent', '"1e0"'],
    ['a hexadecimal number', '"0x1"'],
    ['a number that is larger than any version', '"1000000000000000"'],
    ['a number that a double would round', '"9007199254740993"'],
    ['a number that a double cannot hold', `"${'9'.repeat(400)}"`],
    ['digits of another script', '"\u00B9"'],
    ['somebody else\'s tag', '"686897696a7c876b7e"'],
    ['a name that every object has', '"constructor"'],
  ])('takes %s for the version of no order', (_, header) => {
    expect(readIfMatch(header)).toBe(0);
  });

  test('fails when there is no header, and says what to send', () => {
    expect(problemOf(() => readIfMatch(undefined))).toMatchObject({
      kind: 'precondition-required',
      detail: 'the header If-Match is required: send the ETag that the order came with, or * for any version',
    });
  });

  test.each([
    ['an empty header', ''],
    ['white space', '  '],
    ['a number without quotes', '1'],
    ['a quote that is not closed', '"1'],
    ['a quote that is not opened', '1"'],
    ['single quotes', "'1'"],
    ['two tags', '"1", "2"'],
    ['two tags without white space, as two headers come together', '"1","2"'],
    ['a tag and a star', '"1", *'],
    ['two stars', '**'],
    ['a weak tag in lower case', 'w/"1"'],
    ['a weak tag without quotes', 'W/1'],
    ['white space within', '"1 "'],
    ['a line break within', '"1\n"'],
    ['a NUL within', '"\u00001"'],
    ['a DEL within', '"1\u007F"'],
    ['a line break between two tags', '"1"\r\n"2"'],
    ['a character beyond Latin 1', '"\u2460"'],
    ['half of a surrogate pair', '"\uD800"'],
    ['a quote within', '"1"1"'],
  ])('fails for %s', (_, header) => {
    expect(problemOf(() => readIfMatch(header))).toMatchObject({
      kind: 'malformed-request',
      detail: `the header If-Match must be one entity tag in quotes, such as "1", or *, got ${gotInsteadOfTag(header)}`,
    });
  });

  test('gives a version, any version or a problem, whatever the header is', () => {
    const header = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'W/"*0123456789, ') }));

    fc.assert(fc.property(header, (text) => {
      try {
        expect(readIfMatch(text)).toEqual(text.trim() === '*' ? 'any' : expect.any(Number));
      } catch (error) {
        expect(error).toMatchObject({ kind: 'malformed-request' });
      }
    }));
  });
});
