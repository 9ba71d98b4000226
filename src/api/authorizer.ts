/*
 * What can be told of an authorizer before it is put on a route. The CDK's classes and its imported
 * authorizers say of which type they are; one that somebody wrote themselves need not.
 */
import { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IUserPoolClient } from 'aws-cdk-lib/aws-cognito';

export const AUTHORIZATION_TYPES = ['AWS_IAM', 'CUSTOM', 'JWT', 'NONE'];

interface Describable {
  readonly authorizationType?: string;
  /** Of an imported authorizer. */
  readonly authorizerType?: string;
}

/** Whether it is one at all, where no compiler has looked. */
export function isAuthorizer(candidate: unknown): candidate is IHttpRouteAuthorizer {
  return typeof candidate === 'object' && candidate !== null && typeof (candidate as Partial<IHttpRouteAuthorizer>).bind === 'function';
}

/** One of `AUTHORIZATION_TYPES`, if the CDK takes it; `undefined` when the authorizer does not say. */
export function authorizationTypeOf(authorizer: IHttpRouteAuthorizer | undefined): string | undefined {
  if (authorizer === undefined || authorizer === null) return 'NONE'; // null comes where no compiler has looked
  const { authorizationType, authorizerType } = authorizer as Describable;
  return authorizationType ?? authorizerType;
}

/** Whether everybody is let in, by whoever's decision. */
export function isOpen(authorizer: IHttpRouteAuthorizer | undefined): boolean {
  return authorizationTypeOf(authorizer) === 'NONE';
}

/** Whether everybody is let in because the app says so. */
export function isOpenOnPurpose(authorizer: IHttpRouteAuthorizer | undefined): boolean {
  return isOpen(authorizer) && authorizer !== undefined && !('authorizerType' in authorizer); // imported ones have another name for it
}

/** Whether tokens are checked, of which scopes can be asked. */
export function knowsScopes(authorizer: IHttpRouteAuthorizer | undefined): boolean {
  return [undefined, 'JWT'].includes(authorizationTypeOf(authorizer));
}

/** Whether callers come with claims, or with what a Lambda function says of them. */
export function knowsClaims(authorizer: IHttpRouteAuthorizer | undefined): boolean {
  return !['NONE', 'AWS_IAM'].includes(authorizationTypeOf(authorizer)!);
}

/** What every SigV4 client in a browser sends, whose credentials are temporary, and what some send besides. */
const SIGNATURE_HEADERS = ['Authorization', 'X-Amz-Date', 'X-Amz-Security-Token'];
const SIGNED_BODY_HEADER = 'X-Amz-Content-Sha256';

const HEADER_SOURCE = /^\$request\.header\.([\w-]+)$/i;

/**
 * What a browser sends without being asked, or lets scripts send without CORS: the forbidden and the safelisted request headers of the Fetch standard.
 * A script may set `User-Agent`, and need not.
 */
const SENT_BY_ITSELF = new RegExp(`^(${[
  'accept', 'accept-charset', 'accept-encoding', 'accept-language', 'access-control-request-headers', 'access-control-request-method', 'connection',
  'content-language', 'content-length', 'cookie', 'cookie2', 'date', 'dnt', 'expect', 'host', 'keep-alive', 'origin', 'referer', 'te', 'trailer',
  'transfer-encoding', 'upgrade', 'user-agent', 'via', 'proxy-.*', 'sec-.*',
].join('|')})$`, 'i');

/** The headers without which no caller gets past the authorizer, so far as it says. */
export function headersNeededBy(authorizer: IHttpRouteAuthorizer | undefined): string[] {
  if (asksIam(authorizer)) return SIGNATURE_HEADERS;
  const headers = identitySourcesOf(authorizer).flatMap((source) => HEADER_SOURCE.exec(String(source))?.[1] ?? []);
  return headers.filter((name) => !SENT_BY_ITSELF.test(name));
}

/** These, and what some callers send besides. */
export function headersSentTo(authorizer: IHttpRouteAuthorizer | undefined): string[] {
  return [...headersNeededBy(authorizer), ...asksIam(authorizer) ? [SIGNED_BODY_HEADER] : []];
}

