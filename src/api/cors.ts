/*
 * CORS configuration of the API: defaults and validation (docs/adr/0004-cors-defaults.md).
 */
import { Duration, Token } from 'aws-cdk-lib';
import { CorsHttpMethod, CorsPreflightOptions } from 'aws-cdk-lib/aws-apigatewayv2';
import { headersNeededBy, headersSentTo } from './authorizer';
import { RouteSettings } from './route-settings';
import { Route } from '../contract';
import { inWords, kindOf, shown, validateDuration } from '../props/validation';

/** Wildcards of API Gateway for any origin, or any origin of a scheme. It supports no others. */
const ANY_ORIGIN = ['*', 'https://*', 'http://*'];

/** Pattern of a header name: RFC 9110, section 5.1. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

const ANY_HEADER = '*';

/** Headers that the wildcard does not cover, by the Fetch standard. With credentials `*` is no wildcard at all. */
const NOT_COVERED = ['Authorization'];

/** CORS configuration with the defaults applied. */
export interface CorsSettings extends CorsPreflightOptions {
  /** Whether the app has set `allowMethods` itself. Added routes then do not extend them. */
  readonly hasOwnMethods: boolean;
  /** Whether the app has set `allowHeaders` itself. Added routes then do not extend them. */
  readonly hasOwnHeaders: boolean;
}

/** Applies the defaults of the options that are left out. Returns `undefined` if CORS is off. */
export function resolveCors(options: CorsPreflightOptions | undefined, routes: readonly RouteSettings[]): CorsSettings | undefined {
  const given = definedFields(options);
  const corsPreflight = {
    ...defaultCors(routes),
    ...given,
    hasOwnMethods: given.allowMethods !== undefined,
    hasOwnHeaders: given.allowHeaders !== undefined,
  };
  return Array.isArray(corsPreflight.allowOrigins) && corsPreflight.allowOrigins.length === 0 ? undefined : corsPreflight;
}

/** Default CORS configuration: that of the reference template, with the methods and headers of the routes. */
function defaultCors(routes: readonly RouteSettings[]) {
  const headers = ['Content-Type', 'X-Amz-Date', 'Authorization', 'X-Api-Key', ...routes.flatMap(({ route }) => route.requestHeaders)];
  return {
    allowCredentials: false,
    allowHeaders: withHeaders(headers, routes.flatMap(({ authorizer }) => headersSentTo(authorizer))),
    allowMethods: [...methodsOf(routes), CorsHttpMethod.OPTIONS],
    allowOrigins: ['*'],
    exposeHeaders: withHeaders([], routes.flatMap(({ route }) => [...route.responseHeaders])),
    maxAge: Duration.seconds(300),
  };
}

function methodsOf(routes: readonly RouteSettings[]): CorsHttpMethod[] {
  return [...new Set(routes.map(({ route }) => CorsHttpMethod[route.method]))];
}

/** Both lists of headers without duplicates, which differ in upper and lower case at most. */
export function withHeaders(headers: readonly string[], more: readonly string[]): string[] {
  return [...headers, ...more].reduce<string[]>((all, next) => (includesHeader(all, next) ? all : [...all, next]), []);
}

function includesHeader(headers: readonly string[], name: string): boolean {
  return headers.some((header) => header.toLowerCase() === name.toLowerCase());
}

/** Needed headers that browsers may not send. A token may stand for any header. */
export function missingHeaders(allowed: readonly string[], needed: readonly string[], withCredentials = false): string[] {
  if (Token.isUnresolved(allowed) || allowed.some((header) => Token.isUnresolved(header))) return [];
  const coversMost = allowed.includes(ANY_HEADER) && !withCredentials;
  return needed.filter((header) => !includesHeader(allowed, header) && !(coversMost && !includesHeader(NOT_COVERED, header)));
}

/** Faults for allowed headers that lack a header of the routes. */
export function validateAllowedHeaders(
  { headers, withCredentials }: { readonly headers: readonly string[]; readonly withCredentials: boolean }, needed: readonly string[], routes = '',
): string[] {
  const missing = missingHeaders(headers, needed, withCredentials);
  if (missing.length === 0) return [];
  const covered = withCredentials ? `: with allowCredentials '${ANY_HEADER}' covers no header` : `: '${ANY_HEADER}' does not cover ${NOT_COVERED.join(' and ')}`;
  return [`corsPreflight.allowHeaders must include ${inWords(missing)}${routes}, got ${shown(headers)}${headers.includes(ANY_HEADER) ? covered : ''}`];
}

/** Whether scripts of any web page may call the API. */
export function allowsAnyOrigin({ allowOrigins = [] }: CorsPreflightOptions): boolean {
  return !Token.isUnresolved(allowOrigins) && allowOrigins.some((origin) => ANY_ORIGIN.includes(origin));
}

/** Leaves out fields that are undefined or null, as some jsii languages pass them. They must not override defaults. */
function definedFields<T extends object>(options: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined && value !== null)) as Partial<T>;
}

