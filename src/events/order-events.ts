/*
 * Order events: the stream of the table, a function that publishes its records to EventBridge, and a dead-letter queue
 * (docs/adr/0014-order-events.md).
 */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventPattern, IEventBus } from 'aws-cdk-lib/aws-events';
import { IRole } from 'aws-cdk-lib/aws-iam';
import {
  CfnFunction, EventSourceMapping, FilterCriteria, FilterRule, Function as LambdaFunction, FunctionOptions, StartingPosition, Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENTS_BATCH_SIZE, EventsVariable, FunctionSettings } from '../contract';
import { eventPermissions } from './event-permissions';
import { sourceOf } from './event-settings';
import { OrderEventsFunction } from './order-events-function';
import { OrderEventsFunctionWithSettings } from './order-events-function-with-settings';
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
  readonly personalDataInEvents?: boolean;
  readonly functionSettings?: FunctionSettings;
  readonly tracing: Tracing;
  readonly logRetention: RetentionDays;
  readonly logRemovalPolicy: RemovalPolicy;
}

export interface OrderEventsProps extends EventSettings {
  /** A table with a stream of new and old images. */
  readonly table: ITable;
  readonly eventBus: IEventBus;
}

/** Creates what publishes order events, if there is an event bus. */
export function addOrderEvents(
  scope: Construct, { eventBus, ...settings }: EventSettings & { readonly eventBus?: IEventBus }, table: ITable,
): OrderEvents | undefined {
  return eventBus && OrderEvents._make(scope, 'OrderEvents', { ...settings, eventBus, table });
}

/**
 * Publisher of the order events of an `OrderProcessingApi`.
 *
 * A function reads the stream of the table and puts the events to the bus. A dead-letter queue gets what could not be published.
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
   * Event bus that receives the order events.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html
   */
  public readonly eventBus: IEventBus;

  /**
   * Value of `source` in the events, which is `{projectName}.orders`.
   *
   * It is the same in every environment. A rule for one environment must match the ARN of the table too, as `pattern()` does.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
   */
  public readonly source: string;

  /**
   * Lambda function that reads the stream of the table and publishes the events.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
   */
  public readonly handler: LambdaFunction;

  /**
   * Execution role of the function.
   *
   * It allows reading the stream, putting events to the bus, sending to the dead-letter queue, and writing to the log group of the function.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  public readonly role: IRole;

  /**
   * Log group of the function, with JSON lines that contain only ids and outcome.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
   */
  public readonly logGroup: ILogGroup;

  /**
   * Dead-letter queue for events that could not be published within 12 hours.
   *
   * A message contains the shard and the sequence numbers of the records, and not the records. Messages are kept 14 days. The stream keeps the
   * records 24 hours, so there are 12 hours left to redrive them.
   *
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
      retentionPeriod: Duration.days(14), // the maximum of SQS
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

    const options: FunctionOptions = {
      ...commonOptions(props, { role: this.role, logGroup: this.logGroup, network }),
      functionName: names.eventsFunction,
      description: 'Publishes order events',
      memorySize: 256,
      timeout: Duration.minutes(2), // at most one request per record of a batch, each at most 12 s
      environment: {
        [EventsVariable.EVENT_BUS_ARN]: this.eventBus.eventBusArn,
        [EventsVariable.EVENT_SOURCE]: this.source,
        [EventsVariable.ENVIRONMENT]: props.environment,
        ...props.personalDataInEvents && { [EventsVariable.PERSONAL_DATA]: 'true' },
      },
    };
    // The settings say which custom fields are personal data.
    this.handler = props.functionSettings === undefined || props.personalDataInEvents
      ? new OrderEventsFunction(this, 'Publisher', options)
      : new OrderEventsFunctionWithSettings(this, 'Publisher', { ...options, settings: props.functionSettings });
    enableTracing(this.handler, props.tracing);
    // For asynchronous invocations, which nothing here makes, and so that cdk-nag recognizes the queue. The option of the L2 construct would repeat a grant.
    (this.handler.node.defaultChild as CfnFunction).deadLetterConfig = { targetArn: this.deadLetterQueue.queueArn };

    new EventSourceMapping(this, 'Stream', {
      target: this.handler,
      eventSourceArn: table.tableStreamArn,
      // From the beginning of the stream, so that no write is missed while the mapping is created.
      startingPosition: StartingPosition.TRIM_HORIZON,
      // No filter on the item itself: an item that is no valid order must reach the function, which logs it.
      filters: [FilterCriteria.filter({ eventName: FilterRule.or('INSERT', 'MODIFY') })],
      batchSize: EVENTS_BATCH_SIZE,
      // A shard has up to a thousand writes per second. All records of one order are processed by the same lane, so they stay in order.
      parallelizationFactor: 4,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // Retries for half of the 24 hours that the stream keeps a record. The other half remains to redrive it.
      retryAttempts: -1,
      maxRecordAge: Duration.hours(12),
      onFailure: { bind: () => ({ destination: this.deadLetterQueue.queueArn }) },
    });
  }

  /**
   * Event pattern of a rule for the events of this API.
   *
   * It matches the source, and the ARN of the table in `resources`, since other environments of the project have the same source. In Python,
   * Java and Go use this method instead of a pattern of your own: there the members of `OrderEventType` are not texts.
   *
   * @param types the event types that the rule matches, all types if there are none
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
   */
  public pattern(...types: OrderEventType[]): EventPattern {
    return { source: [this.source], resources: [this.tableArn], ...(types.length > 0 && { detailType: types }) };
  }
}
