/*
 * What is wrong with the routes of an API, and with who may call them.
 */
import { resolveAccess, StatedAccess, validateAccess } from './access';
import { RouteProps, RouteSettings, rulesOf } from './route-settings';
import { CREATE_FULFILMENT, CREATE_ORDER, CREATE_RETURN, ERASE_CUSTOMER, ERASE_ORDER, LIST_ORDERS, Route, UPDATE_FULFILMENT } from '../contract';
import { OrderAccess } from '../props/order-access';
import { OrderRoute } from '../props/order-route';
import { inWords, instancesIn, kindOfList } from '../props/validation';

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

/** Maximum size of the access rules in bytes of UTF-8. Lambda limits all environment variables of a function to 4 KB, and others need the rest. */
const MAX_RULES = 3_000;

function validateSize(routes: readonly RouteSettings[]): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(rulesOf(routes)));
  return bytes > MAX_RULES ? [`access and routes must have at most ${MAX_RULES} bytes of access rules in the environment of the function, got ${bytes}`] : [];
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
  const has = (operationId: string) => listed.some((route) => route.operationId === operationId);
  return [
    ...forStaffOnly(erasing, access, 'erase personal data'),
    ...has(ERASE_CUSTOMER.operationId) && !has(LIST_ORDERS.operationId)
      ? [`routes must contain OrderRoute.listOrders() for OrderRoute.eraseCustomer(), since its index finds the orders of a customer, got ${factoriesOf(listed)}`]
      : [],
  ];
}

/** Only staff may record fulfilments and returns, and a fulfilment that is made is also changed. */
function validateFulfilments({ routes, access }: RouteProps): string[] {
  const listed = instancesIn(routes, OrderRoute);
  const has = ({ operationId }: Route) => listed.some((route) => route.operationId === operationId);
  const [one, other] = has(CREATE_FULFILMENT) ? [CREATE_FULFILMENT, UPDATE_FULFILMENT] : [UPDATE_FULFILMENT, CREATE_FULFILMENT];
  return [
    ...forStaffOnly(listed.filter(({ operationId }) => FULFILLING.includes(operationId)), access, 'record fulfilments and returns'),
    ...has(one) && !has(other) ? [`routes must contain ${factoryOf(other)} for ${factoryOf(one)}, since a fulfilment is created and then changed, got ${factoriesOf(listed)}`] : [],
  ];
}

/** Only staff may find orders by their number. */
function validateByOrderNumber({ routes, access }: RouteProps): string[] {
  const finding = instancesIn(routes, OrderRoute).filter((route) => route._byOrderNumber);
  return forStaffOnly(finding, access, 'find orders by their number', 'byOrderNumber');
}

/** Only staff may list the orders of all customers. */
function validateStaffList({ routes, access }: RouteProps): string[] {
  const listing = instancesIn(routes, OrderRoute).filter((route) => route._staffList !== undefined);
  return [
    ...listing.flatMap((route) => route._staffList!._faults),
    ...forStaffOnly(listing, access, 'list the orders of others', 'staffList'),
  ];
}

const ERASING: readonly string[] = [ERASE_ORDER.operationId, ERASE_CUSTOMER.operationId];

const FULFILLING: readonly string[] = [CREATE_FULFILMENT.operationId, UPDATE_FULFILMENT.operationId, CREATE_RETURN.operationId];

/** A fault if only customers may call some of these routes, or routes with this option, although customers may not do what they are for. */
function forStaffOnly(routes: readonly OrderRoute[], access: RouteProps['access'], deed: string, option?: string): string[] {
  const forNobody = routes.filter((route) => {
    const { callers, staff = [] } = resolveAccess(route.access ?? access);
    return callers === 'customers' && staff.length === 0;
  });
  if (forNobody.length === 0) return [];
  const staff = option === undefined ? 'staff' : `staff for ${option}`;
  return [`access of ${factoriesOf(forNobody)} must be OrderAccess.staff(authorizer) or have ${staff}, since customers may not ${deed}, got OrderAccess.customers(authorizer) without staff`];
}

function isForGuests(access: OrderAccess | undefined): boolean {
  return access instanceof OrderAccess && access._rule.callers === 'guests';
}
