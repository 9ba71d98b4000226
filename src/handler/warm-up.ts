/*
 * What the first order would wait for, done before it comes. Lambda initialises a function at full speed and runs
 * its requests at the share of its memory, a seventh of a core at 256 MB; so code is compiled and the connection
 * is made here (docs/adr/0012-warm-up.md).
 *
 * One order goes through the whole handler on a client of its own, whose transport answers without leaving the
 * process. That transport also learns where requests go to, whatever decides it (region, endpoint, FIPS, the account),
 * and lets the client that orders will use open its connection there, by a GET that needs no permission.
 */
import { Readable } from 'node:stream';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { compact } from './fast-properties';
import { CREATE_ORDER, IDEMPOTENCY_KEY_HEADER } from '../contract';

export interface WarmUp {
  /** The client that orders will go through. */
  readonly client: DynamoDBClient;
  /** The claim that an order's caller must have, if there is one. */
  readonly callerClaim?: string;
  /** A handler that stores through a client and writes no log. */
  readonly handlerOn: (client: DynamoDBClient) => (event: unknown, context: { readonly awsRequestId: string }) => Promise<unknown>;
  /** After this the function starts as it is; AWS allows 10 s for all of the initialisation. */
  readonly timeoutMs?: number;
}

/** Settles within the bound and never fails: what went wrong here, a request will meet and report. */
export function warmUp(rehearsal: WarmUp): Promise<void> {
  return bounded((signal) => rehearse(rehearsal, signal), rehearsal.timeoutMs);
}

/** Settles within the bound, well, whatever becomes of the work. */
export async function bounded(work: (signal: AbortSignal) => Promise<unknown>, timeoutMs = 1_000): Promise<void> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  const expired = new Promise((resolve) => { timeout.signal.addEventListener('abort', resolve); });
  await Promise.race([work(timeout.signal).catch(() => undefined), expired]);
  clearTimeout(timer);
}

async function rehearse({ client, callerClaim, handlerOn }: WarmUp, signal: AbortSignal): Promise<void> {
  const connections: Promise<void>[] = [];
  const rehearsal = rehearsalOf(client, (request) => {
    connections.push(connect(client, request, signal).catch(() => undefined));
    return '{}'; // as to a PutItem
  });
  await handlerOn(rehearsal)(orderEvent(callerClaim), { awsRequestId: 'warm-up' });
  compact(client.config); // now that the first signature has written into it for the last time
  await Promise.all(connections);
}

/**
 * The client with a transport that sends nothing: each request is answered with a JSON text. Everything else is the live client's: what a setting
 * resolves to, and the credentials, are found out once.
 */
export function rehearsalOf(client: DynamoDBClient, answer: (request: HttpRequest) => string): DynamoDBClient {
  const requestHandler = {
    async handle(request: HttpRequest): Promise<{ response: HttpResponse }> {
      const text = answer(request);
      await new Promise(setImmediate); // the connection is on its way now, and gets on while the answer is rehearsed
      return {
        response: new HttpResponse({
          statusCode: 200,
          headers: { 'content-type': 'application/x-amz-json-1.0' },
          body: Readable.from([Buffer.from(text)]), // a stream, as from a socket: the SDK reads a buffer by other code
        }),
      };
    },
  };
  return Object.create(client, { config: { value: { ...client.config, requestHandler } } });
}

/** DynamoDB answers a GET with the word that it is healthy; what matters is the connection, which the agent keeps. */
async function connect(client: DynamoDBClient, { protocol, hostname, port }: HttpRequest, abortSignal: AbortSignal): Promise<void> {
  const request = new HttpRequest({ method: 'GET', protocol, hostname, port, path: '/' });
  const { response } = await client.config.requestHandler.handle(request, { abortSignal });
  const body = response.body as Readable;
  for await (const _ of body); // only an answer that was read to its end gives the connection back
}

const CUSTOMER_ID = 'warm-up';

/** A well-formed order that uses every field. */
const ORDER = JSON.stringify({
  customerId: CUSTOMER_ID,
  items: [{ productId: 'warm-up', name: 'warm-up', quantity: 2, price: 9.99 }],
  currency: 'USD',
  shippingAmount: 4.99,
  taxAmount: 2.5,
  discountAmount: 1,
  totalAmount: 26.47,
  metadata: { source: 'warm-up' },
});

/** The order as API Gateway hands it over, from the customer whose it is: else it would end as a refusal. */
function orderEvent(callerClaim = 'sub'): object {
  return {
    routeKey: CREATE_ORDER.routeKey,
    headers: { 'content-type': 'application/json', [IDEMPOTENCY_KEY_HEADER.toLowerCase()]: 'warm-up' },
    requestContext: { requestId: 'warm-up', authorizer: { jwt: { claims: { [callerClaim]: CUSTOMER_ID } } } },
    body: ORDER,
  };
}
