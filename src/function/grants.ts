import { Stack } from 'aws-cdk-lib';
import { IHttpApi, IStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Effect, Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { OperationId } from '../contract';
import { Permission } from './permissions';
import { authorizationTypeOf, nameOf } from '../api/authorizer';
import { RouteSettings } from '../api/route-settings';
import { listsOrders } from '../table/customer-index';

/** Hands permissions to somebody. Statements get no ids: one role may be handed those of two APIs, and an id can be there once. */
export function grantEach(grantee: IGrantable, permissions: readonly Permission[]): Grant {
  return permissions.flatMap((permission) => grantOne(grantee, permission)).reduce((all, next) => all.combine(next));
}

/** A grant is something that is allowed; what is denied besides goes along without one. */
function grantOne(grantee: IGrantable, { effect, actions, resourceArns, conditions }: Permission): Grant[] {
  if (effect !== Effect.DENY) return [Grant.addToPrincipal({ grantee, actions, resourceArns, conditions })];
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ effect, actions, resources: resourceArns, conditions }));
  return [];
}

/** Reading past the API: by id, and by customer where the table has the index for it. */
export function readOperations(routes: readonly RouteSettings[]): OperationId[] {
  return ['getOrder', ...listsOrders(routes) ? ['listOrders' as const] : []];
}

interface InvokeProps {
  readonly httpApi: IHttpApi;
  readonly stage: IStage;
  readonly routes: readonly RouteSettings[];
}

/** Calling the routes that ask IAM who may call them. */
export function invokePermission(scope: IConstruct, { httpApi, stage, routes }: InvokeProps): Permission {
  const byIam = routes.filter(({ authorizer }) => authorizationTypeOf(authorizer) === 'AWS_IAM');
  if (byIam.length === 0) {
    const authorizers = routes.map(({ route, authorizer }) => `${nameOf(authorizer)} on OrderRoute.${route.operationId}()`);
    throw new Error(`[${scope.node.path}] grantInvoke needs a route whose authorizer is HttpIamAuthorizer, since no other asks IAM, got ${authorizers.join(', ')}`);
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
