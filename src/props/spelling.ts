/*
 * Suggestions for misspelt names.
 */

/** Maximum number of edits between a misspelt name and the known one. */
const MAX_EDITS = 2;

/** Minimum length of a name that can be the beginning of a known one. */
const MIN_BEGINNING = 3;

/** The known name that a name is a misspelling or the beginning of, or `undefined`. Upper and lower case do not count. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const maxEdits = Math.min(MAX_EDITS, Math.floor(name.length / 3));
  const edits = known.map((each) => ({ each, count: editsBetween(name.toLowerCase(), each.toLowerCase()) }));
  const [closest] = edits.filter(({ count }) => count <= maxEdits).sort((one, other) => one.count - other.count);
  if (closest !== undefined) return closest.each;
  const longer = name.length < MIN_BEGINNING ? [] : known.filter((each) => each.toLowerCase().startsWith(name.toLowerCase()));
  return longer.length === 1 ? longer[0] : undefined;
}

/** Levenshtein distance: the number of characters to insert, delete or replace. */
function editsBetween(one: string, other: string): number {
  let above = [...Array(other.length + 1).keys()];
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const replaced = above[column - 1] + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, above[column] + 1, current[column - 1] + 1));
    }
    above = current;
  }
  return above[other.length];
}
