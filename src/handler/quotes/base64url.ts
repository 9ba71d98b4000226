/**
 * The bytes of a text in base64url without padding (RFC 7515, section 2); `undefined` where it is none. The decoder of Node.js skips what it does
 * not know, and takes several texts for the same bytes, so only the text that it would write itself is one.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
