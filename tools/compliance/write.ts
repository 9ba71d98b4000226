/*
 * `npx projen compliance`: runs the packs and writes the tables of docs/compliance.md.
 */
import { runPacks, tablesOf } from './document';
import { writeSections } from '../shared/markdown';

writeSections('docs/compliance.md', tablesOf(runPacks()));
