/*
 * Checks of a single value, for every prop that needs them. A check takes a value and returns its faults, so that all faults are
 * reported at once. Tokens have no value at synth and are left to AWS to check.
 */
import { CfnResource, Duration, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';

export function validateWholeNumber(prop: string, value: number | undefined, min: number, max: number, unit: string): string[] {
  if (value === undefined || Token.isUnresolved(value)) return [];
  if (Number.isInteger(value) && value >= min && value <= max) return [];
  return [`${prop} must be a whole number from ${min} to ${max} ${unit}, got ${shown(value)}`];
}

export function validateDuration(prop: string, value: Duration | undefined, minSeconds: number, maxSeconds: number): string[] {
  if (value === undefined) return [];
  if (typeof value.toMilliseconds !== 'function') return [`${prop} must be a Duration such as Duration.seconds(${maxSeconds}), got ${shown(value)}`];
  if (value.isUnresolved()) {
    return value.unitLabel() === 'seconds' ? [] : [`${prop} must be a Duration.seconds() where its amount is a token, got ${value.unitLabel()}`];
  }
  const milliseconds = value.toMilliseconds({ integral: false });
  if (milliseconds % 1000 === 0 && milliseconds >= minSeconds * 1000 && milliseconds <= maxSeconds * 1000) return [];
  return [`${prop} must be whole seconds from ${minSeconds} to ${maxSeconds}, got ${value.toHumanString()}`];
}

/** Whether a text holds the dummy of `StringParameter.valueFromLookup()`, which stands for a value that the CDK CLI has yet to look up. */
export function isFromLookup(text: string): boolean {
  return text.includes('dummy-value-for-');
}

/** Whether something has been looked up for a stack that the CDK CLI has yet to find: the CDK keeps it in a field that no type declares. */
export function hasPendingLookups(stack: Stack): boolean {
  const { _missingContext: missing } = stack as unknown as { readonly _missingContext?: readonly unknown[] };
  return missing !== undefined && missing.length > 0;
}

/** The account of whatever the CLI has yet to find, such as the dummy of `Role.fromLookup()`. */
const DUMMY_ACCOUNT = '123456789012';

/** Whether an account or region is known to be another one. Of a lookup that is yet to come it may be any. */
export function isElsewhere(scope: IConstruct, own: string, other: string): boolean {
  return Token.compareStrings(own, other) === TokenComparison.DIFFERENT && !isDummyAccount(scope, other);
}

/** Whether an account need not be the real one, while a stack of the app has lookups to come. */
export function isDummyAccount(scope: IConstruct, account: string | undefined): boolean {
  return account === DUMMY_ACCOUNT && scope.node.root.node.findAll().some((each) => Stack.isStack(each) && hasPendingLookups(each));
}

/** What came in place of something else: a plain value as it is, and of anything else the kind. */
export function kindOf(value: unknown): string {
  if (!Construct.isConstruct(value) && Token.isUnresolved(value)) return 'a token';
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'a function' : shown(value);
  const { constructor } = value;
  return typeof constructor !== 'function' || constructor === Object ? 'another object' : `the object ${classNameOf(constructor)}`;
}

/** What came in place of an instance of a class of ours. One that another copy of this library has made looks the same, and is none. */
export function kindInsteadOf(type: Function, value: unknown): string {
  const kind = kindOf(value);
  return kind === `the object ${classNameOf(type)}`
    ? `${kind} of another copy of this library: npm ls cdk-order-processing-api shows both, keep one`
    : kind;
}

/** Fields by their names alone: what the CDK or the app has made is something else. */
export function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/** Options by their names, and not something that the CDK, the app or we have made. */
export function isStruct(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Construct.isConstruct(value)
    && !('bind' in value) && !Token.isUnresolved(value);
}

/** A misspelt option would be passed over, and its default let in more than is meant. */
export function validateOptionNames(prop: string, options: object, known: readonly string[]): string[] {
  const unknown = Object.entries(options).filter(([name, value]) => value !== undefined && !known.includes(name)).map(([name]) => name);
  return unknown.length === 0 ? [] : [`${prop} must have no options but ${known.join(', ')}, got ${unknown.join(', ')}`];
}

/** The same of what a factory gets, which may be none. */
export function validateOptionsOf(factory: string, options: unknown, known: readonly string[], example: string): string[] {
  if (options === undefined || options === null) return [];
  if (!isPlain(options)) return [`${factory} must have options such as ${example}, got ${kindOf(options)}`];
  return validateOptionNames(factory, options, known);
}

/** The names of all options, of which the compiler sees that none is forgotten. */
export function optionNames<Options>(options: { readonly [Name in keyof Options]-?: true }): string[] {
  return Object.keys(options);
}

/** Whether a construct is a resource of a type, whichever copy of the CDK has made it. */
export function isResource<T extends CfnResource>(
  construct: unknown, type: { readonly CFN_RESOURCE_TYPE_NAME: string; readonly prototype: T },
): construct is T {
  const resource = typeof construct === 'object' && CfnResource.isCfnResource(construct as IConstruct) ? construct as T : undefined;
  return resource?.cfnResourceType === type.CFN_RESOURCE_TYPE_NAME;
}

/** The instances of a class in a list: where no compiler has looked, there may be no list, and anything in it. */
export function instancesIn<T>(list: unknown, type: Function & { readonly prototype: T }): T[] {
  return Array.isArray(list) ? list.filter((each) => each instanceof type) : [];
}

/** What came in place of a list of instances of a class: something else, or a list with something else in it. */
export function kindOfList(list: unknown, type: Function): string {
  return Array.isArray(list) ? `one with ${kindInsteadOf(type, list.find((each) => !(each instanceof type)))}` : kindOf(list);
}

/** As jsii knows a class, or else as JavaScript does: the CDK's bundler has renamed some. */
function classNameOf(constructor: object & { readonly name?: string }): string | undefined {
  const { fqn } = (constructor as Record<symbol, { readonly fqn?: string } | undefined>)[Symbol.for('jsii.rtti')] ?? {};
  return fqn?.split('.').pop() ?? constructor.name;
}

export function shown(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value, asJson);
  } catch {
    return Array.isArray(value) ? 'a list' : 'another object'; // it holds itself
  }
}

/** A construct knows its tree, which is no JSON, and neither are two kinds of plain values. */
function asJson(_key: string, value: unknown): unknown {
  if (Construct.isConstruct(value)) return value.node.path;
  return typeof value === 'bigint' || typeof value === 'symbol' ? String(value) : value;
}
