/*
 * The keys and the audience of `OrderPrices.signedQuotes()`: what is accepted, and what the function gets of it. No message shows a part of a key.
 */
import { createPublicKey } from 'crypto';
import { Token } from 'aws-cdk-lib';
import { isEd25519Key } from './edwards-curve';
import { QUOTE_ALGORITHMS, QuoteKey, QuoteSettings } from '../contract';
import { SignedQuoteOptions } from '../props/order-prices';
import { isPlain, kindOf, optionNames, shown, validateOptionNames } from '../props/validation';

const FACTORY = 'OrderPrices.signedQuotes()';

const OPTIONS = optionNames<SignedQuoteOptions>({ keys: true, audience: true });

const EXAMPLE = "{ kty: 'EC', crv: 'P-256', x, y, kid }";

/** A few for rotation. */
const MAX_KEYS = 10;

/** Members of a JWK that only its owner may know (RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Printable ASCII: it stands in the header of each quote. */
const KEY_ID = /^[\x21-\x7E]{1,128}$/;

const AUDIENCE = /^[\x21-\x7E]{1,255}$/;

/** Bytes of a coordinate of either curve. */
const COORDINATE = 32;

type Jwk = Readonly<Record<string, unknown>>;

export function validateSignedQuotes(options: SignedQuoteOptions): string[] {
  if (!isPlain(options)) return [`${FACTORY} must have options such as { keys: [${EXAMPLE}], audience: 'orders' }, got ${kindOf(options)}`];
  const unknown = validateOptionNames(FACTORY, options, OPTIONS);
  return unknown.length > 0 ? unknown : [...validateAudience(options.audience), ...validateKeys(options.keys)];
}

/** What the function gets of valid options. */
export function quoteSettings({ audience, keys }: SignedQuoteOptions, guests: boolean): QuoteSettings {
  return { audience, keys: keys.map(publicMembers), ...guests && { guests } };
}

function publicMembers({ kid, kty, crv, x, y }: Jwk): QuoteKey {
  return (crv === 'P-256' ? { kid, kty, crv, x, y } : { kid, kty, crv, x }) as QuoteKey;
}

function validateAudience(audience: string): string[] {
  const prop = `audience of ${FACTORY}`;
  if (Token.isUnresolved(audience)) return [`${prop} must be known at synth, since the settings file of the function has it, got a token`];
  if (typeof audience === 'string' && AUDIENCE.test(audience)) return [];
  return [`${prop} must be a name of this API such as 'orders-prod', 1 to 255 printable ASCII characters without spaces, got ${shown(audience)}`];
}

function validateKeys(keys: unknown): string[] {
  if (!Array.isArray(keys)) return [`keys of ${FACTORY} must be a list of public JSON Web Keys such as [${EXAMPLE}], got ${kindOf(keys)}`];
  if (keys.length < 1 || keys.length > MAX_KEYS) return [`keys of ${FACTORY} must be 1 to ${MAX_KEYS} public JSON Web Keys, got ${keys.length}`];
  return [...keys.flatMap((key, index) => validateKey(`keys[${index}] of ${FACTORY}`, key)), ...validateDistinct(keys)];
}

function validateKey(prop: string, key: unknown): string[] {
  if (!isPlain(key) || Token.isUnresolved(key)) return [`${prop} must be a public JSON Web Key such as ${EXAMPLE}, got ${kindOf(key)}`];
  const jwk = key as Jwk;
  const secret = PRIVATE_MEMBERS.find((name) => jwk[name] !== undefined);
  if (secret !== undefined) return [`${prop} must be a public JSON Web Key, got one with the private member ${secret}: replace that key, since it may be in a repository or a log`];
  const point = validateType(prop, jwk);
  return [...point.length > 0 ? point : validatePoint(prop, jwk), ...validateKeyId(prop, jwk), ...validatePurpose(prop, jwk)];
}

