/*
 * What the OpenAPI document of a deployment says about its back office: who changed a status and why, fulfilments and returns.
 */
import { Json } from './open-api-file';
import { hasFulfilments, hasReasons, hasRoute, RouteSettings } from './route-settings';
import { CREATE_RETURN } from '../contract';

/** Schemas of orders. */
const ORDERS = ['Order', 'ListedOrder'];

/** The schemas without the fields that no order of the deployment gets. */
export function withoutMissingBackOffice(schemas: Json, routes: readonly RouteSettings[]): Json {
  const ofOrders = [
    ...hasFulfilments(routes) ? [] : ['fulfilmentStatus', 'fulfilments'],
    ...hasRoute(routes, CREATE_RETURN) ? [] : ['returns'],
  ];
  // A change of status that follows from a fulfilment has its actor too.
  const ofEntries = hasReasons(routes) ? [] : ['reason', 'note', ...hasFulfilments(routes) ? [] : ['by']];
  return {
    ...schemas,
    ...Object.fromEntries(ORDERS.map((name) => [name, without(schemas[name], ofOrders)])),
    StatusEntry: without(schemas.StatusEntry, ofEntries),
    StatusRequest: hasReasons(routes) ? schemas.StatusRequest : without(schemas.StatusRequest, ['reason', 'note']),
  };
}

function without(schema: Json, names: readonly string[]): Json {
  const properties = Object.entries(schema.properties).filter(([name]) => !names.includes(name));
  return { ...schema, properties: Object.fromEntries(properties) };
}
