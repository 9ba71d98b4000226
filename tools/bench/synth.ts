/*
 * What the library costs a consumer's synthesis: the one-line app beside the same app of the CDK's own constructs,
 * at the oldest CDK that we support and at the newest. The CDK's own template validation is off: it would be most
 * of the time, for both alike.
 */
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rounds } from './measure';
import { BENCH, BENCH_CACHE } from './paths';
import { withProgress } from './progress';
import { summarize, Summary } from './statistics';
import { numbers, table } from '../shared/markdown';
import { CACHE, ROOT } from '../shared/paths';
import { run } from '../shared/processes';

const APPS = ['one-line', 'plain'] as const;

/** Where an app finds which CDK: Node.js looks for packages in the folders above. */
const FOLDERS = [
  { folder: join(CACHE, 'synth'), packages: ROOT },
  { folder: join(BENCH_CACHE, 'synth'), packages: BENCH },
];

/** By the version of the CDK, then by app; in milliseconds. */
export type SynthResults = Record<string, Record<typeof APPS[number], Record<'load' | 'synth' | 'total', Summary>>>;

export async function measureSynth(runs: number): Promise<SynthResults> {
  FOLDERS.forEach(({ folder }) => prepare(folder));
  const measured = new Map<string, { loadMs: number; synthMs: number }[]>();
  const pieces = rounds(FOLDERS.flatMap(({ folder }) => APPS.map((app) => ({ folder, app }))), runs);
  await withProgress('Synthesis', pieces, async ({ folder, app }) => {
    const output = await run(process.execPath, [join(folder, `${app}.cjs`), join(folder, 'cdk.out')], {
      cwd: folder,
      env: { ...process.env, CDK_VALIDATION: 'false', JSII_DEPRECATED: 'quiet' },
    });
    const key = folder + app;
    measured.set(key, [...measured.get(key) ?? [], JSON.parse(output)]);
  });
  return Object.fromEntries(FOLDERS.map(({ folder, packages }) => {
    const { version } = JSON.parse(readFileSync(join(packages, 'node_modules/aws-cdk-lib/package.json'), 'utf8'));
    return [version, Object.fromEntries(APPS.map((app) => {
      const times = measured.get(folder + app)!;
      return [app, {
        load: summarize(times.map(({ loadMs }) => loadMs)),
        synth: summarize(times.map(({ synthMs }) => synthMs)),
        total: summarize(times.map(({ loadMs, synthMs }) => loadMs + synthMs)),
      }];
    }))];
  })) as SynthResults;
}

/** The apps, and what runs of the library as it is published. */
function prepare(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const library = join(folder, 'node_modules', 'cdk-order-processing-api');
  for (const part of ['package.json', 'assets', 'lib/main.js']) cpSync(join(ROOT, part), join(library, part), { recursive: true });
  for (const app of APPS) cpSync(join(BENCH, 'synth', `${app}.cjs`), join(folder, `${app}.cjs`));
}

export function synthTable(results: SynthResults): string {
  const ms = ({ median, q1, q3 }: Summary) => `${median.toFixed(0)} (${q1.toFixed(0)}–${q3.toFixed(0)})`;
  const columns = ['CDK', 'app', ...['load, ms', 'synthesis, ms', 'both, ms', 'library / plain'].map(numbers)];
  return table(columns, Object.entries(results).flatMap(([version, apps]) => APPS.map((app) => [
    version,
    app === 'one-line' ? 'one line of this library' : 'the CDK\'s own constructs',
    ms(apps[app].load), ms(apps[app].synth), ms(apps[app].total),
    app === 'one-line' ? (apps['one-line'].total.median / apps.plain.total.median).toFixed(2) : '',
  ])));
}
