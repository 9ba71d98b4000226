/*
 * Puts what jsii has compiled into the one file that an app loads (docs/adr/0018-one-file-of-javascript.md):
 * `ts-node tools/build/bundle-library.ts lib/main.js`.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ROOT } from '../shared/paths';

const [, , outfile] = process.argv;
const names = Object.keys(createRequire(__filename)(join(ROOT, 'lib', 'index.js')));

buildSync({
  absWorkingDir: ROOT,
  // By their names, for which Node.js reads the code itself when an ES module imports it.
  stdin: { contents: `export { ${names.join(', ')} } from './lib/index.js';`, resolveDir: ROOT },
  outfile,
  bundle: true,
  packages: 'external', // the consumer's CDK, which is one for all libraries of an app
  platform: 'node',
  target: 'node20',
  keepNames: true,
  logLevel: 'warning',
});
