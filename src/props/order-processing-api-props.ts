import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { OrderAccess } from './order-access';
import { OrderAlarmOptions } from './order-alarm-options';
import { OrderApiDeployment } from './order-api-deployment';
import { OrderEnvironment } from './order-environment';
import { OrderFields } from './order-fields';
import { OrderPrices } from './order-prices';
import { OrderProvisionedConcurrency } from './order-provisioned-concurrency';
import { OrderReplica } from './order-replica';
import { OrderRoute } from './order-route';
import { OrderStock } from './order-stock';

/**
 * Properties of an `OrderProcessingApi`, all of them optional.
 *
 * Without any, the API accepts orders from anybody on `POST /orders`, with the defaults of the DEV environment.
 *
 * A value that AWS would reject fails at synth, before the first resource is created. The error names the prop, the value and what is
 * accepted. Tokens are not checked, since their value is known only at deployment. Values that must be known at synth say so. A value of
 * `StringParameter.valueFromLookup` is checked after the CDK CLI has looked it up.
 *
 * @example
 * import { OrderEnvironment, OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * new OrderProcessingApi(this, 'Orders', {
 *   projectName: 'book-shop',
 *   environment: OrderEnvironment.PROD,
 *   corsPreflight: { allowOrigins: ['https://shop.example.com'] },
 * });
 */
export interface OrderProcessingApiProps {
  /**
   * Base name of all resources and value of their `Project` tag.
   *
   * Lowercase letters, digits and hyphens, for example `ecommerce-orders`. `projectName` and `environmentSuffix` together have at most 47
   * characters, since they are part of the function name, for which Lambda accepts 64.
   *
   * A change on a deployed stack replaces the table, the log groups and the dead-letter queue, and the API starts with an empty table.
   * `docs/guide/names.md` in the repository shows how to keep the orders.
   *
   * @default 'ecommerce-orders'
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
   */
  readonly projectName?: string;

  /**
   * Environment, which names the stage and sets the defaults of removal policy, deletion protection and log retention.
   *
   * The name is part of the URL and the value of the `Environment` tag. For a name of your own use
   * `OrderEnvironment.custom('uat', OrderEnvironment.STAGING)`.
   *
   * A change on a deployed stack replaces the stage and thus changes the URL. Unless `environmentSuffix` is set, it also replaces the same
   * resources as a change of `projectName`, including the table.
   *
   * @default OrderEnvironment.DEV
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
   */
  readonly environment?: OrderEnvironment;

  /**
   * Second part of every resource name, which allows several copies in one account.
   *
   * Lowercase letters, digits and hyphens, for example `pr-42`. A change on a deployed stack replaces the table, the log groups and the
   * dead-letter queue, as a change of `projectName` does.
   *
   * @default - the name of the environment, such as `dev`
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
   */
  readonly environmentSuffix?: string;

  /**
   * Whether CloudFormation generates the names of table, roles, functions, function log groups, queue, alarms and dashboard.
   *
   * Set it to deploy the same app to two regions of one account (IAM role names are global), or to let a change replace a resource without
   * a name conflict. The API keeps its name, and the access log group gets one made of the stack name. A change on a deployed stack replaces the table, the log groups and the dead-letter queue, as a change of
   * `projectName` does.
   *
   * @default false - names are made of `projectName` and `environmentSuffix`
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
   */
  readonly generatedNames?: boolean;

  /**
   * Removal policy of the table, the log groups and the dead-letter queue that the construct creates.
   *
   * A retained resource keeps its name. Before you create the stack again, import or delete it, or set `generatedNames`. `SNAPSHOT` fails,
   * since these resources have no snapshots. `DESTROY` does not override `deletionProtection`.
   *
   * @default - `DESTROY` in DEV and STAGING. In PROD `RETAIN` for the table and `RETAIN_ON_UPDATE_OR_DELETE` for the other resources, which
   * are deleted when the first deployment fails
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Deletion protection of the table: while it is on, DynamoDB rejects deleting the table.
   *
   * @default - off in DEV and STAGING, on in PROD
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
   */
  readonly deletionProtection?: boolean;

