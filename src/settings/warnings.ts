/*
 * Warnings about settings that are rarely intended. Their ids are stable, and `Annotations.of(orders).acknowledgeWarning(id, reason)` suppresses one.
 */
import { Annotations, Aspects, CfnDeletionPolicy, RemovalPolicy, Token } from 'aws-cdk-lib';
import { CfnGlobalTable, CfnTable, ITable } from 'aws-cdk-lib/aws-dynamodb';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from './settings';
import { editableClaims } from '../api/access';
import { authorizationTypeOf, isOpen, lacksUserPoolClients, letInTheSame, trustTheSameIssuer } from '../api/authorizer';
import { AUDIENCE_CLAIMS, SCOPES_OF_EVERYBODY } from '../api/claims';
import { allowsAnyOrigin } from '../api/cors';
import { OrdersHttpApi } from '../api/orders-http-api';
import { hasFulfilments, hasRoute, RouteSettings } from '../api/route-settings';
import { isAtQuota } from '../api/throttle';
import { SignInClient, signInClientsOf } from '../api/user-pool-clients';
import { CREATE_ORDER, CREATE_RETURN, IDEMPOTENCY_KEY_HEADER, UPDATE_FULFILMENT, UPDATE_ORDER_STATUS } from '../contract';
import { inWords, isResource } from '../props/validation';

type WarningSettings = Pick<Settings, 'isProduction' | 'table' | 'timeout' | 'routes' | 'prices' | 'corsPreflight' | 'throttle' | 'removalPolicy' | 'logRetention'>;

interface Warning {
  readonly id: string;
  /** Whether the setting is fine during development, so that only production has the warning. */
  readonly inProductionOnly: boolean;
  /** What is wrong and what to do, or `undefined` if nothing is. */
  readonly messageFor: (settings: WarningSettings) => string | undefined;
}

const UNAUTHENTICATED = 'cdk-order-processing-api::unauthenticatedApi';
const AT_QUOTA = 'cdk-order-processing-api::throttleAtAccountQuota';
const DESTROYED = 'cdk-order-processing-api::ordersDestroyed';

/** Maximum integration timeout of an HTTP API in seconds, which cannot be raised. */
const MAX_INTEGRATION_SECONDS = 30;

/**
 * The warnings. Apps use the ids to acknowledge them, so they are stable.
 *
 * An id contains `::`. The CDK CLI prints such an id as it is, and adds `Annotation::` in front of any other one, which `acknowledgeWarning` would not
 * accept.
 */
export const WARNINGS: readonly Warning[] = [
  { id: 'cdk-order-processing-api::ordersOpenToAnybody', inProductionOnly: false, messageFor: ordersOpenToAnybody },
  { id: 'cdk-order-processing-api::callersNotToldApart', inProductionOnly: false, messageFor: callersNotToldApart },
  { id: 'cdk-order-processing-api::staffBySignInClient', inProductionOnly: false, messageFor: staffBySignInClient },
  { id: 'cdk-order-processing-api::callersShareKeys', inProductionOnly: false, messageFor: callersShareKeys },
  { id: 'cdk-order-processing-api::editableClaim', inProductionOnly: false, messageFor: editableClaim },
  { id: 'cdk-order-processing-api::defaultUserPoolClient', inProductionOnly: false, messageFor: defaultUserPoolClient },
  { id: 'cdk-order-processing-api::timeoutAboveApiGateway', inProductionOnly: false, messageFor: timeoutAboveApiGateway },
  { id: 'cdk-order-processing-api::ordersNeverConfirmed', inProductionOnly: false, messageFor: ordersNeverConfirmed },
  { id: 'cdk-order-processing-api::ordersNeverDelivered', inProductionOnly: false, messageFor: ordersNeverDelivered },
  { id: UNAUTHENTICATED, inProductionOnly: true, messageFor: openByDefault },
  { id: AT_QUOTA, inProductionOnly: true, messageFor: throttleAtQuota },
  { id: 'cdk-order-processing-api::pricesFromCaller', inProductionOnly: true, messageFor: pricesFromCaller },
  { id: 'cdk-order-processing-api::anyOriginAllowed', inProductionOnly: true, messageFor: anyOriginAllowed },
  { id: DESTROYED, inProductionOnly: true, messageFor: ordersDestroyed },
  { id: 'cdk-order-processing-api::shortLogRetention', inProductionOnly: true, messageFor: shortLogRetention },
];

