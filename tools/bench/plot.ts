/*
 * The cold starts as bars, in SVG that is readable on light and on dark pages.
 */
import { CONTENDERS } from './contenders';
import { ColdResults } from './measure';
import { Summary } from './statistics';

const WIDTH = 860;
const LEFT = 300;
const RIGHT = 90;
const BAR = 16;
const ROW = 2 * BAR + 18;
const TOP = 64;

const LOAD = '#4c78a8';
const FIRST = '#e45756';

export function coldPlot(cold: ColdResults): string {
  const longest = Math.max(...CONTENDERS.flatMap(({ id }) => ['full', '256'].map((speed) => cold[id][speed].total.q3)));
  const scale = (WIDTH - LEFT - RIGHT) / longest;
  const bar = (y: number, { load, first, total }: Record<'load' | 'first' | 'total', Summary>, label: string) => {
    const [a, b] = [load.median * scale, first.median * scale];
    const middle = y + BAR / 2;
    return [
      `<rect x="${LEFT}" y="${y}" width="${a.toFixed(1)}" height="${BAR - 2}" fill="${LOAD}"/>`,
      `<rect x="${(LEFT + a).toFixed(1)}" y="${y}" width="${b.toFixed(1)}" height="${BAR - 2}" fill="${FIRST}"/>`,
      `<path d="M${(LEFT + total.q1 * scale).toFixed(1)} ${middle - 1}H${(LEFT + total.q3 * scale).toFixed(1)}" stroke="#888" stroke-width="2"/>`,
      `<text x="${(LEFT + Math.max(a + b, total.q3 * scale) + 6).toFixed(1)}" y="${middle + 3}">${total.median.toFixed(0)} ms, ${label}</text>`,
    ].join('\n');
  };
  const rows = CONTENDERS.map(({ id, title }, index) => {
    const y = TOP + index * ROW;
    const name = title.replace(/`/g, '');
    return `<text x="${LEFT - 10}" y="${y + BAR + 4}" text-anchor="end">${name}</text>\n${bar(y, cold[id].full, 'full')}\n${bar(y + BAR, cold[id]['256'], '256 MB')}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${TOP + CONTENDERS.length * ROW}" font-family="sans-serif" font-size="12" fill="#888" role="img">
<title>Cold start, process start to first order stored</title>
<text x="10" y="20" font-size="15">Cold start: process start to first order stored (median, and the range of the middle half)</text>
<rect x="10" y="34" width="12" height="12" fill="${LOAD}"/><text x="28" y="44">load, at full speed</text>
<rect x="160" y="34" width="12" height="12" fill="${FIRST}"/><text x="178" y="44">first order, at full speed or at the share of 256 MB</text>
${rows.join('\n')}
</svg>
`;
}
