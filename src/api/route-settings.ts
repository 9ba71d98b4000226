/*
 * The routes of an API with everything filled in, and what must hold between them and who calls.
 */
import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Access, resolveAccess, StatedAccess, validateAccess } from './access';
import { CREATE_ORDER, EnvironmentVariable, GET_ORDER, OperationId, Route, RouteRules, ROUTES } from '../contract';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { OrderRoute } from '../props/order-route';
import { instancesIn, kindOfList } from '../props/validation';

/** A route, and who may call it. */
export interface RouteSettings extends Access {
  readonly route: Route & { readonly operationId: OperationId };
}

type RouteProps = Pick<OrderProcessingApiProps, 'routes' | 'access'>;

/** The routes in the order of the contract, so that the template does not depend on how they were listed. */
export function resolveRoutes({ routes, access }: RouteProps): RouteSettings[] {
  const selected = routes === undefined ? [OrderRoute.createOrder()] : instancesIn(routes, OrderRoute);
  return ROUTES.flatMap((route) => selected.filter(({ operationId }) => operationId === route.operationId).map((own) => ({
    route,
    ...resolveAccess(own.access ?? access),
  })));
}

/**
 * Environment variables by which the function knows who may see what, and whether orders can be read by the API. There are none while
 * every caller is trusted, told apart by what every authorizer has, and no route reads an order.
 */
export function accessVariables(scope: IConstruct, routes: readonly RouteSettings[]): Record<string, string> {
  if (routes.every(({ route, callers, callerIdClaim }) => route !== GET_ORDER && callers !== 'customers' && callerIdClaim === undefined)) return {};
  return { [EnvironmentVariable.ACCESS]: Stack.of(scope).toJsonString(rulesOf(routes)) };
}

function rulesOf(routes: readonly RouteSettings[]): RouteRules[] {
  return mergeEqual(routes.map(({ route, customerIdClaim, callerIdClaim, staff }): RouteRules => ({
    routes: [route.routeKey], customerIdClaim, callerIdClaim, staff: staff?.length ? staff : undefined,
  })));
}

/** In bytes of UTF-8: of the 4 KB that Lambda gives to all of a function's variables, others need the rest. */
const MAX_RULES = 3_000;

function validateSize(routes: readonly RouteSettings[]): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(rulesOf(routes)));
  return bytes > MAX_RULES ? [`access and routes must come to at most ${MAX_RULES} bytes of rules in the function's environment, got ${bytes}`] : [];
}

/** One rule for all routes that have it, since a function's environment is small. */
function mergeEqual(rules: readonly RouteRules[]): RouteRules[] {
  const merged = new Map<string, RouteRules>();
  for (const { routes, ...rule } of rules) {
    const key = JSON.stringify(rule);
    merged.set(key, { routes: [...merged.get(key)?.routes ?? [], ...routes], ...rule });
  }
  return [...merged.values()];
}

export function validateRoutes(props: RouteProps, routes: readonly RouteSettings[]): string[] {
  const faults = [
    ...validateSelection(props.routes),
    ...instancesIn(props.routes, OrderRoute).flatMap(({ _optionFaults }) => _optionFaults),
    ...validateAccess(statedAccess(props)),
    ...new Set(routes.flatMap(validateGuests)), // a route that is there twice has its fault once
  ];
  return faults.length > 0 ? faults : validateSize(routes);
}

function statedAccess({ routes, access }: RouteProps): StatedAccess[] {
  return [
    ...access === undefined ? [] : [{ prop: 'access', access }],
    ...instancesIn(routes, OrderRoute).flatMap((route) => (route.access === undefined ? [] : [{ prop: `access of OrderRoute.${route.operationId}()`, access: route.access }])),
  ];
}

function validateSelection(routes: unknown): string[] {
  if (routes === undefined) return [];
  if (!Array.isArray(routes) || instancesIn(routes, OrderRoute).length !== routes.length) {
    return [`routes must be a list of routes such as [OrderRoute.createOrder()] or OrderRoute.standard(), got ${kindOfList(routes, OrderRoute)}`];
  }
  if (routes.length === 0) return ['routes must hold at least one route, such as OrderRoute.createOrder(), got []'];
  const names = instancesIn(routes, OrderRoute).map(({ operationId }) => operationId);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => `routes must hold each route once, got OrderRoute.${name}() more than once`);
}

function validateGuests({ route, callers, authorizer }: RouteSettings): string[] {
  if (route === CREATE_ORDER || callers !== 'guests') return [];
  return [
    `access of OrderRoute.${route.operationId}() must be OrderAccess.customers(authorizer) or OrderAccess.staff(authorizer), since it lets callers see or change orders, `
    + `got ${authorizer === undefined ? 'none' : 'OrderAccess.guests()'}`,
  ];
}
