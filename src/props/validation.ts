/*
 * Checks of a single value. A check returns its faults instead of throwing, so that one error can report all of them: `refuse` makes that error.
 * Tokens have no value at synth, so they pass every check.
 */
import { CfnResource, Duration, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { nearest } from './spelling';

/**
 * Throws one error for all faults, unless there are none. It begins with where they are: a construct, or the call that got the values.
 *
 * A single fault makes one line, several make a list. A fault that several checks have found is reported once.
 */
export function refuse(where: IConstruct | string, faults: readonly string[], of: 'props' | 'options' = 'props'): void {
  if (faults.length > 0) throw refusal(where, faults, of);
}

/** The error of `refuse`, for code that always fails. */
export function refusal(where: IConstruct | string, faults: readonly string[], of: 'props' | 'options' = 'props'): Error {
  const distinct = [...new Set(faults)];
  const text = distinct.length === 1 ? distinct[0] : [`${distinct.length} errors in the ${of}:`, ...distinct.map((fault) => `- ${fault}`)].join('\n');
  return new Error(`${typeof where === 'string' ? where : `[${where.node.path}]`} ${text}`.trimStart());
}

/** Words as a list in a sentence, for example `a, b and c`. */
export function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

export function validateWholeNumber(prop: string, value: number | undefined, min: number, max: number, unit: string): string[] {
  if (value === undefined || Token.isUnresolved(value)) return [];
  if (Number.isInteger(value) && value >= min && value <= max) return [];
  return [`${prop} must be a whole number from ${min} to ${max} ${unit}, got ${shown(value)}`];
}

export function validateDuration(prop: string, value: Duration | undefined, minSeconds: number, maxSeconds: number): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value.toMilliseconds !== 'function') return [`${prop} must be a Duration such as Duration.seconds(${maxSeconds}), got ${shown(value)}`];
  if (value.isUnresolved()) {
    return value.unitLabel() === 'seconds' ? [] : [`${prop} must be a Duration.seconds() where its amount is a token, got ${value.unitLabel()}`];
  }
  const milliseconds = value.toMilliseconds({ integral: false });
  if (milliseconds % 1000 === 0 && milliseconds >= minSeconds * 1000 && milliseconds <= maxSeconds * 1000) return [];
  return [`${prop} must be whole seconds from ${minSeconds} to ${maxSeconds}, got ${value.toHumanString()}`];
}

/** Whether a text contains the dummy value of `StringParameter.valueFromLookup()`, which the CDK returns until its CLI has looked up the value. */
export function isFromLookup(text: string): boolean {
  return text.includes('dummy-value-for-');
}

/** Whether a stack waits for context lookups of the CDK CLI. The CDK keeps them in a field that its types do not declare. */
export function hasPendingLookups(stack: Stack): boolean {
  const { _missingContext: missing } = stack as unknown as { readonly _missingContext?: readonly unknown[] };
  return missing !== undefined && missing.length > 0;
}

/** Account in the dummy values of pending context lookups, such as `Role.fromLookup()`. */
const DUMMY_ACCOUNT = '123456789012';

/** Whether an account or region is known to differ from that of the stack. The dummy account of a pending lookup is not known to differ. */
export function isElsewhere(scope: IConstruct, own: string, other: string): boolean {
  return Token.compareStrings(own, other) === TokenComparison.DIFFERENT && !isDummyAccount(scope, other);
}

/** Whether an account may be the dummy account of a lookup that is pending in some stack of the app. */
export function isDummyAccount(scope: IConstruct, account: string | undefined): boolean {
  return account === DUMMY_ACCOUNT && scope.node.root.node.findAll().some((each) => Stack.isStack(each) && hasPendingLookups(each));
}

/** What imported resources and constructs of an app seem to be: jsii knows only their base class. */
const BASE_CLASSES: readonly (string | undefined)[] = ['Construct', 'Resource'];

/** Describes an unexpected value in a message: a primitive value as it is, otherwise its kind. */
export function kindOf(value: unknown): string {
  if (!Construct.isConstruct(value) && Token.isUnresolved(value)) return 'a token';
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'a function' : shown(value);
  const { constructor } = value;
  if (Construct.isConstruct(value) && BASE_CLASSES.includes(classNameOf(constructor))) return `the construct '${value.node.path}'`;
  return typeof constructor !== 'function' || constructor === Object ? 'another object' : `the object ${classNameOf(constructor)}`;
}

/** Describes an unexpected value in place of an instance of a class of this library. An instance of another copy of the library is none. */
export function kindInsteadOf(type: Function, value: unknown): string {
  const kind = kindOf(value);
  return kind === `the object ${classNameOf(type)}`
    ? `${kind} of another copy of this library: npm ls cdk-order-processing-api shows both, keep one`
    : kind;
}

/** Whether a value is a plain object, not an instance of a class. */
export function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/** Whether a value can be an object with options: no list, construct, token or bindable object. */
export function isStruct(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Construct.isConstruct(value)
    && !('bind' in value) && !Token.isUnresolved(value);
}

/** An option with a name that is not known. */
interface UnknownOption {
  readonly name: string;
  /** The known option that the name is probably a misspelling of. */
  readonly meant?: string;
}

/** Options with names that are not known. An option without a value is none. */
export function unknownOptions(options: object, known: readonly string[]): UnknownOption[] {
  const unknown = Object.entries(options).filter(([name, value]) => value !== undefined && !known.includes(name));
  return unknown.map(([name]) => ({ name, meant: nearest(name, known) }));
}

/** Unknown options in a message, with suggestions: `acess (did you mean access?)`. */
export function unknownInWords(unknown: readonly UnknownOption[]): string {
  return unknown.map(({ name, meant }) => (meant === undefined ? name : `${name} (did you mean ${meant}?)`)).join(', ');
}

