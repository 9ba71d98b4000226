/*
 * API.md has of each member what jsii has of it.
 */
import { publicTypes } from '../../tools/docs/assembly';
import { API_PAGE } from '../support/docs/markdown';

const FAILURES = publicTypes().flatMap(({ fqn, initializer, methods = [] }) => (
  [{ ...initializer, name: 'Initializer' }, ...methods].flatMap(({ name, docs }) => {
    const throws = docs?.custom?.throws;
    return throws === undefined ? [] : [[`${fqn}.${name}`, throws] as const];
  })
));

test('there are members that throw', () => {
  expect(FAILURES.length).toBeGreaterThan(15);
});

test.each(FAILURES)('%s says when it throws', (anchor, throws) => {
  expect(textAt(anchor).split('\n\n').filter((paragraph) => paragraph.startsWith('It throws'))).toEqual([`It throws ${throws}.`]);
});

test.each(FAILURES)('%s throws in words that follow "It throws"', (_, throws) => {
  expect(throws).toMatch(/^(if|without) [^]*[^.]$/);
});

/** What stands between the heading of a member and the next heading. */
function textAt(anchor: string): string {
  const [, text] = API_PAGE.text.split(`id="${anchor}"></a>\n`);
  return text.slice(0, text.search(/^#{1,6} /m));
}
