/*
 * A server on a port of this machine that keeps every request and answers as it is told: for what a fake that
 * behaves well cannot show.
 */
import { IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import { LocalServer } from './local-server';

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When it had come in, in milliseconds. */
  readonly at: number;
  /** The first connection is 1. */
  readonly connection: number;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly delayMs?: number;
}

/** What a request gets: an answer, silence, an answer without an end, or a broken connection. */
export type Script = (request: ReceivedRequest) => Reply | 'silence' | 'no-end' | 'reset';

export const WELL: Script = () => ({});

export class ScriptedServer extends LocalServer {
  public readonly requests: ReceivedRequest[] = [];
  private readonly connections: Socket[] = [];
  private script = WELL;

  public constructor() {
    super();
    this.server.on('connection', (socket: Socket) => this.connections.push(socket));
    this.server.on('request', (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => { body += chunk; });
      request.on('end', () => {
        const received = {
          method: request.method!,
          url: request.url!,
          headers: request.headers,
          body,
          at: performance.now(),
          connection: this.connections.indexOf(request.socket) + 1,
        };
        this.requests.push(received);
        const reply = this.script(received);
        if (reply === 'silence') return;
        if (reply === 'reset') return void request.socket.resetAndDestroy();
        if (reply === 'no-end') return void response.writeHead(200).write('never');
        setTimeout(() => {
          response.writeHead(reply.status ?? 200, { 'Content-Type': 'application/x-amz-json-1.0', ...reply.headers }).end(JSON.stringify(reply.body ?? {}));
        }, reply.delayMs ?? 0);
      });
    });
  }

  public answer(script: Script): void {
    this.script = script;
  }

  /** The requests for orders: all but the ones that only open a connection. */
  public get orders(): ReceivedRequest[] {
    return this.requests.filter(({ method }) => method === 'POST');
  }

  public reset(): void {
    this.server.closeAllConnections();
    this.connections.length = 0;
    this.requests.length = 0;
    this.script = WELL;
  }
}
