/*
 * Bundles the handlers into what ships, with the licenses of what is in them: `ts-node tools/build/bundle.ts`. An option is there for
 * what `npm run bench` has measured of it: the comment names its row of "Build options" in
 * docs/performance.md, which is the bundle with this one option undone. What is left out of the SDK is in
 * docs/adr/0011-trimmed-sdk.md.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, BuildOptions, Metafile, Plugin } from 'esbuild';
import { licensesOf } from './third-party-licenses';
import { CACHE, ROOT } from '../shared/paths';

export const HANDLER_FOLDER = join(ROOT, 'assets', 'handler', 'orders.lambda');

/** The function with what a route or a prop adds to it (src/function/extended-orders-function.ts). */
export const EXTENDED_FOLDER = join(ROOT, 'assets', 'handler', 'extended-orders.lambda');

export const EVENTS_FOLDER = join(ROOT, 'assets', 'handler', 'order-events.lambda');

/** What is in the bundles, for the licenses, the size report and the tests. */
export const METAFILE = join(CACHE, 'bundle.json');
export const EXTENDED_METAFILE = join(CACHE, 'bundle-extended-orders.json');
export const EVENTS_METAFILE = join(CACHE, 'bundle-order-events.json');

/** Parts of the SDK that ours stand in for; the row of each is "with … of the SDK", the one of all "with all of the SDK". */
export const ALIASES = {
  '@aws-sdk/credential-provider-node': './src/handler/sdk/credentials.ts',
  '@smithy/core/event-streams': './src/handler/sdk/event-streams.ts',
  '@aws-sdk/middleware-endpoint-discovery': './src/handler/sdk/endpoint-discovery.ts',
  '@smithy/core/checksum': './src/handler/sdk/checksum.ts',
  '@smithy/node-http-handler': './src/handler/sdk/http-handler.ts',
};

/** The same for files that no package exports, by the end of their path; one row, "with the SDK's own files". */
export const FILES = {
  '@aws-sdk/lib-dynamodb/dist-es/pagination/index.js': './src/handler/sdk/pagination.ts',
  '@smithy/core/dist-es/submodules/config/node-config-provider/configLoader.js': './src/handler/sdk/config-loader.ts',
  '@smithy/core/dist-es/submodules/retry/util-retry/DefaultRateLimiter.js': './src/handler/sdk/rate-limiter.ts',
  '@smithy/core/dist-es/submodules/endpoints/util-endpoints/debug/toDebugString.js': './src/handler/sdk/debug-log.ts',
  '@smithy/core/dist-es/submodules/client/smithy-client/schemaLogFilter.js': './src/handler/sdk/debug-log.ts',
  '@smithy/signature-v4/dist-es/credentialDerivation.js': './src/handler/sdk/signing-key.ts',
};

export const EVENTS_ALIASES = {
  '@aws-sdk/credential-provider-node': ALIASES['@aws-sdk/credential-provider-node'],
  '@smithy/core/event-streams': ALIASES['@smithy/core/event-streams'],
  '@smithy/core/checksum': ALIASES['@smithy/core/checksum'],
  '@smithy/node-http-handler': ALIASES['@smithy/node-http-handler'],
};

export interface BundleOptions extends BuildOptions {
  /** As FILES, in their place. */
  readonly files?: Readonly<Record<string, string>>;
}

const OPTIONS = {
  absWorkingDir: ROOT,
  entryPoints: ['src/handler/orders.lambda.ts'],
  bundle: true,
  platform: 'node',
  target: 'node24', // the function's own: nothing is rewritten for one that is older
  format: 'cjs', // row "as an ES module"
  mainFields: ['module', 'main'], // row "of CommonJS sources"
  minify: true, // row "without minification"
  tsconfigRaw: {}, // jsii leaves a tsconfig.json, and whether it is there must not change what ships
  alias: ALIASES,
  logLevel: 'warning',
} satisfies BuildOptions;

