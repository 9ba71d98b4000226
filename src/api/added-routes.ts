/*
 * Routes of the app's own: what must hold for them before one of them is made.
 */
import { Token } from 'aws-cdk-lib';
import { AddRoutesOptions, CorsHttpMethod, HttpMethod, HttpRouteIntegration, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { validateScopes } from './access';
import { headersNeededBy, isAttached, isAuthorizer, nameOf } from './authorizer';
import { validateAllowedHeaders } from './cors';
import { kindOf, shown } from '../props/validation';

/** What the API has already. */
export interface OwnApi {
  readonly defaultAuthorizer?: IHttpRouteAuthorizer;
  /** The authorizers that stand on its routes. */
  readonly authorizers: ReadonlySet<IHttpRouteAuthorizer>;
  readonly hasRoute: (method: HttpMethod, path: string) => boolean;
  /** What browsers may send; `undefined` when CORS is off. */
  readonly cors?: {
    readonly methods: ReadonlySet<CorsHttpMethod>;
    readonly hasOwnMethods: boolean;
    readonly headers: readonly string[];
    readonly hasOwnHeaders: boolean;
    readonly withCredentials: boolean;
  };
}

const METHODS = Object.values(HttpMethod);

/**
 * The methods of which each is a route. Where browsers may call, any method is each of them but OPTIONS: a route that takes OPTIONS gets
 * the preflight requests too, which API Gateway then no longer answers itself, and an authorizer refuses them.
 */
export function methodsOf({ methods = [HttpMethod.ANY] }: Pick<AddRoutesOptions, 'methods'>, hasCors: boolean): HttpMethod[] {
  if (!hasCors || !methods.includes(HttpMethod.ANY)) return methods;
  return METHODS.filter((method) => ![HttpMethod.ANY, HttpMethod.OPTIONS].includes(method));
}

/** What browsers must be allowed to send to call routes of these methods. */
export function corsMethodsOf(methods: readonly HttpMethod[]): CorsHttpMethod[] {
  return methods.filter((method) => method !== HttpMethod.OPTIONS).map((method) => CorsHttpMethod[method]);
}

export function validateAddedRoutes(options: AddRoutesOptions, api: OwnApi): string[] {
  if (typeof options !== 'object' || options === null) return [`addRoutes must get a path and an integration, got ${kindOf(options)}`];
  const { path, methods, integration } = options;
  const faults = [
    ...isPath(path) ? [] : [`addRoutes must get a path that begins with a slash, such as '/health', got ${kindOf(path)}`],
    ...methods === undefined ? [] : validateMethods(methods),
    ...isIntegration(integration) ? [] : [`addRoutes must get an integration such as new HttpLambdaIntegration(id, handler), got ${kindOf(integration)}`],
    ...validateAuthorizer(options, api),
  ];
  return faults.length > 0 ? faults : [...validateIsFree(options, api), ...validateCors(options, api), ...validateCorsHeaders(options, api)];
}

/** Whichever copy of the CDK has made it: what it has besides `bind`, which authorizers have too, is how a route binds it. */
function isIntegration(integration: unknown): boolean {
  return integration instanceof HttpRouteIntegration || (typeof integration === 'object' && integration !== null && '_bindToRoute' in integration);
}

function isPath(path: unknown): boolean {
  return Token.isUnresolved(path) || (typeof path === 'string' && path.startsWith('/'));
}

function validateIsFree(options: AddRoutesOptions, { hasRoute, cors }: OwnApi): string[] {
  const taken = methodsOf(options, cors !== undefined).filter((method) => hasRoute(method, options.path));
  return taken.map((method) => `addRoutes must name a route that the API does not have yet, got ${method} ${options.path}`);
}

/** Methods that the app has named itself are these, whatever routes are added. */
function validateCors(options: AddRoutesOptions, { cors }: OwnApi): string[] {
  if (!cors?.hasOwnMethods || cors.methods.has(CorsHttpMethod.ANY)) return [];
  const missing = corsMethodsOf(methodsOf(options, true)).filter((method) => !cors.methods.has(method));
  return missing.length === 0
    ? []
    : [`corsPreflight.allowMethods must include ${missing.join(' and ')} for the route ${options.path}, got ${shown([...cors.methods])}`];
}

/** The same of the headers: of what a route takes only its authorizer is known. */
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
    return [`addRoutes must get an authorizer such as new HttpIamAuthorizer(), or none for that of the API, got ${kindOf(authorizer)}`];
  }
  const isElsewhere = authorizer !== undefined && !authorizers.has(authorizer) && isAttached(authorizer);
  return [
    ...isElsewhere ? [`addRoutes must get an authorizer that is made for this API alone, got ${nameOf(authorizer)} that another API has already: make one for each`] : [],
    ...validateScopes('addRoutes', { callers: 'staff', authorizer: authorizer ?? defaultAuthorizer, authorizationScopes }, true),
  ];
}
