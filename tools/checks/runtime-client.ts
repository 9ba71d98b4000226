/*
 * What Lambda itself runs a function with: AWS's runtime client for Node.js, built from its package, and Node.js of
 * the function's version. Both are pinned in tools/checks/runtime.
 */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installOnce, npmCi } from '../shared/install';
import { CACHE, ROOT } from '../shared/paths';

const PINS = 'tools/checks/runtime';
const FOLDER = join(CACHE, 'runtime-client');

export interface RuntimeClient {
  /** The program of Node.js. */
  readonly node: string;
  /** The client's entry, which that Node.js runs. */
  readonly entry: string;
}

export async function installRuntimeClient(): Promise<RuntimeClient> {
  const files = ['package.json', 'package-lock.json'];
  await installOnce({
    title: 'Building AWS\'s runtime client for Node.js, a minute or two (npm ci)',
    folder: FOLDER,
    pins: files.map((file) => `${PINS}/${file}`),
    install: async () => {
      mkdirSync(FOLDER, { recursive: true });
      for (const file of files) copyFileSync(join(ROOT, PINS, file), join(FOLDER, file));
      await npmCi(FOLDER, { env: headersOfThisNode(), scripts: true });
    },
  });
  return {
    node: join(FOLDER, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node'),
    entry: join(FOLDER, 'node_modules', 'aws-lambda-ric', 'index.mjs'),
  };
}

/** The headers that stand beside this Node.js, where they do: node-gyp would download them. Node-API is the same in each version. */
function headersOfThisNode(): NodeJS.ProcessEnv {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? { npm_config_nodedir: prefix } : {};
}