  /**
   * Customer managed KMS key for the table, the log groups and the dead-letter queue that the construct creates.
   *
   * The stack must have a region that is known at synth, since the CDK renders the key of a table per region. The key policy gets one
   * statement per log group, which allows CloudWatch Logs to use the key for that log group only. The policy of an imported key cannot be
   * changed: the warning `cdk-order-processing-api::importedKeyPolicy` has the statement to add to it. The function may decrypt with the key
   * through DynamoDB only, and the function that publishes order events through DynamoDB and SQS only.
   *
   * An alias is replaced by its key. An alias that is imported by its name fails, since IAM does not match a key by an alias.
   *
   * @default - the AWS managed key of DynamoDB for the table, and the encryption at rest that CloudWatch Logs and SQS always have
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Regions in which the table has a replica (DynamoDB global table).
   *
   * Each region once, without the region of the stack, for example `[{ region: 'eu-west-1' }]`. The API itself is deployed to another region
   * by a stack there, which passes the replica as its `table`.
   *
   * Replication is asynchronous and usually takes about a second. If two regions write the same order at the same time, the last write
   * wins. Idempotency and optimistic locking therefore hold within one region.
   *
   * The stack must have a region that is known at synth. With `encryptionKey` each replica needs an `encryptionKey` of its own region. AWS
   * adds or removes one replica with each update of an existing table, so a change by several regions takes several deployments.
   *
   * @default - no replicas
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html
   */
  readonly replicas?: OrderReplica[];

  /**
   * Existing table for the orders, in the account and region of the stack.
   *
   * It needs the partition key `orderId` (string) and no sort key. With `OrderRoute.listOrders()` it needs the global secondary index
   * `OrdersByCustomer` with partition key `customerId`, sort key `createdAt` (both strings) and the projection ALL. With `eventBus` it needs
   * a stream of new and old images. Keys, index and stream are checked if the app creates the table, and cannot be checked if it is
   * imported. A table with a customer managed key must have it as its `encryptionKey`.
   *
   * The construct does not change an existing table, so `deletionProtection` and `replicas` fail beside it. On a deployed stack the
   * table that the construct created before leaves the stack: the `removalPolicy` that was deployed decides whether it is deleted.
   * `docs/guide/migrate.md` in the repository shows how to take over the table of the CloudFormation template that this library replaces.
   *
   * @default - a new table
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html
   */
  readonly table?: dynamodb.ITable;

  /**
   * Existing execution role for the function, in the account of the stack.
   *
   * Its trust policy must allow Lambda to assume it, which is checked if the app creates the role. The role gets an inline policy with the
   * permissions of the function, and the function is created after it. With `role.withoutPolicyUpdates()`, or `mutable: false` of an
   * imported role, it gets none: `grants.orderProcessing` then adds the permissions to another principal.
   *
   * @default - a new role that allows what the routes need
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  readonly role?: iam.IRole;

  /**
   * Existing log group for the access log of the API, in the account and region of the stack.
   *
   * The construct does not change it. Use a name below `/aws/vendedlogs/`: API Gateway adds other log groups to the resource policy of
   * CloudWatch Logs, which has room for only a few. On a deployed stack the log group that the construct created before leaves the stack.
   *
   * @default - a new log group below `/aws/vendedlogs/apigateway/`
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
   */
  readonly accessLogGroup?: logs.ILogGroup;

  /**
   * Existing log group for the function, in the account and region of the stack.
   *
   * The construct does not change it. CloudWatch extracts metrics only from the log class `STANDARD`: with another class there are no
   * `businessMetrics`. The class of an imported log group is not known at synth. On a deployed stack the log group that the construct
   * created before leaves the stack.
   *
   * @default - a new log group `/aws/lambda/{function name}`
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
   */
  readonly handlerLogGroup?: logs.ILogGroup;

  /**
   * Memory size of the function in MiB, a whole number from 128 to 10240.
   *
   * CPU power is proportional to it.
   *
   * @default 256
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   */
  readonly memorySize?: number;

  /**
   * Timeout of the function, whole seconds from 1 to 900.
   *
   * API Gateway waits 30 seconds for the function, so more than 30 seconds causes a warning.
   *
   * @default Duration.seconds(30)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
   */
  readonly timeout?: Duration;

