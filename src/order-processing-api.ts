import { Tags } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { addDomainMapping, baseUrl } from './api/custom-domain';
import { addHttpApi, addStage } from './api/http-api';
import { OrdersHttpApi } from './api/orders-http-api';
import { addOrderRoutes } from './api/routes';
import { ORDERS_PATH } from './contract';
import { addAlias } from './deployment/orders-alias';
import { addDeploymentGroup } from './deployment/orders-deployment-group';
import { addEventAlarms } from './events/event-alarms';
import { addEventRule } from './events/event-rule';
import { addOrderEvents, OrderEvents } from './events/order-events';
import { commonPermissions } from './function/function-options';
import { addNetwork } from './function/network';
import { OrderGrants } from './function/order-grants';
import { addHandler } from './function/orders-handler';
import { addLogGroup } from './function/orders-log-group';
import { addPolicyTo, OrdersRole } from './function/orders-role';
import { tablePermissions } from './function/permissions';
import { addDashboard } from './monitoring/dashboard';
import { addAlarms, OrderAlarms } from './monitoring/order-alarms';
import { OrderMetrics } from './monitoring/order-metrics';
import type { OrderProcessingApiProps } from './props/order-processing-api-props';
import { addOutputs } from './settings/outputs';
import { resolveSettings } from './settings/settings';
import { addWarnings } from './settings/warnings';
import { OrdersTable } from './table/orders-table';

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
   * The URL of the orders: the stage's, or that of `domainMapping`, and `/orders`. They are posted and listed there; one
   * order is at `/{orderId}` below it.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-publish.html
   */
  public readonly ordersUrl: string;

  /**
   * The table that holds the orders, with the partition key `orderId` and, where orders are listed, the index
   * `OrdersByCustomer`, or the one that was brought.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html
   */
  public readonly table: dynamodb.ITable;

  /**
   * The role that the function runs with: for each route one action on the table or its index, and writing to its
   * own log group, or the one that was brought, which gets a policy with the same statements.
   * `iam.PermissionsBoundary.of(orders).apply(policy)` bounds it, when it was made here, and every other role that is.
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
   * The HTTP API. `addRoutes` puts routes of your own on it.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
   */
  public readonly httpApi: apigatewayv2.IHttpApi;

  /**
   * The API's stage, named after the environment.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
   */
  public readonly stage: apigatewayv2.IHttpStage;

  /**
   * Where API Gateway logs each request, as JSON, with the caller's IP address: made here or brought.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
   */
  public readonly accessLogGroup?: logs.ILogGroup;

  /**
   * Where the function logs, as JSON: one line for each request, with ids, outcome and what a new order comes to. Made
   * here or brought.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
   */
  public readonly handlerLogGroup: logs.ILogGroup;

  /**
   * The alarms, with `alarms` or `deployment`.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
   */
  public readonly alarms?: OrderAlarms;

  /**
   * What publishes order events, with `eventBus`.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.Lambda.html
   */
  public readonly orderEvents?: OrderEvents;

  /**
   * The dashboard, with `dashboard`.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  public readonly dashboard?: cloudwatch.Dashboard;

  /**
   * The grants: what else in the app may call the API, read orders or change them.
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html
   */
  public readonly grants: OrderGrants;

  private readonly ownHttpApi: OrdersHttpApi;

  private readonly metrics: OrderMetrics;

  /** @throws when a prop has a value that cannot work; one message names all of them */
  public constructor(scope: Construct, id: string, props: OrderProcessingApiProps = {}) {
    super(scope, id);
    const settings = resolveSettings(this, props);
    const operations = settings.routes.map(({ route }) => route.operationId);

    this.table = settings.table ?? new OrdersTable(this, 'OrdersTable', settings);
    this.handlerLogGroup = settings.handlerLogGroup ?? addLogGroup(this, 'HandlerLogGroup', settings, settings.names.handlerLogGroup);
    const network = addNetwork(this, settings);
    const permissions = [
      ...tablePermissions(this, this.table, operations),
      ...commonPermissions(this, settings, { logGroup: this.handlerLogGroup, network }),
    ];
    this.role = settings.role ?? new OrdersRole(this, 'LambdaRole', {
      roleName: settings.names.role,
      description: 'Runs the order processing function',
      permissions,
    });
    this.handler = addHandler(this, settings, { table: this.table, role: this.role, logGroup: this.handlerLogGroup, network });
    if (settings.role) this.handler.node.addDependency(addPolicyTo(settings.role, this, permissions));
    this.alias = addAlias(this, settings, this.handler);

    this.httpApi = this.ownHttpApi = addHttpApi(this, settings);
    this.accessLogGroup = settings.accessLogGroup ?? addLogGroup(this, 'AccessLogGroup', settings, settings.names.accessLogGroup);
    this.stage = addStage(this, settings, { httpApi: this.httpApi, accessLogGroup: this.accessLogGroup });
    addOrderRoutes(settings.routes, { httpApi: this.ownHttpApi, stage: this.stage, handler: this.alias ?? this.handler });
    addDomainMapping(this, settings, this.stage);
    this.ordersUrl = `${baseUrl(settings, this.stage)}${ORDERS_PATH}`;
    this.grants = OrderGrants._make(this, { table: this.table, routes: settings.routes, httpApi: this.httpApi, stage: this.stage, permissions });

    this.metrics = new OrderMetrics(this, {
      stage: this.stage,
      handler: this.handler,
      table: this.table,
      operations,
      businessMetrics: settings.businessMetrics,
      applicationLogLevel: settings.applicationLogLevel,
    });
    this.alarms = addAlarms(this, settings, this.metrics);
    this.orderEvents = addOrderEvents(this, settings, this.table);
    addEventAlarms(this.alarms, this.orderEvents);
    this.dashboard = addDashboard(this, settings, { metrics: this.metrics, alarms: this.alarms });
    this.deploymentGroup = addDeploymentGroup(this, settings, { alias: this.alias, alarms: this.alarms });

    addOutputs(this, settings.outputs, {
      ApiGatewayEndpoint: this.ordersUrl,
      DynamoDBTableName: this.table.tableName,
      LambdaFunctionArn: this.handler.functionArn,
      LambdaFunctionName: this.handler.functionName,
      ApiGatewayId: this.httpApi.apiId,
    });
    addWarnings(this, settings, this.ownHttpApi);
    Tags.of(this).add('Project', settings.projectName);
    Tags.of(this).add('Environment', settings.environment);
  }

  /**
   * Adds routes of your own to the API, for example `GET /health`. They are for whom the `access` of the construct lets in,
   * unless `authorizer` says otherwise. With `OrderAccess.guests()`, or without `access`, that is anybody. `new HttpNoneAuthorizer()` opens them to anybody. CORS allows their methods, and the headers that their
   * authorizer reads, if it is on.
   * Then a route of any method is one for each but `OPTIONS`, since API Gateway answers preflight requests itself.
   * @returns a route for each of the methods
   * @throws when the API has such a route already, when the authorizer is another API's or does not know scopes, or when
   * `corsPreflight` names methods or headers and lacks one that the routes need
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public addRoutes(options: apigatewayv2.AddRoutesOptions): apigatewayv2.HttpRoute[] {
    return this.ownHttpApi.addRoutes(options);
  }

  /**
   * One of the metrics that the function makes of orders, by its name: `OrdersAccepted`, `OrdersReplayed`,
   * `OrdersRejected` or `OrderValue`, by default the sum of five minutes. The namespace is `OrderProcessingApi`, the dimension
   * `FunctionName`, to which `dimensionsMap` is added. `OrderValue` needs the dimension `Currency`, which
   * `metricOrderValue` sets.
   * @param metricName one of these four names
   * @throws when there is no metric of that name, for `OrderValue` without a currency, and when there is no such metric, for
   * want of `OrderRoute.createOrder()` or by `businessMetrics`, the class of `handlerLogGroup` or `applicationLogLevel`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.named(metricName, props);
  }

  /**
   * Orders that were accepted and stored, the first time. By default the sum of five minutes.
   * @throws when there is no such metric, for want of `OrderRoute.createOrder()`, or where one of the props switches it off
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metricOrdersAccepted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.ordersAccepted(props);
  }

  /**
   * Orders that came again and were answered like the first time. By default the sum of five minutes.
   * @throws when there is no such metric, for want of `OrderRoute.createOrder()`, or where one of the props switches it off
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metricOrdersReplayed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.ordersReplayed(props);
  }

  /**
   * Orders that the function refused for a fault of the caller's (4xx). By default the sum of five minutes. What API
   * Gateway refused without asking the function is in `metricClientError` alone.
   * @throws when there is no such metric, for want of `OrderRoute.createOrder()`, or where one of the props switches it off
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metricOrdersRejected(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.ordersRejected(props);
  }

  /**
   * What the accepted orders of a currency come to, in that currency. By default the sum of five minutes. For graphs
   * and alarms: CloudWatch adds up in doubles, so it is no bookkeeping.
   * @param currency a code of ISO 4217, for example `USD`
   * @throws when there is no such metric, for want of `OrderRoute.createOrder()`, or where one of the props switches it off
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metricOrderValue(currency: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.orderValue(currency, props);
  }

  /**
   * Milliseconds from a request at API Gateway to its answer. By default the 99th percentile of five minutes.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public metricLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.latency(props);
  }

  /**
   * Answers of the stage with 5xx. By default the sum of five minutes.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public metricServerError(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.serverErrors(props);
  }

  /**
   * Answers of the stage with 4xx, among them the 429 of its own throttle, which has no metric. By default the sum of
   * five minutes.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public metricClientError(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.clientErrors(props);
  }

  /**
   * Requests for which Lambda would start no function. By default the sum of five minutes.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public metricFunctionThrottles(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.functionThrottles(props);
  }

  /**
   * Makes a rule on `eventBus` for every event of this API's orders, and of no other environment of the project. What
   * `eventPattern` adds narrows it, for example `{ detail: { order: { currency: ['EUR'] } } }`.
   *
   * @param id the construct id of the rule
   * @param options its target, name, description, and what else an event must have
   * @throws without `eventBus`, for a bus of another account, or when `eventPattern` has `source`, `resources` or `detailType`
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onEvent(id: string, options?: events.OnEventOptions): events.Rule {
    return addEventRule(this, id, this.orderEvents, 'onEvent', options);
  }

  /**
   * Makes a rule on `eventBus` for the orders that are placed in this API (`OrderCreated`), and in no other environment of the
   * project. What `eventPattern` adds narrows it, for example `{ detail: { order: { currency: ['EUR'] } } }`.
   *
   * @param id the construct id of the rule
   * @param options its target, name, description, and what else an event must have
   * @throws without `eventBus`, for a bus of another account, or when `eventPattern` has `source`, `resources` or `detailType`
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onOrderCreated(id: string, options?: events.OnEventOptions): events.Rule {
    return addEventRule(this, id, this.orderEvents, 'onOrderCreated', options);
  }

  /**
   * Makes a rule on `eventBus` for each change of an order's status in this API (`OrderStatusChanged`), and in no other environment
   * of the project. What `eventPattern` adds narrows it, for example `{ detail: { order: { status: ['CANCELLED'] } } }`.
   *
   * @param id the construct id of the rule
   * @param options its target, name, description, and what else an event must have
   * @throws without `eventBus`, for a bus of another account, or when `eventPattern` has `source`, `resources` or `detailType`
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onOrderStatusChanged(id: string, options?: events.OnEventOptions): events.Rule {
    return addEventRule(this, id, this.orderEvents, 'onOrderStatusChanged', options);
  }
}
