/*
 * Which page the search shows first: a guide before the reference, and both before decisions and pages for maintainers. A page whose title has
 * the word comes before a section that has it.
 */
import type { DefaultTheme } from 'vitepress';

type SearchOptions = NonNullable<NonNullable<DefaultTheme.LocalSearchOptions['miniSearch']>['searchOptions']>;

/** How much a place weighs, by how its address begins; the first that fits. */
const WEIGHTS: readonly (readonly [string, number])[] = [
  ['/guide/', 3],
  ['/getting-started', 3],
  ['/reference/', 1],
  ['/limits', 1],
  ['/architecture', 1],
  ['/troubleshooting', 1],
  ['/versions', 1],
  ['/adr/', 0.25],
  ['/', 0.5],
];

/** A whole page, which has no heading above its own. */
const PAGE_WEIGHT = 2;

/** They are in almost every section, and tell nothing of what somebody looks for. */
const STOP_WORDS = new Set(['a', 'an', 'and', 'can', 'do', 'does', 'for', 'how', 'i', 'in', 'is', 'it', 'my', 'of', 'on', 'or', 'the', 'to', 'what', 'with']);

export const searchOptions: SearchOptions = {
  boost: { title: 6, text: 2, titles: 1 },
  boostDocument: (id, _term, stored) => weightOf(String(id)) * (isPage(stored) ? PAGE_WEIGHT : 1),
  processTerm: (term) => termsFor(term.toLowerCase()),
};

/** The beginnings of words are found anyway, and so is `alarms` by `alarm`; but `retries` does not begin with `retry`. */
function termsFor(word: string): string[] {
  if (STOP_WORDS.has(word)) return [];
  return /[^aeiou]y$/.test(word) ? [word, word.replace(/y$/, 'ies')] : [word];
}

function weightOf(address: string): number {
  return WEIGHTS.find(([beginning]) => address.startsWith(beginning))?.[1] ?? 1;
}

function isPage(stored: Readonly<Record<string, unknown>> | undefined): boolean {
  return Array.isArray(stored?.titles) && stored.titles.length === 0;
}
