import { oddCharacterIn } from './check';
import { IDEMPOTENCY_KEY_HEADER } from '../../contract';
import { Problem } from '../domain/problem';

/** Without a comma, by which API Gateway joins a header that came twice: no key of two. */
export const BARE = /^[\x21\x23-\x2B\x2D-\x7E][\x20-\x2B\x2D-\x7E]*$/;
export const QUOTED = /^"((?:[\x20\x21\x23-\x5B\x5D-\x7E]|\\["\\])+)"$/;
export const MAX_LENGTH = 255;

/** A header of HTTP: what is not ASCII around a key is a part of it, and not its padding. */
const ASCII = /^[\t\x20-\x7E]*$/;

/**
 * The key that a client sent, without the quotes that the header's specification asks for and many
 * clients leave out.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const key = QUOTED.exec(text)?.[1].replace(/\\(["\\])/g, '$1') ?? BARE.exec(text)?.[0];
  if (key === undefined || key.length > MAX_LENGTH || !ASCII.test(header)) {
    throw new Problem(
      'malformed-request',
      `the header ${IDEMPOTENCY_KEY_HEADER} must be 1 to ${MAX_LENGTH} printable ASCII characters, in quotes where there is a comma, got ${gotKey(header, key)}`,
    );
  }
  return key;
}

/** Nothing of the key itself: whoever knows it can use it. */
function gotKey(header: string, key: string | undefined): string {
  const odd = oddCharacterIn(header.replace(/^[\t ]+|[\t ]+$/g, ''), /[ -~]/);
  if (odd !== undefined) return odd;
  if (key !== undefined) return `${key.length} characters`;
  return header.includes(',') ? 'a bare comma, or several keys' : 'none, or quotes that do not match';
}