export function addWarnings(scope: Construct, settings: WarningSettings, httpApi: OrdersHttpApi): void {
  for (const { id, inProductionOnly, messageFor } of WARNINGS) {
    const message = inProductionOnly && !settings.isProduction ? undefined : messageFor(settings);
    if (message !== undefined) Annotations.of(scope).addWarningV2(id, message);
  }
  if (settings.isProduction) Aspects.of(scope).add({ visit: (node) => { if (node === scope) warnAtSynth(settings, httpApi); } });
}

/**
 * Warns of what the app may set after the API has been created. An aspect calls it, when everything exists. The warnings are on the HTTP API: at that
 * time the CDK looks for acknowledgements on the ancestors of a construct only.
 */
function warnAtSynth(settings: WarningSettings, httpApi: OrdersHttpApi): void {
  warnOfOpenRoutes(settings, httpApi);
  if (settings.table && isDestroyed(settings.table)) {
    Annotations.of(httpApi).addWarningV2(DESTROYED, `table ${settings.table.node.path} is deleted with its stack in PROD: set its removalPolicy to RETAIN`);
  }
}

/** Whether a table that the app creates is deleted with its stack. The removal policy of an imported table is not known. */
function isDestroyed({ node: { defaultChild } }: ITable): boolean {
  if (!isResource(defaultChild, CfnTable) && !isResource(defaultChild, CfnGlobalTable)) return false;
  const { deletionPolicy = CfnDeletionPolicy.DELETE } = defaultChild.cfnOptions; // the default of CloudFormation
  return deletionPolicy === CfnDeletionPolicy.DELETE;
}

/** Warns of public routes that the app has added, also without `addRoutes`. */
function warnOfOpenRoutes(settings: WarningSettings, httpApi: OrdersHttpApi): void {
  const { forgotten, open } = httpApi.openRoutes();
  if (forgotten.length > 0) {
    Annotations.of(httpApi).addWarningV2(
      UNAUTHENTICATED,
      `anybody may call ${forgotten.join(', ')} in PROD: set authorizer of the route, to new HttpNoneAuthorizer() if it is meant to be public`,
    );
  }
  const isWarnedOf = throttleAtQuota(settings) !== undefined; // all routes share one throttle
  if (open.length > 0 && !isWarnedOf && isAtQuota(settings.throttle)) Annotations.of(httpApi).addWarningV2(AT_QUOTA, atQuota(open.join(', ')));
}

function ordersNeverConfirmed({ routes }: WarningSettings): string | undefined {
  if (!hasFulfilments(routes) || canMoveOrdersOn(routes)) return undefined;
  return 'orders are packed when they are CONFIRMED, and no route confirms them: add OrderRoute.updateOrderStatus() for staff to routes, unless another program confirms orders';
}

/** Returns without a route that makes an order DELIVERED. With fulfilments, it is the confirmation that is missing: `ordersNeverConfirmed` warns of it. */
function ordersNeverDelivered({ routes }: WarningSettings): string | undefined {
  if (!hasRoute(routes, CREATE_RETURN) || canMoveOrdersOn(routes) || hasRoute(routes, UPDATE_FULFILMENT)) return undefined;
  return 'orders are returned after they are DELIVERED, and no route delivers them, so that each return gets a 409: add OrderRoute.updateOrderStatus() for staff to routes, unless '
    + 'another program delivers orders';
}

/** Whether a route sets the statuses of an order: customers may only cancel theirs. */
function canMoveOrdersOn(routes: readonly RouteSettings[]): boolean {
  return routes.some(({ route, callers, staff = [] }) => route === UPDATE_ORDER_STATUS && (callers !== 'customers' || staff.length > 0));
}

