/*
 * The measurements. Those that are compared take turns, so that what else the machine does befalls all alike.
 */
import { Contender } from './contenders';
import { Loopback } from './loopback';
import { withProgress } from './progress';
import { coldStart, ColdStart, pacedDuration, warmCost, WarmCost } from './run-contender';
import { summarize, Summary } from './statistics';
import { createThrottle, Throttle } from './throttle';

/** Full speed, or the share of a memory size in megabytes. */
export type Speed = 'full' | number;

/** By contender, then by speed. */
export type ColdResults = Record<string, Record<string, Record<keyof ColdStart, Summary>>>;
export type WarmResults = Record<string, Record<keyof WarmCost, Summary>>;

/** What a contender takes about, in milliseconds, for an estimate of the time left. */
const WEIGHTS: Readonly<Record<string, number>> = { powertools: 3, template: 2 };
const weightOf = ({ id }: Contender) => WEIGHTS[id] ?? 1;

interface ColdPiece {
  readonly contender: Contender;
  readonly speed: Speed;
}

export async function measureCold(
  title: string, loopback: Loopback, contenders: readonly Contender[], speeds: readonly Speed[], runs: number,
): Promise<ColdResults> {
  const throttles = throttlesFor(speeds);
  const round = speeds.flatMap((speed) => contenders.map((contender): ColdPiece => ({ contender, speed })));
  const pieces = rounds(round, runs);
  const measured = new Map<string, ColdStart[]>();
  const keyOf = ({ contender, speed }: ColdPiece) => `${contender.id} ${speed}`;
  await withProgress(title, pieces, async (piece) => {
    const start = await coldStart(loopback, piece.contender, throttles.get(piece.speed));
    measured.set(keyOf(piece), [...measured.get(keyOf(piece)) ?? [], start]);
  }, ({ contender, speed }) => weightOf(contender) * (speed === 'full' ? 1 : 2));
  throttles.forEach((throttle) => throttle.remove());
  return Object.fromEntries(contenders.map((contender) => [contender.id, Object.fromEntries(speeds.map((speed) => {
    const starts = measured.get(keyOf({ contender, speed }))!;
    const of = (part: keyof ColdStart) => summarize(starts.map((start) => start[part]));
    return [speed, { load: of('load'), loadCpu: of('loadCpu'), first: of('first'), total: of('total') }];
  }))]));
}

/** There and back again, so that nobody always comes after the same one. */
export function rounds<T>(round: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => (index % 2 === 0 ? round : [...round].reverse())).flat();
}

/**
 * Whether others had the CPU too: loading takes then much longer than its CPU time. Ratios suffer as well, since a
 * process at a small share waits anyway and loses less.
 */
export function wasBusy(cold: ColdResults): boolean {
  const { load, loadCpu } = cold.ours.full;
  return load.median > 1.5 * loadCpu.median;
}

export async function measureWarm(loopback: Loopback, contenders: readonly Contender[], runs: number): Promise<WarmResults> {
  const measured = new Map<Contender, WarmCost[]>(contenders.map((contender) => [contender, []]));
  const pieces = rounds(contenders, runs);
  await withProgress('Warm requests', pieces, async (contender) => {
    measured.get(contender)!.push(await warmCost(loopback, contender, WARM_REQUESTS, SETTLING_REQUESTS));
  }, weightOf);
  return Object.fromEntries([...measured].map(([{ id }, costs]) => [id, {
    cpuUs: summarize(costs.map(({ cpuUs }) => cpuUs)),
    wallUs: summarize(costs.map(({ wallUs }) => wallUs)),
  }]));
}

/** Node.js goes on compiling for about as many requests. */
export const SETTLING_REQUESTS = 1_000;
export const WARM_REQUESTS = 2_000;

/** How long a request takes that comes alone, in milliseconds, by memory. */
export async function measurePaced(
  loopback: Loopback, contender: Contender, memories: readonly number[], runs: number,
): Promise<Record<string, Summary>> {
  const throttles = throttlesFor(memories);
  const measured = new Map<number, number[]>(memories.map((memory) => [memory, []]));
  await withProgress('Warm requests by memory', Array.from({ length: runs }, () => memories).flat(), async (memory) => {
    measured.get(memory)!.push(await pacedDuration(loopback, contender, throttles.get(memory)!));
  }, (memory) => 1 / memory);
  throttles.forEach((throttle) => throttle.remove());
  return Object.fromEntries([...measured].map(([memory, durations]) => [memory, summarize(durations)]));
}

/** A page costs more than an order, and settles after fewer. */
const LIST_REQUESTS = 300;

/** Of a list, by its id: the CPU time of a page, and how long one takes that is asked for by itself, in milliseconds, by memory. */
export type ListResults = Record<string, { readonly cpuUs: Summary; readonly paced: Record<string, Summary> }>;

export async function measureLists(loopback: Loopback, lists: readonly Contender[], memories: readonly number[], runs: number): Promise<ListResults> {
  const throttles = throttlesFor(memories);
  const measured = new Map<string, number[]>();
  const keyOf = (list: Contender, memory?: number) => `${list.id} ${memory ?? 'CPU'}`;
  const round = lists.flatMap((list) => [undefined, ...memories].map((memory) => ({ list, memory })));
  await withProgress('Lists', rounds(round, runs), async ({ list, memory }) => {
    const figure = memory === undefined
      ? (await warmCost(loopback, list, LIST_REQUESTS, LIST_REQUESTS)).cpuUs
      : await pacedDuration(loopback, list, throttles.get(memory)!);
    measured.set(keyOf(list, memory), [...measured.get(keyOf(list, memory)) ?? [], figure]);
  }, ({ memory = 1_769 }) => 1 / memory);
  throttles.forEach((throttle) => throttle.remove());
  const of = (list: Contender, memory?: number) => summarize(measured.get(keyOf(list, memory))!);
  return Object.fromEntries(lists.map((list) => [list.id, {
    cpuUs: of(list), paced: Object.fromEntries(memories.map((memory) => [memory, of(list, memory)])),
  }]));
}

function throttlesFor(speeds: readonly Speed[]): Map<Speed, Throttle> {
  return new Map(speeds.filter((speed) => speed !== 'full').map((memory) => [memory, createThrottle(memory)]));
}
