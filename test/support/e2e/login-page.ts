/*
 * The login page of a user pool's app client, used as a browser does: the authorization code grant with PKCE.
 */
import { createHash, randomBytes } from 'node:crypto';
import { ENDPOINT } from './local-aws';
import { SignedUp } from '../../../tools/local/user-pool';

export interface Page {
  readonly clientId: string;
  /** Where the login page sends the browser back to. */
  readonly callbackUrl: string;
  /** What the page asks for, with spaces between; all that the client has, when it is left out. */
  readonly scope?: string;
}

/** Returns the access token, or throws what the page of the app is told in its place. */
export async function signInOnPage({ clientId, callbackUrl, scope }: Page, { email, password }: SignedUp): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callbackUrl,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...scope !== undefined && { scope },
  };
  const page = await fetch(`${ENDPOINT}/oauth2/authorize?${new URLSearchParams(query)}`, { redirect: 'manual' });
  if (page.status !== 200) throw new Error(page.headers.get('location') ?? await page.text());
  const answer = await fetch(`${ENDPOINT}/login`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ ...query, username: email, password }) });
  const code = new URL(answer.headers.get('location')!).searchParams.get('code')!;
  const tokens = await fetch(`${ENDPOINT}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id: clientId, redirect_uri: callbackUrl, code, code_verifier: verifier }),
  });
  if (!tokens.ok) throw new Error(await tokens.text());
  return (await tokens.json() as { access_token: string }).access_token;
}