function ordersOpenToAnybody({ routes }: WarningSettings): string | undefined {
  const open = routes.filter(({ callers, authorizer }) => callers === 'staff' && isOpen(authorizer));
  return open.length === 0 ? undefined : `anybody may call ${named(open)} with the rights of staff: set access to OrderAccess.staff() with an authorizer that only accepts staff`;
}

/** Staff routes whose authorizer also accepts the customers of another route. */
function callersNotToldApart({ routes }: WarningSettings): string | undefined {
  const ofCustomers = routes.filter(({ callers }) => callers === 'customers');
  const shared = routes.filter((route) => (
    route.callers === 'staff' && ofCustomers.some((other) => letInTheSame(route.authorizer, other.authorizer) && holdsScopesOf(other, route))
  ));
  return shared.length === 0
    ? undefined
    : `every customer may call ${named(shared)} with the rights of staff, since the authorizer accepts the same tokens as that of the customers: set access of these routes to `
      + 'OrderAccess.customers() with staff, or to OrderAccess.staff() with authorizationScopes that customers do not have or with an authorizer that accepts other tokens';
}

/** Whether a customer can have a scope that a staff route requires: none is required, everybody has it, or a route for customers requires it too. */
function holdsScopesOf({ authorizationScopes: own = [], staff = [] }: RouteSettings, { authorizationScopes: asked = [] }: RouteSettings): boolean {
  const ofStaff = staff.map((rule) => ('scope' in rule ? rule.scope : undefined));
  return asked.length === 0 || asked.some((scope) => SCOPES_OF_EVERYBODY.includes(scope) || (own.includes(scope) && !ofStaff.includes(scope)));
}

/** App clients of a user pool at which customers can sign in as staff: every user of a pool can sign in at every client, and gets the scopes of it. */
function staffBySignInClient({ routes }: WarningSettings): string | undefined {
  const ofCustomers = routes.filter(({ callers }) => callers === 'customers');
  const makesStaff = (route: RouteSettings, client: SignInClient) => (route.callers === 'customers'
    ? (route.staff ?? []).some((rule) => ('scope' in rule ? client.scopes.includes(rule.scope) : AUDIENCE_CLAIMS.includes(rule.claim) && rule.value === client.id))
    : ofCustomers.some((other) => trustTheSameIssuer(route.authorizer, other.authorizer)) && givesScopesOf(client, route));
  const clients = routes.flatMap((route) => signInClientsOf(route.authorizer).filter((client) => makesStaff(route, client)));
  const paths = [...new Set(clients.map(({ path }) => path))];
  return paths.length === 0
    ? undefined
    : `every user of the pool who signs in at the app client ${paths.join(' or ')} is staff, including customers, since a scope of Amazon Cognito belongs to an app client and not `
      + 'to a user: use OrderStaff.cognitoGroup(), and give a scope of staff only to app clients with the client credentials grant';
}

function givesScopesOf({ scopes }: SignInClient, { authorizationScopes: asked = [] }: RouteSettings): boolean {
  return asked.length === 0 || asked.some((scope) => scopes.includes(scope));
}

/** Routes with idempotency keys whose callers may not be identified. IAM and JWTs identify a caller, but the context of a Lambda authorizer is unknown. */
function callersShareKeys({ routes }: WarningSettings): string | undefined {
  const shared = routes.filter(({ route, callers, authorizer, callerIdClaim }) => (
    (route.requestHeaders as readonly string[]).includes(IDEMPOTENCY_KEY_HEADER)
      && callers === 'staff' && callerIdClaim === undefined && authorizationTypeOf(authorizer) === 'CUSTOM'
  ));
  return shared.length === 0
    ? undefined
    : `callers of ${named(shared)} share their idempotency keys if the context of the Lambda authorizer has neither 'sub' nor 'client_id', so a caller can get the order of another `
      + 'caller: set callerIdClaim of OrderAccess.staff() to the field of the context that identifies the caller';
}

