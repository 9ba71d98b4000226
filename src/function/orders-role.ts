import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Permission } from './permissions';

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
    for (const { resourceArns: resources, ...statement } of permissions) this.addToPolicy(new PolicyStatement({ ...statement, resources }));
  }
}
