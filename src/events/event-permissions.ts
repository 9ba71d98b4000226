import { Stack } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { IEventBus } from 'aws-cdk-lib/aws-events';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { Permission, tableKeyPermissions } from '../function/permissions';
import { viaService } from '../function/service-names';

interface Publishing {
  /** With a stream. */
  readonly table: ITable;
  readonly eventBus: IEventBus;
  readonly deadLetterQueue: IQueue;
  /** Of the queue, where it has one. */
  readonly encryptionKey?: IKey;
}

/**
 * To publish what the table's stream shows. The stock grants of table, bus and queue would allow more: the table's
 * lists every stream of the account, by an action that knows no resource, and Lambda is told which stream it is.
 */
export function eventPermissions(scope: IConstruct, { table, eventBus, deadLetterQueue, encryptionKey }: Publishing): Permission[] {
  return [
    {
      sid: 'ReadOrderStream',
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resourceArns: [table.tableStreamArn!], // which the settings have seen to
    },
    ...tableKeyPermissions(scope, table),
    { sid: 'PutOrderEvents', actions: ['events:PutEvents'], resourceArns: [eventBus.eventBusArn] },
    { sid: 'KeepWhatFailed', actions: ['sqs:SendMessage'], resourceArns: [deadLetterQueue.queueArn] },
    ...encryptionKey ? [queueKeyPermission(scope, encryptionKey)] : [],
  ];
}

/** SQS encrypts a message in the name of whoever sends it. */
function queueKeyPermission(scope: IConstruct, { keyArn }: IKey): Permission {
  return {
    sid: 'UseQueueKey',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resourceArns: [keyArn],
    conditions: { StringEquals: { 'kms:ViaService': viaService(Stack.of(scope), 'sqs') } },
  };
}
