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
  /** The function, or the alias in front of it. */
  readonly handler: IFunction;
}

/** Puts the routes for orders on the API: one integration for all, and for each the permission to hand just its requests to the function. */
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

/** When the alias is put in front of a function that takes orders already, no request must meet it without the permission. */
function dependOnPermission(httpApi: IHttpApi, permission: IConstruct): void {
  const integrations = httpApi.node.findAll().filter((each) => each instanceof HttpIntegration);
  for (const integration of integrations) integration.node.addDependency(permission);
}

/**
 * A Lambda proxy integration that gives no permission by itself. The stock one leaves stage and method open,
 * which lets in whatever else is deployed on the API.
 */
class OrdersIntegration extends HttpLambdaIntegration {
  protected completeBind(_options: HttpRouteIntegrationBindOptions): void {}
}
