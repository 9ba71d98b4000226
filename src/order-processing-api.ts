import { Duration, RemovalPolicy, Tags } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ACCESS_LOG_FORMAT } from './access-log-format';
import { CREATE_ORDER, EnvironmentVariable, ORDER_KEY } from './contract';
import { OrderEnvironment } from './order-environment';
import { OrdersFunction } from './orders-function';
import { OrdersIntegration } from './orders-integration';
import { OrdersRole } from './orders-role';
import { addOutputs } from './outputs';
import { settle } from './settings';

/**
 * Properties of an `OrderProcessingApi`. All of them are optional: the defaults are a public,
 * unauthenticated order intake in the DEV environment.
 *
 * A value outside of what a property accepts fails at synth, before the first resource is made, with a
 * message that names the property, the value and what is accepted. Tokens are left to AWS to check, but in
 * `environment` and `outputPrefix`, which must be known at synth.
 */
export interface OrderProcessingApiProps {
  /**
   * Base name of all resources and the value of their `Project` tag, for example `ecommerce-orders`.
   * Lowercase letters, digits and hyphens; together with `environmentSuffix` at most 47 characters,
   * so that the function's name keeps within Lambda's 64.
   *
   * @default 'ecommerce-orders'
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
   */
  readonly projectName?: string;

  /**
   * The environment: names the stage (and so is part of the URL), is the value of the `Environment`
   * tag, and sets the defaults of `removalPolicy`, `deletionProtection` and `logRetention`.
   *
   * @default OrderEnvironment.DEV
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
   */
  readonly environment?: OrderEnvironment;

  /**
   * Second part of every name, so that several copies live in one account, for example `pr-42`.
   * Lowercase letters, digits and hyphens.
   *
   * @default - the environment: `dev`, `staging` or `prod`
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
   */
  readonly environmentSuffix?: string;

  /**
   * Leaves the names of table, role, function and function log group to CloudFormation. Set it to
   * deploy the same app to two regions of one account (role names are global), or to let a change
   * replace a resource without a clash. Changing it on a running stack replaces the table.
   *
   * @default false - names made of `projectName` and `environmentSuffix`
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
   */
  readonly generatedNames?: boolean;

  /**
   * What becomes of the table and both log groups when they leave the stack. What was retained keeps its
   * name: to create the stack anew, import or delete it first, or set `generatedNames`. `SNAPSHOT` is
   * refused, since neither has snapshots. `DESTROY` does not outdo `deletionProtection`.
   *
   * @default - `DESTROY` in DEV and STAGING, `RETAIN` in PROD
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether DynamoDB refuses to delete the table until this is switched off.
   *
   * @default - off in DEV and STAGING, on in PROD
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
   */
  readonly deletionProtection?: boolean;

  /**
   * Memory of the function in MiB, a whole number from 128 to 10240. Its share of a CPU grows with it.
   *
   * @default 256
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   */
  readonly memorySize?: number;

  /**
   * How long the function may run, whole seconds from 1 to 900. API Gateway itself gives up after 30 seconds.
   *
   * @default Duration.seconds(30)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
   */
  readonly timeout?: Duration;

  /**
   * How long the logs of the function and of the API's access are kept.
   *
   * @default - 14 days in DEV, 30 days in STAGING, 365 days in PROD
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Cross-origin requests that browsers may make. Each field that is left out keeps its default;
   * `allowOrigins: []` switches CORS off. An origin has no path and no trailing slash, `allowMethods` must
   * include `POST`, `maxAge` is from 0 to 86,400 seconds, and `allowCredentials` needs named origins.
   *
   * @default - any origin, `POST` and `OPTIONS`, the headers `Content-Type`, `X-Amz-Date`, `Authorization`,
   * `X-Api-Key` and `Idempotency-Key`, the response headers of the API exposed, no credentials, 300 seconds
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
   */
  readonly corsPreflight?: apigatewayv2.CorsPreflightOptions;

  /**
   * Throttle of the stage: `rateLimit` in requests per second, above 0, and `burstLimit` in
   * requests, a whole number from 1. Both are needed: API Gateway takes a missing half for 0 and refuses
   * every request.
   *
   * @default - 10,000 requests per second and a burst of 5,000, the quotas of an AWS account
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
   */
  readonly throttle?: apigatewayv2.ThrottleSettings;

  /**
   * Whether the stack gets the outputs `ApiGatewayEndpoint`, `DynamoDBTableName`, `LambdaFunctionArn`,
   * `LambdaFunctionName` and `ApiGatewayId`, exported as `{stack}-ApiEndpoint`, `-OrdersTable`,
   * `-LambdaArn`, `-LambdaName` and `-ApiId`.
   *
   * @default true
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
   */
  readonly outputs?: boolean;

