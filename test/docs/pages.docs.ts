/*
 * The pages that speak of the code say what it says.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { EventBus } from 'aws-cdk-lib/aws-events';
import ts from 'typescript';
import { OrderAccess, OrderProcessingApi, OrderRoute } from '../../src';
import { PROBLEMS } from '../../src/handler/shop-problem-kinds';
import { WARNINGS } from '../../src/settings/warnings';
import { draw, resourcesTable } from '../../tools/architecture/drawing';
import { DRAWING_FILE } from '../../tools/architecture/files';
import { edgesOf, oneLineExample } from '../../tools/architecture/graph';
import { PRICES } from '../../tools/bench/cost';
import { costTable } from '../../tools/bench/report';
import { SITE } from '../../tools/docs/docs-site';
import { limitsTable } from '../../tools/openapi/limits';
import { GATEWAY_ANSWERS } from '../../tools/openapi/problems';
import { filesBelow } from '../../tools/shared/files';
import { pageAt, withSections } from '../../tools/shared/markdown';
import { ROOT } from '../../tools/shared/paths';

describe('architecture', () => {
  const graph = oneLineExample();
  const drawing = readFileSync(DRAWING_FILE, 'utf8');

  test('the diagram and the table are what the template makes them (else: npm run regenerate)', () => {
    const page = pageAt('docs/architecture.md');

    expect(drawing).toBe(draw(graph));
    expect(page.text).toBe(withSections(page, { resources: resourcesTable(graph) }));
  });

  test('the diagram has a box for each resource and an arrow for each reference', () => {
    expect(drawing.match(/<rect class="box"/g)).toHaveLength(graph.nodes.length);
    expect(drawing.match(/<path class="edge/g)).toHaveLength(graph.edges.length);
    expect(graph.nodes).toHaveLength(11);
  });

  test('no two boxes stand in one place', () => {
    const corners = [...drawing.matchAll(/<rect class="box" x="([\d.]+)" y="([\d.]+)"/g)].map(([, x, y]) => `${x} ${y}`);

    expect(new Set(corners).size).toBe(corners.length);
  });

  test('the diagram has a title and says in words what it shows', () => {
    expect(drawing).toMatch(/role="img" aria-labelledby="title desc"/);
    expect(drawing).toMatch(/<desc id="desc">[^<]*Function refers to Orders table, Function log, Role, Policy\./);
    expect(drawing).toContain('prefers-color-scheme: dark');
  });

  test('the keyboard reaches the diagram, which scrolls on a phone', () => {
    expect(readFileSync(join(SITE, 'architecture.html'), 'utf8')).toMatch(/<p tabindex="0"><img src="[^"]*\/architecture\./);
  });

  test('an arrow is a Ref, a GetAtt, a placeholder of a Sub, or a DependsOn', () => {
    const other = { Type: 'AWS::SNS::Topic' };
    const from = (Properties: unknown, DependsOn?: string) => edgesOf({ A: { Type: 'AWS::SNS::Topic', Properties, DependsOn }, B: other });

    expect(from({ x: [{ Ref: 'B' }] })).toEqual([{ from: 'A', to: 'B', waits: false }]);
    expect(from({ x: { 'Fn::GetAtt': ['B', 'Arn'] } })).toEqual([{ from: 'A', to: 'B', waits: false }]);
    expect(from({ x: { 'Fn::Sub': 'https://${B.Name}' } })).toEqual([{ from: 'A', to: 'B', waits: false }]);
    expect(from({}, 'B')).toEqual([{ from: 'A', to: 'B', waits: true }]);
    expect(from({ x: { Ref: 'AWS::Region' }, y: { Ref: 'A' } })).toEqual([]);
  });

  test('fails for a resource without a place', () => {
    const stranger = { id: 'X', path: 'Nowhere', type: 'AWS::SNS::Topic' };

    expect(() => draw({ nodes: [...graph.nodes, stranger], edges: graph.edges })).toThrow('the diagram has no place for Nowhere');
  });
});

describe('cost and limits', () => {
  const page = pageAt('docs/guide/cost.md');
  const costs = new Map([...page.text.matchAll(/^\| \*{0,2}([^|*]+?)\*{0,2} \| \*{0,2}([\d.]+)\*{0,2} \|$/gm)].map(([, what, usd]) => [what, Number(usd)]));

  test('the limits are the handler\'s (else: npm run regenerate)', () => {
    const limits = pageAt('docs/limits.md');

    expect(limits.text).toBe(withSections(limits, { limits: limitsTable() }));
  });

  test('the price of each part is that of docs/scale.md', () => {
    const scale = pageAt('docs/scale.md').text;
    const parts = [...costs].filter(([what]) => !scale.includes(`| ${what} |`) && !scale.includes(`| **${what}** |`));

    expect(costs.size).toBe(16);
    expect(parts).toEqual([]);
    for (const [what, usd] of costs) expect(scale).toMatch(new RegExp(`^\\| \\*{0,2}${escaped(what)}\\*{0,2} \\|[^|]*\\| \\*{0,2}${usd.toFixed(2)}\\*{0,2} \\|`, 'm'));
  });

  test('Lambda\'s is the one that the benchmark measured, within two cents', () => {
    const results = JSON.parse(readFileSync(join(ROOT, 'docs', 'performance', 'results.json'), 'utf8'));
    const [, measured] = /^\| 256 MB \| \S+ \| \S+ \| (\S+) \|/m.exec(costTable(results))!;

    expect(Math.abs(costs.get('Lambda, 256 MB arm64, no cold starts')! - Number(measured))).toBeLessThan(0.025);
    expect(PRICES.gbSecond).toBe(0.0000133334);
  });

  test('the parts add up', () => {
    const sum = ['API Gateway, HTTP API', 'Lambda, 256 MB arm64, no cold starts', 'DynamoDB, the order', 'Logs'].reduce((total, part) => total + costs.get(part)!, 0);

    expect(Math.abs(sum - costs.get('one region, without lists')!)).toBeLessThan(0.025);
  });

  test('an alarm of the production shop is paid by its metrics, which are as many as docs/scale.md counts', () => {
    const stack = new Stack(new App(), 'Shop');
    new OrderProcessingApi(stack, 'Orders', {
      routes: OrderRoute.standard(), access: OrderAccess.staff(new HttpIamAuthorizer()), alarms: {}, eventBus: new EventBus(stack, 'Bus'),
    });
    const alarms: { Properties: { Metrics?: { MetricStat?: object }[] } }[] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')) as any;
    const counts = alarms.map(({ Properties: { Metrics } }) => Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1);
    const metrics = counts.reduce((sum, count) => sum + count);

    expect(pageAt('docs/scale.md').text).toContain(`| ${metrics} metrics in ${alarms.length} alarms × 0.10 | ${(0.1 * metrics).toFixed(2)} |`);
  });

  test('the production shop costs what its parts cost', () => {
    const sum = (...parts: string[]) => parts.reduce((total, part) => total + costs.get(part)!, 0);
    const month = sum(
      'metrics of orders in one currency, on by default', 'alarms of all four routes, with `eventBus`', 'alarm on misconfigured products, with prices from a table', 'dashboard',
    );
    const million = sum('one region, without lists', 'index by customer', 'prices from a table, 3 products in an order', 'order events, with `eventBus`');

    expect(page.text.replace(/\s+/g, ' ')).toContain(`${month.toFixed(2)} USD a month, and ${million.toFixed(2)} USD for a million orders`);
    expect(page.text).toContain(`With 10,000 orders a month it costs ${(month + million / 100).toFixed(2)} USD.`);
  });
});

describe('troubleshooting', () => {
  const { text } = pageAt('docs/troubleshooting.md');
  const synth = text.slice(text.indexOf('## At synth'), text.indexOf('## Warnings'));
  const entries = [...synth.matchAll(/^\| `([^|]+)` \|/gm)].map(([, message]) => message);
  const sources = filesBelow('src').filter((file) => !file.startsWith('src/handler/')).map((file) => readFileSync(join(ROOT, file), 'utf8'));
  const messages = sources.flatMap(refusalsIn);

  test('there are refusals in the sources', () => {
    expect(messages.length).toBeGreaterThan(80);
  });

  test.each([...new Set(messages)])('has an entry for: %s', (message) => {
    expect(entries.filter((entry) => patternOf(message).test(entry))).not.toEqual([]);
  });

  test('has no entry for what no source says', () => {
    expect(entries.filter((entry) => !messages.some((message) => patternOf(message).test(entry)))).toEqual([]);
  });

  test('has an entry for each warning', () => {
    const ids = sources.flatMap((source) => source.match(/cdk-order-processing-api::\w+/g) ?? []);

    expect(ids).toEqual(expect.arrayContaining(WARNINGS.map(({ id }) => id)));
    expect([...new Set(ids)].filter((id) => !text.includes(`\n| \`${id}\` |`))).toEqual([]);
  });

  test.each(Object.entries(PROBLEMS).map(([kind, { status }]) => [kind, status] as const))('has an entry for the problem %s, with its status %d', (kind, status) => {
    expect(text).toContain(`\n| \`${kind}\` | ${status} |`);
  });

  test.each(GATEWAY_ANSWERS)('has an entry for API Gateway\'s own $status', ({ status, message }) => {
    expect(text).toContain(`\n| ${status} | \`${message}\` |`);
  });

  test('lists no problem that there is not', () => {
    const answers = text.slice(text.indexOf('## Answers of the API'), text.indexOf('An answer without a `type`'));

    expect([...answers.matchAll(/^\| `([a-z-]+)` \| \d/gm)].map(([, kind]) => kind).sort()).toEqual(Object.keys(PROBLEMS).sort());
  });
});

/** The messages of a source with which props or calls are refused; what differs from case to case is `…`. */
function refusalsIn(source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text !== undefined && /^(\[…\] )?(…|[a-z]|OrderRoute\b)[\w.…[\]'() :]*? (must|needs|lets callers|make the) /.test(text)) found.push(text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest));
  return found;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('') : undefined;
}

/** What an entry of the message looks like: up to what it got, and with anything where cases differ. */
function patternOf(message: string): RegExp {
  const [kind] = message.split(/, (?:got |$)/);
  return new RegExp(`^${kind.split('…').map(escaped).join('.+')}$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
