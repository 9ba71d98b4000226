/*
 * Whether lists under the names of the back office are ours. Another program may have stored something else there. Pure.
 */

/** Whether it is a list of maps with these texts and these lists. */
export function areMaps<T>(candidate: unknown, texts: readonly string[], lists: readonly string[]): candidate is readonly T[] {
  return Array.isArray(candidate) && candidate.every((element) => (
    texts.every((name) => typeof element?.[name] === 'string') && lists.every((name) => Array.isArray(element?.[name]))
  ));
}

export function areReturns<T>(candidate: unknown): candidate is readonly T[] {
  return areMaps(candidate, ['returnId', 'at'], ['items']);
}
