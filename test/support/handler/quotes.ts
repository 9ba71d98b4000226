/*
 * A pricing service in memory: keys, and quotes that are signed with them or made wrong on purpose.
 */
import { generateKeyPairSync, KeyObject, sign } from 'node:crypto';
import { NOW, Store } from './harness';
import type { QuoteKey, QuoteSettings } from '../../../src/contract';
import { checkedCreation } from '../../../src/handler/checked-creation';
import { Operation } from '../../../src/handler/operations';
import { quotePricing } from '../../../src/handler/quote-pricing';
import { EVERY_OPERATION } from '../../../tools/openapi/scenarios';

export type Json = Readonly<Record<string, unknown>>;

/** A key pair and the JWK of its public part. */
export interface Signer {
  readonly privateKey: KeyObject;
  readonly jwk: QuoteKey;
  readonly alg: string;
}

export function newSigner(kid: string, curve: 'P-256' | 'Ed25519' = 'P-256'): Signer {
  const { privateKey, publicKey } = curve === 'P-256' ? generateKeyPairSync('ec', { namedCurve: curve }) : generateKeyPairSync('ed25519');
  return { privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid } as QuoteKey, alg: curve === 'P-256' ? 'ES256' : 'EdDSA' };
}

export const SIGNER = newSigner('key-1');

export const AUDIENCE = 'orders-test';

const SECONDS = Math.floor(NOW.getTime() / 1_000);

/** Claims of a quote that was issued a minute ago and holds for ten. */
export function claims(more: Json = {}): Json {
  return { aud: AUDIENCE, iat: SECONDS - 60, exp: SECONDS + 600, jti: 'quote-1', order: ORDER, ...more };
}

export const ORDER = { items: [{ productId: 'shirt', quantity: 2, price: 19.99 }], currency: 'EUR', shippingAmount: 4.9 };

export function headerOf({ alg, jwk: { kid } }: Signer): Json {
  return { alg, kid, typ: 'order-quote+jwt' };
}

export const base64url = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url');

export const base64urlJson = (value: unknown): string => base64url(JSON.stringify(value));

export function signed(input: string, { privateKey }: Signer = SIGNER, dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363'): Buffer {
  return sign(privateKey.asymmetricKeyType === 'ec' ? 'sha256' : undefined, Buffer.from(input), { key: privateKey, dsaEncoding });
}

/** A quote with these claims. A text stands for the JSON of the claims itself. */
export function quoteOf(payload: Json | string = claims(), signer = SIGNER, header: Json = headerOf(signer)): string {
  const input = `${base64urlJson(header)}.${typeof payload === 'string' ? base64url(payload) : base64urlJson(payload)}`;
  return `${input}.${base64url(signed(input, signer))}`;
}

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The same quote with the other signature of ECDSA that verifies: (r, n − s) in place of (r, s). */
export function mirrored(quote: string): string {
  const [header, payload, signature] = quote.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const s = P256_ORDER - BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  return `${header}.${payload}.${base64url(Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]))}`;
}

/** The operations of an API with quotes of the signer. */
export function quotedOperations(settings: Partial<QuoteSettings> = {}): ReadonlyMap<string, Operation<Store>> {
  return new Map<string, Operation<Store>>([
    ...EVERY_OPERATION, ...checkedCreation(quotePricing({ audience: AUDIENCE, keys: [SIGNER.jwk], ...settings }), 25_000),
  ]);
}
