/*
 * How long the random run is and from which seed: set by `npm test -- random --requests 10000 --seed 1`.
 */

/** Fewer do not meet every kind of answer. */
const FEWEST_REQUESTS = 500;

export interface RandomSettings {
  readonly requests: number;
  /** Decides every request; how they interleave is the machine's to say. */
  readonly seed: number;
}

export function readSettings({ RANDOM_REQUESTS: requests, RANDOM_SEED: seed }: NodeJS.ProcessEnv): RandomSettings {
  return {
    requests: wholeNumber('RANDOM_REQUESTS', requests || '1000', FEWEST_REQUESTS),
    seed: wholeNumber('RANDOM_SEED', seed || String(Math.floor(Math.random() * 1_000_000_000)), 0),
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) throw new Error(`${name} must be a whole number from ${least}, got '${text}'`);
  return value;
}
