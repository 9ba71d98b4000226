import { IKey } from 'aws-cdk-lib/aws-kms';

/**
 * A further region in which the table of an `OrderProcessingApi` has an active replica. A new table may have any number of them. Of a table
 * that is there, AWS adds or removes one replica with each update: a deployment for each, which changes nothing else.
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
   * The region, for example `eu-west-1`: another one than the stack's own, known at synth.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html
   */
  readonly region: string;

  /**
   * The key that encrypts the replica, of the replica's region: a table is encrypted by keys of its own region. It may be a
   * multi-Region replica key, or another account's that shares it. A key that a stack in that region makes needs
   * `crossRegionReferences` on both stacks. Each replica needs one with the prop `encryptionKey`, and none may have one without it.
   *
   * @default - none: the key that AWS manages for DynamoDB
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_security.html
   */
  readonly encryptionKey?: IKey;
}
