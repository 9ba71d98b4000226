/*
 * `npx projen openapi`: writes the document, the README's tables that follow from it, and that of the limits in docs/guide/cost.md.
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
  writeSections('README.md', tablesOf(document));
  writeSections('docs/guide/cost.md', { limits: limitsTable() });
}

void write();
