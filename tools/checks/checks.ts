/*
 * The checks of `npm test`.
 */
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installCfnLint } from './cfn-lint';
import { installClientGenerators } from './client-generators';
import { fuzz, installFuzzer } from './fuzz';
import { Count, jest } from './jest';
import { installRuntimeClient } from './runtime-client';
import { makeWhenChanged, projen } from '../build/build';
import { Language, packageFor } from '../build/packages';
import { writeErrors } from '../docs/api-md-errors';
import { QUIET_REDOCLY } from '../docs/api-reference';
import { installDocsSite } from '../docs/docs-site';
import { installDynamoDbLocal } from '../local/dynamodb-local';
import { installEmulator, startEmulator } from '../local/emulator';
import { localAws, SampleApp } from '../local/sample-app';
import { BACK_OFFICE_PAGE, CACHE, ROOT, SAMPLE_APP, SHOP_PAGE } from '../shared/paths';
import { CommandFailed, run } from '../shared/processes';
import { CHROMIUM, CURL, GO, JDK, JDK_17, LAMBDA_BUILD, MAVEN, Tool } from '../shared/programs';

/** What a check may be told. */
export interface Options {
  /** Of the random checks: how many requests, and the seed that makes them the same again. */
  readonly requests?: string;
  readonly seed?: string;
  /** Of the random requests: how many runs, from seeds that follow each other. */
  readonly seeds?: string;
  /** The pages are also photographed, for docs/images. */
  readonly screenshots?: boolean;
  /** How long the steps of the getting-started page take is written into it, with everything downloaded anew. */
  readonly times?: boolean;
  /** Whether output is shown as it comes; otherwise it is shown when a check fails. */
  readonly verbose?: boolean;
}

export interface Check {
  readonly name: string;
  /** A name for several checks at once. */
  readonly group?: string;
  readonly title: string;
  /** Without them the check is skipped. */
  readonly tools?: readonly Tool[];
  /** Checks that must have ended before, where they run too: both write the same files. */
  readonly after?: readonly string[];
  /** What is installed for it, before any check runs. */
  readonly install?: readonly (() => Promise<unknown>)[];
  /** Throws when the check fails; may return a count of its own instead. */
  run(options: Options): Promise<Count | void>;
}

const SNAPSHOT = join(ROOT, 'test', 'integ.sample-app.ts.snapshot');
const SAVED_SNAPSHOT = join(CACHE, 'integ.sample-app.ts.snapshot');

/** The longest come first, so that two have something to do until the end. */
export const CHECKS: readonly Check[] = [
  { name: 'generated', title: 'Generated files are in step with .projenrc.ts', run: checkGeneratedFiles },
  { name: 'examples', title: 'Examples in README and API docs compile and are translated (jsii-rosetta, strict)', run: () => projen('rosetta') },
  { name: 'e2e', title: 'End-to-end tests (jest)', install: [installEmulator], run: ({ verbose }) => jest('e2e', { verbose }) },
  { name: 'unit', title: 'Unit tests (jest)', run: ({ verbose }) => jest('unit', { verbose }) },
  consumer('getting-started', 'The getting-started page, followed word by word', { packages: ['js', 'python'], tools: [CURL] }),
  consumer('npm', 'A TypeScript and a JavaScript app with the npm package', { packages: ['js'] }),
  consumer('python', 'A Python app with the wheel', { packages: ['python'] }),
  consumer('upgrade', 'The page on upgrades, followed with the oldest and the newest CDK', { packages: ['js', 'python'] }),
  consumer('docs-python', 'The Python of the documentation, with the wheel (jest, mypy, pyright)', { packages: ['python'] }),
  consumer('docs-testing', 'The page on unit tests and types, followed word by word', { packages: ['js', 'python'] }),
  consumer('java', 'A Java app with the Maven package', { packages: ['java'], tools: [JDK, MAVEN] }),
  consumer('go', 'A Go app with the Go module', { packages: ['go'], tools: [GO] }),
  {
    name: 'clients',
    title: 'Clients that are generated from openapi.json, on the deployed sample app (jest)',
    tools: [JDK, MAVEN, GO],
    install: [installEmulator, installClientGenerators],
    run: ({ verbose }) => jest('consumers', { verbose, patterns: ['test/consumers/clients\\.consumer\\.ts'] }),
  },
  {
    name: 'docs',
    title: 'The documentation: site, links, code blocks (vitepress, jest)',
    tools: [CURL],
    install: [installDocsSite],
    run: ({ verbose }) => jest('docs', { verbose }),
  },
  {
    name: 'web',
    title: 'The sample pages and the documentation in a browser (jest, playwright)',
    tools: [CHROMIUM],
    after: ['docs'], // both build the site
    install: [installDocsSite, installEmulator],
    run: ({ verbose, screenshots }) => jest('web', { verbose, env: { SCREENSHOTS: screenshots ? '1' : undefined } }),
  },
  {
    name: 'runtime',
    title: 'The functions, run by AWS\'s own runtime client (jest, aws-lambda-ric)',
    tools: [LAMBDA_BUILD],
    install: [installRuntimeClient],
    run: ({ verbose }) => jest('runtime', { verbose }),
  },
  { name: 'snapshot', title: 'Integration test snapshot (integ-runner)', run: () => projen('integ') },
  {
    name: 'integ',
    title: 'Integration test, deployed to the emulator (integ-runner)',
    after: ['snapshot'], // which it replaces while it runs
    install: [installEmulator],
    run: deployIntegrationTest,
  },
  { name: 'fuzz', title: 'The sample app fuzzed from its OpenAPI document (schemathesis)', install: [installEmulator, installFuzzer], run: fuzzSampleApp },
  { name: 'cfn-lint', title: 'Every sample\'s template, in each partition (jest, cfn-lint)', install: [installCfnLint], run: ({ verbose }) => jest('templates', { verbose }) },
  { name: 'lint', title: 'Lint (eslint)', run: () => projen('eslint') },
  { name: 'random', title: 'Random requests to the handler on a real table (jest, fast-check)', install: [installEmulator], run: (options) => sendRandomRequests(options) },
  {
    name: 'dynamodb-local',
    title: 'The same requests on AWS\'s own DynamoDB Local (jest, fast-check)',
    tools: [JDK_17, MAVEN],
    install: [installEmulator, installDynamoDbLocal],
    run: (options) => sendRandomRequests(options, 'dynamodb-local'),
  },
  { name: 'types', title: 'Types (tsc)', run: checkTypes },
  { name: 'api', title: 'API.md is in step with the code', run: checkApiReference },
  { name: 'openapi', title: 'openapi.json has nothing for the linter (redocly, recommended rules)', run: lintOpenApi },
];

