/*
 * Order events: the table's stream, a function that publishes what it shows, and a queue for what could not be
 * published (docs/adr/0014-order-events.md).
 */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventPattern, IEventBus } from 'aws-cdk-lib/aws-events';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, EventSourceMapping, FilterCriteria, FilterRule, Function as LambdaFunction, StartingPosition, Tracing } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENTS_BATCH_SIZE, EventsVariable } from '../contract';
import { eventPermissions } from './event-permissions';
import { sourceOf } from './event-settings';
import { OrderEventsFunction } from './order-events-function';
import { commonOptions, commonPermissions } from '../function/function-options';
import { enableTracing } from '../function/function-settings';
import { addNetwork } from '../function/network';
import { addLogGroup } from '../function/orders-log-group';
import { OrdersRole } from '../function/orders-role';
import type { OrderEventType } from '../props/order-event-type';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';

export interface EventSettings extends Pick<OrderProcessingApiProps,
  'vpc' | 'vpcSubnets' | 'securityGroups' | 'applicationLogLevel' | 'systemLogLevel' | 'dataProtectionPolicy' | 'encryptionKey'
> {
  readonly names: {
    readonly eventsRole?: string;
    readonly eventsFunction?: string;
    readonly eventsLogGroup?: string;
    readonly eventsDeadLetterQueue?: string;
  };
  readonly projectName: string;
  readonly environment: string;
  readonly tracing: Tracing;
  readonly logRetention: RetentionDays;
  readonly logRemovalPolicy: RemovalPolicy;
}

export interface OrderEventsProps extends EventSettings {
  /** With a stream of new and old images. */
  readonly table: ITable;
  readonly eventBus: IEventBus;
}

/** What publishes events, where there is a bus for them. */
export function addOrderEvents(
  scope: Construct, { eventBus, ...settings }: EventSettings & { readonly eventBus?: IEventBus }, table: ITable,
): OrderEvents | undefined {
  return eventBus && OrderEvents._make(scope, 'OrderEvents', { ...settings, eventBus, table });
}

/**
 * What publishes the events of an `OrderProcessingApi`: a function that reads the table's stream, and a queue for what
 * could not be published.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.Lambda.html
 * @example
 * import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
 * import { CloudWatchLogGroup } from 'aws-cdk-lib/aws-events-targets';
 * import { LogGroup } from 'aws-cdk-lib/aws-logs';
 * import { OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * const eventBus = new EventBus(this, 'ShopBus');
 * const orders = new OrderProcessingApi(this, 'Orders', { eventBus });
 * new Rule(this, 'AllEvents', {
 *   eventBus,
 *   eventPattern: orders.orderEvents!.pattern(),
 *   targets: [new CloudWatchLogGroup(new LogGroup(this, 'AllEventsLog'))],
 * });
 */
export class OrderEvents extends Construct {
  /** @internal */
  public static _make(scope: Construct, id: string, props: OrderEventsProps): OrderEvents {
    return new OrderEvents(scope, id, props);
  }

  /**
   * The bus that gets the events.
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html
   */
  public readonly eventBus: IEventBus;

  /**
   * The `source` of the events: `{projectName}.orders`. It is the same in every environment, so that a rule needs the
   * table too: `pattern()` has both.
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
   */
  public readonly source: string;

  /**
   * The function that reads the table's stream and publishes.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
   */
  public readonly handler: LambdaFunction;

  /**
   * The role that the function runs with: reading this stream, putting events to this bus, sending to the dead-letter
   * queue, and writing to its own log group.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  public readonly role: IRole;

  /**
   * Where the function logs, as JSON: ids and outcome alone.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
   */
  public readonly logGroup: ILogGroup;

  /**
   * What could not be published in 12 hours, for 14 days: the places of the records in the stream, which keeps them for
   * 24 hours.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
   */
  public readonly deadLetterQueue: IQueue;

  private readonly tableArn: string;

  private constructor(scope: Construct, id: string, props: OrderEventsProps) {
    super(scope, id);
    const { names, table, encryptionKey } = props;
    this.tableArn = table.tableArn;
    this.eventBus = props.eventBus;
    this.source = sourceOf(props.projectName);

    this.logGroup = addLogGroup(this, 'LogGroup', props, names.eventsLogGroup);

    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      queueName: names.eventsDeadLetterQueue,
      encryption: encryptionKey ? QueueEncryption.KMS : QueueEncryption.SQS_MANAGED,
      encryptionMasterKey: encryptionKey,
      enforceSSL: true,
      retentionPeriod: Duration.days(14), // the most that SQS offers
      removalPolicy: props.logRemovalPolicy,
    });

    const network = addNetwork(this, props, { owner: 'The function that publishes order events', destination: 'EventBridge' });
    this.role = new OrdersRole(this, 'Role', {
      roleName: names.eventsRole,
      description: 'Runs the function that publishes order events',
      permissions: [
        ...eventPermissions(this, { table, eventBus: this.eventBus, deadLetterQueue: this.deadLetterQueue, encryptionKey }),
        ...commonPermissions(this, props, { logGroup: this.logGroup, network }),
      ],
    });

    this.handler = new OrderEventsFunction(this, 'Publisher', {
      ...commonOptions(props, { role: this.role, logGroup: this.logGroup, network }),
      functionName: names.eventsFunction,
      description: 'Publishes order events',
      memorySize: 256,
      timeout: Duration.minutes(2), // a request for each record of a batch, at most, and 11 s for each at worst
      environment: {
        [EventsVariable.EVENT_BUS_ARN]: this.eventBus.eventBusArn,
        [EventsVariable.EVENT_SOURCE]: this.source,
        [EventsVariable.ENVIRONMENT]: props.environment,
      },
    });
    enableTracing(this.handler, props.tracing);
    // For asynchronous invocations, which nobody should need; and cdk-nag knows by it what this queue is. The L2's prop would repeat a grant.
    (this.handler.node.defaultChild as CfnFunction).deadLetterConfig = { targetArn: this.deadLetterQueue.queueArn };

    new EventSourceMapping(this, 'Stream', {
      target: this.handler,
      eventSourceArn: table.tableStreamArn,
      // From the stream's beginning: nothing that is written while the mapping is set up is missed.
      startingPosition: StartingPosition.TRIM_HORIZON,
      // Nothing of the item itself: one that is no order must reach the function to be told of in the log.
      filters: [FilterCriteria.filter({ eventName: FilterRule.or('INSERT', 'MODIFY') })],
      batchSize: EVENTS_BATCH_SIZE,
      // A shard takes a thousand writes a second. Records of one order keep to one of these lanes, and so their order.
      parallelizationFactor: 4,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // As often as it takes for half of the 24 hours that the stream keeps a record: the other half is for a person to fetch it.
      retryAttempts: -1,
      maxRecordAge: Duration.hours(12),
      onFailure: { bind: () => ({ destination: this.deadLetterQueue.queueArn }) },
    });
  }

  /**
   * What a rule matches to get the events of this API, or without a type all of them: by their source, and by the ARN of the
   * table in their `resources`, since other environments of the project have the same source. Outside of JavaScript a type
   * has no text of its own, so that a pattern cannot be put together by hand from it.
   *
   * @param types the types that the rule is for
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
   */
  public pattern(...types: OrderEventType[]): EventPattern {
    return { source: [this.source], resources: [this.tableArn], ...(types.length > 0 && { detailType: types }) };
  }
}
