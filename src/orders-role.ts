import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

interface OrdersRoleProps {
  readonly roleName?: string;
  readonly table: ITable;
  readonly logGroup: ILogGroup;
}

/**
 * The function's role: one statement for each need, exact actions on exact ARNs. It does without
 * `AWSLambdaBasicExecutionRole`, which may write to every log group of the account.
 */
export class OrdersRole extends Role {
  public constructor(scope: Construct, id: string, { roleName, table, logGroup }: OrdersRoleProps) {
    super(scope, id, {
      roleName,
      description: 'Runs the order processing function',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.addToPolicy(new PolicyStatement({
      sid: 'CreateOrders',
      actions: ['dynamodb:PutItem'],
      resources: [table.tableArn],
    }));
    this.addToPolicy(new PolicyStatement({
      sid: 'WriteOwnLogs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }));
  }
}
