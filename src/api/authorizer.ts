/*
 * What is known of an authorizer before it is attached to a route. The classes and the imported authorizers of the CDK have a type. Classes of an
 * app need not have one.
 */
import { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { kindOf } from '../props/validation';

export const AUTHORIZATION_TYPES = ['AWS_IAM', 'CUSTOM', 'JWT', 'NONE'];

interface Describable {
  readonly authorizationType?: string;
  /** Type of an imported authorizer. */
  readonly authorizerType?: string;
}

/** Whether a value is an authorizer at all. Plain JavaScript may pass anything. */
export function isAuthorizer(candidate: unknown): candidate is IHttpRouteAuthorizer {
  return typeof candidate === 'object' && candidate !== null && typeof (candidate as Partial<IHttpRouteAuthorizer>).bind === 'function';
}

/** What apps pass in place of an authorizer, by a member that it has, with the authorizer that accepts it. */
const AUTHORIZER_OF = [
  { member: 'userPoolId', kind: 'a user pool', authorizer: 'HttpUserPoolAuthorizer' },
  { member: 'functionArn', kind: 'a function', authorizer: 'HttpLambdaAuthorizer' },
];

/** Describes an unexpected value in place of an authorizer. */
export function kindInsteadOfAuthorizer(value: unknown): string {
  const found = AUTHORIZER_OF.find(({ member }) => typeof value === 'object' && value !== null && member in value);
  return found === undefined ? kindOf(value) : `${found.kind}: put it into ${found.authorizer}`;
}

/** The authorization type, or `undefined` if the authorizer does not declare it. */
export function authorizationTypeOf(authorizer: IHttpRouteAuthorizer | undefined): string | undefined {
  if (authorizer === undefined || authorizer === null) return 'NONE'; // plain JavaScript may pass null
  const { authorizationType, authorizerType } = authorizer as Describable;
  return authorizationType ?? authorizerType;
}

/** Whether an authorizer lets anybody call, intended or not. */
export function isOpen(authorizer: IHttpRouteAuthorizer | undefined): boolean {
  return authorizationTypeOf(authorizer) === 'NONE';
}

/** Whether the app lets anybody call by `HttpNoneAuthorizer`. */
export function isOpenOnPurpose(authorizer: IHttpRouteAuthorizer | undefined): boolean {
  return isOpen(authorizer) && authorizer !== undefined && !('authorizerType' in authorizer); // an imported authorizer
}

/** Whether an authorizer verifies tokens, and so can require scopes. */
export function knowsScopes(authorizer: IHttpRouteAuthorizer | undefined): boolean {
  return [undefined, 'JWT'].includes(authorizationTypeOf(authorizer));
}

/** Whether an authorizer passes claims or a context of the caller to the function. */
export function knowsClaims(authorizer: IHttpRouteAuthorizer | undefined): boolean {
  return !['NONE', 'AWS_IAM'].includes(authorizationTypeOf(authorizer)!);
}

/** Headers that every SigV4 client in a browser sends with temporary credentials, and one that some clients send. */
const SIGNATURE_HEADERS = ['Authorization', 'X-Amz-Date', 'X-Amz-Security-Token'];
const SIGNED_BODY_HEADER = 'X-Amz-Content-Sha256';

/** An identity source in the request. Others, such as `$context.httpMethod`, are nothing that a caller sends. */
const REQUEST_SOURCE = /^\$request\.(header|querystring)\.([\w.-]+)$/i;

/** A part of the request in which callers send their credentials. */
export interface CredentialSource {
  readonly in: 'header' | 'query';
  readonly name: string;
}

/**
 * Headers that need no CORS: the forbidden and the safelisted request headers of the Fetch standard. Browsers send them, or let scripts send them
 * without a preflight request. A script can set `User-Agent`, but need not.
 */
const SENT_BY_ITSELF = new RegExp(`^(${[
  'accept', 'accept-charset', 'accept-encoding', 'accept-language', 'access-control-request-headers', 'access-control-request-method', 'connection',
  'content-language', 'content-length', 'cookie', 'cookie2', 'date', 'dnt', 'expect', 'host', 'keep-alive', 'origin', 'referer', 'te', 'trailer',
  'transfer-encoding', 'upgrade', 'user-agent', 'via', 'proxy-.*', 'sec-.*',
].join('|')})$`, 'i');

/** Headers that the authorizer needs from every caller, as far as they are known. */
export function headersNeededBy(authorizer: IHttpRouteAuthorizer | undefined): string[] {
  if (asksIam(authorizer)) return SIGNATURE_HEADERS;
  const headers = credentialSourcesOf(authorizer).filter((source) => source.in === 'header');
  return headers.map(({ name }) => name).filter((name) => !SENT_BY_ITSELF.test(name));
}

/** Where callers send what a JWT or Lambda authorizer reads, as far as it is known. */
export function credentialSourcesOf(authorizer: IHttpRouteAuthorizer | undefined): CredentialSource[] {
  return identitySourcesOf(authorizer).flatMap((source) => {
    const [, place, name] = REQUEST_SOURCE.exec(String(source)) ?? [];
    return name === undefined ? [] : [{ in: place.toLowerCase() === 'header' ? 'header' as const : 'query' as const, name }];
  });
}

/** Headers that callers send to the authorizer, including those that only some callers send. */
export function headersSentTo(authorizer: IHttpRouteAuthorizer | undefined): string[] {
  return [...headersNeededBy(authorizer), ...asksIam(authorizer) ? [SIGNED_BODY_HEADER] : []];
}

function asksIam(authorizer: unknown): boolean {
  return isAuthorizer(authorizer) && authorizationTypeOf(authorizer) === 'AWS_IAM';
}

/** Identity sources of an authorizer. They are a private field of the CDK classes. Without it none are known. */
function identitySourcesOf(authorizer: IHttpRouteAuthorizer | undefined): unknown[] {
  if (!isAuthorizer(authorizer) || !['JWT', 'CUSTOM'].includes(authorizationTypeOf(authorizer)!)) return [];
  const { props } = authorizer as { readonly props?: { readonly identitySource?: unknown } };
  if (typeof props !== 'object' || props === null) return [];
  const { identitySource = ['$request.header.Authorization'] } = props;
  return Array.isArray(identitySource) ? identitySource : [];
}

interface Login {
  /** Issuer of a JWT authorizer. */
  readonly jwtIssuer?: string;
  /** Pool of a user pool authorizer. */
  readonly pool?: { readonly userPoolId?: string };
  readonly props?: { readonly jwtAudience?: readonly string[]; readonly userPoolClients?: readonly IUserPoolClient[] };
  /** Id of an imported authorizer. */
  readonly authorizerId?: string;
}

/** App clients of a user pool authorizer, as far as its private fields tell. */
export function userPoolClientsOf(authorizer: IHttpRouteAuthorizer | undefined): readonly IUserPoolClient[] {
  return isAuthorizer(authorizer) ? (authorizer as Login).props?.userPoolClients ?? [] : [];
}

/** Whether it is a user pool authorizer for which the CDK creates an app client, as far as its private fields tell. */
export function lacksUserPoolClients(authorizer: IHttpRouteAuthorizer | undefined): boolean {
  if (!isAuthorizer(authorizer)) return false;
  const { pool, props } = authorizer as Login;
  return pool !== undefined && props !== undefined && (props.userPoolClients ?? undefined) === undefined; // the CDK takes null for none
}

/** Audiences that an authorizer accepts, as far as its private fields tell. */
export function audiencesOf(authorizer: IHttpRouteAuthorizer | undefined): string[] {
  if (!isAuthorizer(authorizer) || authorizationTypeOf(authorizer) !== 'JWT') return [];
  const { jwtAudience, userPoolClients } = (authorizer as Login).props ?? {};
  return [jwtAudience ?? userPoolClients?.map(({ userPoolClientId }) => userPoolClientId) ?? []].flat();
}

/** Whether both authorizers accept some of the same tokens, as far as it is known: those of the same issuer and audience. */
export function letInTheSame(one: IHttpRouteAuthorizer | undefined, other: IHttpRouteAuthorizer | undefined): boolean {
  if (one === other) return true;
  return trustTheSameIssuer(one, other) && (isImported(one) || audiencesOf(one).some((audience) => audiencesOf(other).includes(audience)));
}

/** Whether both authorizers accept tokens of the same issuer, as far as it is known. */
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

/** Whether the authorizer is already attached to a route of some API. Until then it has no id. */
export function isAttached(authorizer: IHttpRouteAuthorizer): boolean {
  if ('authorizerType' in authorizer) return false; // an imported authorizer always has an id
  try {
    return (authorizer as { authorizerId?: string }).authorizerId !== undefined;
  } catch {
    return false;
  }
}

/** Name of an authorizer in messages. */
export function nameOf(authorizer: IHttpRouteAuthorizer | undefined): string {
  if (authorizer === undefined) return 'none';
  return 'authorizerType' in authorizer ? `an imported authorizer of the type ${authorizationTypeOf(authorizer)}` : authorizer.constructor.name;
}
