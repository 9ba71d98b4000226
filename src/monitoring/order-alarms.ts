import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, CreateAlarmOptions, IAlarmAction, IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SsmAction, SsmIncidentAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { AlarmSettings } from './alarm-settings';
import { OrderMetrics } from './order-metrics';
import { ShopMetric } from '../contract';

/** Definition of an alarm. */
export interface OrderAlarm {
  readonly metric: IMetric;
  readonly threshold: number;
  /** Last part of the alarm name, if CloudFormation does not generate it. */
  readonly name: string;
  /** What is wrong, what it means and what to do first, for the person on call. */
  readonly description: string;
  /** Number of consecutive periods that must breach the threshold, 1 by default. */
  readonly periods?: number;
  /** Other options. By default an alarm triggers at or above the threshold, and missing data does not breach. */
  readonly options?: Pick<CreateAlarmOptions, 'comparisonOperator' | 'treatMissingData'>;
}

/** Name prefix and actions of the alarms of one API. */
export interface OrderAlarmContext {
  /** Prefix of the names. Without it CloudFormation generates them. */
  readonly namePrefix?: string;
  /** Actions of each alarm. */
  readonly actions: readonly IAlarmAction[];
}

export interface OrderAlarmsProps extends OrderAlarmContext {
  readonly metrics: OrderMetrics;
  readonly thresholds: AlarmSettings['thresholds'];
}

interface AlarmsSettings {
  readonly alarms?: AlarmSettings;
  readonly names: { readonly alarmPrefix?: string };
}

/** Creates the alarms if the app needs any. */
export function addAlarms(scope: Construct, { alarms, names }: AlarmsSettings, metrics: OrderMetrics): OrderAlarms | undefined {
  return alarms && OrderAlarms._make(scope, 'Alarms', { metrics, thresholds: alarms.thresholds, actions: alarms.actions, namePrefix: names.alarmPrefix });
}

/** Creates an alarm with the common settings of the alarms of an API. */
export function makeAlarm(scope: Construct, id: string, { namePrefix, actions }: OrderAlarmContext, alarm: OrderAlarm): Alarm {
  const made = new Alarm(scope, id, {
    metric: alarm.metric,
    threshold: alarm.threshold,
    alarmName: namePrefix && `${namePrefix}-${alarm.name}`,
    alarmDescription: alarm.description,
    evaluationPeriods: alarm.periods ?? 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    ...alarm.options,
  });
  for (const action of actions) {
    made.addAlarmAction(action);
    if (!opensTicket(action)) made.addOkAction(action); // for example to close the incident
  }
  return made;
}

/** Whether an action opens a ticket. As an OK action it would open another one. */
function opensTicket(action: IAlarmAction): boolean {
  return action instanceof SsmAction || action instanceof SsmIncidentAction;
}

/**
 * CloudWatch alarms of an `OrderProcessingApi`.
 *
 * The period of each alarm is five minutes, except for `nothingAccepted`. The description of an alarm says what is wrong, what it means and what
 * to do first. The prop `alarms` sets thresholds and actions.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 * @example
 * import { AlarmRule, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
 * import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
 * import { Topic } from 'aws-cdk-lib/aws-sns';
 * import { OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * const orders = new OrderProcessingApi(this, 'Orders', { alarms: { actions: [new SnsAction(new Topic(this, 'OnCall'))] } });
 * new CompositeAlarm(this, 'ShopUnhealthy', { alarmRule: AlarmRule.anyOf(orders.alarms!.serverErrors, orders.alarms!.functionErrors) });
 */
export class OrderAlarms extends Construct {
  /** @internal */
  public static _make(scope: Construct, id: string, props: OrderAlarmsProps): OrderAlarms {
    return new OrderAlarms(scope, id, props);
  }

  /**
   * Alarm on server errors (5xx) in percent of the requests.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public readonly serverErrors: Alarm;

  /**
   * Alarm on the p99 latency of the API in three consecutive periods of five minutes.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public readonly latency: Alarm;

  /**
   * Alarm on function errors: invocations without a response.
   *
   * Causes are a timeout, too little memory, or code that does not load.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public readonly functionErrors: Alarm;

  /**
   * Alarm on throttled invocations of the function.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public readonly functionThrottles: Alarm;

  /**
   * Alarm on throttled requests of the table, as the sum over the operations of the routes.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
   */
  public readonly tableThrottles: Alarm;

  /**
   * Alarm on throttled writes of the index of the list by status, with the threshold `tableThrottles`.
   *
   * While the index is throttled, DynamoDB refuses writes to the table too.
   *
   * Undefined unless `OrderRoute.listOrders()` has a `staffList`.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/gsi-throttling.html
   */
  public readonly staffListThrottles?: Alarm;

  /**
   * Alarm on no accepted order for the time in `nothingAcceptedFor` of the prop `alarms`.
   *
   * Undefined unless that option is set.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
   */
  public readonly nothingAccepted?: Alarm;

