/*
 * `npx projen architecture`: draws what one line makes, and writes its table, from the synthesized template.
 */
import { writeFileSync } from 'node:fs';
import { draw, resourcesTable } from './drawing';
import { DRAWING_FILE } from './files';
import { oneLineExample } from './graph';
import { writeSections } from '../shared/markdown';

const graph = oneLineExample();
writeFileSync(DRAWING_FILE, draw(graph));
writeSections('docs/architecture.md', { resources: resourcesTable(graph) });
