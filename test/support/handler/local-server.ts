/*
 * What stands in for AWS on a port of this machine. It is made before it is started, so that a test file can name it
 * before its hooks have run.
 */
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';

export abstract class LocalServer {
  /** Known from the start on, and kept when it is stopped. */
  public port = 0;
  protected readonly server = createServer();

  public get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  public async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  public async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** How many connections are open. */
  public async openConnections(): Promise<number> {
    return new Promise((resolve, reject) => this.server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
  }

  /** As if it had just been started. */
  public abstract reset(): void;
}

/** A server of a test's own: for tests that wait, and do so side by side. */
export async function withServer<Server extends LocalServer>(server: Server, test: (server: Server) => Promise<void>): Promise<void> {
  await server.start();
  try {
    await test(server);
  } finally {
    await server.stop();
  }
}
