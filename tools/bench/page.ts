/*
 * docs/performance.md and its plot, of what a run has found out.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coldPlot } from './plot';
import { boundsTable, bundlesTable, coldTable, costTable, listsTable, memoryTable, sizeTable, warmTable } from './report';
import { Results } from './results';
import { scaleTable } from './scale';
import { synthTable } from './synth';
import { METAFILE } from '../build/bundle';
import { sizeReport } from '../build/bundle-size';
import { table, writeSections } from '../shared/markdown';
import { ROOT } from '../shared/paths';

/** By the names of the page's sections. The sizes are those of the bundle that is built. */
export function tablesOf(results: Results): Record<string, string> {
  const { machine, cold, warm, memory, paced, choices, extended, lists, synth, scale } = results;
  return {
    ...machine && { machine: table(['measured', ''], Object.entries(machine)) },
    ...cold && { cold: coldTable(cold) },
    ...warm && { warm: warmTable(results) },
    ...(cold || warm) && { bounds: boundsTable(results) },
    ...memory && { memory: memoryTable(results) },
    ...memory && paced && { cost: costTable(results) },
    ...choices && { choices: bundlesTable(choices) },
    ...extended && { extended: bundlesTable(extended) },
    ...lists && { lists: listsTable(lists) },
    size: sizeTable(sizeReport(METAFILE)),
    ...synth && { synth: synthTable(synth) },
    ...scale && { scale: scaleTable(scale) },
  };
}

export function writePage(results: Results): void {
  if (results.cold) writeFileSync(join(ROOT, 'docs', 'performance', 'cold-start.svg'), coldPlot(results.cold));
  writeSections('docs/performance.md', tablesOf(results), 'npm run bench');
}
