/*
 * The HTTP API and its stage.
 */
import { CorsPreflightOptions, HttpApi, HttpStage, LogGroupLogDestination, ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ACCESS_LOG_FORMAT } from './access-log-format';

interface HttpApiSettings {
  readonly names: { readonly api: string };
  readonly corsPreflight?: CorsPreflightOptions;
  readonly disableExecuteApiEndpoint?: boolean;
}

export function addHttpApi(scope: Construct, { names, corsPreflight, disableExecuteApiEndpoint }: HttpApiSettings): HttpApi {
  return new HttpApi(scope, 'HttpApi', {
    apiName: names.api,
    description: 'HTTP API for e-commerce order processing',
    corsPreflight,
    createDefaultStage: false,
    disableExecuteApiEndpoint,
  });
}

interface StageSettings {
  readonly environment: string;
  readonly throttle: ThrottleSettings;
}

interface StageParts {
  readonly httpApi: HttpApi;
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
