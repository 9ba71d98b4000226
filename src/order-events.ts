/*
 * Order events: the table's stream, a function that publishes what it shows, and a queue for what could not be
 * published (docs/adr/0014-order-events.md).
 */
import { Duration } from 'aws-cdk-lib';
import { ITable, StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import { EventPattern, IEventBus } from 'aws-cdk-lib/aws-events';
import { Architecture, CfnFunction, EventSourceMapping, FilterCriteria, FilterRule, LoggingFormat, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENTS_BATCH_SIZE, EventsVariable } from './contract';
import { traceFunction, tracingPermissions } from './function-settings';
import { IOrderEvents } from './i-order-events';
import { joinNetwork, networkPermissions } from './network';
import type { OrderEventType } from './order-event-type';
import { OrderEventsFunction } from './order-events-function';
import { eventPermissions } from './order-events-permissions';
import { sourceOf } from './order-events-settings';
import { logPermission } from './order-permissions';
import type { OrderProcessingApiProps } from './order-processing-api-props';
import { OrdersLogGroup } from './orders-log-group';
import { OrdersRole } from './orders-role';
import type { Settings } from './settings';

/** What the API's props say of every function of it. */
type FunctionProps = Pick<OrderProcessingApiProps,
  'vpc' | 'vpcSubnets' | 'securityGroups' | 'applicationLogLevel' | 'systemLogLevel' | 'tracing' | 'dataProtectionPolicy'
>;

interface OrderEventsProps extends FunctionProps, Pick<Settings, 'names' | 'projectName' | 'environment' | 'encryptionKey' | 'logRetention' | 'removalPolicy'> {
  /** With a stream of new and old images. */
  readonly table: ITable;
  readonly eventBus: IEventBus;
}

/** The stream that events need: a change of status shows in both images. */
export function streamFor(eventBus: IEventBus | undefined): StreamViewType | undefined {
  return eventBus && StreamViewType.NEW_AND_OLD_IMAGES;
}

/** What publishes events, where there is a bus for them. */
export function addOrderEvents(scope: Construct, props: FunctionProps, settings: Settings, table: ITable): OrderEvents | undefined {
  const { eventBus } = settings;
  return eventBus && new OrderEvents(scope, 'OrderEvents', { ...props, ...settings, eventBus, table });
}

export class OrderEvents extends Construct implements IOrderEvents {
  public readonly eventBus: IEventBus;
  public readonly source: string;
  public readonly handler: OrderEventsFunction;
  public readonly role: OrdersRole;
  public readonly logGroup: OrdersLogGroup;
  public readonly deadLetterQueue: Queue;

  public constructor(scope: Construct, id: string, props: OrderEventsProps) {
    super(scope, id);
    const { names, table, encryptionKey, removalPolicy } = props;
    this.eventBus = props.eventBus;
    this.source = sourceOf(props.projectName);

    this.logGroup = new OrdersLogGroup(this, 'LogGroup', {
      logGroupName: names.eventsLogGroup,
      retention: props.logRetention,
      encryptionKey,
      dataProtectionPolicy: props.dataProtectionPolicy,
      removalPolicy,
    });

    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      queueName: names.eventsDeadLetterQueue,
      encryption: encryptionKey ? QueueEncryption.KMS : QueueEncryption.SQS_MANAGED,
      encryptionMasterKey: encryptionKey,
      enforceSSL: true,
      retentionPeriod: Duration.days(14), // the most that SQS offers
      removalPolicy,
    });

    const network = joinNetwork(this, props, { owner: 'The function that publishes order events', destination: 'EventBridge' });
    this.role = new OrdersRole(this, 'Role', {
      roleName: names.eventsRole,
      description: 'Runs the function that publishes order events',
      permissions: [
        ...eventPermissions(this, { table, eventBus: this.eventBus, deadLetterQueue: this.deadLetterQueue, encryptionKey }),
        logPermission(this.logGroup),
        ...networkPermissions(this, network),
        ...tracingPermissions(props.tracing),
      ],
    });

    this.handler = new OrderEventsFunction(this, 'Publisher', {
      functionName: names.eventsFunction,
      description: 'Publishes order events',
      role: this.role,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.minutes(2), // a request for each record of a batch, at most, and 11 s for each at worst
      ...network,
      environment: {
        [EventsVariable.EVENT_BUS_ARN]: this.eventBus.eventBusArn,
        [EventsVariable.EVENT_SOURCE]: this.source,
        [EventsVariable.ENVIRONMENT]: props.environment,
      },
      loggingFormat: LoggingFormat.JSON,
      logGroup: this.logGroup,
      applicationLogLevelV2: props.applicationLogLevel,
      systemLogLevelV2: props.systemLogLevel,
    });
    traceFunction(this.handler, props.tracing);
    // For asynchronous invocations, which nobody should need; and cdk-nag knows by it what this queue is. The L2's prop would repeat a grant.
    (this.handler.node.defaultChild as CfnFunction).deadLetterConfig = { targetArn: this.deadLetterQueue.queueArn };

    new EventSourceMapping(this, 'Stream', {
      target: this.handler,
      eventSourceArn: table.tableStreamArn,
      // From the stream's beginning: nothing that is written while the mapping is set up is missed.
      startingPosition: StartingPosition.TRIM_HORIZON,
      // A filter cannot compare two images; the function drops the rare change that leaves the status as it was.
      filters: [FilterCriteria.filter({
        eventName: FilterRule.or('INSERT', 'MODIFY'),
        dynamodb: { NewImage: { status: { S: FilterRule.exists() } } },
      })],
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

  public pattern(...types: OrderEventType[]): EventPattern {
    return { source: [this.source], ...(types.length > 0 && { detailType: types }) };
  }
}
