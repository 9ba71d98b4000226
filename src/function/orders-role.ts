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
 * The role of a function of ours: one statement for each need, exact actions on exact ARNs. It does without
 * `AWSLambdaBasicExecutionRole`, which may write to every log group of the account.
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
 * Lets a brought role do what its function needs, unless it takes no policies. The policy stands in the function's stack: in that of
 * the role it would name table and log group of this one, and the two stacks would wait for each other.
 */
export function addPolicyTo(role: IRole, scope: Construct, permissions: readonly Permission[]): Policy {
  const policy = new Policy(scope, 'RolePolicy', { policyName: uniquePolicyName(scope), statements: permissions.map(statementOf) });
  role.attachInlinePolicy(policy); // and not the policy to the role, which would not ask whether it takes any
  return policy;
}

/** In every account and region: of two policies of one name on one role, the second would replace the first. */
function uniquePolicyName(scope: Construct): string {
  const stackUuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return `order-processing-${scope.node.addr.slice(-8)}-${stackUuid}`;
}
