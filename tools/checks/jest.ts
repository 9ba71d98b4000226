import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../shared/paths';
import { CommandFailed, run, RunOptions } from '../shared/processes';

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Runs the files of a project of Jest, or those of them whose paths match the patterns. */
export async function jest(project: string, { patterns = [], env, verbose }: JestOptions): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'order-processing-api-'));
  const report = join(folder, 'report.json');
  try {
    const failure = await run('npx', ['--no-install', 'jest', '--ci', '--json', '--outputFile', report, ...patterns, '--selectProjects', project], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      verbose,
    }).then(() => undefined, (error: unknown) => error);
    if (!existsSync(report)) throw failure;
    if (failure instanceof CommandFailed && !verbose) console.error(failure.message); // which tests, and why
    return countIn(JSON.parse(readFileSync(report, 'utf8')), failure !== undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface JestOptions extends Pick<RunOptions, 'env' | 'verbose'> {
  readonly patterns?: readonly string[];
}

function countIn(report: Readonly<Record<string, number>>, hasFailed: boolean): Count {
  const { numPassedTests: passed, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } = report;
  const failed = numFailedTests + numRuntimeErrorTestSuites + numPendingTests + numTodoTests; // a test that is skipped tells nothing
  // A missed coverage threshold fails the run without failing a test.
  return { passed, failed: hasFailed && failed === 0 ? 1 : failed };
}
