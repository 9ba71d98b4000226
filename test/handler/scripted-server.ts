/*
 * A server on a port of this machine that keeps every request and answers as it is told: for what a fake that
 * behaves well cannot show.
 */
import { createServer, IncomingHttpHeaders, Server } from 'node:http';
import { AddressInfo, Socket } from 'node:net';

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

export class ScriptedServer {
  public static async start(): Promise<ScriptedServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ScriptedServer(server);
  }

  public readonly requests: ReceivedRequest[] = [];
  public readonly port: number;
  public readonly endpoint: string;
  private readonly connections: Socket[] = [];
  private script = WELL;

  private constructor(private readonly server: Server) {
    this.port = (server.address() as AddressInfo).port;
    this.endpoint = `http://127.0.0.1:${this.port}`;
    server.on('connection', (socket: Socket) => this.connections.push(socket));
    server.on('request', (request, response) => {
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

  public async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
