/*
 * Results as tables in Markdown.
 */
import { CONTENDERS } from './contenders';
import { COLD_SHARES, costByMemory } from './cost';
import { ColdResults } from './measure';
import { BundleResult, ListResult, Results } from './results';
import { Summary } from './statistics';
import { REASONS, Share } from '../build/bundle-size';
import { numbers, table } from '../shared/markdown';

/** A median and the range of the middle half. */
const ms = ({ median, q1, q3 }: Summary) => `${median.toFixed(0)} (${q1.toFixed(0)}–${q3.toFixed(0)})`;
const us = ({ median }: Summary) => median.toFixed(0);

export function coldTable(cold: ColdResults): string {
  const against = cold.ours;
  return table(
    ['contender', ...['full speed, ms', 'ours / it', '256 MB share, ms', 'ours / it', 'of that: load, ms', 'first order, ms'].map(numbers)],
    CONTENDERS.map(({ id, title }) => {
      const { full, 256: small } = cold[id];
      const ratio = (speed: string) => (id === 'ours' ? '' : (against[speed].total.median / cold[id][speed].total.median).toFixed(2));
      return [title, ms(full.total), ratio('full'), ms(small.total), ratio('256'), us(small.load), us(small.first)];
    }),
  );
}

export function memoryTable({ memory }: Results): string {
  return table(
    ['cold start, ms', ...Object.keys(memory!.ours).map((size) => numbers(`${size} MB`))],
    CONTENDERS.map(({ id, title }) => [title, ...Object.values(memory![id]).map(({ total }) => ms(total))]),
  );
}

export function warmTable({ warm }: Results): string {
  return table(
    ['contender', ...['CPU per order, µs', 'ours / it', 'orders per second of one core'].map(numbers)],
    CONTENDERS.map(({ id, title }) => {
      const { cpuUs } = warm![id];
      const ratio = id === 'ours' ? '' : (warm!.ours.cpuUs.median / cpuUs.median).toFixed(2);
      return [title, ms(cpuUs), ratio, (1e6 / cpuUs.median).toFixed(0)];
    }),
  );
}

export function costTable({ memory, paced }: Results): string {
  return table(
    ['memory', ...['cold order, ms', 'warm order, ms', ...COLD_SHARES.map((share) => `USD for 1,000,000 orders, ${100 * share} % cold`)].map(numbers)],
    costByMemory(memory!.ours, paced!).map(({ memory: size, coldMs, warmMs, dollars }) => [`${size} MB`, coldMs.toFixed(0), warmMs.toFixed(1), ...dollars.map((each) => each.toFixed(2))]),
  );
}

export function bundlesTable(bundles: readonly BundleResult[]): string {
  return table(
    ['the bundle', ...['bytes', 'load, ms', 'cold start, ms', 'at the 256 MB share, ms', 'CPU of a warm order, µs'].map(numbers)],
    bundles.map(({ title, bytes, load, total, totalAt256, cpuUs }) => [title, bytes.toLocaleString('en'), ms(load), ms(total), ms(totalAt256), ms(cpuUs)]),
  );
}

export function listsTable(lists: readonly ListResult[]): string {
  const tenths = ({ median, q1, q3 }: Summary) => `${median.toFixed(1)} (${q1.toFixed(1)}–${q3.toFixed(1)})`;
  const memories = Object.keys(lists[0].paced);
  return table(
    ['the list of', ...['orders on a page', 'queries', 'CPU of a page, µs', ...memories.map((memory) => `a page at the ${memory} MB share, ms`)].map(numbers)],
    lists.map(({ title, limit, queries, cpuUs, paced }) => [title, limit, queries, ms(cpuUs), ...memories.map((memory) => tenths(paced[memory]))]),
  );
}

export function sizeTable(shares: readonly Share[]): string {
  const total = shares.reduce((sum, { bytes }) => sum + bytes, 0);
  return table(['in the bundle', numbers('bytes'), numbers('share'), 'for'], [
    ...shares.map(({ name, bytes }) => [`\`${name}\``, bytes.toLocaleString('en'), `${(100 * bytes / total).toFixed(1)} %`, REASONS[name] ?? 'no reason given']),
    ['all', total.toLocaleString('en'), '100 %', ''],
  ]);
}

interface Bound {
  readonly measure: string;
  readonly against: string;
  readonly atMost: number;
  readonly aim?: number;
  readonly ratio: number;
}

/** What the project has promised itself, as ratios of medians. */
export function bounds({ cold, warm }: Results): Bound[] {
  const coldRatio = (id: string, speed: string) => cold!.ours[speed].total.median / cold![id][speed].total.median;
  const warmRatio = (id: string) => warm!.ours.cpuUs.median / warm![id].cpuUs.median;
  const small = 'cold start, 256 MB share';
  const full = 'cold start, full speed';
  const cpu = 'CPU of a warm order';
  return [
    ...cold ? [
      { measure: small, against: 'template', atMost: 0.57, aim: 0.5, ratio: coldRatio('template', '256') },
      { measure: small, against: 'plain', atMost: 0.35, aim: 0.3, ratio: coldRatio('plain', '256') },
      { measure: small, against: 'powertools', atMost: 0.18, aim: 0.16, ratio: coldRatio('powertools', '256') },
      { measure: small, against: 'floor', atMost: Infinity, aim: 1.3, ratio: coldRatio('floor', '256') },
      { measure: full, against: 'plain', atMost: 0.72, ratio: coldRatio('plain', 'full') },
      { measure: full, against: 'template', atMost: 0.55, ratio: coldRatio('template', 'full') },
      { measure: full, against: 'powertools', atMost: 0.6, ratio: coldRatio('powertools', 'full') },
    ] : [],
    ...warm ? [
      { measure: cpu, against: 'plain', atMost: 1, ratio: warmRatio('plain') },
      { measure: cpu, against: 'powertools', atMost: 0.4, ratio: warmRatio('powertools') },
      { measure: cpu, against: 'template', atMost: 1, ratio: warmRatio('template') },
    ] : [],
  ];
}

export function boundsTable(results: Results): string {
  const titleOf = (id: string) => CONTENDERS.find((contender) => contender.id === id)!.title;
  return table(['measure', 'against', numbers('ratio'), numbers('at most'), 'kept', numbers('aim'), 'reached'], bounds(results).map(({ measure, against, atMost, aim, ratio }) => [
    measure, titleOf(against), ratio.toFixed(2),
    atMost === Infinity ? '' : atMost, atMost === Infinity ? '' : ratio <= atMost ? 'yes' : '**no**',
    aim ?? '', aim === undefined ? '' : ratio <= aim ? 'yes' : 'no',
  ]));
}
