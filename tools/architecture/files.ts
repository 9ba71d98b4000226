import { join } from 'node:path';
import { ROOT } from '../shared/paths';

const DOCS = join(ROOT, 'docs');

export const DRAWING_FILE = join(DOCS, 'images', 'architecture.svg');
export const PAGE_FILE = join(DOCS, 'architecture.md');

/** The page with the table between `<!-- architecture -->` and `<!-- /architecture -->`. */
export function withTable(page: string, table: string): string {
  const parts = /(<!-- architecture -->\n)[^]*?(<!-- \/architecture -->)/.exec(page);
  if (!parts) throw new Error('docs/architecture.md has no place for the table: <!-- architecture --> and <!-- /architecture -->');
  return page.replace(parts[0], () => `${parts[1]}${table}${parts[2]}`);
}
