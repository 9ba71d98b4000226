/*
 * How long the steps of a walkthrough took, as a table of the page.
 */
import { cpus, loadavg } from 'node:os';

/** Seconds by the title of the step. */
export type Times = ReadonlyMap<string, number>;

const BEGIN = '<!-- times: written by npm test -- getting-started --times -->\n';
const END = '<!-- /times -->\n';

/** What a person does after the first order is stored; it is not in the sum. */
const AFTERWARDS = 'Clean up';

export function timesTable(common: Times, languages: ReadonlyMap<string, Times>): string {
  const names = [...languages.keys()];
  const titles = [...new Set([...languages.values()].flatMap((times) => [...times.keys()]))];
  const inCommon = [...common].map(([title, time]) => row(title, names.map(() => time)));
  const rowOf = (title: string) => row(title, names.map((name) => languages.get(name)!.get(title)!));
  const sums = names.map((name) => sum(common) + sum(languages.get(name)!) - (languages.get(name)!.get(AFTERWARDS) ?? 0));
  return [
    `| step | ${names.map((name) => `${name}, s`).join(' | ')} |`,
    `|---|${names.map(() => '---:|').join('')}`,
    ...inCommon,
    ...titles.filter((title) => title !== AFTERWARDS).map(rowOf),
    `| **from nothing to a stored order** | ${sums.map((total) => `**${total.toFixed(0)}**`).join(' | ')} |`,
    ...titles.filter((title) => title === AFTERWARDS).map(rowOf),
    '',
  ].join('\n');
}

/** When, where and beside how much other work the times were measured. */
export function circumstances(): string {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} × ${cpus()[0].model}, Node.js ${process.versions.node}`;
  return `Measured on ${date} by \`npm test -- getting-started --times\` (${machine}; load average ${loadavg()[1].toFixed(1)}).\n`;
}

/** The page with another text between the marks. */
export function withTimes(page: string, text: string): string {
  const [from, to] = bounds(page);
  return `${page.slice(0, from)}${text}${page.slice(to)}`;
}

/** What stands between the marks. */
export function timesIn(page: string): string {
  return page.slice(...bounds(page));
}

function bounds(page: string): [number, number] {
  const from = page.indexOf(BEGIN) + BEGIN.length;
  const to = page.indexOf(END);
  if (from < BEGIN.length || to < from) throw new Error(`the page has no place for the times: ${BEGIN}${END}`);
  return [from, to];
}

function row(title: string, seconds: readonly number[]): string {
  return `| ${title} | ${seconds.map((time) => time.toFixed(1)).join(' | ')} |`;
}

function sum(times: Times): number {
  return [...times.values()].reduce((total, time) => total + time, 0);
}
