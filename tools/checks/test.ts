/*
 * `npm test`: every check of the project in one run, as many side by side as the machine has cores, with a count at the end.
 * `npm test -- lint unit` runs the checks of these names alone; `npm test -- random --requests 10000 --seed 42` makes more
 * random requests. A check whose tools this machine does not have is skipped, by name; with `--no-skips` that is a failure.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Check, CHECKS, Options } from './checks';
import { Count } from './jest';
import { runInLanes } from './lanes';
import { build } from '../build/build';
import { CommandFailed, main } from '../shared/processes';
import { missing } from '../shared/programs';
import { step } from '../shared/steps';

void main(async () => {
  const { names, noSkips, ...options } = readArguments();
  const unknown = names.filter((name) => !CHECKS.some((check) => isNamed(check, name)));
  if (unknown.length > 0) {
    const known = new Set(CHECKS.flatMap(({ name, group = name }) => [name, group]));
    throw new CommandFailed(`no such check: ${unknown.join(', ')}; there are ${[...known].join(', ')}`);
  }

  await build(); // what does not build has nothing to check
  const wanted = CHECKS.filter((each) => names.length === 0 || names.some((name) => isNamed(each, name)));
  const skipped = skippedAmong(wanted);
  const checks = wanted.filter((check) => !skipped.has(check));
  for (const install of new Set(checks.flatMap((check) => check.install ?? []))) await install();
  const total = await countAll(checks, options);
  if (skipped.size > 0) console.log(`\nSkipped\n${[...skipped.values()].map((line) => `- ${line}`).join('\n')}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped.size > 0 ? `, ${skipped.size} skipped` : ''}`);
  if (total.failed > 0 || noSkips && skipped.size > 0) process.exitCode = 1;
});

function isNamed({ name, group }: Check, wanted: string): boolean {
  return wanted === name || wanted === group;
}

function readArguments(): Options & { names: string[]; noSkips: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: process.argv.slice(3),
      allowPositionals: true,
      options: { 'requests': { type: 'string' }, 'seed': { type: 'string' }, 'seeds': { type: 'string' }, 'no-skips': { type: 'boolean' }, 'screenshots': { type: 'boolean' }, 'times': { type: 'boolean' } },
    });
    const { 'no-skips': noSkips = false, ...options } = values;
    return { ...options, names: positionals, noSkips };
  } catch (error) {
    throw new CommandFailed((error as Error).message);
  }
}

/** The checks that want a tool which is not there, each with what to install. */
function skippedAmong(checks: readonly Check[]): Map<Check, string> {
  return new Map(checks.flatMap((check) => {
    const toInstall = missing(check.tools ?? []).map(({ install }) => install).join(' and ');
    if (toInstall === '') return [];
    console.log(`- ${check.title}: skipped, for want of ${toInstall}`);
    return [[check, `${check.name}: install ${toInstall}`]];
  }));
}

/** Whoever runs one check sees what it writes as it comes. Of many side by side, that would be a jumble: then it is shown when a check fails. */
async function countAll(checks: readonly Check[], options: Options): Promise<Count> {
  const total = { passed: 0, failed: 0 };
  const verbose = checks.length === 1;
  await runInLanes(checks.map((check) => ({
    name: check.name,
    after: check.after,
    run: async () => {
      const { passed, failed } = await countOf(check, { ...options, verbose });
      total.passed += passed;
      total.failed += failed;
    },
  })), availableParallelism());
  return total;
}

async function countOf({ title, run: work }: Check, options: Options): Promise<Count> {
  try {
    return await step(title, async () => {
      const count = await work(options) ?? { passed: 1, failed: 0 };
      if (count.failed > 0) throw new CountedFailure(count);
      return count;
    }, { streams: true });
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
