/*
 * The construct reference of the site has all that an app can name, as TypeScript and as Python name it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicTypes, Type } from '../../tools/docs/assembly';
import { constructReference, GROUPS, grouping, TOPICS } from '../../tools/docs/construct-reference';
import { SITE } from '../../tools/docs/docs-site';
import { pythonNameOf, snakeCase } from '../../tools/docs/language-names';
import { pageOf } from '../../tools/docs/type-pages';
import { anchorsOf, API_PAGE } from '../support/docs/markdown';

const TYPES = publicTypes();
const props = typeNamed('OrderProcessingApiProps').properties!;

test('there are as many types as jsii exports, each in a group of the menu', () => {
  expect(TYPES.length).toBeGreaterThan(15);
  expect([...constructReference().keys()].sort()).toEqual([...TYPES.map(({ name }) => pageOf(name)), 'index'].sort());
  expect(Object.keys(grouping(GROUPS, TYPES))).toEqual(Object.keys(GROUPS));
  expect(Object.values(GROUPS).flat().filter((name) => !TYPES.some((type) => type.name === name))).toEqual([]);
});

test('each prop of the construct has one topic', () => {
  const listed = Object.values(TOPICS).flat();

  expect(props.map(({ name }) => name).filter((name) => !listed.includes(name))).toEqual([]);
  expect(listed).toEqual([...new Set(listed)]);
});

describe.each(TYPES.map((type) => [type.name, type] as const))('%s', (_, type) => {
  const text = visibleText(pageOf(type.name));
  const names = [...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []].map(({ name }) => name);
  const isEnum = type.kind === 'enum';

  test('has each member, at the anchor of its name', () => {
    const html = readFileSync(join(SITE, 'reference', `${pageOf(type.name)}.html`), 'utf8');

    expect(names.filter((name) => !html.includes(` id="${name}" `))).toEqual([]);
  });

  test('names each member in both languages', () => {
    const inPython = isEnum ? names : [...type.properties ?? [], ...type.methods ?? []].map(pythonNameOf);

    expect([...names, ...inPython].filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });

  test('names each parameter in both languages', () => {
    const parameters = [type.initializer, ...type.methods ?? []].flatMap((method) => method?.parameters ?? []);

    expect(parameters.flatMap(({ name }) => [name, snakeCase(name)]).filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });

  test('says all that the doc comments say', () => {
    const documented = [type, ...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []];
    const comments = documented.flatMap(({ docs: { summary, remarks } = {} }) => [summary, remarks]);
    const missing = comments.flatMap((comment) => (comment === undefined || text.includes(plain(comment)) ? [] : [comment]));

    expect(missing).toEqual([]);
  });
});

test('a prop says what its type is in both languages, its default, and how synth refuses it', () => {
  const text = visibleText(pageOf('OrderProcessingApiProps'));

  expect(text).toContain('memorySize?: number memory_size: int | float Optional. Default: 256');
  expect(text).toMatch(/removal_policy: aws_cdk\.RemovalPolicy/);
  expect(text).toMatch(/memorySize must be a whole number from 128 to 10240/);
});

test('the page of the construct begins with its props, by topic', () => {
  const html = readFileSync(join(SITE, 'reference', 'order-processing-api.html'), 'utf8');
  const headings = [...html.matchAll(/<h[23] id="[^"]*"[^>]*>([^<]*)/g)].map(([, title]) => title.trim());

  expect(headings.slice(0, 1 + Object.keys(TOPICS).length)).toEqual(['Props', ...Object.keys(TOPICS)]);
});

test('each place of API.md is one of the reference', () => {
  const missing = [...anchorsOf(API_PAGE)].flatMap((anchor) => {
    const [, type, ...path] = anchor.split('.');
    const ours = TYPES.find(({ name }) => name === type);
    if (!ours) return [];
    if (path.length === 0) return existsSync(join(SITE, 'reference', `${pageOf(type)}.html`)) ? [] : [anchor];
    const [member] = path.filter((part) => part !== 'property');
    return INHERITED.includes(member) || member === 'Initializer' || isMember(ours, member) ? [] : [anchor];
  });

  expect(missing).toEqual([]);
});

/** What every construct has of its base class. */
const INHERITED = ['toString', 'with', 'isConstruct', 'node'];

function isMember({ properties = [], methods = [], members = [] }: Type, member: string): boolean {
  return [...properties, ...methods, ...members].some(({ name }) => name === member);
}

function typeNamed(name: string): Type {
  return TYPES.find((type) => type.name === name)!;
}

/** What a browser shows of a page. */
function visibleText(page: string): string {
  const html = readFileSync(join(SITE, 'reference', `${page}.html`), 'utf8');
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  const withoutMarks = main.replace(/<a class="header-anchor".*?<\/a>|<wbr>|<\/?(code|a|span|em|strong)\b[^>]*>/g, '');
  return plain(withoutMarks.replace(/<[^>]+>/g, ' '));
}

/** Without the marks of Markdown and the entities of HTML, and with one blank between words. */
function plain(text: string): string {
  return text
    .replace(/`docs\/([\w/-]+\.md)` of the repository/g, '$1')
    .replace(/`/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(lt|gt|quot|amp);/g, (_, name: 'lt' | 'gt' | 'quot' | 'amp') => ({ lt: '<', gt: '>', quot: '"', amp: '&' })[name])
    .replace(/\s+/g, ' ')
    .trim();
}
