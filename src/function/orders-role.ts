import { Aws, Fn } from 'aws-cdk-lib';
import { IRole, Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Permission, statementOf } from './permissions';

interface OrdersRoleProps {
  readonly roleName?: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
}

/**
 * Execution role of a function of this library, with exact actions on exact ARNs. It does not use the managed policy `AWSLambdaBasicExecutionRole`,
 * which allows writing to every log group of the account.
 */
export class OrdersRole extends Role {
  public constructor(scope: Construct, id: string, { roleName, description, permissions }: OrdersRoleProps) {
    super(scope, id, {
      roleName,
      description,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    for (const permission of permissions) this.addToPolicy(statementOf(permission));
  }
}

/**
 * Adds a policy with the permissions of the function to an existing role, unless the role accepts none. The policy is in the stack of the function:
 * in the stack of the role it would refer to table and log group of this stack, and the two stacks would depend on each other.
 */
export function addPolicyTo(role: IRole, scope: Construct, permissions: readonly Permission[]): Policy {
  const policy = new Policy(scope, 'RolePolicy', { policyName: uniquePolicyName(scope), statements: permissions.map(statementOf) });
  role.attachInlinePolicy(policy); // policy.attachToRole() would ignore that a role accepts no policies
  return policy;
}

/** A policy name that is unique over accounts and regions. A second policy of the same name on a role would replace the first. */
function uniquePolicyName(scope: Construct): string {
  const stackUuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return `order-processing-${scope.node.addr.slice(-8)}-${stackUuid}`;
}
