/*
 * The graph as an SVG that is read by eye and by ear, in the light and in the dark. Where a resource stands is said
 * here, since no layout that a program finds is as quiet; that all of them stand, and their arrows, comes from the template.
 */
import type { Edge, Graph, Node } from './graph';
import { table } from '../shared/markdown';

interface Place {
  readonly column: number;
  readonly row: number;
  readonly label: string;
}

const PLACES: Readonly<Record<string, Place>> = {
  'AccessLogGroup': { column: 0, row: 0, label: 'Access log' },
  'Stage': { column: 0, row: 1, label: 'Stage' },
  'HttpApi': { column: 0, row: 2, label: 'HTTP API' },
  'HttpApi/POST--orders': { column: 1, row: 1, label: 'POST /orders' },
  'HttpApi/POST--orders/OrdersIntegration': { column: 1, row: 2, label: 'Integration' },
  'HttpApi/POST--orders/InvokePermission': { column: 1, row: 3, label: 'Permission' },
  'OrderProcessor': { column: 2, row: 2, label: 'Function' },
  'HandlerLogGroup': { column: 3, row: 0, label: 'Function log' },
  'LambdaRole': { column: 3, row: 1.2, label: 'Role' },
  'OrdersTable': { column: 3, row: 3, label: 'Orders table' },
  'LambdaRole/DefaultPolicy': { column: 4, row: 2, label: 'Policy' },
};

const COLUMN = 192;
const ROW = 104;
const BOX = { width: 152, height: 60 };
const MARGIN = 24;

interface Service {
  readonly name: string;
  readonly colour: string;
}

/** By the second part of a resource's type. */
const SERVICES: Readonly<Record<string, Service>> = {
  ApiGatewayV2: { name: 'API Gateway', colour: '#8a4fd3' },
  Lambda: { name: 'Lambda', colour: '#d9720f' },
  DynamoDB: { name: 'DynamoDB', colour: '#3468c9' },
  IAM: { name: 'IAM', colour: '#c8324a' },
  Logs: { name: 'CloudWatch Logs', colour: '#1e8a5f' },
};

const STYLE = `
  svg { color-scheme: light dark; }
  text { font-family: system-ui, sans-serif; }
  .paper { fill: #ffffff; }
  .box { fill: #f6f7f9; stroke: #b6bcc6; }
  .label { fill: #1b1f24; font-size: 17px; font-weight: 600; }
  .service { fill: #4b5563; font-size: 14px; }
  .edge { stroke: #5b6472; stroke-width: 1.5; fill: none; }
  .waits { stroke-dasharray: 5 4; }
  .head { fill: #5b6472; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #1b1b1f; }
    .box { fill: #26272c; stroke: #565c68; }
    .label { fill: #f2f3f5; }
    .service { fill: #b9c0cb; }
    .edge { stroke: #9aa3b2; }
    .head { fill: #9aa3b2; }
  }`;

interface Point {
  readonly x: number;
  readonly y: number;
}

export function draw({ nodes, edges }: Graph): string {
  const places = new Map(nodes.map((node) => [node.id, placeOf(node)]));
  const all = [...places.values()];
  const width = 2 * MARGIN + COLUMN * Math.max(...all.map(({ column }) => column)) + BOX.width;
  const height = 2 * MARGIN + ROW * Math.max(...all.map(({ row }) => row)) + BOX.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    '<title id="title">What one line makes</title>',
    `<desc id="desc">${escaped(described({ nodes, edges }))}</desc>`,
    `<style>${STYLE}\n</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>',
    `<rect class="paper" width="${width}" height="${height}" rx="8"/>`,
    ...edges.map((edge) => arrow(edge, centreOf(places.get(edge.from)!), centreOf(places.get(edge.to)!))),
    ...nodes.map((node) => box(node, places.get(node.id)!)),
    '</svg>\n',
  ].join('\n');
}

/** The same in words, for those who do not see it. */
export function described({ nodes, edges }: Graph): string {
  const labelOf = (id: string) => placeOf(nodes.find((node) => node.id === id)!).label;
  return nodes
    .map(({ id }) => ({ label: labelOf(id), others: edges.filter(({ from }) => from === id).map(({ to }) => labelOf(to)) }))
    .map(({ label, others }) => (others.length === 0 ? `${label} refers to nothing.` : `${label} refers to ${others.join(', ')}.`))
    .join(' ');
}

/** The page's table of the same. */
export function resourcesTable({ nodes, edges }: Graph): string {
  const labelOf = (id: string) => placeOf(nodes.find((node) => node.id === id)!).label;
  return table(['resource', 'refers to', 'type', 'path below the construct'], nodes.map(({ id, path, type }) => {
    const others = edges.filter(({ from }) => from === id).map(({ to, waits }) => (waits ? `${labelOf(to)} (waits for it)` : labelOf(to)));
    return [labelOf(id), others.join(', ') || '–', `\`${type}\``, `\`${path}\``];
  }));
}

function placeOf({ path }: Node): Place {
  const place = PLACES[path];
  if (!place) throw new Error(`the diagram has no place for ${path}: give it one in tools/architecture/drawing.ts`);
  return place;
}

function centreOf({ column, row }: Place): Point {
  return { x: MARGIN + column * COLUMN + BOX.width / 2, y: MARGIN + row * ROW + BOX.height / 2 };
}

function arrow({ waits }: Edge, from: Point, to: Point): string {
  const [start, end] = [borderTowards(from, to), borderTowards(to, from)];
  return `<path class="edge${waits ? ' waits' : ''}" marker-end="url(#head)" d="M${round(start)} L${round(end)}"/>`;
}

/** Where the line to another box leaves this one. */
function borderTowards(centre: Point, other: Point): Point {
  const [dx, dy] = [other.x - centre.x, other.y - centre.y];
  const share = Math.min(BOX.width / 2 / Math.abs(dx), BOX.height / 2 / Math.abs(dy));
  return { x: centre.x + dx * share, y: centre.y + dy * share };
}

function round({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

function box({ type }: Node, place: Place): string {
  const { x, y } = centreOf(place);
  const [left, top] = [x - BOX.width / 2, y - BOX.height / 2];
  const { name, colour } = SERVICES[type.split('::')[1]];
  return [
    `<rect class="box" x="${left}" y="${top}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
    `<rect x="${left}" y="${top}" width="6" height="${BOX.height}" rx="3" fill="${colour}"/>`,
    `<text class="label" x="${left + 16}" y="${top + 26}">${escaped(place.label)}</text>`,
    `<text class="service" x="${left + 16}" y="${top + 46}">${name}</text>`,
  ].join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
