/*
 * The whole handler against a real table: thousands of random requests of many clients at once, valid, broken and
 * hostile, with trouble on the way to the table, all of them held against the contract (`npm test -- random
 * --requests 10000 --seed 1`, or `--seeds 50` for fifty runs from seeds that follow each other).
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { violationsIn } from '../support/random/history-checker';
import { OrdersTable } from '../support/random/orders-table';
import { PATIENT_CLIENT } from '../support/random/patient-client';
import { Counts, countsOf, describe as describeAll, showTable, write } from '../support/random/report';
import { Run } from '../support/random/run';
import { RandomSettings, readSettings } from '../support/random/settings';

const RUNS = readSettings(process.env);

jest.setTimeout(300_000 + RUNS[0].requests * 250);

const PROGRESS_MS = 5_000;

const client = new DynamoDBClient(PATIENT_CLIENT);

const passed = new Set<RandomSettings>();

afterAll(() => {
  client.destroy();
  if (RUNS.length > 1) tellOfSeeds();
});

test.each(RUNS)(
  'whatever is asked, however often and by however many at once, no order is lost, doubled, changed unasked or shown to others ($requests requests, seed $seed)',
  async (settings) => {
    const table = await OrdersTable.create(client, `random-orders-${process.pid}-${settings.seed}`);
    try {
      await hold(settings, table);
    } finally {
      await table.delete();
    }
    passed.add(settings);
  },
);

async function hold(settings: RandomSettings, table: OrdersTable): Promise<void> {
  const { requests, seed } = settings;
  write(`\n${requests.toLocaleString('en-US')} random requests, seed ${seed}\n`);
  const startedAt = Date.now();
  const run = new Run(settings, table.name, PATIENT_CLIENT);
  const progress = setInterval(() => showProgress(run.exchanges.length, requests, startedAt), PROGRESS_MS);
  const history = await run.complete().finally(() => {
    clearInterval(progress);
    run.close();
  });
  const violations = violationsIn(history, await table.items());

  const counts = countsOf(history, violations, (Date.now() - startedAt) / 1_000);
  showTable(counts, settings);
  if (violations.length > 0) throw new Error(describeAll(violations, settings));
  expectVariety(counts);
}

/** At the end, since of many runs nobody looks through the output for those that failed. */
function tellOfSeeds(): void {
  const failed = RUNS.filter((settings) => !passed.has(settings));
  const again = failed.map(({ requests, seed }) => `  npm test -- random --requests ${requests} --seed ${seed}\n`);
  write(failed.length === 0 ? `\nall ${RUNS.length} seeds passed\n` : `\n${failed.length} of ${RUNS.length} seeds failed; each again with:\n${again.join('')}`);
}

function showProgress(done: number, requests: number, startedAt: number): void {
  const seconds = (Date.now() - startedAt) / 1_000;
  const left = Math.max(0, (requests - done) * seconds / done);
  write(`  ${done.toLocaleString('en-US')} of ${requests.toLocaleString('en-US')} requests, ${seconds.toFixed(0)} s, about ${left.toFixed(0)} s left\n`);
}

/** A run that meets no conflict proves nothing about conflicts. */
function expectVariety(counts: Counts): void {
  const shares: Readonly<Record<string, number>> = {
    'orders accepted': 0.1,
    'orders answered again': 0.01,
    'changes of status': 0.01,
    'changes answered again': 0.002,
    'orders read': 0.02,
    'pages read': 0.03,
    'walks through all pages': 0.005,
    'probes for orders of others': 0.005,
    'requests with trouble at the table': 0.02,
    ...Object.fromEntries([400, 403, 404, 409, 412, 415, 422, 428, 503].map((status) => [`answers of ${status}`, 0.001])),
  };
  const scarce = Object.entries(shares).filter(([name, share]) => (counts[name] ?? 0) < counts.requests * share);
  expect(scarce.map(([name]) => `too few ${name}: ${counts[name] ?? 0}`)).toEqual([]);
}
