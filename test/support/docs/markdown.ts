/*
 * The documentation as text: its pages, and in each page its fenced blocks, links and headings.
 */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Page, pageAt } from '../../../tools/shared/markdown';
import { ROOT } from '../../../tools/shared/paths';

export interface Block {
  readonly page: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** What the line above calls it, such as "`app.ts`:". */
  readonly file?: string;
}

export interface Link {
  readonly page: string;
  readonly line: number;
  readonly target: string;
}

/** Every page that people write: the README, the map for contributors, all below docs but what is made there, those of the sample pages. */
export const PAGES: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'examples/web-checkout/README.md',
  'examples/back-office/README.md',
  ...markdownIn(join(ROOT, 'docs')),
].map(pageAt);

/** Its links are checked too; its code is signatures, and examples that jsii-rosetta compiles. */
export const API_PAGE = pageAt('API.md');

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    if (entry.isDirectory()) return ['node_modules', '.vitepress', 'reference'].includes(entry.name) ? [] : markdownIn(join(folder, entry.name));
    return entry.name.endsWith('.md') ? [relative(ROOT, join(folder, entry.name))] : [];
  });
}

const FENCE = /^( *)(`{3,}|~{3,})(.*)\n([^]*?)^\1?\2[ \t]*$/gm;

export function blocksOf({ path, text }: Page): Block[] {
  return [...text.matchAll(FENCE)].map(({ index, 3: language, 4: code }) => (
    { page: path, line: lineAt(text, index), language: language.trim(), code, file: /^`([^`\n]+)`:\n\n$/m.exec(text.slice(0, index).split('\n').slice(-3).join('\n'))?.[1] }
  ));
}

/** Whether a block stands directly below another, with one empty line between them: the site shows the two as tabs. */
export function isDirectlyBelow(block: Block, { page, line, code }: Block): boolean {
  return block.page === page && block.line === line + code.split('\n').length + 2;
}

/** Of inline links, images, references with their definitions, autolinks and HTML. */
export function linksOf({ path, text }: Page): Link[] {
  const prose = withoutCode(text);
  const definitions = new Map([...prose.matchAll(/^\[([^\]]+)\]: +(\S+)$/gm)].map(({ 1: label, 2: target }) => [label, target]));
  const link = (index: number, target: string) => ({ page: path, line: lineAt(text, index), target });
  return [
    ...[...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(({ index, 1: target }) => link(index, target)),
    ...[...prose.matchAll(/\]\[([^\]]+)\]/g)].map(({ index, 1: label }) => link(index, definitions.get(label) ?? `[${label}] is not defined`)),
    ...[...prose.matchAll(/^\[[^\]]+\]: +(\S+)$/gm)].map(({ index, 1: target }) => link(index, target)),
    ...[...prose.matchAll(/<(https?:[^>\s]+)>/g)].map(({ index, 1: target }) => link(index, target)),
    ...[...prose.matchAll(/<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]+)"/g)].map(({ index, 1: target }) => link(index, target)),
  ];
}

/** The same length, so that places stay; what is code holds no links. */
function withoutCode(text: string): string {
  const blank = (code: string) => code.replace(/[^\n]/g, ' ');
  // A text in backticks that is the whole text of a link stays a link: only what is between the backticks goes.
  return text.replace(FENCE, blank).replace(/(`+)(?!`)[^]*?[^`]\1(?!`)/g, blank);
}

/** What GitHub names a page's headings, and what it is told to name other places. */
export function anchorsOf({ text }: Page): Set<string> {
  const headings = [...text.replace(FENCE, '').matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading]) => slugOf(heading));
  const seen = new Map<string, number>();
  const numbered = headings.map((slug) => {
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  const named = [...text.matchAll(/<a ([^>]+)>/g)].flatMap(([, attributes]) => (
    [...attributes.matchAll(/\b(?:name|id)="([^"]+)"/g)].map(([, name]) => name)
  ));
  return new Set([...numbered, ...named]);
}

function slugOf(heading: string): string {
  const text = heading.replace(/<[^>]+>/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return text.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
