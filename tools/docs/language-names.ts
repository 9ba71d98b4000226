/*
 * How the languages of the reference call the same thing. jsii makes the names of Python from those of TypeScript; a test asks the wheel for each.
 */
import { PACKAGE, Property, TypeReference } from './assembly';
import { pageOf } from './type-pages';

/** A language as the reference shows it. */
export interface Language {
  readonly title: string;
  /** Of a member or a parameter. */
  nameOf(name: string): string;
  /** Of a type, as HTML with links. */
  typeOf(type: TypeReference): string;
}

const CDK_DOCS = 'https://docs.aws.amazon.com/cdk/api/v2';

export const TYPESCRIPT: Language = {
  title: 'TypeScript',
  nameOf: (name) => name,
  typeOf: (type) => typeIn(type, {
    primitives: { string: 'string', number: 'number', boolean: 'boolean', any: 'any', json: 'any', date: 'Date' },
    list: (element) => `${element}[]`,
    map: (element) => `{ [key: string]: ${element} }`,
    union: ' | ',
    linkTo: ({ assembly, module, name }) => ({
      text: name,
      href: `${CDK_DOCS}/docs/${[assembly, module, name].filter((part) => part !== '').join('.')}.html`,
    }),
  }),
};

export const PYTHON: Language = {
  title: 'Python',
  nameOf: snakeCase,
  typeOf: (type) => typeIn(type, {
    primitives: { string: 'str', number: 'int | float', boolean: 'bool', any: 'Any', json: 'Any', date: 'datetime' },
    list: (element) => `list[${element}]`,
    map: (element) => `dict[str, ${element}]`,
    union: ' | ',
    linkTo: ({ assembly, module, name }) => {
      const path = [assembly === 'aws-cdk-lib' ? 'aws_cdk' : assembly, module].filter((part) => part !== '').join('.');
      return { text: `${path}.${name}`, href: `${CDK_DOCS}/python/${path}/${name}.html` };
    },
  }),
};

export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

export function pythonNameOf({ name, const: isConstant }: Pick<Property, 'name' | 'const'>): string {
  return isConstant ? name : snakeCase(name);
}

interface Spelling {
  readonly primitives: Readonly<Record<string, string>>;
  readonly union: string;
  list(element: string): string;
  map(element: string): string;
  /** Where a type of another package is described. */
  linkTo(type: { readonly assembly: string; readonly module: string; readonly name: string }): { readonly text: string; readonly href: string };
}

function typeIn(type: TypeReference, spelling: Spelling): string {
  if ('primitive' in type) return escaped(spelling.primitives[type.primitive]);
  if ('union' in type) return type.union.types.map((each) => typeIn(each, spelling)).join(escaped(spelling.union));
  if ('collection' in type) {
    const element = typeIn(type.collection.elementtype, spelling);
    return type.collection.kind === 'array' ? spelling.list(element) : spelling.map(element);
  }
  const [assembly, ...path] = type.fqn.split('.');
  const name = path.pop()!;
  const { text, href } = assembly === PACKAGE ? { text: name, href: `./${pageOf(name)}.html` } : spelling.linkTo({ assembly, module: path.join('.'), name });
  return `<a href="${href}">${text.replace(/[._]/g, '$&<wbr>')}</a>`; // a browser breaks no word at these
}

/** Text in HTML in a cell of a Markdown table. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('|', '&#124;').replaceAll('{{', '&#123;&#123;');
}
