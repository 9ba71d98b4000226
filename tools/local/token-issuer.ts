/*
 * An identity provider on loopback (OpenID Connect discovery, JWKS) that signs whatever tokens a test asks
 * for, the wrong ones too.
 */
import { randomUUID } from 'node:crypto';
import { createServer, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { base64url, exportJWK, generateKeyPair, JWTPayload, KeyLike, SignJWT } from 'jose';

const ALGORITHM = 'RS256';

const LIFETIME_SECONDS = 3_600;

/**
 * What a token is signed with: the key that the issuer publishes, one that it does not, such a key under the
 * published one's id, or nothing.
 */
export type TokenSignature = 'published' | 'unknown' | 'impostor' | 'none';

interface Key {
  readonly id: string;
  readonly privateKey: KeyLike;
  readonly publicKey: KeyLike;
}

export class TokenIssuer {
  public static async start(): Promise<TokenIssuer> {
    const [published, unpublished] = await Promise.all([newKey(), newKey()]);
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return new TokenIssuer(server, published, unpublished);
  }

  /** The `iss` of its tokens. The path is new each time: whoever verifies tokens remembers the keys of an address. */
  public readonly url: string;

  /** The `aud` of its tokens. */
  public readonly audience = 'orders';

  private constructor(private readonly server: Server, private readonly published: Key, private readonly unpublished: Key) {
    const path = `/${randomUUID()}`;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
    server.on('request', ({ url }, response) => {
      if (url === `${path}/.well-known/openid-configuration`) answer(response, { issuer: this.url, jwks_uri: `${this.url}/jwks` });
      else if (url === `${path}/jwks`) void this.keys().then((keys) => answer(response, { keys }));
      else response.writeHead(404).end();
    });
  }

  /** A token that is valid for an hour, with these claims; one that is given as `undefined` is left out. */
  public async sign(claims: JWTPayload, signature: TokenSignature = 'published'): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const payload: JWTPayload = { iss: this.url, aud: this.audience, iat: now, nbf: now, exp: now + LIFETIME_SECONDS, ...claims };
    const { id } = signature === 'unknown' ? this.unpublished : this.published;
    if (signature === 'none') return unsigned(payload, id);
    const { privateKey } = signature === 'published' ? this.published : this.unpublished;
    return new SignJWT(payload).setProtectedHeader({ alg: ALGORITHM, kid: id, typ: 'JWT' }).sign(privateKey);
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async keys(): Promise<object[]> {
    const { id, publicKey } = this.published;
    return [{ ...await exportJWK(publicKey), kid: id, alg: ALGORITHM, use: 'sig' }];
  }
}

async function newKey(): Promise<Key> {
  return { id: randomUUID(), ...await generateKeyPair(ALGORITHM) };
}

/** The trick of RFC 8725, section 3.1: a token that says of itself that it needs no signature. */
function unsigned(payload: JWTPayload, keyId: string): string {
  return `${[{ alg: 'none', kid: keyId, typ: 'JWT' }, payload].map((part) => base64url.encode(JSON.stringify(part))).join('.')}.`;
}

function answer(response: ServerResponse, document: object): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(document));
}
