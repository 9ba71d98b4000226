/*
 * The DynamoDB of the benchmark (server.cjs), and a certificate for it that lives as long as the cache.
 */
import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH, BENCH_CACHE } from './paths';

const FOLDER = join(BENCH_CACHE, 'certificate');
export const CERTIFICATE = join(FOLDER, 'cert.pem');
const KEY = join(FOLDER, 'key.pem');

export class Loopback {
  public static async start(node: string): Promise<Loopback> {
    if (!existsSync(CERTIFICATE)) await makeCertificate();
    const child = spawn(node, [join(BENCH, 'server.cjs'), KEY, CERTIFICATE], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const [port] = await once(child, 'message');
    return new Loopback(child, `https://127.0.0.1:${port}`);
  }

  private constructor(private readonly child: ChildProcess, public readonly endpoint: string) {}

  /** How many orders were written and lists were read since the start. */
  public async calls(): Promise<number> {
    this.child.send('calls?');
    const [calls] = await once(this.child, 'message');
    return calls;
  }

  public stop(): void {
    this.child.disconnect();
  }
}

/** An RSA key of 2048 bits, as AWS's certificates have. */
async function makeCertificate(): Promise<void> {
  const { generate } = require(join(BENCH, 'node_modules', 'selfsigned')); // eslint-disable-line @typescript-eslint/no-require-imports
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'DynamoDB of the benchmark' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(KEY, key, { mode: 0o600 });
  writeFileSync(CERTIFICATE, cert);
}