  /**
   * Alarm on a request that failed because of the products of the shop.
   *
   * A product has a price or a quantity that is not valid, or the function cannot use a table.
   *
   * Undefined unless the API has `stock` or `prices` from a table, and its log has metrics.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public readonly productsMisconfigured?: Alarm;

  /**
   * Alarm on a cancelled order that could not give back a part of the stock that it had taken.
   *
   * The stock table no longer has the product, or its quantity is not a number.
   *
   * Undefined unless the API has `stock` and `OrderRoute.updateOrderStatus()`, and its log has metrics.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public readonly stockNotReturned?: Alarm;

  private readonly made: Alarm[] = [];

  private constructor(scope: Construct, id: string, private readonly props: OrderAlarmsProps) {
    super(scope, id);
    const { metrics, thresholds } = props;
    const { serverErrorPercent, minServerErrors, latencyP99, nothingAcceptedFor } = thresholds;

    this.serverErrors = this._add('ServerErrors', {
      name: 'server-errors',
      metric: metrics.serverErrorRate(minServerErrors),
      threshold: serverErrorPercent,
      description: 'The API responds with server errors (5xx), so orders fail or are retried. Look for the level ERROR in the log of the function: each line '
        + 'has the cause. If there is none, look for integrationError in the access log. If a version has just been deployed, roll it back.',
    });

    this.latency = this._add('Latency', {
      name: 'latency',
      metric: metrics.latency(),
      threshold: latencyP99.toMilliseconds(),
      periods: 3,
      description: 'The p99 latency of the API has reached the threshold for 15 minutes: one response in a hundred is slow. Compare Latency with '
        + 'IntegrationLatency: a difference is time in the authorizer. Otherwise compare durationMs in the log of the function with SuccessfulRequestLatency of the '
        + 'table, and look for throttles and cold starts.',
    });

    this.functionErrors = this._add('FunctionErrors', {
      name: 'function-errors',
      metric: metrics.functionErrors(),
      threshold: thresholds.functionErrors,
      description: 'Invocations of the function end without a response. Responses with 4xx or 5xx do not count. Look for "Task timed out", "Runtime exited" '
        + 'and import errors in its log. If a version has just been deployed, roll it back. Otherwise raise memorySize or timeout.',
    });

    this.functionThrottles = this._add('FunctionThrottles', {
      name: 'function-throttles',
      metric: metrics.functionThrottles(),
      threshold: thresholds.functionThrottles,
      description: 'Lambda throttles invocations of the function, and callers get 5xx. Compare ConcurrentExecutions with the concurrency quota of the account and '
        + 'the reserved concurrency of the function. Raise the one that is reached, or find the caller with too many requests and lower the throttle of the API.',
    });

    this.tableThrottles = this._add('TableThrottles', {
      name: 'table-throttles',
      metric: metrics.tableThrottles(),
      threshold: thresholds.tableThrottles,
      description: 'DynamoDB throttles requests to the table. The function retries each one, and then responds with 503 and Retry-After. Look at the throttle '
        + 'metrics of the table by cause: a maximum throughput of the table, the quota of the account for a table, or a hot partition key.',
    });

    const staffListThrottles = metrics.staffListThrottles();
    this.staffListThrottles = staffListThrottles && this._add('StaffListThrottles', {
      name: 'staff-list-throttles',
      metric: staffListThrottles,
      threshold: thresholds.tableThrottles,
      description: 'DynamoDB throttles writes to the index OrdersByStatus, so it also refuses orders and changes of status, which are retried and then get 503. Raise '
        + 'shards of OrderStaffList.byStatus(): each takes about 1,000 writes per second. If it is 32, or the traffic is low, look at a maximum throughput of the index.',
    });

    this.productsMisconfigured = this.addOnMetric('ProductsMisconfigured', ShopMetric.PRODUCTS_MISCONFIGURED, {
      name: 'products-misconfigured',
      description: 'Orders fail because of the data of the shop: a product has a price or a quantity that is not valid, or the function cannot use a table. Look for the '
        + 'level ERROR in the log of the function: each line names the product or the table. Correct it there.',
    });

    this.stockNotReturned = this.addOnMetric('StockNotReturned', ShopMetric.STOCK_NOT_RETURNED, {
      name: 'stock-not-returned',
      description: 'An order was cancelled, but the stock table has no such product any more, or no number as its quantity. Look for the level ERROR in the log of '
        + 'the function: each line names the order and the products. Correct the quantity if the products are still sold.',
    });

    this.nothingAccepted = nothingAcceptedFor && this._add('NothingAccepted', {
      name: 'nothing-accepted',
      metric: nothingAccepted(metrics, nothingAcceptedFor),
      threshold: 1,
      options: {
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING, // no order, no data
      },
      description: `No order was accepted for ${nothingAcceptedFor.toHumanString()}. Place an order by hand. If it is accepted, clients cannot reach the API or `
        + 'there are no customers. Otherwise look at OrdersRejected and at the 4xx and 5xx responses for the cause.',
    });
  }

  /**
   * All alarms, for example for a composite alarm.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
   */
  public get all(): Alarm[] {
    return [...this.made];
  }

  /** An alarm on a single count of a metric, if the metric has data. */
  private addOnMetric(id: string, metricName: string, alarm: Pick<OrderAlarm, 'name' | 'description'>): Alarm | undefined {
    const { metrics } = this.props;
    return metrics.has(metricName) ? this._add(id, { ...alarm, metric: metrics.named(metricName), threshold: 1 }) : undefined;
  }

  /** @internal */
  public _add(id: string, alarm: OrderAlarm): Alarm {
    const made = makeAlarm(this, id, this.props, alarm);
    this.made.push(made);
    return made;
  }
}

/** Fills gaps with zero: with missing data CloudWatch evaluates older data, and the alarm would be late. */
function nothingAccepted(metrics: OrderMetrics, period: Duration): MathExpression {
  return new MathExpression({
    label: 'orders accepted',
    expression: 'FILL(accepted, 0)',
    usingMetrics: { accepted: metrics.ordersAccepted() },
    period,
  });
}
