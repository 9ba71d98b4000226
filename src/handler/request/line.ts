/*
 * Text of one line, as people write names and ids.
 */
import { Check, oddCharacterIn, typeOf, value } from './check';

/** What would end or garble a line, as the inside of a character class: control characters, line and paragraph separators. */
export const NOT_IN_A_LINE = '\\x00-\\x1F\\x7F-\\x9F\\u2028\\u2029';

/** One line of text that comes back from the table as it went in: no half of a surrogate pair either. */
const CLEAN_LINE = new RegExp(`^[^${NOT_IN_A_LINE}\\p{Cs}]*$`, 'u');

/** Completes the sentence "must be …". */
export function lineOf(minLength: number, maxLength: number): string {
  const length = minLength === 0 ? `at most ${maxLength} characters, empty or not blank` : `${minLength} to ${maxLength} characters, not blank`;
  return `a string of ${length}, with no control characters`;
}

export function line(minLength: number, maxLength: number): Check {
  return value(lineOf(minLength, maxLength), (candidate) => {
    if (typeof candidate !== 'string' || !CLEAN_LINE.test(candidate)) return false;
    const length = [...candidate].length;
    return length >= minLength && length <= maxLength && (length === 0 || candidate.trim() !== '');
  }, gotLine);
}

/** Nothing of what it holds, which may be about a person: its type, its length, or the character that no line has. */
export function gotLine(candidate: unknown): string {
  if (typeof candidate !== 'string') return typeOf(candidate);
  return oddCharacterIn(candidate, CLEAN_LINE) ?? (candidate.trim() === '' ? 'a blank string' : `${[...candidate].length} characters`);
}
