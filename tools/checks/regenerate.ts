/*
 * `npm run regenerate`: writes everything that is written of something else, and says which files have changed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, projen } from '../build/build';
import { filesBelow } from '../shared/files';
import { ROOT } from '../shared/paths';
import { CommandFailed, main, run } from '../shared/processes';
import { step } from '../shared/steps';

interface Part {
  readonly title: string;
  /** The files and folders that it writes, from the root. */
  readonly writes: readonly string[];
  readonly write: () => Promise<void>;
}

/** What the library is built of. */
const SOURCES: readonly Part[] = [
  { title: 'Files that follow from .projenrc.ts (projen)', writes: filesOfProjen(), write: () => projen() },
  {
    title: 'openapi.json, and the tables of routes, headers, statuses and limits',
    writes: ['openapi.json', 'docs/guide/call-the-api.md', 'docs/guide/errors.md', 'docs/limits.md'],
    write: () => runTool('tools/openapi/write.ts'),
  },
];

/** What is made of the built library. */
const RESULTS: readonly Part[] = [
  { title: 'API.md (jsii-docgen)', writes: ['API.md'], write: () => projen('docgen') },
  {
    title: 'The architecture\'s drawing and table',
    writes: ['docs/images/architecture.svg', 'docs/architecture.md'],
    write: () => runTool('tools/architecture/write.ts'),
  },
  { title: 'The compliance tables (cdk-nag)', writes: ['docs/compliance.md'], write: () => runTool('tools/compliance/write.ts') },
  {
    title: 'The performance tables, of the last measurement',
    writes: ['docs/performance.md', 'docs/performance/cold-start.svg'],
    write: () => runTool('tools/bench/write.ts'),
  },
  { title: 'The integration test\'s snapshot (integ-runner)', writes: ['test/integ.sample-app.ts.snapshot'], write: writeSnapshot },
];

void main(async () => {
  const before = contents();
  for (const { title, write } of SOURCES) await step(title, write);
  await build();
  for (const { title, write } of RESULTS) await step(title, write);
  const after = contents();
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file)).sort();
  console.log(changed.length === 0 ? '\nEverything was up to date.' : `\nChanged: ${changed.join(', ')}`);
});

/** Those that it lists itself, and what it writes without listing it. */
function filesOfProjen(): string[] {
  const { files } = JSON.parse(readFileSync(join(ROOT, '.projen', 'files.json'), 'utf8')) as { files: string[] };
  return [...files, 'package.json', 'package-lock.json'];
}

/** The text of all that is written, by the path from the root. The assets of a snapshot are in no commit. */
function contents(): Map<string, string> {
  const files = [...SOURCES, ...RESULTS].flatMap(({ writes }) => writes).filter((path) => existsSync(join(ROOT, path))).flatMap(filesBelow);
  return new Map(files.filter((file) => !file.includes('.snapshot/asset.')).map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
}

/** Each new snapshot holds the time, so one is written only when the check of the old one fails. */
async function writeSnapshot(): Promise<void> {
  try {
    await projen('integ');
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    await projen('integ:snapshot');
  }
}

/** In a process of its own, as its task does. */
async function runTool(file: string): Promise<void> {
  await run(process.execPath, ['--require', 'ts-node/register/transpile-only', file], { cwd: ROOT });
}