  /**
   * Reserved concurrency of the function, a whole number from 1 to 2147483647.
   *
   * It is both reserved from the concurrency of the account and the maximum of the function. Requests above it get status 503. AWS rejects
   * a number that leaves less than 100 to the other functions of the account.
   *
   * @default - no reserved concurrency: the function shares the unreserved concurrency of the account
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * VPC that the function is attached to.
   *
   * The function needs a route to DynamoDB: a gateway endpoint for DynamoDB, or a NAT gateway. With `eventBus`, the function that publishes
   * order events is attached too, and needs a route to EventBridge: an interface endpoint for EventBridge, or a NAT gateway. The execution
   * roles get the permissions that Lambda needs to manage network interfaces, which the code of the functions cannot use.
   *
   * @default - no VPC: the function runs in the network of Lambda
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of `vpc` that the function is attached to, 1 to 16.
   *
   * For example `{ subnetType: ec2.SubnetType.PRIVATE_ISOLATED }`. Public subnets fail, since a function has no public IP address. Needs
   * `vpc`.
   *
   * @default - the private subnets with egress, or the isolated subnets if there are none
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the network interfaces of the function, 1 to 5.
   *
   * They must allow outbound HTTPS to DynamoDB. No inbound rule is needed. Needs `vpc`.
   *
   * @default - a new security group without inbound rules that allows outbound HTTPS only
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Retention of the log groups that the construct creates.
   *
   * @default - 14 days in DEV, 30 days in STAGING, 365 days in PROD
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Data protection policy of the log groups that the construct creates, which masks sensitive data in them.
   *
   * Only principals with `logs:Unmask` see the masked data. Use it for identifiers that get into a log by mistake, and for the IP address of
   * the caller in the access log. All log groups get the same policy. CloudWatch Logs bills the data that it scans.
   *
   * @default - no data is masked
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
   */
  readonly dataProtectionPolicy?: logs.DataProtectionPolicy;

  /**
   * Minimum level of application logs, below which Lambda drops the log lines of the function.
   *
   * The function writes one line per request: `INFO` for success, `WARN` for a client error (4xx) and `ERROR` for a server error (5xx). The
   * business metrics are part of these lines. Above `INFO` the metrics of accepted orders are lost, and above `WARN` those of rejected
   * orders too.
   *
   * @default - ApplicationLogLevel.INFO, the default of Lambda
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
   */
  readonly applicationLogLevel?: lambda.ApplicationLogLevel;

  /**
   * Minimum level of system logs, below which Lambda drops its own log lines, such as start and report of an invocation.
   *
   * @default - SystemLogLevel.INFO, the default of Lambda
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
   */
  readonly systemLogLevel?: lambda.SystemLogLevel;

  /**
   * X-Ray tracing mode of the function, and of the function that publishes order events.
   *
   * With `Tracing.ACTIVE` Lambda samples invocations and sends a trace of each sampled one. The trace starts at the function, since HTTP APIs
   * do not support X-Ray, and has no subsegments for the calls to DynamoDB. With `Tracing.PASS_THROUGH` Lambda follows the tracing header of
   * a direct invocation and samples nothing itself. Both modes add the permissions for X-Ray to the role.
   *
   * @default Tracing.DISABLED
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
   */
  readonly tracing?: lambda.Tracing;

  /**
   * CORS configuration of the API.
   *
   * A field that is left out keeps its default. `allowOrigins: []` turns CORS off.
   *
   * An origin starts with `https://` or `http://` and has no path and no trailing slash. `*`, `https://*` and `http://*` allow any origin.
   * `allowMethods` and `allowHeaders` must include the methods and headers of the routes and of their authorizers. `maxAge` is from 0 to
   * 86,400 seconds. `allowCredentials` needs named origins.
   *
   * @default - any origin, the methods of the routes and `OPTIONS`, the headers `Content-Type`, `X-Amz-Date`, `Authorization`, `X-Api-Key`,
   * those of the routes (`Idempotency-Key`, `If-Match`) and of their authorizers (for IAM `X-Amz-Security-Token` and
   * `X-Amz-Content-Sha256`), the response headers of the routes exposed, no credentials, a max age of 300 seconds
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
   */
  readonly corsPreflight?: apigatewayv2.CorsPreflightOptions;

