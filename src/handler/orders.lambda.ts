/*
 * The function's entry: reads the environment, puts the parts together once for each execution
 * environment, and hands out the handler.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CREATE_ORDER, EnvironmentVariable, GET_ORDER } from '../contract';
import { createHandler, HandlerDependencies } from './http';
import { documentClientOf, OrderStore } from './order-store';
import { readAccessRules } from './request/access-rules';
import { warmUp } from './warm-up';

const tableName = required(EnvironmentVariable.ORDERS_TABLE_NAME);

// docs/adr/0009-retries-and-timeouts.md has the reason of each, and of what is left as it is.
const client = new DynamoDBClient({
  // Three tries of at most 3 s each, and the pauses between them, end well before API Gateway's 30 s.
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000, // holds to an answer's last byte in the transport of the bundle, sdk/http-handler.ts
  },
});

const rules = process.env[EnvironmentVariable.ACCESS];
const access = readAccessRules(rules);

// Lambda sets the name; without it, and where it is not wanted, the log lines carry no metrics.
const functionName = process.env[EnvironmentVariable.BUSINESS_METRICS] === 'false' ? undefined : process.env.AWS_LAMBDA_FUNCTION_NAME;

const { stdout } = process; // Node.js opens it when it is asked for: now, and not in the first request

export const handler = handlerOn(client, (line) => {
  // Straight to standard output: the runtime's console would wrap the line into a JSON object of its own.
  stdout.write(`${JSON.stringify(line)}\n`);
});

const orderRule = access.get(CREATE_ORDER.routeKey);

/** Settles, always well, when the first request will find everything in place; index.mjs lets the platform wait for it. */
export const ready = warmUp({
  client,
  callerClaim: orderRule?.customerIdClaim ?? orderRule?.callerIdClaim,
  handlerOn: (rehearsal) => handlerOn(rehearsal, () => undefined),
});

function handlerOn(dynamoDB: DynamoDBClient, log: HandlerDependencies['log']) {
  return createHandler({
    store: new OrderStore(documentClientOf(dynamoDB), tableName),
    access,
    functionName,
    now: () => new Date(),
    newId: randomUUID,
    canReadOrders: rules !== undefined && access.has(GET_ORDER.routeKey), // the construct writes rules wherever this route is deployed
    log,
  });
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} must be set`);
  return value;
}