export function validateCors(corsPreflight: CorsPreflightOptions | undefined, routes: readonly RouteSettings[]): string[] {
  if (corsPreflight === undefined) return [];
  const { allowOrigins = [], allowMethods = [], allowHeaders = [], exposeHeaders = [], allowCredentials = false, maxAge } = corsPreflight;
  const withCredentials = allowCredentials === true; // another value than true or false has its own fault
  const headerFaults = validateHeaders('allowHeaders', allowHeaders);
  return [
    ...validateOrigins(allowOrigins, withCredentials),
    ...validateMethods(allowMethods, methodsOf(routes)),
    ...headerFaults.length > 0 ? headerFaults : validateHeadersOfRoutes(allowHeaders, withCredentials, routes),
    ...validateHeaders('exposeHeaders', exposeHeaders),
    ...typeof allowCredentials === 'boolean' ? [] : [`corsPreflight.allowCredentials must be true or false, got ${kindOf(allowCredentials)}`],
    ...validateDuration('corsPreflight.maxAge', maxAge, 0, 86_400),
  ];
}

/** The allowed methods must include those of the routes, or a browser could not call them. */
function validateMethods(allowed: readonly CorsHttpMethod[], needed: readonly CorsHttpMethod[]): string[] {
  if (!Array.isArray(allowed) || Token.isUnresolved(allowed)) return [`corsPreflight.allowMethods must be a list such as [CorsHttpMethod.POST] that is known at synth, got ${kindOf(allowed)}`];
  const missing = allowed.includes(CorsHttpMethod.ANY) ? [] : needed.filter((method) => !allowed.includes(method));
  return missing.length === 0 ? [] : [`corsPreflight.allowMethods must include ${inWords(missing)}, got ${shown(allowed)}`];
}

function validateHeaders(field: string, headers: unknown): string[] {
  if (isListToken(headers)) return [];
  if (!Array.isArray(headers)) return [`corsPreflight.${field} must be a list of header names, got ${kindOfValue(headers)}`];
  return headers.filter((header) => !isTextToken(header) && !(typeof header === 'string' && HEADER_NAME.test(header)))
    .map((header) => `corsPreflight.${field} must contain header names such as 'X-Trace-Id', got ${kindOfValue(header)}`);
}

/** Whether a value is a list token. A number or text token, which plain JavaScript may pass, is none. */
function isListToken(value: unknown): boolean {
  return typeof value === 'object' && Token.isUnresolved(value);
}

/** Whether a value is a text token. A number token, which plain JavaScript may pass, is none. */
function isTextToken(value: unknown): boolean {
  return typeof value !== 'number' && Token.isUnresolved(value);
}

/** Describes an unexpected value in a message. The CDK encodes a number token as a number with many digits, which nobody would recognize. */
function kindOfValue(value: unknown): string {
  return typeof value === 'number' && Token.isUnresolved(value) ? 'a number token' : shown(value);
}

function hasBody(method: Route['method']): boolean {
  return method === 'POST' || method === 'PATCH';
}

/** The allowed headers must include those of the routes. Exposed headers are not validated, since no request fails without them. */
function validateHeadersOfRoutes(headers: readonly string[], withCredentials: boolean, routes: readonly RouteSettings[]): string[] {
  const needed = routes.flatMap(({ route: { method, requestHeaders }, authorizer }) => [
    ...hasBody(method) ? ['Content-Type'] : [], // of JSON, which no form can send
    ...requestHeaders,
    ...headersNeededBy(authorizer),
  ]);
  return validateAllowedHeaders({ headers, withCredentials }, withHeaders([], needed));
}

function validateOrigins(origins: unknown, withCredentials: boolean): string[] {
  if (isListToken(origins)) return [];
  if (!Array.isArray(origins)) return [`corsPreflight.allowOrigins must be a list of origins, got ${kindOfValue(origins)}`];
  return [
    ...origins.filter((origin) => !isTextToken(origin) && !ANY_ORIGIN.includes(origin)).flatMap(validateOrigin),
    ...withCredentials && allowsAnyOrigin({ allowOrigins: origins })
      ? [`corsPreflight.allowCredentials needs named origins, since any web page could otherwise send requests with the credentials of its visitors, got allowOrigins ${shown(origins)}`]
      : [],
  ];
}

/** An origin that API Gateway accepts and a browser can send. For `https` and `http` it is the serialized origin of the URL standard. */
function validateOrigin(origin: unknown): string[] {
  if (typeof origin !== 'string') return [notAnOrigin(kindOfValue(origin))];
  if (/^(?!https?:)[a-z][\w+.-]*:\/\//i.test(origin)) {
    return [`corsPreflight.allowOrigins must contain origins with https or http, since API Gateway accepts no other scheme, got '${origin}': send the requests of the app natively`];
  }
  if (/^https?:\/\/.*\*/.test(origin)) {
    return [`corsPreflight.allowOrigins must contain whole host names, since API Gateway supports only the wildcards '*', 'https://*' and 'http://*', got '${origin}'`];
  }
  return isOrigin(origin) ? [] : [notAnOrigin(`'${origin}'`)];
}

function notAnOrigin(got: string): string {
  return `corsPreflight.allowOrigins must contain '*' or origins such as 'https://shop.example.com' (no path, no trailing slash), got ${got}`;
}

function isOrigin(text: string): boolean {
  try {
    return /^https?:/.test(text) && new URL(text).origin === text;
  } catch {
    return false;
  }
}
