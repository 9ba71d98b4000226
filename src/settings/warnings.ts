/*
 * What is seldom meant. Each warning has an id that stays, so that
 * `Annotations.of(orders).acknowledgeWarning(id, why)` silences it for good.
 */
import { Annotations, Aspects, RemovalPolicy, Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from './settings';
import { editableClaims } from '../api/access';
import { authorizationTypeOf, isOpen, letInTheSame, trustTheSameIssuer } from '../api/authorizer';
import { AUDIENCE_CLAIMS, SCOPES_OF_EVERYBODY } from '../api/claims';
import { allowsAnyOrigin } from '../api/cors';
import { OrdersHttpApi } from '../api/orders-http-api';
import { RouteSettings } from '../api/route-settings';
import { isAtQuota } from '../api/throttle';
import { SignInClient, signInClientsOf } from '../api/user-pool-clients';
import { IDEMPOTENCY_KEY_HEADER } from '../contract';

type WarningSettings = Pick<Settings, 'isProduction' | 'routes' | 'corsPreflight' | 'throttle' | 'removalPolicy' | 'logRetention'>;

interface Warning {
  readonly id: string;
  /** Whether it is right while an app is tried. */
  readonly inProductionAlone: boolean;
  /** What is doubtful and what to do about it, or `undefined` when all is well. */
  readonly messageFor: (settings: WarningSettings) => string | undefined;
}

const UNAUTHENTICATED = 'cdk-order-processing-api:unauthenticatedApi';
const AT_QUOTA = 'cdk-order-processing-api:throttleAtAccountQuota';

/** Ids are a contract: apps name them when they acknowledge a warning. */
export const WARNINGS: readonly Warning[] = [
  { id: 'cdk-order-processing-api:ordersOpenToAnybody', inProductionAlone: false, messageFor: ordersOpenToAnybody },
  { id: 'cdk-order-processing-api:callersNotToldApart', inProductionAlone: false, messageFor: callersNotToldApart },
  { id: 'cdk-order-processing-api:staffBySignInClient', inProductionAlone: false, messageFor: staffBySignInClient },
  { id: 'cdk-order-processing-api:callersShareKeys', inProductionAlone: false, messageFor: callersShareKeys },
  { id: 'cdk-order-processing-api:editableClaim', inProductionAlone: false, messageFor: editableClaim },
  { id: UNAUTHENTICATED, inProductionAlone: true, messageFor: openByDefault },
  { id: AT_QUOTA, inProductionAlone: true, messageFor: throttleAtQuota },
  { id: 'cdk-order-processing-api:anyOriginAllowed', inProductionAlone: true, messageFor: anyOriginAllowed },
  { id: 'cdk-order-processing-api:ordersDestroyed', inProductionAlone: true, messageFor: ordersDestroyed },
  { id: 'cdk-order-processing-api:shortLogRetention', inProductionAlone: true, messageFor: shortLogRetention },
];

export function addWarnings(scope: Construct, settings: WarningSettings, httpApi: OrdersHttpApi): void {
  for (const { id, inProductionAlone, messageFor } of WARNINGS) {
    const message = inProductionAlone && !settings.isProduction ? undefined : messageFor(settings);
    if (message !== undefined) Annotations.of(scope).addWarningV2(id, message);
  }
  if (settings.isProduction) Aspects.of(scope).add({ visit: (node) => { if (node === scope) warnOfOpenRoutes(settings, httpApi); } });
}

/**
 * Routes of the app's own, once all of them are there: also those that were put on the API past the construct. The warning stands on the API, since
 * by then the CDK asks only what is above a construct whether a warning has been acknowledged.
 */
function warnOfOpenRoutes(settings: WarningSettings, httpApi: OrdersHttpApi): void {
  const { forgotten, open } = httpApi.openRoutes();
  if (forgotten.length > 0) {
    Annotations.of(httpApi).addWarningV2(
      UNAUTHENTICATED,
      `anybody may call ${forgotten.join(', ')} in PROD: give the route an authorizer, new HttpNoneAuthorizer() when that is meant`,
    );
  }
  const isWarnedOf = throttleAtQuota(settings) !== undefined; // of a route for orders: one throttle is for all
  if (open.length > 0 && !isWarnedOf && isAtQuota(settings.throttle)) Annotations.of(httpApi).addWarningV2(AT_QUOTA, atQuota(open.join(', ')));
}

function ordersOpenToAnybody({ routes }: WarningSettings): string | undefined {
  const open = routes.filter(({ callers, authorizer }) => callers === 'staff' && isOpen(authorizer));
  return open.length === 0 ? undefined : `anybody may call ${named(open)} with the rights of staff: set access to OrderAccess.staff() with an authorizer that lets in staff alone`;
}

/** Authorizers that let in the same callers do so everywhere: on a route for staff, the customers of another route. */
function callersNotToldApart({ routes }: WarningSettings): string | undefined {
  const ofCustomers = routes.filter(({ callers }) => callers === 'customers');
  const shared = routes.filter((route) => (
    route.callers === 'staff' && ofCustomers.some((other) => letInTheSame(route.authorizer, other.authorizer) && holdsScopesOf(other, route))
  ));
  return shared.length === 0
    ? undefined
    : `whoever the authorizer lets in as a customer may call ${named(shared)} with the rights of staff: give these routes OrderAccess.customers() with staff, or `
      + 'OrderAccess.staff() with authorizationScopes that customers lack or an authorizer that lets in others';
}

/** Whether a customer may have what a route for staff asks for: nothing, what everybody holds, or what another route asks of customers. */
function holdsScopesOf({ authorizationScopes: own = [], staff = [] }: RouteSettings, { authorizationScopes: asked = [] }: RouteSettings): boolean {
  const ofStaff = staff.map((rule) => ('scope' in rule ? rule.scope : undefined));
  return asked.length === 0 || asked.some((scope) => SCOPES_OF_EVERYBODY.includes(scope) || (own.includes(scope) && !ofStaff.includes(scope)));
}

/** In a user pool each user can sign in at each client, and gets the scopes of that client. */
function staffBySignInClient({ routes }: WarningSettings): string | undefined {
  const ofCustomers = routes.filter(({ callers }) => callers === 'customers');
  const makesStaff = (route: RouteSettings, client: SignInClient) => (route.callers === 'customers'
    ? (route.staff ?? []).some((rule) => ('scope' in rule ? client.scopes.includes(rule.scope) : AUDIENCE_CLAIMS.includes(rule.claim) && rule.value === client.id))
    : ofCustomers.some((other) => trustTheSameIssuer(route.authorizer, other.authorizer)) && givesScopesOf(client, route));
  const clients = routes.flatMap((route) => signInClientsOf(route.authorizer).filter((client) => makesStaff(route, client)));
  const paths = [...new Set(clients.map(({ path }) => path))];
  return paths.length === 0
    ? undefined
    : `every user of the pool who signs in at the app client ${paths.join(' or ')} is staff, customers too: in Amazon Cognito a scope belongs to a client and not to a user. `
      + 'Use OrderStaff.cognitoGroup(), and give a scope of staff only to clients with the client credentials grant';
}

function givesScopesOf({ scopes }: SignInClient, { authorizationScopes: asked = [] }: RouteSettings): boolean {
  return asked.length === 0 || asked.some((scope) => scopes.includes(scope));
}

/** What a Lambda function says of a caller is not known here; IAM, and tokens, name one. */
function callersShareKeys({ routes }: WarningSettings): string | undefined {
  const shared = routes.filter(({ route, callers, authorizer, callerIdClaim }) => (
    (route.requestHeaders as readonly string[]).includes(IDEMPOTENCY_KEY_HEADER)
      && callers === 'staff' && callerIdClaim === undefined && authorizationTypeOf(authorizer) === 'CUSTOM'
  ));
  return shared.length === 0
    ? undefined
    : `callers of ${named(shared)} whom the Lambda authorizer gives neither 'sub' nor 'client_id' in its context share their idempotency keys, so that one can be answered with the `
      + 'order of another: name the field that tells them apart in callerIdClaim of OrderAccess.staff()';
}

function editableClaim({ routes }: WarningSettings): string | undefined {
  const claims = new Set(routes.flatMap(editableClaims));
  return claims.size === 0
    ? undefined
    : `whoever can write ${[...claims].map((claim) => `'${claim}'`).join(' and ')} of their own account can call as another customer, as another caller or as staff: take a claim that the identity `
      + 'provider alone writes, such as \'sub\' or the groups of a user pool, or deny clients to write the attribute';
}

/** `OrderAccess.guests()` says that it is meant; no access at all may have been forgotten. */
function openByDefault({ routes }: WarningSettings): string | undefined {
  const open = routes.filter(({ authorizer }) => authorizer === undefined);
  return open.length === 0 ? undefined : `anybody may call ${named(open)} in PROD: set access, to OrderAccess.guests() when that is meant`;
}

function throttleAtQuota({ routes, throttle }: WarningSettings): string | undefined {
  const open = routes.filter(({ authorizer }) => isOpen(authorizer));
  return open.length > 0 && isAtQuota(throttle) ? atQuota(named(open)) : undefined;
}

function atQuota(routes: string): string {
  return `anybody may call ${routes} in PROD 10,000 times a second, which is all that API Gateway lets through for an account by default: set throttle to what the shop needs, `
    + 'or callers of one route can hold up every API of the account';
}

function anyOriginAllowed({ corsPreflight }: WarningSettings): string | undefined {
  return corsPreflight && allowsAnyOrigin(corsPreflight)
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
