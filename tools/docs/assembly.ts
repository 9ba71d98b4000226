/*
 * What jsii knows of the library's public API, of which it makes the packages of every language: the part of `.jsii` that a reference shows.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../shared/paths';

export interface Docs {
  readonly summary?: string;
  readonly remarks?: string;
  readonly default?: string;
  readonly example?: string;
  readonly see?: string;
  readonly returns?: string;
  readonly deprecated?: string;
  readonly custom?: { readonly throws?: string };
}

export type TypeReference =
  | { readonly primitive: string }
  | { readonly fqn: string }
  | { readonly collection: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference } }
  | { readonly union: { readonly types: readonly TypeReference[] } };

export interface Value {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly docs?: Docs;
}

export interface Parameter extends Value {
  readonly variadic?: boolean;
}

export interface Property extends Value {
  readonly static?: boolean;
  /** Constants keep their name in Python. */
  readonly const?: boolean;
}

export interface Callable {
  readonly docs?: Docs;
  readonly parameters?: readonly Parameter[];
}

export interface Method extends Callable {
  readonly name: string;
  readonly static?: boolean;
  readonly returns?: { readonly type: TypeReference; readonly optional?: boolean };
}

export interface Type {
  readonly fqn: string;
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'enum';
  /** Whether an interface is a struct: options, which Python takes as keyword arguments. */
  readonly datatype?: boolean;
  readonly base?: string;
  /** The structs whose members a struct has too. */
  readonly interfaces?: readonly string[];
  readonly docs?: Docs;
  readonly initializer?: Callable;
  readonly properties?: readonly Property[];
  readonly methods?: readonly Method[];
  readonly members?: readonly { readonly name: string; readonly docs?: Docs }[];
}

interface Assembly {
  readonly types: Readonly<Record<string, Type>>;
}

/** The file, from the root. */
export const ASSEMBLY = '.jsii';

export const PACKAGE = 'cdk-order-processing-api';

export const PYTHON_MODULE = 'cdk_order_processing_api';

/** The public types, by name. A struct has its inherited members too, since its users pass all of them. */
export function publicTypes(): Type[] {
  const { types } = JSON.parse(readFileSync(join(ROOT, ASSEMBLY), 'utf8')) as Assembly;
  const propertiesOf = ({ datatype, interfaces = [], properties = [] }: Type): readonly Property[] => (
    datatype ? [...interfaces.flatMap((fqn) => propertiesOf(types[fqn])), ...properties] : properties
  );
  return Object.values(types).map((type) => ({ ...type, properties: propertiesOf(type) })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
