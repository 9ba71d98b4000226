/*
 * Puts what jsii has compiled into the one file that an app loads (docs/adr/0018-one-file-of-javascript.md):
 * `ts-node tools/build/bundle-library.ts lib/main.js`.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { build, Plugin } from 'esbuild';
import { ROOT } from '../shared/paths';

const LIBRARY = join(ROOT, 'lib');

/** A function finds its bundle, and the API its document, from the folder that its own file lies in, and in one file all of them lie in the same. */
const OWN_FOLDERS: Plugin = {
  name: 'own-folders',
  setup: ({ onLoad }) => onLoad({ filter: /\.js$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8').replaceAll('__dirname', `require('path').join(__dirname, '${relative(LIBRARY, dirname(path))}')`),
  })),
};

async function bundleLibrary(outfile: string): Promise<void> {
  const names = Object.keys(createRequire(__filename)(join(LIBRARY, 'index.js')));
  await build({
    absWorkingDir: ROOT,
    // By their names, for which Node.js reads the code itself when an ES module imports it.
    stdin: { contents: `export { ${names.join(', ')} } from './lib/index.js';`, resolveDir: ROOT },
    outfile,
    plugins: [OWN_FOLDERS],
    bundle: true,
    packages: 'external', // the consumer's CDK, which is one for all libraries of an app
    platform: 'node',
    target: 'node20',
    keepNames: true,
    logLevel: 'warning',
  });
}

void bundleLibrary(process.argv[2]);
