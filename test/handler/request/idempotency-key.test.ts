import { readIdempotencyKey } from '../../../src/handler/request/idempotency-key';
import { problemOf } from '../../support/handler/fixtures';

describe('readIdempotencyKey', () => {
  test('gives no key when there is no header', () => {
    expect(readIdempotencyKey(undefined)).toBeUndefined();
  });

  test.each([
    ['a bare key', 'abc-123', 'abc-123'],
    ['a quoted key, without its quotes', '"abc-123"', 'abc-123'],
    ['a key with white space around it', ' \t abc-123 ', 'abc-123'],
    ['a quoted key with white space around it', ' "abc-123" ', 'abc-123'],
    ['a quoted key with white space in it', '" abc 123 "', ' abc 123 '],
    ['a bare key with white space in it', 'abc 123', 'abc 123'],
    ['an escaped quote', '"a\\"b"', 'a"b'],
    ['an escaped backslash', '"a\\\\b"', 'a\\b'],
    ['an escaped backslash before an escaped quote', '"\\\\\\""', '\\"'],
    ['a backslash in a bare key, as it is', 'a\\b', 'a\\b'],
    ['a quote within a bare key', 'a"b', 'a"b'],
    ['one character', '!', '!'],
    ['every printable character but a comma', '!#$%&\'()*+-./09:;<=>?@AZ[]^_`az{|}~', '!#$%&\'()*+-./09:;<=>?@AZ[]^_`az{|}~'],
    ['a comma in quotes', '"a,b"', 'a,b'],
    ['two bare keys in one pair of quotes, which is one key', '"a, b"', 'a, b'],
    ['parameters after a bare key as a part of it', 'k;a=1', 'k;a=1'],
  ])('reads %s', (_, header, key) => {
    expect(readIdempotencyKey(header)).toBe(key);
  });

  test.each([
    ['bare', 'k'.repeat(255)],
    ['quoted', `"${'k'.repeat(255)}"`],
    ['quoted, where escapes count as one character', `"${'\\"'.repeat(255)}"`],
  ])('reads 255 characters, %s', (_, header) => {
    expect(readIdempotencyKey(header)).toHaveLength(255);
  });

  test.each([
    ['an empty header', '', 'none, or quotes that do not match'],
    ['white space alone', '   ', 'none, or quotes that do not match'],
    ['an empty key in quotes', '""', 'none, or quotes that do not match'],
    ['256 characters, bare', 'k'.repeat(256), '256 characters'],
    ['256 characters, quoted', `"${'k'.repeat(256)}"`, '256 characters'],
    ['a quote that is not closed', '"abc', 'none, or quotes that do not match'],
    ['a quote in the midst of a quoted key', '"a"b"', 'none, or quotes that do not match'],
    ['an escape of something else', '"a\\b"', 'none, or quotes that do not match'],
    ['an escape that hides the closing quote', '"abc\\"', 'none, or quotes that do not match'],
    ['a control character', 'a\u0000b', 'U+0000 at character 2'],
    ['a control character in quotes', '"a\u0007b"', 'U+0007 at character 3'],
    ['a line break', 'a\nb', 'U+000A at character 2'],
    ['a tab within', 'a\tb', 'U+0009 at character 2'],
    ['the delete character', 'a\u007Fb', 'U+007F at character 2'],
    ['a letter beyond ASCII', 'schlüssel', 'U+00FC at character 5'],
    ['an emoji', '"😀"', 'U+1F600 at character 2'],
    ['white space beyond ASCII around a key, which no proxy takes off', '\u00A0abc\uFEFF', 'U+00A0 at character 1'],
    ['a line break around a key', 'abc\n', 'U+000A at character 4'],
    ['parameters after a quoted key', '"k";a=1', 'none, or quotes that do not match'],
    ['a header that came twice, bare', 'a,a', 'a bare comma, or several keys'],
    ['a header that came twice with two keys, bare', 'a, b', 'a bare comma, or several keys'],
    ['a header that came twice, once empty', 'a,', 'a bare comma, or several keys'],
    ['a header that came twice, first empty', ',a', 'a bare comma, or several keys'],
    ['a header that came twice, quoted', '"a","a"', 'a bare comma, or several keys'],
    ['a header that came twice, quoted, with a space', '"a", "a"', 'a bare comma, or several keys'],
    ['a header that came twice, quoted with commas', '"a,b","a,b"', 'a bare comma, or several keys'],
    ['a header that came twice, bare and quoted', 'a,"a"', 'a bare comma, or several keys'],
    ['a header that came twice, quoted and bare', '"a",a', 'a bare comma, or several keys'],
    ['a header that came three times', 'a,a,a', 'a bare comma, or several keys'],
  ])('refuses %s, without a word of the key', (_, header, got) => {
    expect(problemOf(() => readIdempotencyKey(header))).toMatchObject({
      kind: 'malformed-request',
      detail: `the header Idempotency-Key must be 1 to 255 printable ASCII characters, in quotes where there is a comma, got ${got}`,
    });
  });

  test('takes a key with white space around it for the key without, as HTTP does', () => {
    expect(['k', ' k', 'k\t', '"k"', ' "k" '].map(readIdempotencyKey)).toEqual(['k', 'k', 'k', 'k', 'k']);
  });
});
