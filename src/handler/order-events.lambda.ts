/*
 * The entry of the function that publishes order events: reads the environment, puts the parts together once for
 * each execution environment, and hands out the handler.
 */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { EventsVariable } from '../contract';
import { EventPublisher } from './event-publisher';
import { readSettings } from './settings-file';
import { createStreamHandler } from './stream-handler';

// The same bounds as of the calls to DynamoDB (docs/adr/0009-retries-and-timeouts.md): one request ends within 12 s.
const client = new EventBridgeClient({
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000, // as there, by the transport of the bundle
  },
});

const { stdout } = process;

export const handler = createStreamHandler({
  publisher: new EventPublisher(client, required(EventsVariable.EVENT_BUS_ARN), required(EventsVariable.EVENT_SOURCE)),
  environment: required(EventsVariable.ENVIRONMENT),
  personalData: process.env[EventsVariable.PERSONAL_DATA] === 'true',
  customFields: readSettings().customFields,
  now: () => new Date(),
  // Straight to standard output: the runtime's console would wrap the line into a JSON object of its own.
  log: (line) => { stdout.write(`${JSON.stringify(line)}\n`); },
});

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} must be set`);
  return value;
}
