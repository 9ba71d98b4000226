/*
 * The rules of who may see what, as the construct has written them into the environment.
 */
import type { CallerRule, RouteRules } from '../../contract';

/** By route key. A route that is not there is none of the API's. */
export type AccessRules = ReadonlyMap<string, CallerRule>;

/** Without rules whoever the API lets in is trusted, on every route that the function knows. */
export function readAccessRules(json: string | undefined, routeKeys: Iterable<string>): AccessRules {
  const rules: RouteRules[] = json === undefined ? [{ routes: [...routeKeys] }] : JSON.parse(json);
  return new Map(rules.flatMap(({ routes, ...rule }) => routes.map((routeKey) => [routeKey, rule] as const)));
}
