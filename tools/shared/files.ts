import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT } from './paths';

/** One hash over the contents of files and folders, which are named from the root. */
export function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesBelow)) hash.update(file).update('\0').update(readFileSync(join(ROOT, file))).update('\0');
  return hash.digest('hex');
}

/** Folders of what is made on this machine. */
const MADE = ['node_modules', '.cache', 'cache', 'dist'];

/** The files in a folder and in all folders below it, or the file itself, sorted and named from the root. What was made on this machine is left out. */
export function filesBelow(path: string): string[] {
  if (!lstatSync(join(ROOT, path)).isDirectory()) return [path];
  return readdirSync(join(ROOT, path)).sort().filter((name) => !MADE.includes(name)).flatMap((name) => filesBelow(posix.join(path, name)));
}
