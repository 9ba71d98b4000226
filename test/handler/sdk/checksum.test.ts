/*
 * The checksum that stands in for the SDK's. Nothing on this machine looks at signatures, so it is held to published
 * vectors.
 */
import { Sha256 } from '../../../src/handler/sdk/checksum';

async function digestOf(data: string, secret?: string | Uint8Array): Promise<string> {
  const hash = new Sha256(secret);
  hash.update(Buffer.from(data.slice(0, 5)));
  hash.update(Buffer.from(data.slice(5)));
  return Buffer.from(await hash.digest()).toString('hex');
}

test('the SHA-256 of FIPS 180-2', async () => {
  expect(await digestOf('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'))
    .toBe('248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1');
});

test('the SHA-256 of nothing', async () => {
  expect(await digestOf('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test.each([
  ['a text', 'Jefe', 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
  ['bytes', Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
])('the HMAC of RFC 4231, keyed by %s', async (_, secret, data, digest) => {
  expect(await digestOf(data, secret)).toBe(digest);
});
