/*
 * Grants. One that would have no effect fails or causes a warning (docs/adr/0021-grants-within-the-account.md).
 */
import { Annotations, CfnResource, Stack } from 'aws-cdk-lib';
import { Effect, Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, IConstruct } from 'constructs';
import { Permission, statementOf } from './permissions';
import { asText, isDummyAccount, isElsewhere, kindOf, refusal, refuse } from '../props/validation';

/** The construct whose grant it is, and the construct that carries its warnings. */
export interface GrantPlace {
  /** The construct in messages. */
  readonly scope: IConstruct;
  /** A child of `scope` that carries the warnings. When a warning is added at synth, the CDK looks for acknowledgements on its ancestors only. */
  readonly bearer: IConstruct;
}

/** Grants permissions. Messages call the grant by `name`. */
export function grantAll({ scope, bearer }: GrantPlace, name: string, grantee: IGrantable, permissions: readonly Permission[]): Grant {
  refuse(scope, validateGrantee(scope, name, grantee), 'options');
  const grant = permissions.flatMap((permission) => grantOne(grantee, permission)).reduce((all, next) => all.combine(next));
  if (!grant.success) throw refusal(scope, [`${name} needs a grantee with policies, such as a role, a user or a function, got ${nameOfGrantee(grantee)}`]);
  // At synth, since the CDK splits large policies of a role then: only afterwards it is known which policy has a statement.
  scope.node.addValidation({
    validate: () => {
      const reason = whyWithoutEffect(grant, grantee, permissions, Stack.of(scope));
      if (reason !== undefined) Annotations.of(bearer).addWarningV2('cdk-order-processing-api::grantWithoutEffect', `${name} has no effect, since ${reason}`);
      return [];
    },
  });
  return grant;
}

/** Grants one permission. A deny statement is added without a `Grant`. Statements have no id, since a role may get those of two APIs. */
function grantOne(grantee: IGrantable, { effect, actions, resourceArns, conditions }: Permission): Grant[] {
  if (effect !== Effect.DENY) return [Grant.addToPrincipal({ grantee, actions, resourceArns, conditions })];
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ effect, actions, resources: resourceArns, conditions }));
  return [];
}

function validateGrantee(scope: IConstruct, name: string, grantee: IGrantable): string[] {
  const principal = (grantee as Partial<IGrantable> | undefined | null)?.grantPrincipal;
  if (typeof principal?.addToPrincipalPolicy !== 'function') return [`${name} must get a grantee such as a role, a user or a function, got ${kindOf(grantee)}`];
  const [own, other = own] = [Stack.of(scope).account, principal.principalAccount];
  if (!isElsewhere(scope, own, other)) return [];
  return [`${name} needs a grantee in the account of the stack, '${own}', got ${nameOfGrantee(grantee)} in '${other}': grant it to a role in this account that the other account may assume`];
}

/**
 * The reason why a grant has no effect, if it has none. A grantee that ignores policies (`withoutPolicyUpdates()`, `mutable: false`, a function without
 * a role) has a grant without dependencies.
 */
function whyWithoutEffect(grant: Grant, grantee: IGrantable, permissions: readonly Permission[], stack: Stack): string | undefined {
  const holders = Dependable.of(grant).dependencyRoots;
  if (holders.some(isInTemplate) || isDummyAccount(stack, grantee.grantPrincipal.principalAccount)) return undefined;
  if (holders.length === 0) {
    const statements = permissions.map((permission) => statementOf(permission).toStatementJson());
    return `${nameOfGrantee(grantee)} accepts no policies from this app: add these statements to its policy where it is created, with the values of this stack in place of `
      + `\${…}: ${asText(stack, statements)}`;
  }
  return `${nameOfGrantee(grantee)} is not part of a template, since nothing uses it: attach it to a role, a user or a group`;
}

/** Whether a policy becomes a resource of the template. The CDK leaves out a policy without principals, by a method that it does not publish. */
function isInTemplate(holder: IConstruct): boolean {
  const resources = holder.node.findAll().filter((each) => CfnResource.isCfnResource(each)) as unknown as { shouldSynthesize(): boolean }[];
  return resources.some((resource) => resource.shouldSynthesize());
}

function nameOfGrantee(grantee: IGrantable): string {
  const construct = [grantee, grantee.grantPrincipal].find((each) => Construct.isConstruct(each)) as IConstruct | undefined;
  return construct?.node.path ?? String(grantee.grantPrincipal);
}
