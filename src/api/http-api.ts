/*
 * HTTP API and stage.
 */
import { HttpStage, IHttpApi, LogGroupLogDestination, ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Access } from './access';
import { ACCESS_LOG_FORMAT } from './access-log-format';
import { CorsSettings } from './cors';
import { OrdersHttpApi } from './orders-http-api';

interface HttpApiSettings {
  readonly names: { readonly api: string };
  readonly corsPreflight?: CorsSettings;
  readonly disableExecuteApiEndpoint?: boolean;
  /** Who may call a route without an `access` of its own. */
  readonly access: Access;
}

export function addHttpApi(scope: Construct, { names, corsPreflight, disableExecuteApiEndpoint, access }: HttpApiSettings): OrdersHttpApi {
  return new OrdersHttpApi(scope, 'HttpApi', {
    apiName: names.api,
    description: 'HTTP API for e-commerce order processing',
    corsPreflight,
    createDefaultStage: false,
    disableExecuteApiEndpoint,
    defaultAuthorizer: access.authorizer,
    defaultAuthorizationScopes: access.authorizationScopes,
  });
}

interface StageSettings {
  readonly environment: string;
  readonly throttle: ThrottleSettings;
}

interface StageParts {
  readonly httpApi: IHttpApi;
  readonly accessLogGroup: ILogGroup;
}

export function addStage(scope: Construct, { environment, throttle }: StageSettings, { httpApi, accessLogGroup }: StageParts): HttpStage {
  return new HttpStage(scope, 'Stage', {
    httpApi,
    stageName: environment,
    description: `Deployment stage for ${environment} environment`,
    autoDeploy: true,
    throttle,
    accessLogSettings: { destination: new LogGroupLogDestination(accessLogGroup), format: ACCESS_LOG_FORMAT },
  });
}
