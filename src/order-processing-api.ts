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
import { openApiOf } from './api/open-api';
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
import { productPermissions, stockPermissions, tablePermissions } from './function/permissions';
import { addBackfill, BackfillSettings, StaffListBackfill } from './function/staff-list-backfill';
import { addDashboard } from './monitoring/dashboard';
import { addAlarms, OrderAlarms } from './monitoring/order-alarms';
import { OrderMetrics, shopMetricsOf } from './monitoring/order-metrics';
import type { OrderProcessingApiProps } from './props/order-processing-api-props';
import type { StaffListBackfillOptions } from './props/staff-list-backfill-options';
import { addOutputs } from './settings/outputs';
import { resolveSettings } from './settings/settings';
import { addWarnings } from './settings/warnings';
import { tableUsesOf } from './table/operations';
import { OrdersTable } from './table/orders-table';

/**
 * Order API of an API Gateway HTTP API, a Lambda function and a DynamoDB table.
 *
 * `POST /orders` stores each order exactly once, also when a client retries. The prop `routes` adds routes that read an order, list the orders of a
 * customer and change the status of an order.
 *
 * It throws at synth, before the first resource is created, if a prop has a value that AWS would reject or that cannot work. The message lists all
 * such values, each with its prop and what is accepted.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
 * @example
 * import { OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * new OrderProcessingApi(this, 'Orders');
 */
export class OrderProcessingApi extends Construct {
  /**
   * URL of the orders, with the path `/orders` below the stage or the custom domain.
   *
   * Clients create and list orders at this URL. The URL of a single order is `{ordersUrl}/{orderId}`.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-publish.html
   */
  public readonly ordersUrl: string;

  /**
   * DynamoDB table of the orders, either a new one or the existing one of the prop `table`.
   *
   * Its partition key is `orderId`. With `OrderRoute.listOrders()` it has the global secondary index `OrdersByCustomer`, with its option
   * `byOrderNumber` also `OrdersByNumber`, and with its option `staffList` also `OrdersByStatus`.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html
   */
  public readonly table: dynamodb.ITable;

  /**
   * Execution role of the function, either a new one or the existing one of the prop `role`.
   *
   * It allows the DynamoDB actions of each route on the table or its index, and writing to the log group of the function. An existing role gets a
   * policy with the same statements. `iam.PermissionsBoundary.of(orders).apply(policy)` sets the permissions boundary of every role that the
   * construct creates.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  public readonly role: iam.IRole;

  /**
   * Lambda function that handles the requests of all order routes.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
   */
  public readonly handler: lambda.Function;

  /**
   * Lambda alias `live`, which the API invokes instead of the function.
   *
   * Undefined unless `provisionedConcurrency` or `deployment` is set.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
   */
  public readonly alias?: lambda.Alias;

  /**
   * CodeDeploy deployment group that shifts the traffic of the alias to new versions.
   *
   * Undefined unless `deployment` is set. You can add alarms, and hooks that run before and after the traffic shift. CodeDeploy supports at most
   * ten alarms, and no composite alarms.
   *
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups.html
   */
  public readonly deploymentGroup?: codedeploy.LambdaDeploymentGroup;

  /**
   * API Gateway HTTP API.
   *
   * Use `addRoutes` of the `OrderProcessingApi` to add routes of your own.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
   */
  public readonly httpApi: apigatewayv2.IHttpApi;

  /**
   * Stage of the API, named after the environment.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
   */
  public readonly stage: apigatewayv2.IHttpStage;

  /**
   * Log group of the access log of the API, either a new one or the existing one of the prop `accessLogGroup`.
   *
   * API Gateway writes one JSON object per request, which includes the IP address of the caller.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
   */
  public readonly accessLogGroup?: logs.ILogGroup;

  /**
   * Log group of the function, either a new one or the existing one of the prop `handlerLogGroup`.
   *
   * The function writes one JSON line per request, with ids, outcome and the total of a new order.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
   */
  public readonly handlerLogGroup: logs.ILogGroup;

