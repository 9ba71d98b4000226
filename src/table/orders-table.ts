import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { IEventBus } from 'aws-cdk-lib/aws-events';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ORDER_KEY } from '../contract';
import { indexesFor } from './customer-index';
import { RouteSettings } from '../api/route-settings';
import { keyBehind } from '../props/encryption-key';
import { OrderReplica } from '../props/order-replica';

interface TableSettings {
  readonly names: { readonly table?: string };
  readonly routes: readonly RouteSettings[];
  readonly deletionProtection: boolean;
  readonly removalPolicy: RemovalPolicy;
  /** AWS's key for DynamoDB encrypts it when there is none. */
  readonly encryptionKey?: IKey;
  /** Order events need a stream that shows both images: a change of status shows only there. Without events only replicas bring one. */
  readonly eventBus?: IEventBus;
  /** Each with a key where the table has one. */
  readonly replicas: readonly OrderReplica[];
}

/** The table that holds the orders. Recovery, deletion protection and tags are the same in each replica. */
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
