/*
 * What must hold of who is staff among customers.
 */
import { Token } from 'aws-cdk-lib';
import { CLAIM, CLAIMS_OF_EVERYBODY, matches, SCOPE } from './claims';
import { StaffRule } from '../contract';
import { OrderStaff } from '../props/order-staff';
import { instancesIn, kindOfList, shown } from '../props/validation';

/** A member of a claim: with white space it could not be told from two, since API Gateway writes a list as `[a b]`. */
const CLAIM_VALUE = /^\S{1,128}$/u;

/** So that all of them fit into the function's environment. */
const MAX_STAFF = 10;

const MAX_STAFF_SCOPE_LENGTH = 128;

/** What identity providers give to whoever signs in: OpenID Connect's own scopes, and the one of each user of a user pool. */
const SCOPES_OF_EVERYBODY = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'aws.cognito.signin.user.admin'];

export function validateStaff(prop: string, staff: unknown, authorizationScopes: readonly string[] | undefined): string[] {
  if (staff === undefined) return [];
  const listed = instancesIn(staff, OrderStaff);
  if (!Array.isArray(staff) || listed.length !== staff.length) {
    return [`staff of ${prop} must be a list such as [OrderStaff.cognitoGroup('staff')], got ${kindOfList(staff, OrderStaff)}`];
  }
  return [
    ...listed.length > MAX_STAFF ? [`staff of ${prop} must be at most ${MAX_STAFF}, got ${listed.length}`] : [],
    ...listed.flatMap(({ _rule }) => ('scope' in _rule ? validateStaffScope(prop, _rule.scope) : validateStaffClaim(prop, _rule))),
    ...validateNotAllAreStaff(prop, listed, authorizationScopes),
  ];
}

/** A caller needs one of the scopes: when each of them makes staff, there are no customers. */
function validateNotAllAreStaff(prop: string, staff: readonly OrderStaff[], required: readonly string[] = []): string[] {
  const ofStaff = new Set(staff.map(({ _rule }) => ('scope' in _rule ? _rule.scope : undefined)));
  return required.length > 0 && required.every((scope) => ofStaff.has(scope))
    ? [`authorizationScopes of ${prop} must hold a scope of customers besides those of staff, got ${shown(required)}`]
    : [];
}

function validateStaffScope(prop: string, scope: string): string[] {
  if (!matches(scope, SCOPE) || (!Token.isUnresolved(scope) && scope.length > MAX_STAFF_SCOPE_LENGTH)) {
    return [`staff of ${prop} must be told by an OAuth scope such as 'orders/admin', of at most ${MAX_STAFF_SCOPE_LENGTH} characters, got ${shown(scope)}`];
  }
  return SCOPES_OF_EVERYBODY.includes(scope)
    ? [`staff of ${prop} must be told by a scope that customers do not hold, such as 'orders/admin', got '${scope}', which every caller holds`]
    : [];
}

function validateStaffClaim(prop: string, { claim, value }: Extract<StaffRule, { claim: string }>): string[] {
  return [
    ...matches(claim, CLAIM) ? [] : [`staff of ${prop} must be told by the name of a claim such as 'roles', of 1 to 128 printable ASCII characters, got ${shown(claim)}`],
    ...matches(value, CLAIM_VALUE)
      ? []
      : [`staff of ${prop} must be told by a value of 1 to 128 characters without white space, since API Gateway writes lists with spaces, got ${shown(value)}`],
    ...CLAIMS_OF_EVERYBODY.includes(claim) ? [`staff of ${prop} must be told by a claim in which customers differ from staff, such as 'roles', got '${claim}'`] : [],
  ];
}
