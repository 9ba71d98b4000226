/*
 * What an order comes to. Amounts are in minor units of its currency.
 */
export interface TotalParts {
  readonly lines: readonly LineParts[];
  readonly shipping: bigint;
  /** Tax that is on no line. */
  readonly tax: bigint;
  readonly discount: bigint;
  /** Whether prices and shipping contain all taxes, which then add nothing. */
  readonly taxIncluded: boolean;
}

export interface LineParts {
  /** Quantity × price. */
  readonly amount: bigint;
  readonly discount: bigint;
  readonly tax: bigint;
}

/** Negative if the discount is larger than all else. */
export function totalOf({ lines, shipping, tax, discount, taxIncluded }: TotalParts): bigint {
  const added = (each: bigint) => (taxIncluded ? 0n : each);
  return lines.reduce((sum, line) => sum + line.amount - line.discount + added(line.tax), shipping + added(tax) - discount);
}
