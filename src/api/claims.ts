/*
 * Claims and scopes of tokens, as both customers and staff are told by them.
 */
import { Token } from 'aws-cdk-lib';

/** A scope of OAuth 2.0: RFC 6749, section 3.3. */
export const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/** The name of a claim, as it stands in a token. */
export const CLAIM = /^[\x21-\x7E]{1,128}$/;

/** What is the same in the tokens of many: of whom and for whom they are, when, and what has been verified. */
export const CLAIMS_OF_EVERYBODY = ['iss', 'token_use', 'email_verified', 'phone_number_verified', 'iat', 'nbf', 'exp', 'auth_time'];

/** What identity providers give to whoever signs in: OpenID Connect's own scopes, and the one of each user of a user pool. */
export const SCOPES_OF_EVERYBODY = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'aws.cognito.signin.user.admin'];

/** Where tokens, and what a Lambda function says of a caller, hold scopes. */
export const SCOPE_CLAIMS = ['scope', 'scp'];

/** Where a token says for which client of the identity provider it is: either is what a JWT authorizer compares with its audiences. */
export const AUDIENCE_CLAIMS = ['aud', 'client_id'];

/** Which client of the identity provider a token was given to: all its users have it alike, while a machine may be a client of its own. */
export const CLAIMS_OF_CLIENTS = ['client_id', 'azp', 'cid', 'appid'];

/** What differs in each token or session of one and the same caller. */
export const CLAIMS_OF_TOKENS = ['jti', 'uti', 'event_id', 'origin_jti', 'at_hash', 'c_hash', 's_hash', 'nonce', 'sid', 'session_id', 'updated_at'];

export function matches(text: unknown, pattern: RegExp): boolean {
  return Token.isUnresolved(text) || (typeof text === 'string' && pattern.test(text));
}
