/*
 * What the API answers to the preflight requests of browsers (docs/adr/0004-cors-defaults.md).
 */
import { Duration, Token } from 'aws-cdk-lib';
import { CorsHttpMethod, CorsPreflightOptions } from 'aws-cdk-lib/aws-apigatewayv2';
import { headersNeededBy, headersSentTo } from './authorizer';
import { RouteSettings } from './route-settings';
import { kindOf, shown, validateDuration } from '../props/validation';

/** What API Gateway takes for every origin, or for every one of a scheme: the only wildcards that it knows. */
const ANY_ORIGIN = ['*', 'https://*', 'http://*'];

/** The name of a header: RFC 9110, section 5.1. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

const ANY_HEADER = '*';

/** What the wildcard leaves out, by the Fetch standard. With credentials it is nothing but a name. */
const NOT_COVERED = ['Authorization'];

/** CORS with everything filled in. */
export interface CorsSettings extends CorsPreflightOptions {
  /** Whether the app has named the methods itself: then they are these, whatever routes are added. */
  readonly hasOwnMethods: boolean;
  /** The same of the headers. */
  readonly hasOwnHeaders: boolean;
}

/** With the default of each option that is left out; `undefined` when CORS is off. */
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

/** The reference template's CORS, and the methods and headers of the routes besides. */
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

/** Each header once, whatever its letters, in the order in which they come. */
export function withHeaders(headers: readonly string[], more: readonly string[]): string[] {
  return [...headers, ...more].reduce<string[]>((all, next) => (includesHeader(all, next) ? all : [...all, next]), []);
}

function includesHeader(headers: readonly string[], name: string): boolean {
  return headers.some((header) => header.toLowerCase() === name.toLowerCase());
}

/** Those of the headers that browsers may not send. A token may be any of them. */
export function missingHeaders(allowed: readonly string[], needed: readonly string[], withCredentials = false): string[] {
  if (Token.isUnresolved(allowed) || allowed.some((header) => Token.isUnresolved(header))) return [];
  const coversMost = allowed.includes(ANY_HEADER) && !withCredentials;
  return needed.filter((header) => !includesHeader(allowed, header) && !(coversMost && !includesHeader(NOT_COVERED, header)));
}

/** That headers are missing which a route needs, or all of them. */
export function validateAllowedHeaders(
  { headers, withCredentials }: { readonly headers: readonly string[]; readonly withCredentials: boolean }, needed: readonly string[], routes = '',
): string[] {
  const missing = missingHeaders(headers, needed, withCredentials);
  if (missing.length === 0) return [];
  const covered = withCredentials ? `: with allowCredentials '${ANY_HEADER}' covers no header` : `: '${ANY_HEADER}' does not cover ${NOT_COVERED.join(' and ')}`;
  return [`corsPreflight.allowHeaders must include ${missing.join(' and ')}${routes}, got ${shown(headers)}${headers.includes(ANY_HEADER) ? covered : ''}`];
}

/** Whether scripts of any web page may call. */
export function allowsAnyOrigin({ allowOrigins = [] }: CorsPreflightOptions): boolean {
  return !Token.isUnresolved(allowOrigins) && allowOrigins.some((origin) => ANY_ORIGIN.includes(origin));
}

/** A field that is there but undefined or null (as some languages send it) must not hide its default. */
function definedFields<T extends object>(options: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined && value !== null)) as Partial<T>;
}

export function validateCors(corsPreflight: CorsPreflightOptions | undefined, routes: readonly RouteSettings[]): string[] {
  if (corsPreflight === undefined) return [];
  const { allowOrigins = [], allowMethods = [], allowHeaders = [], exposeHeaders = [], allowCredentials = false, maxAge } = corsPreflight;
  const headerFaults = validateHeaders('allowHeaders', allowHeaders);
  return [
    ...validateOrigins(allowOrigins, allowCredentials),
    ...validateMethods(allowMethods, methodsOf(routes)),
    ...headerFaults.length > 0 ? headerFaults : validateHeadersOfRoutes(allowHeaders, allowCredentials, routes),
    ...validateHeaders('exposeHeaders', exposeHeaders),
    ...typeof allowCredentials === 'boolean' ? [] : [`corsPreflight.allowCredentials must be true or false, got ${kindOf(allowCredentials)}`],
    ...validateDuration('corsPreflight.maxAge', maxAge, 0, 86_400),
  ];
}

