import { numbers, Page, sectionOf, table, withSections } from '../../../tools/shared/markdown';

const PAGE: Page = {
  path: 'docs/fruit.md',
  text: [
    '# Fruit',
    '<!-- generated:apples by npm run regenerate -->',
    'one apple',
    '<!-- /generated -->',
    'In between.',
    '<!-- generated:pears by npm run regenerate -->',
    '<!-- /generated -->',
    '<!-- generated:weights by npm run bench -->',
    '1 kg',
    '',
    '2 kg',
    '<!-- /generated -->',
    'The end.\n',
  ].join('\n'),
};

describe('a table', () => {
  test('aligns columns of numbers right', () => {
    expect(table(['fruit', numbers('count'), 'colour'], [['apple', 3, 'red'], ['pear', '1–2', 'green']])).toBe([
      '| fruit | count | colour |',
      '| --- | ---: | --- |',
      '| apple | 3 | red |',
      '| pear | 1–2 | green |',
    ].join('\n'));
  });

  test('without rows is its head', () => {
    expect(table(['fruit'], [])).toBe('| fruit |\n| --- |');
  });

  test('keeps a bar in a cell from ending the cell', () => {
    expect(table(['a | b'], [['`x | y`']])).toBe('| a \\| b |\n| --- |\n| `x \\| y` |');
  });

  test('fails for a row with more or fewer cells than columns', () => {
    expect(() => table(['fruit', 'colour'], [['apple', 'red'], ['pear']])).toThrow('a row of 1 cells in a table of 2 columns: pear');
    expect(() => table(['fruit'], [['apple', 'red']])).toThrow('a row of 2 cells in a table of 1 columns: apple, red');
  });
});

describe('a section of a page', () => {
  test('holds what stands between its marks', () => {
    expect(sectionOf(PAGE, 'apples')).toBe('one apple');
    expect(sectionOf(PAGE, 'pears')).toBe('');
    expect(sectionOf(PAGE, 'weights', 'npm run bench')).toBe('1 kg\n\n2 kg');
  });

  test('is replaced, and nothing else of the page', () => {
    expect(withSections(PAGE, { pears: 'two pears', apples: '$& apples' })).toBe(PAGE.text
      .replace('one apple\n', () => '$& apples\n')
      .replace('<!-- generated:pears by npm run regenerate -->\n', '<!-- generated:pears by npm run regenerate -->\ntwo pears\n'));
  });

  test('stays as it is when it is replaced by what it holds', () => {
    expect(withSections(PAGE, { apples: 'one apple' })).toBe(PAGE.text);
    expect(withSections(PAGE, { weights: '1 kg\n\n2 kg' }, 'npm run bench')).toBe(PAGE.text);
  });

  test('fails when the page has no such section, with the page and the mark', () => {
    expect(() => withSections(PAGE, { plums: '' })).toThrow('docs/fruit.md has no place for a section: it lacks the line <!-- generated:plums by npm run regenerate -->');
  });

  test('fails when another command writes it', () => {
    expect(() => withSections(PAGE, { apples: '' }, 'npm run bench')).toThrow('it lacks the line <!-- generated:apples by npm run bench -->');
  });

  test.each([
    ['the page ends before it', PAGE.text.slice(0, PAGE.text.indexOf('<!-- /generated -->'))],
    ['another section begins before it', PAGE.text.replace('<!-- /generated -->\n', '')],
  ])('fails when %s, with the page and the marks', (_, text) => {
    expect(() => withSections({ ...PAGE, text }, { apples: 'many' }))
      .toThrow('docs/fruit.md has no <!-- /generated --> after <!-- generated:apples by npm run regenerate -->');
  });
});
