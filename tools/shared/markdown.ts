/*
 * Markdown that tools write: tables, and sections of pages. A section stands between two comments, which readers of the page do not
 * see. The first names the section and the command that writes it, for whoever edits the page.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths';

/** Writes all that follows from code. */
const REGENERATE = 'npm run regenerate';

const END = '<!-- /generated -->';

interface NumberColumn {
  readonly numbers: string;
}

/** The title of a column of numbers, which is aligned right. */
export function numbers(title: string): NumberColumn {
  return { numbers: title };
}

/** A column is named by its title. Neither a table nor a section's contents ends with a line break. */
export function table(columns: readonly (string | NumberColumn)[], rows: readonly (readonly (string | number)[])[]): string {
  const odd = rows.find(({ length }) => length !== columns.length);
  if (odd) throw new Error(`a row of ${odd.length} cells in a table of ${columns.length} columns: ${odd.join(', ')}`);
  const titles = columns.map((column) => (typeof column === 'string' ? column : column.numbers));
  const rules = columns.map((column) => (typeof column === 'string' ? '---' : '---:'));
  return [titles, rules, ...rows].map(lineOf).join('\n');
}

function lineOf(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export function pageAt(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** The page's text with other contents of these sections, by their names. */
export function withSections({ path, text }: Page, contents: Readonly<Record<string, string>>, command = REGENERATE): string {
  return Object.entries(contents).reduce((current, [name, content]) => {
    const [from, to] = boundsOf({ path, text: current }, name, command);
    return `${current.slice(0, from)}${content}\n${current.slice(to)}`;
  }, text);
}

export function writeSections(path: string, contents: Readonly<Record<string, string>>, command = REGENERATE): void {
  writeFileSync(join(ROOT, path), withSections(pageAt(path), contents, command));
}

/** The contents of a section. */
export function sectionOf(page: Page, name: string, command = REGENERATE): string {
  return page.text.slice(...boundsOf(page, name, command)).replace(/\n$/, '');
}

/** Where the contents of a section begin and end. */
function boundsOf({ path, text }: Page, name: string, command: string): [number, number] {
  const mark = `<!-- generated:${name} by ${command} -->`;
  const begin = text.indexOf(`${mark}\n`);
  if (begin < 0) throw new Error(`${path} has no place for a section: it lacks the line ${mark}`);
  const from = begin + mark.length + 1;
  const to = text.indexOf(END, from);
  // Without a look at the next section, a lost end would let this one take in all that stands before the next end.
  if (to < 0 || text.slice(from, to).includes('<!-- generated:')) throw new Error(`${path} has no ${END} after ${mark}`);
  return [from, to];
}