function editableClaim({ routes }: WarningSettings): string | undefined {
  const claims = new Set(routes.flatMap(editableClaims));
  return claims.size === 0
    ? undefined
    : `users who can edit ${inWords([...claims].map((claim) => `'${claim}'`))} of their account can act as another customer, another caller or staff: use a claim that only the identity provider `
      + 'sets, such as \'sub\' or the groups of a user pool, or do not allow app clients to write the attribute';
}

/** Authorizers for which the CDK creates an app client. Nobody can sign in to the shop at it: its only callback URL is an example. */
function defaultUserPoolClient({ routes }: WarningSettings): string | undefined {
  return routes.some(({ authorizer }) => lacksUserPoolClients(authorizer))
    ? 'HttpUserPoolAuthorizer without userPoolClients makes the CDK add an app client to the user pool, with the implicit grant and the callback URL https://example.com, and the API '
      + 'accepts tokens of this client only: set userPoolClients to the app clients of the shop'
    : undefined;
}

/** A timeout that no caller waits for. The function would go on, and may still store the order of a caller who got an error. */
function timeoutAboveApiGateway({ timeout }: WarningSettings): string | undefined {
  return !timeout.isUnresolved() && timeout.toSeconds() > MAX_INTEGRATION_SECONDS
    ? `timeout is ${timeout.toHumanString()}, but API Gateway responds with status 503 after ${MAX_INTEGRATION_SECONDS} seconds, while the function may still store the order: `
      + `set timeout to ${MAX_INTEGRATION_SECONDS} seconds or less`
    : undefined;
}

/** Public routes without an `access`. `OrderAccess.guests()` shows that a public route is intended. */
function openByDefault({ routes }: WarningSettings): string | undefined {
  const open = routes.filter(({ authorizer }) => authorizer === undefined);
  return open.length === 0 ? undefined : `anybody may call ${named(open)} in PROD: set access, to OrderAccess.guests() if it is meant to be public`;
}

function throttleAtQuota({ routes, throttle }: WarningSettings): string | undefined {
  const open = routes.filter(({ authorizer }) => isOpen(authorizer));
  return open.length > 0 && isAtQuota(throttle) ? atQuota(named(open)) : undefined;
}

function atQuota(routes: string): string {
  return `anybody may call ${routes} in PROD 10,000 times per second, which is the default quota of the account for all its APIs: set throttle to what the shop needs, `
    + 'or its callers can cause 429 responses of every API in the account';
}

/** Prices that customers or guests decide, without a word of the app about it. */
function pricesFromCaller({ prices, routes }: WarningSettings): string | undefined {
  const creates = routes.some(({ route, callers, authorizer }) => route === CREATE_ORDER && (callers !== 'staff' || isOpen(authorizer)));
  return prices.isStated || !creates
    ? undefined
    : `callers of ${CREATE_ORDER.routeKey} decide about the prices of their orders in PROD, and may send 0: set prices to OrderPrices.fromTable() with the products of the shop, or to `
      + 'OrderPrices.fromCaller() if the shop checks each order before it delivers';
}

function anyOriginAllowed({ corsPreflight }: WarningSettings): string | undefined {
  return corsPreflight && allowsAnyOrigin(corsPreflight)
    ? 'scripts of any web page may call the API in PROD: set corsPreflight.allowOrigins to the origins of the shop, or to [] to turn CORS off'
    : undefined;
}

function ordersDestroyed({ removalPolicy, table }: WarningSettings): string | undefined {
  return removalPolicy === RemovalPolicy.DESTROY
    ? `${table ? 'logs' : 'table and logs'} are deleted with the stack in PROD: leave removalPolicy out, or set it to RETAIN`
    : undefined;
}

function shortLogRetention({ logRetention }: WarningSettings): string | undefined {
  return !Token.isUnresolved(logRetention) && logRetention < RetentionDays.ONE_MONTH
    ? `logs are kept for ${logRetention} days in PROD, and an incident may be noticed later: set logRetention to one month or more`
    : undefined;
}

function named(routes: readonly RouteSettings[]): string {
  return routes.map(({ route }) => `${route.method} ${route.path}`).join(', ');
}
