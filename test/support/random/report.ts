/*
 * What a run tells: progress on the way, a table at the end, and each thing that was wrong with all that is needed
 * to see it.
 */
import { acceptedIds, Violation } from './history-checker';
import type { Exchange, History } from './run';
import type { RandomSettings } from './settings';
import { isReplay } from './timeline';

const MOST_SHOWN = 10;
const MOST_CHARACTERS = 1_500;
const KIND_CHARACTERS = 40;

export type Counts = Readonly<Record<string, number>>;

export function countsOf(history: History, violations: readonly Violation[], seconds: number): Counts {
  const { exchanges, walks, probes } = history;
  const met = exchanges.filter(({ answer }) => answer?.statusCode === 200);
  const told = (operation: string) => met.filter(({ request }) => request.asked.operation === operation);
  const statuses = [...new Set(exchanges.map(({ answer }) => answer?.statusCode ?? 500))].sort((a, b) => a - b);
  const withStatus = (wanted: number) => exchanges.filter(({ answer }) => (answer?.statusCode ?? 500) === wanted).length;
  const ofRule = (rule: Violation['rule']) => violations.filter((violation) => violation.rule === rule).length;
  return {
    'requests': exchanges.length,
    ...Object.fromEntries(statuses.map((status) => [`answers of ${status}`, withStatus(status)])),
    'orders accepted': acceptedIds(history).size,
    'orders answered again': told('createOrder').filter(isReplay).length,
    'changes of status': told('updateOrderStatus').filter((exchange) => !isReplay(exchange)).length,
    'changes answered again': told('updateOrderStatus').filter(isReplay).length,
    'orders read': told('getOrder').length,
    'pages read': told('listOrders').length,
    'walks through all pages': walks.length,
    'probes for orders of others': probes.length,
    'requests with trouble at the table': exchanges.filter(({ request }) => request.injectedFault !== undefined).length,
    'answers of 500': withStatus(500),
    'lost': ofRule('lost'),
    'doubled': ofRule('doubled'),
    'violations': violations.length,
    'seconds': Math.round(seconds),
  };
}

export function showTable(counts: Counts, { seed }: RandomSettings): void {
  const rows = [...Object.entries(counts), ['seed', seed] as const];
  const width = Math.max(...rows.map(([name]) => name.length));
  const values = rows.map(([, value]) => value.toLocaleString('en-US'));
  values[values.length - 1] = String(seed); // to be copied
  const digits = Math.max(...values.map(({ length }) => length));
  write(`\n${rows.map(([name], index) => `  ${name.padEnd(width)}  ${values[index].padStart(digits)}`).join('\n')}\n\n`);
}

/** The violations, one of each kind: what is wrong once is wrong often. */
export function describe(violations: readonly Violation[], { requests, seed }: RandomSettings): string {
  const kinds = new Map(violations.map((each) => [`${each.rule} ${each.detail.slice(0, KIND_CHARACTERS)}`, each]));
  return [
    `${violations.length} violations; again with: npm test -- random --requests ${requests} --seed ${seed}`,
    ...[...kinds.values()].slice(0, MOST_SHOWN).map(({ rule, detail, exchange }) => `[${rule}] ${cut(detail)}${exchange ? `\n${storyOf(exchange)}` : ''}`),
  ].join('\n\n');
}

function storyOf({ request: { event, caller, injectedFault }, answer, thrown }: Exchange): string {
  return [
    `  variant ${caller.variant}, ${caller.customerId ?? 'trusted or nobody'}${injectedFault ? `, injected fault: ${injectedFault}` : ''}`,
    `  event   ${cut(JSON.stringify(event) ?? 'undefined')}`,
    `  answer  ${cut(answer ? JSON.stringify(answer) : String(thrown))}`,
  ].join('\n');
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}… (${text.length} characters)` : text;
}

/** Straight to the terminal: Jest would put a stack trace below each line. */
export function write(text: string): void {
  process.stdout.write(text);
}