function asksIam(authorizer: unknown): boolean {
  return isAuthorizer(authorizer) && authorizationTypeOf(authorizer) === 'AWS_IAM';
}

/** A private field of the CDK's authorizers: where it is not to be found, an authorizer needs nothing that we know of. */
function identitySourcesOf(authorizer: IHttpRouteAuthorizer | undefined): unknown[] {
  if (!isAuthorizer(authorizer) || !['JWT', 'CUSTOM'].includes(authorizationTypeOf(authorizer)!)) return [];
  const { props } = authorizer as { readonly props?: { readonly identitySource?: unknown } };
  if (typeof props !== 'object' || props === null) return [];
  const { identitySource = ['$request.header.Authorization'] } = props;
  return Array.isArray(identitySource) ? identitySource : [];
}

interface Login {
  /** Of a JWT authorizer. */
  readonly jwtIssuer?: string;
  /** Of a user pool authorizer. */
  readonly pool?: { readonly userPoolId?: string };
  readonly props?: { readonly jwtAudience?: readonly string[]; readonly userPoolClients?: readonly IUserPoolClient[] };
  /** Of an imported authorizer. */
  readonly authorizerId?: string;
}

/** The app clients that a user pool authorizer names, so far as its private fields say. */
export function userPoolClientsOf(authorizer: IHttpRouteAuthorizer | undefined): readonly IUserPoolClient[] {
  return isAuthorizer(authorizer) ? (authorizer as Login).props?.userPoolClients ?? [] : [];
}

/** For whom the tokens are that an authorizer lets in, so far as its private fields say: at least one of these audiences. */
export function audiencesOf(authorizer: IHttpRouteAuthorizer | undefined): string[] {
  if (!isAuthorizer(authorizer) || authorizationTypeOf(authorizer) !== 'JWT') return [];
  const { jwtAudience, userPoolClients } = (authorizer as Login).props ?? {};
  return [jwtAudience ?? userPoolClients?.map(({ userPoolClientId }) => userPoolClientId) ?? []].flat();
}

/** Whether some tokens get past both authorizers, so far as that can be told: those of one issuer for one audience. */
export function letInTheSame(one: IHttpRouteAuthorizer | undefined, other: IHttpRouteAuthorizer | undefined): boolean {
  if (one === other) return true;
  return trustTheSameIssuer(one, other) && (isImported(one) || audiencesOf(one).some((audience) => audiencesOf(other).includes(audience)));
}

/** Whether both take tokens of one issuer, so far as that can be told. */
export function trustTheSameIssuer(one: IHttpRouteAuthorizer | undefined, other: IHttpRouteAuthorizer | undefined): boolean {
  const issuer = issuerOf(one);
  return issuer !== undefined && issuer === issuerOf(other);
}

function issuerOf(authorizer: IHttpRouteAuthorizer | undefined): string | undefined {
  if (!isAuthorizer(authorizer)) return undefined;
  if (isImported(authorizer)) return (authorizer as Login).authorizerId;
  const { jwtIssuer, pool } = authorizer as Login;
  return jwtIssuer ?? pool?.userPoolId;
}

function isImported(authorizer: IHttpRouteAuthorizer | undefined): boolean {
  return authorizer !== undefined && 'authorizerType' in authorizer;
}

/** Whether the authorizer has been put on the routes of an API before. One that is made for its API knows its id only from then on. */
export function isAttached(authorizer: IHttpRouteAuthorizer): boolean {
  if ('authorizerType' in authorizer) return false; // imported: its id is known from the beginning
  try {
    return (authorizer as { authorizerId?: string }).authorizerId !== undefined;
  } catch {
    return false;
  }
}

/** As a message shows it. */
export function nameOf(authorizer: IHttpRouteAuthorizer | undefined): string {
  if (authorizer === undefined) return 'none';
  return 'authorizerType' in authorizer ? `an imported authorizer of the type ${authorizationTypeOf(authorizer)}` : authorizer.constructor.name;
}
