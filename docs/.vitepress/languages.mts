/*
 * An example in TypeScript and, directly below it, the same in Python: two blocks on GitHub, two tabs on the site. What keeps the reader's
 * choice is theme/language.mts.
 */
import type { MarkdownOptions } from 'vitepress';

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0];
type CoreState = Parameters<Parameters<MarkdownIt['core']['ruler']['push']>[1]>[0];

/** By what a fence names it: what a tab is called. */
const LANGUAGES = { ts: 'TypeScript', python: 'Python' };

export function languageTabs(md: MarkdownIt): void {
  md.core.ruler.after('block', 'language-tabs', (state) => { state.tokens = grouped(state); });

  // What the tabs choose is said to those who do not see them.
  const open = md.renderer.rules['container_code-group_open']!;
  md.renderer.rules['container_code-group_open'] = (...args) => (
    (open(...args) as string).replace('<div class="tabs">', '<div class="tabs" role="radiogroup" aria-label="Language">')
  );
}

/** As if the two were written in VitePress's own `::: code-group`, which GitHub would show as text. */
function grouped({ tokens, Token }: CoreState): CoreState['tokens'] {
  const isFence = (token: CoreState['tokens'][number] | undefined, language: string) => token?.type === 'fence' && token.info.trim() === language;
  const result: CoreState['tokens'] = [];
  for (let place = 0; place < tokens.length; place++) {
    const [token, next] = [tokens[place], tokens[place + 1]];
    if (!isFence(token, 'ts') || !isFence(next, 'python')) {
      result.push(token);
      continue;
    }
    token.info = `ts [${LANGUAGES.ts}]`;
    next.info = `python [${LANGUAGES.python}]`;
    result.push(new Token('container_code-group_open', 'div', 1), token, next, new Token('container_code-group_close', 'div', -1));
    place++;
  }
  return result;
}
