/*
 * `npx projen openapi`: writes the document, the README's tables that follow from it, and that of the limits in docs/cost-and-limits.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { buildDocument } from './document';
import { DOCUMENT_FILE, LIMITS_FILE, README_FILE, textOf } from './files';
import { limitsTable } from './limits';
import { withTable, withTables } from './tables';

async function write(): Promise<void> {
  const document = await buildDocument();
  writeFileSync(DOCUMENT_FILE, textOf(document));
  writeFileSync(README_FILE, withTables(readFileSync(README_FILE, 'utf8'), document));
  writeFileSync(LIMITS_FILE, withTable(readFileSync(LIMITS_FILE, 'utf8'), 'limits', limitsTable(), 'docs/cost-and-limits.md'));
}

void write();
