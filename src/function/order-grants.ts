import { Stack } from 'aws-cdk-lib';
import { IHttpApi, IStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { grantAll } from './granting';
import { exportPermissions, Permission, tablePermissions } from './permissions';
import { authorizationTypeOf, nameOf } from '../api/authorizer';
import { RouteSettings } from '../api/route-settings';
import { validateIsKey } from '../props/encryption-key';
import { kindOf, refusal, refuse } from '../props/validation';
import { findsByNumber, listsByStatus, listsOrders } from '../table/indexes';
import { TableUse } from '../table/operations';

export interface OrderGrantsProps extends InvokeProps {
  readonly table: ITable;
  /** Permissions that the role of the function needs. */
  readonly permissions: readonly Permission[];
}

interface InvokeProps {
  readonly httpApi: IHttpApi;
  readonly stage: IStage;
  readonly routes: readonly RouteSettings[];
}

/**
 * Grants of an `OrderProcessingApi`: least-privilege IAM permissions for other parts of an app that work with orders.
 *
 * A grantee is a principal with policies in the account of the stack. For another account, grant to a role in this account that the other
 * account may assume. A grantee that accepts no policies from this app causes the warning `cdk-order-processing-api::grantWithoutEffect` with
 * the statements to add to it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html
 * @example
 * import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
 * import { OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * const orders = new OrderProcessingApi(this, 'Orders');
 * orders.grants.readOrders(new Role(this, 'Reporting', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
 */
export class OrderGrants {
  /** @internal */
  public static _make(scope: IConstruct, props: OrderGrantsProps): OrderGrants {
    return new OrderGrants(scope, props);
  }

  private constructor(private readonly scope: IConstruct, private readonly props: OrderGrantsProps) {}

  /**
   * Grants permission to call the order routes that have IAM authorization.
   *
   * It allows `execute-api:Invoke` on the stage, method and path of each route whose authorizer is `HttpIamAuthorizer`. For routes of your own
   * use their `grantInvoke`.
   *
   * @param grantee the principal that gets the permission, such as a role, a user or a function
   * @throws if no route has IAM authorization, or if the grantee has no policies or is in another account
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
   */
  public invoke(grantee: IGrantable): Grant {
    return this.grant('invoke', grantee, [invokePermission(this.scope, this.props)]);
  }

  /**
   * Grants permission to read the orders of all customers directly from the table.
   *
   * It allows `dynamodb:GetItem` on the table, and `dynamodb:Query` on its index `OrdersByCustomer` with `OrderRoute.listOrders()`, on its index
   * `OrdersByNumber` with `byOrderNumber`, and on its index `OrdersByStatus` with `staffList`. It does not allow scans. If the table has a customer
   * managed key, it allows `kms:Decrypt` and `kms:DescribeKey` on the key through DynamoDB only.
   *
   * @param grantee the principal that gets the permission, such as a role, a user or a function
   * @throws if the grantee has no policies or is in another account
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html
   */
  public readOrders(grantee: IGrantable): Grant {
    return this.grant('readOrders', grantee, this.tablePermissions(readingUses(this.props.routes)));
  }

  /**
   * Grants permission to read and update orders directly in the table.
   *
   * It allows what `readOrders` allows, and `dynamodb:UpdateItem` on the table. It does not allow to put or delete items. A program that writes
   * to the table must follow the rules of the API itself: the status transitions, `statusHistory`, and a `version` that increases with each
   * change.
   *
   * @param grantee the principal that gets the permission, such as a role, a user or a function
   * @throws if the grantee has no policies or is in another account
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html
   */
  public manageOrders(grantee: IGrantable): Grant {
    return this.grant('manageOrders', grantee, this.tablePermissions([...readingUses(this.props.routes), 'updateOrderStatus']));
  }

  /**
   * Grants permission to export the table to a bucket, for reports that no index of the table answers.
   *
   * It allows `dynamodb:ExportTableToPointInTime`, `dynamodb:ListExports` and `dynamodb:DescribeExport` on the table and its exports, and
   * `s3:PutObject`, `s3:PutObjectAcl` and `s3:AbortMultipartUpload` on all objects of the bucket, since DynamoDB writes them on behalf of the grantee. If
   * the table has a customer managed key, it allows `kms:Decrypt` and `kms:DescribeKey` on it through DynamoDB only. If the bucket has one, it allows
   * `kms:GenerateDataKey` and `kms:Decrypt` on it through S3 and DynamoDB only. It does not allow to read the table or the bucket. An export contains
   * the personal data of all customers. It needs point-in-time recovery, which each table that the construct creates has.
   *
   * @param grantee the principal that gets the permission, such as a role, a user or a function
   * @param bucket the bucket of the exports. The key of an imported bucket is known if it is imported with `Bucket.fromBucketAttributes` and its
   * `encryptionKey`
   * @throws if the grantee has no policies or is in another account, if `bucket` is not a bucket, or if its key is an alias of an unknown key
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html
   */
  public export(grantee: IGrantable, bucket: IBucket): Grant {
    refuse(this.scope, validateBucket(this.scope, bucket), 'options');
    return this.grant('export', grantee, exportPermissions(this.scope, this.props.table, bucket));
  }

  /**
   * Grants all permissions of the execution role of the function.
   *
   * It allows the DynamoDB actions of each route on the table or its index, writing to the log group of the function, using the customer managed key
   * of the table if there is one, and what `vpc` and `tracing` need. Use it for an existing `role` that accepts no policies, such as
   * `role.withoutPolicyUpdates()`. Any other execution role has these permissions already.
   *
   * @param grantee the principal that gets the permissions, such as a role, a user or a policy
   * @throws if the grantee has no policies or is in another account
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  public orderProcessing(grantee: IGrantable): Grant {
    return this.grant('orderProcessing', grantee, this.props.permissions);
  }

  private grant(name: string, grantee: IGrantable, permissions: readonly Permission[]): Grant {
    return grantAll({ scope: this.scope, bearer: this.props.httpApi }, `grants.${name}`, grantee, permissions);
  }

  private tablePermissions(uses: readonly TableUse[]): Permission[] {
    return tablePermissions(this.scope, this.props.table, uses);
  }
}

/** Uses that read the table: by id, and by customer, order number and status if the table has the index for it. */
function readingUses(routes: readonly RouteSettings[]): TableUse[] {
  return [
    'getOrder',
    ...listsOrders(routes) ? ['listOrders' as const] : [],
    ...findsByNumber(routes) ? ['findOrdersByNumber' as const] : [],
    ...listsByStatus(routes) ? ['listOrdersByStatus' as const] : [],
  ];
}

function validateBucket(scope: IConstruct, bucket: IBucket): string[] {
  if (typeof (bucket as Partial<IBucket> | undefined | null)?.arnForObjects !== 'function') {
    return [`grants.export must get a bucket such as Bucket.fromBucketName(scope, id, name), got ${kindOf(bucket)}`];
  }
  return bucket.encryptionKey === undefined ? [] : validateIsKey(scope, 'encryptionKey of the bucket of grants.export', bucket.encryptionKey);
}

/** Permission to call the routes with IAM authorization. */
function invokePermission(scope: IConstruct, { httpApi, stage, routes }: InvokeProps): Permission {
  const byIam = routes.filter(({ authorizer }) => authorizationTypeOf(authorizer) === 'AWS_IAM');
  if (byIam.length === 0) {
    const authorizers = routes.map(({ route, authorizer }) => `${nameOf(authorizer)} on OrderRoute.${route.operationId}()`);
    throw refusal(scope, [`grants.invoke needs a route whose authorizer is HttpIamAuthorizer, since only IAM authorization uses policies, got ${authorizers.join(', ')}`]);
  }
  return {
    sid: 'InvokeApi',
    actions: ['execute-api:Invoke'],
    resourceArns: byIam.map(({ route: { method, path } }) => Stack.of(scope).formatArn({
      service: 'execute-api',
      resource: httpApi.apiId,
      resourceName: `${stage.stageName}/${method}${path.replace(/\{\w+\}/g, '*')}`, // any order id
    })),
  };
}
