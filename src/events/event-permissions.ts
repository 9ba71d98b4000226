import { Stack } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { IEventBus } from 'aws-cdk-lib/aws-events';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { Permission, tableKeyPermissions } from '../function/permissions';
import { viaService } from '../function/service-names';

interface Publishing {
  /** A table with a stream. */
  readonly table: ITable;
  readonly eventBus: IEventBus;
  readonly deadLetterQueue: IQueue;
  /** Customer managed key of the dead-letter queue, if it has one. */
  readonly encryptionKey?: IKey;
}

/**
 * Permissions to publish the records of the stream. The grants of the CDK for table, bus and queue allow more: that of the table includes listing
 * all streams of the account, which Lambda does not need, since the event source mapping has the ARN of the stream.
 */
export function eventPermissions(scope: IConstruct, { table, eventBus, deadLetterQueue, encryptionKey }: Publishing): Permission[] {
  return [
    {
      sid: 'ReadOrderStream',
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resourceArns: [table.tableStreamArn!], // validated in event-settings.ts
    },
    ...tableKeyPermissions(scope, table),
    { sid: 'PutOrderEvents', actions: ['events:PutEvents'], resourceArns: [eventBus.eventBusArn] },
    { sid: 'KeepWhatFailed', actions: ['sqs:SendMessage'], resourceArns: [deadLetterQueue.queueArn] },
    ...encryptionKey ? [queueKeyPermission(scope, encryptionKey)] : [],
  ];
}

/** Permission to use the key of the queue. SQS encrypts a message on behalf of its sender. */
function queueKeyPermission(scope: IConstruct, { keyArn }: IKey): Permission {
  return {
    sid: 'UseQueueKey',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resourceArns: [keyArn],
    conditions: { StringEquals: { 'kms:ViaService': viaService(Stack.of(scope), 'sqs') } },
  };
}
