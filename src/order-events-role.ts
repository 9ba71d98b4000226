import { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

interface OrderEventsRoleProps {
  readonly roleName?: string;
  readonly streamArn: string;
  readonly eventBus: IEventBus;
  readonly deadLetterQueue: IQueue;
  readonly logGroup: ILogGroup;
  readonly queueKey?: IKey;
  /** Encrypts the table's stream too. */
  readonly tableKey?: IKey;
}

/**
 * The role of the function that publishes order events. The stock grants of table, bus and queue would do more: the
 * table's lists every stream of the account.
 */
export class OrderEventsRole extends Role {
  public constructor(scope: Construct, id: string, props: OrderEventsRoleProps) {
    const { streamArn, eventBus, deadLetterQueue, logGroup, queueKey, tableKey } = props;
    super(scope, id, {
      roleName: props.roleName,
      description: 'Runs the function that publishes order events',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const statements = [
      {
        sid: 'ReadOrderStream',
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
        resource: streamArn,
      },
      { sid: 'PutOrderEvents', actions: ['events:PutEvents'], resource: eventBus.eventBusArn },
      { sid: 'KeepWhatFailed', actions: ['sqs:SendMessage'], resource: deadLetterQueue.queueArn },
      { sid: 'WriteOwnLogs', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resource: logGroup.logGroupArn },
      ...queueKey ? [{ sid: 'UseQueueKey', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resource: queueKey.keyArn }] : [],
      ...tableKey ? [{ sid: 'UseTableKey', actions: ['kms:Decrypt'], resource: tableKey.keyArn }] : [],
    ];
    for (const { sid, actions, resource } of statements) this.addToPolicy(new PolicyStatement({ sid, actions, resources: [resource] }));
  }
}
