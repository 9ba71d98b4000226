/*
 * Validation of the rules that make a caller staff.
 */
import { Token } from 'aws-cdk-lib';
import { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { audiencesOf } from './authorizer';
import { AUDIENCE_CLAIMS, CLAIM, CLAIMS_OF_EVERYBODY, matches, SCOPE, SCOPE_CLAIMS, SCOPES_OF_EVERYBODY } from './claims';
import { StaffRule } from '../contract';
import { OrderStaff } from '../props/order-staff';
import { instancesIn, kindOfList, shown } from '../props/validation';

/** Pattern of the value of a claim. API Gateway writes a list as `[a b]`, so a value with white space would look like two values. */
const CLAIM_VALUE = /^\S{1,128}$/u;

/** Maximum number of rules. For more, use a group or role of the identity provider. The rules of all routes together have a size limit too. */
const MAX_STAFF = 10;

const MAX_STAFF_SCOPE_LENGTH = 128;

/** Authorizer and scopes of a route. */
interface LetIn {
  readonly authorizer?: IHttpRouteAuthorizer;
  readonly authorizationScopes?: readonly string[];
}

export function validateStaff(prop: string, staff: unknown, letIn: LetIn): string[] {
  if (staff === undefined) return [];
  const listed = instancesIn(staff, OrderStaff);
  if (!Array.isArray(staff) || listed.length !== staff.length) {
    return [`staff of ${prop} must be a list such as [OrderStaff.cognitoGroup('staff')], got ${kindOfList(staff, OrderStaff)}`];
  }
  const ruleFaults = listed.flatMap(({ _rule }) => ('scope' in _rule ? validateStaffScope(prop, _rule.scope) : validateStaffClaim(prop, _rule)));
  return [
    ...listed.length > MAX_STAFF ? [`staff of ${prop} must be at most ${MAX_STAFF} rules, got ${listed.length}`] : [],
    // With an invalid rule, the two other checks could only repeat it.
    ...ruleFaults.length > 0 ? ruleFaults : [...validateNotAllAreStaff(prop, listed, letIn), ...validateAudiences(prop, listed, letIn)],
  ];
}

/** A caller needs one of the required scopes. If each of them makes the caller staff, there are no customers. */
function validateNotAllAreStaff(prop: string, staff: readonly OrderStaff[], { authorizationScopes: required = [] }: LetIn): string[] {
  const ofStaff = new Set(staff.map(({ _rule }) => scopeIn(_rule)));
  return required.length > 0 && required.every((scope) => ofStaff.has(scope))
    ? [`authorizationScopes of ${prop} must include a scope for customers besides those of staff, got ${shown(required)}`]
    : [];
}

/** The token of a caller has one of the audiences. If each of them makes the caller staff, there are no customers. */
function validateAudiences(prop: string, staff: readonly OrderStaff[], { authorizer }: LetIn): string[] {
  const audiences = audiencesOf(authorizer);
  const ofStaff = staff.flatMap(({ _rule }) => ('claim' in _rule && AUDIENCE_CLAIMS.includes(_rule.claim) ? [_rule.value] : []));
  return audiences.length > 0 && audiences.every((audience) => ofStaff.includes(audience))
    ? [`staff of ${prop} must be identified by an audience that customers do not have, got ${shown(ofStaff)}, while the authorizer accepts only ${shown(audiences)}`]
    : [];
}

/** The scope that a rule matches, as a scope or by one of the claims that hold scopes. */
function scopeIn(rule: StaffRule): string | undefined {
  if ('scope' in rule) return rule.scope;
  return SCOPE_CLAIMS.includes(rule.claim) ? rule.value : undefined;
}

function validateStaffScope(prop: string, scope: string): string[] {
  if (!matches(scope, SCOPE) || (!Token.isUnresolved(scope) && scope.length > MAX_STAFF_SCOPE_LENGTH)) {
    return [`staff of ${prop} must be identified by an OAuth scope such as 'orders/admin', of at most ${MAX_STAFF_SCOPE_LENGTH} characters, got ${shown(scope)}`];
  }
  return validateScopeOfStaff(prop, scope);
}

function validateScopeOfStaff(prop: string, scope: string | undefined): string[] {
  return scope !== undefined && SCOPES_OF_EVERYBODY.includes(scope)
    ? [`staff of ${prop} must be identified by a scope that customers do not have, such as 'orders/admin', got '${scope}', which every caller has`]
    : [];
}

function validateStaffClaim(prop: string, rule: Extract<StaffRule, { claim: string }>): string[] {
  const { claim, value } = rule;
  return [
    ...matches(claim, CLAIM) ? [] : [`staff of ${prop} must be identified by the name of a claim such as 'roles', of 1 to 128 printable ASCII characters, got ${shown(claim)}`],
    ...matches(value, CLAIM_VALUE)
      ? []
      : [`staff of ${prop} must be identified by a value of 1 to 128 characters without white space, since API Gateway separates the values of a list by spaces, got ${shown(value)}`],
    ...CLAIMS_OF_EVERYBODY.includes(claim) ? [`staff of ${prop} must be identified by a claim in which customers differ from staff, such as 'roles', got '${claim}'`] : [],
    ...validateScopeOfStaff(prop, scopeIn(rule)),
  ];
}
