/*
 * The public keys under which quotes are signed, loaded once for each execution environment.
 */
import { createPublicKey, JsonWebKey, verify } from 'node:crypto';
import { QUOTE_ALGORITHMS, QuoteKey } from '../../contract';

export interface VerificationKey {
  /** The names of the one algorithm of this key. What a quote says itself decides nothing. */
  readonly algorithms: readonly string[];
  readonly hasSigned: (bytes: Uint8Array, signature: Uint8Array) => boolean;
}

/** By `kid`. */
export type QuoteKeys = ReadonlyMap<string, VerificationKey>;

/** Of either algorithm in bytes: two numbers of 32 bytes each, one after the other. */
export const SIGNATURE_BYTES = 64;

/** What Node.js calls the hash of ECDSA; Ed25519 has its own. */
const DIGESTS: Readonly<Record<QuoteKey['crv'], string | undefined>> = { 'P-256': 'sha256', 'Ed25519': undefined };

export function readQuoteKeys(keys: readonly QuoteKey[]): QuoteKeys {
  return new Map(keys.map((key) => [key.kid, verificationKey(key)]));
}

function verificationKey(jwk: QuoteKey): VerificationKey {
  const key = createPublicKey({ key: { ...jwk } as JsonWebKey, format: 'jwk' });
  const digest = DIGESTS[jwk.crv];
  return {
    algorithms: QUOTE_ALGORITHMS[jwk.crv],
    hasSigned: (bytes, signature) => signature.length === SIGNATURE_BYTES && verify(digest, bytes, { key, dsaEncoding: 'ieee-p1363' }, signature),
  };
}
