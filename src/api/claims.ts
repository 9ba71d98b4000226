/*
 * Claims and scopes of tokens, by which customers and staff are identified.
 */
import { Token } from 'aws-cdk-lib';

/** Pattern of an OAuth 2.0 scope: RFC 6749, section 3.3. */
export const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/** Pattern of the name of a claim. */
export const CLAIM = /^[\x21-\x7E]{1,128}$/;

/** Claims that are the same in the tokens of many users: issuer, use, times, and which attributes are verified. */
export const CLAIMS_OF_EVERYBODY = ['iss', 'token_use', 'email_verified', 'phone_number_verified', 'iat', 'nbf', 'exp', 'auth_time'];

/** Scopes that identity providers give to every user: those of OpenID Connect, and the one of every user of a user pool. */
export const SCOPES_OF_EVERYBODY = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'aws.cognito.signin.user.admin'];

/** Claims of a token, and fields of the context of a Lambda authorizer, that hold scopes. */
export const SCOPE_CLAIMS = ['scope', 'scp'];

/** Claims with the client for which a token was issued. A JWT authorizer compares one of them with its audiences. */
export const AUDIENCE_CLAIMS = ['aud', 'client_id'];

/** Claims with the client to which a token was issued. All users of an app have the same value, while a machine can have a client of its own. */
export const CLAIMS_OF_CLIENTS = ['client_id', 'azp', 'cid', 'appid'];

/** Claims that differ in each token or session of the same caller. */
export const CLAIMS_OF_TOKENS = ['jti', 'uti', 'event_id', 'origin_jti', 'at_hash', 'c_hash', 's_hash', 'nonce', 'sid', 'session_id', 'updated_at'];

/** Whether a text matches a pattern. A token does. */
export function matches(text: unknown, pattern: RegExp): boolean {
  return Token.isUnresolved(text) || (typeof text === 'string' && pattern.test(text));
}
