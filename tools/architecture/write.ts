/*
 * `npx projen architecture`: draws what one line makes, and writes its table, from the synthesized template.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { draw, table } from './drawing';
import { DRAWING_FILE, PAGE_FILE, withTable } from './files';
import { oneLineExample } from './graph';

const graph = oneLineExample();
writeFileSync(DRAWING_FILE, draw(graph));
writeFileSync(PAGE_FILE, withTable(readFileSync(PAGE_FILE, 'utf8'), table(graph)));
