/*
 * Stands in the bundle for `node:fs/promises`, which the SDK imports to read a token of a container's credentials.
 * Node.js compiles that module, and what it needs, when it is asked for: at the first file, and not at each start.
 */
import { promises } from 'node:fs';

export function readFile(path: string): Promise<Buffer> {
  return promises.readFile(path);
}

export default { readFile };
