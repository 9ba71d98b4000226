/*
 * Routes of an API with their access settings, resolved from the props and validated.
 */
import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Access, resolveAccess, StatedAccess, validateAccess } from './access';
import {
  CREATE_FULFILMENT, CREATE_ORDER, CREATE_RETURN, EnvironmentVariable, ERASE_CUSTOMER, ERASE_ORDER, GET_ORDER, LIST_ORDERS, OperationId, Route,
  RouteRules, ROUTES, StaffListRules, UPDATE_FULFILMENT,
} from '../contract';
import { OrderAccess } from '../props/order-access';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { OrderRoute } from '../props/order-route';
import { inWords, instancesIn, kindOfList } from '../props/validation';

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

type RouteProps = Pick<OrderProcessingApiProps, 'routes' | 'access'>;

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

function rulesOf(routes: readonly RouteSettings[]): RouteRules[] {
  return mergeEqual(routes.map(({ route, customerIdClaim, callerIdClaim, staff }): RouteRules => ({
    routes: [route.routeKey], customerIdClaim, callerIdClaim, staff: staff?.length ? staff : undefined,
  })));
}

/** Maximum size of the access rules in bytes of UTF-8. Lambda limits all environment variables of a function to 4 KB, and others need the rest. */
const MAX_RULES = 3_000;

function validateSize(routes: readonly RouteSettings[]): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(rulesOf(routes)));
  return bytes > MAX_RULES ? [`access and routes must have at most ${MAX_RULES} bytes of access rules in the environment of the function, got ${bytes}`] : [];
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

export function validateRoutes(props: RouteProps, routes: readonly RouteSettings[]): string[] {
  const faults = [
    ...validateSelection(props.routes),
    ...validateOptions(instancesIn(props.routes, OrderRoute)),
    ...validateAccess(statedAccess(props)),
    ...validateGuests(props),
    ...validateErasure(props),
    ...validateFulfilments(props),
    ...validateByOrderNumber(props),
    ...validateStaffList(props),
  ];
  return faults.length > 0 ? faults : validateSize(routes);
}

/** Every distinct `access` that the app has set. Routes that share one, as those of `OrderRoute.standard()` do, share its faults. */
function statedAccess({ routes, access }: RouteProps): StatedAccess[] {
  const own = instancesIn(routes, OrderRoute).filter((route) => route.access !== undefined);
  const distinct = new Set([access, ...own.map((route) => route.access)].filter((each) => each !== undefined));
  return [...distinct].map((each) => ({ access: each, prop: each === access ? 'access' : `access of ${factoriesOf(own.filter((route) => route.access === each))}` }));
}

/** The factories of routes in a message, each once: `OrderRoute.getOrder() and OrderRoute.listOrders()`. */
function factoriesOf(routes: readonly OrderRoute[]): string {
  return inWords([...new Set(routes.map(factoryOf))]);
}

function factoryOf({ operationId }: Pick<OrderRoute, 'operationId'>): string {
  return `OrderRoute.${operationId}()`;
}

/** Faults in the options of the routes. Routes with the same fault, such as those of `OrderRoute.standard()`, are named together. */
function validateOptions(routes: readonly OrderRoute[]): string[] {
  const rests = routes.flatMap((route) => route._optionFaults.map((fault) => ({ route, rest: fault.slice(factoryOf(route).length) })));
  return [...new Set(rests.map(({ rest }) => rest))].map((rest) => `${factoriesOf(rests.filter((each) => each.rest === rest).map(({ route }) => route))}${rest}`);
}

function validateSelection(routes: unknown): string[] {
  if (routes === undefined) return [];
  if (!Array.isArray(routes) || instancesIn(routes, OrderRoute).length !== routes.length) {
    return [`routes must be a list of routes such as [OrderRoute.createOrder()] or OrderRoute.standard(), got ${kindOfList(routes, OrderRoute)}`];
  }
  if (routes.length === 0) return ['routes must contain at least one route, such as OrderRoute.createOrder(), got []'];
  const listed = instancesIn(routes, OrderRoute);
  const repeated = listed.filter(({ operationId }, index) => listed.findIndex((other) => other.operationId === operationId) !== index);
  return repeated.length === 0 ? [] : [`routes must contain each route once, got ${factoriesOf(repeated)} more than once`];
}