/** The keys of the examples in RFC 7515 (A.3), RFC 7517 (A.1) and RFC 8037 (A.2): everybody has their private parts. */
const PUBLISHED = [
  'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
];

export function refusePublishedKeys({ keys }: SignedQuoteOptions): string[] {
  return keys.flatMap(({ x }: Jwk, index) => (PUBLISHED.includes(x as string)
    ? [`keys[${index}] of ${FACTORY} must be a key of your own in PROD, got the key of an example, whose private part is public`]
    : []));
}

function validateType(prop: string, { kty, crv }: Jwk): string[] {
  if ((kty === 'EC' && crv === 'P-256') || (kty === 'OKP' && crv === 'Ed25519')) return [];
  return [`${prop} must have the kty EC with the crv P-256, or OKP with Ed25519, got ${shown(kty)}${crv === undefined ? '' : ` with ${shown(crv)}`}`];
}

function validatePoint(prop: string, jwk: Jwk): string[] {
  const coordinates = jwk.kty === 'EC' ? ['x', 'y'] : ['x'];
  const faults = coordinates.filter((name) => bytesOf(jwk[name]) === undefined)
    .map((name) => `${name} of ${prop} must be ${COORDINATE} bytes in base64url without padding, got ${gotCoordinate(jwk[name])}`);
  if (faults.length > 0) return faults;
  return isOnCurve(jwk) ? [] : [`${coordinates.join(' and ')} of ${prop} must be a point of the curve ${jwk.crv}, got another one: export the public key again`];
}

function bytesOf(coordinate: unknown): Uint8Array | undefined {
  if (typeof coordinate !== 'string') return undefined;
  const bytes = Buffer.from(coordinate, 'base64url');
  return bytes.length === COORDINATE && bytes.toString('base64url') === coordinate ? bytes : undefined;
}

function gotCoordinate(coordinate: unknown): string {
  return typeof coordinate === 'string' && !Token.isUnresolved(coordinate) ? `${coordinate.length} characters` : kindOf(coordinate);
}

function isOnCurve(jwk: Jwk): boolean {
  if (jwk.kty === 'OKP') return isEd25519Key(bytesOf(jwk.x)!);
  try {
    createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }, format: 'jwk' } as object as Parameters<typeof createPublicKey>[0]);
    return true;
  } catch {
    return false;
  }
}

function validateKeyId(prop: string, { kid }: Jwk): string[] {
  if (typeof kid === 'string' && !Token.isUnresolved(kid) && KEY_ID.test(kid)) return [];
  const got = typeof kid === 'string' && !Token.isUnresolved(kid) ? shown(kid) : kindOf(kid);
  return [`kid of ${prop} must be 1 to 128 printable ASCII characters without spaces, which each quote names, got ${got}`];
}

/** A key that says for what it is must be one for signatures of our algorithm. */
function validatePurpose(prop: string, { crv, alg, use, key_ops: operations }: Jwk): string[] {
  const algorithms = QUOTE_ALGORITHMS[crv as QuoteKey['crv']] ?? [];
  return [
    ...alg === undefined || algorithms.length === 0 || algorithms.includes(alg as string) ? [] : [`alg of ${prop} must be ${algorithms.join(' or ')}, got ${shown(alg)}`],
    ...use === undefined || use === 'sig' ? [] : [`use of ${prop} must be sig, got ${shown(use)}`],
    ...operations === undefined || (Array.isArray(operations) && operations.includes('verify')) ? [] : [`key_ops of ${prop} must include verify, got ${shown(operations)}`],
  ];
}

function validateDistinct(keys: readonly unknown[]): string[] {
  const ids = keys.filter(isPlain).map((key) => (key as Jwk).kid).filter((kid) => typeof kid === 'string');
  const repeated = [...new Set(ids.filter((kid, index) => ids.indexOf(kid) !== index))];
  return repeated.map((kid) => `keys of ${FACTORY} must each have a kid of their own, got ${shown(kid)} more than once`);
}
