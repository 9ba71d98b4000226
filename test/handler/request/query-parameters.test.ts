import * as fc from 'fast-check';
import { readParameters } from '../../../src/handler/request/query-parameters';
import { problemOf } from '../../support/handler/fixtures';

const PARAMETERS = {
  colour: { expected: 'red or blue', read: (text: string) => (['red', 'blue'].includes(text) ? text : undefined), got: String },
  size: { expected: 'a digit', read: (text: string) => (/^\d$/.test(text) ? Number(text) : undefined), got: String },
};
const WITH_COLOUR = { ...PARAMETERS, colour: { ...PARAMETERS.colour, whenMissing: 'is required' } };

const read = (query: string, parameters = PARAMETERS) => readParameters(new URLSearchParams(query), parameters);
const faultsOf = (query: string, parameters = PARAMETERS) => problemOf(() => read(query, parameters)).faults;

describe('a query', () => {
  test('gives the values of its parameters', () => {
    expect(read('size=0&colour=red')).toEqual({ colour: 'red', size: 0 });
  });

  test('leaves out what it does not have', () => {
    expect(read('size=2')).toEqual({ size: 2 });
    expect(read('')).toEqual({});
  });

  test.each([
    ['colour=%72ed', 'red'],
    ['%63olour=red', 'red'],
    ['colour=red&', 'red'],
    ['&&colour=red', 'red'],
  ])('may be written as %s', (query, colour) => {
    expect(read(query)).toEqual({ colour });
  });

  test('has an object of its own for the values', () => {
    expect(read('').constructor).toBe(Object);
    expect(Object.keys(read('size=1'))).toEqual(['size']);
  });
});

describe('a query fails', () => {
  test.each([
    ['a value that is none', 'size=x', [{ detail: 'must be a digit, got x', parameter: 'size' }]],
    ['an empty value', 'size=', [{ detail: 'must be a digit, got ', parameter: 'size' }]],
    ['a name alone', 'size', [{ detail: 'must be a digit, got ', parameter: 'size' }]],
    ['a parameter twice', 'size=1&size=2', [{ detail: 'must be given once, got it 2 times', parameter: 'size' }]],
    ['a parameter twice with one value', 'size=1&size=1', [{ detail: 'must be given once, got it 2 times', parameter: 'size' }]],
    ['a parameter twice, once with its name encoded', 'size=1&%73ize=2', [{ detail: 'must be given once, got it 2 times', parameter: 'size' }]],
    ['an unknown parameter', 'weight=1', [{ detail: 'is not a known parameter; known are colour, size', parameter: 'weight' }]],
    ['an unknown parameter twice', 'weight=1&weight=2', [{ detail: 'is not a known parameter; known are colour, size', parameter: 'weight' }]],
    ['a known name in capitals', 'SIZE=1', [{ detail: 'is not a known parameter; known are colour, size', parameter: 'SIZE' }]],
    ['a value without a name', '=1', [{ detail: 'is not a known parameter; known are colour, size', parameter: '' }]],
    ['an array as PHP writes it', 'size[]=1', [{ detail: 'is not a known parameter; known are colour, size', parameter: 'size[]' }]],
  ])('for %s', (_, query, faults) => {
    expect(faultsOf(query)).toEqual(faults);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('for the name %s, which every object has', (name) => {
    expect(faultsOf(`${name}=1`)).toEqual([{ detail: 'is not a known parameter; known are colour, size', parameter: name }]);
  });

  test('when a parameter is missing that must be there', () => {
    expect(faultsOf('size=1', WITH_COLOUR)).toEqual([{ detail: 'is required', parameter: 'colour' }]);
  });

  test('with all faults at once, and counts them', () => {
    const problem = problemOf(() => read('size=x&weight=1', WITH_COLOUR));

    expect(problem).toMatchObject({ kind: 'invalid-parameters', detail: 'the query has 3 faults' });
    expect(problem.faults).toEqual([
      { detail: 'is not a known parameter; known are colour, size', parameter: 'weight' },
      { detail: 'is required', parameter: 'colour' },
      { detail: 'must be a digit, got x', parameter: 'size' },
    ]);
    expect(problemOf(() => read('size=x')).detail).toBe('the query has 1 fault');
  });

  test('with the first 100 of its faults, and how many there are', () => {
    const problem = problemOf(() => read(Array.from({ length: 104 }, (_, index) => `p${index}=1`).join('&'), WITH_COLOUR));

    expect(problem.detail).toBe('the query has 105 faults, the first 100 are listed');
    expect(problem.faults.map((fault) => 'parameter' in fault && fault.parameter)).toEqual(Array.from({ length: 100 }, (_, index) => `p${index}`));
  });

  test('with all of 100 faults', () => {
    const problem = problemOf(() => read(Array.from({ length: 100 }, (_, index) => `p${index}=1`).join('&')));

    expect(problem).toMatchObject({ detail: 'the query has 100 faults' });
    expect(problem.faults).toHaveLength(100);
  });

  test('and repeats no more than the beginning of a long name, with no half of a surrogate pair', () => {
    expect(faultsOf(`${'p'.repeat(200)}=1`)).toMatchObject([{ parameter: 'p'.repeat(200) }]);
    expect(faultsOf(`${'p'.repeat(199)}${'😀'.repeat(100)}=1`)).toMatchObject([{ parameter: `${'p'.repeat(199)}\uFFFD…` }]);
  });

  test('when the route has no parameters and one came', () => {
    expect(problemOf(() => readParameters(new URLSearchParams('size=1'), {})).faults).toEqual([
      { detail: 'is not a known parameter; the route has none', parameter: 'size' },
    ]);
  });
});

test('a query of any text gives values or a problem', () => {
  const query = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'size=colour&%0123456789+ÿ') }));

  fc.assert(fc.property(query, (text) => {
    try {
      expect(Object.keys(PARAMETERS)).toEqual(expect.arrayContaining(Object.keys(read(text))));
    } catch (error) {
      expect(error).toMatchObject({ kind: 'invalid-parameters' });
    }
  }));
});
