/*
 * The public API of two versions beside each other, by jsii-diff.
 */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../shared/paths';
import { CommandFailed, run } from '../shared/processes';

/** The newest tag of a release before the commit that is checked out. */
export async function lastRelease(repository: string): Promise<string | undefined> {
  const tags = await run('git', ['tag', '--list', 'v[0-9]*', '--merged', 'HEAD', '--sort=-version:refname'], { cwd: repository });
  return tags.split('\n').find((tag) => /^v\d+\.\d+\.\d+$/.test(tag));
}

/** Compiles a release as it was committed, with the tools and the CDK of today, in a folder that goes when the work is done. */
export async function compiledRelease<T>(repository: string, tag: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    await run('sh', ['-c', 'git archive "$1" | tar -x -C "$2"', 'sh', tag, folder], { cwd: repository });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    await run(join(ROOT, 'node_modules', '.bin', 'jsii'), ['--silence-warnings=reserved-word'], { cwd: folder });
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One line for each thing that the older version's users can no longer do. All of our API is experimental, and counts. */
export async function breaks(older: string, newer: string): Promise<string[]> {
  const program = join(ROOT, 'node_modules', '.bin', 'jsii-diff');
  const ignored = join(ROOT, '.compatignore'); // need not be there
  try {
    await run(program, [older, newer, '--error-on=all', '--keys', '--ignore-file', ignored]);
    return [];
  } catch (error) {
    const lines = [...(error as Error).message.matchAll(/^err\s+- (.*)$/gm)].map(([, line]) => line);
    if (error instanceof CommandFailed && lines.length > 0) return lines;
    throw error;
  }
}

/** As semantic versioning has it: a new major version, and before 1.0.0 a new minor one. */
export function isBreakingBump(from: string, to: string): boolean {
  const [major, minor] = from.split('.').map(Number);
  const [nextMajor, nextMinor] = to.split('.').map(Number);
  return nextMajor > major || nextMajor === 0 && major === 0 && nextMinor > minor;
}
