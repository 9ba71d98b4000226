/*
 * What is right while an app is tried, and seldom meant in production. Each warning has an id that stays, so that
 * `Annotations.of(orders).acknowledgeWarning(id, why)` silences it for good.
 */
import { Annotations, RemovalPolicy, Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { knowsClaims } from '../api/authorizer';
import { RouteSettings } from '../api/route-settings';
import { CREATE_ORDER } from '../contract';
import type { Settings } from './settings';
import { OrderEnvironment } from '../props/order-environment';

type WarningSettings = Pick<Settings, 'environment' | 'routes' | 'accessVariables' | 'corsPreflight' | 'removalPolicy' | 'logRetention'>;

interface Warning {
  readonly id: string;
  /** What is doubtful and what to do about it, or `undefined` when all is well. */
  readonly messageFor: (settings: WarningSettings) => string | undefined;
}

/** Ids are a contract: apps name them when they acknowledge a warning. */
export const PRODUCTION_WARNINGS: readonly Warning[] = [
  { id: 'cdk-order-processing-api:unauthenticatedApi', messageFor: openByDefault },
  { id: 'cdk-order-processing-api:callersNotToldApart', messageFor: callersNotToldApart },
  { id: 'cdk-order-processing-api:anyOriginAllowed', messageFor: anyOriginAllowed },
  { id: 'cdk-order-processing-api:ordersDestroyed', messageFor: ordersDestroyed },
  { id: 'cdk-order-processing-api:shortLogRetention', messageFor: shortLogRetention },
];

/** Warns on the construct, in PROD alone. */
export function addWarnings(scope: Construct, settings: WarningSettings): void {
  if (settings.environment !== OrderEnvironment.PROD) return;
  for (const { id, messageFor } of PRODUCTION_WARNINGS) {
    const message = messageFor(settings);
    if (message !== undefined) Annotations.of(scope).addWarningV2(id, message);
  }
}

/** `HttpNoneAuthorizer` says that it is meant; no authorizer at all may have been forgotten. */
function openByDefault({ routes }: WarningSettings): string | undefined {
  const open = routes.filter(({ authorizer }) => authorizer === undefined);
  return open.length === 0 ? undefined : `anybody may call ${named(open)} in PROD: set authorizer, or pass new HttpNoneAuthorizer() when that is meant`;
}

function callersNotToldApart({ routes, accessVariables }: WarningSettings): string | undefined {
  if (Object.keys(accessVariables).length > 0) return undefined;
  const shared = routes.filter(({ route, authorizer }) => route !== CREATE_ORDER && knowsClaims(authorizer));
  return shared.length === 0
    ? undefined
    : `whoever the authorizer lets in may call ${named(shared)} for the orders of every customer in PROD: set customerIdClaim when the callers are customers`;
}

function anyOriginAllowed({ corsPreflight }: WarningSettings): string | undefined {
  return corsPreflight?.allowOrigins?.includes('*')
    ? "scripts of any web page may call the API in PROD: name the shop's own in corsPreflight.allowOrigins, or switch CORS off with allowOrigins: []"
    : undefined;
}

function ordersDestroyed({ removalPolicy }: WarningSettings): string | undefined {
  return removalPolicy === RemovalPolicy.DESTROY
    ? 'what the stack holds of orders and logs is deleted with it in PROD: leave removalPolicy out, or set RETAIN'
    : undefined;
}

function shortLogRetention({ logRetention }: WarningSettings): string | undefined {
  return !Token.isUnresolved(logRetention) && logRetention < RetentionDays.ONE_MONTH
    ? `logs are kept for ${logRetention} days in PROD, less than an incident may take to be noticed: set logRetention to a month or more`
    : undefined;
}

function named(routes: readonly RouteSettings[]): string {
  return routes.map(({ route }) => `${route.method} ${route.path}`).join(', ');
}
