/*
 * Stands in the bundle for the SDK's checksums, of which signatures need one. The SDK's own makes two hashes to get
 * one, and keys its HMAC with a buffer, of which Node.js 24 first finds out by an exception that it is no key.
 */
import { createHash, createHmac, createSecretKey, Hash, Hmac } from 'node:crypto';

export class Sha256 {
  private readonly hash: Hash | Hmac;

  public constructor(secret?: string | Uint8Array) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', createSecretKey(Buffer.from(secret)));
  }

  public update(data: Uint8Array): void {
    this.hash.update(data);
  }

  public async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}
