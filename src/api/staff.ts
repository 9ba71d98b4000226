/*
 * What must hold of who is staff among customers.
 */
import { Token } from 'aws-cdk-lib';
import { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { audiencesOf } from './authorizer';
import { AUDIENCE_CLAIMS, CLAIM, CLAIMS_OF_EVERYBODY, matches, SCOPE, SCOPE_CLAIMS, SCOPES_OF_EVERYBODY } from './claims';
import { StaffRule } from '../contract';
import { OrderStaff } from '../props/order-staff';
import { instancesIn, kindOfList, shown } from '../props/validation';

/** A member of a claim: with white space it could not be told from two, since API Gateway writes a list as `[a b]`. */
const CLAIM_VALUE = /^\S{1,128}$/u;

/** More are a matter of a group or role. What all routes come to in the function's environment has a limit of its own. */
const MAX_STAFF = 10;

const MAX_STAFF_SCOPE_LENGTH = 128;

/** Whom a route lets in. */
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
  return [
    ...listed.length > MAX_STAFF ? [`staff of ${prop} must be at most ${MAX_STAFF}, got ${listed.length}`] : [],
    ...listed.flatMap(({ _rule }) => ('scope' in _rule ? validateStaffScope(prop, _rule.scope) : validateStaffClaim(prop, _rule))),
    ...validateNotAllAreStaff(prop, listed, letIn),
    ...validateAudiences(prop, listed, letIn),
  ];
}

/** A caller needs one of the scopes: when each of them makes staff, there are no customers. */
function validateNotAllAreStaff(prop: string, staff: readonly OrderStaff[], { authorizationScopes: required = [] }: LetIn): string[] {
  const ofStaff = new Set(staff.map(({ _rule }) => scopeIn(_rule)));
  return required.length > 0 && required.every((scope) => ofStaff.has(scope))
    ? [`authorizationScopes of ${prop} must hold a scope of customers besides those of staff, got ${shown(required)}`]
    : [];
}

/** A caller's token is for one of the audiences: when each of them makes staff, there are no customers. */
function validateAudiences(prop: string, staff: readonly OrderStaff[], { authorizer }: LetIn): string[] {
  const audiences = audiencesOf(authorizer);
  const ofStaff = staff.flatMap(({ _rule }) => ('claim' in _rule && AUDIENCE_CLAIMS.includes(_rule.claim) ? [_rule.value] : []));
  return audiences.length > 0 && audiences.every((audience) => ofStaff.includes(audience))
    ? [`staff of ${prop} must be told by an audience that customers do not have, got ${shown(ofStaff)}, while the authorizer lets in ${shown(audiences)} alone`]
    : [];
}

/** A scope, by whichever claim a rule asks for it. */
function scopeIn(rule: StaffRule): string | undefined {
  if ('scope' in rule) return rule.scope;
  return SCOPE_CLAIMS.includes(rule.claim) ? rule.value : undefined;
}

function validateStaffScope(prop: string, scope: string): string[] {
  if (!matches(scope, SCOPE) || (!Token.isUnresolved(scope) && scope.length > MAX_STAFF_SCOPE_LENGTH)) {
    return [`staff of ${prop} must be told by an OAuth scope such as 'orders/admin', of at most ${MAX_STAFF_SCOPE_LENGTH} characters, got ${shown(scope)}`];
  }
  return validateScopeOfStaff(prop, scope);
}

function validateScopeOfStaff(prop: string, scope: string | undefined): string[] {
  return scope !== undefined && SCOPES_OF_EVERYBODY.includes(scope)
    ? [`staff of ${prop} must be told by a scope that customers do not hold, such as 'orders/admin', got '${scope}', which every caller holds`]
    : [];
}

function validateStaffClaim(prop: string, rule: Extract<StaffRule, { claim: string }>): string[] {
  const { claim, value } = rule;
  return [
    ...matches(claim, CLAIM) ? [] : [`staff of ${prop} must be told by the name of a claim such as 'roles', of 1 to 128 printable ASCII characters, got ${shown(claim)}`],
    ...matches(value, CLAIM_VALUE)
      ? []
      : [`staff of ${prop} must be told by a value of 1 to 128 characters without white space, since API Gateway writes lists with spaces, got ${shown(value)}`],
    ...CLAIMS_OF_EVERYBODY.includes(claim) ? [`staff of ${prop} must be told by a claim in which customers differ from staff, such as 'roles', got '${claim}'`] : [],
    ...validateScopeOfStaff(prop, scopeIn(rule)),
  ];
}
