/*
 * The oracle is the engine of JavaScript: for patterns and texts made at random the compiled program gives the same verdict.
 */
import * as fc from 'fast-check';
import { compilePattern } from '../../src/fields/pattern';
import { matcherOf } from '../../src/handler/request/pattern';

const matches = (source: string, text: string) => matcherOf(JSON.parse(JSON.stringify(compilePattern(source))))(text);

/** Tried at the beginning of each code point. V8 also tries an assertion such as \\B between the halves of a surrogate pair, where JavaScript has no position. */
function matchesSomewhere(source: string, text: string): boolean {
  const expression = new RegExp(source, 'uy');
  const positions = [...text].reduce((starts, character) => [...starts, starts[starts.length - 1] + character.length], [0]);
  return positions.some((position) => {
    expression.lastIndex = position;
    return expression.test(text);
  });
}

const CHARACTERS = [
  'a', 'b', '-', '_', '0', ' ', 'é', '🧺', '.', '[a-c]', '[^a]', '[\\d_]', '[\\]a\\-]', '[^\\w]', '[[]', '[🧺-🧽]', '\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\.', '\\/', '\\u0061',
  '\\u{1F9FA}', '\\uD83E\\uDDFA', '\\x62', '\\n', '\\t', '[\\0]', '\\cA', '\\p{Lu}', '\\P{L}', '[\\p{L}\\p{N}]', '[\\b]', '\\|', '\\(', '\\^', '\\\\', '/',
];

const { pattern: patterns } = fc.letrec<{ pattern: string; term: string; atom: string }>((tie) => ({
  pattern: fc.array(fc.array(tie('term'), { maxLength: 3 }).map((terms) => terms.join('')), { minLength: 1, maxLength: 2 }).map((parts) => parts.join('|')),
  term: fc.oneof(
    { weight: 6, arbitrary: fc.tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{0}', '{1,}', '{0,2}', '{2,3}?', '{2,}?')).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.constantFrom('^', '$', '\\b', '\\B') },
  ),
  atom: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'groups' },
    fc.constantFrom(...CHARACTERS),
    fc.tuple(fc.constantFrom('(', '(?:'), tie('pattern')).map(([start, inside]) => `${start}${inside})`),
  ),
}));

const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'A', '-', '_', '0', '7', ' ', '\n', '\t', '\0', '\x01', '\b', 'é', 'É', '🧺', '🧽', '\uD83E', '.', ']', '[', '|', '(', '^', '\\', '/'), { maxLength: 8 })
  .map((characters) => characters.join(''));

test('a compiled pattern matches what a regular expression of JavaScript with the flag u matches', () => {
  let matched = 0;
  let refused = 0;
  fc.assert(fc.property(patterns, fc.array(texts, { minLength: 1, maxLength: 5 }), (source, samples) => {
    let program;
    try {
      program = compilePattern(source);
    } catch (error) {
      expect((error as Error).message).toContain('a pattern of at most 1000 characters');
      refused += 1;
      return;
    }
    for (const text of samples) {
      const expected = matchesSomewhere(source, text);
      matched += expected ? 1 : 0;
      expect({ source, text, matches: matcherOf(program)(text) }).toEqual({ source, text, matches: expected });
    }
  }), { numRuns: 2_000 });
  expect(matched).toBeGreaterThan(500);
  expect(refused).toBeLessThan(100);
});

test.each([
  ['^[A-Z]{2}-[0-9]{4}$', 'DE-0815', true],
  ['^[A-Z]{2}-[0-9]{4}$', 'DE-08155', false],
  ['es', 'expression', true], // not anchored
  ['^.$', '🧺', true], // one code point
  ['^(?<year>\\d{4})-(?<month>\\d\\d)$', '2026-07', true],
  ['', 'anything', true],
  ['^$', '', true],
  ['^a*?b??$', 'aaa', true],
  ['(?:)*x', 'x', true],
])('%s and %j: %p', (source, text, expected) => {
  expect(matches(source, text)).toBe(expected);
});

test.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '^(.*)*$', '(x+x+)+y', '^(?:a?){50}a{50}$'])('%s takes linear time, where the engine of JavaScript would take years', (source) => {
  const matcher = matcherOf(compilePattern(source));

  expect(matcher(`${'a'.repeat(500_000)}!`)).toBe(source === '^(.*)*$');
  expect(matcher(`${'x'.repeat(500_000)}!`)).toBe(source === '^(.*)*$');
});

test.each([
  ['(', /^a regular expression of JavaScript with the flag u, got "\(": Invalid regular expression/],
  ['\\-', /^a regular expression of JavaScript with the flag u, got "\\\\-": Invalid/],
  ['(a)\\1', /^a pattern without back-references, got "\(a\)\\\\1"$/],
  ['(?<a>.)\\k<a>', /^a pattern without back-references, got /],
  ['(?=a)', /^a pattern without lookaround, got "\(\?=a\)"$/],
  ['x(?!a)', /^a pattern without lookaround, got /],
  ['(?<=a)b', /^a pattern without lookaround, got /],
  ['(?<!a)b', /^a pattern without lookaround, got /],
  ['^[a-z]{1,1000}$', /^a pattern of at most 1000 characters with its repetitions written out, got 2001$/],
  ['((a{1,99}){1,99}){1,99}', /^a pattern of at most 1000 characters with its repetitions written out, got \d+$/],
  ['a'.repeat(1_001), /^a pattern of at most 1000 characters, got 1001$/],
])('fails for %s', (source, message) => {
  expect(() => compilePattern(source)).toThrow(message);
});
