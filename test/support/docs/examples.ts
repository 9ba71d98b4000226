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

interface Exception {
  readonly page: string;
  /** A text of the app, where not all of the page are meant. */
  readonly contains?: string;
  /** Whether the Python app stands further below on the page. */
  readonly below?: true;
  readonly reason: string;
}

/** Apps without a twin directly below. */
export const EXCEPTIONS: readonly Exception[] = [
  { page: 'docs/getting-started.md', below: true, reason: 'each language has a section of its own, with its own commands' },
  { page: 'README.md', contains: "'BookShop'", reason: 'PyPI shows it as jsii-rosetta translates it, and python.consumer.ts runs that' },
];

export const EXAMPLES: readonly Example[] = PAGES.flatMap((page) => {
  const blocks = blocksOf(page);
  return blocks.flatMap((typescript, place) => {
    if (typescript.language !== 'ts' || !isApp(typescript)) return [];
    const exception = EXCEPTIONS.find((each) => isAbout(each, typescript));
    if (exception && !exception.below) return [];
    const isTwin = (block: Block) => block.language === 'python' && (exception !== undefined || isDirectlyBelow(block, typescript));
    return [{ name: `${page.path}:${typescript.line}`, typescript, python: blocks.slice(place + 1).find(isTwin) }];
  });
});

export function isAbout({ page, contains = '' }: Exception, block: Block): boolean {
  return page === block.page && block.code.includes(contains);
}