  /**
   * Throttling of the stage: rate limit in requests per second and burst limit in requests.
   *
   * `rateLimit` is a number above 0, `burstLimit` a whole number from 1. Both are required, since API Gateway reads a missing one as 0 and
   * rejects every request. In PROD the default causes the warning `cdk-order-processing-api::throttleAtAccountQuota` if a route is public,
   * since its callers could then use up the quota that all APIs of the account share.
   *
   * @default - 10,000 requests per second and a burst of 5,000, which are the default quotas of an AWS account
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
   */
  readonly throttle?: apigatewayv2.ThrottleSettings;

  /**
   * Custom domain name of the API and the path (API mapping key) below it.
   *
   * The construct creates the API mapping to the stage. `ordersUrl` and the output `ApiGatewayEndpoint` use the custom domain. `domainName`
   * must be a regional domain name of API Gateway in the account and region of the stack. The DNS record is yours to create.
   *
   * `mappingKey` is the path at which the API starts, so that several APIs can share a domain: with `shop/v1` the orders are at
   * `/shop/v1/orders`. It has 1 to 300 letters, digits and `$-_.+!*'()`, separated by slashes. Without it the API is at the root of the domain.
   *
   * @default - no custom domain: the API has its execute-api endpoint only
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mappings.html
   */
  readonly domainMapping?: apigatewayv2.DomainMappingOptions;

  /**
   * Whether the default execute-api endpoint is disabled, so that clients can use the custom domain only.
   *
   * Set it if something in front of the custom domain, such as mutual TLS, must not be bypassed. Needs `domainMapping`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-disable-default-endpoint.html
   */
  readonly disableExecuteApiEndpoint?: boolean;

  /**
   * Routes of the API: at least one, each at most once, in any order.
   *
   * A route that reads or changes orders needs customers or staff as its callers, by its own `access` or by the `access` of the API. The role
   * of the function allows what these routes need and nothing else.
   *
   * @default [OrderRoute.createOrder()]
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  readonly routes?: OrderRoute[];

  /**
   * Authentication and authorization: default authorizer of the routes, and which orders their callers may access.
   *
   * `OrderAccess.guests()` lets anybody place orders. `OrderAccess.customers(authorizer)` lets customers place, read and cancel their own
   * orders, and can include staff. `OrderAccess.staff(authorizer)` gives every caller access to every order. A route can have an `access` of
   * its own.
   *
   * @default - guests: anybody may place orders, which causes a warning in PROD
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  readonly access?: OrderAccess;

  /**
   * Custom fields of an order and its items, defined by JSON Schemas.
   *
   * The API validates the fields, stores them with the order and returns them, in the member `customFields`. Without this prop a request with
   * `customFields` is rejected. Stored orders keep the fields that they have, whatever the schemas of later deployments say.
   *
   * The function then has an extended bundle with the schemas in a settings file, and changes with them.
   *
   * @default - no custom fields
   * @see https://json-schema.org/understanding-json-schema/reference
   */
  readonly customFields?: OrderFields;

  /**
   * Who decides the prices of an order: its caller, a products table of the shop, or a pricing service that signs quotes.
   *
   * With `OrderPrices.fromTable()` the caller sends product ids and quantities, and the API fills in the prices of the table. Customers and guests
   * cannot set a price, a discount, shipping or a tax. With `OrderPrices.signedQuotes()` the caller sends a quote that the shop has signed. A retry of
   * an accepted order gets its first response, also after a price has changed or a quote has expired.
   *
   * The function then has the extended bundle. Its role may also read its own orders, and with `OrderPrices.fromTable()` the attributes of the
   * products that the options name.
   *
   * @default - the caller decides, which causes a warning in PROD if customers or guests may create orders
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
   */
  readonly prices?: OrderPrices;

  /**
   * Stock that an order takes when it is created and gives back when it is cancelled.
   *
   * An order and what it takes are one transaction of DynamoDB: no product is sold more often than the stock table has it, and a retry takes nothing
   * again. `OrderRoute.createOrder()` takes, and `OrderRoute.updateOrderStatus()` gives back when it cancels. Other changes of the status take and
   * give nothing, and neither do programs that write to the table themselves.
   *
   * The function then has the extended bundle. Its role may also change and read the quantity in the stock table. Tables with replicas are not
   * supported.
   *
   * @default - orders take no stock
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transactions.html
   */
  readonly stock?: OrderStock;