/** Unknown option names. A misspelt option would be ignored, and its default might allow more than intended. */
export function validateOptionNames(prop: string, options: object, known: readonly string[]): string[] {
  const unknown = unknownOptions(options, known);
  return unknown.length === 0 ? [] : [`${prop} must only have the options ${known.join(', ')}, got ${unknownInWords(unknown)}`];
}

/** Misspelt option names of an interface of the CDK, which passes on other names: a later version of the CDK may have more options. */
export function validateSpelling(prop: string, options: object, known: readonly string[]): string[] {
  const misspelt = unknownOptions(options, known).filter(({ meant }) => meant !== undefined);
  return misspelt.length === 0 ? [] : [`${prop} must only have the options ${known.join(', ')}, got ${unknownInWords(misspelt)}`];
}

/** Options with misspelt names replaced by those that are meant, so that the same error can report their values. The misspelling is a fault of its own. */
export function asMeant<Options extends object>(options: Options, known: readonly string[]): Options {
  if (!isPlain(options)) return options;
  const given = options as Readonly<Record<string, unknown>>;
  const corrected = unknownOptions(options, known).filter(({ meant }) => meant !== undefined && given[meant] === undefined);
  return corrected.length === 0 ? options : { ...options, ...Object.fromEntries(corrected.map(({ name, meant }) => [meant, given[name]])) };
}

/** Faults of the optional options of a factory: not an object, or unknown option names. */
export function validateOptionsOf(factory: string, options: unknown, known: readonly string[], example: string): string[] {
  if (options === undefined || options === null) return [];
  if (!isPlain(options)) return [`${factory} must have options such as ${example}, got ${kindOf(options)}`];
  return validateOptionNames(factory, options, known);
}

/** Members of an enum in a message: `Tracing.ACTIVE, PASS_THROUGH or DISABLED`. */
export function membersInWords(
  name: string, members: Readonly<Record<string, unknown>>, accepted: readonly unknown[] = Object.values(members),
): string {
  const names = Object.keys(members).filter((each) => accepted.includes(members[each]));
  return `${name}.${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}

/** Shows a value in a message where the member of an enum is expected: another member by its name. */
export function shownMember(name: string, members: Readonly<Record<string, unknown>>, value: unknown): string {
  const member = Object.keys(members).find((each) => members[each] === value);
  return member === undefined ? shown(value) : `${name}.${member}`;
}

/** The names of all options of an interface. The compiler checks that none is missing. */
export function optionNames<Options>(options: { readonly [Name in keyof Options]-?: true }): string[] {
  return Object.keys(options);
}

/** Whether a construct is an L1 resource of a type. It may come from another copy of the CDK, so `instanceof` is not enough. */
export function isResource<T extends CfnResource>(
  construct: unknown, type: { readonly CFN_RESOURCE_TYPE_NAME: string; readonly prototype: T },
): construct is T {
  const resource = typeof construct === 'object' && CfnResource.isCfnResource(construct as IConstruct) ? construct as T : undefined;
  return resource?.cfnResourceType === type.CFN_RESOURCE_TYPE_NAME;
}

/** The instances of a class in a list. Plain JavaScript may pass something else than a list, or a list with other elements. */
export function instancesIn<T>(list: unknown, type: Function & { readonly prototype: T }): T[] {
  return Array.isArray(list) ? list.filter((each) => each instanceof type) : [];
}

/** Describes an unexpected value in place of a list of instances of a class: not a list, or a list with another element. */
export function kindOfList(list: unknown, type: Function): string {
  if (!Array.isArray(list)) return kindOf(list);
  const other: unknown = list.find((each) => !(each instanceof type));
  return `one with ${other === undefined ? 'an empty element' : kindInsteadOf(type, other)}`;
}

/** The name of a class in jsii, or in JavaScript if jsii does not know it. The bundler of the CDK has renamed some classes. */
function classNameOf(constructor: object & { readonly name?: string }): string | undefined {
  const { fqn } = (constructor as Record<symbol, { readonly fqn?: string } | undefined>)[Symbol.for('jsii.rtti')] ?? {};
  return fqn?.split('.').pop() ?? constructor.name;
}

/** Shows a value in a message, as JSON where possible. */
export function shown(value: unknown): string {
  if (value === undefined) return 'none';
  if (Array.isArray(value) && Token.isUnresolved(value)) return 'a token';
  if (typeof value !== 'string' && typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value, asJson);
  } catch {
    return Array.isArray(value) ? 'a list' : 'another object'; // a circular reference
  }
}

/** JSON of a value that contains tokens, in which references look as in `Fn::Sub`: `${Table.Arn}`, `${AWS::AccountId}`. */
export function asText(stack: Stack, value: unknown): string {
  return JSON.stringify(withReferencesAsText(stack.resolve(value)));
}

function withReferencesAsText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferencesAsText);
  if (typeof value !== 'object' || value === null) return value;
  const { 'Ref': ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as { 'Ref'?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (ref !== undefined) return `\${${ref}}`;
  if (attribute !== undefined) return `\${${attribute.join('.')}}`;
  const parts = join?.[1].map(withReferencesAsText);
  if (join !== undefined && parts!.every((part) => typeof part === 'string')) return parts!.join(join[0]);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withReferencesAsText(each)]));
}

/** Replaces what JSON cannot represent: a construct by its path, a bigint or symbol by its text. */
function asJson(_key: string, value: unknown): unknown {
  if (Construct.isConstruct(value)) return value.node.path;
  return typeof value === 'bigint' || typeof value === 'symbol' ? String(value) : value;
}
