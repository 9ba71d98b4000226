/*
 * The examples of the pages that are CDK apps in TypeScript, each with the same app in Python.
 */
import { Block, blocksOf, isDirectlyBelow, PAGES } from './markdown';
import { isApp } from './typescript';

export interface Example {
  readonly name: string;
  readonly typescript: Block;
  readonly python: Block | undefined;
}

/** Whose Python app stands elsewhere on the page, or nowhere. */
export const EXCEPTIONS: readonly { readonly page: string; readonly elsewhere?: true; readonly reason: string }[] = [
  { page: 'docs/getting-started.md', elsewhere: true, reason: 'each language has a section of its own, with its own commands' },
];

export const EXAMPLES: readonly Example[] = PAGES.flatMap((page) => {
  const blocks = blocksOf(page);
  const exception = EXCEPTIONS.find(({ page: path }) => path === page.path);
  if (exception && !exception.elsewhere) return [];
  return blocks.flatMap((typescript, place) => {
    if (typescript.language !== 'ts' || !isApp(typescript)) return [];
    const isTwin = (block: Block) => block.language === 'python' && (exception !== undefined || isDirectlyBelow(block, typescript));
    return [{ name: `${page.path}:${typescript.line}`, typescript, python: blocks.slice(place + 1).find(isTwin) }];
  });
});
