/*
 * What both bundles of the orders function start with: reads the environment, puts the parts together once for each
 * execution environment, and hands out the handler. An entry says which operations its bundle has, and on which store.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CREATE_ORDER, EnvironmentVariable, GET_ORDER } from '../contract';
import { createHandler, HandlerDependencies } from './http';
import { OPERATIONS, Store } from './operations';
import { documentClientOf } from './order-store';
import { readAccessRules } from './request/access-rules';
import { warmUp } from './warm-up';

/** What the bundles differ in. */
export interface Bundle<S extends Store> extends Pick<HandlerDependencies<S>, 'customFields' | 'metrics' | 'problems'> {
  /** The operations, and the store on which they work, by calls of a client. */
  readonly partsOn: (client: DynamoDBDocumentClient, tableName: string) => Pick<HandlerDependencies<S>, 'operations' | 'store'>;
}

/** The function as Lambda loads it. */
export interface Started {
  readonly handler: ReturnType<typeof createHandler>;
  /** Settles, always well, when the first request will find everything in place; index.mjs lets the platform wait for it. */
  readonly ready: Promise<unknown>;
  /** The client that requests go through. */
  readonly client: DynamoDBClient;
}

export function start<S extends Store>({ partsOn, problems, ...bundle }: Bundle<S>): Started {
  const tableName = required(EnvironmentVariable.ORDERS_TABLE_NAME);

  const client = dynamoDBClient();

  const parts = partsOn(documentClientOf(client), tableName);
  const rules = process.env[EnvironmentVariable.ACCESS];
  const access = readAccessRules(rules, parts.operations.keys());

  // Lambda sets the name; without it, and where it is not wanted, the log lines carry no metrics.
  const functionName = process.env[EnvironmentVariable.BUSINESS_METRICS] === 'false' ? undefined : process.env.AWS_LAMBDA_FUNCTION_NAME;

  const { stdout } = process; // Node.js opens it when it is asked for: now, and not in the first request

  const circumstances = {
    access,
    problems,
    functionName,
    now: () => new Date(),
    newId: randomUUID,
    canReadOrders: rules !== undefined && access.has(GET_ORDER.routeKey), // the construct writes rules wherever this route is deployed
  };

  const handler = createHandler<S>({
    ...circumstances,
    ...parts,
    ...bundle,
    log: (line) => {
      // Straight to standard output: the runtime's console would wrap the line into a JSON object of its own.
      stdout.write(`${JSON.stringify(line)}\n`);
    },
  });

  const orderRule = access.get(CREATE_ORDER.routeKey);
  const ready = warmUp({
    client,
    callerClaim: orderRule?.customerIdClaim ?? orderRule?.callerIdClaim,
    // As the default bundle takes an order: the rehearsed one has neither custom fields nor products of the shop.
    handlerOn: (rehearsal) => createHandler<S>({
      ...circumstances,
      ...partsOn(documentClientOf(rehearsal), tableName),
      operations: OPERATIONS,
      log: () => undefined,
    }),
  });

  return { handler, ready, client };
}

/** docs/adr/0009-retries-and-timeouts.md has the reason of each setting, and of what is left as it is. */
export function dynamoDBClient(): DynamoDBClient {
  return new DynamoDBClient({
    // Three tries of at most 3 s each, and the pauses between them, end well before API Gateway's 30 s.
    maxAttempts: 3,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 3_000, // holds to an answer's last byte in the transport of the bundle, sdk/http-handler.ts
    },
  });
}

export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} must be set`);
  return value;
}
