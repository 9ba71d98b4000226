/*
 * What the API answers to the preflight requests of browsers (docs/adr/0004-cors-defaults.md).
 */
import { Duration, Token } from 'aws-cdk-lib';
import { CorsHttpMethod, CorsPreflightOptions } from 'aws-cdk-lib/aws-apigatewayv2';
import { RouteSettings } from './route-settings';
import { kindOf, shown, validateDuration } from '../props/validation';

/** What a browser sends as `Origin`: scheme, host and port, no path and no trailing slash. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+$/;

/** CORS with everything filled in. */
export interface CorsSettings extends CorsPreflightOptions {
  /** Whether the app has named the methods itself: then they are these, whatever routes are added. */
  readonly hasOwnMethods: boolean;
}

/** With the default of each option that is left out; `undefined` when CORS is off. */
export function resolveCors(options: CorsPreflightOptions | undefined, routes: readonly RouteSettings[]): CorsSettings | undefined {
  const given = definedFields(options);
  const corsPreflight = { ...defaultCors(routes), ...given, hasOwnMethods: given.allowMethods !== undefined };
  return Array.isArray(corsPreflight.allowOrigins) && corsPreflight.allowOrigins.length === 0 ? undefined : corsPreflight;
}

/** The reference template's CORS, and the methods and headers of the routes besides. */
function defaultCors(routes: readonly RouteSettings[]) {
  const unique = <T>(values: T[]) => [...new Set(values)];
  return {
    allowCredentials: false,
    allowHeaders: unique(['Content-Type', 'X-Amz-Date', 'Authorization', 'X-Api-Key', ...routes.flatMap(({ route }) => route.requestHeaders)]),
    allowMethods: [...methodsOf(routes), CorsHttpMethod.OPTIONS],
    allowOrigins: ['*'],
    exposeHeaders: unique(routes.flatMap(({ route }) => [...route.responseHeaders])),
    maxAge: Duration.seconds(300),
  };
}

function methodsOf(routes: readonly RouteSettings[]): CorsHttpMethod[] {
  return [...new Set(routes.map(({ route }) => CorsHttpMethod[route.method]))];
}

/** A field that is there but undefined or null (as some languages send it) must not hide its default. */
function definedFields<T extends object>(options: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined && value !== null)) as Partial<T>;
}

export function validateCors(corsPreflight: CorsPreflightOptions | undefined, routes: readonly RouteSettings[]): string[] {
  if (corsPreflight === undefined) return [];
  const { allowOrigins = [], allowMethods = [], allowHeaders, exposeHeaders, allowCredentials = false, maxAge } = corsPreflight;
  return [
    ...validateOrigins(allowOrigins, allowCredentials),
    ...validateMethods(allowMethods, methodsOf(routes)),
    ...validateHeaders('allowHeaders', allowHeaders),
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
  return headers === undefined || Array.isArray(headers) ? [] : [`corsPreflight.${field} must be a list of the names of headers, got ${kindOf(headers)}`];
}

function validateOrigins(origins: string[], withCredentials: boolean): string[] {
  if (Token.isUnresolved(origins)) return [];
  if (!Array.isArray(origins)) return [`corsPreflight.allowOrigins must be a list of origins, got ${shown(origins)}`];
  const malformed = origins.filter((origin) => origin !== '*' && !Token.isUnresolved(origin) && !isOrigin(origin));
  return [
    ...malformed.map((origin) => `corsPreflight.allowOrigins must hold '*' or origins such as 'https://shop.example.com' (no path, no trailing slash), got '${origin}'`),
    ...withCredentials && origins.includes('*')
      ? [`corsPreflight.allowCredentials needs named origins, browsers refuse it with '*', got allowOrigins ${shown(origins)}`]
      : [],
  ];
}

/** Whether a browser could send it: for the web's schemes it is what the URL standard makes of it. */
function isOrigin(text: string): boolean {
  if (!/^https?:/.test(text)) return ORIGIN.test(text);
  try {
    return new URL(text).origin === text;
  } catch {
    return false;
  }
}
