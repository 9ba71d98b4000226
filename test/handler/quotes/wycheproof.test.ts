/*
 * Verdicts on signatures, keys and JWS as those of Wycheproof (test/support/wycheproof).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QuoteKey } from '../../../src/contract';
import { InvalidQuote } from '../../../src/handler/quotes/invalid-quote';
import { readJws } from '../../../src/handler/quotes/jws';
import { readQuoteKeys, VerificationKey } from '../../../src/handler/quotes/quote-keys';
import { validateSignedQuotes } from '../../../src/prices/quote-keys';

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly sig: string;
  readonly jws: string;
  readonly result: 'valid' | 'invalid';
}

interface Group {
  /** Some groups have the point only. */
  readonly publicKeyJwk?: QuoteKey;
  readonly publicKey: { readonly uncompressed: string };
  readonly public?: QuoteKey;
  readonly private?: object;
  readonly tests: readonly Vector[];
}

function groupsOf(file: string): readonly Group[] {
  return JSON.parse(readFileSync(join(__dirname, '../../support/wycheproof', file), 'utf8')).testGroups;
}

function jwkOf({ publicKeyJwk, publicKey }: Group): QuoteKey {
  if (publicKeyJwk) return publicKeyJwk;
  const point = Buffer.from(publicKey.uncompressed, 'hex');
  return { kty: 'EC', crv: 'P-256', kid: 'none', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
}

function keyOf(jwk: QuoteKey): VerificationKey {
  return readQuoteKeys([jwk]).get(jwk.kid)!;
}

describe.each(['ecdsa_secp256r1_sha256_p1363_test.json', 'ed25519_test.json'])('%s', (file) => {
  const groups = groupsOf(file);

  test('every signature gets its verdict', () => {
    const verdicts = groups.flatMap((group) => group.tests.map(({ tcId, comment, msg, sig, result }) => (
      { tcId, comment, result, verdict: keyOf(jwkOf(group)).hasSigned(Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex')) ? 'valid' : 'invalid' }
    )));

    expect(verdicts.filter(({ result, verdict }) => result !== verdict)).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(100);
  });

  test('every key is accepted at synth', () => {
    expect(groups.flatMap((group) => validateSignedQuotes({ keys: [jwkOf(group)], audience: 'orders' }))).toEqual([]);
  });
});

describe('json_web_signature_test.json', () => {
  const groups = groupsOf('json_web_signature_test.json');
  const isOurs = ({ public: key }: Group) => key?.crv === 'P-256';

  /** The verdict on a JWS, but for the header `typ`, which no JWS of Wycheproof has. */
  function isAccepted(jws: string, jwk: QuoteKey): boolean {
    try {
      const { header, signingInput, signature } = readJws(jws);
      const { alg, kid } = JSON.parse(String(header));
      return kid === jwk.kid && keyOf(jwk).algorithms.includes(alg) && keyOf(jwk).hasSigned(signingInput, signature);
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidQuote);
      return false;
    }
  }

  test('every JWS under a key of P-256 gets its verdict, or its key is refused at synth', () => {
    const verdicts = groups.filter(isOurs).flatMap(({ public: key, tests }) => {
      const isKey = validateSignedQuotes({ keys: [key!], audience: 'orders' }).length === 0;
      return tests.map(({ tcId, comment, jws, result }) => ({ tcId, comment, result, verdict: isKey && isAccepted(jws, key!) ? 'valid' : 'invalid' }));
    });

    expect(verdicts.filter(({ result, verdict }) => result !== verdict)).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(30);
  });

  test('every key of another curve or kind is refused at synth', () => {
    const others = groups.filter((group) => !isOurs(group)).map((group) => group.public ?? group.private!);

    expect(others.filter((key) => validateSignedQuotes({ keys: [key], audience: 'orders' }).length === 0)).toEqual([]);
    expect(others.length).toBeGreaterThan(10);
  });
});
