/*
 * The routes of an API with everything filled in, and what must hold between them and who calls.
 */
import { Token } from 'aws-cdk-lib';
import { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { CREATE_ORDER, EnvironmentVariable, OperationId, Route, ROUTES } from '../contract';
import { AUTHORIZATION_TYPES, authorizationTypeOf, isAttached, isOpen, isOpenOnPurpose, knowsClaims, knowsScopes, nameOf } from './authorizer';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { OrderRoute } from '../props/order-route';
import { shown } from '../props/validation';

/** A route, and who may call it. */
export interface RouteSettings {
  readonly route: Route & { readonly operationId: OperationId };
  /** `undefined` when the route is open by default. */
  readonly authorizer?: IHttpRouteAuthorizer;
  readonly authorizationScopes?: string[];
}

type AccessProps = Pick<OrderProcessingApiProps, 'routes' | 'authorizer' | 'authorizationScopes' | 'customerIdClaim' | 'adminScope'>;

/** A scope of OAuth 2.0: RFC 6749, section 3.3. */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/** API Gateway's quota, which cannot be raised. */
const MAX_SCOPES = 10;

/** The name of a claim, as it stands in a token. */
const CLAIM = /^[\x21-\x7E]{1,128}$/;

/** The routes in the order of the contract, so that the template does not depend on how they were listed. */
export function resolveRoutes({ routes, authorizer, authorizationScopes }: AccessProps): RouteSettings[] {
  const selected = routes === undefined ? [OrderRoute.createOrder()] : listed(routes);
  return ROUTES.flatMap((route) => selected.filter(({ operationId }) => operationId === route.operationId).map((own) => ({
    route,
    authorizer: own.authorizer ?? authorizer,
    // On every route that can ask for them: a scope that was asked for is never dropped in silence.
    authorizationScopes: own.authorizationScopes ?? (own.authorizer && !knowsScopes(own.authorizer) ? undefined : authorizationScopes),
  })));
}

/** Where no compiler has looked, a list can hold anything. */
function listed(routes: unknown): OrderRoute[] {
  return Array.isArray(routes) ? routes.filter((route) => route instanceof OrderRoute) : [];
}

/** What the function must know of who may see what: nothing, while every caller is trusted. */
export function accessVariables({ customerIdClaim, adminScope }: AccessProps, routes: readonly RouteSettings[]): Record<string, string> {
  if (customerIdClaim === undefined) return {};
  const takesGuestOrders = routes.some(({ route, authorizer }) => route === CREATE_ORDER && isOpen(authorizer));
  return {
    [EnvironmentVariable.CUSTOMER_ID_CLAIM]: customerIdClaim,
    ...adminScope !== undefined && { [EnvironmentVariable.ADMIN_SCOPE]: adminScope },
    ...takesGuestOrders && { [EnvironmentVariable.GUEST_ORDERS]: 'true' },
  };
}

export function validateRoutes(props: AccessProps, routes: readonly RouteSettings[]): string[] {
  const faults = [
    ...validateSelection(props.routes),
    ...routes.flatMap((settings) => [...validateAuthorizer(settings), ...validateScopes(settings), ...validateClaims(props, settings)]),
    ...validateAttachments(routes),
    ...routes.length > 0 ? validateScopesAreAsked(props, routes) : [],
    ...validateCustomers(props, routes),
  ];
  return [...new Set(faults)]; // a route that is there twice has its faults once
}

function validateSelection(routes: unknown): string[] {
  if (routes === undefined) return [];
  if (!Array.isArray(routes) || listed(routes).length !== routes.length) {
    return ['routes must be a list of routes such as [OrderRoute.createOrder()] or OrderRoute.standard(), got something else'];
  }
  if (routes.length === 0) return ['routes must hold at least one route, such as OrderRoute.createOrder(), got []'];
  const names = listed(routes).map(({ operationId }) => operationId);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => `routes must hold each route once, got OrderRoute.${name}() more than once`);
}

