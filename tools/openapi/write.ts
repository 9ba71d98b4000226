/*
 * `npx projen openapi`: writes the document, the tables of docs/guide that follow from it, and that of the limits in docs/limits.md.
 */
import { writeFileSync } from 'node:fs';
import { buildDocument } from './document';
import { DOCUMENT_FILE, textOf } from './files';
import { limitsTable } from './limits';
import { tablesOf } from './tables';
import { writeSections } from '../shared/markdown';

async function write(): Promise<void> {
  const document = await buildDocument();
  writeFileSync(DOCUMENT_FILE, textOf(document));
  for (const [page, sections] of Object.entries(tablesOf(document))) writeSections(page, sections);
  writeSections('docs/limits.md', { limits: limitsTable() });
}

void write();
