/*
 * Handing permissions to somebody, so that no grant does nothing in silence (docs/adr/0021-grants-within-the-account.md).
 */
import { Annotations, CfnResource, Stack } from 'aws-cdk-lib';
import { Effect, Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, IConstruct } from 'constructs';
import { Permission, statementOf } from './permissions';
import { isDummyAccount, isElsewhere, kindOf } from '../props/validation';

/** For whom a grant is made, and where. */
export interface GrantPlace {
  /** What is granted from, as messages name it. */
  readonly scope: IConstruct;
  /** Below `scope`: it bears the warnings, since at synth the CDK asks only what is above a construct whether a warning has been acknowledged. */
  readonly bearer: IConstruct;
}

/** Hands over permissions; `name` is how messages call the grant. */
export function grantAll({ scope, bearer }: GrantPlace, name: string, grantee: IGrantable, permissions: readonly Permission[]): Grant {
  refuse(scope, validateGrantee(scope, name, grantee));
  const grant = permissions.flatMap((permission) => grantOne(grantee, permission)).reduce((all, next) => all.combine(next));
  if (!grant.success) refuse(scope, [`${name} needs a grantee with policies, such as a role, a user or a function, got ${nameOfGrantee(grantee)}`]);
  // A role says only at synth which of its policies holds a statement, once that is split.
  scope.node.addValidation({
    validate: () => {
      const reason = whyWithoutEffect(grant, grantee, permissions, Stack.of(scope));
      if (reason !== undefined) Annotations.of(bearer).addWarningV2('cdk-order-processing-api:grantWithoutEffect', `${name} changes nothing, since ${reason}`);
      return [];
    },
  });
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
  if (!isElsewhere(scope, own, other)) return [];
  return [`${name} needs a grantee of the stack's account '${own}', got ${nameOfGrantee(grantee)} of '${other}': grant it to a role here that the other account may assume`];
}

/** Who drops statements says so by a dependency on nothing: `withoutPolicyUpdates()`, `mutable: false`, a function without a role. */
function whyWithoutEffect(grant: Grant, grantee: IGrantable, permissions: readonly Permission[], stack: Stack): string | undefined {
  const holders = Dependable.of(grant).dependencyRoots;
  if (holders.some(isInTemplate) || isDummyAccount(stack, grantee.grantPrincipal.principalAccount)) return undefined;
  if (holders.length === 0) {
    const statements = permissions.map((permission) => stack.resolve(statementOf(permission).toStatementJson()));
    return `${nameOfGrantee(grantee)} takes no policies from this app: give it these statements where it is made, with ARNs in place of the references, which are those of this stack's `
      + `template: ${JSON.stringify(statements)}`;
  }
  return `${nameOfGrantee(grantee)} stands in no template, like each policy that is attached to nobody: attach it to a role, a user or a group`;
}

/** Whether a policy becomes a resource. The CDK leaves out one that is attached to nobody, by a method that it does not publish. */
function isInTemplate(holder: IConstruct): boolean {
  const resources = holder.node.findAll().filter((each) => CfnResource.isCfnResource(each)) as unknown as { shouldSynthesize(): boolean }[];
  return resources.some((resource) => resource.shouldSynthesize());
}

function nameOfGrantee(grantee: IGrantable): string {
  const construct = [grantee, grantee.grantPrincipal].find((each) => Construct.isConstruct(each)) as IConstruct | undefined;
  return construct?.node.path ?? String(grantee.grantPrincipal);
}