  /**
   * CloudWatch alarms of the API.
   *
   * Undefined unless `alarms` or `deployment` is set.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
   */
  public readonly alarms?: OrderAlarms;

  /**
   * Publisher of the order events, with its function and dead-letter queue.
   *
   * Undefined unless `eventBus` is set.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.Lambda.html
   */
  public readonly orderEvents?: OrderEvents;

  /**
   * CloudWatch dashboard of the API.
   *
   * Undefined unless `dashboard` is `true`.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  public readonly dashboard?: cloudwatch.Dashboard;

  /**
   * Grants that allow other parts of the app to call the API, read orders or change them.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html
   */
  public readonly grants: OrderGrants;

  private readonly ownHttpApi: OrdersHttpApi;

  private readonly documentOf: () => string;

  private readonly metrics: OrderMetrics;

  private readonly backfillSettings: BackfillSettings;

  /**
   * Creates an order API.
   *
   * It throws if a prop has a value that cannot work. The message lists all such values.
   *
   * @param scope the parent construct, usually a stack
   * @param id the construct id, which must not change on a deployed stack: another id replaces the table
   * @param props the properties of the API
   */
  public constructor(scope: Construct, id: string, props: OrderProcessingApiProps = {}) {
    super(scope, id);
    const settings = this.backfillSettings = resolveSettings(this, props);
    const tableUses = tableUsesOf(settings);

    this.table = settings.table ?? new OrdersTable(this, 'OrdersTable', settings);
    this.handlerLogGroup = settings.handlerLogGroup ?? addLogGroup(this, 'HandlerLogGroup', settings, settings.names.handlerLogGroup);
    const network = addNetwork(this, settings);
    const permissions = [
      ...tablePermissions(this, this.table, tableUses),
      ...settings.prices.table ? productPermissions(this, settings.prices.table) : [],
      ...settings.stock ? stockPermissions(this, settings.stock) : [],
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

    this.documentOf = () => openApiOf(settings.routes, {
      customFields: props?.customFields?._schemas,
      tablePrices: settings.prices.table,
      hasQuotes: settings.prices.quotes !== undefined,
    });

    this.metrics = new OrderMetrics(this, {
      stage: this.stage,
      handler: this.handler,
      table: this.table,
      tableUses,
      businessMetrics: settings.businessMetrics,
      shopMetrics: shopMetricsOf(settings),
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
   * OpenAPI document of this API, as JSON.
   *
   * It has the routes of the API only, with the authorization and the custom fields of each. The server is `/`, and the document has no tokens: it
   * is known at synth, and you can write it to a file and generate a client from it. Routes of your own are not in it.
   *
   * @see https://spec.openapis.org/oas/v3.1.1.html
   */
  public get openApi(): string {
    return this.documentOf();
  }

  /**
   * Adds routes of your own to the API, for example `GET /health`.
   *
   * The routes have the authorizer and the scopes of the prop `access`, unless you set `authorizer`. If you set the same authorizer, they keep
   * its scopes. With another one they have the `authorizationScopes` of the options, by default none. `new HttpNoneAuthorizer()` of
   * `aws-cdk-lib/aws-apigatewayv2` makes them public. Without `access`, or with `OrderAccess.guests()`, they are public too.
   *
   * If CORS is on, it allows the methods of the routes and the headers that their authorizer reads. A route for any method then becomes one route
   * for each method except `OPTIONS`, since API Gateway answers preflight requests itself.
   *
   * @param options path, methods, integration and authorizer of the routes
   * @returns one route per method
   * @throws if the API has such a route already, if the authorizer belongs to another API or does not support scopes, or if `corsPreflight` has
   * methods or headers of its own that lack one of the routes
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public addRoutes(options: apigatewayv2.AddRoutesOptions): apigatewayv2.HttpRoute[] {
    return this.ownHttpApi.addRoutes(options);
  }

  /**
   * Adds a function that puts orders from before into the list by status.
   *
   * Orders that were created before the table had the index `OrdersByStatus`, or whose status a former version of the function has changed, are not in
   * that list. Invoke the function until it has read the whole table, when the traffic has shifted to the version with the list. Nothing invokes it by
   * itself, and it can be removed afterwards.
   *
   * @param options the rate of the function
   * @returns the function with its role and log group
   * @throws if no route has a `staffList`, if a rate cannot work, or if it is called twice
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
   */
  public addStaffListBackfill(options?: StaffListBackfillOptions): StaffListBackfill {
    return addBackfill(this, this.backfillSettings, this.table, options);
  }

  /**
   * Business metric by its name, by default its sum over five minutes.
   *
   * The names are `OrdersAccepted`, `OrdersReplayed`, `OrdersRejected` and `OrderValue`, with `stock` also `OrdersOutOfStock` and `StockNotReturned`, and
   * with `stock` or `prices` from a table `ProductsMisconfigured`. With `OrderRoute.createFulfilment()` there is `FulfilmentsShipped`, and with
   * `OrderRoute.createReturn()` `OrdersReturned`. The namespace is `OrderProcessingApi`, and the dimension is
   * `FunctionName`, to which `dimensionsMap` is added. `OrderValue` needs the dimension `Currency`, which `metricOrderValue` sets.
   *
   * @param metricName the name of the metric
   * @param props statistic, period and other options of the metric
   * @throws if there is no metric of that name, for `OrderValue` without a currency, or if the metric has no data: without
   * `OrderRoute.createOrder()`, or because of `businessMetrics`, the class of `handlerLogGroup` or `applicationLogLevel`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.named(metricName, props);
  }

  /**
   * Metric of accepted orders, by default their number in five minutes.
   *
   * It counts orders that were stored, and no idempotent replays.
   *
   * @param props statistic, period and other options of the metric
   * @throws if the metric has no data: without `OrderRoute.createOrder()`, or because of `businessMetrics`, the class of `handlerLogGroup` or
   * `applicationLogLevel`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metricOrdersAccepted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.ordersAccepted(props);
  }

  /**
   * Metric of idempotent replays, by default their number in five minutes.
   *
   * A replay is a retried request for an order that is already stored. It gets the response of the first request.
   *
   * @param props statistic, period and other options of the metric
   * @throws if the metric has no data: without `OrderRoute.createOrder()`, or because of `businessMetrics`, the class of `handlerLogGroup` or
   * `applicationLogLevel`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metricOrdersReplayed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.ordersReplayed(props);
  }

  /**
   * Metric of rejected orders (4xx of the function), by default their number in five minutes.
   *
   * Requests that API Gateway rejects without invoking the function count only in `metricClientError`.
   *
   * @param props statistic, period and other options of the metric
   * @throws if the metric has no data: without `OrderRoute.createOrder()`, or because of `businessMetrics`, the class of `handlerLogGroup` or
   * `applicationLogLevel`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metricOrdersRejected(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.ordersRejected(props);
  }

  /**
   * Metric of the order value: totals of the accepted orders of a currency, by default their sum in five minutes.
   *
   * Use it for graphs and alarms, and not for accounting, since CloudWatch adds floating-point numbers.
   *
   * @param currency the ISO 4217 code of the currency, for example `USD`
   * @param props statistic, period and other options of the metric
   * @throws if the metric has no data: without `OrderRoute.createOrder()`, or because of `businessMetrics`, the class of `handlerLogGroup` or
   * `applicationLogLevel`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  public metricOrderValue(currency: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.orderValue(currency, props);
  }

  /**
   * Metric of the latency of the API in milliseconds, by default the p99 latency over five minutes.
   *
   * It is the time between a request and its response at API Gateway.
   *
   * @param props statistic, period and other options of the metric
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public metricLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.latency(props);
  }

  /**
   * Metric of server errors (5xx) of the stage, by default their number in five minutes.
   *
   * @param props statistic, period and other options of the metric
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public metricServerError(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.serverErrors(props);
  }

  /**
   * Metric of client errors (4xx) of the stage, by default their number in five minutes.
   *
   * It includes throttled requests (429), which have no metric of their own.
   *
   * @param props statistic, period and other options of the metric
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public metricClientError(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.clientErrors(props);
  }

  /**
   * Metric of throttled invocations of the function, by default their number in five minutes.
   *
   * @param props statistic, period and other options of the metric
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public metricFunctionThrottles(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.functionThrottles(props);
  }

  /**
   * Creates an EventBridge rule for all order events of this API.
   *
   * It does not match events of other environments of the project. Use `eventPattern` to match fewer events, for example
   * `{ detail: { order: { currency: ['EUR'] } } }`.
   *
   * @param id the construct id of the rule
   * @param options target, name, description and additional event pattern of the rule
   * @throws without `eventBus`, if the bus is in another account, or if `eventPattern` has `source`, `resources` or `detailType`
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onEvent(id: string, options?: events.OnEventOptions): events.Rule {
    return addEventRule(this, id, this.orderEvents, 'onEvent', options);
  }

  /**
   * Creates an EventBridge rule for new orders of this API (`OrderCreated`).
   *
   * It does not match events of other environments of the project. Use `eventPattern` to match fewer events, for example
   * `{ detail: { order: { currency: ['EUR'] } } }`.
   *
   * @param id the construct id of the rule
   * @param options target, name, description and additional event pattern of the rule
   * @throws without `eventBus`, if the bus is in another account, or if `eventPattern` has `source`, `resources` or `detailType`
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onOrderCreated(id: string, options?: events.OnEventOptions): events.Rule {
    return addEventRule(this, id, this.orderEvents, 'onOrderCreated', options);
  }

  /**
   * Creates an EventBridge rule for changes of the status of an order of this API (`OrderStatusChanged`).
   *
   * It does not match events of other environments of the project. Use `eventPattern` to match fewer events, for example
   * `{ detail: { order: { status: ['CANCELLED'] } } }`.
   *
   * @param id the construct id of the rule
   * @param options target, name, description and additional event pattern of the rule
   * @throws without `eventBus`, if the bus is in another account, or if `eventPattern` has `source`, `resources` or `detailType`
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onOrderStatusChanged(id: string, options?: events.OnEventOptions): events.Rule {
    return addEventRule(this, id, this.orderEvents, 'onOrderStatusChanged', options);
  }

  /**
   * Creates an EventBridge rule for erased orders of this API (`OrderErased`).
   *
   * Consumers that keep copies of orders erase the personal data in them. It does not match events of other environments of the project. Use
   * `eventPattern` to match fewer events, for example `{ detail: { order: { currency: ['EUR'] } } }`.
   *
   * @param id the construct id of the rule
   * @param options target, name, description and additional event pattern of the rule
   * @throws without `eventBus`, if the bus is in another account, or if `eventPattern` has `source`, `resources` or `detailType`
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onOrderErased(id: string, options?: events.OnEventOptions): events.Rule {
    return addEventRule(this, id, this.orderEvents, 'onOrderErased', options);
  }

  /**
   * Creates an EventBridge rule for fulfilments of this API (`OrderFulfilmentUpdated`).
   *
   * A fulfilment that changes the status of its order, because with it all of the order is shipped or delivered, is an `OrderStatusChanged` instead. It does
   * not match events of other environments of the project.
   *
   * @param id the construct id of the rule
   * @param options target, name, description and additional event pattern of the rule
   * @throws without `eventBus`, if the bus is in another account, or if `eventPattern` has `source`, `resources` or `detailType`
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onOrderFulfilmentUpdated(id: string, options?: events.OnEventOptions): events.Rule {
    return addEventRule(this, id, this.orderEvents, 'onOrderFulfilmentUpdated', options);
  }

  /**
   * Creates an EventBridge rule for returns of this API (`OrderReturned`).
   *
   * It does not match events of other environments of the project.
   *
   * @param id the construct id of the rule
   * @param options target, name, description and additional event pattern of the rule
   * @throws without `eventBus`, if the bus is in another account, or if `eventPattern` has `source`, `resources` or `detailType`
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onOrderReturned(id: string, options?: events.OnEventOptions): events.Rule {
    return addEventRule(this, id, this.orderEvents, 'onOrderReturned', options);
  }
}
