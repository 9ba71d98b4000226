/*
 * A JSON Web Signature in compact serialization (RFC 7515), with as few ways to write one as can be: three headers and no other, one algorithm for
 * each key, one text for the same bytes.
 */
import { isUtf8 } from 'node:buffer';
import { decodeBase64url } from './base64url';
import { InvalidQuote, invalidPart } from './invalid-quote';
import { QuoteKeys, SIGNATURE_BYTES } from './quote-keys';
import { gotText, object, required, typeOf, value } from '../request/check';
import { parseExactly, reasonOf } from '../request/json-body';

/** A text that has the form of a JWS; nobody has looked at the signature. */
export interface Jws {
  readonly header: Buffer;
  readonly payload: Buffer;
  readonly signature: Buffer;
  readonly signingInput: Buffer;
}

interface Header {
  readonly alg: string;
  readonly kid: string;
}

/** Says what the JWS is for: nothing else that a shop signs with the same key can be taken for a quote (RFC 8725, section 3.11). */
export const QUOTE_TYPE = 'order-quote+jwt';

const text = value('a string', (candidate) => typeof candidate === 'string', typeOf);

/** No others: `crit` would have to be understood, and `jwk`, `jku`, `x5c` and `x5u` would bring a key of their own. */
const checkHeader = object({
  alg: required(text),
  kid: required(text),
  typ: required(value(QUOTE_TYPE, (candidate) => candidate === QUOTE_TYPE, gotText)),
});

/**
 * The JSON that one of the keys has signed.
 * @throws InvalidQuote when none has
 */
export function verifiedPayload(compact: string, keys: QuoteKeys): unknown {
  const jws = readJws(compact);
  const { alg, kid } = readHeader(jws);
  const key = keys.get(kid);
  if (key === undefined) throw invalidPart('header', [{ detail: `must be that of a key of this API, got ${gotText(kid)}`, pointer: '#/kid' }]);
  if (!key.algorithms.includes(alg)) {
    throw invalidPart('header', [{ detail: `must be ${key.algorithms.join(' or ')} with this key, got ${gotText(alg)}`, pointer: '#/alg' }]);
  }
  const { length } = jws.signature;
  if (length !== SIGNATURE_BYTES) throw new InvalidQuote([`must have a signature of ${SIGNATURE_BYTES} bytes (that of JWS, not DER), got ${length}`]);
  if (!key.hasSigned(jws.signingInput, jws.signature)) throw new InvalidQuote([`must be as the key ${gotText(kid)} has signed it, got another signature`]);
  return parsePart('claims', jws.payload);
}

/** @throws InvalidQuote */
export function readJws(compact: string): Jws {
  const parts = compact.split('.');
  const [header, payload, signature] = parts.map(decodeBase64url);
  if (parts.length !== 3 || !header?.length || !payload?.length || !signature?.length) {
    throw new InvalidQuote([`must be a JWS: three parts in base64url without padding, with a point between them, got ${gotParts(parts.length)}`]);
  }
  return { header, payload, signature, signingInput: Buffer.from(`${parts[0]}.${parts[1]}`) };
}

function gotParts(count: number): string {
  return count === 3 ? 'a part that is empty or no base64url' : `${count} ${count === 1 ? 'part' : 'parts'}`;
}

function readHeader({ header }: Jws): Header {
  const candidate = parsePart('header', header);
  const faults = checkHeader(candidate, '#');
  if (faults.length > 0) throw invalidPart('header', faults);
  return candidate as Header;
}

function parsePart(part: 'header' | 'claims', bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new InvalidQuote([`must have ${part} in UTF-8, got another encoding`]);
  try {
    return parseExactly(bytes.toString());
  } catch (cause) {
    throw new InvalidQuote([`must have ${part} in JSON: ${reasonOf(cause)}`]);
  }
}
