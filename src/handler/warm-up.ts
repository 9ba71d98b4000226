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
export async function warmUp({ timeoutMs = 1_000, ...rehearsal }: WarmUp): Promise<void> {
  const timeout = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      timeout.abort();
      resolve();
    }, timeoutMs);
  });
  await Promise.race([rehearse(rehearsal, timeout.signal).catch(() => undefined), bound]);
  clearTimeout(timer);
}

async function rehearse({ client, callerClaim, handlerOn }: WarmUp, signal: AbortSignal): Promise<void> {
  const connections: Promise<void>[] = [];
  const requestHandler = new Rehearsal((request) => { connections.push(connect(client, request, signal).catch(() => undefined)); });
  // Everything but the transport is the live client's: what a setting resolves to, and the credentials, are found out once.
  const rehearsal: DynamoDBClient = Object.create(client, { config: { value: { ...client.config, requestHandler } } });
  await handlerOn(rehearsal)(orderEvent(callerClaim), { awsRequestId: 'warm-up' });
  compact(client.config); // now that the first signature has written into it for the last time
  await Promise.all(connections);
}

/** A transport that answers as DynamoDB does to a PutItem, and shows each request to somebody instead of sending it. */
class Rehearsal {
  public readonly metadata = { handlerProtocol: 'http/1.1' };

  public constructor(private readonly show: (request: HttpRequest) => void) {}

  public async handle(request: HttpRequest): Promise<{ response: HttpResponse }> {
    this.show(request);
    await new Promise(setImmediate); // the connection is on its way now, and gets on while the answer is rehearsed
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    // A stream, as from a socket: the SDK reads a buffer by other code.
    return { response: new HttpResponse({ statusCode: 200, headers, body: Readable.from([Buffer.from('{}')]) }) };
  }
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
