/*
 * Quotes of the examples: the same in each run, since signatures of Ed25519 are.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { QuoteKey } from '../../src/contract';
import { Pricing } from '../../src/handler/checked-creation';
import { quotePricing } from '../../src/handler/quote-pricing';

const AUDIENCE = 'orders-prod';
const KID = 'pricing-2026';

/** What stands before the 32 bytes of a private key of Ed25519 in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key that protects nothing. */
const KEY = createPrivateKey({ key: Buffer.concat([PKCS8, createHash('sha256').update('an example').digest()]), format: 'der', type: 'pkcs8' });

export function exampleQuotes(): Pricing {
  return quotePricing({ audience: AUDIENCE, keys: [{ ...createPublicKey(KEY).export({ format: 'jwk' }), kid: KID } as QuoteKey], guests: true });
}

/** A quote for an order, valid for a quarter of an hour from a time. */
export function exampleQuote(order: object, from: number, jti: string): string {
  const iat = Math.floor(from / 1_000);
  const parts = [{ alg: 'EdDSA', kid: KID, typ: 'order-quote+jwt' }, { aud: AUDIENCE, iat, exp: iat + 15 * 60, jti, order }];
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${sign(undefined, Buffer.from(input), KEY).toString('base64url')}`;
}