/** Without the methods of its routes a browser could call none of its own API. */
function validateMethods(allowed: readonly CorsHttpMethod[], needed: readonly CorsHttpMethod[]): string[] {
  if (!Array.isArray(allowed) || Token.isUnresolved(allowed)) return [`corsPreflight.allowMethods must be a list such as [CorsHttpMethod.POST] that is known at synth, got ${kindOf(allowed)}`];
  const missing = allowed.includes(CorsHttpMethod.ANY) ? [] : needed.filter((method) => !allowed.includes(method));
  return missing.length === 0 ? [] : [`corsPreflight.allowMethods must include ${missing.join(' and ')}, got ${shown(allowed)}`];
}

function validateHeaders(field: string, headers: unknown): string[] {
  if (Token.isUnresolved(headers)) return [];
  if (!Array.isArray(headers)) return [`corsPreflight.${field} must be a list of the names of headers, got ${kindOf(headers)}`];
  return headers.filter((header) => !Token.isUnresolved(header) && !(typeof header === 'string' && HEADER_NAME.test(header)))
    .map((header) => `corsPreflight.${field} must hold the names of headers, such as 'X-Trace-Id', got ${shown(header)}`);
}

/** The same of the headers. What a browser may read is the app's to say: for want of it no request fails. */
function validateHeadersOfRoutes(headers: readonly string[], withCredentials: boolean, routes: readonly RouteSettings[]): string[] {
  const needed = routes.flatMap(({ route: { method, requestHeaders }, authorizer }) => [
    ...method === 'GET' ? [] : ['Content-Type'], // of JSON, which no form can send
    ...requestHeaders,
    ...headersNeededBy(authorizer),
  ]);
  return validateAllowedHeaders({ headers, withCredentials }, withHeaders([], needed));
}

function validateOrigins(origins: string[], withCredentials: boolean): string[] {
  if (Token.isUnresolved(origins)) return [];
  if (!Array.isArray(origins)) return [`corsPreflight.allowOrigins must be a list of origins, got ${shown(origins)}`];
  return [
    ...origins.filter((origin) => !Token.isUnresolved(origin) && !ANY_ORIGIN.includes(origin)).flatMap(validateOrigin),
    ...withCredentials && allowsAnyOrigin({ allowOrigins: origins })
      ? [`corsPreflight.allowCredentials needs named origins, since with any origin every web page could call in its visitor's name, got allowOrigins ${shown(origins)}`]
      : [],
  ];
}

/** What API Gateway takes, and of that what a browser could send: for the web's schemes it is what the URL standard makes of it. */
function validateOrigin(origin: unknown): string[] {
  const text = String(origin);
  if (/^(?!https?:)[a-z][\w+.-]*:\/\//i.test(text)) {
    return [`corsPreflight.allowOrigins must hold origins of https or http, since API Gateway takes no other scheme, got '${text}': have the app send its requests natively`];
  }
  if (/^https?:\/\/.*\*/.test(text)) {
    return [`corsPreflight.allowOrigins must hold whole host names, since of wildcards API Gateway takes '*', 'https://*' and 'http://*' alone, got '${text}'`];
  }
  return isOrigin(text)
    ? []
    : [`corsPreflight.allowOrigins must hold '*' or origins such as 'https://shop.example.com' (no path, no trailing slash), got '${text}'`];
}

function isOrigin(text: string): boolean {
  try {
    return /^https?:/.test(text) && new URL(text).origin === text;
  } catch {
    return false;
  }
}
