import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ORDER_KEY } from './contract';
import { indexesFor } from './customer-index';
import { RouteSettings } from './route-settings';

interface OrdersTableProps {
  readonly tableName?: string;
  readonly routes: readonly RouteSettings[];
  readonly deletionProtection: boolean;
  readonly removalPolicy: RemovalPolicy;
  /** AWS's key for DynamoDB encrypts it when there is none. */
  readonly encryptionKey?: IKey;
  /** What the table's stream shows of a change; no stream when left out, but with replicas. */
  readonly stream?: StreamViewType;
  readonly replicaRegions: readonly string[];
  /** By region: a replica cannot use the key of another one. */
  readonly replicaKeyArns: Readonly<Record<string, string>>;
}

/** The table that holds the orders. Recovery, deletion protection and tags are the same in each replica. */
export class OrdersTable extends TableV2 {
  public constructor(scope: Construct, id: string, props: OrdersTableProps) {
    super(scope, id, {
      tableName: props.tableName,
      partitionKey: { name: ORDER_KEY, type: AttributeType.STRING },
      globalSecondaryIndexes: indexesFor(props.routes),
      billing: Billing.onDemand(),
      encryption: encryptionBy(props),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      dynamoStream: props.stream,
      replicas: props.replicaRegions.map((region) => ({ region })),
      deletionProtection: props.deletionProtection,
      removalPolicy: props.removalPolicy,
    });
  }
}

function encryptionBy({ encryptionKey, replicaKeyArns }: OrdersTableProps): TableEncryptionV2 {
  return encryptionKey === undefined
    ? TableEncryptionV2.awsManagedKey()
    : TableEncryptionV2.customerManagedKey(encryptionKey, { ...replicaKeyArns });
}
