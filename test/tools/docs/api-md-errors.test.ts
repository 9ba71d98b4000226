/*
 * The errors of members in API.md, on short texts as jsii-docgen writes them. test/docs/api-md.docs.ts looks at the whole file.
 */
import { withErrors } from '../../../tools/docs/api-md-errors';
import { Callable, Type } from '../../../tools/docs/assembly';

const SHOP: Type = { fqn: 'shop.Shop', name: 'Shop', kind: 'class' };

const failing = (throws: string): Callable => ({ docs: { custom: { throws } } });
const shopWith = (name: string, throws: string): Type[] => [{ ...SHOP, methods: [{ name, ...failing(throws) }] }];

const heading = (name: string) => `##### \`${name}\` <a name="${name}" id="shop.Shop.${name}"></a>`;
const SIGNATURE = '```typescript\n// > [no link]\n# no heading\n---\npublic open(): void\n```';

function pageWith(...blocks: string[]): string {
  return `${['# API Reference', '| <code><a href="#shop.Shop.open">open</a></code> | Opens. |', ...blocks].join('\n\n')}\n`;
}

test.each([
  ['the link of the member', '> [https://example.com](https://example.com)'],
  ['its first parameter', '###### `hours`<sup>Required</sup> <a name="hours" id="shop.Shop.open.parameter.hours"></a>'],
  ['its example', '*Example*'],
  ['the line below it', '---'],
  ['the next member', heading('close')],
  ['the next part of the class', '#### Properties <a name="Properties" id="Properties"></a>'],
])('a member says when it throws at the end of its text, before %s', (_, next) => {
  const before = [heading('open'), SIGNATURE, 'Opens the shop.', 'It opens once.\nThen it is open.'];
  const after = [next, 'More.', '---'];

  expect(withErrors(pageWith(...before, ...after), shopWith('open', 'if it is open'))).toBe(pageWith(...before, 'It throws if it is open.', ...after));
});

test('a static method says it like any other', () => {
  const shop: Type = { ...SHOP, methods: [{ name: 'of', static: true, ...failing('without a town') }] };

  expect(withErrors(pageWith(heading('of'), 'A shop.', '---'), [shop])).toBe(pageWith(heading('of'), 'A shop.', 'It throws without a town.', '---'));
});

test('a constructor says it before its parameters', () => {
  const shop: Type = { ...SHOP, initializer: failing('if the town is empty') };
  const initializers = ['#### Initializers <a name="Initializers" id="shop.Shop.Initializer"></a>', SIGNATURE, '| **Name** |\n| --- |'];

  expect(withErrors(pageWith(...initializers, '---'), [shop])).toBe(pageWith(...initializers, 'It throws if the town is empty.', '---'));
});

test('a member says it once, however often it is written', () => {
  const once = withErrors(pageWith(heading('open'), 'Opens the shop.', '---'), shopWith('open', 'if it is open'));

  expect(withErrors(once, shopWith('open', 'if it is open'))).toBe(once);
});

test('a member whose text is that of another says it too', () => {
  const shop: Type = { ...SHOP, methods: ['open', 'close'].map((name) => ({ name, ...failing('if it is night') })) };
  const page = withErrors(pageWith(heading('open'), 'Opens.', '---', heading('close'), 'Closes.', '---'), [shop]);

  expect(page).toBe(pageWith(heading('open'), 'Opens.', 'It throws if it is night.', '---', heading('close'), 'Closes.', 'It throws if it is night.', '---'));
});

test('what throws nothing stays as it is', () => {
  const page = pageWith(heading('open'), 'Opens the shop.', '---');

  expect(withErrors(page, [{ ...SHOP, initializer: {}, methods: [{ name: 'open', docs: { summary: 'Opens the shop.' } }] }])).toBe(page);
});

test('fails for a member without a heading', () => {
  expect(() => withErrors(pageWith(heading('close'), '---'), shopWith('open', 'if it is open')))
    .toThrow('API.md has no heading with the anchor shop.Shop.open, where it would say: It throws if it is open.');
});

test('fails for a text that does not end', () => {
  expect(() => withErrors(pageWith(heading('open'), 'Opens the shop.'), shopWith('open', 'if it is open')))
    .toThrow('API.md has no end of the text at the anchor shop.Shop.open, where it would say: It throws if it is open.');
});
