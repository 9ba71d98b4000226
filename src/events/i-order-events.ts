import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { OrderEventType } from '../props/order-event-type';

/**
 * What publishes the events of an `OrderProcessingApi`.
 *
 * @example
 * import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
 * import { CloudWatchLogGroup } from 'aws-cdk-lib/aws-events-targets';
 * import { LogGroup } from 'aws-cdk-lib/aws-logs';
 * import { OrderEventType, OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * const eventBus = new EventBus(this, 'ShopBus');
 * const orders = new OrderProcessingApi(this, 'Orders', { eventBus });
 * new Rule(this, 'NewOrders', {
 *   eventBus,
 *   eventPattern: orders.orderEvents!.pattern(OrderEventType.CREATED),
 *   targets: [new CloudWatchLogGroup(new LogGroup(this, 'NewOrdersLog'))],
 * });
 */
export interface IOrderEvents {
  /**
   * The bus that gets the events.
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html
   */
  readonly eventBus: events.IEventBus;

  /**
   * The `source` of the events, for the patterns of rules: `{projectName}.orders`.
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
   */
  readonly source: string;

  /**
   * The function that reads the table's stream and publishes.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
   */
  readonly handler: lambda.Function;

  /**
   * The role that the function runs with: reading this stream, putting events to this bus, sending to the dead-letter
   * queue, and writing to its own log group.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  readonly role: iam.IRole;

  /**
   * Where the function logs, as JSON: ids and outcome alone.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
   */
  readonly logGroup: logs.ILogGroup;

  /**
   * What could not be published in 12 hours, for 14 days: the places of the records in the stream, which keeps them for
   * 24 hours.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
   */
  readonly deadLetterQueue: sqs.IQueue;

  /**
   * What a rule matches to get these events, or without a type all of them. Outside of JavaScript a type has no text of
   * its own, so that a pattern cannot be put together by hand from it.
   *
   * @param types the types that the rule is for
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
   */
  pattern(...types: OrderEventType[]): events.EventPattern;
}