  /**
   * Whether the function emits custom CloudWatch metrics: accepted orders, idempotent replays, rejected orders and order value.
   *
   * They are part of the log line of each request (embedded metric format) and need no API call. CloudWatch bills each custom metric for
   * each month in which it has data.
   *
   * @default true
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  readonly businessMetrics?: boolean;

  /**
   * CloudWatch alarms on errors, latency and throttles, and with `eventBus` on late and lost events.
   *
   * The options set the thresholds and the alarm actions. `{}` creates the alarms with their default thresholds and without an action.
   *
   * @default - no alarms, with `deployment` those of `{}`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
   */
  readonly alarms?: OrderAlarmOptions;

  /**
   * Event bus that receives an event for each created order and for each change of the status of an order.
   *
   * The detail types are `OrderCreated` and `OrderStatusChanged`, and the source is `{projectName}.orders`. Each event is published at
   * least once, and the events of one order in order. The targets of a rule may get them in another order. The events come from the stream of
   * the table, so that no order is missed and no request waits for EventBridge.
   *
   * The bus must be in the region of the stack. A bus in another account must allow this account to put events. If the table has replicas,
   * set `eventBus` in one region only, since the stream of each region has every order. When you remove the prop, the dead-letter queue
   * and the log group of the publishing function leave the stack.
   *
   * The format is in `docs/guide/order-events.md` in the repository and in `order-events.schema.json` in the package.
   *
   * @default - no events, and no stream on the table
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html
   */
  readonly eventBus?: events.IEventBus;

  /**
   * Whether order events contain the personal data of the order: contact, addresses and notes.
   *
   * Without it a consumer that needs the data reads the order from the API. EventBridge and its targets, archives and dead-letter queues keep
   * what they get, and erasing an order does not reach it there. Needs `eventBus`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-data-protection.html
   */
  readonly personalDataInEvents?: boolean;

  /**
   * Whether the construct creates a CloudWatch dashboard.
   *
   * It shows the orders by outcome and value, requests, latency, errors, throttles, the concurrency of the function, the consumed capacity of
   * the table, and the state of the alarms if there are any. Dashboard names are global in an account: set `generatedNames` to deploy to two
   * regions of one account.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  readonly dashboard?: boolean;

  /**
   * Provisioned concurrency of the function, which avoids cold starts.
   *
   * It is configured on the alias `live`, which the API then invokes instead of the function. Provisioned concurrency is billed as long as it
   * is configured, and counts towards the concurrency of the account and the reserved concurrency of the function.
   *
   * @default - no provisioned concurrency: a request that finds no initialized execution environment waits for a cold start
   * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
   */
  readonly provisionedConcurrency?: OrderProvisionedConcurrency;

  /**
   * Gradual deployment of new function versions with CodeDeploy: canary, linear or all at once.
   *
   * The API invokes the alias `live`, and CodeDeploy shifts its traffic to the new version. It rolls back when the deployment fails or one of
   * the alarms `serverErrors`, `latency` and `functionErrors` goes into ALARM. These alarms exist with or without the prop `alarms`. While
   * one of them is in ALARM, every deployment is stopped.
   *
   * @default - no gradual deployment: the API invokes the function, and a new version gets all requests at once
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-lambda.html
   */
  readonly deployment?: OrderApiDeployment;

  /**
   * Whether the stack gets outputs with URL, table name, function ARN, function name and API id.
   *
   * The outputs are `ApiGatewayEndpoint`, `DynamoDBTableName`, `LambdaFunctionArn`, `LambdaFunctionName` and `ApiGatewayId`. Their export
   * names are `{stack}-ApiEndpoint`, `{stack}-OrdersTable`, `{stack}-LambdaArn`, `{stack}-LambdaName` and `{stack}-ApiId`.
   *
   * @default true
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
   */
  readonly outputs?: boolean;

  /**
   * Prefix of the output keys and of the last part of the export names, for a second instance in the same stack.
   *
   * A letter followed by letters and digits, at most 200 characters, for example `Wholesale`. It must be known at synth.
   *
   * @default - no prefix
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
   */
  readonly outputPrefix?: string;
}
