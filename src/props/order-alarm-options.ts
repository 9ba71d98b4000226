import { Duration } from 'aws-cdk-lib';
import { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';

/**
 * Thresholds and actions of the CloudWatch alarms of an `OrderProcessingApi`.
 *
 * The period of each alarm is five minutes, except for `nothingAcceptedFor`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 * @example
 * import { Duration } from 'aws-cdk-lib';
 * import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
 * import { Topic } from 'aws-cdk-lib/aws-sns';
 * import { OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * new OrderProcessingApi(this, 'Orders', {
 *   alarms: {
 *     actions: [new SnsAction(new Topic(this, 'OnCall'))],
 *     latencyP99: Duration.seconds(1),
 *     nothingAcceptedFor: Duration.hours(1),
 *   },
 * });
 */
export interface OrderAlarmOptions {
  /**
   * Actions of each alarm when it goes into ALARM and when it returns to OK, at most 5.
   *
   * For example `[new SnsAction(topic)]`. Actions that open a ticket (`SsmAction`, `SsmIncidentAction`) run only when the alarm goes into
   * ALARM. The topic of an `SnsAction` must be in the region of the stack. An encrypted topic needs a customer managed key whose policy
   * allows `cloudwatch.amazonaws.com` to use it: with the key `aws/sns` no message arrives. A `LambdaAction` needs
   * `useUniquePermissionId`, since there are several alarms.
   *
   * @default - no actions
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
   */
  readonly actions?: IAlarmAction[];

  /**
   * Threshold of the server errors (5xx) in percent of the requests, above 0 and at most 100.
   *
   * @default 1
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  readonly serverErrorPercent?: number;

  /**
   * Minimum number of server errors (5xx) in five minutes, a whole number from 1 to 1,000,000.
   *
   * The alarm on `serverErrorPercent` does not trigger below it. With few requests a single error is a high percentage.
   *
   * @default 3
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  readonly minServerErrors?: number;

  /**
   * Threshold of the p99 latency of the API, from 1 millisecond to 30 seconds.
   *
   * The alarm triggers when three consecutive periods of five minutes reach it. 30 seconds is the integration timeout of API Gateway.
   *
   * @default Duration.seconds(2)
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  readonly latencyP99?: Duration;

  /**
   * Threshold of the function errors in five minutes, a whole number from 1 to 1,000,000.
   *
   * A function error is an invocation without a response, such as a timeout or a crash. A response with 4xx or 5xx is none.
   *
   * @default 3
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  readonly functionErrors?: number;

  /**
   * Threshold of the throttled invocations of the function in five minutes, a whole number from 1 to 1,000,000.
   *
   * @default 3
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  readonly functionThrottles?: number;

  /**
   * Threshold of the throttled requests of the table in five minutes, a whole number from 1 to 1,000,000.
   *
   * The function retries a throttled request. If the API has a `staffList`, it is also the threshold of the throttled writes of the index by status.
   *
   * @default 10
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
   */
  readonly tableThrottles?: number;

  /**
   * Time without an accepted order after which an additional alarm triggers, whole minutes from 5 to 1,440 (one day).
   *
   * Set it longer than the quietest time of the shop. Needs `OrderRoute.createOrder()`, `businessMetrics` (on by default), and an
   * `applicationLogLevel` not above `INFO`.
   *
   * @default - no such alarm
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
   */
  readonly nothingAcceptedFor?: Duration;
}
