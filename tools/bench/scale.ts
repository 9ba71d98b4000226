/*
 * A load on the sample app, deployed to the local emulator: bounded in time and on this machine alone. The emulator is
 * one Python process, so the rate says nothing of AWS; what is checked is that every order of many at once is answered
 * and stored once, and that the model's arithmetic (concurrency = rate × duration) holds for what is measured.
 */
import { countItems } from '../local/count-items';
import { startEmulator } from '../local/emulator';
import { SampleApp } from '../local/sample-app';
import { CURL_ORDER } from '../shared/curl-order';
import { numbers, table } from '../shared/markdown';
import { step } from '../shared/steps';

const DURATION_MS = 15_000;
const CLIENTS = 8;

export interface ScaleResults {
  readonly clients: number;
  readonly answered: number;
  readonly failed: number;
  readonly stored: number;
  readonly perSecond: number;
  readonly meanMs: number;
  /** What the rate and the duration say about how many were under way at once. */
  readonly concurrency: number;
}

export async function measureScale(): Promise<ScaleResults> {
  const endpoint = await startEmulator();
  const app = new SampleApp(endpoint);
  await step('Bootstrapping the account for the CDK (cdk bootstrap)', () => app.bootstrap());
  const outputs = await step('Deploying the sample app (cdk deploy)', () => app.deploy());
  const url = app.ordersUrl(outputs);
  const durations: number[] = [];
  let failed = 0;
  const startedAt = performance.now();
  await step(`Placing orders from ${CLIENTS} clients for ${DURATION_MS / 1_000} s`, () => Promise.all(Array.from({ length: CLIENTS }, async () => {
    while (performance.now() - startedAt < DURATION_MS) {
      const since = performance.now();
      const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(CURL_ORDER) });
      await response.text();
      durations.push(performance.now() - since);
      if (response.status !== 200) failed += 1;
    }
  })));
  const seconds = (performance.now() - startedAt) / 1_000;
  const stored = await countItems(endpoint, outputs.DynamoDBTableName);
  const perSecond = durations.length / seconds;
  const meanMs = durations.reduce((sum, each) => sum + each, 0) / durations.length;
  return { clients: CLIENTS, answered: durations.length, failed, stored, perSecond, meanMs, concurrency: perSecond * meanMs / 1_000 };
}

export function scaleTable({ clients, answered, failed, stored, perSecond, meanMs, concurrency }: ScaleResults): string {
  return table(
    ['clients', 'orders answered', 'of them not with 200', 'orders stored', 'per second', 'mean, ms', 'rate × duration'].map(numbers),
    [[clients, answered, failed, stored, perSecond.toFixed(0), meanMs.toFixed(1), concurrency.toFixed(1)]],
  );
}
