/*
 * All pairs: most faults between options need two of them, so a set of combinations in which each pair of values
 * comes up together finds them at a fraction of all combinations.
 */

/** Which value each factor takes, by its place in the factor's list. */
export type Combination<Factor extends string> = Readonly<Record<Factor, number>>;

/** Combinations that hold each pair of values of two factors at least once; the same for the same input. */
export function pairwise<Factor extends string>(sizes: Readonly<Record<Factor, number>>): Combination<Factor>[] {
  const uncovered = new Set(pairsOf(sizes));
  const combinations: Combination<Factor>[] = [];
  while (uncovered.size > 0) {
    const combination = nextCombination(sizes, uncovered);
    for (const pair of pairsIn(combination)) uncovered.delete(pair);
    combinations.push(combination);
  }
  return combinations;
}

/** Every pair that a combination holds, as text. */
export function pairsIn<Factor extends string>(combination: Partial<Combination<Factor>>): string[] {
  const chosen = entriesOf(combination);
  return chosen.flatMap((first, index) => chosen.slice(index + 1).map((second) => pairOf(first, second)));
}

/** Every pair of values that there is. */
export function pairsOf<Factor extends string>(sizes: Readonly<Record<Factor, number>>): string[] {
  const values = entriesOf(sizes).map(([factor, size]) => Array.from({ length: size }, (_, value) => [factor, value] as const));
  return values.flatMap((firsts, index) => values.slice(index + 1).flatMap((seconds) => (
    firsts.flatMap((first) => seconds.map((second) => pairOf(first, second)))
  )));
}

/** Begins with the first pair that is missing, then gives each factor the value that brings most of the missing ones. */
function nextCombination<Factor extends string>(sizes: Readonly<Record<Factor, number>>, uncovered: ReadonlySet<string>): Combination<Factor> {
  const chosen: Partial<Record<Factor, number>> = partsOf<Factor>(uncovered.values().next().value!);
  for (const [factor, size] of entriesOf(sizes)) {
    if (chosen[factor] !== undefined) continue;
    const gains = Array.from({ length: size }, (_, value) => (
      entriesOf(chosen).filter((other) => uncovered.has(pairOf(other, [factor, value]))).length
    ));
    chosen[factor] = gains.indexOf(Math.max(...gains));
  }
  return chosen as Combination<Factor>;
}

type Choice = readonly [factor: string, value: number];

/** The same text for both orders of a pair. */
function pairOf(...pair: [Choice, Choice]): string {
  return pair.map(([factor, value]) => `${factor}=${value}`).sort().join(' ');
}

function partsOf<Factor extends string>(pair: string): Partial<Record<Factor, number>> {
  return Object.fromEntries(pair.split(' ').map((part) => part.split('=')).map(([factor, value]) => [factor, Number(value)])) as Partial<Record<Factor, number>>;
}

function entriesOf<Factor extends string>(record: Partial<Readonly<Record<Factor, number>>>): [Factor, number][] {
  return Object.entries(record) as [Factor, number][];
}
