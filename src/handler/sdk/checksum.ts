/*
 * Stands in the bundle for the SDK's checksums, of which signatures need one. The SDK's own makes two hashes to get
 * one, and keys its HMAC with a buffer, of which Node.js 24 first finds out by an exception that it is no key.
 */
import { createHmac, createSecretKey, hash, KeyObject } from 'node:crypto';

export class Sha256 {
  private readonly data: Uint8Array[] = [];
  private readonly key?: KeyObject;

  public constructor(secret?: string | Uint8Array) {
    if (secret !== undefined) this.key = createSecretKey(Buffer.from(secret));
  }

  public update(data: Uint8Array): void {
    this.data.push(data);
  }

  public async digest(): Promise<Uint8Array> {
    const data = this.data.length === 1 ? this.data[0] : Buffer.concat(this.data);
    return this.key ? createHmac('sha256', this.key).update(data).digest() : hash('sha256', data, 'buffer');
  }
}
