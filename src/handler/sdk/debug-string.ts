/** Stands in the bundle for what the SDK tells a debug log of each condition of an endpoint's rules; there is no such log. */
export function toDebugString(): string {
  return '';
}
