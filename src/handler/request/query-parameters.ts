import { shortened } from './check';
import { ParameterFault, parametersProblem } from '../domain/problem';

/** A parameter that a route knows. */
export interface Parameter<T> {
  /** Completes the sentence "must be …". */
  readonly expected: string;
  /** The fault of leaving it out; `undefined` where it may be left out. */
  readonly whenMissing?: string;
  /** Completes the sentence "…, got …". */
  got(text: string): string;
  /** The value, or `undefined` when the text is none. */
  read(text: string): T | undefined;
}

type Parameters = Readonly<Record<string, Parameter<unknown>>>;
type Values<P extends Parameters> = { readonly [Name in keyof P]?: Exclude<ReturnType<P[Name]['read']>, undefined> };

/**
 * The parameters of a query, each at most once and no others: one that we do not know would be lost in silence.
 * @throws Problem `invalid-parameters` with all faults
 */
export function readParameters<P extends Parameters>(query: URLSearchParams, parameters: P): Values<P> {
  const known = Object.entries(parameters);
  const faults = [
    ...faultsOfUnknown(query, Object.keys(parameters)),
    ...known.flatMap(([name, parameter]) => faultsOf(parameter, query.getAll(name)).map((detail) => ({ detail, parameter: name }))),
  ];
  if (faults.length > 0) throw parametersProblem(faults);
  const given = known.filter(([name]) => query.has(name));
  return Object.fromEntries(given.map(([name, { read }]) => [name, read(query.get(name)!)])) as Values<P>;
}

function faultsOfUnknown(query: URLSearchParams, known: readonly string[]): ParameterFault[] {
  const accepted = known.length > 0 ? `known are ${known.join(', ')}` : 'the route has none';
  const unknown = [...new Set(query.keys())].filter((name) => !known.includes(name));
  return unknown.map((name) => ({ detail: `is not a known parameter; ${accepted}`, parameter: shortened(name) }));
}

function faultsOf({ expected, whenMissing, read, got }: Parameter<unknown>, texts: readonly string[]): string[] {
  if (texts.length === 0) return whenMissing === undefined ? [] : [whenMissing];
  if (texts.length > 1) return [`must be given once, got it ${texts.length} times`];
  return read(texts[0]) === undefined ? [`must be ${expected}, got ${got(texts[0])}`] : [];
}
