/*
 * The function's entry: reads the environment, puts the parts together once for each execution
 * environment, and hands out the handler.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EnvironmentVariable } from '../contract';
import { createHandler } from './http';
import { documentClientOf, OrderStore } from './order-store';

const client = new DynamoDBClient({
  // Three tries of at most 3 s each, and the pauses between them, end well before API Gateway's 30 s.
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    socketTimeout: 3_000, // the one above ends with an answer's first byte; this one holds to its last
    throwOnRequestTimeout: true, // without it the timeout only logs a warning
  },
});

export const handler = createHandler({
  store: new OrderStore(documentClientOf(client), required(EnvironmentVariable.ORDERS_TABLE_NAME)),
  access: {
    customerIdClaim: process.env[EnvironmentVariable.CUSTOMER_ID_CLAIM],
    adminScope: process.env[EnvironmentVariable.ADMIN_SCOPE],
    guestOrders: process.env[EnvironmentVariable.GUEST_ORDERS] === 'true',
  },
  now: () => new Date(),
  newId: randomUUID,
  // Straight to standard output: the runtime's console would wrap the line into a JSON object of its own.
  log: (line) => { process.stdout.write(`${JSON.stringify(line)}\n`); },
});

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} must be set`);
  return value;
}
