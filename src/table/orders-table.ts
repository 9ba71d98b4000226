import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { IEventBus } from 'aws-cdk-lib/aws-events';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ORDER_KEY } from '../contract';
import { indexesFor } from './indexes';
import { RouteSettings } from '../api/route-settings';
import { keyBehind } from '../props/encryption-key';
import { OrderReplica } from '../props/order-replica';

interface TableSettings {
  readonly names: { readonly table?: string };
  readonly routes: readonly RouteSettings[];
  readonly deletionProtection: boolean;
  readonly removalPolicy: RemovalPolicy;
  /** Customer managed key. Without one, the AWS managed key of DynamoDB encrypts the table. */
  readonly encryptionKey?: IKey;
  /** With an event bus the table has a stream of both images: a change of status needs the old one. Replicas add a stream too. */
  readonly eventBus?: IEventBus;
  /** Replicas. Each has a key if the table has one. */
  readonly replicas: readonly OrderReplica[];
}

/** Table of the orders. Point-in-time recovery, deletion protection and tags are the same in each replica. */
export class OrdersTable extends TableV2 {
  public constructor(scope: Construct, id: string, settings: TableSettings) {
    super(scope, id, {
      tableName: settings.names.table,
      partitionKey: { name: ORDER_KEY, type: AttributeType.STRING },
      globalSecondaryIndexes: indexesFor(settings.routes),
      billing: Billing.onDemand(),
      encryption: encryptionBy(settings),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      dynamoStream: settings.eventBus && StreamViewType.NEW_AND_OLD_IMAGES,
      replicas: settings.replicas.map(({ region }) => ({ region })),
      deletionProtection: settings.deletionProtection,
      removalPolicy: settings.removalPolicy,
    });
  }
}

function encryptionBy({ encryptionKey, replicas }: TableSettings): TableEncryptionV2 {
  if (encryptionKey === undefined) return TableEncryptionV2.awsManagedKey();
  const replicaKeyArns = replicas.map((replica) => [replica.region, keyBehind(replica.encryptionKey!).keyArn]);
  return TableEncryptionV2.customerManagedKey(encryptionKey, Object.fromEntries(replicaKeyArns));
}
