/*
 * Words that a reader who knows AWS and HTTP should not have to decode, with the words of the field to use instead.
 */

export interface Riddle {
  readonly words: RegExp;
  readonly instead: string;
}

/** Add a line for each new one. A word that has a good use too is not for this list, since a false alarm costs more than it saves. */
export const RIDDLES: readonly Riddle[] = [
  { words: /\balone\b/i, instead: 'only' },
  { words: /\bbrought\b/i, instead: 'existing, imported' },
  { words: /\bmend(s|ed|ing)?\b/i, instead: 'fix, correct' },
  { words: /\bhear(s|d)? of\b/i, instead: 'know, find out' },
  { words: /\b(go|goes|went|going) off\b/i, instead: 'trigger, go into ALARM' },
  { words: /\btak(e|es|en|ing) (it |them |that )?back\b/i, instead: 'roll back' },
  { words: /\b(come|comes|came) again\b/i, instead: 'is retried, is replayed' },
  { words: /\bwhoever\b/i, instead: 'the caller, a principal, every …' },
  { words: /\bof (theirs|ours)\b/i, instead: 'of the …' },
  { words: /['’]s to (say|know|tell|make)\b/i, instead: 'decides, knows' },
  { words: /\btold by\b/i, instead: 'identified by' },
  { words: /\bturn(s|ed)? (\w+ )?away\b/i, instead: 'throttle, reject' },
  { words: /\bsomebody else\b/i, instead: 'another account, another customer' },
  { words: /\bnobody knows\b/i, instead: 'is not known' },
  { words: /\bno compiler has looked\b/i, instead: 'plain JavaScript' },
  { words: /\bso far as\b/i, instead: 'as far as' },
  { words: /\bpast the API\b/i, instead: 'directly' },
  { words: /\b(what|whatever) (becomes|is told) of\b/i, instead: 'removal policy; what is logged' },
  { words: /\bfor want of\b/i, instead: 'without' },
  { words: /\bone of them suffices\b/i, instead: 'one of them is enough' },
];

/** The riddles in a text, each with the words around it. */
export function riddlesIn(text: string): string[] {
  return RIDDLES.flatMap(({ words, instead }) => [...text.matchAll(new RegExp(words, 'gi'))].map(({ 0: found, index }) => (
    `"${found}" (better: ${instead}) in: ${text.slice(Math.max(0, index - 40), index + 60).replace(/\s+/g, ' ').trim()}`
  )));
}