  /**
   * Put before the key of each output and before the last part of each export name, so that a second
   * instance finds room in the same stack. A letter followed by letters and digits, at most 200
   * characters, for example `Wholesale`.
   *
   * @default - no prefix
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
   */
  readonly outputPrefix?: string;
}

/**
 * An order intake API: an API Gateway HTTP API whose `POST /orders` hands the order to a Lambda
 * function, which stores it in a DynamoDB table, exactly once.
 *
 * Throws at synth, before the first resource is made, when a prop has a value that AWS would refuse or
 * that cannot work; the message names the prop, the value and what would be accepted.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
 */
export class OrderProcessingApi extends Construct {
  /**
   * Where orders are posted: the stage's URL and `/orders`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-publish.html
   */
  public readonly ordersUrl: string;

  /**
   * The table that holds the orders, with the partition key `orderId`.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html
   */
  public readonly table: dynamodb.ITable;

  /**
   * The role that the function runs with: one action on the table, and writing to its own log group.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  public readonly role: iam.IRole;

  /**
   * The function that takes orders.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
   */
  public readonly handler: lambda.Function;

  /**
   * The HTTP API.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
   */
  public readonly httpApi: apigatewayv2.HttpApi;

  /**
   * The API's stage, named after the environment.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
   */
  public readonly stage: apigatewayv2.HttpStage;

  /**
   * Where API Gateway logs each request, as JSON. It holds the caller's IP address.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
   */
  public readonly accessLogGroup: logs.ILogGroup;

  /**
   * Where the function logs, as JSON: one line for each request, with ids and outcome alone.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
   */
  public readonly handlerLogGroup: logs.ILogGroup;

  /** @throws when a prop has a value that cannot work; one message names all of them */
  public constructor(scope: Construct, id: string, props: OrderProcessingApiProps = {}) {
    super(scope, id);
    const settings = settle(this, props);
    const { names, removalPolicy } = settings;

    this.table = new dynamodb.TableV2(this, 'OrdersTable', {
      tableName: names.table,
      partitionKey: { name: ORDER_KEY, type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: settings.deletionProtection,
      removalPolicy,
    });

    this.handlerLogGroup = new logs.LogGroup(this, 'HandlerLogGroup', {
      logGroupName: names.handlerLogGroup,
      retention: settings.logRetention,
      removalPolicy,
    });

    this.role = new OrdersRole(this, 'LambdaRole', {
      roleName: names.role,
      table: this.table,
      logGroup: this.handlerLogGroup,
    });

    this.handler = new OrdersFunction(this, 'OrderProcessor', {
      functionName: names.function,
      description: 'Takes orders and stores them',
      role: this.role,
      architecture: lambda.Architecture.ARM_64,
      memorySize: settings.memorySize,
      timeout: settings.timeout,
      environment: {
        [EnvironmentVariable.ORDERS_TABLE_NAME]: this.table.tableName,
        [EnvironmentVariable.ENVIRONMENT]: settings.environment,
      },
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: this.handlerLogGroup,
    });

    this.httpApi = new apigatewayv2.HttpApi(this, 'HttpApi', {
      apiName: names.api,
      description: 'HTTP API for e-commerce order processing',
      corsPreflight: settings.corsPreflight,
      createDefaultStage: false,
    });

    this.accessLogGroup = new logs.LogGroup(this, 'AccessLogGroup', {
      logGroupName: names.accessLogGroup,
      retention: settings.logRetention,
      removalPolicy,
    });

    this.stage = new apigatewayv2.HttpStage(this, 'Stage', {
      httpApi: this.httpApi,
      stageName: settings.environment,
      description: `Deployment stage for ${settings.environment} environment`,
      autoDeploy: true,
      throttle: settings.throttle,
      accessLogSettings: {
        destination: new apigatewayv2.LogGroupLogDestination(this.accessLogGroup),
        format: ACCESS_LOG_FORMAT,
      },
    });

    this.httpApi.addRoutes({
      path: CREATE_ORDER.path,
      methods: [apigatewayv2.HttpMethod.POST],
      integration: new OrdersIntegration('OrdersIntegration', this.handler, { stageName: this.stage.stageName, ...CREATE_ORDER }),
    });
    this.ordersUrl = `${this.stage.url}${CREATE_ORDER.path}`;

    addOutputs(this, settings.outputs, {
      ApiGatewayEndpoint: { description: 'HTTP API Gateway endpoint URL for order submission', value: this.ordersUrl },
      DynamoDBTableName: { description: 'DynamoDB table name for storing orders', value: this.table.tableName },
      LambdaFunctionArn: { description: 'Lambda function ARN for order processing', value: this.handler.functionArn },
      LambdaFunctionName: { description: 'Lambda function name', value: this.handler.functionName },
      ApiGatewayId: { description: 'API Gateway ID', value: this.httpApi.apiId },
    });

    Tags.of(this).add('Project', settings.projectName);
    Tags.of(this).add('Environment', settings.environment);
  }
}
