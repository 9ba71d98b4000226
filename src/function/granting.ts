/*
 * Handing permissions to somebody, so that no grant does nothing in silence (docs/adr/0021-grants-within-the-account.md).
 */
import { Annotations, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { Effect, Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, IConstruct } from 'constructs';
import { Permission, statementOf } from './permissions';
import { kindOf } from '../props/validation';

/** Hands over permissions; `name` is how messages call the grant. */
export function grantAll(scope: IConstruct, name: string, grantee: IGrantable, permissions: readonly Permission[]): Grant {
  refuse(scope, validateGrantee(scope, name, grantee));
  const grant = permissions.flatMap((permission) => grantOne(grantee, permission)).reduce((all, next) => all.combine(next));
  if (!grant.success) refuse(scope, [`${name} needs a grantee with policies, such as a role, a user or a function, got ${nameOfGrantee(grantee)}`]);
  if (isWithoutEffect(grant)) warn(scope, name, grantee, permissions);
  return grant;
}

/** A grant is something that is allowed; what is denied besides goes along without one. Without an id, as a role may get those of two APIs. */
function grantOne(grantee: IGrantable, { effect, actions, resourceArns, conditions }: Permission): Grant[] {
  if (effect !== Effect.DENY) return [Grant.addToPrincipal({ grantee, actions, resourceArns, conditions })];
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ effect, actions, resources: resourceArns, conditions }));
  return [];
}

function refuse(scope: IConstruct, faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`[${scope.node.path}] ${faults.join('; ')}`);
}

function validateGrantee(scope: IConstruct, name: string, grantee: IGrantable): string[] {
  const principal = (grantee as Partial<IGrantable> | undefined | null)?.grantPrincipal;
  if (typeof principal?.addToPrincipalPolicy !== 'function') return [`${name} must get a grantee such as a role, a user or a function, got ${kindOf(grantee)}`];
  const [own, other = own] = [Stack.of(scope).account, principal.principalAccount];
  if (Token.compareStrings(own, other) !== TokenComparison.DIFFERENT) return [];
  return [`${name} needs a grantee of the stack's account '${own}', got ${nameOfGrantee(grantee)} of '${other}': grant it to a role here that the other account may assume`];
}

/** Whoever takes statements and drops them says so by a dependency on nothing: `withoutPolicyUpdates()`, `mutable: false`, a function without a role. */
function isWithoutEffect(grant: Grant): boolean {
  return Dependable.of(grant).dependencyRoots.length === 0;
}

function warn(scope: IConstruct, name: string, grantee: IGrantable, permissions: readonly Permission[]): void {
  const statements = permissions.map((permission) => Stack.of(scope).resolve(statementOf(permission).toStatementJson()));
  Annotations.of(scope).addWarningV2(
    'cdk-order-processing-api:grantWithoutEffect',
    `${name} changes nothing, since ${nameOfGrantee(grantee)} takes no policies from this app: give it these statements where it is made: ${JSON.stringify(statements)}`,
  );
}

function nameOfGrantee(grantee: IGrantable): string {
  const construct = [grantee, grantee.grantPrincipal].find((each) => Construct.isConstruct(each)) as IConstruct | undefined;
  return construct?.node.path ?? String(grantee.grantPrincipal);
}
