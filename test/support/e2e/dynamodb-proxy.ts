/*
 * A DynamoDB between a function and the one of the local AWS, which passes on what it is not told to keep.
 */
import { once } from 'node:events';
import { createServer, IncomingMessage, request as httpRequest, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { ENDPOINT } from './local-aws';

/** What becomes of an operation: it never arrives, or its answer never comes back. */
export type Silence = 'of the table' | 'after the table has answered';

export class DynamoDbProxy {
  public static async start(): Promise<DynamoDbProxy> {
    const proxy = new DynamoDbProxy();
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  private readonly server: Server = createServer((request, response) => void this.serve(request, response));
  private silent?: { readonly operation: string; readonly silence: Silence };

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Does something while an operation, such as PutItem, gets no answer. */
  public async whileSilent<T>(operation: string, silence: Silence, work: () => Promise<T>): Promise<T> {
    this.silent = { operation, silence };
    try {
      return await work();
    } finally {
      this.silent = undefined;
    }
  }

  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = String(request.headers['x-amz-target']);
    const silence = target.endsWith(`.${this.silent?.operation}`) ? this.silent?.silence : undefined;
    if (silence === 'of the table') return;
    const answer = await passedOn(request);
    if (silence === undefined) answer.pipe(response.writeHead(answer.statusCode!, answer.headers));
    else answer.resume();
  }
}

/** Under the host for which the function has signed it. */
async function passedOn(request: IncomingMessage): Promise<IncomingMessage> {
  const { method, url, headers } = request;
  const outgoing = httpRequest(new URL(url!, ENDPOINT), { method, headers });
  request.pipe(outgoing);
  const [answer] = await once(outgoing, 'response');
  return answer;
}
