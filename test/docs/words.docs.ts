/*
 * What somebody reads in an editor, in API.md, in a message and on a page uses the words of the field.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { WARNINGS } from '../../src/settings/warnings';
import { filesBelow } from '../../tools/shared/files';
import { ROOT } from '../../tools/shared/paths';
import { blocksOf, PAGES } from '../support/docs/markdown';
import { RIDDLES, riddlesIn } from '../support/docs/words';

interface Documented {
  readonly name: string;
  readonly docs?: { readonly summary?: string };
  readonly parameters?: readonly Documented[];
}

interface Type extends Documented {
  readonly initializer?: Documented;
  readonly properties?: readonly Documented[];
  readonly methods?: readonly Documented[];
  readonly members?: readonly Documented[];
}

/** What jsii has of each doc comment: the first lines in API.md, in editors, and in Python, Java and Go. */
const { types } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { readonly types: Readonly<Record<string, Type>> };

const summaries = Object.values(types).flatMap((type) => {
  const { initializer, properties = [], methods = [], members = [] } = type;
  const all = [...initializer ? [{ ...initializer, name: 'constructor' }] : [], ...properties, ...methods, ...members];
  return [
    [type.name, type.docs?.summary],
    ...all.flatMap(({ name, docs, parameters = [] }) => [
      [`${type.name}.${name}`, docs?.summary],
      ...parameters.map((parameter) => [`${type.name}.${name}(${parameter.name})`, parameter.docs?.summary]),
    ]),
  ] as [string, string | undefined][];
});

describe('the first sentence of a doc comment', () => {
  test('is there for each type, member and parameter of the public API', () => {
    expect(summaries.length).toBeGreaterThan(150);
    expect(summaries.filter(([, summary]) => summary === undefined).map(([name]) => name)).toEqual([]);
  });

  test.each(summaries)('of %s is one whole sentence', (_, summary = '') => {
    expect(summary).toMatch(/\.$/);
    expect(summary).not.toContain(';'); // where jsii cuts it
    expect(summary.replace(/`[^`]*`/g, '').slice(0, -1)).not.toMatch(/[.!?]\s/); // another sentence
    expect(summary.split(/\s+/).length).toBeLessThanOrEqual(25);
  });

  test.each(summaries)('of %s stands by itself', (_, summary = '') => {
    expect(summary).not.toMatch(/^(One of them|These|Those|Its?|They|The same|Of|With|And|Also)\b/);
  });
});

/** Decisions are left as they were decided. */
const pages = PAGES.filter(({ path }) => !path.startsWith('docs/adr/'));

describe('the words of the field', () => {
  test('are asked for by a list that finds its own words', () => {
    const examples = [
      'lets in staff alone', 'the table that was brought', 'Mend the cause', 'never hear of it', 'the alarm goes off', 'take it back', 'an order that comes again', 'Whoever calls',
      'a friend of theirs', "is the app's to say", 'told by a claim', 'turns requests away', 'somebody else', 'nobody knows', 'where no compiler has looked',
      'so far as it says', 'reads past the API', 'What becomes of the table', 'for want of a route', 'One of them suffices',
    ];
    expect(RIDDLES.filter(({ words }) => !examples.some((example) => words.test(example)))).toEqual([]);
    expect(examples.filter((example) => riddlesIn(example).length === 0)).toEqual([]);
  });

  const sources = filesBelow('src').filter((file) => file.endsWith('.ts') && !file.startsWith('src/handler/') && !file.endsWith('-function.ts'));

  test.each(sources)('are used in comments and messages of %s', (file) => {
    expect(textsOf(readFileSync(join(ROOT, file), 'utf8')).flatMap(riddlesIn)).toEqual([]);
  });

  test.each(pages.map((page) => [page.path, page] as const))('are used on %s', (_, page) => {
    const code = blocksOf(page).reduce((text, block) => text.replace(block.code, ''), page.text);
    expect(riddlesIn(code.replace(/`[^`\n]*`/g, '``'))).toEqual([]);
  });
});

test('a page names a warning by the id that the CDK CLI prints', () => {
  const known = [...WARNINGS.map(({ id }) => id), ...['importedKeyPolicy', 'grantWithoutEffect'].map((name) => `cdk-order-processing-api::${name}`)];
  const named = pages.flatMap(({ path, text }) => [...text.matchAll(/(Annotation::)?cdk-order-processing-api:+[a-z]\w*/g)].map(([id]) => ({ path, id })));

  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ id }) => !known.includes(id))).toEqual([]);
});

/** The comments of a source, and the texts in it that have words. */
function textsOf(source: string): string[] {
  const texts: string[] = [];
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, source);
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const isText = [ts.SyntaxKind.SingleLineCommentTrivia, ts.SyntaxKind.MultiLineCommentTrivia, ts.SyntaxKind.StringLiteral].includes(kind);
    if (isText) texts.push(scanner.getTokenText());
  }
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node)) texts.push(node.head.text, ...node.templateSpans.map(({ literal }) => literal.text));
    if (ts.isNoSubstitutionTemplateLiteral(node)) texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest));
  return texts.filter((text) => / /.test(text)).map((text) => text.replace(/\n\s*\*/g, ' '));
}
