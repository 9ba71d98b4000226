/*
 * Checks of custom fields, made from the rules that the construct has compiled. The verdict is that of JSON Schema, except that a member
 * without a rule is refused, and so is what the table would not give back as it came.
 */
import { Check, gotNumber, isObject, join, Member, oddCharacterIn, optional, required, REQUIRED, shortened, typeOf, value } from './check';
import { FORMATS } from './formats';
import type { CustomFieldMembers } from './order-checks';
import { matcherOf } from './pattern';
import { CustomFieldRules, FieldRule, MAX_MAGNITUDE, MIN_MAGNITUDE } from '../../contract';

export function customFieldMembers({ order, item }: CustomFieldRules): CustomFieldMembers {
  return { order: order && memberOf(order), item: item && memberOf(item) };
}

/** Left out, it is like an object without members. */
function memberOf(rule: FieldRule): Member {
  const names = rule.required ?? [];
  return names.length === 0 ? optional(checkOf(rule)) : required(checkOf(rule), `${REQUIRED} with ${listed(names)}`);
}

/** Half of a surrogate pair, which UTF-8 and so the table cannot hold. */
const WELL_FORMED = /^[^\p{Cs}]*$/u;

/** Number of names or values that a message lists. */
const LISTED = 20;

type Got = (candidate: unknown) => string;

function checkOf(rule: FieldRule, isPersonal = false): Check {
  const personal = isPersonal || rule.personal === true;
  // What came is repeated only where it is a number and not about a person.
  const got: Got = personal ? gotWithoutNumbers : gotOf;
  switch (rule.type) {
    case 'string': return stringCheck(rule, got);
    case 'number':
    case 'integer': return numberCheck(rule, got);
    case 'boolean': return inOrder(value('true or false', (candidate) => typeof candidate === 'boolean', got), choiceCheck(rule, got));
    case 'object': return objectCheck(rule, got, personal);
    case 'array': return arrayCheck(rule, got, personal);
  }
}

/** The faults of the first check that finds any. */
function inOrder(...checks: readonly (Check | undefined)[]): Check {
  return (candidate, pointer) => {
    for (const check of checks) {
      const faults = check?.(candidate, pointer) ?? [];
      if (faults.length > 0) return faults;
    }
    return [];
  };
}

function stringCheck(rule: FieldRule, got: Got): Check {
  const { minLength = 0, maxLength = Infinity, pattern, format } = rule;
  const matches = pattern && matcherOf(pattern);
  const length = between(minLength, maxLength, 'character');
  return inOrder(
    value(
      `a string${length && ` of ${length}`}`,
      (candidate) => typeof candidate === 'string' && WELL_FORMED.test(candidate) && inRange([...candidate].length, minLength, maxLength),
      got,
    ),
    choiceCheck(rule, got),
    format && value(FORMATS[format].description, (candidate) => FORMATS[format].is(candidate as string), got),
    // Last, so that its time is bounded by the length that is accepted.
    matches && value(`a string that matches the pattern ${pattern.source}`, (candidate) => matches(candidate as string), got),
  );
}

function numberCheck(rule: FieldRule, got: Got): Check {
  const { type, minimum = -Infinity, maximum = Infinity } = rule;
  const range = between(minimum, maximum);
  return inOrder(
    value(
      `a ${type === 'integer' ? 'whole ' : ''}number${range && ` ${range}`}`,
      (candidate) => typeof candidate === 'number' && (type === 'integer' ? Number.isInteger(candidate) : !Number.isNaN(candidate)) && inRange(candidate, minimum, maximum),
      got,
    ),
    value(
      `0, or a number from ${MIN_MAGNITUDE} to ${MAX_MAGNITUDE} with either sign`,
      (candidate) => candidate === 0 || inRange(Math.abs(candidate as number), MIN_MAGNITUDE, MAX_MAGNITUDE),
      got,
    ),
    choiceCheck(rule, got),
  );
}

function objectCheck(rule: FieldRule, got: Got, personal: boolean): Check {
  const members = Object.entries(rule.properties ?? {}).map(([name, each]) => [name, checkOf(each, personal)] as const);
  const known = new Set(members.map(([name]) => name));
  const names = rule.required ?? [];
  const isKnown = `is not a known field; known are ${listed([...known])}`;
  return inOrder(
    value('an object', isObject, got),
    (candidate, pointer) => {
      const object = candidate as Record<string, unknown>;
      return [
        ...Object.keys(object).filter((name) => !known.has(name)).map((name) => ({ detail: isKnown, pointer: join(pointer, name) })),
        ...names.filter((name) => !hasOwn(object, name)).map((name) => ({ detail: REQUIRED, pointer: join(pointer, name) })),
        ...members.flatMap(([name, check]) => (hasOwn(object, name) ? check(object[name], join(pointer, name)) : [])),
      ];
    },
    choiceCheck(rule, got),
  );
}

function arrayCheck(rule: FieldRule, got: Got, personal: boolean): Check {
  const { minItems = 0, maxItems = Infinity } = rule;
  const length = between(minItems, maxItems, 'element');
  const checkItem = checkOf(rule.items!, personal);
  return inOrder(
    value(`an array${length && ` of ${length}`}`, (candidate) => Array.isArray(candidate) && inRange(candidate.length, minItems, maxItems), got),
    (candidate, pointer) => (candidate as unknown[]).flatMap((element, index) => checkItem(element, join(pointer, String(index)))),
    choiceCheck(rule, got),
  );
}

/** The check of `enum` and `const`. */
function choiceCheck(rule: FieldRule, got: Got): Check | undefined {
  const choices = [...rule.enum ? [rule.enum] : [], ...rule.const === undefined ? [] : [[rule.const]]];
  if (choices.length === 0) return undefined;
  const texts = choices.map((values) => (values.length === 1 ? '' : 'one of ') + listed(values.map((each) => JSON.stringify(each))));
  return value(texts.join(' and '), (candidate) => choices.every((values) => values.some((each) => isEqual(each, candidate))), got);
}

/** Equality of JSON values: the order of an object's members does not matter. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((each, index) => isEqual(each, b[index]));
  if (!isObject(a) || !isObject(b)) return a === b;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => hasOwn(b, name) && isEqual(a[name], b[name]));
}

/** Not those that every object of JavaScript has, such as `constructor`. */
function hasOwn(object: object, name: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, name);
}

function inRange(number: number, min: number, max: number): boolean {
  return number >= min && number <= max;
}

/** The range in words, empty where there is none. */
function between(min: number, max: number, unit?: string): string {
  const units = (count: number) => (unit === undefined ? String(count) : counted(count, unit));
  const hasMin = unit === undefined ? min !== -Infinity : min > 0;
  if (hasMin && max !== Infinity) return min === max && unit !== undefined ? `exactly ${units(max)}` : `${unit === undefined ? 'from ' : ''}${min} to ${units(max)}`;
  if (max !== Infinity) return `at most ${units(max)}`;
  return hasMin ? `at least ${units(min)}` : '';
}

function listed(names: readonly string[]): string {
  const rest = names.length - LISTED;
  return names.slice(0, LISTED).map((name) => shortened(name)).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function gotOf(candidate: unknown): string {
  if (typeof candidate === 'number') return gotNumber(candidate);
  return gotWithoutNumbers(candidate);
}

function gotWithoutNumbers(candidate: unknown): string {
  if (Array.isArray(candidate)) return `an array of ${counted(candidate.length, 'element')}`;
  if (typeof candidate !== 'string') return typeOf(candidate);
  return oddCharacterIn(candidate, WELL_FORMED) ?? `a string of ${counted([...candidate].length, 'character')}`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
