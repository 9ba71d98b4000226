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

export function matches(text: unknown, pattern: RegExp): boolean {
  return Token.isUnresolved(text) || (typeof text === 'string' && pattern.test(text));
}
