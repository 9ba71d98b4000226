import { CallerRule, ROUTES } from '../../src/contract';
import type { AccessRules } from '../../src/handler/request/access-rules';

/** One rule for every route, but for those that have another one, by their keys. */
export function accessRules(rule: CallerRule = {}, others: Readonly<Record<string, CallerRule>> = {}): AccessRules {
  return new Map(ROUTES.map(({ routeKey }) => [routeKey, others[routeKey] ?? rule]));
}
