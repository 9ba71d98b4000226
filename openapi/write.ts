/*
 * `npx projen openapi`: writes the document, and the README's tables that follow from it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { buildDocument } from './document';
import { DOCUMENT_FILE, README_FILE, textOf } from './files';
import { withTables } from './tables';

async function write(): Promise<void> {
  const document = await buildDocument();
  writeFileSync(DOCUMENT_FILE, textOf(document));
  writeFileSync(README_FILE, withTables(readFileSync(README_FILE, 'utf8'), document));
}

void write();
