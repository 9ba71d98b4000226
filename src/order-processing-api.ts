import { Tags } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ACCESS_LOG_FORMAT } from './access-log-format';
import { EnvironmentVariable, ORDER_KEY, ORDERS_PATH } from './contract';
import { publicUrl } from './custom-domain';
import { indexesFor } from './customer-index';
import { traceFunction } from './function-settings';
import { joinNetwork } from './network';
import { addAlarms, OrderAlarms } from './order-alarms';
import { OrderMetrics } from './order-metrics';
import type { OrderProcessingApiProps } from './order-processing-api-props';
import { addOrderRoutes } from './order-routes';
import { OrdersFunction } from './orders-function';
import { OrdersRole } from './orders-role';
import { addOutputs } from './outputs';
import { boundRoles } from './permissions-boundary';
import { settle } from './settings';
import { addWarnings } from './warnings';

/**
 * An order API: an API Gateway HTTP API whose `POST /orders` hands the order to a Lambda function, which stores
 * it in a DynamoDB table, exactly once. With more `routes`, orders are read, listed and moved along too.
 *
 * Throws at synth, before the first resource is made, when a prop has a value that AWS would refuse or
 * that cannot work; the message names the prop, the value and what would be accepted.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
 */
export class OrderProcessingApi extends Construct {
  /**
   * The URL of the orders: the stage's, or that of `domainName`, and `/orders`. They are posted and listed there; one
   * order is at `/{orderId}` below it.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-publish.html
   */
  public readonly ordersUrl: string;

  /**
   * The table that holds the orders, with the partition key `orderId` and, where orders are listed, the index
   * `OrdersByCustomer`.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html
   */
  public readonly table: dynamodb.ITable;

  /**
   * The role that the function runs with: for each route one action on the table or its index, and writing to its
   * own log group.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  public readonly role: iam.IRole;

  /**
   * The function behind every route.
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

  /**
   * The alarms; there with `alarmTopic`.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
   */
  public readonly alarms?: OrderAlarms;

  private readonly metrics: OrderMetrics;

  /** @throws when a prop has a value that cannot work; one message names all of them */
  public constructor(scope: Construct, id: string, props: OrderProcessingApiProps = {}) {
    super(scope, id);
    const settings = settle(this, props);
    const { names, removalPolicy } = settings;
    boundRoles(this, props.permissionsBoundary);

    this.table = new dynamodb.TableV2(this, 'OrdersTable', {
      tableName: names.table,
      partitionKey: { name: ORDER_KEY, type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      globalSecondaryIndexes: indexesFor(settings.routes),
      deletionProtection: settings.deletionProtection,
      removalPolicy,
    });

    this.handlerLogGroup = new logs.LogGroup(this, 'HandlerLogGroup', {
      logGroupName: names.handlerLogGroup,
      retention: settings.logRetention,
      dataProtectionPolicy: props.dataProtectionPolicy,
      removalPolicy,
    });

    this.role = new OrdersRole(this, 'LambdaRole', {
      roleName: names.role,
      table: this.table,
      logGroup: this.handlerLogGroup,
      operations: settings.routes.map(({ route }) => route.operationId),
    });

    this.handler = new OrdersFunction(this, 'OrderProcessor', {
      functionName: names.function,
      description: 'Takes orders and stores them',
      role: this.role,
      architecture: lambda.Architecture.ARM_64,
      memorySize: settings.memorySize,
      timeout: settings.timeout,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      ...joinNetwork(this, this.role, props),
      environment: {
        [EnvironmentVariable.ORDERS_TABLE_NAME]: this.table.tableName,
        [EnvironmentVariable.ENVIRONMENT]: settings.environment,
        ...settings.accessVariables,
        ...settings.metricVariables,
      },
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: this.handlerLogGroup,
      applicationLogLevelV2: props.applicationLogLevel,
      systemLogLevelV2: props.systemLogLevel,
    });
    traceFunction(this.handler, this.role, props.tracing);

    this.httpApi = new apigatewayv2.HttpApi(this, 'HttpApi', {
      apiName: names.api,
      description: 'HTTP API for e-commerce order processing',
      corsPreflight: settings.corsPreflight,
      createDefaultStage: false,
      disableExecuteApiEndpoint: props.disableExecuteApiEndpoint,
    });

    this.accessLogGroup = new logs.LogGroup(this, 'AccessLogGroup', {
      logGroupName: names.accessLogGroup,
      retention: settings.logRetention,
      dataProtectionPolicy: props.dataProtectionPolicy,
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

    addOrderRoutes({ httpApi: this.httpApi, stage: this.stage, handler: this.handler, routes: settings.routes });
    this.ordersUrl = `${publicUrl(this, this.stage, props)}${ORDERS_PATH}`;

    this.metrics = new OrderMetrics(this, {
      stage: this.stage,
      handler: this.handler,
      table: this.table,
      operations: settings.routes.map(({ route }) => route.operationId),
      businessMetrics: settings.businessMetrics,
    });
    this.alarms = addAlarms(this, settings, this.metrics);

    addOutputs(this, settings.outputs, {
      ApiGatewayEndpoint: { description: 'HTTP API Gateway endpoint URL for order submission', value: this.ordersUrl },
      DynamoDBTableName: { description: 'DynamoDB table name for storing orders', value: this.table.tableName },
      LambdaFunctionArn: { description: 'Lambda function ARN for order processing', value: this.handler.functionArn },
      LambdaFunctionName: { description: 'Lambda function name', value: this.handler.functionName },
      ApiGatewayId: { description: 'API Gateway ID', value: this.httpApi.apiId },
    });

    addWarnings(this, settings);
    Tags.of(this).add('Project', settings.projectName);
    Tags.of(this).add('Environment', settings.environment);
  }

  /**
   * Orders that were accepted and stored, the first time; by default the sum of five minutes.
   * @throws when there is no such metric, for want of `OrderRoute.createOrder()` or by `businessMetrics`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metricOrdersAccepted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.ordersAccepted(props);
  }

  /**
   * Orders that came again and were answered like the first time; by default the sum of five minutes.
   * @throws when there is no such metric, for want of `OrderRoute.createOrder()` or by `businessMetrics`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metricOrdersReplayed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.ordersReplayed(props);
  }

  /**
   * Orders that the function refused for a fault of the caller's (4xx); by default the sum of five minutes. What API
   * Gateway refused without asking the function is in `metricClientErrors` alone.
   * @throws when there is no such metric, for want of `OrderRoute.createOrder()` or by `businessMetrics`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metricOrdersRejected(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.ordersRejected(props);
  }

  /**
   * What the accepted orders of a currency come to, in that currency; by default the sum of five minutes. For graphs
   * and alarms: CloudWatch adds up in doubles, so it is no bookkeeping.
   * @param currency a code of ISO 4217, for example `USD`
   * @throws when there is no such metric, for want of `OrderRoute.createOrder()` or by `businessMetrics`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metricOrderValue(currency: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.orderValue(currency, props);
  }

  /**
   * Milliseconds from a request at API Gateway to its answer; by default the 99th percentile of five minutes.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public metricLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.latency(props);
  }

  /**
   * Answers of the stage with 5xx; by default the sum of five minutes.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public metricServerErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.serverErrors(props);
  }

  /**
   * Answers of the stage with 4xx, among them the 429 of its own throttle, which has no metric; by default the sum of
   * five minutes.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public metricClientErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.clientErrors(props);
  }

  /**
   * Requests for which Lambda would start no function; by default the sum of five minutes.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public metricThrottles(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.throttles(props);
  }
}
