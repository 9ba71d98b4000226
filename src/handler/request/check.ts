/*
 * Checks of unknown values. A check takes a value and its JSON pointer and returns what is wrong with it,
 * so that small checks make larger ones and all faults of a request come out at once. A fault says what would be accepted and
 * what came; of a value that may be about a person it says the type or the length.
 */
import { Fault } from '../domain/problem';

export type Check = (value: unknown, pointer: string) => Fault[];

export interface Member {
  readonly check: Check;
  /** The fault of leaving it out; `undefined` where it may be left out. */
  readonly whenMissing?: string;
}

export const REQUIRED = 'is required';

export const required = (check: Check, whenMissing = REQUIRED): Member => ({ check, whenMissing });
export const optional = (check: Check): Member => ({ check });

/** A value of which `accepts` is true; `expected` and `got` complete the sentence "must be …, got …". */
export function value(expected: string, accepts: (candidate: unknown) => boolean, got: (candidate: unknown) => string): Check {
  return (candidate, pointer) => (accepts(candidate) ? [] : [{ detail: `must be ${expected}, got ${got(candidate)}`, pointer }]);
}

/** The type of a JSON value. */
export function typeOf(candidate: unknown): string {
  if (candidate === null || candidate === undefined) return String(candidate);
  if (Array.isArray(candidate)) return 'an array';
  return typeof candidate === 'object' ? 'an object' : `a ${typeof candidate}`;
}

/** A number as it came; the parser has made NaN of one that would have been rounded. */
export function gotNumber(candidate: unknown): string {
  if (typeof candidate === 'string') return 'a string: send a JSON number';
  if (typeof candidate !== 'number') return typeOf(candidate);
  return Number.isNaN(candidate) ? 'a number that a double does not hold exactly: send fewer digits' : String(candidate);
}

/** The beginning of a text that is about no person. */
export function gotText(candidate: unknown): string {
  return typeof candidate === 'string' ? JSON.stringify(shortened(candidate, TEXT_LENGTH)) : typeOf(candidate);
}

/** An object with these members and no others: one that we do not know would be lost in silence. */
export function object(members: Readonly<Record<string, Member>>): Check {
  const known = new Map(Object.entries(members));
  const names = [...known.keys()].join(', ');
  return (candidate, pointer) => {
    if (!isObject(candidate)) return [{ detail: `must be an object, got ${typeOf(candidate)}`, pointer }];
    const unknown = Object.keys(candidate).filter((name) => !known.has(name));
    return [
      ...unknown.map((name) => ({ detail: `is not a known field; known are ${names}`, pointer: join(pointer, name) })),
      ...[...known].flatMap(([name, { check, whenMissing }]) => {
        const [member, at] = [candidate[name], join(pointer, name)];
        if (member === undefined) return whenMissing === undefined ? [] : [{ detail: whenMissing, pointer: at }];
        return member === null && whenMissing === undefined ? check(null, at).map((fault) => ({ ...fault, detail: `${fault.detail}: leave it out` })) : check(member, at);
      }),
    ];
  };
}

/** An object of any member names, all values alike. */
export function record(maxEntries: number, checkName: Check, checkValue: Check): Check {
  return (candidate, pointer) => {
    if (!isObject(candidate)) return [{ detail: `must be an object, got ${typeOf(candidate)}`, pointer }];
    const entries = Object.entries(candidate);
    if (entries.length > maxEntries) return [{ detail: `must have at most ${maxEntries} entries, got ${entries.length}`, pointer }];
    return entries.flatMap(([name, entry]) => {
      const at = join(pointer, name);
      return [...checkName(name, at).map((fault) => ({ ...fault, detail: `key ${fault.detail}` })), ...checkValue(entry, at)];
    });
  };
}

/** An array of so many elements, all alike. */
export function array(minLength: number, maxLength: number, check: Check): Check {
  return (candidate, pointer) => {
    if (!Array.isArray(candidate) || candidate.length < minLength || candidate.length > maxLength) {
      const got = Array.isArray(candidate) ? candidate.length : typeOf(candidate);
      return [{ detail: `must be an array of ${minLength} to ${maxLength} elements, got ${got}`, pointer }];
    }
    return candidate.flatMap((element, index) => check(element, join(pointer, String(index))));
  };
}

/** The first character that is not clean, and where: U+000A at character 2. */
export function oddCharacterIn(text: string, clean: RegExp): string | undefined {
  const characters = [...text];
  const index = characters.findIndex((character) => !clean.test(character));
  return index < 0 ? undefined : `U+${characters[index].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} at character ${index + 1}`;
}

export function isObject(candidate: unknown): candidate is Record<string, unknown> {
  return typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate);
}

/** None, as Java's clients send a list that they have nothing for. */
export function isEmptyList(candidate: unknown): boolean {
  return Array.isArray(candidate) && candidate.length === 0;
}

/** Empty in place of what is no object. */
export function objectOf(candidate: unknown): Record<string, unknown> {
  return isObject(candidate) ? candidate : {};
}

/** As much as a fault repeats of a name that somebody else made up, in characters. */
const NAME_LENGTH = 200;

/** The same of a value. */
const TEXT_LENGTH = 40;

/** A name in which there is nothing to escape and nothing to cut. */
const PLAIN = /^[\w-]{1,100}$/;

/** A text as a fault repeats it: cut where it is longer than any that we know, and without halves of surrogate pairs, which UTF-8 has not. */
export function shortened(text: string, maxLength = NAME_LENGTH): string {
  return (text.length > maxLength ? `${text.slice(0, maxLength)}…` : text).replace(/\p{Cs}/gu, '\uFFFD');
}

/**
 * Appends a token to a JSON pointer in its URI fragment form.
 * @see https://www.rfc-editor.org/rfc/rfc6901#section-6
 */
export function join(pointer: string, token: string): string {
  if (PLAIN.test(token)) return `${pointer}/${token}`; // every name of a good order, for each of which this is asked
  return `${pointer}/${encodeURIComponent(shortened(token).replace(/~/g, '~0').replace(/\//g, '~1'))}`;
}
