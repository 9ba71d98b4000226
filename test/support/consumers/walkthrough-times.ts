/*
 * How long the steps of a walkthrough took, as a table of the page.
 */
import { cpus, loadavg } from 'node:os';
import { numbers, Page, sectionOf, table, writeSections } from '../../../tools/shared/markdown';

/** Seconds by the title of the step. */
export type Times = ReadonlyMap<string, number>;

/** Measures the times. */
const COMMAND = 'npm test -- getting-started --times';

/** What a person does after the first order is stored; it is not in the sum. */
const AFTERWARDS = 'Clean up';

export function timesTable(common: Times, languages: ReadonlyMap<string, Times>): string {
  const names = [...languages.keys()];
  const titles = [...new Set([...languages.values()].flatMap((times) => [...times.keys()]))];
  const inCommon = [...common].map(([title, time]) => row(title, names.map(() => time)));
  const rowOf = (title: string) => row(title, names.map((name) => languages.get(name)!.get(title)!));
  const sums = names.map((name) => sum(common) + sum(languages.get(name)!) - (languages.get(name)!.get(AFTERWARDS) ?? 0));
  return table(['step', ...names.map((name) => numbers(`${name}, s`))], [
    ...inCommon,
    ...titles.filter((title) => title !== AFTERWARDS).map(rowOf),
    ['**from nothing to a stored order**', ...sums.map((total) => `**${total.toFixed(0)}**`)],
    ...titles.filter((title) => title === AFTERWARDS).map(rowOf),
  ]);
}

/** When, where and beside how much other work the times were measured. */
export function circumstances(): string {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} × ${cpus()[0].model}, Node.js ${process.versions.node}`;
  return `Measured on ${date} by \`${COMMAND}\` (${machine}; load average ${loadavg()[1].toFixed(1)}).\n`;
}

export function writeTimes(path: string, times: string): void {
  writeSections(path, { times }, COMMAND);
}

export function timesIn(page: Page): string {
  return sectionOf(page, 'times', COMMAND);
}

function row(title: string, seconds: readonly number[]): string[] {
  return [title, ...seconds.map((time) => time.toFixed(1))];
}

function sum(times: Times): number {
  return [...times.values()].reduce((total, time) => total + time, 0);
}
