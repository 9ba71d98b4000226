/*
 * Stands in the bundle for what the SDK tells a debug log: each condition of an endpoint's rules, and what went into a
 * request and came out of it. The SDK makes these texts and copies whether there is such a log or not; here there is none.
 */
export function toDebugString(): string {
  return '';
}

export function schemaLogFilter(): undefined {
  return undefined;
}
