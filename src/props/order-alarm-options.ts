import { Duration } from 'aws-cdk-lib';
import { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';

/**
 * What the alarms of an `OrderProcessingApi` do, and when they go off. Each looks at five minutes at a time, but
 * `nothingAcceptedFor`.
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
   * What each alarm runs when it goes off and again when it is over, for example `[new SnsAction(topic)]`, at most 5.
   * Those that open a ticket (`SsmAction`, `SsmIncidentAction`) run when it goes off alone. The topic of an `SnsAction` must be in the
   * region of the stack. If it is encrypted, it needs a key of its own that lets `cloudwatch.amazonaws.com` use it: with
   * the key `aws/sns` no message arrives. A `LambdaAction` needs `useUniquePermissionId`, since there are several alarms.
   *
   * @default - none: the alarms run nothing
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
   */
  readonly actions?: IAlarmAction[];

  /**
   * Answers with 5xx from which the alarm goes off, in percent of the requests: above 0, at most 100.
   *
   * @default 1
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  readonly serverErrorPercent?: number;

  /**
   * Answers with 5xx that there must be besides, a whole number from 1 to 1,000,000: with few requests, one error is
   * many percent.
   *
   * @default 3
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  readonly minServerErrors?: number;

  /**
   * The time within which 99 of 100 answers must have been given, from 1 millisecond to 30 seconds, after which API
   * Gateway gives up. The alarm goes off when it is reached three times in a row.
   *
   * @default Duration.seconds(2)
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  readonly latencyP99?: Duration;

  /**
   * Invocations without an answer from which the alarm goes off, a whole number from 1 to 1,000,000.
   *
   * @default 3
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  readonly functionErrors?: number;

  /**
   * Requests for which Lambda would start no function, a whole number from 1 to 1,000,000.
   *
   * @default 3
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  readonly functionThrottles?: number;

  /**
   * Requests that DynamoDB turned away, a whole number from 1 to 1,000,000. The function tries each of them again.
   *
   * @default 10
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
   */
  readonly tableThrottles?: number;

  /**
   * Adds an alarm for when no order was accepted for this long: whole minutes, from 5 to 1,440 (a day). Longer than
   * the shop's quietest time, or it wakes somebody every night. Needs `OrderRoute.createOrder()`, `businessMetrics` as
   * they are by default, and no `applicationLogLevel` above `INFO`.
   *
   * @default - no such alarm
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
   */
  readonly nothingAcceptedFor?: Duration;
}
