import { Tags } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ACCESS_LOG_FORMAT } from './access-log-format';
import { EnvironmentVariable, ORDERS_PATH } from './contract';
import { publicUrl } from './custom-domain';
import { traceFunction, tracingPermissions } from './function-settings';
import { grantEach, invokePermission, readOperations } from './grants';
import { IOrderEvents } from './i-order-events';
import { joinNetwork, networkPermissions } from './network';
import { addAlarms, OrderAlarms } from './order-alarms';
import { addDashboard } from './order-dashboard';
import { addOrderEvents, streamFor } from './order-events';
import { addEventAlarms } from './order-events-alarms';
import { OrderMetrics } from './order-metrics';
import { logPermission, Permission, tablePermissions } from './order-permissions';
import type { OrderProcessingApiProps } from './order-processing-api-props';
import { addOrderRoutes } from './order-routes';
import { addOrdersAlias } from './orders-alias';
import { addDeploymentGroup } from './orders-deployment-group';
import { OrdersFunction } from './orders-function';
import { OrdersLogGroup } from './orders-log-group';
import { OrdersRole } from './orders-role';
import { OrdersTable } from './orders-table';
import { addOutputs } from './outputs';
import { boundRoles } from './permissions-boundary';
import { RouteSettings } from './route-settings';
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
 * @example
 * import { OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * new OrderProcessingApi(this, 'Orders');
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
   * `OrdersByCustomer`; or the one that was brought.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html
   */
  public readonly table: dynamodb.ITable;

  /**
   * The role that the function runs with: for each route one action on the table or its index, and writing to its
   * own log group; or the one that was brought, as it is.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  public readonly role: iam.IRole;

  /**
   * The function behind every route.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
   */
  public readonly handler: lambda.Function;

  /**
   * The alias `live` that the API calls in place of the function, with `provisionedConcurrency` or `deployment`.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
   */
  public readonly alias?: lambda.Alias;

  /**
   * What moves the alias, with `deployment`. It takes further alarms, and hooks that run before and after the traffic
   * moves. CodeDeploy reads at most ten alarms, and none that are composite.
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups.html
   */
  public readonly deploymentGroup?: codedeploy.LambdaDeploymentGroup;

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
   * Where API Gateway logs each request, as JSON, with the caller's IP address: made here or brought.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
   */
  public readonly accessLogGroup: logs.ILogGroup;

  /**
   * Where the function logs, as JSON: one line for each request, with ids, outcome and what a new order comes to. Made
   * here or brought.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
   */
  public readonly handlerLogGroup: logs.ILogGroup;

  /**
   * The alarms; there with `alarmTopic` or `deployment`.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
   */
  public readonly alarms?: OrderAlarms;

  /**
   * What publishes order events; there with `eventBus`.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.Lambda.html
   */
  public readonly orderEvents?: IOrderEvents;

  /**
   * The dashboard; there with `dashboard`.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  public readonly dashboard?: cloudwatch.Dashboard;

  private readonly metrics: OrderMetrics;

  private readonly routes: readonly RouteSettings[];

  /** What the function's role must be allowed to do. */
  private readonly permissions: readonly Permission[];

  /** @throws when a prop has a value that cannot work; one message names all of them */
  public constructor(scope: Construct, id: string, props: OrderProcessingApiProps = {}) {
    super(scope, id);
    const settings = settle(this, props);
    const { names, removalPolicy } = settings;
    boundRoles(this, props.permissionsBoundary);
    this.routes = settings.routes;

    this.table = props.table ?? new OrdersTable(this, 'OrdersTable', {
      tableName: names.table,
      routes: settings.routes,
      encryptionKey: settings.encryptionKey,
      replicaRegions: settings.replicaRegions,
      replicaKeyArns: settings.replicaKeyArns,
      stream: streamFor(settings.eventBus),
      deletionProtection: settings.deletionProtection,
      removalPolicy,
    });

    this.handlerLogGroup = props.handlerLogGroup ?? new OrdersLogGroup(this, 'HandlerLogGroup', {
      logGroupName: names.handlerLogGroup,
      encryptionKey: settings.encryptionKey,
      retention: settings.logRetention,
      dataProtectionPolicy: props.dataProtectionPolicy,
      removalPolicy,
    });

    const operations = settings.routes.map(({ route }) => route.operationId);
    const network = joinNetwork(this, props);
    this.permissions = [
      ...tablePermissions(this, this.table, operations),
      logPermission(this.handlerLogGroup),
      ...networkPermissions(this, network),
      ...tracingPermissions(props.tracing),
    ];
    this.role = props.role ?? new OrdersRole(this, 'LambdaRole', {
      roleName: names.role,
      description: 'Runs the order processing function',
      permissions: this.permissions,
    });

    this.handler = new OrdersFunction(this, 'OrderProcessor', {
      functionName: names.function,
      description: 'Takes orders and stores them',
      role: this.role,
      architecture: lambda.Architecture.ARM_64,
      memorySize: settings.memorySize,
      timeout: settings.timeout,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      ...network,
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
    traceFunction(this.handler, props.tracing);

    this.alias = addOrdersAlias(this, this.handler, settings);

    this.httpApi = new apigatewayv2.HttpApi(this, 'HttpApi', {
      apiName: names.api,
      description: 'HTTP API for e-commerce order processing',
      corsPreflight: settings.corsPreflight,
      createDefaultStage: false,
      disableExecuteApiEndpoint: props.disableExecuteApiEndpoint,
    });

    this.accessLogGroup = props.accessLogGroup ?? new OrdersLogGroup(this, 'AccessLogGroup', {
      logGroupName: names.accessLogGroup,
      encryptionKey: settings.encryptionKey,
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

    addOrderRoutes({ httpApi: this.httpApi, stage: this.stage, handler: this.alias ?? this.handler, routes: settings.routes });
    this.ordersUrl = `${publicUrl(this, this.stage, props)}${ORDERS_PATH}`;

    this.metrics = new OrderMetrics(this, {
      stage: this.stage,
      handler: this.handler,
      table: this.table,
      operations,
      businessMetrics: settings.businessMetrics,
    });
    this.alarms = addAlarms(this, settings, this.metrics);

    const orderEvents = addOrderEvents(this, props, settings, this.table);
    addEventAlarms(this.alarms, orderEvents);
    this.orderEvents = orderEvents;

    this.dashboard = addDashboard(this, settings, this.metrics, this.alarms);

    this.deploymentGroup = addDeploymentGroup(this, {
      applicationName: names.deployments,
      alias: this.alias,
      deployment: settings.deployment,
      alarms: this.alarms,
    });

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

  /**
   * Lets somebody do with the orders what the function's own role may do, statement by statement: for each route its
   * one action on the table or its index, writing to the function's log group, using the table's key where it has one,
   * and what `vpc` and `tracing` need. It is how a `role` that was brought comes by what it needs; that role gets nothing by itself.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  public grantOrderProcessing(grantee: iam.IGrantable): iam.Grant {
    return grantEach(grantee, this.permissions);
  }

  /**
   * Lets somebody read the orders past the API, each customer's: `dynamodb:GetItem` on the table and, where orders are
   * listed, `dynamodb:Query` on the index `OrdersByCustomer`; no scan. Where the table has a key of yours,
   * `kms:Decrypt` and `kms:DescribeKey` on it, through DynamoDB alone.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html
   */
  public grantReadOrders(grantee: iam.IGrantable): iam.Grant {
    return grantEach(grantee, tablePermissions(this, this.table, readOperations(this.routes)));
  }

  /**
   * Lets somebody read the orders as `grantReadOrders` does, and change them by `dynamodb:UpdateItem` on the table; not
   * put or delete whole ones. Whoever writes past the API keeps its rules themselves: the way of the statuses,
   * `statusHistory`, and a `version` that grows with each change.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html
   */
  public grantManageOrders(grantee: iam.IGrantable): iam.Grant {
    return grantEach(grantee, tablePermissions(this, this.table, [...readOperations(this.routes), 'updateOrderStatus']));
  }

  /**
   * Lets somebody call the routes whose authorizer is `HttpIamAuthorizer`: `execute-api:Invoke` on exactly their
   * stage, method and path.
   *
   * @throws when no route has such an authorizer, since no other asks IAM
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
   */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return grantEach(grantee, [invokePermission(this, { httpApi: this.httpApi, stage: this.stage, routes: this.routes })]);
  }
}
