import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, CreateAlarmOptions, IAlarmAction, IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SsmAction, SsmIncidentAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { AlarmSettings } from './alarm-settings';
import { OrderMetrics } from './order-metrics';

/** An alarm as its maker describes it. */
export interface OrderAlarm {
  readonly metric: IMetric;
  readonly threshold: number;
  /** The end of the alarm's name, where names are ours. */
  readonly name: string;
  /** What it means and what to do first: it is what the person on call reads. */
  readonly description: string;
  /** How many periods of the metric in a row must breach; 1 unless told otherwise. */
  readonly periods?: number;
  /** What else is not as it is by default: at or above the threshold, and fine while there is no data. */
  readonly options?: Pick<CreateAlarmOptions, 'comparisonOperator' | 'treatMissingData'>;
}

/** How the alarms of one API are named and what they run. */
export interface OrderAlarmContext {
  /** Begins the names; without it CloudFormation makes them up. */
  readonly namePrefix?: string;
  /** Run by each alarm; without any an alarm is there to be looked at. */
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

/** The alarms, where there are any. */
export function addAlarms(scope: Construct, { alarms, names }: AlarmsSettings, metrics: OrderMetrics): OrderAlarms | undefined {
  return alarms && OrderAlarms._make(scope, 'Alarms', { metrics, thresholds: alarms.thresholds, actions: alarms.actions, namePrefix: names.alarmPrefix });
}

/** Makes an alarm as all of an API's alarms are. */
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
    if (!opensTicket(action)) made.addOkAction(action); // it closes the incident that the alarm has opened
  }
  return made;
}

/** At the end of an alarm, such an action would open another one. */
function opensTicket(action: IAlarmAction): boolean {
  return action instanceof SsmAction || action instanceof SsmIncidentAction;
}

/**
 * The alarms of an `OrderProcessingApi`. Each looks at five minutes at a time, and its description says what it means
 * and what to do first. The prop `alarms` says when they go off and what they run.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 * @example
 * import { AlarmRule, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
 * import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
 * import { Topic } from 'aws-cdk-lib/aws-sns';
 * import { OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * const orders = new OrderProcessingApi(this, 'Orders', { alarms: { actions: [new SnsAction(new Topic(this, 'OnCall'))] } });
 * new CompositeAlarm(this, 'ShopIsIll', { alarmRule: AlarmRule.anyOf(orders.alarms!.serverErrors, orders.alarms!.functionErrors) });
 */
export class OrderAlarms extends Construct {
  /** @internal */
  public static _make(scope: Construct, id: string, props: OrderAlarmsProps): OrderAlarms {
    return new OrderAlarms(scope, id, props);
  }

  /**
   * Answers with 5xx, in percent of the requests.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public readonly serverErrors: Alarm;

  /**
   * The slowest percent of the answers, three times in a row.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public readonly latency: Alarm;

  /**
   * Invocations that ended without an answer: a timeout, no memory, a function that does not load.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public readonly functionErrors: Alarm;

  /**
   * Requests for which Lambda would start no function.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public readonly functionThrottles: Alarm;

  /**
   * Requests that DynamoDB turned away, in sum over the operations of the routes.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
   */
  public readonly tableThrottles: Alarm;

  /**
   * No order for as long as `nothingAcceptedFor` of the prop `alarms`. It is not there without that option.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
   */
  public readonly nothingAccepted?: Alarm;

  private readonly made: Alarm[] = [];

  private constructor(scope: Construct, id: string, private readonly props: OrderAlarmsProps) {
    super(scope, id);
    const { metrics, thresholds } = props;
    const { serverErrorPercent, minServerErrors, latencyP99, nothingAcceptedFor } = thresholds;

    this.serverErrors = this._add('ServerErrors', {
      name: 'server-errors',
      metric: metrics.serverErrorRate(minServerErrors),
      threshold: serverErrorPercent,
      description: 'The API answers with 5xx: orders are being lost or retried. Look for level ERROR in the function\'s log, which has the cause of '
        + 'each; with nothing there, for integrationError in the access log. If a deployment has just been made, take it back.',
    });

    this.latency = this._add('Latency', {
      name: 'latency',
      metric: metrics.latency(),
      threshold: latencyP99.toMilliseconds(),
      periods: 3,
      description: 'One answer in a hundred is slow, for a quarter of an hour. Compare Latency with IntegrationLatency: a gap is the authorizer; '
        + 'else compare durationMs in the function\'s log with the table\'s SuccessfulRequestLatency, and look for throttles and cold starts.',
    });

    this.functionErrors = this._add('FunctionErrors', {
      name: 'function-errors',
      metric: metrics.functionErrors(),
      threshold: thresholds.functionErrors,
      description: 'The function ends without an answer; what it refuses or cannot do does not count. Look for "Task timed out", "Runtime exited" '
        + 'and import errors in its log. After a deployment, take it back; else raise memorySize or timeout.',
    });

    this.functionThrottles = this._add('FunctionThrottles', {
      name: 'function-throttles',
      metric: metrics.functionThrottles(),
      threshold: thresholds.functionThrottles,
      description: 'Lambda turns requests away, and callers get 5xx. Compare ConcurrentExecutions with the account\'s quota and with the function\'s '
        + 'reserved concurrency: raise the one that is reached, or find who sends so much and lower the API\'s throttle.',
    });

    this.tableThrottles = this._add('TableThrottles', {
      name: 'table-throttles',
      metric: metrics.tableThrottles(),
      threshold: thresholds.tableThrottles,
      description: 'DynamoDB turns requests away. Each is tried again, then answered with 503 and Retry-After. Look at the table\'s throttle metrics by '
        + 'cause: a maximum that somebody set, the account\'s quota for a table, or one key that is written too often.',
    });

    this.nothingAccepted = nothingAcceptedFor && this._add('NothingAccepted', {
      name: 'nothing-accepted',
      metric: nothingAccepted(metrics, nothingAcceptedFor),
      threshold: 1,
      options: {
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING, // no order, no data
      },
      description: `Not one order was accepted for ${nothingAcceptedFor.toHumanString()}. Place one by hand: if it is taken, the way to the API is broken or `
        + 'there are no customers; else look at OrdersRejected and the 4xx and 5xx for who refuses them.',
    });
  }

  /**
   * All of them, for instance for a composite alarm.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
   */
  public get all(): Alarm[] {
    return [...this.made];
  }

  /** @internal */
  public _add(id: string, alarm: OrderAlarm): Alarm {
    const made = makeAlarm(this, id, this.props, alarm);
    this.made.push(made);
    return made;
  }
}

/** With zeros in it: where data is missing, CloudWatch would go on with what it had before, and the alarm would be late. */
function nothingAccepted(metrics: OrderMetrics, period: Duration): MathExpression {
  return new MathExpression({
    label: 'orders accepted',
    expression: 'FILL(accepted, 0)',
    usingMetrics: { accepted: metrics.ordersAccepted() },
    period,
  });
}
