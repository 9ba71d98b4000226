/*
 * Who is root of a local AWS of ours: it takes no other request to manage anything, so that no web page that is open beside it can make a
 * function and run it.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFolder } from '../shared/paths';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Others for each run. */
export function newRoot(endpoint: string): Credentials {
  const root = { accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`, secretAccessKey: randomBytes(20).toString('hex') };
  writeFileSync(rootFile(endpoint), JSON.stringify(root), { mode: 0o600 });
  return root;
}

/** `undefined` when the local AWS is none of ours. */
export function rootOf(endpoint: string): Credentials | undefined {
  const file = rootFile(endpoint);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Where they are while it runs. */
export function rootFile(endpoint: string): string {
  return join(runFolder(endpoint), 'root.json');
}
