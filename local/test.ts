/*
 * `npm test`: every check of the project in one run, with a count at the end. `npm test -- lint unit` runs
 * the checks of these names alone; `npm test -- random --requests 10000 --seed 42` makes more random requests.
 * A check whose tools this machine does not have is skipped, by name; with `--no-skips` that is a failure.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { QUIET_REDOCLY } from './api-reference';
import { build, projen } from './build';
import { buildDocsSite } from './docs-site';
import { startEmulator } from './emulator';
import { fuzz } from './fuzz';
import { CACHE, ROOT, SAMPLE_APP, SHOP_PAGE } from './paths';
import { CommandFailed, main, run } from './processes';
import { localAws, SampleApp } from './sample-app';
import { step } from './steps';
import { CHROMIUM, CURL, GO, JDK, MAVEN, missing, Tool } from './tools';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface Check {
  readonly name: string;
  /** A name for several checks at once. */
  readonly group?: string;
  readonly title: string;
  /** Without them the check is skipped. */
  readonly tools?: readonly Tool[];
  /** Jest writes to the terminal itself. */
  readonly streams?: boolean;
  /** Throws when the check fails; may return a count of its own instead. */
  run(options: Options): Promise<Count | void>;
}

interface Options {
  /** Of the random checks: how many requests, and the seed that makes them the same again. */
  readonly 'requests'?: string;
  readonly 'seed'?: string;
  /** Where all tools must be, as in CI: a check that is skipped is a failure. */
  readonly 'no-skips'?: boolean;
  /** The shop page is also photographed, for docs/images. */
  readonly 'screenshots'?: boolean;
  /** How long the steps of the getting-started page take is written into it, with everything downloaded anew. */
  readonly 'times'?: boolean;
}

const SNAPSHOT = join(ROOT, 'test', 'integ.sample-app.ts.snapshot');
const SAVED_SNAPSHOT = join(CACHE, 'integ.sample-app.ts.snapshot');

const CHECKS: readonly Check[] = [
  { name: 'generated', title: 'Generated files are in step with .projenrc.ts', run: checkGeneratedFiles },
  { name: 'api', title: 'API.md is in step with the code', run: checkApiReference },
  { name: 'openapi', title: 'openapi.json has nothing for the linter (redocly, recommended rules)', run: lintOpenApi },
  { name: 'examples', title: 'Examples in README and API docs compile and are translated (jsii-rosetta, strict)', run: () => projen('rosetta') },
  { name: 'docs', title: 'The documentation: site, links, code blocks (vitepress, jest)', tools: [CURL], streams: true, run: testDocs },
  { name: 'types', title: 'Types (tsc)', run: checkTypes },
  { name: 'lint', title: 'Lint (eslint)', run: () => projen('eslint') },
  { name: 'unit', title: 'Unit tests (jest)', streams: true, run: () => jest() },
  { name: 'snapshot', title: 'Integration test snapshot (integ-runner)', run: () => projen('integ') },
  { name: 'integ', title: 'Integration test, deployed to the emulator (integ-runner)', run: deployIntegrationTest },
  { name: 'e2e', title: 'End-to-end tests (jest)', streams: true, run: runEndToEndTests },
  { name: 'web', title: 'The shop page and the documentation in a browser (jest, playwright)', tools: [CHROMIUM], streams: true, run: testInBrowser },
  { name: 'random', title: 'Random requests to the handler on a real table (jest, fast-check)', streams: true, run: sendRandomRequests },
  { name: 'fuzz', title: 'The sample app fuzzed from openapi.json (schemathesis)', streams: true, run: fuzzSampleApp },
  ...consumers(
    { name: 'npm', title: 'A TypeScript and a JavaScript app with the npm package' },
    { name: 'python', title: 'A Python app with the wheel' },
    { name: 'java', title: 'A Java app with the Maven package', tools: [JDK, MAVEN] },
    { name: 'go', title: 'A Go app with the Go module', tools: [GO] },
  ),
  { name: 'getting-started', group: 'consumers', title: 'The getting-started page, followed word by word', tools: [CURL], streams: true, run: followGettingStarted },
];

