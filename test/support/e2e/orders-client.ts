/*
 * The orders API as one caller uses it. It goes below `fetch`, which would tidy up odd paths and headers.
 */
import { Agent, OutgoingHttpHeaders, request } from 'node:http';

export interface Answer {
  readonly status: number;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

interface Call {
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: unknown;
}

const agent = new Agent({ keepAlive: true });

export class OrdersClient {
  public constructor(private readonly ordersUrl: string, private readonly token?: string) {}

  public place(order: object, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    return this.call('POST', '', { headers, body: order });
  }

  public get(orderId: string): Promise<Answer> {
    return this.call('GET', `/${orderId}`);
  }

  public list(query: Readonly<Record<string, string | number | undefined>> = {}): Promise<Answer> {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
    return this.call('GET', `?${parameters}`);
  }

  public setStatus(orderId: string, status: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    return this.call('PATCH', `/${orderId}`, { headers, body: { status } });
  }

  /** Any request below the URL of the orders; a body that is no text is sent as JSON. */
  public call(method: string, pathAndQuery: string, { headers = {}, body }: Call = {}): Promise<Answer> {
    const { hostname, port, pathname } = new URL(this.ordersUrl);
    return new Promise((resolve, reject) => {
      const outgoing = request({
        agent,
        hostname,
        port,
        method,
        path: pathname + pathAndQuery,
        headers: {
          ...this.token !== undefined && { Authorization: `Bearer ${this.token}` },
          ...body !== undefined && { 'Content-Type': 'application/json' },
          ...headers,
        },
      }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => resolve({
          status: incoming.statusCode!,
          headers: incoming.headers as Record<string, string>,
          text: Buffer.concat(chunks).toString(),
        }));
      });
      outgoing.on('error', reject);
      outgoing.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
    });
  }
}

/** Runs work for each of the things, at most 20 at once: the emulator starts a process for each call that runs beside others. */
export async function forEachOf<T, R>(things: readonly T[], work: (thing: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < things.length; start += 20) results.push(...await Promise.all(things.slice(start, start + 20).map(work)));
  return results;
}