interface ConsumerNeeds extends Pick<Check, 'tools'> {
  readonly packages: readonly Language[];
}

/** Packages the library as a release does, and then uses the package from outside. */
function consumer(name: string, title: string, { packages, tools }: ConsumerNeeds): Check {
  return {
    name,
    group: 'consumers',
    title,
    tools,
    after: ['examples'], // both write the translated examples
    install: [installEmulator],
    run: async ({ verbose, times }) => {
      for (const language of packages) await packageFor(language);
      return jest('consumers', { verbose, patterns: [`test/consumers/${name}\\.consumer\\.ts`], env: { GETTING_STARTED_TIMES: times ? '1' : undefined } });
    },
  };
}

async function checkGeneratedFiles(): Promise<void> {
  const { files } = JSON.parse(readFileSync(join(ROOT, '.projen', 'files.json'), 'utf8')) as { files: string[] };
  const contents = () => files.map((file) => (existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : undefined));
  const before = contents();
  await projen();
  const after = contents();
  const changed = files.filter((_, index) => before[index] !== after[index]);
  if (changed.length > 0) throw new CommandFailed(`\`npx projen\` has changed ${changed.join(', ')}: commit what it wrote`);
}

/** What is written here is kept: it takes half a minute, and follows from the assembly, the version of the tool and what we add. */
async function checkApiReference(): Promise<void> {
  const written = 'tools/.cache/API.md';
  await makeWhenChanged({
    name: 'docgen',
    title: 'Writing the reference (jsii-docgen)',
    inputs: ['.jsii', 'package-lock.json', 'tools/docs/api-md-errors.ts', 'tools/docs/assembly.ts'],
    results: [written],
    make: async () => {
      await run('npx', ['--no-install', 'jsii-docgen', '-o', written], { cwd: ROOT });
      writeErrors(written);
    },
  });
  if (readFileSync(join(ROOT, written), 'utf8') === readFileSync(join(ROOT, 'API.md'), 'utf8')) return;
  throw new CommandFailed('API.md is out of date: run `npm run regenerate` and commit what it wrote');
}

async function lintOpenApi(): Promise<void> {
  await run('npx', ['--no-install', 'redocly', 'lint', 'openapi.json', '--max-problems=100'], { cwd: ROOT, env: { ...process.env, ...QUIET_REDOCLY } });
}

async function checkTypes(): Promise<void> {
  const tsc = ['--no-install', 'tsc', '--noEmit', '--project'];
  await run('npx', [...tsc, join(ROOT, 'tsconfig.dev.json')], { cwd: ROOT });
  await run('npx', [...tsc, SAMPLE_APP], { cwd: ROOT });
  for (const page of [SHOP_PAGE, BACK_OFFICE_PAGE]) await run('npx', [...tsc, join(page, 'jsconfig.json')], { cwd: ROOT });
}

async function deployIntegrationTest(): Promise<void> {
  const endpoint = await startEmulator();
  await new SampleApp(endpoint).bootstrap();
  // integ-runner saves what it deployed as the new snapshot, with two time stamps in it: put the old one back, whatever happens.
  if (existsSync(SAVED_SNAPSHOT)) restoreSnapshot(); // of a run that was killed
  cpSync(SNAPSHOT, SAVED_SNAPSHOT, { recursive: true });
  process.once('exit', restoreSnapshot);
  try {
    await run('npx', ['--no-install', 'projen', 'integ:deploy', '--parallel-regions', localAws(endpoint).AWS_REGION], {
      cwd: ROOT,
      env: { ...process.env, ...localAws(endpoint) },
    });
  } finally {
    restoreSnapshot();
  }
}

function restoreSnapshot(): void {
  if (!existsSync(SAVED_SNAPSHOT)) return;
  rmSync(SNAPSHOT, { recursive: true, force: true });
  renameSync(SAVED_SNAPSHOT, SNAPSHOT);
}

/** The same requests in each plain run, and in each of many seeds; whoever asks for a number alone gets others each time, unless they name the seed too. */
async function sendRandomRequests(options: Options, emulator?: string): Promise<Count> {
  const { requests, seeds, seed = requests === undefined || seeds !== undefined ? '1' : undefined, verbose } = options;
  return jest('random', { verbose, env: { RANDOM_REQUESTS: requests, RANDOM_SEED: seed, RANDOM_SEEDS: seeds, LOCAL_AWS: emulator } });
}

async function fuzzSampleApp({ requests = '30', seed = '1', verbose }: Options): Promise<void> {
  await fuzz(await startEmulator(), { requests: Number(requests), seed: Number(seed), verbose });
}
