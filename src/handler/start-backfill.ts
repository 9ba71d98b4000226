/*
 * Starts the function that writes the keys of the staff list. It has the bundle of the API, so that the package has the SDK once.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createBackfill } from './backfill';
import { BackfillStore } from './backfill-store';
import { BackfillRules, EnvironmentVariable, StaffListRules } from '../contract';
import { documentClientOf } from './order-store';
import { dynamoDBClient, required } from './start';

/** It handles no requests, and nobody waits for its start. */
export function startBackfill({ writesPerSecond }: BackfillRules, { shards }: StaffListRules) {
  const { stdout } = process;
  return {
    handler: createBackfill({
      store: new BackfillStore(documentClientOf(dynamoDBClient()), required(EnvironmentVariable.ORDERS_TABLE_NAME)),
      shards,
      writesPerSecond,
      now: Date.now,
      pause,
      log: (line) => { stdout.write(`${JSON.stringify(line)}\n`); },
    }),
    ready: undefined,
  };
}
