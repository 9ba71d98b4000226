/*
 * Checks of unknown values. A check takes a value and its JSON pointer and returns what is wrong with it,
 * so that small checks make larger ones and all faults of a request come out at once.
 */
import { Fault } from '../domain/problem';

export type Check = (value: unknown, pointer: string) => Fault[];

interface Member {
  readonly check: Check;
  readonly isRequired: boolean;
}

export const required = (check: Check): Member => ({ check, isRequired: true });
export const optional = (check: Check): Member => ({ check, isRequired: false });

/** A value of which `accepts` is true; `expected` completes the sentence "must be …". */
export function value(expected: string, accepts: (candidate: unknown) => boolean): Check {
  return (candidate, pointer) => (accepts(candidate) ? [] : [{ detail: `must be ${expected}`, pointer }]);
}

/** An object with these members and no others: one that we do not know would be lost in silence. */
export function object(members: Readonly<Record<string, Member>>): Check {
  const known = new Map(Object.entries(members));
  const names = [...known.keys()].join(', ');
  return (candidate, pointer) => {
    if (!isObject(candidate)) return [{ detail: 'must be an object', pointer }];
    const unknown = Object.keys(candidate).filter((name) => !known.has(name));
    return [
      ...unknown.map((name) => ({ detail: `is not a known field; known are ${names}`, pointer: join(pointer, name) })),
      ...[...known].flatMap(([name, { check, isRequired }]) => {
        if (candidate[name] !== undefined) return check(candidate[name], join(pointer, name));
        return isRequired ? [{ detail: 'is required', pointer: join(pointer, name) }] : [];
      }),
    ];
  };
}

/** An object of any member names, all values alike. */
export function record(maxEntries: number, checkName: Check, checkValue: Check): Check {
  return (candidate, pointer) => {
    if (!isObject(candidate)) return [{ detail: 'must be an object', pointer }];
    const entries = Object.entries(candidate);
    if (entries.length > maxEntries) return [{ detail: `must have at most ${maxEntries} entries, has ${entries.length}`, pointer }];
    return entries.flatMap(([name, entry]) => {
      const at = join(pointer, name);
      return [...checkName(name, at).map((fault) => ({ ...fault, detail: `key ${fault.detail}` })), ...checkValue(entry, at)];
    });
  };
}

/** An array of 1 to `maxLength` elements, all alike. */
export function array(maxLength: number, check: Check): Check {
  return (candidate, pointer) => {
    if (!Array.isArray(candidate) || candidate.length < 1 || candidate.length > maxLength) {
      return [{ detail: `must be an array of 1 to ${maxLength} elements`, pointer }];
    }
    return candidate.flatMap((element, index) => check(element, join(pointer, String(index))));
  };
}

export function isObject(candidate: unknown): candidate is Record<string, unknown> {
  return typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate);
}

/** Empty in place of what is no object. */
export function objectOf(candidate: unknown): Record<string, unknown> {
  return isObject(candidate) ? candidate : {};
}

/** As much as a fault repeats of a name that somebody else made up, in characters. */
const NAME_LENGTH = 200;

/** A name in which there is nothing to escape and nothing to cut. */
const PLAIN = /^[\w-]{1,100}$/;

/** A name as a fault repeats it: cut where it is longer than any that we know, and without halves of surrogate pairs, which UTF-8 has not. */
export function shortened(name: string): string {
  return (name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name).replace(/\p{Cs}/gu, '\uFFFD');
}

/**
 * Appends a token to a JSON pointer in its URI fragment form.
 * @see https://www.rfc-editor.org/rfc/rfc6901#section-6
 */
function join(pointer: string, token: string): string {
  if (PLAIN.test(token)) return `${pointer}/${token}`; // every name of a good order, for each of which this is asked
  return `${pointer}/${encodeURIComponent(shortened(token).replace(/~/g, '~0').replace(/\//g, '~1'))}`;
}
