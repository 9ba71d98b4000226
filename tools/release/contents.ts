/*
 * What is inside a package, whatever its format.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';

export interface Contents {
  /** The name of the file or folder. */
  readonly name: string;
  /** What it weighs: an archive as it is uploaded, a folder all its files. */
  readonly bytes: number;
  /** Text by path; what is not text comes out as something that no rule looks for. */
  readonly files: ReadonlyMap<string, string>;
}

export function contentsOf(path: string): Contents {
  return statSync(path).isDirectory() ? contentsOfFolder(path) : contentsOfArchive(path);
}

/** An npm tarball that another package carries, which runs it. */
export function carriedTarball({ name, bytes }: { name: string; bytes: Buffer }): Contents {
  return inTemporaryFolder((folder) => {
    const path = join(folder, basename(name));
    writeFileSync(path, bytes);
    return contentsOfArchive(path);
  });
}

/** The one file of an archive or a folder that ends so, as it is. */
export function fileIn(path: string, ending: string): { name: string; bytes: Buffer } | undefined {
  const find = (folder: string) => {
    const file = filesIn(folder).find((each) => each.endsWith(ending));
    return file === undefined ? undefined : { name: file, bytes: readFileSync(join(folder, file)) };
  };
  return statSync(path).isDirectory() ? find(path) : unpacked(path, find);
}

function contentsOfFolder(path: string): Contents {
  const files = textsIn(path);
  const bytes = filesIn(path).reduce((sum, file) => sum + statSync(join(path, file)).size, 0);
  return { name: basename(path), bytes, files };
}

function contentsOfArchive(path: string): Contents {
  return { name: basename(path), bytes: statSync(path).size, files: unpacked(path, textsIn) };
}

/** Python reads zip files on every machine that we need: not each has `unzip`. */
function unpacked<T>(path: string, read: (folder: string) => T): T {
  return inTemporaryFolder((folder) => {
    if (/\.(tgz|tar\.gz)$/.test(path)) execFileSync('tar', ['-xzf', path, '-C', folder], { stdio: 'pipe' });
    else execFileSync('python3', ['-m', 'zipfile', '-e', path, folder], { stdio: 'pipe' });
    return read(folder);
  });
}

function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function textsIn(folder: string): Map<string, string> {
  return new Map(filesIn(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
