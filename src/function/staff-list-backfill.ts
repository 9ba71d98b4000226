import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ExtendedOrdersFunction } from './extended-orders-function';
import { commonOptions, commonPermissions } from './function-options';
import { enableTracing } from './function-settings';
import { addNetwork } from './network';
import { addLogGroup } from './orders-log-group';
import { OrdersRole } from './orders-role';
import { backfillPermissions } from './permissions';
import { BACKFILL_VARIABLE, BackfillRules, EnvironmentVariable } from '../contract';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import type { StaffListBackfillOptions } from '../props/staff-list-backfill-options';
import { optionNames, refuse, validateOptionsOf, validateWholeNumber } from '../props/validation';

/** Settings of the API that its backfill shares. */
export interface BackfillSettings extends Pick<OrderProcessingApiProps,
  'vpc' | 'vpcSubnets' | 'securityGroups' | 'applicationLogLevel' | 'systemLogLevel' | 'dataProtectionPolicy' | 'encryptionKey'
> {
  /** Environment variable with the shards of the staff list. Empty without a staff list. */
  readonly staffListVariables: Readonly<Record<string, string>>;
  readonly tracing: Tracing;
  readonly logRetention: RetentionDays;
  readonly logRemovalPolicy: RemovalPolicy;
}

export interface StaffListBackfillProps extends BackfillSettings {
  readonly table: ITable;
  readonly writesPerSecond: number;
}

const ID = 'StaffListBackfill';

const OPTIONS = optionNames<StaffListBackfillOptions>({ writesPerSecond: true });

/** Creates the backfill of an API. */
export function addBackfill(scope: Construct, settings: BackfillSettings, table: ITable, options?: StaffListBackfillOptions): StaffListBackfill {
  refuse(scope, [...validateNeeds(scope, settings), ...validateOptions(options)], 'options');
  return StaffListBackfill._make(scope, ID, { ...settings, table, writesPerSecond: options?.writesPerSecond ?? 100 });
}

function validateNeeds(scope: Construct, { staffListVariables }: BackfillSettings): string[] {
  if (Object.keys(staffListVariables).length === 0) {
    return ['addStaffListBackfill needs OrderRoute.listOrders({ staffList: OrderStaffList.byStatus() }) among the routes, got none'];
  }
  return scope.node.tryFindChild(ID) === undefined ? [] : ['addStaffListBackfill must be called once for each API'];
}

function validateOptions(options: StaffListBackfillOptions | undefined): string[] {
  const faults = validateOptionsOf('addStaffListBackfill', options, OPTIONS, '{ writesPerSecond: 100 }');
  return faults.length > 0 ? faults : validateWholeNumber('addStaffListBackfill.writesPerSecond', options?.writesPerSecond ?? undefined, 1, 1_000, 'writes');
}

/**
 * Backfill of the staff list of an `OrderProcessingApi`: a function that puts orders from before into the index `OrdersByStatus`.
 *
 * An invocation reads a part of the table and writes the keys of the orders that have none, or those of another status. It returns
 * `{ done, next, scanned, written, skipped }`. Invoke it with `{ "from": next }` until `done` is `true`. It can be stopped, repeated and run twice
 * at the same time. Nothing invokes it by itself.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html
 * @example
 * import { CfnOutput } from 'aws-cdk-lib';
 * import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
 * import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaffList } from 'cdk-order-processing-api';
 *
 * const orders = new OrderProcessingApi(this, 'Orders', {
 *   routes: [OrderRoute.createOrder(), OrderRoute.listOrders({ staffList: OrderStaffList.byStatus() })],
 *   access: OrderAccess.staff(new HttpIamAuthorizer()),
 * });
 * const backfill = orders.addStaffListBackfill({ writesPerSecond: 200 });
 * new CfnOutput(this, 'BackfillFunction', { value: backfill.handler.functionName });
 */
export class StaffListBackfill extends Construct {
  /** @internal */
  public static _make(scope: Construct, id: string, props: StaffListBackfillProps): StaffListBackfill {
    return new StaffListBackfill(scope, id, props);
  }

  /**
   * Lambda function that writes the keys. An invocation works for up to 40 seconds.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
   */
  public readonly handler: LambdaFunction;

  /**
   * Execution role of the function.
   *
   * It allows `dynamodb:Scan` and `dynamodb:UpdateItem` on the table, using its customer managed key, and writing to the log group of the function.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  public readonly role: IRole;

  /**
   * Log group of the function, with one JSON line per invocation.
   *
   * The line has the counts, and the ids of the first items that are no orders.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
   */
  public readonly logGroup: ILogGroup;

  private constructor(scope: Construct, id: string, { table, writesPerSecond, ...settings }: StaffListBackfillProps) {
    super(scope, id);
    const rules: BackfillRules = { writesPerSecond };
    this.logGroup = addLogGroup(this, 'LogGroup', settings);
    const network = addNetwork(this, settings, { owner: 'The function that puts old orders into the staff list', destination: 'DynamoDB' });
    this.role = new OrdersRole(this, 'Role', {
      description: 'Runs the function that puts old orders into the staff list',
      permissions: [...backfillPermissions(this, table), ...commonPermissions(this, settings, { logGroup: this.logGroup, network })],
    });
    // The bundle of the orders function, without settings of its own: the package has the AWS SDK for DynamoDB once.
    this.handler = new ExtendedOrdersFunction(this, 'Function', {
      ...commonOptions(settings, { role: this.role, logGroup: this.logGroup, network }),
      description: 'Puts old orders into the staff list',
      memorySize: 256,
      timeout: Duration.minutes(2), // it ends its work after 40 s, and the last calls may take longer
      environment: {
        [EnvironmentVariable.ORDERS_TABLE_NAME]: table.tableName,
        ...settings.staffListVariables,
        [BACKFILL_VARIABLE]: Stack.of(this).toJsonString(rules),
      },
    });
    enableTracing(this.handler, settings.tracing);
  }
}
