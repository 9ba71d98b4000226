/*
 * Queues that refuse requests without TLS, which the local AWS does not speak: it takes it from this header that a proxy has ended TLS
 * before it.
 */
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { HttpRequest } from '@smithy/core/protocols';
import { CLIENT_SETTINGS } from './local-aws';

export function sqsOverTls(): SQSClient {
  const client = new SQSClient(CLIENT_SETTINGS);
  client.middlewareStack.add((next) => (args) => {
    (args.request as HttpRequest).headers['x-forwarded-proto'] = 'https';
    return next(args);
  }, { step: 'build', name: 'overTls' });
  return client;
}

/** For a program that cannot send the header. */
export async function allowPlainHttp(client: SQSClient, queueUrl: string): Promise<void> {
  await client.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy: '' } }));
}