void main(async () => {
  const { options, names } = readArguments();
  const unknown = names.filter((name) => !CHECKS.some((check) => isNamed(check, name)));
  if (unknown.length > 0) {
    const known = new Set(CHECKS.flatMap(({ name, group = name }) => [name, group]));
    throw new CommandFailed(`no such check: ${unknown.join(', ')}; there are ${[...known].join(', ')}`);
  }

  await build(); // what does not build has nothing to check
  const total = { passed: 0, failed: 0 };
  const skipped: string[] = [];
  for (const check of CHECKS.filter((each) => names.length === 0 || names.some((name) => isNamed(each, name)))) {
    const toInstall = missing(check.tools ?? []).map(({ install }) => install).join(' and ');
    if (toInstall !== '') {
      skipped.push(`${check.name}: install ${toInstall}`);
      console.log(`- ${check.title}: skipped, for want of ${toInstall}`);
      continue;
    }
    const { passed, failed } = await countOf(check, options);
    total.passed += passed;
    total.failed += failed;
  }
  if (skipped.length > 0) console.log(`\nSkipped\n${skipped.map((line) => `- ${line}`).join('\n')}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
  if (total.failed > 0 || options['no-skips'] && skipped.length > 0) process.exitCode = 1;
});

function isNamed({ name, group }: Check, wanted: string): boolean {
  return wanted === name || wanted === group;
}

function readArguments(): { options: Options; names: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: process.argv.slice(3),
      allowPositionals: true,
      options: { 'requests': { type: 'string' }, 'seed': { type: 'string' }, 'no-skips': { type: 'boolean' }, 'screenshots': { type: 'boolean' }, 'times': { type: 'boolean' } },
    });
    return { options: values, names: positionals };
  } catch (error) {
    throw new CommandFailed((error as Error).message);
  }
}

async function countOf({ title, run: work, streams }: Check, options: Options): Promise<Count> {
  try {
    return await step(title, async () => {
      const count = await work(options) ?? { passed: 1, failed: 0 };
      if (count.failed > 0) throw new CountedFailure(count);
      return count;
    }, { streams });
  } catch (error) {
    if (error instanceof CountedFailure) return error.count;
    console.error(error instanceof CommandFailed ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

/** Failures that the check has shown already. */
class CountedFailure extends Error {
  public constructor(public readonly count: Count) {
    super();
  }
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

async function checkApiReference(): Promise<void> {
  const folder = temporaryFolder();
  await run('npx', ['--no-install', 'jsii-docgen', '-o', join(folder, 'API.md')], { cwd: ROOT });
  if (readFileSync(join(folder, 'API.md'), 'utf8') !== readFileSync(join(ROOT, 'API.md'), 'utf8')) {
    throw new CommandFailed('API.md is out of date: run `npx projen docgen` and commit it');
  }
}

async function lintOpenApi(): Promise<void> {
  await run('npx', ['--no-install', 'redocly', 'lint', 'openapi.json', '--max-problems=100'], { cwd: ROOT, env: { ...process.env, ...QUIET_REDOCLY } });
}

/** Their types are checked with all others, so that here they need not be, which takes half a minute. */
async function testDocs(): Promise<Count> {
  await buildDocsSite();
  const transform = { '^.+\\.ts$': ['ts-jest', { tsconfig: join(ROOT, 'test', 'docs', 'tsconfig.docs.json') }] };
  return jest({}, '--testMatch', '**/test/docs/*.docs.ts', '--transform', JSON.stringify(transform), '--coverage=false');
}

async function checkTypes(): Promise<void> {
  const tsc = ['--no-install', 'tsc', '--noEmit', '--project'];
  await run('npx', [...tsc, join(ROOT, 'tsconfig.dev.json')], { cwd: ROOT });
  await run('npx', [...tsc, SAMPLE_APP], { cwd: ROOT });
  await run('npx', [...tsc, join(SHOP_PAGE, 'jsconfig.json')], { cwd: ROOT });
}

async function deployIntegrationTest(): Promise<void> {
  const endpoint = await localAwsEndpoint();
  await new SampleApp(endpoint).bootstrap();
  // integ-runner saves what it deployed as the new snapshot, with two time stamps in it: put the old one back, whatever happens.
  if (existsSync(SAVED_SNAPSHOT)) restoreSnapshot(); // of a run that was killed
  cpSync(SNAPSHOT, SAVED_SNAPSHOT, { recursive: true });
  process.once('exit', restoreSnapshot);
  await run('npx', ['--no-install', 'projen', 'integ:deploy', '--parallel-regions', localAws(endpoint).AWS_REGION], {
    cwd: ROOT,
    env: { ...process.env, ...localAws(endpoint) },
  });
}

function restoreSnapshot(): void {
  rmSync(SNAPSHOT, { recursive: true, force: true });
  renameSync(SAVED_SNAPSHOT, SNAPSHOT);
}

async function runEndToEndTests(): Promise<Count> {
  const endpoint = await localAwsEndpoint();
  return jest(localAws(endpoint), '--testMatch', '**/test/e2e/*.e2e.ts', '--runInBand', '--coverage=false');
}

async function testInBrowser({ screenshots = false }: Options): Promise<Count> {
  await buildDocsSite();
  const settings = { SCREENSHOTS: screenshots ? '1' : undefined };
  return jest({ ...localAws(await localAwsEndpoint()), ...settings }, '--testMatch', '**/test/web/*.web.ts', '--runInBand', '--coverage=false');
}

/** The same requests in each plain run; whoever asks for a number gets others each time, unless they name the seed too. */
async function sendRandomRequests({ requests, seed = requests === undefined ? '1' : undefined }: Options): Promise<Count> {
  const settings = { RANDOM_REQUESTS: requests, RANDOM_SEED: seed };
  return jest({ ...localAws(await localAwsEndpoint()), ...settings }, '--testMatch', '**/test/random/*.random.ts', '--coverage=false');
}

async function fuzzSampleApp({ requests = '30', seed = '1' }: Options): Promise<void> {
  await fuzz(await localAwsEndpoint(), { requests: Number(requests), seed: Number(seed) });
}

/** Each packages the library for its language as a release does, and then uses the package from outside. */
function consumers(...languages: readonly Pick<Check, 'name' | 'title' | 'tools'>[]): Check[] {
  return languages.map((language) => ({ ...language, group: 'consumers', streams: true, run: () => testConsumer(language.name) }));
}

async function testConsumer(name: string): Promise<Count> {
  await packageFor(name === 'npm' ? 'js' : name);
  return jest(localAws(await localAwsEndpoint()), '--testMatch', `**/test/consumers/${name}.consumer.ts`, '--coverage=false');
}

/** Starts an emulator of its own, as the page tells to. */
async function followGettingStarted({ times = false }: Options): Promise<Count> {
  await packageFor('js');
  await packageFor('python');
  const settings = { GETTING_STARTED_TIMES: times ? '1' : undefined };
  return jest(settings, '--testMatch', '**/test/consumers/getting-started.consumer.ts', '--coverage=false');
}

const packaged = new Set<string>();

/** Once in a run: what several checks need is the same for all. */
async function packageFor(language: string): Promise<void> {
  if (packaged.has(language)) return;
  rmSync(join(ROOT, 'dist', language), { recursive: true, force: true });
  await step(`Packaging (jsii-pacmak, ${language})`, () => projen(`package:${language}`));
  packaged.add(language);
}

let startedEndpoint: Promise<string> | undefined;

/** An emulator that all checks of this run share. Never the one of AWS_ENDPOINT_URL: the checks destroy what they deploy. */
async function localAwsEndpoint(): Promise<string> {
  startedEndpoint ??= startEmulator();
  return startedEndpoint;
}

async function jest(env: NodeJS.ProcessEnv = {}, ...args: string[]): Promise<Count> {
  const report = join(temporaryFolder(), 'report.json');
  const failure = await run('npx', ['--no-install', 'jest', '--ci', '--json', '--outputFile', report, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    verbose: true,
  }).then(() => undefined, (error: unknown) => error);
  if (!existsSync(report)) throw failure;
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites + numPendingTests + numTodoTests; // a test that is skipped tells nothing
  // A missed coverage threshold fails the run without failing a test.
  return { passed: numPassedTests, failed: failure && failed === 0 ? 1 : failed };
}

const temporaryFolders: string[] = [];

process.once('exit', () => temporaryFolders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'order-processing-api-'));
  temporaryFolders.push(folder);
  return folder;
}
