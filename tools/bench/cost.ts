/*
 * What a million orders cost, from public prices and measured durations.
 */
import { ColdResults } from './measure';
import { Summary } from './statistics';

/** US East (N. Virginia), arm64, first tier, in US dollars. */
export const PRICES = {
  gbSecond: 0.0000133334,
  millionRequests: 0.2,
  sources: ['https://aws.amazon.com/lambda/pricing/'],
  asOf: '2025-11',
};

/** What DynamoDB in the same region takes longer than the loopback, in milliseconds: an assumption. */
export const DYNAMODB_MS = 4;

/** Shares of requests that meet a cold start. */
export const COLD_SHARES = [0, 0.001, 0.01, 0.1];

export interface MemoryCost {
  readonly memory: number;
  readonly coldMs: number;
  readonly warmMs: number;
  /** For each of the cold shares, in US dollars for a million orders. */
  readonly dollars: readonly number[];
}

/** Initialisation is billed like the rest since August 2025; each invocation is rounded up to a millisecond. */
export function costByMemory(cold: ColdResults[string], paced: Record<string, Summary>): MemoryCost[] {
  return Object.entries(paced).map(([key, { median }]) => {
    const memory = Number(key);
    const { load, first } = cold[key];
    const coldMs = load.median + first.median + DYNAMODB_MS;
    const warmMs = median + DYNAMODB_MS;
    const dollars = COLD_SHARES.map((share) => {
      const billedMs = (1 - share) * Math.ceil(warmMs) + share * Math.ceil(coldMs);
      return PRICES.millionRequests + 1e6 * billedMs / 1_000 * memory / 1_024 * PRICES.gbSecond;
    });
    return { memory, coldMs, warmMs, dollars };
  });
}
