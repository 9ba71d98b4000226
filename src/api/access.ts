/*
 * Access settings of the routes: authorizer, scopes, claims and staff rules, resolved from `OrderAccess` and validated.
 */
import { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AUTHORIZATION_TYPES, authorizationTypeOf, isAttached, isAuthorizer, isOpen, isOpenOnPurpose, kindInsteadOfAuthorizer, knowsClaims, knowsScopes,
  nameOf,
} from './authorizer';
import { CLAIM, CLAIMS_OF_CLIENTS, CLAIMS_OF_EVERYBODY, CLAIMS_OF_TOKENS, matches, SCOPE, SCOPE_CLAIMS } from './claims';
import { validateStaff } from './staff';
import { CallerRule } from '../contract';
import { AccessRule, OrderAccess } from '../props/order-access';
import { OrderStaff } from '../props/order-staff';
import { asMeant, instancesIn, kindInsteadOf, kindOf, shown, validateOptionNames } from '../props/validation';

/** Who may call one or more routes. */
export interface Access extends CallerRule {
  readonly callers: AccessRule['callers'];
  /** `undefined` if the app has not set `access`. */
  readonly authorizer?: IHttpRouteAuthorizer;
  readonly authorizationScopes?: string[];
}

/** An `access` that the app has set, with its name in messages. */
export interface StatedAccess {
  readonly prop: string;
  readonly access: OrderAccess;
}

/** Quota of API Gateway for the scopes of a route, which cannot be raised. */
const MAX_SCOPES = 10;

/** Claims that do not identify a caller: several callers have the same value, or a caller has another value in the next token. */
const CLAIMS_OF_NOBODY = [
  ...CLAIMS_OF_EVERYBODY, ...CLAIMS_OF_TOKENS, ...SCOPE_CLAIMS, 'aud', 'acr', 'amr', 'tid', 'version', 'cognito:groups', 'cognito:roles', 'groups', 'roles',
];

/** Attributes that a Cognito user may edit by default, and that other identity providers let users edit: OpenID Connect Core, section 5.1. */
const EDITABLE_CLAIM = /^(custom:.+|address|birthdate|email|family_name|gender|given_name|locale|middle_name|name|nickname|phone_number|picture|preferred_username|profile|website|zoneinfo)$/;

/** Options of the factories of `OrderAccess`. */
const OPTIONS_FOR: { readonly [Callers in AccessRule['callers']]: readonly string[] } = {
  guests: [],
  customers: ['authorizationScopes', 'callerIdClaim', 'customerIdClaim', 'staff'],
  staff: ['authorizationScopes', 'callerIdClaim'],
};

export function resolveAccess(access: OrderAccess | undefined): Access {
  if (!(access instanceof OrderAccess)) return { callers: 'guests' };
  const { callers, authorizer } = access._rule;
  const { authorizationScopes, customerIdClaim, callerIdClaim, staff } = asMeant(access._rule.options, OPTIONS_FOR[callers]);
  if (callers !== 'customers') return { callers, authorizer, authorizationScopes, callerIdClaim };
  return {
    callers,
    authorizer,
    authorizationScopes,
    customerIdClaim: customerIdClaim ?? defaultClaimOf(authorizer),
    callerIdClaim,
    staff: instancesIn(staff, OrderStaff).map(({ _rule }) => _rule),
  };
}

/** The default claim with the customer id. A JWT has the claim `sub`. The context of a Lambda authorizer has no standard field. */
function defaultClaimOf(authorizer: IHttpRouteAuthorizer | undefined): string | undefined {
  return authorizationTypeOf(authorizer) === 'CUSTOM' ? undefined : 'sub';
}

export function validateAccess(stated: readonly StatedAccess[]): string[] {
  const authorizers = new Set(stated.map(({ access }) => resolveAccess(access).authorizer).filter(isAuthorizer));
  return [...stated.flatMap(validateOne), ...validateAttachments([...authorizers])];
}

function validateOne({ prop, access }: StatedAccess): string[] {
  if (!(access instanceof OrderAccess)) return [`${prop} must be an OrderAccess such as OrderAccess.guests() or OrderAccess.customers(authorizer), got ${kindInsteadOf(OrderAccess, access)}`];
  const resolved = resolveAccess(access);
  if (resolved.callers === 'guests') return [];
  const faults = validateAuthorizer(prop, resolved);
  return [
    ...validateOptions(prop, access._rule),
    ...faults,
    // With an authorizer that does not fit, these two would only repeat the fault.
    ...validateScopes(prop, resolved, faults.length === 0),
    ...validateCallerIdClaim(prop, resolved, faults.length === 0),
    ...resolved.callers === 'customers' ? [...validateClaim(prop, resolved), ...validateStaff(prop, access._rule.options.staff, resolved)] : [],
  ];
}

