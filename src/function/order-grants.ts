import { Stack } from 'aws-cdk-lib';
import { IHttpApi, IStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { OperationId } from '../contract';
import { grantAll } from './granting';
import { Permission, tablePermissions } from './permissions';
import { authorizationTypeOf, nameOf } from '../api/authorizer';
import { RouteSettings } from '../api/route-settings';
import { listsOrders } from '../table/customer-index';

export interface OrderGrantsProps extends InvokeProps {
  readonly table: ITable;
  /** What the function's role must be allowed to do. */
  readonly permissions: readonly Permission[];
}

interface InvokeProps {
  readonly httpApi: IHttpApi;
  readonly stage: IStage;
  readonly routes: readonly RouteSettings[];
}

/**
 * The grants of an `OrderProcessingApi`: exact actions on exact resources, for what else in an app works with orders. A grantee is of the
 * stack's account and has policies: for another account, grant to a role here that it may assume. One that takes no policies from this app gets a
 * warning, `cdk-order-processing-api:grantWithoutEffect`, with the statements to give it.
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
   * Lets somebody call the routes for orders whose authorizer is `HttpIamAuthorizer`: `execute-api:Invoke` on exactly their
   * stage, method and path. Routes of your own have a `grantInvoke` themselves.
   *
   * @param grantee who is let in
   * @throws when no route has such an authorizer, since no other asks IAM, or when the grantee has no policies or is of another account
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
   */
  public invoke(grantee: IGrantable): Grant {
    return this.grant('invoke', grantee, [invokePermission(this.scope, this.props)]);
  }

  /**
   * Lets somebody read the orders past the API, each customer's: `dynamodb:GetItem` on the table and, where orders are
   * listed, `dynamodb:Query` on the index `OrdersByCustomer`, and no scan. Where the table has a key of yours,
   * `kms:Decrypt` and `kms:DescribeKey` on it, through DynamoDB alone.
   *
   * @param grantee who reads
   * @throws when the grantee has no policies or is of another account
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html
   */
  public readOrders(grantee: IGrantable): Grant {
    return this.grant('readOrders', grantee, this.tablePermissions(readOperations(this.props.routes)));
  }

  /**
   * Lets somebody read the orders as `readOrders` does, and change them by `dynamodb:UpdateItem` on the table, but not
   * put or delete whole ones. Whoever writes past the API keeps its rules themselves: the way of the statuses,
   * `statusHistory`, and a `version` that grows with each change.
   *
   * @param grantee who reads and changes
   * @throws when the grantee has no policies or is of another account
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html
   */
  public manageOrders(grantee: IGrantable): Grant {
    return this.grant('manageOrders', grantee, this.tablePermissions([...readOperations(this.props.routes), 'updateOrderStatus']));
  }

  /**
   * Lets somebody do with the orders what the function's own role may do, statement by statement: for each route its
   * one action on the table or its index, writing to the function's log group, using the table's key where it has one,
   * and what `vpc` and `tracing` need. The role that the function runs with has that already, but a brought `role` that
   * takes no policies from here, such as `role.withoutPolicyUpdates()`.
   *
   * @param grantee who does what the function does
   * @throws when the grantee has no policies or is of another account
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  public orderProcessing(grantee: IGrantable): Grant {
    return this.grant('orderProcessing', grantee, this.props.permissions);
  }

  private grant(name: string, grantee: IGrantable, permissions: readonly Permission[]): Grant {
    return grantAll({ scope: this.scope, bearer: this.props.httpApi }, `grants.${name}`, grantee, permissions);
  }

  private tablePermissions(operations: readonly OperationId[]): Permission[] {
    return tablePermissions(this.scope, this.props.table, operations);
  }
}

/** Reading past the API: by id, and by customer where the table has the index for it. */
function readOperations(routes: readonly RouteSettings[]): OperationId[] {
  return ['getOrder', ...listsOrders(routes) ? ['listOrders' as const] : []];
}

/** Calling the routes that ask IAM who may call them. */
function invokePermission(scope: IConstruct, { httpApi, stage, routes }: InvokeProps): Permission {
  const byIam = routes.filter(({ authorizer }) => authorizationTypeOf(authorizer) === 'AWS_IAM');
  if (byIam.length === 0) {
    const authorizers = routes.map(({ route, authorizer }) => `${nameOf(authorizer)} on OrderRoute.${route.operationId}()`);
    throw new Error(`[${scope.node.path}] grants.invoke needs a route whose authorizer is HttpIamAuthorizer, since no other asks IAM, got ${authorizers.join(', ')}`);
  }
  return {
    sid: 'InvokeApi',
    actions: ['execute-api:Invoke'],
    resourceArns: byIam.map(({ route: { method, path } }) => Stack.of(scope).formatArn({
      service: 'execute-api',
      resource: httpApi.apiId,
      resourceName: `${stage.stageName}/${method}${path.replace(/\{\w+\}/g, '*')}`, // any order: its id is known only when the call comes
    })),
  };
}
