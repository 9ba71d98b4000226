/*
 * Stands in the bundle for the SDK's transport: one request and one answer over a connection that is kept. The SDK's
 * own starts up to five timers for each request and has two protocols in it; here there are a bound for a whole try
 * and one for a new connection (docs/adr/0009-retries-and-timeouts.md), and a third of the code.
 */
import { Agent as HttpAgent, ClientRequest, IncomingMessage, request as httpRequest, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { buildQueryString, HttpRequest, HttpResponse } from '@smithy/core/protocols';

/** In milliseconds; what is left out has no bound. */
export interface Timeouts {
  /** Until a new connection is there. */
  readonly connectionTimeout?: number;
  /** From the beginning to the last byte of the answer. */
  readonly requestTimeout?: number;
}

const KEPT = { keepAlive: true, maxSockets: 50 };

/** The name and the shape that the SDK's client and the credentials of a container ask for. */
export class NodeHttpHandler {
  public static create(handlerOrTimeouts: NodeHttpHandler | Timeouts): NodeHttpHandler {
    return 'handle' in handlerOrTimeouts ? handlerOrTimeouts : new NodeHttpHandler(handlerOrTimeouts);
  }

  public readonly metadata = { handlerProtocol: 'http/1.1' };
  private readonly httpsAgent = new HttpsAgent(KEPT);
  private readonly httpAgent = new HttpAgent(KEPT);

  private constructor(private readonly timeouts: Timeouts) {}

  /** A `requestTimeout` of a single call, as the credentials have one, is what the SDK's own only warns of. */
  public handle(request: HttpRequest, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}): Promise<{ response: HttpResponse }> {
    return new Promise((resolve, reject) => {
      const sent = this.open(request, abortSignal);
      sent.on('response', (answer: IncomingMessage) => resolve({ response: responseOf(answer) }));
      sent.on('error', reject); // the SDK tells by its code whether another try may do better
      boundConnecting(sent, this.timeouts.connectionTimeout);
      boundTry(sent, this.timeouts.requestTimeout);
      sent.end(request.body);
    });
  }

  public destroy(): void {
    this.httpsAgent.destroy();
    this.httpAgent.destroy();
  }

  private open(request: HttpRequest, signal?: AbortSignal): ClientRequest {
    const { protocol, hostname, port, method, path } = request;
    const queryString = buildQueryString(request.query);
    const options: RequestOptions = {
      method,
      host: hostname.replace(/^\[(.*)\]$/, '$1'), // an address of IPv6 comes as it stands in a URL
      port,
      path: queryString ? `${path}?${queryString}` : path,
      headers: headersOf(request),
      signal,
    };
    return protocol === 'http:' ? httpRequest({ ...options, agent: this.httpAgent }) : httpsRequest({ ...options, agent: this.httpsAgent });
  }
}

/** As a list, which Node.js writes down as it is and in less than half of the time; `Host` is then nobody's but ours to give. */
function headersOf({ hostname, port, headers }: HttpRequest): string[] {
  return Object.entries({ host: port === undefined ? hostname : `${hostname}:${port}`, ...headers }).flat();
}

function responseOf(answer: IncomingMessage): HttpResponse {
  return new HttpResponse({
    statusCode: answer.statusCode!,
    reason: answer.statusMessage,
    headers: answer.headers as Record<string, string>, // but for Set-Cookie, which is a list and has no use here
    body: answer,
  });
}

function boundConnecting(sent: ClientRequest, ms?: number): void {
  if (ms === undefined) return;
  sent.once('socket', (socket: Socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => sent.destroy(timeoutError(`no connection within ${ms} ms`)), ms);
    socket.once('connect', () => clearTimeout(timer));
    sent.once('close', () => clearTimeout(timer));
  });
}

function boundTry(sent: ClientRequest, ms?: number): void {
  if (ms === undefined) return;
  let answer: IncomingMessage | undefined;
  sent.once('response', (response) => { answer = response; });
  // An answer that has begun is what the SDK is reading, so it is there that it must hear of the end.
  const timer = setTimeout(() => (answer ?? sent).destroy(timeoutError(`no whole answer within ${ms} ms`)), ms);
  sent.once('close', () => clearTimeout(timer)); // after the answer's last byte
}

function timeoutError(message: string): Error {
  return Object.assign(new Error(message), { name: 'TimeoutError', code: 'ETIMEDOUT' });
}

/** All of an answer's body. */
export function streamCollector(stream: Readable): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    stream.on('data', (chunk: Uint8Array) => { chunks.push(chunk); });
    stream.once('end', () => resolve(Buffer.concat(chunks)));
    stream.once('error', reject);
  });
}