function validateAuthorizer({ route, authorizer }: RouteSettings): string[] {
  const type = authorizationTypeOf(authorizer);
  if (type !== undefined && !AUTHORIZATION_TYPES.includes(type)) {
    return [`authorizer of OrderRoute.${route.operationId}() must be of one of the types ${AUTHORIZATION_TYPES.join(', ')}, got ${nameOf(authorizer)}`];
  }
  if (route === CREATE_ORDER || !isOpen(authorizer) || isOpenOnPurpose(authorizer)) return [];
  return [`routes: OrderRoute.${route.operationId}() lets callers see or change orders, so it must have an authorizer: set authorizer, or pass new HttpNoneAuthorizer() to leave it open on purpose`];
}

function validateScopes({ route, authorizer, authorizationScopes: scopes }: RouteSettings): string[] {
  const prop = `authorizationScopes of OrderRoute.${route.operationId}()`;
  if (scopes === undefined) return [];
  if (!Array.isArray(scopes)) return [`${prop} must be a list of OAuth scopes such as ['orders/read'], got ${shown(scopes)}`];
  const malformed = scopes.filter((scope) => !Token.isUnresolved(scope) && !SCOPE.test(scope));
  return [
    ...malformed.map((scope) => `${prop} must be OAuth scopes such as 'orders/read', got '${scope}'`),
    ...scopes.length > MAX_SCOPES ? [`${prop} must be at most ${MAX_SCOPES}, got ${scopes.length}`] : [],
    ...scopes.length > 0 && !knowsScopes(authorizer) ? [`${prop} need a JWT or user pool authorizer, got ${nameOf(authorizer)}`] : [],
  ];
}

/** With a claim for the customer, each caller must have claims; a guest may place an order, and no more. */
function validateClaims({ customerIdClaim }: AccessProps, { route, authorizer }: RouteSettings): string[] {
  const isGuest = route === CREATE_ORDER && isOpen(authorizer);
  if (customerIdClaim === undefined || authorizer === undefined || isGuest || knowsClaims(authorizer)) return [];
  return [`customerIdClaim needs a JWT, user pool or Lambda authorizer on OrderRoute.${route.operationId}(), got ${nameOf(authorizer)}`];
}

/** An authorizer belongs to the API that it was first put on; on another one's routes it fails when it is deployed. */
function validateAttachments(routes: readonly RouteSettings[]): string[] {
  const authorizers = new Set(routes.flatMap(({ authorizer }) => authorizer ?? []));
  const attached = [...authorizers].filter(isAttached);
  return attached.map((authorizer) => `authorizer must be made for this API alone, got ${nameOf(authorizer)} that another API has already: make one for each`);
}

function validateScopesAreAsked({ authorizationScopes }: AccessProps, routes: readonly RouteSettings[]): string[] {
  if (!authorizationScopes?.length || routes.some((route) => route.authorizationScopes === authorizationScopes)) return [];
  return [`authorizationScopes must be asked for by a route, got ${shown(authorizationScopes)} while each route has scopes or an authorizer of its own`];
}

function validateCustomers({ customerIdClaim, adminScope }: AccessProps, routes: readonly RouteSettings[]): string[] {
  return [
    ...customerIdClaim === undefined || matches(customerIdClaim, CLAIM)
      ? []
      : [`customerIdClaim must be the name of a claim such as 'sub', of 1 to 128 printable ASCII characters, got '${customerIdClaim}'`],
    ...adminScope === undefined || matches(adminScope, SCOPE) ? [] : [`adminScope must be an OAuth scope such as 'orders/admin', got '${adminScope}'`],
    ...customerIdClaim !== undefined && routes.length > 0 && routes.every(({ authorizer }) => isOpen(authorizer))
      ? [`customerIdClaim needs an authorizer that proves the claim, got none, and customerIdClaim '${customerIdClaim}'`]
      : [],
    ...adminScope !== undefined && customerIdClaim === undefined
      ? [`adminScope needs customerIdClaim, since without it every caller sees every order, got adminScope '${adminScope}' alone`]
      : [],
  ];
}

function matches(text: unknown, pattern: RegExp): boolean {
  return Token.isUnresolved(text) || (typeof text === 'string' && pattern.test(text));
}
