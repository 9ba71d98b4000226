/*
 * Routes of an API with their access settings, resolved from the props.
 */
import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Access, resolveAccess } from './access';
import { CREATE_FULFILMENT, EnvironmentVariable, GET_ORDER, OperationId, Route, RouteRules, ROUTES, StaffListRules } from '../contract';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { OrderRoute } from '../props/order-route';
import { instancesIn } from '../props/validation';

/** A route with its access settings. */
export interface RouteSettings extends Access {
  readonly route: Route & { readonly operationId: OperationId };
  /** Whether the route also finds orders by their order number. */
  readonly byOrderNumber?: boolean;
  /** Whether changes of a status have a reason, a note and who made them. */
  readonly reasons?: boolean;
  /** Shards of the list by status. `undefined` if the route has no such list. */
  readonly staffList?: StaffListRules;
}

/** Whether an API has a route. */
export function hasRoute(routes: readonly RouteSettings[], wanted: Route): boolean {
  return routes.some(({ route }) => route === wanted);
}

/** Whether the status of an order can follow from its fulfilments. */
export function hasFulfilments(routes: readonly RouteSettings[]): boolean {
  return hasRoute(routes, CREATE_FULFILMENT);
}

/** Whether changes of a status have a reason, a note and who made them. */
export function hasReasons(routes: readonly RouteSettings[]): boolean {
  return routes.some(({ reasons }) => reasons);
}

/** The props that say of routes and who may call them. */
export type RouteProps = Pick<OrderProcessingApiProps, 'routes' | 'access'>;

/** Resolves the routes, in the order of the contract. The template does not depend on the order in the prop. */
export function resolveRoutes({ routes, access }: RouteProps): RouteSettings[] {
  const selected = routes === undefined ? [OrderRoute.createOrder()] : instancesIn(routes, OrderRoute);
  return ROUTES.flatMap((route) => selected.filter(({ operationId }) => operationId === route.operationId).map((own) => ({
    route,
    byOrderNumber: own._byOrderNumber,
    reasons: own._reasons,
    staffList: own._staffList?._rule,
    ...resolveAccess(own.access ?? access),
  })));
}

/**
 * Environment variable with the access rules, and with the routes, by which the function knows whether an order can be read. It is left out if no
 * route reads an order, every caller may access every order, and callers are identified by their principal.
 */
export function accessVariables(scope: IConstruct, routes: readonly RouteSettings[]): Record<string, string> {
  if (routes.every(({ route, callers, callerIdClaim }) => route !== GET_ORDER && callers !== 'customers' && callerIdClaim === undefined)) return {};
  return { [EnvironmentVariable.ACCESS]: Stack.of(scope).toJsonString(rulesOf(routes)) };
}

/** The rules of access, as the function has them. */
export function rulesOf(routes: readonly RouteSettings[]): RouteRules[] {
  return mergeEqual(routes.map(({ route, customerIdClaim, callerIdClaim, staff }): RouteRules => ({
    routes: [route.routeKey], customerIdClaim, callerIdClaim, staff: staff?.length ? staff : undefined,
  })));
}

/** Merges equal rules of several routes into one, since the environment of a function is small. */
function mergeEqual(rules: readonly RouteRules[]): RouteRules[] {
  const merged = new Map<string, RouteRules>();
  for (const { routes, ...rule } of rules) {
    const key = JSON.stringify(rule);
    merged.set(key, { routes: [...merged.get(key)?.routes ?? [], ...routes], ...rule });
  }
  return [...merged.values()];
}
