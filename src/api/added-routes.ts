/*
 * Validation of the routes that an app adds to the API with `addRoutes`.
 */
import { Token } from 'aws-cdk-lib';
import { AddRoutesOptions, CorsHttpMethod, HttpMethod, HttpRouteIntegration, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { validateScopes } from './access';
import { headersNeededBy, isAttached, isAuthorizer, kindInsteadOfAuthorizer, nameOf } from './authorizer';
import { validateAllowedHeaders } from './cors';
import { inWords, kindOf, optionNames, shown, validateSpelling } from '../props/validation';

/** State of the API before the routes are added. */
export interface OwnApi {
  readonly defaultAuthorizer?: IHttpRouteAuthorizer;
  /** Authorizers that are attached to routes of this API. */
  readonly authorizers: ReadonlySet<IHttpRouteAuthorizer>;
  readonly hasRoute: (method: HttpMethod, path: string) => boolean;
  /** Allowed methods and headers of CORS, or `undefined` if CORS is off. */
  readonly cors?: {
    readonly methods: ReadonlySet<CorsHttpMethod>;
    readonly hasOwnMethods: boolean;
    readonly headers: readonly string[];
    readonly hasOwnHeaders: boolean;
    readonly withCredentials: boolean;
  };
}

const METHODS = Object.values(HttpMethod);

const OPTION_NAMES = optionNames<AddRoutesOptions>({ path: true, methods: true, integration: true, authorizer: true, authorizationScopes: true });

/**
 * Methods that become a route each. With CORS, ANY is every method except OPTIONS: a route with OPTIONS would get the preflight requests, which API
 * Gateway then does not answer itself, and an authorizer would reject them.
 */
export function methodsOf({ methods = [HttpMethod.ANY] }: Pick<AddRoutesOptions, 'methods'>, hasCors: boolean): HttpMethod[] {
  if (!hasCors || !methods.includes(HttpMethod.ANY)) return methods;
  return METHODS.filter((method) => ![HttpMethod.ANY, HttpMethod.OPTIONS].includes(method));
}

/** Methods that CORS must allow so that browsers can call the routes. */
export function corsMethodsOf(methods: readonly HttpMethod[]): CorsHttpMethod[] {
  return methods.filter((method) => method !== HttpMethod.OPTIONS).map((method) => CorsHttpMethod[method]);
}

export function validateAddedRoutes(options: AddRoutesOptions, api: OwnApi): string[] {
  if (typeof options !== 'object' || options === null) return [`addRoutes must get a path and an integration, got ${kindOf(options)}`];
  const { path, methods, integration } = options;
  const faults = [
    ...validateSpelling('addRoutes', options, OPTION_NAMES),
    ...isPath(path) ? [] : [`addRoutes must get a path that begins with a slash, such as '/health', got ${kindOf(path)}`],
    ...methods === undefined ? [] : validateMethods(methods),
    ...isIntegration(integration) ? [] : [`addRoutes must get an integration such as new HttpLambdaIntegration(id, handler), got ${kindOf(integration)}`],
    ...validateAuthorizer(options, api),
  ];
  return faults.length > 0 ? faults : [...validateIsFree(options, api), ...validateCors(options, api), ...validateCorsHeaders(options, api)];
}

/** Whether a value is an integration. It may come from another copy of the CDK. Authorizers have a `bind` too, but no `_bindToRoute`. */
function isIntegration(integration: unknown): boolean {
  return integration instanceof HttpRouteIntegration || (typeof integration === 'object' && integration !== null && '_bindToRoute' in integration);
}

function isPath(path: unknown): boolean {
  return Token.isUnresolved(path) || (typeof path === 'string' && path.startsWith('/'));
}

function validateIsFree(options: AddRoutesOptions, { hasRoute, cors }: OwnApi): string[] {
  const taken = methodsOf(options, cors !== undefined).filter((method) => hasRoute(method, options.path));
  return taken.length === 0 ? [] : [`addRoutes must get a route that the API does not have yet, got ${inWords(taken.map((method) => `${method} ${options.path}`))}`];
}

/** If the app has set `allowMethods` itself, added routes do not extend them. */
function validateCors(options: AddRoutesOptions, { cors }: OwnApi): string[] {
  if (!cors?.hasOwnMethods || cors.methods.has(CorsHttpMethod.ANY)) return [];
  const missing = corsMethodsOf(methodsOf(options, true)).filter((method) => !cors.methods.has(method));
  return missing.length === 0
    ? []
    : [`corsPreflight.allowMethods must include ${inWords(missing)} for the route ${options.path}, got ${shown([...cors.methods])}`];
}

/** If the app has set `allowHeaders` itself, they must include the headers that the authorizer of the route reads. Other headers are unknown. */
function validateCorsHeaders({ path, authorizer }: AddRoutesOptions, { cors, defaultAuthorizer }: OwnApi): string[] {
  return cors?.hasOwnHeaders ? validateAllowedHeaders(cors, headersNeededBy(authorizer ?? defaultAuthorizer), ` for the route ${path}`) : [];
}

function validateMethods(methods: unknown): string[] {
  const isList = Array.isArray(methods) && methods.length > 0 && methods.every((method) => METHODS.includes(method));
  if (isList && new Set(methods).size === methods.length) return [];
  return [`addRoutes must get a list of methods, each once, such as [HttpMethod.GET], got ${Array.isArray(methods) ? shown(methods) : kindOf(methods)}`];
}

function validateAuthorizer({ authorizer, authorizationScopes }: AddRoutesOptions, { defaultAuthorizer, authorizers }: OwnApi): string[] {
  if (authorizer !== undefined && !isAuthorizer(authorizer)) {
    return [`addRoutes must get an authorizer such as new HttpIamAuthorizer(), or none to use that of the API, got ${kindInsteadOfAuthorizer(authorizer)}`];
  }
  const isElsewhere = authorizer !== undefined && !authorizers.has(authorizer) && isAttached(authorizer);
  return [
    ...isElsewhere ? [`addRoutes must get an authorizer that no other API uses, got ${nameOf(authorizer)} of another API: create one for each API`] : [],
    ...validateScopes('addRoutes', { callers: 'staff', authorizer: authorizer ?? defaultAuthorizer, authorizationScopes }, true),
  ];
}
