import * as fc from 'fast-check';
import { pairsIn, pairsOf, pairwise } from '../../support/pairwise';

const sizes = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.integer({ min: 1, max: 4 }), { minKeys: 2, maxKeys: 8 });

test('every pair of values comes up in a combination', () => {
  fc.assert(fc.property(sizes, (factors) => {
    expect(new Set(pairwise(factors).flatMap((combination) => pairsIn(combination)))).toEqual(new Set(pairsOf(factors)));
  }));
});

test('every combination gives every factor a value that it has', () => {
  fc.assert(fc.property(sizes, (factors) => {
    for (const combination of pairwise(factors)) {
      expect(Object.keys(combination).sort()).toEqual(Object.keys(factors).sort());
      for (const [factor, value] of Object.entries(combination)) expect(value).toBeLessThan(factors[factor]);
    }
  }));
});

test('ten factors of three values need far fewer than all 59,049 combinations', () => {
  const factors = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`f${index}`, 3]));
  expect(pairwise(factors).length).toBeLessThan(30);
});
