import type { Fault } from '../domain/problem';

/** A quote that is none. Each reason says what would be accepted, and what came. */
export class InvalidQuote extends Error {
  public readonly name = 'InvalidQuote';

  public constructor(public readonly reasons: readonly string[]) {
    super(reasons.join('; '));
  }
}

/** Faults of a part of a quote, into which no JSON pointer of the body reaches. */
export function invalidPart(part: 'header' | 'claims', faults: readonly Fault[]): InvalidQuote {
  return new InvalidQuote(faults.map(({ detail, pointer }) => `${pointer} of the ${part} ${detail}`));
}
