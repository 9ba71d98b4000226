import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { CUSTOMER_INDEX, OperationId } from './contract';

interface OrdersRoleProps {
  readonly roleName?: string;
  readonly table: ITable;
  readonly logGroup: ILogGroup;
  /** What the routes do that are on. */
  readonly operations: readonly OperationId[];
}

/** The one call to DynamoDB that each operation makes. */
const NEEDS: Readonly<Record<OperationId, { readonly sid: string; readonly action: string; readonly onIndex?: boolean }>> = {
  createOrder: { sid: 'CreateOrders', action: 'dynamodb:PutItem' },
  getOrder: { sid: 'GetOrders', action: 'dynamodb:GetItem' },
  listOrders: { sid: 'ListOrders', action: 'dynamodb:Query', onIndex: true },
  updateOrderStatus: { sid: 'UpdateOrders', action: 'dynamodb:UpdateItem' },
};

/**
 * The function's role: one statement for each need, exact actions on exact ARNs. It does without
 * `AWSLambdaBasicExecutionRole`, which may write to every log group of the account.
 */
export class OrdersRole extends Role {
  public constructor(scope: Construct, id: string, { roleName, table, logGroup, operations }: OrdersRoleProps) {
    super(scope, id, {
      roleName,
      description: 'Runs the order processing function',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    for (const { sid, action, onIndex } of operations.map((operation) => NEEDS[operation])) {
      this.addToPolicy(new PolicyStatement({
        sid,
        actions: [action],
        resources: [onIndex ? `${table.tableArn}/index/${CUSTOMER_INDEX.indexName}` : table.tableArn],
      }));
    }
    this.addToPolicy(new PolicyStatement({
      sid: 'WriteOwnLogs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }));
  }
}