/** Writes the files of the function into a folder, with some options changed: the benchmark compares them. */
export async function bundleHandler(folder: string, changes: BundleOptions = {}): Promise<Metafile> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(ROOT, 'src', 'handler', 'index.mjs'), join(folder, 'index.mjs'));
  return bundle({ outfile: join(folder, 'orders.cjs'), ...changes });
}

export async function bundle({ files = FILES, plugins = [], ...changes }: BundleOptions): Promise<Metafile> {
  return (await build({ ...OPTIONS, ...changes, plugins: [...plugins, standIns(files), ERRORS_AS_DATA], metafile: true })).metafile;
}

function standIns(files: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'stand-ins',
    setup: ({ onLoad }) => {
      for (const [end, ours] of Object.entries(files)) {
        onLoad({ filter: new RegExp(`/node_modules/${end.replaceAll('.', '\\.')}$`) }, () => ({ contents: `export * from '${ours}';`, resolveDir: ROOT }));
      }
      // Of its own package.json a client reads the version alone.
      onLoad({ filter: /\/node_modules\/@aws-sdk\/client-[\w-]+\/package\.json$/ }, ({ path }) => {
        const { version } = JSON.parse(readFileSync(path, 'utf8'));
        return { contents: JSON.stringify({ version }), loader: 'json' };
      });
    },
  };
}

/** Starts as the other does, with more in it. */
function bundleExtended(folder: string): Promise<Metafile> {
  return bundleHandler(folder, { entryPoints: ['src/handler/extended-orders.lambda.ts'] });
}

/** A class of an error that has no members of its own, as the SDK's generator writes it. */
const PLAIN_ERROR = /export class (\w+) extends __BaseException \{\s+static shapeId = "([\w.]+)#\1";\s+name = "\1";\s+\$fault = "(\w+)";\s+constructor\(opts\) \{\s+super\(\{\s+name: "\1",\s+\$fault: "\3",\s+\.\.\.opts,\s+\}\);\s+Object\.setPrototypeOf\(this, \1\.prototype\);\s+\}\s+\}/g;

/** What all of them are: 5 KB in one function. */
const PLAIN_ERROR_MAKER = `
const plainError = (name, $fault, namespace) => class PlainError extends __BaseException {
  static shapeId = namespace + '#' + name;
  name = name;
  $fault = $fault;
  constructor(opts) {
    super({ name, $fault, ...opts });
    Object.setPrototypeOf(this, PlainError.prototype);
  }
};
`;

/** A client has a class for each error of each operation of its service, most of them alike: here these are made from their names. */
export function errorsAsData(models: string): string {
  return PLAIN_ERROR_MAKER + models.replace(PLAIN_ERROR, 'export const $1 = plainError("$1", "$3", "$2");');
}

const ERRORS_AS_DATA: Plugin = {
  name: 'errors-as-data',
  setup: ({ onLoad }) => onLoad({ filter: /\/node_modules\/@aws-sdk\/client-[\w-]+\/dist-es\/models\/errors\.js$/ }, ({ path }) => ({ contents: errorsAsData(readFileSync(path, 'utf8')) })),
};

/** Nobody waits for this function, so Lambda loads it as it is: no warm-up, and no module that waits for one. */
async function bundleEvents(folder: string): Promise<Metafile> {
  rmSync(folder, { recursive: true, force: true });
  return bundle({ entryPoints: ['src/handler/order-events.lambda.ts'], alias: EVENTS_ALIASES, outfile: join(folder, 'index.js') });
}

/** All that ships of the handlers. */
export async function bundleAll(): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const [orders, extended, events] = await Promise.all([bundleHandler(HANDLER_FOLDER), bundleExtended(EXTENDED_FOLDER), bundleEvents(EVENTS_FOLDER)]);
  writeFileSync(METAFILE, JSON.stringify(orders));
  writeFileSync(EXTENDED_METAFILE, JSON.stringify(extended));
  writeFileSync(EVENTS_METAFILE, JSON.stringify(events));
  writeFileSync(join(ROOT, 'assets', 'THIRD-PARTY-LICENSES.txt'), licensesOf([orders, extended, events]));
}

if (require.main === module) void bundleAll();