/** Guests may only create orders. An `access` that is none at all has its own fault. */
function validateGuests({ routes, access }: RouteProps): string[] {
  const others = instancesIn(routes, OrderRoute).filter(({ operationId }) => operationId !== CREATE_ORDER.operationId);
  const accessOf = (route: OrderRoute) => route.access ?? access;
  return [
    ...guestsOn(others.filter((route) => accessOf(route) === undefined), 'none'),
    ...guestsOn(others.filter((route) => isForGuests(accessOf(route))), 'OrderAccess.guests()'),
  ];
}

function guestsOn(routes: readonly OrderRoute[], got: string): string[] {
  return routes.length === 0
    ? []
    : [`access of ${factoriesOf(routes)} must be OrderAccess.customers(authorizer) or OrderAccess.staff(authorizer), since guests may not read or change orders, got ${got}`];
}

/** Only staff may erase personal data, and the orders of a customer are found by the index of `OrderRoute.listOrders()`. */
function validateErasure({ routes, access }: RouteProps): string[] {
  const listed = instancesIn(routes, OrderRoute);
  const erasing = listed.filter(({ operationId }) => ERASING.includes(operationId));
  const forNobody = withoutStaff(erasing, access);
  const has = (operationId: string) => listed.some((route) => route.operationId === operationId);
  return [
    ...forNobody.length === 0
      ? []
      : [`access of ${factoriesOf(forNobody)} must be OrderAccess.staff(authorizer) or have staff, since customers may not erase personal data, got OrderAccess.customers(authorizer) without staff`],
    ...has(ERASE_CUSTOMER.operationId) && !has(LIST_ORDERS.operationId)
      ? [`routes must contain OrderRoute.listOrders() for OrderRoute.eraseCustomer(), since its index finds the orders of a customer, got ${factoriesOf(listed)}`]
      : [],
  ];
}

/** Only staff may record fulfilments and returns, and a fulfilment that is made is also changed. */
function validateFulfilments({ routes, access }: RouteProps): string[] {
  const listed = instancesIn(routes, OrderRoute);
  const has = ({ operationId }: Route) => listed.some((route) => route.operationId === operationId);
  const forNobody = withoutStaff(listed.filter(({ operationId }) => FULFILLING.includes(operationId)), access);
  const [one, other] = has(CREATE_FULFILMENT) ? [CREATE_FULFILMENT, UPDATE_FULFILMENT] : [UPDATE_FULFILMENT, CREATE_FULFILMENT];
  return [
    ...forNobody.length === 0
      ? []
      : [`access of ${factoriesOf(forNobody)} must be OrderAccess.staff(authorizer) or have staff, since customers may not record fulfilments and returns, got OrderAccess.customers(authorizer) without staff`],
    ...has(one) && !has(other) ? [`routes must contain ${factoryOf(other)} for ${factoryOf(one)}, since a fulfilment is created and then changed, got ${factoriesOf(listed)}`] : [],
  ];
}

/** Only staff may find orders by their number. */
function validateByOrderNumber({ routes, access }: RouteProps): string[] {
  const finding = instancesIn(routes, OrderRoute).filter((route) => route._byOrderNumber);
  return withoutStaff(finding, access).map((route) => (
    `access of ${factoryOf(route)} must be OrderAccess.staff(authorizer) or have staff for byOrderNumber, since customers may not find orders by their number, got OrderAccess.customers(authorizer) without staff`
  ));
}

/** Only staff may list the orders of all customers. */
function validateStaffList({ routes, access }: RouteProps): string[] {
  const listing = instancesIn(routes, OrderRoute).filter((route) => route._staffList !== undefined);
  return [
    ...listing.flatMap((route) => route._staffList!._faults),
    ...withoutStaff(listing, access).map((route) => (
      `access of ${factoryOf(route)} must be OrderAccess.staff(authorizer) or have staff for staffList, since customers may not list the orders of others, got OrderAccess.customers(authorizer) without staff`
    )),
  ];
}

const ERASING: readonly string[] = [ERASE_ORDER.operationId, ERASE_CUSTOMER.operationId];

const FULFILLING: readonly string[] = [CREATE_FULFILMENT.operationId, UPDATE_FULFILMENT.operationId, CREATE_RETURN.operationId];

/** The routes that only customers may call. */
function withoutStaff(routes: readonly OrderRoute[], access: RouteProps['access']): OrderRoute[] {
  return routes.filter((route) => {
    const { callers, staff = [] } = resolveAccess(route.access ?? access);
    return callers === 'customers' && staff.length === 0;
  });
}

function isForGuests(access: OrderAccess | undefined): boolean {
  return access instanceof OrderAccess && access._rule.callers === 'guests';
}