/** Unknown options. A misspelt option would be ignored, and might allow more callers than intended. */
function validateOptions(prop: string, { callers, options }: AccessRule): string[] {
  const known = OPTIONS_FOR[callers];
  if (typeof options !== 'object' || Array.isArray(options)) return [`${prop} must have options such as { ${known[0]}: ['orders/read'] }, got ${kindOf(options)}`];
  return validateOptionNames(prop, options, known);
}

function validateAuthorizer(prop: string, { callers, authorizer }: Access): string[] {
  if (!isAuthorizer(authorizer)) return [`${prop} must have an authorizer such as new HttpJwtAuthorizer(id, issuer, { jwtAudience }), got ${kindInsteadOfAuthorizer(authorizer)}`];
  const type = authorizationTypeOf(authorizer);
  if (type !== undefined && !AUTHORIZATION_TYPES.includes(type)) {
    return [`${prop} must have an authorizer of one of the types ${AUTHORIZATION_TYPES.join(', ')}, got ${nameOf(authorizer)}`];
  }
  if (callers === 'customers' && !knowsClaims(authorizer)) {
    return [`${prop} for customers needs a JWT, user pool or Lambda authorizer, which identifies the customer, got ${nameOf(authorizer)}`];
  }
  if (isOpen(authorizer) && !isOpenOnPurpose(authorizer)) {
    return [`${prop} for staff needs an authorizer that only accepts staff, or new HttpNoneAuthorizer() to make it public, got ${nameOf(authorizer)}`];
  }
  return [];
}

export function validateScopes(prop: string, { authorizer, authorizationScopes: scopes }: Access, fits: boolean): string[] {
  if (scopes === undefined) return [];
  if (!Array.isArray(scopes)) return [`authorizationScopes of ${prop} must be a list of OAuth scopes such as ['orders/read'], got ${shown(scopes)}`];
  return [
    ...scopes.filter((scope) => !matches(scope, SCOPE)).map((scope) => `authorizationScopes of ${prop} must be OAuth scopes such as 'orders/read', got ${shown(scope)}`),
    ...scopes.length > MAX_SCOPES ? [`authorizationScopes of ${prop} must be at most ${MAX_SCOPES}, got ${scopes.length}`] : [],
    ...fits && scopes.length > 0 && !knowsScopes(authorizer) ? [`authorizationScopes of ${prop} needs a JWT or user pool authorizer, got ${nameOf(authorizer)}`] : [],
  ];
}

function validateClaim(prop: string, { authorizer, customerIdClaim }: Access): string[] {
  if (customerIdClaim === undefined) {
    return [`customerIdClaim of ${prop} must be the field with the customer id in the context of the Lambda authorizer, got none with ${nameOf(authorizer)}`];
  }
  return validateClaimName(`customerIdClaim of ${prop}`, customerIdClaim, 'customer', [...CLAIMS_OF_NOBODY, ...CLAIMS_OF_CLIENTS]);
}

function validateCallerIdClaim(prop: string, { callers, authorizer, callerIdClaim, staff = [] }: Access, fits: boolean): string[] {
  if (callerIdClaim === undefined) return [];
  if (callers === 'customers' && staff.length === 0) {
    return [`callerIdClaim of ${prop} needs staff, since customers are identified by customerIdClaim, got '${callerIdClaim}'`];
  }
  if (fits && !knowsClaims(authorizer)) return [`callerIdClaim of ${prop} needs a JWT, user pool or Lambda authorizer, got ${nameOf(authorizer)}`];
  return validateClaimName(`callerIdClaim of ${prop}`, callerIdClaim, 'caller', CLAIMS_OF_NOBODY);
}

function validateClaimName(option: string, claim: string, who: string, identifiesNobody: readonly string[]): string[] {
  if (identifiesNobody.includes(claim)) return [`${option} must be a claim that identifies a single ${who}, such as 'sub', got '${claim}'`];
  return matches(claim, CLAIM) ? [] : [`${option} must be the name of a claim such as 'sub', of 1 to 128 printable ASCII characters, got ${shown(claim)}`];
}

/** An authorizer belongs to the API that it was first attached to. On the routes of another API it fails at deployment. */
function validateAttachments(authorizers: readonly IHttpRouteAuthorizer[]): string[] {
  return authorizers.filter(isAttached).map((authorizer) => (
    `access must have an authorizer that no other API uses, got ${nameOf(authorizer)} of another API: create one for each API`
  ));
}

/** Claims of the access rules that users may be able to edit. The context of a Lambda authorizer is up to its function. */
export function editableClaims({ authorizer, customerIdClaim, callerIdClaim, staff = [] }: Access): string[] {
  if (authorizationTypeOf(authorizer) === 'CUSTOM') return [];
  const claims = [customerIdClaim, callerIdClaim, ...staff.map((rule) => ('claim' in rule ? rule.claim : undefined))];
  return claims.filter((claim): claim is string => claim !== undefined && EDITABLE_CLAIM.test(claim));
}
