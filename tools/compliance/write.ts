/*
 * `npx projen compliance`: runs the packs and writes the tables of docs/compliance.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runPacks, withTables } from './document';
import { ROOT } from '../shared/paths';

const file = join(ROOT, 'docs', 'compliance.md');
writeFileSync(file, withTables(readFileSync(file, 'utf8'), runPacks()));
