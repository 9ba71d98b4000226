import { Stack } from 'aws-cdk-lib';
import { HttpIntegration, HttpMethod, HttpNoneAuthorizer, HttpRouteIntegrationBindOptions, IHttpApi, IHttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, IFunction } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { OrdersHttpApi } from './orders-http-api';
import { RouteSettings } from './route-settings';

interface RouteParts {
  readonly httpApi: OrdersHttpApi;
  readonly stage: IHttpStage;
  /** The function, or its alias if there is one. */
  readonly handler: IFunction;
}

/** Adds the order routes to the API: one integration for all of them, and for each route a permission to invoke the function with its requests only. */
export function addOrderRoutes(routes: readonly RouteSettings[], { httpApi, stage, handler }: RouteParts): void {
  const integration = new OrdersIntegration('OrdersIntegration', handler);
  for (const { route: { method, path }, authorizer = new HttpNoneAuthorizer(), authorizationScopes } of routes) {
    const [route] = httpApi.addRoutes({ path, methods: [HttpMethod[method]], integration, authorizer, authorizationScopes });
    handler.addPermission('InvokePermission', {
      scope: route,
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(route).formatArn({
        service: 'execute-api',
        resource: httpApi.apiId,
        resourceName: `${stage.stageName}/${method}${path}`,
      }),
    });
    if (handler instanceof Alias) dependOnPermission(httpApi, route.node.findChild('InvokePermission'));
  }
}

/** The integration waits for the permission. Otherwise requests would fail while the alias is added to an API in use. */
function dependOnPermission(httpApi: IHttpApi, permission: IConstruct): void {
  const integrations = httpApi.node.findAll().filter((each) => each instanceof HttpIntegration);
  for (const integration of integrations) integration.node.addDependency(permission);
}

/**
 * Lambda proxy integration that adds no permission. The permission of the CDK class allows any stage and method, and so any other route of the
 * API.
 */
class OrdersIntegration extends HttpLambdaIntegration {
  protected completeBind(_options: HttpRouteIntegrationBindOptions): void {}
}
