import { IDEMPOTENCY_KEY_HEADER } from '../../contract';
import { Problem } from '../domain/problem';

export const BARE = /^[\x21\x23-\x7E][\x20-\x7E]*$/;
export const QUOTED = /^"((?:[\x20\x21\x23-\x5B\x5D-\x7E]|\\["\\])+)"$/;
export const MAX_LENGTH = 255;

/**
 * The key that a client sent, without the quotes that the header's specification asks for and many
 * clients leave out.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const key = QUOTED.exec(text)?.[1].replace(/\\(["\\])/g, '$1') ?? BARE.exec(text)?.[0];
  if (key === undefined || key.length > MAX_LENGTH) {
    throw new Problem('malformed-request', `the header ${IDEMPOTENCY_KEY_HEADER} must be 1 to ${MAX_LENGTH} printable ASCII characters, quoted or bare`);
  }
  return key;
}
