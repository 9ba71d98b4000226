import { Stack } from 'aws-cdk-lib';
import { HttpRouteIntegrationBindOptions } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';

/** The one request that a permission allows API Gateway to hand to the function. */
interface RouteScope {
  readonly stageName: string;
  readonly method: string;
  readonly path: string;
}

/**
 * A Lambda proxy integration whose invoke permission names stage, method and path. The stock
 * integration leaves stage and method open, which lets in whatever else is deployed on the API.
 */
export class OrdersIntegration extends HttpLambdaIntegration {
  public constructor(id: string, private readonly target: IFunction, private readonly routeScope: RouteScope) {
    super(id, target);
  }

  protected completeBind({ route, scope }: HttpRouteIntegrationBindOptions): void {
    const { stageName, method, path } = this.routeScope;
    this.target.addPermission('InvokePermission', {
      scope,
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(route).formatArn({
        service: 'execute-api',
        resource: route.httpApi.apiId,
        resourceName: `${stageName}/${method}${path}`,
      }),
    });
  }
}
