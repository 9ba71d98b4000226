/*
 * How long the random runs are, how many, and from which seed: set by `npm test -- random --requests 10000 --seeds 50 --seed 1`.
 */

/** Fewer do not meet every kind of answer. */
const FEWEST_REQUESTS = 500;

export interface RandomSettings {
  readonly requests: number;
  /** Decides every request; how they interleave is the machine's to say. */
  readonly seed: number;
}

/** The runs, one after another, from seeds that follow each other. */
export function readSettings({ RANDOM_REQUESTS: requests, RANDOM_SEED: seed, RANDOM_SEEDS: seeds }: NodeJS.ProcessEnv): RandomSettings[] {
  const first = wholeNumber('RANDOM_SEED', seed || String(Math.floor(Math.random() * 1_000_000_000)), 0);
  return Array.from({ length: wholeNumber('RANDOM_SEEDS', seeds || '1', 1) }, (_, index) => ({
    requests: wholeNumber('RANDOM_REQUESTS', requests || '1000', FEWEST_REQUESTS),
    seed: first + index,
  }));
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) throw new Error(`${name} must be a whole number from ${least}, got '${text}'`);
  return value;
}
