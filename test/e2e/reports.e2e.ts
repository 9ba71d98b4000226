/*
 * docs/guide/reports.md on a local AWS, which takes the commands of the page and makes no files. So the queries run on files that are written here, in
 * the format that AWS documents, by an SQL engine that is not that of Athena.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { marshall } from '@aws-sdk/util-dynamodb';
import { newOrder } from '../../src/handler/domain/order';
import { pageAt } from '../../tools/shared/markdown';
import { runFolder } from '../../tools/shared/paths';
import { run } from '../../tools/shared/processes';
import { blocksOf } from '../support/docs/markdown';
import { runWithAwsCli } from '../support/e2e/aws-cli';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { GuideApp } from '../support/e2e/guide-app';
import { bootstrapOnce, ENDPOINT } from '../support/e2e/local-aws';
import { FULL_ORDER } from '../support/handler/fixtures';
import { AMOUNTS_AS_TEXT, stored } from '../support/handler/legacy-orders';

const PAGE = 'docs/guide/reports.md';
const DUCKDB = 'duckdb==1.4.2';
const [TABLE, OF_A_LATER_EXPORT, ...QUERIES] = blocksOf(pageAt(PAGE)).filter(({ language }) => language === 'sql').map(({ code }) => code);

const folder = join(runFolder(ENDPOINT), 'reports');

/** Items of a table: orders of this version and of the template, and one that is no order. */
const ITEMS = [
  orderAt('2026-03-01T23:59:59.999Z', 'order-1', { totalAmount: 10.1, currency: 'EUR' }),
  orderAt('2026-03-02T00:00:00.000Z', 'order-2', { totalAmount: 0.2, currency: 'EUR', status: 'DELIVERED' }),
  orderAt('2026-03-02T10:00:00.000Z', 'order-3', { totalAmount: 7, currency: 'USD' }),
  orderAt('2026-03-02T11:00:00.000Z', 'order-4', { totalAmount: 99, currency: 'EUR', status: 'CANCELLED' }),
  stored(AMOUNTS_AS_TEXT), // 59.98 USD on 2025-10-01
  marshall({ id: 'of another program' }),
];

function orderAt(time: string, orderId: string, change: object): object {
  return marshall({ ...newOrder(FULL_ORDER, orderId, new Date(time)), ...change }, { removeUndefinedValues: true });
}

describe('the commands of the page', () => {
  let stack: DeployedStack;

  beforeAll(async () => {
    await bootstrapOnce();
    stack = await new GuideApp(PAGE).deploy('ReportShop');
  });

  afterAll(() => stack.destroy());

  test('start an export of the table to the bucket, and show how far it is', async () => {
    const [commands] = blocksOf(pageAt(PAGE)).filter(({ language }) => language === 'bash').map(({ code }) => code);
    mkdirSync(folder, { recursive: true });

    const output = await runWithAwsCli(`${commands}\naws dynamodb list-exports --table-arn "$TABLE_ARN" --output json`, {
      cwd: folder, env: { TABLE_ARN: stack.outputs.TableArn, EXPORTS_BUCKET: stack.outputs.ExportsBucket, AWS_DEFAULT_OUTPUT: 'json' },
    });

    expect(output).toMatch(/"(IN_PROGRESS|COMPLETED)"/);
    expect(output).toContain(`"ExportArn": "${stack.outputs.TableArn}/export/`);
  });
});

describe('the queries of the page', () => {
  beforeAll(() => {
    mkdirSync(join(folder, 'data'), { recursive: true });
    const lines = ITEMS.map((item) => `${JSON.stringify({ Item: item })}\n`);
    writeFileSync(join(folder, 'data', 'a.json.gz'), gzipSync(lines.slice(0, 3).join('')));
    writeFileSync(join(folder, 'data', 'b.json.gz'), gzipSync(lines.slice(3).join('')));
  });

  test('the table names attributes of an order, each with the type that it has', () => {
    const columns = [...TABLE.matchAll(/(\w+): struct<([^>]*)>/g)].map(([, name, types]) => [name, [...types.matchAll(/(\w+):/g)].map(([, type]) => type)] as const);
    const typesOf = (name: string) => new Set((ITEMS as Record<string, object>[]).flatMap((item) => Object.keys(item[name] ?? {})));

    expect(columns.length).toBeGreaterThan(5);
    for (const [name, types] of columns) expect([name, new Set(types)]).toEqual([name, typesOf(name)]);
  });

  test('read a later export from its location, as the first one', () => {
    expect(OF_A_LATER_EXPORT).toMatch(/^ALTER TABLE orders\s/);
    expect(locationIn(OF_A_LATER_EXPORT)).toBe(locationIn(TABLE));
  });

  test('count the orders of each day, and sum what they are worth in each currency', async () => {
    const [perDay, revenue, ...others] = await resultsOf(QUERIES);

    expect(perDay).toEqual([['2025-10-01', '1'], ['2026-03-01', '1'], ['2026-03-02', '3']]);
    expect(revenue).toEqual([['EUR', '2', '10.3000'], ['USD', '2', '66.9800']]);
    expect(others).toEqual([]);
  });
});

function locationIn(statement: string): string {
  return /LOCATION ('[^']+')/.exec(statement)![1];
}

/** The table of the page, over the files, and what each query finds in it. */
async function resultsOf(queries: readonly string[]): Promise<string[][][]> {
  const programs = join(folder, 'venv');
  if (!existsSync(join(programs, 'bin', 'python'))) {
    await run('python3', ['-m', 'venv', programs]);
    await run(join(programs, 'bin', 'pip'), ['install', '--quiet', '--no-compile', DUCKDB]);
  }
  // Types of Hive as those of the engine, which has the same functions for these queries.
  const type = /Item (struct<[^]*>)\n\)/.exec(TABLE)![1].replace(/(\w+): /g, '"$1" ').replace(/struct</g, 'STRUCT(').replace(/>/g, ')').replace(/string/g, 'VARCHAR');
  const program = `
import duckdb, json, sys
given = json.load(sys.stdin)
engine = duckdb.connect()
engine.execute("CREATE VIEW orders AS SELECT * FROM read_json('data/*.json.gz', format = 'newline_delimited', columns = {'Item': '" + given['type'] + "'})")
print(json.dumps([[[str(value) for value in row] for row in engine.execute(query).fetchall()] for query in given['queries']]))
`;
  writeFileSync(join(folder, 'query.py'), program);
  writeFileSync(join(folder, 'given.json'), JSON.stringify({ type, queries }));
  return JSON.parse(await run('sh', ['-c', 'venv/bin/python query.py < given.json'], { cwd: folder }));
}
