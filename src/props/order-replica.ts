import { IKey } from 'aws-cdk-lib/aws-kms';

/**
 * Replica of the table of an `OrderProcessingApi` in another region.
 *
 * A new table can have any number of replicas. AWS adds or removes one replica with each update of an existing table, so each one takes a
 * deployment that changes nothing else of the table.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 * @example
 * import { App, Stack } from 'aws-cdk-lib';
 * import { Key } from 'aws-cdk-lib/aws-kms';
 * import { OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * const stack = new Stack(new App(), 'ShopFrankfurt', { env: { region: 'eu-central-1' } });
 * new OrderProcessingApi(stack, 'Orders', {
 *   encryptionKey: new Key(stack, 'Key'),
 *   replicas: [{
 *     region: 'eu-west-1',
 *     encryptionKey: Key.fromKeyArn(stack, 'DublinKey', 'arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d'),
 *   }],
 * });
 */
export interface OrderReplica {
  /**
   * Region of the replica, for example `eu-west-1`.
   *
   * Not the region of the stack, and known at synth.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html
   */
  readonly region: string;

  /**
   * Customer managed KMS key that encrypts the replica, in the region of the replica.
   *
   * It can be a multi-Region replica key, or a key that another account shares. A key that a stack in that region creates needs
   * `crossRegionReferences` on both stacks. With the prop `encryptionKey` of the API every replica needs a key, and without it none may have
   * one.
   *
   * @default - the AWS managed key of DynamoDB
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_security.html
   */
  readonly encryptionKey?: IKey;
}
