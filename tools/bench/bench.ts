/*
 * `npm run bench`: measures all there is in docs/performance.md, and writes it. With names of parts it measures these
 * alone; with `--runs` it is a quick look, which prints and writes nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { buildChoices } from './choices';
import { buildContenders, CONTENDERS, nodeBinary, OURS, OwnBundle, pythonBinary } from './contenders';
import { LISTS, prepareDeployments } from './extended';
import { installBenchmark } from './install';
import { Loopback } from './loopback';
import { measureCold, measureLists, measurePaced, measureWarm, wasBusy } from './measure';
import { tablesOf, writePage } from './page';
import { bounds } from './report';
import { BundleResult, Machine, readResults, Results, RESULTS } from './results';
import { measureScale } from './scale';
import { measureSynth } from './synth';
import { createThrottle } from './throttle';
import { build } from '../build/build';
import { ROOT } from '../shared/paths';
import { CommandFailed, main } from '../shared/processes';
import { step } from '../shared/steps';

/** How often each is measured. */
interface Runs {
  readonly cold: number;
  readonly warm: number;
  /** Cold starts by memory, of our choices, and of the extended bundle: no bound is on these. */
  readonly others: number;
  readonly synth: number;
}

/**
 * Single cold starts differ by a third: of 25 the ratio of two medians still moves by 5 % from run to run, and bounds are as near. What is
 * to be seen of a synthesis is less than its spread. A warm run is the mean of thousands of orders, and takes seconds.
 */
const RUNS: Runs = { cold: 75, warm: 12, others: 25, synth: 150 };
/** 256 MB once more: only what takes turns is comparable. */
const MEMORIES = [128, 256, 512, 1024, 1769];
/** The default, and a whole core. */
const LIST_MEMORIES = [256, 1769];
const PARTS = ['size', 'cold', 'warm', 'memory', 'choices', 'extended', 'lists', 'synth', 'scale'] as const;
type Part = typeof PARTS[number];

void main(async () => {
  const { parts, runs = RUNS, isQuick } = readArguments(process.argv.slice(3));
  await build();
  const results: Results = isQuick ? {} : readResults();
  if (parts.some((part) => !['size', 'scale'].includes(part))) await installBenchmark();
  if (parts.some((part) => ['cold', 'warm', 'memory', 'choices', 'extended', 'lists'].includes(part))) await compare(results, parts, runs);
  if (parts.includes('synth')) results.synth = await measureSynth(runs.synth);
  if (parts.includes('scale')) results.scale = await measureScale();

  for (const text of Object.values(tablesOf(results))) console.log(`\n${text}`);
  if (isQuick) return;
  if (parts.includes('cold') && wasBusy(results.cold!)) {
    throw new CommandFailed('the machine was busy with something else: nothing was written, try again when it is not');
  }
  save(results);
  const missed = bounds(results)
    .filter(({ ratio, atMost }) => ratio > atMost)
    .map(({ measure, against, ratio, atMost }) => `${measure} against ${against} is ${ratio.toFixed(2)}, at most ${atMost}`);
  if (missed.length > 0) throw new CommandFailed(`missed: ${missed.join('; ')}`);
});

/** What contenders take part in. */
async function compare(results: Results, parts: readonly Part[], runs: Runs): Promise<void> {
  await step('Building the contenders', buildContenders);
  results.machine = describeMachine();
  const loopback = await Loopback.start(nodeBinary());
  if (parts.includes('cold')) results.cold = await measureCold('Cold starts', loopback, CONTENDERS, ['full', 256], runs.cold);
  if (parts.includes('warm')) results.warm = await measureWarm(loopback, CONTENDERS, runs.warm);
  if (parts.includes('memory')) {
    results.memory = await measureCold('Cold starts by memory', loopback, CONTENDERS, MEMORIES, runs.others);
    results.paced = await measurePaced(loopback, OURS, MEMORIES, Math.ceil(runs.warm / 3));
  }
  if (parts.includes('choices')) {
    const choices = await step('Building our bundle in other ways', buildChoices);
    results.choices = await measureBundles('Our choices', loopback, choices, runs);
  }
  if (parts.includes('extended')) {
    const deployments = await step('Preparing deployments of the extended bundle', prepareDeployments);
    results.extended = await measureBundles('Prices and stock', loopback, deployments, runs);
  }
  if (parts.includes('lists')) {
    const lists = await measureLists(loopback, LISTS, LIST_MEMORIES, Math.ceil(runs.warm / 2));
    results.lists = LISTS.map(({ id, title, limit, queries }) => ({ title, limit, queries, ...lists[id] }));
  }
  loopback.stop();
}

/** What a bundle of ours weighs, and what a cold and a warm order take with it. */
async function measureBundles(title: string, loopback: Loopback, bundles: readonly OwnBundle[], runs: Runs): Promise<BundleResult[]> {
  const cold = await measureCold(title, loopback, bundles, ['full', 256], runs.others);
  const warm = await measureWarm(loopback, bundles, Math.ceil(runs.warm / 3));
  return bundles.map(({ id, title: name, bytes }) => {
    const { full, 256: small } = cold[id];
    return { title: name, bytes, load: full.load, total: full.total, totalAt256: small.total, cpuUs: warm[id].cpuUs };
  });
}

function readArguments(args: string[]): { parts: readonly Part[]; runs?: Runs; isQuick: boolean } {
  const at = args.indexOf('--runs');
  const count = at < 0 ? undefined : Number(args.splice(at, 2)[1]);
  if (count !== undefined && !(Number.isInteger(count) && count > 0)) throw new CommandFailed('--runs takes a number, such as --runs 3');
  const unknown = args.filter((arg) => !PARTS.includes(arg as Part));
  if (unknown.length > 0) throw new CommandFailed(`no such part: ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);
  const runs = count === undefined ? undefined : { cold: count, warm: count, others: count, synth: count };
  return { parts: args.length > 0 ? args as Part[] : PARTS, runs, isQuick: runs !== undefined };
}

function describeMachine(): Machine {
  const output = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8' }).trim();
  const throttle = createThrottle(256);
  throttle.remove();
  return {
    date: new Date().toISOString().slice(0, 10),
    node: output(nodeBinary(), '--version'),
    python: output(pythonBinary(), '--version'),
    sdk: JSON.parse(readFileSync(join(ROOT, 'node_modules/@aws-sdk/client-dynamodb/package.json'), 'utf8')).version,
    cpu: `${cpus().length} × ${cpus()[0].model}`,
    throttle: throttle.kind,
  };
}

/** The page shows what is kept, so that it is the same when it is written again without a measurement. */
function save(results: Results): void {
  mkdirSync(dirname(RESULTS), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify(results, (_, value) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value), 2)}\n`);
  writePage(readResults());
}
